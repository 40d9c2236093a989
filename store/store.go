// Package store keeps what package meeting needs kept, with gorm on SQLite or
// Postgres. It is the only package that knows gorm, and implements
// [meeting.Store]; cmd/warmroom opens it. It imports meeting, moderation and
// fault, and starts no goroutines of its own.
//
// Rows are structs of this package; the domain has no tags of ours. Times are
// stored as UTC in whole microseconds. Errors of drivers are translated once,
// in errors.go.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"warmroom/meeting"
)

// DB is an open database, migrated to this program's schema. It implements
// meeting.Store and may be used from any goroutine.
type DB struct {
	queries
	engine engine
}

var (
	_ meeting.Store = (*DB)(nil)
	_ meeting.Store = tx{}
)

// Open opens the database and migrates it. where is a Postgres URL
// ("postgres://…") or the path of a SQLite file, whose folder is made if it is
// missing. Its errors say what is wrong and how to mend it, and hold no
// password.
func Open(ctx context.Context, where string, log *slog.Logger) (*DB, error) {
	start := sqliteEngine
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		start = postgresEngine
	}
	e, err := start(ctx, where)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, e, log); err != nil {
		return nil, errors.Join(err, e.close())
	}
	g, err := gorm.Open(e.gorm, &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		// Its log would hold what people typed; errors are returned and logged where they are handled.
		Logger: logger.Discard,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start gorm: %w", err), e.close())
	}
	jobs, err := river.NewClient(e.jobs, &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare jobs: %w", err), e.close())
	}
	return &DB{queries: queries{gorm: g, jobs: jobs}, engine: e}, nil
}

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	_, err := db.engine.pool.ExecContext(ctx, "SELECT 1")
	return translate(err)
}

// Close waits for running statements and closes the database.
func (db *DB) Close() error { return db.engine.close() }

// queries are the statements, on the pool or in a transaction.
type queries struct {
	gorm *gorm.DB
	keys Keys // none before Unlock
	jobs *river.Client[*sql.Tx]
}

func (q queries) with(ctx context.Context) *gorm.DB { return q.gorm.WithContext(ctx) }

// tx is a Store inside a transaction.
type tx struct{ queries }

// InTx runs f in the transaction there is.
func (t tx) InTx(_ context.Context, f func(meeting.Store) error) error { return f(t) }

// View runs f in the transaction there is.
func (t tx) View(_ context.Context, f func(meeting.Store) error) error { return f(t) }

// attempts is how often a transaction is tried when others collide with it.
const attempts = 10

// InTx runs f in a serialisable transaction, again if it collides with others.
func (db *DB) InTx(ctx context.Context, f func(meeting.Store) error) error {
	for n := 1; ; n++ {
		err := db.run(ctx, f, &sql.TxOptions{Isolation: sql.LevelSerializable})
		if n == attempts || !collided(err) {
			return translate(err)
		}
		if err := pause(ctx, rand.N(time.Duration(n)*10*time.Millisecond)); err != nil {
			return err
		}
	}
}

// View runs f in a transaction that reads one state and writes nothing.
func (db *DB) View(ctx context.Context, f func(meeting.Store) error) error {
	return translate(db.run(ctx, f, &sql.TxOptions{Isolation: db.engine.view, ReadOnly: true}))
}

func (db *DB) run(ctx context.Context, f func(meeting.Store) error, o *sql.TxOptions) error {
	return db.with(ctx).Transaction(func(g *gorm.DB) error { return f(tx{queries{g, db.keys, db.jobs}}) }, o)
}

// pause waits, or returns early with the error of ctx.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
