package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"gorm.io/gorm"
)

// engine is what differs between the databases.
type engine struct {
	pool      *sql.DB
	schema    *sql.DB // for migrating, closed afterwards; nil means pool
	gorm      gorm.Dialector
	goose     goose.Dialect
	options   []goose.ProviderOption
	jobs      riverdriver.Driver[*sql.Tx]
	workers   *sql.DB            // of jobs, if it has its own
	timestamp string             // what the SQL files' TIMESTAMPTZ is called here
	view      sql.IsolationLevel // at which a transaction that only reads sees one state
	// forgotten, where it is needed, sees to it that what was forgotten is
	// gone from the disk as well.
	forgotten func(context.Context, *sql.DB) error
}

// close closes every connection.
func (e engine) close() error {
	if e.workers == nil {
		return e.pool.Close()
	}
	return errors.Join(e.workers.Close(), e.pool.Close())
}

// sqliteTime is fixed in width, so that the text sorts as the times do.
const sqliteTime = "2006-01-02T15:04:05.000000Z"

// sqliteEngine opens a SQLite file, which only its owner can read.
func sqliteEngine(ctx context.Context, path string) (engine, error) {
	if path == "" {
		return engine{}, errors.New("no place for the database was given: name a file or a postgres:// URL")
	}
	path, err := filepath.Abs(path)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = makeFiles(path)
	}
	if err != nil {
		return engine{}, fmt.Errorf("can't write to the database file %s: %w. Make it and its folder writable for the user that runs warmroom, or choose another folder", path, reason(err))
	}
	// goose and River have times of their own that are not in our format.
	schema, noSchema := driver.Open(sqliteURL(path, ""))
	workers, noWorkers := driver.Open(sqliteURL(path, ""))
	pool, noPool := driver.Open(sqliteURL(path, sqliteTime))
	if err := errors.Join(noSchema, noWorkers, noPool); err != nil {
		return engine{}, fmt.Errorf("open %s: %w", path, err)
	}
	// One writer at a time is all SQLite has; the others are readers.
	pool.SetMaxOpenConns(sqliteConnections)
	pool.SetMaxIdleConns(sqliteConnections)
	workers.SetMaxOpenConns(1) // what River's driver asks for
	if err := prepare(ctx, pool); err != nil {
		return engine{}, errors.Join(sqliteFault(path, err), pool.Close(), workers.Close(), schema.Close())
	}
	return engine{
		pool: pool, schema: schema, gorm: gormlite.OpenDB(pool), goose: goose.DialectSQLite3, timestamp: "TIMESTAMP",
		jobs: riversqlite.New(workers), workers: workers, forgotten: truncateLog,
	}, nil
}

const sqliteConnections = 8

// sqliteURL names a file and what is set on every connection to it.
func sqliteURL(path, timeFormat string) string {
	options := url.Values{
		"_txlock":  {"immediate"},
		"_timefmt": {timeFormat},
		"modeof":   {path}, // whose rights its log gets
		"_pragma": {
			"busy_timeout(5000)", // milliseconds; must be the first
			"foreign_keys(1)",
			"secure_delete(1)", // what is forgotten is overwritten
		},
	}
	// To SQLite a plus is a plus.
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + strings.ReplaceAll(options.Encode(), "+", "%20")
}

// makeFiles makes the file and the index of its log, unless they exist, for
// their owner alone; SQLite would let everyone read the index.
func makeFiles(path string) error {
	for _, suffix := range []string{"", "-shm"} {
		f, err := os.OpenFile(path+suffix, os.O_RDWR|os.O_CREATE, 0o600)
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// prepare gives the database a write-ahead log, which it keeps, and proves that
// it can be written to. While another program does the same it is busy.
func prepare(ctx context.Context, pool *sql.DB) error {
	const tries = 50
	for n := 1; ; n++ {
		_, err := pool.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if err == nil {
			_, err = pool.ExecContext(ctx, "PRAGMA user_version = 0") // the one there is
		}
		if !errors.Is(err, sqlite3.BUSY) || n == tries {
			return err
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// sqliteFault says in plain words why a file can't be used.
func sqliteFault(path string, err error) error {
	switch {
	case errors.Is(err, sqlite3.NOTADB), errors.Is(err, sqlite3.CORRUPT):
		return fmt.Errorf("%s is not a database, or it is damaged: %w. Restore it from a backup, or move it away to begin with an empty one", path, err)
	case errors.Is(err, sqlite3.BUSY):
		return fmt.Errorf("%s is in use by another program: %w. Stop the other warmroom that uses this data folder, or choose another folder", path, err)
	case errors.Is(err, sqlite3.FULL):
		return fmt.Errorf("there is no space left for %s: %w. Free some, or choose another folder", path, err)
	}
	return fmt.Errorf("can't write to the database file %s: %w. Make it and its folder writable for the user that runs warmroom, or choose another folder", path, err)
}

// truncateLog empties the write-ahead log, which still holds old pages. It
// waits for those who read, as long as a statement waits for a lock.
func truncateLog(ctx context.Context, pool *sql.DB) error {
	var busy, frames, done int
	if err := pool.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done); err != nil {
		return err
	}
	if busy != 0 {
		return errLogInUse
	}
	return nil
}

// errLogInUse is for what was deleted but may still be in the log.
var errLogInUse = errors.New("what was forgotten is still in the write-ahead log, which somebody reads; the next sweep empties it")

// reason strips the path from an error that is told with one.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
