package room

import (
	"time"

	"warmroom/moderation"
)

// zero is the time that means never.
var zero time.Time

// Limits of what is remembered of those who are gone.
const (
	maxDeparted = 2000
	idleFor     = 5 * time.Minute // until an empty room without a memory closes
)

// interrupted keeps the place of somebody whose connection was lost. A sink
// that is not theirs any more changes nothing: they are on another device.
func (s *state) interrupted(id ParticipantID, from Sink) {
	p := s.people[id]
	if p == nil || p.sink != from || p.Link == Reconnecting {
		return
	}
	p.Link, p.lostAt = Reconnecting, s.now
	s.lost = append(s.lost, p)
	s.changed(p)
	s.attend()
}

func (s *state) resumed(id ParticipantID, fresh bool) error {
	p := s.people[id]
	if p == nil {
		return errNotHere
	}
	if s.found(p) {
		s.changed(p)
	}
	if fresh {
		s.show(p, s.roster())
	}
	s.attend()
	return nil
}

// found ends p's Reconnecting and reports whether they were.
func (s *state) found(p *person) bool {
	if p.Link != Reconnecting {
		return false
	}
	p.Link, p.lostAt = Connected, zero
	s.lost = without(s.lost, p)
	return true
}

// leaveBy takes somebody out at their own wish.
func (s *state) leaveBy(id ParticipantID, goodbye bool) error {
	p := s.people[id]
	if p == nil {
		return errNotHere
	}
	p.goodbye = goodbye
	s.leave(p, FarewellLeft)
	return nil
}

// leave takes p out for good. Others learn that they are gone, never why.
func (s *state) leave(p *person, f Farewell) {
	at := s.now
	if p.Link == Reconnecting {
		at = p.lostAt
	}
	p.presence.stop(at)
	delete(s.people, p.ID)
	s.lost = without(s.lost, p)
	s.count()
	s.door = without(s.door, p)
	s.inside = without(s.inside, p)
	s.media.Remove(p.ID)
	p.sink.Close(f)
	p.sink = nil
	if p.standing == moderation.Present {
		s.tell(PersonLeft{p.ID, p.goodbye})
		s.remember(p)
	} else {
		s.tellWho(moderation.SeeDoor, VisitorGone{p.ID})
	}
	s.depart(p)
	s.forsake(p)
	s.forsakeSides(p)
	s.attend()
	if len(s.people) == 0 {
		s.idle = s.now
	}
}

// depart remembers who left until the end of the meeting, so that they can
// still be removed and their restraints hold when they come back. When there
// are too many, those go first who never came in and bear no restraint.
func (s *state) depart(p *person) {
	p.Link, p.lostAt, p.Quality, p.looks = Connected, zero, "", s.looks(p.cameAs)
	if len(s.departed) >= maxDeparted {
		drop := 0
		for i, q := range s.departed {
			if !q.memorable() {
				drop = i
				break
			}
		}
		s.departed = append(s.departed[:drop], s.departed[drop+1:]...)
	}
	s.departed = append(s.departed, p)
}

// memorable reports whether forgetting p, who is gone, would lose something.
func (p *person) memorable() bool {
	return p.entered || p.again || p.declined || p.note.Reminded+p.note.Warned > 0 || p.Microphone == Stopped || p.Camera == Stopped
}

// blank reports whether the room can be closed and opened again without
// anybody noticing: nobody is there and nothing is remembered that only the
// room knows. Otherwise an empty room stays until its meeting ends.
func (s *state) blank() bool {
	if len(s.people) > 0 || s.locked || s.rules != usual(s.group) || s.floor.Mode != FloorFree || s.plan.Topic != "" || len(s.plan.Segments) > 0 || len(s.chat.lines)+len(s.chat.resources) > 0 {
		return false
	}
	for _, p := range s.departed {
		if p.memorable() {
			return false
		}
	}
	return true
}
