package roomtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"warmroom/meeting"
)

// Journal is a room.Journal that keeps its entries in memory. The zero value
// is ready.
type Journal struct {
	// Fail, if set before the room opens, is asked before each entry; what it
	// returns is returned instead of keeping the entry.
	Fail func() error

	mu      sync.Mutex // guards entries; not held during Fail
	entries []Entry
}

// Entry is an entry of a Journal; one of the fields is set.
type Entry struct {
	Removed  meeting.Removal
	Undone   meeting.RemovalID
	EndMoved time.Time
	Ended    time.Time
}

// Removed implements room.Journal.
func (j *Journal) Removed(ctx context.Context, r meeting.Removal) error {
	return j.keep(ctx, Entry{Removed: r})
}

// RemovalUndone implements room.Journal.
func (j *Journal) RemovalUndone(ctx context.Context, id meeting.RemovalID, _ time.Time) error {
	return j.keep(ctx, Entry{Undone: id})
}

// EndMoved implements room.Journal.
func (j *Journal) EndMoved(ctx context.Context, endsAt time.Time) error {
	return j.keep(ctx, Entry{EndMoved: endsAt})
}

// Ended implements room.Journal.
func (j *Journal) Ended(ctx context.Context, at time.Time) error {
	return j.keep(ctx, Entry{Ended: at})
}

func (j *Journal) keep(ctx context.Context, e Entry) error {
	if j.Fail != nil {
		if err := j.Fail(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	return nil
}

// Entries returns all entries so far, oldest first.
func (j *Journal) Entries() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries)
}
