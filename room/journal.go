package room

import (
	"context"
	"log/slog"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// Limits of the journal's writer.
const (
	journalQueue = 256              // entries waiting to be written
	journalTry   = 10 * time.Second // for one attempt
	firstRetry   = 200 * time.Millisecond
	lastRetry    = 30 * time.Second
	retryFor     = time.Hour       // per entry
	flushWithin  = 5 * time.Second // what Close gives the journal
)

// journal is where the rules leave what has to be stored. Nothing blocks.
type journal interface {
	removed(r meeting.Removal, deeds []moderation.Deed)
	removalUndone(id meeting.RemovalID, d moderation.Deed)
	did(d moderation.Deed)
	endMoved(endsAt time.Time)
	unled()
	ended(at time.Time, t meeting.Tally)
}

// entry is one call of a Journal.
type entry struct {
	what string // for the log
	do   func(context.Context) error
}

// writer calls a Journal in order, one call at a time, outside the loop, and
// tries again what failed. The loop puts entries in, says when something
// happened, and closes queue.
type writer struct {
	journal Journal
	log     *slog.Logger
	queue   chan entry
	stirred chan struct{} // capacity 1: something happened that may have to be kept
	// look asks the loop for the room's memory; false once the room is over.
	look   func() (*memory, bool)
	last   *memory // the last one; set before queue is closed, see state.last
	keeps  bool    // last counts; likewise
	done   chan struct{}
	giveUp context.CancelFunc

	// Only the writer's goroutine uses what follows.
	keeper keeper
	sealed bool // storage takes nothing more of the room
}

// newWriter returns a writer that has not started.
func newWriter(cfg Config, log *slog.Logger) *writer {
	w := &writer{
		journal: cfg.Journal, log: log, queue: make(chan entry, journalQueue), stirred: make(chan struct{}, 1),
		done: make(chan struct{}), keeper: keeper{meeting: cfg.Meeting.ID},
	}
	if cfg.Before != nil {
		w.keeper.room = []byte{} // something is stored
	}
	return w
}

// start starts the writer, which ends when its queue is closed.
func (w *writer) start(look func() (*memory, bool)) {
	var ctx context.Context
	ctx, w.giveUp = context.WithCancel(context.Background())
	w.look = look
	go w.run(ctx)
}

// stir says that something happened. It never waits.
func (w *writer) stir() {
	select {
	case w.stirred <- struct{}{}:
	default:
	}
}

func (w *writer) removed(r meeting.Removal, deeds []moderation.Deed) {
	w.put("removal", func(ctx context.Context) error { return w.journal.Removed(ctx, r, deeds) })
}

func (w *writer) removalUndone(id meeting.RemovalID, d moderation.Deed) {
	w.put("undone removal", func(ctx context.Context) error { return w.journal.RemovalUndone(ctx, id, d) })
}

// did leaves the second half of the queue to what is graver.
func (w *writer) did(d moderation.Deed) {
	if len(w.queue) >= journalQueue/2 {
		w.log.Error("journal is full", "lost", "deed")
		return
	}
	w.put("deed", func(ctx context.Context) error { return w.journal.Done(ctx, d) })
}

func (w *writer) endMoved(endsAt time.Time) {
	w.put("moved end", func(ctx context.Context) error { return w.journal.EndMoved(ctx, endsAt) })
}

func (w *writer) unled() {
	w.put("want of a facilitator", w.journal.Unled)
}

func (w *writer) ended(at time.Time, t meeting.Tally) {
	w.put("end", func(ctx context.Context) error { return w.journal.Ended(ctx, at, t) })
}

// put queues an entry. When storage has been out of reach for so long that
// the queue is full, entries are lost for the time after a restart, though
// not for this room; the last place is kept for the end.
func (w *writer) put(what string, do func(context.Context) error) {
	if len(w.queue) >= journalQueue-1 && what != "end" {
		w.log.Error("journal is full", "lost", what)
		return
	}
	w.queue <- entry{what, do}
}

// run writes until queue is closed and empty, or giveUp is called. Between two
// looks at the room it rests.
func (w *writer) run(ctx context.Context) {
	defer close(w.done)
	defer w.giveUp()
	alive := time.NewTicker(aliveFor)
	defer alive.Stop()
	stirred := w.stirred
	var rested <-chan time.Time
	wait := firstRetry
	for {
		select {
		case e, ok := <-w.queue:
			if !ok {
				w.finish(ctx)
				return
			}
			w.write(ctx, e)
			continue
		case <-rested:
			stirred, rested = w.stirred, nil
			continue
		case <-stirred:
		case <-alive.C:
			if stirred == nil {
				continue // it rests after an attempt
			}
		}
		if m, ok := w.look(); !ok || w.remember(ctx, m) {
			stirred, rested, wait = nil, time.After(keepEvery), firstRetry
		} else {
			w.stir()
			stirred, rested, wait = nil, time.After(wait), min(2*wait, lastRetry)
		}
	}
}

// finish stores how the room was when it was closed.
func (w *writer) finish(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, retryFor)
	defer cancel()
	for wait := firstRetry; w.keeps && !w.remember(ctx, w.last) && ctx.Err() == nil; wait = min(2*wait, lastRetry) {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}

// write tries until it succeeds, storage refuses for good, or retryFor is over.
func (w *writer) write(ctx context.Context, e entry) {
	ctx, cancel := context.WithTimeout(ctx, retryFor)
	defer cancel()
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		err := w.try(ctx, e)
		if err == nil {
			return
		}
		kind := fault.KindOf(err)
		if ctx.Err() != nil || kind != fault.Internal && kind != fault.Unavailable {
			w.log.Error("journal gave up", "entry", e.what, "err", err)
			return
		}
		w.log.Warn("journal tries again", "entry", e.what, "in", wait, "err", err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}

func (w *writer) try(ctx context.Context, e entry) error {
	ctx, cancel := context.WithTimeout(ctx, journalTry)
	defer cancel()
	return e.do(ctx)
}

// close waits until all is written, at most flushWithin.
func (w *writer) close() {
	late := time.AfterFunc(flushWithin, w.giveUp)
	defer late.Stop()
	<-w.done
}
