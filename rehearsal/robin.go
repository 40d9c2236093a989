package rehearsal

import (
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
)

// What the co-facilitator of a rehearsal does, and when the guests come.
const (
	robinName  = "Robin"
	awayFor    = 5 * time.Minute  // until a rehearsal that nobody leads ends
	takeOver   = 2 * time.Second  // after who rehearses is gone
	lateAfter  = 60 * time.Second // the one who is late comes
	betweenTwo = 4 * time.Second  // guests at the door
)

// robin is the co-facilitator: leaves everything to who rehearses, and holds the
// room while they are gone.
type robin struct {
	leader  room.ParticipantID // who rehearses; empty while they are not there
	waiting []room.ParticipantID
	began   bool
	holds   bool // the room, while who rehearses is gone
	gone    int  // counts comings and goings
}

func (r *robin) event(x *player, e room.Event) {
	switch e := e.(type) {
	case room.Snapshot:
		for _, v := range e.Door {
			r.waiting = append(r.waiting, v.ID)
		}
		for _, p := range e.People {
			r.met(x, p)
		}
		if r.leader == "" {
			r.lost(x)
		}
	case room.PeopleJoined:
		for _, p := range e.People {
			r.met(x, p)
		}
	case room.VisitorCame:
		r.waiting = append(r.waiting, e.Visitor.ID)
	case room.PersonChanged:
		switch {
		case e.Person.ID != r.leader:
			r.met(x, e.Person)
		case e.Person.Link == room.Reconnecting:
			r.lost(x)
		}
	case room.PersonLeft:
		if e.Participant == r.leader {
			r.lost(x)
		}
	}
}

func (r *robin) over(*player, room.Farewell) {}

// met notices who rehearses: for the first time, or that they are back.
func (r *robin) met(x *player, p room.Person) {
	if p.Simulated || !p.Role.Leads() || p.Link != room.Connected || r.leader == p.ID {
		return
	}
	r.leader = p.ID
	r.gone++
	if r.holds {
		r.holds = false
		x.say(room.LaneEveryone, x.lines.back)
	}
	if !r.began {
		r.began = true
		r.bringGuests(x)
	}
}

// lost notices that who rehearses is gone. After a moment Robin holds the room,
// and after a long while ends it.
func (r *robin) lost(x *player) {
	r.leader = ""
	r.gone++
	since := r.gone
	x.in(takeOver, func() {
		if r.gone == since && r.began {
			r.holds = true
			x.say(room.LaneEveryone, x.lines.away)
			_ = x.room.Admit(x.ctx, x.id, r.waiting)
			x.did(meeting.StepHandOver)
		}
	})
	x.in(awayFor, func() {
		if r.gone == since {
			_ = x.room.End(x.ctx, x.id)
		}
	})
}

// bringGuests lets the guests come to the door, one after the other.
func (r *robin) bringGuests(x *player) {
	x.say(room.LaneFacilitators, x.lines.hello)
	for i, g := range []struct {
		name   string
		manner manner
	}{{"Willow Wren", &wren{}}, {"Loud Jay", &jay{}}, {"Still Heron", &heron{}}} {
		x.in(time.Duration(i+1)*betweenTwo, func() { r.bring(x, g.name, g.manner) })
	}
	x.in(lateAfter, func() { r.bring(x, "Late Owl", owl{}) })
}

func (r *robin) bring(x *player, name string, m manner) {
	x.enter(x.player(room.Arrival{Name: name, Role: moderation.Participant}, &guest{manner: m}))
}
