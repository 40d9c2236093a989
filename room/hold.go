package room

import (
	"slices"
	"time"

	"warmroom/moderation"
)

// Hold is the safe state of a room with nobody connected who leads. Only the
// one who keeps the floor is heard and seen, the chat is closed and nobody is
// let in. What people had on stays as it is and goes on when the hold is over.
type Hold struct {
	Since   time.Time     `json:"since"`
	EndsAt  time.Time     `json:"ends_at" doc:"When the meeting ends if nobody who leads comes back"`
	Floor   ParticipantID `json:"floor,omitempty" doc:"Who spoke when the hold began and may finish"`
	FloorTo *time.Time    `json:"floor_to,omitempty" doc:"Until when; present with floor"`
}

// hold watches whether anybody who leads is with the people inside. A room
// that nobody is in can't be on hold: at the door people just wait.
type hold struct {
	alone time.Time     // since when people are inside without anybody connected who leads; zero otherwise
	since time.Time     // of the hold; zero: not on hold
	floor ParticipantID // who keeps the floor; empty for nobody
}

func (h *hold) on() bool { return !h.since.IsZero() }

func (h *hold) asSeen() *Hold {
	if !h.on() {
		return nil
	}
	seen := &Hold{Since: h.since, EndsAt: h.since.Add(HoldFor), Floor: h.floor}
	if h.floor != "" {
		to := h.since.Add(HoldFloor)
		seen.FloorTo = &to
	}
	return seen
}

// next returns when something is due; zero for never.
func (h *hold) next() time.Time {
	switch {
	case h.on() && h.floor != "":
		return h.since.Add(HoldFloor)
	case h.on():
		return h.since.Add(HoldFor)
	case h.alone.IsZero():
		return zero
	default:
		return h.alone.Add(HoldAfter)
	}
}

// heldBack reports whether nothing that p has on may be let through for now.
func (s *state) heldBack(p *person) bool { return s.hold.on() && s.hold.floor != p.ID }

// led reports whether somebody who leads is inside and connected.
func (s *state) led() bool {
	return slices.ContainsFunc(s.inside, func(p *person) bool { return p.Role.Leads() && p.Link == Connected })
}

// attend looks who is there. It is called when somebody came in, went out, or
// lost or found their connection, and everybody has been told of that.
func (s *state) attend() {
	switch {
	case len(s.inside) == 0 || s.led():
		was := s.hold
		s.hold = hold{}
		if was.on() {
			s.tellHold()
			s.postpone(s.now.Sub(was.since))
		}
	case s.hold.alone.IsZero():
		s.hold.alone = s.now
	case s.hold.floor != "" && !s.isInside(s.hold.floor):
		s.hold.floor = ""
		s.tellHold()
	}
}

// followHold does what is due of a hold.
func (s *state) followHold() {
	if due := s.hold.next(); due.IsZero() || due.After(s.now) {
		return
	}
	switch {
	case s.hold.on() && s.hold.floor != "":
		s.hold.floor = ""
		s.tellHold()
	case s.hold.on():
		s.journal.unled()
		s.endNow()
	default:
		s.hold.since, s.hold.floor = s.now, s.speaker()
		s.tellHold()
	}
}

// tellHold tells everybody inside, once the media plane follows.
func (s *state) tellHold() {
	for _, p := range s.inside {
		s.flow(p)
	}
	s.tell(HoldChanged{s.hold.asSeen()})
}

// speaker returns whose turn it is, if they have their microphone on, or else
// who is heard loudest in the main room; empty for nobody.
func (s *state) speaker() ParticipantID {
	if p := s.people[s.floor.Speaker]; p != nil && p.Microphone == On {
		return p.ID
	}
	if heard := s.audible(s.speech.heard, nil); len(heard) > 0 {
		return heard[0]
	}
	return ""
}

// isInside reports whether id is of somebody inside.
func (s *state) isInside(id ParticipantID) bool {
	p := s.people[id]
	return p != nil && p.standing == moderation.Present
}
