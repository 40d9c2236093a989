package room

import (
	"strconv"
	"strings"
)

// fold is replaced by meeting.Fold.
func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// freeName returns name, with a number behind it when somebody inside has a
// name that reads the same: the second Mike is "Mike 2".
func (s *state) freeName(name string) (free, folded string) {
	taken := make(map[string]bool, len(s.inside))
	for _, p := range s.inside {
		taken[p.folded] = true
	}
	free, folded = name, fold(name)
	for n := 2; taken[folded]; n++ {
		free = name + " " + strconv.Itoa(n)
		folded = fold(free)
	}
	return free, folded
}

// readsLikeLead reports whether a folded name can be taken for that of somebody who
// leads, here or gone, or for the role itself.
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
	return strings.Contains(folded, fold("facilitator"))
}
