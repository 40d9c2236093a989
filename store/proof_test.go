package store_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/store"
)

// Whoever has the whole database finds no name that a letter was made out to,
// no receipt, no code, and not who was there for how long.
func TestADumpTellsNothingOfLetters(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		clock := noon
		s := meeting.NewService(db, func() time.Time { return clock }, slog.New(slog.DiscardHandler))
		must(t, db.Unlock(ctx, keys(t, store.NewKey())))
		demo, err := s.SeedDemo(ctx)
		must(t, err)
		record := meeting.RecordToken("secret", "heron")
		must(t, s.KeepRoom(ctx, meeting.LiveChange{
			Meeting: demo.Meeting.ID, Secret: "secret", KeptAt: clock, State: []byte("{}"), Whole: true,
			Put: []meeting.LivePerson{{ID: "heron", State: []byte("{}"), Attendance: meeting.Attendance{Holder: record.Hash(), Whose: record.Hash(), Since: clock}}},
		}))
		clock = clock.Add(57 * time.Minute)
		must(t, s.EndMeeting(ctx, demo.Meeting.ID, clock, meeting.Tally{}))
		receipt, err := s.KeepReceipt(ctx, record)
		must(t, err)
		got := tally(together(10, func(i int) error {
			return failed(s.WriteLetter(ctx, receipt, meeting.LegalName(fmt.Sprintf("Quixotine Vandermeulen %d", i%2))))
		}))
		if got["ok"] != 5 || got["conflict/other_name"] != 5 {
			t.Errorf("ten present one receipt, under two names: %v", got)
		}
		clock = clock.Add(meeting.AttendanceKept + time.Second)
		must(t, s.Forget(ctx))
		text := dump(t, where)
		if !strings.Contains(text, "Harbor Recovery Community") {
			t.Fatal("the search finds nothing")
		}
		for _, secret := range []string{"Quixotine", "Vandermeulen", string(receipt), string(record), record.Hash()} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in the dump", secret)
			}
		}
		if !strings.Contains(text, receipt.Hash()) {
			t.Error("the hash of the receipt is not there")
		}
	})
}

// dump is everything in a database, as text; of the embedded one also its files.
func dump(t *testing.T, where string) string {
	t.Helper()
	tables, files := "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", ""
	if filepath.Ext(where) == ".db" {
		tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
		found, err := filepath.Glob(where + "*")
		must(t, err)
		for _, file := range found {
			data, err := os.ReadFile(file)
			must(t, err)
			files += string(data)
		}
	}
	db := raw(t, where)
	var text strings.Builder
	text.WriteString(files)
	for _, table := range column(t, db, tables) {
		rows, err := db.QueryContext(t.Context(), fmt.Sprintf(`SELECT * FROM %q`, table))
		must(t, err)
		names, err := rows.Columns()
		must(t, err)
		for rows.Next() {
			cells := make([]sql.NullString, len(names))
			into := make([]any, len(names))
			for i := range cells {
				into[i] = &cells[i]
			}
			must(t, rows.Scan(into...))
			for _, c := range cells {
				text.WriteString(c.String + "\n")
			}
		}
		must(t, rows.Err(), rows.Close())
	}
	return text.String()
}

func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	must(t, err)
	var all []string
	for rows.Next() {
		var text string
		must(t, rows.Scan(&text))
		all = append(all, text)
	}
	must(t, rows.Err(), rows.Close())
	return all
}
