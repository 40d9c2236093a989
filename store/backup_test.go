package store_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"warmroom/meeting"
	"warmroom/store"
)

func TestBackupIsAWholeDatabaseWithoutWhatWasDeleted(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "warmroom.db")
	db := open(t, file)
	furnish(t, db)
	ctx := t.Context()
	must(t, db.PutHoliday(ctx, meeting.Holiday{Organisation: "harbor", Date: "2026-12-25", Name: "needle in the hay"}),
		db.DeleteHoliday(ctx, "harbor", "2026-12-25"))
	elsewhere := t.TempDir()
	must(t, store.Backup(ctx, file, filepath.Join(elsewhere, "copy.db")))
	if inFiles(t, elsewhere, "needle in the hay") || !inFiles(t, elsewhere, "Harbor") {
		t.Error("the copy holds what was deleted, or not what is there")
	}
	same(t, "organisations", []meeting.Organisation{harbor})(open(t, filepath.Join(elsewhere, "copy.db")).Organisations(ctx))
}

// The way docs/operations.md gives for Postgres.
func TestPostgresIsDumpedAndRestored(t *testing.T) {
	where, again := postgres.database(t), postgres.database(t)
	furnish(t, open(t, where))
	file := filepath.Join(t.TempDir(), "warmroom.dump")
	for _, c := range []*exec.Cmd{
		exec.CommandContext(t.Context(), program("pg_dump"), "--format=custom", "--file="+file, where),
		exec.CommandContext(t.Context(), program("pg_restore"), "--no-owner", "--exit-on-error", "--dbname="+again, file),
	} {
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", c.Path, err, out)
		}
	}
	same(t, "organisations", []meeting.Organisation{harbor})(open(t, again).Organisations(t.Context()))
	text, err := os.ReadFile("../docs/operations.md")
	must(t, err)
	for _, documented := range []string{"pg_dump --format=custom --file=", "pg_restore --no-owner --exit-on-error --dbname="} {
		if !strings.Contains(string(text), documented) {
			t.Errorf("docs/operations.md does not say %q", documented)
		}
	}
}
