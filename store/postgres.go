package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"gorm.io/driver/postgres"
)

// postgresEngine connects to a Postgres database.
func postgresEngine(ctx context.Context, where string) (engine, error) {
	config, err := pgx.ParseConfig(where)
	if err != nil {
		// The library's words may repeat the password.
		return engine{}, errors.New("the database URL can't be read. It must look like postgres://user:password@host:5432/database; special characters in the password must be percent-encoded")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	config.RuntimeParams["timezone"] = "UTC"
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(20)
	pool.SetMaxIdleConns(10)
	if err := pool.PingContext(ctx); err != nil {
		return engine{}, errors.Join(postgresFault(config, err), pool.Close())
	}
	// Of several nodes that start at once, one migrates and the others wait, at
	// most a minute.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return engine{}, errors.Join(fmt.Errorf("prepare the migration lock: %w", err), pool.Close())
	}
	return engine{
		pool: pool, gorm: postgres.New(postgres.Config{Conn: pool}), goose: goose.DialectPostgres, jobs: riverdatabasesql.New(pool),
		options: []goose.ProviderOption{goose.WithSessionLocker(locker)}, timestamp: "TIMESTAMPTZ",
		view: sql.LevelRepeatableRead,
	}, nil
}

// postgresFault says in plain words why a database can't be used.
func postgresFault(c *pgx.ConnConfig, err error) error {
	at := fmt.Sprintf("the database %q at %s:%d", c.Database, c.Host, c.Port)
	switch state(err) {
	case "28P01", "28000":
		return fmt.Errorf("%s refuses the user %q. Check the user and the password in WARMROOM_DATABASE_URL", at, c.User)
	case "3D000":
		return fmt.Errorf("%s does not exist. Make it with: createdb %s", at, c.Database)
	case "53300":
		return fmt.Errorf("%s has no connection left. Raise its max_connections, or stop programs that use it", at)
	}
	why := err
	if connect, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		why = connect.Unwrap()
	}
	return fmt.Errorf("can't reach %s: %w. Check WARMROOM_DATABASE_URL, and that the database is running and lets this machine in", at, why)
}
