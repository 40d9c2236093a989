package meeting

import "slices"

// ChangeKind says what became of a clause between two versions.
type ChangeKind string

// The kinds of changes.
const (
	ClauseAdded    ChangeKind = "added"
	ClauseRemoved  ChangeKind = "removed"
	ClauseReworded ChangeKind = "reworded" // under the same title
	ClauseMoved    ChangeKind = "moved"    // to another place, word for word
)

// ClauseChange is how one clause differs. Clause is as it is now, or was if it
// is ClauseRemoved; Before is only of one that is ClauseReworded.
type ClauseChange struct {
	Kind   ChangeKind
	Clause Clause
	Before Clause
}

// Changes says how the clauses of a version differ from those of another: what
// is new or different in the order of now, then what is gone in the order of
// before. Clauses that stayed are left out; equal texts have no changes.
func Changes(before, now []Clause) []ClauseChange {
	changes := []ClauseChange{}
	stayed := inOrder(before, now)
	left := slices.Clone(before)
	for _, c := range now {
		if i := slices.Index(left, c); i >= 0 {
			left = slices.Delete(left, i, i+1)
		}
	}
	for _, c := range now {
		same := func(o Clause) bool { return o.Title == c.Title }
		switch i := slices.IndexFunc(left, same); {
		case len(stayed) > 0 && stayed[0] == c:
			stayed = stayed[1:]
		case slices.Contains(before, c):
			changes = append(changes, ClauseChange{Kind: ClauseMoved, Clause: c})
		case i >= 0:
			changes = append(changes, ClauseChange{Kind: ClauseReworded, Clause: c, Before: left[i]})
			left = slices.Delete(left, i, i+1)
		default:
			changes = append(changes, ClauseChange{Kind: ClauseAdded, Clause: c})
		}
	}
	for _, c := range left {
		changes = append(changes, ClauseChange{Kind: ClauseRemoved, Clause: c})
	}
	return changes
}

// inOrder returns the longest run of clauses that both have in the same order,
// not necessarily one next to the other.
func inOrder(a, b []Clause) []Clause {
	// longest[i][j] is how many a[i:] and b[j:] have in common.
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var common []Clause
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common = append(common, a[i])
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return common
}
