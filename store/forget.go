package store

import (
	"context"
	"fmt"
	"time"

	"warmroom/meeting"
)

// keptOver is how long an invite or a sign-in link that is over still answers
// with what became of it.
const keptOver = 30 * 24 * time.Hour

// Forget applies the table of what is kept for how long.
func (q queries) Forget(ctx context.Context, now time.Time) error {
	for _, k := range retention {
		if k.Since == Stays || k.Since == River {
			continue
		}
		sql, args := k.statement(now)
		if err := q.with(ctx).Exec(sql, args...).Error; err != nil {
			return translate(fmt.Errorf("forget of %s: %w", k.Table, err))
		}
	}
	return nil
}

// Forget is that of queries, in one transaction, and leaves nothing of it on
// the disk.
func (db *DB) Forget(ctx context.Context, now time.Time) error {
	err := db.InTx(ctx, func(s meeting.Store) error { return s.Forget(ctx, now) })
	if err != nil || db.engine.forgotten == nil {
		return err
	}
	return translate(db.engine.forgotten(ctx, db.engine.pool))
}
