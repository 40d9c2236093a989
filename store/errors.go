package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"
	"gorm.io/gorm"

	"warmroom/fault"
)

// The faults of storage; see meeting.Store for what they mean.
var (
	errNotFound    = fault.New(fault.NotFound, "not_found", "There is nothing here under that address.")
	errExists      = fault.New(fault.Conflict, "exists", "That exists already.")
	errVersion     = fault.New(fault.Conflict, "version", "Somebody else changed this meanwhile. Please look at it again.")
	errLinkUsed    = fault.New(fault.Gone, "link_used", "This sign-in link was used already. Please ask for a fresh one.")
	errLinkExpired = fault.New(fault.Gone, "link_expired", "This sign-in link has run out. Please ask for a fresh one.")
	errUnavailable = fault.New(fault.Unavailable, "database", "We can't reach our records right now. Please try again in a moment.")
)

// SQLSTATE codes of Postgres (its manual, appendix A).
const (
	pgForeignKey   = "23503"
	pgUnique       = "23505"
	pgSerialize    = "40001"
	pgDeadlock     = "40P01"
	pgNoConnection = "08" // class
	pgNoResources  = "53" // class
	pgStopping     = "57" // class
)

// translate turns an error of gorm or a driver into a fault, once; a fault and
// the end of a context stay as they are, and the rest has no kind.
func translate(err error) error {
	var known *fault.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return errNotFound
	case errors.Is(err, sqlite3.CONSTRAINT_UNIQUE), errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY), state(err) == pgUnique:
		return errExists.Because(err)
	case errors.Is(err, sqlite3.CONSTRAINT_FOREIGNKEY), state(err) == pgForeignKey:
		return errNotFound.Because(err)
	case collided(err), outOfReach(err):
		return errUnavailable.Because(err)
	}
	return err
}

// collided reports whether a transaction failed only because others ran.
func collided(err error) bool {
	return errors.Is(err, sqlite3.BUSY) || state(err) == pgSerialize || state(err) == pgDeadlock
}

// outOfReach reports whether the database is not there, or can't store now.
func outOfReach(err error) bool {
	for _, code := range []sqlite3.ErrorCode{sqlite3.FULL, sqlite3.IOERR, sqlite3.CANTOPEN, sqlite3.READONLY} {
		if errors.Is(err, code) {
			return true
		}
	}
	var (
		connect *pgconn.ConnectError
		network net.Error
	)
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, sql.ErrConnDone) || slices.ContainsFunc([]string{pgNoConnection, pgNoResources, pgStopping},
		func(class string) bool { return strings.HasPrefix(state(err), class) })
}

// state is the SQLSTATE of a Postgres error, empty for others.
func state(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}
