package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

func TestForgetKeepsWhatAMeetingStillNeeds(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		must(t,
			db.AddAcceptance(ctx, heron), db.AddRemoval(ctx, gone), db.AddInvite(ctx, poster), db.AddSignInLink(ctx, link),
			db.AddSession(ctx, here), db.Forget(ctx, noon.Add(time.Minute)))
		same(t, "acceptance", heron)(db.Acceptance(ctx, "heron"))
		same(t, "removals", []meeting.Removal{gone})(db.Removals(ctx, "tuesday"))
		same(t, "invite", poster)(db.InviteByToken(ctx, poster.TokenHash))
		same(t, "session", here)(db.SessionByToken(ctx, here.TokenHash))
		if _, err := db.UseSignInLink(ctx, "link", noon); err != nil {
			t.Errorf("sign-in link: %v", err)
		}
	})
}

func TestForgetAfterTheMeeting(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		ended := tuesday
		ended.Status, ended.EndedAt = meeting.Ended, noon
		old := poster
		old.ID, old.TokenHash, old.RevokedAt = "old", "old-hash", noon
		must(t,
			db.AddAcceptance(ctx, heron), db.AddRemoval(ctx, gone), db.AddSession(ctx, here), db.AddSignInLink(ctx, link),
			db.AddInvite(ctx, poster), db.AddInvite(ctx, pass), db.AddInvite(ctx, old), db.UpdateMeeting(ctx, ended))

		must(t, db.Forget(ctx, here.ExpiresAt))
		forgotten, unmarked := heron, gone
		forgotten.Pseudonym, unmarked.Marks = "", moderation.Marks{}
		same(t, "acceptance", forgotten)(db.Acceptance(ctx, "heron"))
		same(t, "removals", []meeting.Removal{unmarked})(db.Removals(ctx, "tuesday"))
		wants(t, "session", failed(db.SessionByToken(ctx, here.TokenHash)), fault.NotFound, "not_found")
		wants(t, "sign-in link, for a while", failed(db.UseSignInLink(ctx, "link", here.ExpiresAt)), fault.Gone, "link_expired")
		same(t, "invites, for a while", []meeting.Invite{pass, poster, old})(db.Invites(ctx, "circle"))

		must(t, db.Forget(ctx, noon.Add(32*24*time.Hour)))
		wants(t, "sign-in link", failed(db.UseSignInLink(ctx, "link", noon)), fault.NotFound, "not_found")
		same(t, "invites", []meeting.Invite{poster})(db.Invites(ctx, "circle"))
	})
}

// What is forgotten is gone from the files too, not only from the answers.
func TestForgottenNameIsNowhereInTheFiles(t *testing.T) {
	folder := t.TempDir()
	db := open(t, filepath.Join(folder, "warmroom.db"))
	furnish(t, db)
	ctx := t.Context()
	ended := tuesday
	ended.Status, ended.EndedAt = meeting.Ended, noon
	must(t, db.Unlock(ctx, keys(t, store.NewKey())),
		db.AddAcceptance(ctx, heron), db.AddRemoval(ctx, gone), db.KeepRoom(ctx, wholeRoom()))
	for _, secret := range []string{"Grey Wren", "the order of the circle", "secret-of-the-room"} {
		if inFiles(t, folder, secret) {
			t.Errorf("%q can be read in the files while the meeting runs", secret)
		}
	}
	secrets := []string{heron.Pseudonym, gone.Marks.Device, "session-of-wren", "hash-of-wren"}
	for _, secret := range secrets {
		if !inFiles(t, folder, secret) {
			t.Fatalf("the search finds no %q even before", secret)
		}
	}
	must(t, db.UpdateMeeting(ctx, ended), db.Forget(ctx, noon))
	for _, secret := range secrets {
		if inFiles(t, folder, secret) {
			t.Errorf("%q is still in the files", secret)
		}
	}
	if !inFiles(t, folder, heron.Hash) {
		t.Error("the acceptance itself is lost")
	}
}

// inFiles reports whether a text is in one of the files of a folder.
func inFiles(t *testing.T, folder, text string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	must(t, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(t, err)
		if bytes.Contains(data, []byte(text)) {
			return true
		}
	}
	return false
}
