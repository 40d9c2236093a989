package room

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// A Room is one live meeting. Its state is owned by run, so nothing here is
// locked; the exported methods may be called from any goroutine.
type Room struct {
	do     chan func(*state) // unbuffered: a completed send means that the loop has it
	over   chan struct{}     // closed when the loop takes nothing more
	why    error             // why not; set before over is closed
	media  Media
	writer *writer
	log    *slog.Logger
	loop   sync.WaitGroup // the loop, and closing Media behind it
}

// Open starts a room. Its goroutines, the loop and the journal's writer, end
// by themselves when the meeting does; whoever opens a room calls Close anyway.
func Open(cfg Config) *Room {
	log := cfg.Log.With("room", cfg.Meeting.ID)
	r := &Room{
		do: make(chan func(*state)), over: make(chan struct{}),
		media: cfg.Media, writer: newWriter(cfg, log), log: log,
	}
	if cfg.Opened != nil {
		cfg.Opened(r)
	}
	s := newState(cfg, clock(), r.writer)
	r.recall(s, cfg)
	r.writer.start(r.memory)
	r.loop.Go(func() {
		r.run(s)
		// Not before over is closed: a media plane that waits for its own
		// goroutines to end may have one that waits for the loop.
		r.media.Close()
	})
	return r
}

// recall brings a room back to where it was before a restart. What can't be
// read is left: people stand at the door then.
func (r *Room) recall(s *state, cfg Config) {
	if cfg.Before == nil {
		return
	}
	s.tally.Tally = cfg.Before.Tally
	m, err := read(*cfg.Before)
	if err != nil {
		r.log.Error("room begins anew: what it left of itself can't be read", "err", err)
		return
	}
	s.recall(m, cfg.Leads)
	r.log.Info("room goes on where it was", "people", len(s.people))
}

// memory returns the room's memory as of now, and false once it is over. It is
// the writer's look.
func (r *Room) memory() (m *memory, ok bool) {
	err := r.ask(context.Background(), func(s *state) error {
		m = s.keep()
		return nil
	})
	return m, err == nil
}

// clock returns the time as it is stored and sent.
func clock() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// run is the loop.
func (r *Room) run(s *state) {
	defer func() {
		if v := recover(); v != nil {
			r.log.Error("room broke", "panic", v, "stack", string(debug.Stack()))
			r.abandon(s)
		}
		r.why = s.over
		r.writer.last, r.writer.keeps = s.last, s.keeps
		close(r.writer.queue)
		close(r.over)
	}()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for armed := zero; s.over == nil; {
		if due := s.next(); !due.Equal(armed) {
			armed = due
			timer.Reset(due.Sub(s.now))
		}
		select {
		case f := <-r.do:
			s.now = clock()
			f(s)
		case <-timer.C:
			s.now, armed = clock(), zero
			s.tick()
			r.writer.stir()
		}
	}
}

// abandon sends everybody away from a room that a fault of ours has broken,
// and spares the other rooms of the server. They may come back to a new one.
func (r *Room) abandon(s *state) {
	defer func() {
		if v := recover(); v != nil {
			r.log.Error("room broke while closing", "panic", v)
		}
	}()
	s.finish(errClosed, FarewellClosed, nil)
}

// call runs f in the loop and returns its error. When ctx ends before the
// loop has f, f is never run; once it has, the outcome is f's. What f changes
// is kept, if it has to outlive the server.
func (r *Room) call(ctx context.Context, f func(*state) error) error {
	err := r.ask(ctx, f)
	r.writer.stir()
	return err
}

// ask is call for what changes nothing that is kept.
func (r *Room) ask(ctx context.Context, f func(*state) error) error {
	err := error(errClosed) // in case f panics
	ran := make(chan struct{})
	select {
	case r.do <- func(s *state) { defer close(ran); err = f(s) }:
		<-ran
		return err
	case <-r.over:
		return r.why
	case <-ctx.Done():
		return errSlow.Because(ctx.Err())
	}
}

// Done is closed when the room takes nothing more, because the meeting ended,
// Close was called or nobody came.
func (r *Room) Done() <-chan struct{} { return r.over }

// ended returns why the room takes nothing more; nil while it does.
func (r *Room) ended() error {
	select {
	case <-r.over:
		return r.why
	default:
		return nil
	}
}

// wait returns when the room is over, its media closed and its journal
// written or given up.
func (r *Room) wait() {
	r.loop.Wait()
	<-r.writer.done
}

// Close ends the room without ending its meeting: people are told
// FarewellClosed and may come back to another one, where they were. It waits
// for the loop, for Media.Close, and up to 5 s for the journal.
func (r *Room) Close() {
	_ = r.call(context.Background(), func(s *state) error {
		s.last, s.keeps = s.keep(), true
		s.finish(errClosed, FarewellClosed, nil)
		return nil
	})
	r.loop.Wait()
	r.writer.close()
}
