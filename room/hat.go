package room

import (
	"warmroom/fault"
	"warmroom/moderation"
)

// giveHat asks somebody to see to something, or takes that back, which they
// may do themselves. A fresh snapshot brings them what they see by it, or takes
// it away.
func (s *state) giveHat(by, id ParticipantID, hat Hat, on bool) error {
	p, err := s.mayChangeHat(by, id, on)
	if err != nil {
		return err
	}
	if p.Observer && on {
		return errObserves
	}
	was := p.Person
	switch hat {
	case Greeter:
		p.Greeter = on
	case Timekeeper:
		p.Timekeeper = on
	case Captioner:
		p.Captioner = on
	default:
		return fault.Field("hat", "greeter, timekeeper or captioner")
	}
	if p.Person != was {
		s.changed(p)
		s.show(p, s.roster())
	}
	return nil
}

func (s *state) mayChangeHat(by, id ParticipantID, on bool) (*person, error) {
	if by == id && !on {
		return s.may(by, moderation.PutDownHat)
	}
	_, p, err := s.mayUpon(by, moderation.GiveHat, id, moderation.Present)
	return p, err
}

// observe makes somebody an observer, who sends nothing and has no turn, or a
// participant again, also for what is remembered of the same person.
func (s *state) observe(by, id ParticipantID, on bool) error {
	a, p, err := s.mayUpon(by, moderation.LetObserve, id, moderation.Present)
	if err != nil || p.Observer == on {
		return err
	}
	if p.Role.Leads() {
		return errLeads
	}
	s.audit(a, moderation.LetObserve, p.ID, !on)
	s.count()
	p.Observer = on
	if !on {
		for _, q := range s.departed {
			if q.identity().Match(p.identity()) {
				q.Observer = false
			}
		}
	} else {
		p.Greeter, p.Timekeeper, p.Captioner = false, false, false
		s.silence(p)
		s.lower(id)
	}
	s.changed(p)
	if on {
		if s.standAside(id) {
			s.tellFloor()
		}
		s.stopReading(id)
	}
	s.show(p, s.roster())
	return nil
}

// hats returns what p was asked to see to.
func (p *person) hats() moderation.Hat {
	var h moderation.Hat
	if p.Greeter {
		h |= moderation.Greeter
	}
	if p.Timekeeper {
		h |= moderation.Timekeeper
	}
	if p.pass {
		h |= moderation.PassHolder
	}
	if p.Captioner {
		h |= moderation.Captioner
	}
	return h
}

// visitorFor returns p, who waits, as q sees them, who sees the door.
func (s *state) visitorFor(q, p *person) Visitor {
	v := p.visitor()
	if s.allow(q, moderation.ReadNotes, moderation.Target{}) != nil {
		v.Again, v.Newcomer, v.LooksLike = false, false, false
	}
	return v
}

// tellVisitor tells those who see the door of somebody at it, each what they
// may know.
func (s *state) tellVisitor(p *person, event func(Visitor) Event) {
	for _, q := range s.inside {
		if s.allow(q, moderation.SeeDoor, moderation.Target{}) == nil {
			q.sink.Deliver(event(s.visitorFor(q, p)))
		}
	}
}

// mayLetIn reports whether by may let p in: whom somebody who leads sent back
// or removed comes in by those who lead.
func (s *state) mayLetIn(by, p *person) bool {
	return !p.again || s.allow(by, moderation.ReadNotes, moderation.Target{}) == nil
}
