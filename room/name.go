package room

import (
	"regexp"
	"strconv"

	"warmroom/meeting"
)

// freeName returns name, with a number behind it when somebody inside has a
// name that reads the same: the second Mike is "Mike 2".
func (s *state) freeName(name string) (free, folded string) {
	taken := make(map[string]bool, len(s.inside))
	for _, p := range s.inside {
		taken[p.folded] = true
	}
	free, folded = name, meeting.Fold(name)
	for n := 2; taken[folded] && n <= len(s.inside)+1; n++ {
		free = name + " " + strconv.Itoa(n)
		folded = meeting.Fold(free)
	}
	return free, folded
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
// somebody who was removed from this meeting. Names are not stored: after a
// restart of the server nothing is known of removals before it.
func (s *state) readsLikeRemoved(folded string) bool {
	for _, r := range s.removals {
		if r.Stands() && r.name != "" && meeting.Fold(r.name) == folded {
			return true
		}
	}
	return false
}
