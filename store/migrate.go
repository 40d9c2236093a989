package store

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings a database to this program's schema. It refuses one that a
// newer program has written.
func migrate(ctx context.Context, e engine, log *slog.Logger) error {
	pool := e.pool
	if e.schema != nil {
		pool = e.schema
		defer func() { _ = e.schema.Close() }() // nothing is left to write
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	p, err := goose.NewProvider(e.goose, pool, dialectFS{files, string(e.goose), e.timestamp}, append(e.options, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version of the database: %w", err)
	}
	if has > knows {
		return fmt.Errorf("the database was written by a newer warmroom (schema %d; this program knows %d). Start the newer program, or restore a backup from before the update", has, knows)
	}
	applied, err := p.Up(ctx)
	for err != nil {
		// Another program may be doing it too; each step is a transaction. Whoever gets on tries again.
		by, _, e := p.GetVersions(ctx)
		if e == nil && by == knows {
			return nil
		}
		if e != nil || by <= has {
			return fmt.Errorf("migrate the database from schema %d to %d: %w. Nothing was lost; report this with the text above", has, knows, err)
		}
		has = by
		applied, err = p.Up(ctx)
	}
	if len(applied) > 0 {
		log.Info("database migrated", "from", has, "to", knows)
	}
	return nil
}

// Behind reports whether Open would migrate the SQLite database in a file; not
// where there is none. It changes nothing.
func Behind(ctx context.Context, file string) (bool, error) {
	if _, err := os.Stat(file); err != nil {
		return false, nil //nolint:nilerr // what is not there, or can't be looked at, is Open's to explain
	}
	pool, err := driver.Open(sqliteURL(file, ""))
	if err != nil {
		return false, err
	}
	var has int64
	err = pool.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&has)
	if err := errors.Join(err, pool.Close()); err != nil {
		return false, sqliteFault(file, err)
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return false, err
	}
	knows, err := goose.NumericComponent(slices.Max(names))
	return has < knows, err
}

// dialectFS is the SQL files as one engine understands them: with the word for
// a moment in time replaced, and without what stands between "-- only" and the
// name of another engine, and "-- end only".
type dialectFS struct {
	fs.FS
	engine    string
	timestamp string
}

// Open opens a file as the engine understands it.
func (d dialectFS) Open(name string) (fs.File, error) {
	f, err := d.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	var text bytes.Buffer
	_, err = text.ReadFrom(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return &sqlFile{bytes.NewReader(d.read(text.Bytes())), info}, nil
}

func (d dialectFS) read(text []byte) []byte {
	var own []byte
	others := false
	for line := range bytes.Lines(text) {
		if engine, ok := bytes.CutPrefix(line, []byte("-- only ")); ok {
			others = string(bytes.TrimSpace(engine)) != d.engine
		}
		if !others {
			own = append(own, line...)
		}
		others = others && !bytes.HasPrefix(line, []byte("-- end only"))
	}
	return bytes.ReplaceAll(own, []byte("TIMESTAMPTZ"), []byte(d.timestamp))
}

// sqlFile is one file with its text replaced.
type sqlFile struct {
	*bytes.Reader
	info fs.FileInfo
}

// Stat describes the file as it was before.
func (f *sqlFile) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close does nothing; the text is in memory.
func (f *sqlFile) Close() error { return nil }
