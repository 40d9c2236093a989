package meeting_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/meeting"
)

func TestAgreementsAreVersioned(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	clauses := []meeting.Clause{{Title: " No screenshots ", Text: "Not one.\r\nNot ever."}, {Title: "Kind", Text: "Be kind."}}
	two := must(h.PublishAgreement(ctx, h.ana, h.circle.ID, 1, clauses))(t)
	want := []meeting.Clause{{Title: "No screenshots", Text: "Not one.\nNot ever."}, clauses[1]}
	if d := cmp.Diff(want, two.Clauses); d != "" || two.Version != 2 || !two.PublishedAt.Equal(h.now()) {
		t.Errorf("published version %d at %v: %s", two.Version, two.PublishedAt, d)
	}
	sum := sha256.Sum256([]byte("No screenshots\x1fNot one.\nNot ever.\x1eKind\x1fBe kind.\x1e"))
	if got := hex.EncodeToString(sum[:]); got != two.Hash {
		t.Errorf("hash %s, want %s", two.Hash, got)
	}
	refused(t, "based on the version before", failed(h.PublishAgreement(ctx, h.ana, h.circle.ID, 1, clauses)), fault.Conflict, "agreement_changed")

	three := must(h.PublishAgreement(ctx, h.ana, h.circle.ID, 2, want[1:]))(t)
	late, ok := errors.AsType[*meeting.Outdated](failed(h.PublishAgreement(ctx, h.max, h.circle.ID, 2, clauses)))
	gone := []meeting.ClauseChange{{Kind: meeting.ClauseRemoved, Clause: want[0]}}
	if !ok || late.Version != 3 || cmp.Diff(gone, late.Changes) != "" {
		t.Errorf("who was late is told %+v", late)
	}
	none, ok := errors.AsType[*meeting.Outdated](failed(h.PublishAgreement(ctx, h.max, h.circle.ID, 9, clauses)))
	if !ok || none.Version != 3 || len(none.Changes) != 0 {
		t.Errorf("based on a version that is none: %+v", none)
	}
	history := must(h.Agreements(ctx, h.ben, h.circle.ID))(t)
	if len(history) != 3 || history[0].ID != three.ID || cmp.Diff(gone, history[0].Changes) != "" || len(history[1].Changes) == 0 || history[2].Changes != nil {
		t.Errorf("history = %+v", history)
	}

	all := history[1:]
	if len(all) != 2 || all[0].Version != 2 || all[1].Version != 1 || len(all[1].Clauses) < 5 {
		t.Errorf("%d versions, the first listed is %d", len(all), all[0].Version)
	}
}

func TestAcceptancesAreCountedByVersion(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	h.at(time.Tuesday, 18, 50)
	h.accept(link, "Blue Heron")
	h.accept(link, "Grey Owl")
	must(h.PublishAgreement(ctx, h.ana, h.circle.ID, 1, []meeting.Clause{{Title: "Kind", Text: "Be kind."}}))(t)
	h.accept(link, "Blue Heron")
	all := must(h.Agreements(ctx, h.ben, h.circle.ID))(t)
	if len(all) != 2 || all[0].Accepted != 1 || all[1].Accepted != 2 {
		t.Errorf("accepted: %d of version 2, %d of version 1", all[0].Accepted, all[1].Accepted)
	}
}

func TestLibraryIsOfTheGroupsSide(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	themes := func(by meeting.AccountID, g meeting.GroupID) map[meeting.Theme]bool {
		found := map[meeting.Theme]bool{}
		for _, c := range must(h.Library(ctx, by, g, "es"))(t) {
			found[c.Theme] = true
		}
		return found
	}
	if of := themes(h.ana, h.circle.ID); of[meeting.FamilyClauses] || !of[meeting.CourtLinkClauses] {
		t.Errorf("a recovery group is shown %v", of)
	}
	if of := themes(h.cleo, h.kin.ID); !of[meeting.FamilyClauses] || of[meeting.CourtLinkClauses] {
		t.Errorf("a family group is shown %v", of)
	}
	refused(t, "in no language", failed(h.Library(ctx, h.ana, h.circle.ID, "xx")), fault.Invalid, "language")
	refused(t, "of the other side", failed(h.Library(ctx, h.cleo, h.circle.ID, "en")), fault.NotFound, "not_found")
}

func TestAgreementFaultsNameTheClause(t *testing.T) {
	h := newHouse(t)
	good := meeting.Clause{Title: "A", Text: "B"}
	for _, c := range []struct {
		field   string
		clauses []meeting.Clause
	}{
		{"clauses", nil},
		{"clauses", make([]meeting.Clause, 31)},
		{"clauses[1].title", []meeting.Clause{good, {Text: "B"}}},
		{"clauses[0].text", []meeting.Clause{{Title: "A", Text: " \n "}, good}},
		{"clauses[0].title", []meeting.Clause{{Title: strings.Repeat("a", 81), Text: "B"}}},
		{"clauses[0].text", []meeting.Clause{{Title: "A", Text: strings.Repeat("b", 601)}}},
		{"clauses[0].title", []meeting.Clause{{Title: "A\nB", Text: "B"}}},
		{"clauses[0].text", []meeting.Clause{{Title: "A", Text: "B\x1eC"}}}, // would blur the hash
		{"clauses[0].text", []meeting.Clause{{Title: "A", Text: "\xff"}}},
	} {
		refused(t, fmt.Sprintf("%q", c.clauses), failed(h.PublishAgreement(t.Context(), h.ana, h.circle.ID, 1, c.clauses)), fault.Invalid, c.field)
	}
}

func TestHashTellsTextsApart(t *testing.T) {
	a := meeting.HashClauses([]meeting.Clause{{Title: "ab", Text: "c"}})
	for _, other := range [][]meeting.Clause{
		{{Title: "a", Text: "bc"}},
		{{Title: "ab", Text: "c"}, {}},
		{{Title: "ab"}, {Text: "c"}},
		{{Title: "Ab", Text: "c"}},
	} {
		if meeting.HashClauses(other) == a {
			t.Errorf("%q has the hash of another text", other)
		}
	}
}
