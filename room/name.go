package room

import (
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
