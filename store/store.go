// Package store keeps what package meeting needs kept, with gorm on SQLite or
// Postgres. It is the only package that knows gorm, and implements
// [meeting.Store]; cmd/warmroom opens it. It imports meeting, moderation and
// fault, and starts no goroutines of its own.
package store

import (
	"context"
	"log/slog"
)

// DB is an open database, migrated to this program's schema.
type DB struct{}

// Open opens the database and migrates it. where is a Postgres URL
// ("postgres://…") or the path of a SQLite file, whose folder is made if it is
// missing. Its errors say what is wrong and how to mend it.
func Open(ctx context.Context, where string, log *slog.Logger) (*DB, error) { panic("contract") }

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error { panic("contract") }

// Close waits for running statements and closes the database.
func (db *DB) Close() error { panic("contract") }
