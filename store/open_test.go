package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/store"
)

func TestDataIsThereAfterARestart(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		furnish(t, db)
		again := open(t, where)
		same(t, "organisations", []meeting.Organisation{harbor})(again.Organisations(t.Context()))
		if err := again.Ping(t.Context()); err != nil {
			t.Errorf("ping: %v", err)
		}
	})
}

func TestNodesMayStartAtOnce(t *testing.T) {
	for engine, where := range map[string]string{
		"sqlite":   filepath.Join(t.TempDir(), "data", "warmroom.db"),
		"postgres": postgres.database(t),
	} {
		t.Run(engine, func(t *testing.T) {
			must(t, together(3, func(int) error {
				db, err := store.Open(t.Context(), where, slog.New(slog.DiscardHandler))
				if err != nil {
					return err
				}
				return db.Close()
			})...)
		})
	}
}

func TestClosedDatabaseIsUnavailable(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, where string) {
		db, err := store.Open(t.Context(), where, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		must(t, db.Close())
		if err := db.Ping(t.Context()); err == nil {
			t.Error("a closed database answers")
		}
	})
}

func TestNewerSchemaIsLeftAlone(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		furnish(t, db)
		driver, source := "sqlite3", "file:"+where
		if strings.HasPrefix(where, "postgres:") {
			driver, source = "pgx", where
		}
		raw, err := sql.Open(driver, source)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { must(t, raw.Close()) }()
		if _, err := raw.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9000, TRUE)"); err != nil {
			t.Fatal(err)
		}
		refuses(t, where, "newer warmroom", "schema 9000")
		same(t, "organisations", []meeting.Organisation{harbor})(db.Organisations(t.Context()))
	})
}

// refuses checks that a database is not opened, and why.
func refuses(t *testing.T, where string, words ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	db, err := store.Open(ctx, where, slog.New(slog.DiscardHandler))
	if err == nil {
		_ = db.Close()
		t.Errorf("%s was opened", where)
		return
	}
	for _, word := range append(words, ". ") { // a second sentence says how to mend it
		if !strings.Contains(err.Error(), word) {
			t.Errorf("opening %s: %q does not say %q", where, err, word)
		}
	}
	if strings.Contains(err.Error(), "s3cret") {
		t.Errorf("opening a database tells the password: %q", err)
	}
}

func TestErrorsOfOpeningSayWhatToDo(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "notes.txt")
	must(t, os.WriteFile(text, bytes.Repeat([]byte("These are notes and no database. "), 200), 0o600))
	refuses(t, text, "notes.txt is not a database")
	refuses(t, filepath.Join(text, "warmroom.db"), "can't write to", "notes.txt", "writable")
	refuses(t, folder, "can't write to", folder)

	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	closed := silent.Addr().String()
	must(t, silent.Close())
	refuses(t, "postgres://ana:s3cret@"+closed+"/warmroom", "can't reach", "warmroom", "WARMROOM_DATABASE_URL", "is running")
	refuses(t, "postgres://ana:s3cret@127.0.0.1:port/warmroom", "can't be read", "postgres://user:password@host")
	refuses(t, strings.Replace(postgres.url("nowhere"), "postgres@", "postgres:s3cret@", 1), "nowhere", "does not exist", "createdb")
	refuses(t, strings.Replace(postgres.url("postgres"), "postgres@", "nobody:s3cret@", 1), "refuses the user", "nobody")
	if _, err := store.Open(t.Context(), "", slog.New(slog.DiscardHandler)); err == nil {
		t.Error("no database at all was opened")
	}
}

func TestReadOnlyFolderIsRefused(t *testing.T) {
	// The superuser may write anywhere, except into a database that says it is
	// of the future.
	file := filepath.Join(t.TempDir(), "warmroom.db")
	db, err := store.Open(t.Context(), file, slog.New(slog.DiscardHandler))
	must(t, err)
	must(t, db.Close())
	data, err := os.ReadFile(file)
	must(t, err)
	data[18] = 9 // the file format write version: SQLite only reads what it does not know (fileformat2, 1.3.3)
	must(t, os.WriteFile(file, data, 0o600))
	refuses(t, file, "can't write to", "writable")
}

func TestSQLiteFileIsForItsOwnerAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new folder?", "warm room#1.db") // characters that mean something in a URL
	db := open(t, file)
	must(t, db.PutOrganisation(t.Context(), harbor))
	for _, path := range []string{file, file + "-wal", file + "-shm"} {
		info, err := os.Stat(path)
		must(t, err)
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has mode %o, want 600", path, got)
		}
	}
	info, err := os.Stat(filepath.Dir(file))
	must(t, err)
	if got := info.Mode().Perm(); got != 0o700 {
		t.Errorf("the folder has mode %o, want 700", got)
	}
}

func TestEndedContextIsNoFaultOfTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := db.InTx(ctx, func(s meeting.Store) error { return s.PutOrganisation(ctx, harbor) })
		if err == nil || fault.KindOf(err) != fault.Internal {
			t.Errorf("with a context that ended: %v", err)
		}
	})
}
