package meeting_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"warmroom/meeting"
)

func TestChangesTellWhatBecameOfEachClause(t *testing.T) {
	a, b, c := meeting.Clause{Title: "A", Text: "a"}, meeting.Clause{Title: "B", Text: "b"}, meeting.Clause{Title: "C", Text: "c"}
	fresh := meeting.Clause{Title: "B", Text: "be kind"}
	for name, x := range map[string]struct {
		before, now []meeting.Clause
		want        []meeting.ClauseChange
	}{
		"nothing":  {[]meeting.Clause{a, b}, []meeting.Clause{a, b}, []meeting.ClauseChange{}},
		"added":    {[]meeting.Clause{a}, []meeting.Clause{b, a}, []meeting.ClauseChange{{Kind: meeting.ClauseAdded, Clause: b}}},
		"removed":  {[]meeting.Clause{a, b}, []meeting.Clause{b}, []meeting.ClauseChange{{Kind: meeting.ClauseRemoved, Clause: a}}},
		"reworded": {[]meeting.Clause{a, b, c}, []meeting.Clause{a, fresh, c}, []meeting.ClauseChange{{Kind: meeting.ClauseReworded, Clause: fresh, Before: b}}},
		"moved":    {[]meeting.Clause{a, b, c}, []meeting.Clause{b, c, a}, []meeting.ClauseChange{{Kind: meeting.ClauseMoved, Clause: a}}},
		"all at once": {
			[]meeting.Clause{a, b},
			[]meeting.Clause{fresh, c},
			[]meeting.ClauseChange{{Kind: meeting.ClauseReworded, Clause: fresh, Before: b}, {Kind: meeting.ClauseAdded, Clause: c}, {Kind: meeting.ClauseRemoved, Clause: a}},
		},
	} {
		if d := cmp.Diff(x.want, meeting.Changes(x.before, x.now)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestChangesLeadFromOneVersionToTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clause := rapid.Custom(func(t *rapid.T) meeting.Clause {
			return meeting.Clause{Title: rapid.StringMatching("[A-D]").Draw(t, "title"), Text: rapid.StringMatching("[ab]").Draw(t, "text")}
		})
		texts := rapid.SliceOfNDistinct(clause, 0, 6, func(c meeting.Clause) meeting.Clause { return c })
		before, now := texts.Draw(t, "before"), texts.Draw(t, "now")
		left := slices.Clone(before)
		drop := func(c meeting.Clause) { left = slices.DeleteFunc(left, func(o meeting.Clause) bool { return o == c }) }
		for _, c := range meeting.Changes(before, now) {
			switch c.Kind {
			case meeting.ClauseRemoved:
				drop(c.Clause)
			case meeting.ClauseReworded:
				drop(c.Before)
				left = append(left, c.Clause)
			case meeting.ClauseAdded:
				left = append(left, c.Clause)
			case meeting.ClauseMoved:
				if !slices.Contains(before, c.Clause) || !slices.Contains(now, c.Clause) {
					t.Fatalf("%q moved, and was not in both", c.Clause)
				}
			}
		}
		same := func(c meeting.Clause) bool { return slices.Contains(now, c) }
		if len(left) != len(now) || !slices.Equal(slices.DeleteFunc(slices.Clone(left), func(c meeting.Clause) bool { return !same(c) }), left) {
			t.Fatalf("the changes of %q lead to %q, want %q", before, left, now)
		}
	})
}
