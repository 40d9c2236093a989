package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

// wish is a proposal of the circle.
func wish(id, text string, on time.Time) meeting.Proposal {
	return meeting.Proposal{ID: meeting.ProposalID(id), Group: "circle", Realm: moderation.Recovery, Text: text, On: on}
}

func TestProposalsAreKeptAndErased(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		furnish(t, db)
		ctx := t.Context()
		first := store.NewKey()
		must(t, db.Unlock(ctx, keys(t, first)))
		old, young := wish("old", "Could we eat?", noon.Add(-24*time.Hour)), wish("young", "More time", noon)
		elsewhere := old
		elsewhere.ID, elsewhere.Realm = "elsewhere", moderation.Family
		must(t, db.AddProposal(ctx, old), db.AddProposal(ctx, young))
		wants(t, "of a realm that the group is not in", db.AddProposal(ctx, elsewhere), fault.NotFound, "not_found")
		same(t, "newest first", []meeting.Proposal{young, old})(db.Proposals(ctx, "circle"))
		same(t, "of another group", []meeting.Proposal{})(db.Proposals(ctx, "family"))

		again := open(t, where)
		must(t, again.Unlock(ctx, keys(t, store.NewKey()+" "+first)))
		same(t, "with another key", []meeting.Proposal{young, old})(again.Proposals(ctx, "circle"))

		wants(t, "erased from another group", again.DeleteProposal(ctx, "family", "old"), fault.NotFound, "not_found")
		must(t, again.DeleteProposal(ctx, "circle", "old"))
		wants(t, "erased twice", again.DeleteProposal(ctx, "circle", "old"), fault.NotFound, "not_found")
		must(t, again.Forget(ctx, noon.Add(meeting.KeptProposal)))
		same(t, "for a year", []meeting.Proposal{young})(again.Proposals(ctx, "circle"))
		must(t, again.Forget(ctx, noon.Add(meeting.KeptProposal+time.Hour)))
		same(t, "after it", []meeting.Proposal{})(again.Proposals(ctx, "circle"))
	})
}

func TestAProposalCanNotBeReadInTheFiles(t *testing.T) {
	folder := t.TempDir()
	db := open(t, filepath.Join(folder, "warmroom.db"))
	furnish(t, db)
	must(t, db.Unlock(t.Context(), keys(t, store.NewKey())), db.AddProposal(t.Context(), wish("one", "a wish of somebody", noon)))
	if inFiles(t, folder, "a wish of somebody") {
		t.Error("it can be read")
	}
}
