package room

import (
	"regexp"
	"strconv"

	"warmroom/meeting"
)

// freeName returns p's name, with a number behind it when somebody inside has
// a name that reads the same: the second Mike is "Mike 2". Who had a number at
// the door keeps it.
func (s *state) freeName(p *person) (free, folded string) {
	taken := s.namesInside()
	for n := max(p.number, 1); ; n++ {
		free, folded = numbered(p.Name, n)
		if !taken[folded] {
			return free, folded
		}
	}
}

func (s *state) namesInside() map[string]bool {
	names := make(map[string]bool, len(s.inside))
	for _, p := range s.inside {
		names[p.folded] = true
	}
	return names
}

// numbered returns the name of the n-th person whose name reads like name.
func numbered(name string, n int) (shown, folded string) {
	if n > 1 {
		name += " " + strconv.Itoa(n)
	}
	return name, meeting.Fold(name)
}

// tellApart gives p, who comes to the door, a number when others there or
// inside have a name that reads the same. The first of those at the door is
// number 1 from then on.
func (s *state) tellApart(p *person) {
	p.number = 0
	taken, alike := map[int]bool{}, []*person{}
	for _, q := range s.door {
		if q.folded == p.folded {
			taken[max(q.number, 1)], alike = true, append(alike, q)
		}
	}
	inside := s.namesInside()
	isTaken := func(n int) bool {
		_, folded := numbered(p.Name, n)
		return inside[folded]
	}
	n := 1
	for taken[n] || isTaken(n) {
		n++
	}
	if n > 1 || len(alike) > 0 {
		p.number = n
	}
	for _, q := range alike {
		if q.number == 0 {
			q.number = 1
			s.changed(q)
		}
	}
}

// readsLikeLead reports whether a folded name can be taken for that of somebody who
// leads, here or gone. That it can't be taken for a role is seen to by
// meeting.CleanName.
func (s *state) readsLikeLead(folded string) bool {
	for _, p := range s.people {
		if p.Role.Leads() && p.folded == folded {
			return true
		}
	}
	for _, p := range s.departed {
		if p.Role.Leads() && p.folded == folded {
			return true
		}
	}
	return false
}

// machine is how programs call themselves that take notes or record.
var machine = regexp.MustCompile(`(?i)note[ -]?tak|note ?book ?lm|otter[. ]?(ai|pilot)|fireflies|read[. ]ai|fathom[. ]ai|tl;?dv|meetgeek|sembly|` +
	`recall[. ]ai|transcri(be|pt)|record(er|ing)|\b(ai|bot|copilot)\b|meeting (assistant|notes)`)

// soundsLikeMachine reports whether a name reads like that of such a program.
func soundsLikeMachine(name string) bool { return machine.MatchString(name) }

// readsLikeRemoved reports whether a folded name can be taken for that of
// somebody who was removed from this meeting.
func (s *state) readsLikeRemoved(folded string) bool {
	looks := s.looks(folded)
	for _, r := range s.removals {
		if r.Stands() && r.looks == looks {
			return true
		}
	}
	return false
}
