package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// load is one run: a room that fills, is measured, and empties.
type load struct {
	options options
	stage   *stage
	lead    *lead // nil when somebody else admits
	guests  []*guest
	client  *http.Client
	began   time.Time // when the first one came
	wg      sync.WaitGroup
}

// Times of a run.
const (
	late      = 300 * time.Millisecond // for what was sent at the end of the window to arrive
	streamsBy = 10 * time.Second       // after the last one is in, all streams should flow
	lookEvery = 50 * time.Millisecond
)

// fill does one run. When ctx ends before the run does, the report tells what
// there is until then.
func fill(ctx context.Context, o options, news io.Writer) (*report, error) {
	l := &load{options: o, stage: newStage(o), client: &http.Client{Timeout: 30 * time.Second}}
	defer l.client.CloseIdleConnections()
	fmt.Fprintf(news, "%d people read the entrance and accept the agreements\n", o.People)
	if err := l.prepare(ctx); err != nil {
		return nil, err
	}
	present, leave := context.WithCancel(context.WithoutCancel(ctx))
	defer l.wg.Wait()
	defer leave()
	if err := l.open(ctx, present); err != nil {
		return nil, err
	}
	r := &report{Load: loadOf(o)}
	if err := l.measureCost(ctx, &r.before); err != nil {
		l.abandon()
		return nil, err
	}
	if l.lead == nil {
		fmt.Fprintln(news, "nobody of ours admits: they wait at the door until a facilitator lets them in")
	}
	l.start(present)
	p := startProgress(l, news)
	err := l.play(ctx, r)
	if err == nil && r.Complete {
		r.drill, err = l.practise(ctx)
	}
	p.stop()
	if err == nil {
		err = l.anybody()
	}
	if err != nil {
		return nil, err
	}
	l.tell(r)
	return r, nil
}

// prepare does for everybody what comes before the door.
func (l *load) prepare(ctx context.Context) error {
	at, err := parseLink(l.options.URL, "join")
	if err != nil {
		return err
	}
	prefix := "Load " + letters(rand.N(8_000)) + " " // names of an earlier run may still be taken
	if l.options.Facilitator != "" {
		if l.lead, err = newLead(ctx, l.options, l.client, prefix); err != nil {
			return err
		}
	}
	for _, p := range l.stage.parts {
		v := newVisitor(at, l.client)
		enter, err := v.accept(ctx, prefix+letters(p.index))
		if err != nil {
			l.abandon()
			return err
		}
		g, err := newGuest(l.stage, p, v, enter)
		if err != nil {
			l.abandon()
			return err
		}
		g.atDoor = l.lead == nil
		l.guests = append(l.guests, g)
	}
	return nil
}

// abandon closes guests that never came.
func (l *load) abandon() {
	for _, g := range l.guests {
		g.close()
	}
}

// open brings the facilitator in, who stays until present ends.
func (l *load) open(ctx, present context.Context) error {
	if l.lead == nil {
		return nil
	}
	if err := l.lead.come(ctx); err != nil {
		if l.lead.socket != nil {
			l.lead.socket.Close()
		}
		l.abandon()
		return fmt.Errorf("the facilitator: %w", err)
	}
	l.wg.Go(func() {
		l.lead.run(present)
		l.lead.socket.Close()
	})
	return nil
}

// start lets everybody come, evenly over the ramp.
func (l *load) start(present context.Context) {
	l.began = time.Now()
	for i, g := range l.guests {
		after := l.options.Ramp * time.Duration(i) / time.Duration(len(l.guests))
		l.wg.Go(func() {
			if err := pause(present, after); err != nil {
				g.failed = err
				close(g.ready)
				g.close()
				return
			}
			g.run(present)
		})
	}
}

// play waits until all are in and their streams flow, and measures. An end of
// ctx is no error: it shortens the run.
func (l *load) play(ctx context.Context, r *report) error {
	in, cancel := context.WithTimeout(ctx, l.options.Ramp+l.options.Patience)
	defer cancel()
	for _, g := range l.guests {
		select {
		case <-g.ready:
		case <-in.Done():
		}
	}
	flowing, cancel := context.WithTimeout(ctx, streamsBy)
	defer cancel()
	for !l.allFlow() && pause(flowing, lookEvery) == nil {
	}
	if pause(ctx, l.options.Settle) != nil {
		return nil
	}
	if err := l.measureCost(ctx, &r.from); err != nil {
		return err
	}
	r.own = ownCPU()
	r.tallies[0] = l.tally()
	began := time.Now()
	l.stage.to.Store(math.MaxInt64)
	l.stage.from.Store(began.UnixNano())
	r.Complete = pause(ctx, l.options.Duration) == nil
	ended := time.Now()
	l.stage.to.Store(ended.UnixNano())
	r.tallies[1] = l.tally()
	r.own = ownCPU() - r.own
	r.window = ended.Sub(began)
	end := context.WithoutCancel(ctx)
	err := l.measureCost(end, &r.to)
	_ = pause(end, late)
	return err
}

func (l *load) measureCost(ctx context.Context, into *cost) (err error) {
	if l.options.Metrics != "" {
		*into, err = scrape(ctx, l.options.Metrics)
	}
	return err
}

// isIn reports whether a guest does its part.
func (g *guest) isIn() bool {
	select {
	case <-g.ready:
		return g.failed == nil
	default:
		return false
	}
}

// allFlow reports whether everybody who is in receives all they are to.
func (l *load) allFlow() bool {
	for _, g := range l.guests {
		if !g.isIn() {
			continue
		}
		if _, never := g.ears.delays(g.began); never > 0 {
			return false
		}
	}
	return true
}

func (l *load) tally() (sum tally) {
	for _, g := range l.guests {
		t := g.ears.tally(soundSlots)
		sum.packets += t.packets
		sum.bytes += t.bytes
		sum.span += t.span
		sum.soundPackets += t.soundPackets
		sum.soundSpan += t.soundSpan
	}
	return sum
}

// anybody returns why nobody came in, or nil.
func (l *load) anybody() error {
	var why error
	for _, g := range l.guests {
		if g.isIn() {
			return nil
		}
		select {
		case <-g.ready:
			why = g.failed
		default:
		}
	}
	if l.lead != nil {
		why = errors.Join(why, l.lead.failure())
	}
	if why == nil {
		why = errors.New("they still wait at the door")
	}
	return fmt.Errorf("nobody came in: %w", why)
}
