package moderation

import (
	"testing"
	"time"
)

func TestMarksMatchOnAnyOneInCommon(t *testing.T) {
	removed := Marks{Invite: "i1", Account: "a1", Device: "d1", Pass: "p1"}
	for _, c := range []struct {
		name string
		who  Marks
		want bool
	}{
		{"the same browser with another link", Marks{Invite: "i2", Device: "d1"}, true},
		{"the same personal link in a private window", Marks{Invite: "i1", Device: "d2"}, true},
		{"the same account on another machine", Marks{Account: "a1", Device: "d2"}, true},
		{"the same pass in a private window", Marks{Device: "d2", Pass: "p1"}, true},
		{"somebody else", Marks{Invite: "i2", Account: "a2", Device: "d2"}, false},
		{"values in other fields", Marks{Invite: "d1", Account: "i1", Device: "a1"}, false},
		{"no marks at all", Marks{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := removed.Match(c.who); got != c.want {
				t.Errorf("match = %v, want %v", got, c.want)
			}
			if got := c.who.Match(removed); got != c.want {
				t.Errorf("the other way round = %v, want %v", got, c.want)
			}
		})
	}
}

func TestEmptyMarksMatchNobody(t *testing.T) {
	// A removal without marks, as after Forget, must not meet a visitor without any.
	if (Marks{}).Match(Marks{}) {
		t.Error("two sets of empty marks match")
	}
}

func TestRemovalStandsUntilItIsUndone(t *testing.T) {
	r := Removal{ID: "r", Reason: Unkind, At: time.Unix(1, 0)}
	if !r.Stands() {
		t.Error("a fresh removal does not stand")
	}
	r.UndoneAt = time.Unix(2, 0)
	if r.Stands() {
		t.Error("an undone removal stands")
	}
}

func TestReasonsAreThoseTheProtocolNames(t *testing.T) {
	for _, r := range Reasons {
		if !r.Valid() {
			t.Errorf("%s is listed and not valid", r)
		}
	}
	for _, r := range []Reason{"", "because", "Disrupting"} {
		if r.Valid() {
			t.Errorf("%q passes for a reason", r)
		}
	}
	if len(Reasons) != 6 {
		t.Errorf("there are %d reasons, want 6", len(Reasons))
	}
}
