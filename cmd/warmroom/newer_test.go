package main

import (
	"testing"

	"github.com/ncruces/go-sqlite3/driver"
)

// pretendNewer makes a database look as if a later version had written it.
func pretendNewer(t *testing.T, path string) {
	t.Helper()
	pretend(t, path, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
}

// pretendOlder makes a database look as if it lacked the last migration.
func pretendOlder(t *testing.T, path string) {
	t.Helper()
	pretend(t, path, "DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)")
}

func pretend(t *testing.T, path, statement string) {
	t.Helper()
	db, err := driver.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
