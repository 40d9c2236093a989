package room

import (
	"slices"
	"time"

	"warmroom/moderation"
)

// joinsEvery bounds how often people are told who came in.
const joinsEvery = 250 * time.Millisecond

// arrivals are the people inside whom not everybody knows of yet. Who comes in
// is announced at once when the last announcement is joinsEvery old, and else
// gathered until then, so that a crowd at the door is a few events for each
// person and not a crowd of events. Whatever else is told goes after it.
type arrivals struct {
	count   int       // of those who came in so far
	pending []*person // not announced, in the order they came in
	at      time.Time // of the last announcement
}

// arrived puts p, who just came in, among those to be announced.
func (s *state) arrived(p *person) {
	s.arrivals.count++
	p.arrival = s.arrivals.count
	s.arrivals.pending = append(s.arrivals.pending, p)
}

// announceInTime announces who came in unless it is too early for that.
func (s *state) announceInTime() {
	if !s.arrivals.at.Add(joinsEvery).After(s.now) {
		s.announce()
	}
}

// announce tells everybody of those who came in, but for whom they know.
func (s *state) announce() {
	list := s.arrivals.pending
	if len(list) == 0 {
		return
	}
	s.arrivals.pending, s.arrivals.at = nil, s.now
	people := make([]Person, len(list))
	for i, p := range list {
		people[i] = p.fromOutside()
	}
	for _, q := range s.inside {
		first := slices.IndexFunc(list, func(p *person) bool { return p.arrival > q.knows })
		if first >= 0 {
			q.sink.Deliver(PeopleJoined{people[first:]})
		}
		q.knows = s.arrivals.count
	}
	for _, p := range list {
		s.tellNote(p)
	}
}

// unannounced is when pending arrivals are to be announced; zero without any.
func (s *state) unannounced() time.Time {
	if len(s.arrivals.pending) == 0 {
		return zero
	}
	return s.arrivals.at.Add(joinsEvery)
}

// knowsOf reports whether p has been told that q is inside.
func (p *person) knowsOf(q *person) bool { return q.arrival <= p.knows }

// show replaces all that p knows. roster is s.roster(), which many may share,
// or nil for a visitor at the door.
func (s *state) show(p *person, roster []Person) {
	p.knows = s.arrivals.count
	p.sink.Deliver(s.snapshot(p, roster))
}

// introduce announces who came in if one of ids did and p does not know.
func (s *state) introduce(p *person, ids ...ParticipantID) {
	for _, id := range ids {
		if q := s.people[id]; q != nil && q.standing == moderation.Present && !p.knowsOf(q) {
			s.announce()
			return
		}
	}
}
