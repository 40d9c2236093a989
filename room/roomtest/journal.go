package roomtest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Journal is a room.Journal that keeps its entries in memory. The zero value
// is ready.
type Journal struct {
	// Fail, if set before the room opens, is asked before each entry; what it
	// returns is returned instead of keeping the entry.
	Fail func() error
	// FailKept is the same for Kept.
	FailKept func() error

	mu      sync.Mutex // guards what follows; not held during Fail
	entries []Entry
	live    *meeting.LiveRoom
	kept    int
	deeds   []moderation.Deed
}

// Entry is an entry of a Journal; one of the fields is set, Deeds with the
// first two, and Tally with the last.
type Entry struct {
	Removed  meeting.Removal
	Deeds    []moderation.Deed
	Undone   meeting.RemovalID
	EndMoved time.Time
	Unled    bool
	Ended    time.Time
	Tally    meeting.Tally // with Ended
}

// Removed implements room.Journal.
func (j *Journal) Removed(ctx context.Context, r meeting.Removal, deeds []moderation.Deed) error {
	return j.keep(ctx, Entry{Removed: r, Deeds: deeds})
}

// RemovalUndone implements room.Journal.
func (j *Journal) RemovalUndone(ctx context.Context, id meeting.RemovalID, d moderation.Deed) error {
	return j.keep(ctx, Entry{Undone: id, Deeds: []moderation.Deed{d}})
}

// Done implements room.Journal. Its deeds are not among the entries.
func (j *Journal) Done(_ context.Context, d moderation.Deed) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.deeds = append(j.deeds, d)
	return nil
}

// EndMoved implements room.Journal.
func (j *Journal) EndMoved(ctx context.Context, endsAt time.Time) error {
	return j.keep(ctx, Entry{EndMoved: endsAt})
}

// Unled implements room.Journal.
func (j *Journal) Unled(ctx context.Context) error { return j.keep(ctx, Entry{Unled: true}) }

// Ended implements room.Journal.
func (j *Journal) Ended(ctx context.Context, at time.Time, t meeting.Tally) error {
	return j.keep(ctx, Entry{Ended: at, Tally: t})
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

// Kept implements room.Journal as a database does.
func (j *Journal) Kept(ctx context.Context, c meeting.LiveChange) error {
	if j.FailKept != nil {
		if err := j.FailKept(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.kept++
	if c.Gone {
		j.live = nil
		return nil
	}
	if j.live == nil {
		j.live = &meeting.LiveRoom{Meeting: c.Meeting}
	}
	r := j.live
	r.Secret, r.KeptAt = c.Secret, c.KeptAt
	if c.State != nil {
		r.State = c.State
	}
	if c.Tally != nil {
		r.Tally = *c.Tally
	}
	r.People = slices.DeleteFunc(slices.Clone(r.People), func(p meeting.LivePerson) bool {
		put := slices.ContainsFunc(c.Put, func(q meeting.LivePerson) bool { return q.ID == p.ID })
		return put || c.Whole || slices.Contains(c.Drop, p.ID)
	})
	r.People = append(r.People, c.Put...)
	slices.SortFunc(r.People, func(a, b meeting.LivePerson) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// Live returns what is kept of the room, nil for nothing, and how often
// something was kept.
func (j *Journal) Live() (r *meeting.LiveRoom, times int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.live == nil {
		return nil, j.kept
	}
	kept := *j.live
	return &kept, j.kept
}

// Entries returns all entries so far, oldest first.
func (j *Journal) Entries() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries)
}

// Deeds returns what was Done, oldest first.
func (j *Journal) Deeds() []moderation.Deed {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.deeds)
}
