package rehearsal

import (
	"time"

	"warmroom/moderation"
	"warmroom/room"
)

// What the player of a practice room does.
const (
	echoName  = "Echo"
	echoAfter = 2 * time.Second // one's own sound comes back
	aloneFor  = 90 * time.Second
)

// echo lets in whoever comes to a practice room, and gives back what they say.
type echo struct {
	here  map[room.ParticipantID]bool // people
	stays int                         // counts comings and goings
}

func (e *echo) event(x *player, ev room.Event) {
	switch ev := ev.(type) {
	case room.Snapshot:
		e.here = map[room.ParticipantID]bool{}
		for _, v := range ev.Door {
			e.letIn(x, v.ID)
		}
		e.whenAlone(x)
	case room.VisitorCame:
		e.letIn(x, ev.Visitor.ID)
	case room.PeopleJoined:
		for _, p := range ev.People {
			if p.Role == moderation.Participant {
				e.here[p.ID] = true
				e.greet(x)
			}
		}
	case room.PersonLeft:
		delete(e.here, ev.Participant)
		e.whenAlone(x)
	}
}

func (e *echo) over(*player, room.Farewell) {}

func (e *echo) letIn(x *player, id room.ParticipantID) {
	_ = x.room.Admit(x.ctx, x.id, []room.ParticipantID{id})
}

// greet is ready to give back what is said.
func (e *echo) greet(x *player) {
	e.stays++
	x.connect(echoAfter)
	_ = x.room.Publish(x.ctx, x.id, room.Microphone, true)
}

// whenAlone ends the practice a while after everybody is gone.
func (e *echo) whenAlone(x *player) {
	e.stays++
	since := e.stays
	x.in(aloneFor, func() {
		if e.stays == since && len(e.here) == 0 {
			_ = x.room.End(x.ctx, x.id)
		}
	})
}
