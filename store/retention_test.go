package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/store"
)

// Whoever adds a table says for how long what is in it is kept.
func TestEveryTableSaysHowLongItIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "warmroom.db")
	open(t, file)
	raw, err := sql.Open("sqlite3", "file:"+file)
	must(t, err)
	defer func() { must(t, raw.Close()) }()
	rows, err := raw.QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	must(t, err)
	said := store.Retention()
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		if !slices.ContainsFunc(said, func(k store.Kept) bool { return k.Table == name }) {
			t.Errorf("store.Retention does not say for how long the table %s is kept", name)
		}
	}
	must(t, rows.Err(), rows.Close())
}

// The page is the table, row by row.
func TestRetentionPageIsTrue(t *testing.T) {
	var want strings.Builder
	for _, k := range store.Retention() {
		what := "row"
		if len(k.Erase) > 0 {
			what = "`" + strings.Join(k.Erase, "`, `") + "`"
		}
		fmt.Fprintf(&want, "| %s | `%s` | %s | %s |\n", k.What, k.Table, what, k.Over())
	}
	page, err := os.ReadFile("../docs/retention.md")
	must(t, err)
	if !bytes.Contains(page, []byte(want.String())) {
		t.Errorf("docs/retention.md does not hold this table:\n%s", want.String())
	}
}

// What names somebody around a meeting is gone a day after it, from what a
// thief or a court could take: the files, or a dump.
func TestADayAfterAMeetingNothingNamesAnybody(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		furnish(t, db)
		ctx := t.Context()
		ended, note := tuesday, pass
		ended.Status, ended.EndedAt = meeting.Ended, noon
		note.ID, note.TokenHash, note.Meeting, note.Label = "note", "note-hash", tuesday.ID, "For Wilhelmina"
		must(t, db.Unlock(ctx, keys(t, store.NewKey())), db.AddInvite(ctx, note),
			db.AddAcceptance(ctx, heron), db.AddRemoval(ctx, gone), db.KeepRoom(ctx, wholeRoom()))
		needles := []string{"Wilhelmina", heron.Pseudonym, gone.Marks.Device, "session-of-wren", "hash-of-wren"}
		dump := dumper(where)
		for _, needle := range needles {
			if !strings.Contains(dump(ctx, t), needle) {
				t.Fatalf("the search finds no %q even before", needle)
			}
		}
		must(t, db.UpdateMeeting(ctx, ended), db.Forget(ctx, noon.Add(24*time.Hour+time.Second)))
		after := dump(ctx, t)
		for _, needle := range needles {
			if strings.Contains(after, needle) {
				t.Errorf("%q is still there", needle)
			}
		}
		for _, kept := range []string{heron.Hash, "tuesday"} {
			if !strings.Contains(after, kept) {
				t.Errorf("%q is lost", kept)
			}
		}
	})
}

// dumper returns what there is of a database: a dump of Postgres, the bytes of
// the files of SQLite.
func dumper(where string) func(ctx context.Context, t *testing.T) string {
	return func(ctx context.Context, t *testing.T) string {
		t.Helper()
		if strings.HasPrefix(where, "postgres:") {
			out, err := exec.CommandContext(ctx, program("pg_dump"), where).Output()
			must(t, err)
			return string(out)
		}
		files, err := filepath.Glob(filepath.Join(filepath.Dir(where), "*"))
		must(t, err)
		var all strings.Builder
		for _, file := range files {
			b, err := os.ReadFile(file)
			must(t, err)
			all.Write(b)
		}
		return all.String()
	}
}

// Of what is kept for a time, each row of the table goes when it says, and not
// before.
func TestWhatHasATimeIsKeptForIt(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		must(t, db.PutStaffRole(ctx, meeting.StaffRole{Group: "circle", Realm: circle.Realm, Account: "ana", Role: "facilitator"}),
			db.AddShift(ctx, meeting.Shift{Meeting: "tuesday", Group: "circle", Realm: circle.Realm, Account: "ana"}),
			db.AddRehearsed(ctx, meeting.Rehearsed{Account: "ana", Step: "mute", At: noon}),
			db.DisableAccount(ctx, "ana", noon))
		ended := tuesday
		ended.Status, ended.EndedAt = meeting.Ended, noon
		must(t, db.UpdateMeeting(ctx, ended), db.Forget(ctx, noon))
		roles, err := db.StaffRoles(ctx, "ana")
		done, failed := db.Rehearsed(ctx, "ana")
		if err != nil || failed != nil || len(roles)+len(done) > 0 {
			t.Errorf("of a closed account there is %v, %v, %v, %v", roles, done, err, failed)
		}
		year := noon.Add(366 * 24 * time.Hour)
		span := func() []meeting.Shift {
			s, err := db.Shifts(ctx, "circle", noon.Add(-time.Hour), noon.Add(2*time.Hour))
			must(t, err)
			return s
		}
		must(t, db.Forget(ctx, year))
		if a, err := db.Account(ctx, "ana"); err != nil || a.Name != "Ana" || len(span()) != 1 {
			t.Errorf("within the year: %+v, %v, %v", a, err, span())
		}
		must(t, db.Forget(ctx, year.Add(time.Microsecond)))
		if a, err := db.Account(ctx, "ana"); err != nil || a.Name != "" || len(span()) != 0 {
			t.Errorf("after the year: %+v, %v, %v", a, err, span())
		}
	})
}
