package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

// present is somebody of a room who is counted.
func present(holder, whose string, since time.Time, total time.Duration) meeting.LivePerson {
	p := livePerson("person-"+holder, "{}")
	p.Attendance = meeting.Attendance{Holder: holder, Whose: whose, Since: since, Total: total}
	return p
}

var paper = meeting.Receipt{
	Hash: "paper", Meeting: "tuesday", Group: "circle", Realm: moderation.Recovery, Whose: "heron", MadeAt: noon,
}

func TestAttendanceIsCountedUntilTheEnd(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		change := wholeRoom()
		change.Put = []meeting.LivePerson{
			livePerson("ana", "{}"), present("heron", "heron", noon, 90*time.Second), present("fox", "fox", time.Time{}, time.Minute),
		}
		must(t, db.Unlock(ctx, keys(t, store.NewKey())), db.KeepRoom(ctx, change))
		heron := meeting.Attendance{Holder: "heron", Whose: "heron", Meeting: "tuesday", Since: noon, Total: 90 * time.Second}
		fox := meeting.Attendance{Holder: "fox", Whose: "fox", Meeting: "tuesday", Total: time.Minute}
		same(t, "inside", heron)(db.Attendance(ctx, "heron"))
		same(t, "gone", fox)(db.Attendance(ctx, "fox"))
		wants(t, "of one who leads", failed(db.Attendance(ctx, "")), fault.NotFound, "not_found")

		back := meeting.LiveChange{
			Meeting: "tuesday", Secret: change.Secret, KeptAt: noon,
			Put: []meeting.LivePerson{present("fox", "", time.Time{}, 0), present("fox-again", "fox", noon.Add(time.Hour), time.Minute)},
		}
		end := noon.Add(30 * time.Minute)
		must(t, db.KeepRoom(ctx, back), db.CloseAttendances(ctx, "tuesday", end), db.ForgetRoom(ctx, "tuesday"))
		heron.Since, heron.Total = time.Time{}, 31*time.Minute+30*time.Second
		fox.Whose, fox.Total = "", 0
		again := meeting.Attendance{Holder: "fox-again", Whose: "fox", Meeting: "tuesday", Total: time.Minute}
		same(t, "at the end", heron)(db.Attendance(ctx, "heron"))
		same(t, "whose time has gone to another", fox)(db.Attendance(ctx, "fox"))
		same(t, "who came in after the end", again)(db.Attendance(ctx, "fox-again"))
		over := tuesday
		over.Status, over.EndedAt = meeting.Ended, end
		must(t, db.UpdateMeeting(ctx, over), db.Forget(ctx, end.Add(meeting.AttendanceKept)))
		same(t, "for a while", heron)(db.Attendance(ctx, "heron"))
		must(t, db.AddReceipt(ctx, paper), db.Forget(ctx, end.Add(meeting.AttendanceKept+time.Second)))
		wants(t, "later", failed(db.Attendance(ctx, "heron")), fault.NotFound, "not_found")
		nobodys := paper
		nobodys.Whose = ""
		same(t, "a receipt by then", nobodys)(db.Receipt(ctx, "paper"))
	})
}

func TestReceiptHasOneLetterAndIsTakenBackOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		other := paper
		other.Hash, other.Whose = "other", "fox"
		must(t, db.AddReceipt(ctx, paper), db.AddReceipt(ctx, other))
		same(t, "receipt", paper)(db.Receipt(ctx, "paper"))
		same(t, "of one attendance", []meeting.Receipt{paper})(db.ReceiptsOf(ctx, "heron"))
		same(t, "of nobody's", []meeting.Receipt{})(db.ReceiptsOf(ctx, ""))
		wants(t, "again", db.AddReceipt(ctx, paper), fault.Conflict, "exists")
		astray := paper
		astray.Hash, astray.Realm = "astray", moderation.Family
		wants(t, "across realms", db.AddReceipt(ctx, astray), fault.NotFound, "not_found")

		letter := meeting.ProofLetter{Code: "code", Facts: "sealed", Name: "hash", MadeAt: noon.Add(time.Hour)}
		must(t, db.WriteLetter(ctx, "paper", letter))
		wants(t, "a second letter", db.WriteLetter(ctx, "paper", letter), fault.Conflict, "lettered")
		wants(t, "that code again", db.WriteLetter(ctx, "other", letter), fault.Conflict, "exists")
		wants(t, "of nothing", db.WriteLetter(ctx, "none", letter), fault.NotFound, "not_found")
		lettered := paper
		lettered.Letter = letter
		same(t, "found by its code", lettered)(db.ReceiptByCode(ctx, "code"))
		wants(t, "another code", failed(db.ReceiptByCode(ctx, "none")), fault.NotFound, "not_found")

		must(t, db.RevokeReceipt(ctx, "paper", noon.Add(2*time.Hour)), db.RevokeReceipt(ctx, "paper", noon.Add(3*time.Hour)))
		lettered.RevokedAt = noon.Add(2 * time.Hour)
		same(t, "taken back", lettered)(db.ReceiptByCode(ctx, "code"))
		wants(t, "taking back nothing", db.RevokeReceipt(ctx, "none", noon), fault.NotFound, "not_found")
		must(t, db.Forget(ctx, noon.Add(meeting.ReceiptKept)))
		same(t, "for two years", lettered)(db.Receipt(ctx, "paper"))
		must(t, db.Forget(ctx, noon.Add(meeting.ReceiptKept+time.Second)))
		wants(t, "after two years", failed(db.Receipt(ctx, "paper")), fault.NotFound, "not_found")
	})
}

// Of many who present one receipt at once, one gets the letter.
func TestOneOfManyWritesTheLetter(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		must(t, db.AddReceipt(ctx, paper))
		written := 0
		for _, err := range together(20, func(i int) error {
			return db.InTx(ctx, func(tx meeting.Store) error {
				return tx.WriteLetter(ctx, "paper", meeting.ProofLetter{Code: string(rune('a' + i)), MadeAt: noon})
			})
		}) {
			if err == nil {
				written++
			} else {
				wants(t, "another", err, fault.Conflict, "lettered")
			}
		}
		if written != 1 {
			t.Errorf("%d letters were written", written)
		}
	})
}

func TestWhatAnOlderKeySignedIsStillGood(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		old, fresh := store.NewKey(), store.NewKey()
		if _, err := db.SignReceipt("text"); err == nil {
			t.Error("it signs without a key")
		}
		must(t, db.Unlock(ctx, keys(t, old)), db.Unlock(ctx, keys(t, old)))
		sig, err := db.SignReceipt("text")
		must(t, err, db.ReceiptSigned(ctx, "text", sig))
		wants(t, "another text", db.ReceiptSigned(ctx, "test", sig), fault.NotFound, "not_found")
		wants(t, "no signature", db.ReceiptSigned(ctx, "text", meeting.Signature{Key: sig.Key, Value: "!"}), fault.NotFound, "not_found")
		before, err := db.ReceiptKeys(ctx)
		must(t, err)

		both := open(t, where)
		must(t, both.Unlock(ctx, keys(t, fresh, old)))
		only := open(t, where)
		must(t, only.Unlock(ctx, keys(t, fresh)), only.ReceiptSigned(ctx, "text", sig))
		newer, err := only.SignReceipt("text")
		must(t, err, only.ReceiptSigned(ctx, "text", newer))
		if newer == sig {
			t.Error("the new key signs like the old one")
		}
		after, err := only.ReceiptKeys(ctx)
		must(t, err)
		if len(before) != 1 || len(after) != 2 || after[0].ID != newer.Key || !cmp.Equal(after[1], before[0]) {
			t.Errorf("keys %v, then %v", before, after)
		}
		stranger := open(t, filepath.Join(t.TempDir(), "warmroom.db"))
		must(t, stranger.Unlock(ctx, keys(t, store.NewKey())))
		foreign, err := stranger.SignReceipt("text")
		must(t, err)
		wants(t, "a stranger's", only.ReceiptSigned(ctx, "text", foreign), fault.NotFound, "not_found")
	})
}

// Whoever can write to the database can't make this server believe their key.
func TestAKeyAddedFromOutsideIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		must(t, db.Unlock(ctx, keys(t, store.NewKey())))
		_, err := raw(t, where).ExecContext(ctx, "UPDATE receipt_keys SET id = 'mine'")
		must(t, err)
		sig, err := db.SignReceipt("text")
		must(t, err)
		sig.Key = "mine"
		if err := db.ReceiptSigned(ctx, "text", sig); err == nil || fault.KindOf(err) == fault.NotFound {
			t.Errorf("a key that was moved: %v", err)
		}
	})
}
