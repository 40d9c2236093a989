package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

func deed(id string, at time.Time) meeting.Deed {
	return meeting.Deed{
		Deed: moderation.Deed{
			ID: id, At: at.UTC().Truncate(time.Microsecond), By: "ana", Role: moderation.Facilitator, What: moderation.Remove, Person: "heron",
			Holder: "hash of heron", Reason: moderation.Unkind, Removal: "gone",
		},
		Meeting: "tuesday", Group: "circle", Realm: moderation.Recovery,
	}
}

func TestDeedsAreListed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		calm := deed("b", noon)
		calm.Deed = moderation.Deed{
			ID: "b", At: noon, By: "ana", Role: moderation.CoFacilitator, What: moderation.CalmRoom, Lifted: true,
		}
		must(t, db.AddDeed(ctx, deed("a", noon)), db.AddDeed(ctx, calm), db.AddDeed(ctx, deed("c", noon)))
		same(t, "newest first", []meeting.Deed{deed("c", noon), calm, deed("a", noon)})(db.Deeds(ctx, "circle", ""))
		same(t, "older ones", []meeting.Deed{deed("a", noon)})(db.Deeds(ctx, "circle", "b"))
		same(t, "of another group", []meeting.Deed{})(db.Deeds(ctx, "family", ""))
		same(t, "of one person", []meeting.Deed{deed("a", noon), deed("c", noon)})(db.DeedsFor(ctx, "hash of heron"))
		same(t, "of nobody", []meeting.Deed{})(db.DeedsFor(ctx, ""))
		same(t, "about one removal", []meeting.Deed{deed("a", noon), deed("c", noon)})(db.DeedsAbout(ctx, "gone"))
		same(t, "about none", []meeting.Deed{})(db.DeedsAbout(ctx, ""))
		wants(t, "again", db.AddDeed(ctx, deed("a", noon)), fault.Conflict, "exists")
		astray := deed("d", noon)
		astray.Realm = moderation.Family
		wants(t, "across realms", db.AddDeed(ctx, astray), fault.NotFound, "not_found")
		for i := range meeting.MaxDeeds {
			must(t, db.AddDeed(ctx, deed(fmt.Sprintf("e%02d", i), noon)))
		}
		if list, err := db.Deeds(ctx, "circle", ""); err != nil || len(list) != meeting.MaxDeeds || list[0].ID != "e49" {
			t.Errorf("%d are listed: %v", len(list), err)
		}
	})
}

// The database itself refuses to change an entry, or to delete one of this year.
func TestADeedCannotBeChangedOrDeleted(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		furnish(t, db)
		ctx := t.Context()
		now := time.Now()
		young, old := deed("young", now.Add(-300*24*time.Hour)), deed("old", now.Add(-367*24*time.Hour))
		must(t, db.AddDeed(ctx, young), db.AddDeed(ctx, old))
		plain := raw(t, where)
		attempts := []string{"UPDATE deeds SET reason = 'other'", "UPDATE deeds SET done_by = 'ben' WHERE id = 'old'", "DELETE FROM deeds WHERE id = 'young'"}
		if filepath.Ext(where) != ".db" {
			attempts = append(attempts, "TRUNCATE deeds")
		}
		for _, attempt := range attempts {
			if _, err := plain.ExecContext(ctx, attempt); err == nil {
				t.Errorf("%s: done", attempt)
			}
		}
		must(t, db.Forget(ctx, now))
		same(t, "left", []meeting.Deed{young})(db.Deeds(ctx, "circle", ""))
	})
}

func TestAnAppealIsDecidedOnceAndItsWordsAreErased(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		other := gone
		other.ID = "other"
		must(t, db.Unlock(ctx, keys(t, store.NewKey())), db.AddRemoval(ctx, gone), db.AddRemoval(ctx, other))
		a := meeting.Appeal{
			Appeal:  moderation.Appeal{Removal: "gone", Text: "I only pressed the wrong button.", At: noon},
			Meeting: "tuesday", Group: "circle", Realm: moderation.Recovery,
		}
		open := a
		open.Removal = "other"
		must(t, db.AddAppeal(ctx, a), db.AddAppeal(ctx, open))
		same(t, "appeal", a)(db.Appeal(ctx, "gone"))
		wants(t, "a second one", db.AddAppeal(ctx, a), fault.Conflict, "exists")
		nowhere := a
		nowhere.Removal = "none"
		wants(t, "against nothing", db.AddAppeal(ctx, nowhere), fault.NotFound, "not_found")
		wants(t, "deciding nothing", db.DecideAppeal(ctx, nowhere), fault.NotFound, "not_found")
		a.Decision, a.DecidedBy, a.DecidedAt = moderation.Upheld, "ana", noon.Add(time.Hour)
		must(t, db.DecideAppeal(ctx, a))
		same(t, "decided", a)(db.Appeal(ctx, "gone"))
		wants(t, "deciding twice", db.DecideAppeal(ctx, a), fault.Conflict, "decided")

		must(t, db.Forget(ctx, a.DecidedAt.Add(moderation.AppealKept)))
		same(t, "for a while", a)(db.Appeal(ctx, "gone"))
		must(t, db.Forget(ctx, a.DecidedAt.Add(moderation.AppealKept+time.Second)))
		a.Text = ""
		same(t, "later", a)(db.Appeal(ctx, "gone"))
		same(t, "still open", open)(db.Appeal(ctx, "other"))
		must(t, db.Forget(ctx, noon.Add(moderation.AppealKeptOpen+time.Second)))
		open.Text = ""
		same(t, "open too long", open)(db.Appeal(ctx, "other"))
	})
}

func TestTheWordsOfAnAppealCannotBeReadWithoutTheKey(t *testing.T) {
	folder := t.TempDir()
	db := open(t, filepath.Join(folder, "warmroom.db"))
	furnish(t, db)
	ctx := t.Context()
	old, fresh := store.NewKey(), store.NewKey()
	a := meeting.Appeal{
		Appeal:  moderation.Appeal{Removal: "gone", Text: "I only pressed the wrong button.", At: noon},
		Meeting: "tuesday", Group: "circle", Realm: moderation.Recovery,
	}
	must(t, db.Unlock(ctx, keys(t, old)), db.AddRemoval(ctx, gone), db.AddAppeal(ctx, a))
	if inFiles(t, folder, a.Text) {
		t.Error("the words are in the files")
	}
	both := open(t, filepath.Join(folder, "warmroom.db"))
	must(t, both.Unlock(ctx, keys(t, fresh, old)))
	only := open(t, filepath.Join(folder, "warmroom.db"))
	must(t, only.Unlock(ctx, keys(t, fresh)))
	same(t, "after the key was changed", a)(only.Appeal(ctx, "gone"))
}

func TestRemovalsOfAGroupAreListed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		a, b := gone, gone
		a.ID, b.ID, b.Person = "a", "b", "heron"
		must(t, db.AddRemoval(ctx, a), db.AddRemoval(ctx, b))
		same(t, "newest first", []meeting.Removal{b, a})(db.RemovalsOf(ctx, "circle", ""))
		same(t, "older ones", []meeting.Removal{a})(db.RemovalsOf(ctx, "circle", "b"))
		same(t, "one", b)(db.Removal(ctx, "b"))
		wants(t, "none", failed(db.Removal(ctx, "c")), fault.NotFound, "not_found")
	})
}

func TestTheSecretOfARoomIsReadByItself(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		must(t, db.Unlock(ctx, keys(t, store.NewKey())), db.KeepRoom(ctx, wholeRoom()))
		same(t, "secret", meeting.Token("secret-of-the-room"))(db.RoomSecret(ctx, "tuesday"))
		wants(t, "no room", failed(db.RoomSecret(ctx, "other")), fault.NotFound, "not_found")
	})
}
