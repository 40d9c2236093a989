package room

import (
	"slices"

	"warmroom/moderation"
)

// What others know of people in a side room: nothing. For everybody outside
// it they are still there, with all they send off.

// unsent is p to those who get nothing of what they send.
func (p Person) unsent() Person {
	for _, at := range []*SourceState{&p.Microphone, &p.Camera, &p.Screen} {
		if *at == On {
			*at = Off
		}
	}
	return p
}

// seenBy returns p as q sees them.
func (p *person) seenBy(q *person) Person {
	if p.side == nil || p.side == q.side {
		return p.Person
	}
	return p.unsent()
}

// tellWithin tells of a change of p, who is in a side room: all of it to those
// who are there too, and to the others only what they see of it.
func (s *state) tellWithin(p *person) {
	s.announce()
	e := Event(PersonChanged{p.Person})
	for _, q := range s.inside {
		if q.side == p.side {
			q.sink.Deliver(e)
		}
	}
	s.tellOutside(p)
}

// tellOutside tells those who are not with p, if what they see of p changed:
// otherwise they would learn when something goes on.
func (s *state) tellOutside(p *person) {
	seen := p.unsent()
	if seen == p.outside {
		return
	}
	s.announce()
	p.outside = seen
	e := Event(PersonChanged{seen})
	for _, q := range s.inside {
		if q.side != p.side {
			q.sink.Deliver(e)
		}
	}
}

// tellOff tells that sources of people were turned off, each recipient of
// those people who they knew had something on.
func (s *state) tellOff(off []*person, which []Source) {
	s.announce()
	lists := map[*side][]ParticipantID{}
	for _, p := range off {
		lists[p.side] = append(lists[p.side], p.ID)
	}
	events := map[*side]Event{}
	if main := lists[nil]; len(main) > 0 {
		events[nil] = SourcesOff{Participants: main, Sources: which}
	}
	for x, own := range lists {
		if x != nil {
			events[x] = SourcesOff{Participants: slices.Concat(lists[nil], own), Sources: which}
		}
	}
	for _, p := range s.inside {
		if e := events[p.side]; e != nil {
			p.sink.Deliver(e)
		} else if e := events[nil]; e != nil {
			p.sink.Deliver(e)
		}
	}
}

// rosterFor returns roster, which is as the main room sees it, as p does.
func (s *state) rosterFor(p *person, roster []Person) []Person {
	if p.side == nil {
		return roster
	}
	own := slices.Clone(roster)
	for i, q := range own {
		own[i] = s.people[q.ID].seenBy(p)
	}
	return own
}

// mayKnowSide reports whether p may know of a side room: they lead, are in it
// or were asked.
func (s *state) mayKnowSide(p *person, x *side) bool {
	return slices.Contains(x.Inside, p.ID) || slices.Contains(x.Asked, p.ID) ||
		s.allow(p, moderation.ReadNotes, moderation.Target{}) == nil
}

// sidesFor returns the side rooms that p may know of, oldest first.
func (s *state) sidesFor(p *person) []Side {
	list := []Side{}
	for _, x := range s.sides {
		if s.mayKnowSide(p, x) {
			list = append(list, x.Side)
		}
	}
	return list
}

func (s *state) tellSide(x *side) { s.tellWhom(x, SideChanged{x.Side}) }

// tellWhom delivers an event to those who may know of a side room.
func (s *state) tellWhom(x *side, e Event) {
	s.announce()
	for _, p := range s.inside {
		if s.mayKnowSide(p, x) {
			p.sink.Deliver(e)
		}
	}
}
