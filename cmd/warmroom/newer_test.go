package main

import (
	"testing"

	"github.com/ncruces/go-sqlite3/driver"
)

// pretendNewer makes a database look as if a later version had written it.
func pretendNewer(t *testing.T, path string) {
	t.Helper()
	db, err := driver.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
}
