// Package rehearsal plays the people of exercises (see meeting.Practice): an
// echo in a practice room, and in a rehearsal guests with whom somebody
// practises to lead. They are participants of a real room, which treats them
// like anybody else and shows everybody that they are simulated; their sound
// and pictures go through the real media plane.
//
// A [Troupe] owns one goroutine for each player and one for each exercise.
// They end with the exercise, by Close at the latest, which waits for them. It
// imports room, meeting, moderation, fault and sfu/standin; never a database or
// a socket.
package rehearsal

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/sfu/standin"
)

// How many go on at once. Anybody may have a practice room, so those leave
// rehearsals their places.
const (
	MaxPractices  = 20
	MaxRehearsals = 20
)

var errFull = fault.New(fault.Full, "practice_full", "Many people are practising just now. Please try again in a few minutes.")

// Config is what a Troupe needs.
type Config struct {
	// Media is where the SFU takes media on this machine; invalid: players send
	// nothing and hear nothing.
	Media netip.AddrPort
	// Record keeps that an account did a step.
	Record func(ctx context.Context, a meeting.AccountID, step meeting.Step) error
	Log    *slog.Logger
}

// Troupe plays all exercises of a server.
type Troupe struct {
	cfg  Config
	ctx  context.Context //nolint:containedctx // of all that is played; ended by Close
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu     sync.Mutex   // guards what follows
	free   map[bool]int // places left for practice (true) and for rehearsals
	closed bool
}

// New returns a troupe that plays nothing yet.
func New(cfg Config) *Troupe {
	ctx, stop := context.WithCancel(context.Background())
	return &Troupe{cfg: cfg, ctx: ctx, stop: stop, free: map[bool]int{true: MaxPractices, false: MaxRehearsals}}
}

// Play plays an exercise in its room until it is over, in goroutines of its
// own. Full "practice_full" when there are too many; then nobody comes, and the
// room should not open.
func (t *Troupe) Play(id meeting.ID) (begin func(*room.Room), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	practice := id.IsPractice()
	if t.closed || t.free[practice] == 0 {
		return nil, errFull
	}
	t.free[practice]--
	t.wg.Add(1)
	return func(r *room.Room) {
		go func() {
			defer t.wg.Done()
			t.play(r, id)
			t.mu.Lock()
			defer t.mu.Unlock()
			t.free[practice]++
		}()
	}, nil
}

// Close ends all exercises for their players and waits for them.
func (t *Troupe) Close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.stop()
	t.wg.Wait()
}

// play plays one exercise to its end.
func (t *Troupe) play(r *room.Room, id meeting.ID) {
	ctx, stop := context.WithCancel(t.ctx)
	defer stop()
	account, language := id.Rehearses()
	p := &play{troupe: t, room: r, account: account, lines: linesIn(language), ctx: ctx, done: map[meeting.Step]bool{}}
	lead := p.player(room.Arrival{Name: echoName, Role: moderation.Facilitator}, &echo{})
	if p.account != "" {
		lead = p.player(room.Arrival{Name: robinName, Role: moderation.CoFacilitator}, &robin{})
	}
	p.enter(lead)
	select {
	case <-r.Done():
	case <-ctx.Done():
	}
	stop()
	p.wg.Wait()
}

// play is one exercise.
type play struct {
	troupe  *Troupe
	room    *room.Room
	account meeting.AccountID // who rehearses; empty in a practice room
	lines   *lines            // what players write
	ctx     context.Context   //nolint:containedctx // of this exercise
	wg      sync.WaitGroup    // the players

	mu   sync.Mutex // guards done
	done map[meeting.Step]bool
}

// did records that a step was done, once.
func (p *play) did(step meeting.Step) {
	p.mu.Lock()
	before := p.done[step]
	p.done[step] = true
	p.mu.Unlock()
	if before || p.account == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, recordWithin)
	defer cancel()
	if err := p.troupe.cfg.Record(ctx, p.account, step); err != nil {
		p.troupe.cfg.Log.WarnContext(ctx, "a step of a rehearsal is not kept", "step", step, "error", err)
	}
}

// recordWithin bounds how long a player waits for what it records.
const recordWithin = 10 * time.Second

// body connects a player's media; nil when there is none to be had.
func (p *play) body(x *player, echo time.Duration) *standin.Standin {
	if !p.troupe.cfg.Media.IsValid() {
		return nil
	}
	ctx, cancel := context.WithTimeout(p.ctx, connectWithin)
	defer cancel()
	s, err := standin.Dial(ctx, standin.Options{Server: p.troupe.cfg.Media, Echo: echo}, func(ctx context.Context, offer string) (string, error) {
		return p.room.Offer(ctx, x.id, offer, false)
	})
	if err != nil {
		p.troupe.cfg.Log.WarnContext(ctx, "a player has no sound and picture", "error", err)
		return nil
	}
	return s
}

// connectWithin bounds how long a player waits for its media.
const connectWithin = 15 * time.Second
