package room

import (
	"time"

	"warmroom/meeting"
)

// tally is what is counted of the meeting, up to a time. It holds numbers
// alone: who is in them is not in it.
type tally struct {
	meeting.Tally
	at time.Time
}

// isCounted reports whether p is one of the people whom a tally counts.
func (p *person) isCounted() bool { return !p.Role.Leads() && !p.Observer && !p.Simulated }

// counted is how many of them are inside.
func (s *state) counted() int {
	n := 0
	for _, p := range s.inside {
		if p.isCounted() {
			n++
		}
	}
	return n
}

// count counts the time that has passed. It comes before anything that changes
// how many people are inside.
func (s *state) count() {
	passed := s.now.Sub(s.tally.at)
	s.tally.at = s.now
	if n := s.counted(); n > 0 && passed > 0 {
		s.tally.Open += passed
		s.tally.Present += time.Duration(n) * passed
	}
}

// countArrival counts p, who comes in, unless they have been here before. It
// comes before they count as inside.
func (s *state) countArrival(p *person) {
	s.count()
	switch again := s.hasBeenHere(p); {
	case again || p.Simulated || p.Observer:
	case p.Role.Leads():
		s.tally.Leads++
	default:
		s.tally.Came++
		if p.note.Newcomer {
			s.tally.Newcomers++
		}
	}
}

// countMost counts how many are inside, once they are.
func (s *state) countMost() { s.tally.Most = max(s.tally.Most, s.counted()) }

// hasBeenHere reports whether p, or the same person under the same name, has
// been inside. Two people may share a browser; of who left before a restart
// the name is forgotten.
func (s *state) hasBeenHere(p *person) bool {
	if p.entered {
		return true
	}
	for _, q := range s.sameAs(p) {
		if q.entered && (p.Role.Leads() || q.cameAs == "" || q.cameAs == p.cameAs) {
			return true
		}
	}
	return false
}
