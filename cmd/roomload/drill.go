package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"warmroom/room"
	"warmroom/signaling"
)

// drill is what the facilitator and the participants do once everything is
// measured, over and over: somebody who talks is muted and goes on sending,
// and a hand goes up.
type drill struct {
	mutes []time.Duration // from the command to the last packet that anybody got of them
	hands []time.Duration // from the command to the last page that was told
}

// Times of a drill.
const (
	quiet    = 400 * time.Millisecond // after a mute, for what may still arrive
	drillFor = 5 * time.Second        // until something that has to come must have come
)

// gathering counts the pages that were told of a hand.
type gathering struct {
	told   atomic.Int64
	latest atomic.Int64 // when the last of them was, in Unix nanoseconds
}

func (g *gathering) tell() {
	g.latest.Store(time.Now().UnixNano())
	g.told.Add(1)
}

// practise does the drill as often as asked for.
func (l *load) practise(ctx context.Context) (d drill, err error) {
	if l.options.Drill == 0 || l.lead == nil {
		return d, nil
	}
	for i := range l.options.Drill {
		if l.options.Talkers > 0 {
			took, err := l.mute(ctx, l.guests[i%min(l.options.Talkers, loudest)])
			if err != nil {
				return d, fmt.Errorf("mute somebody: %w", err)
			}
			d.mutes = append(d.mutes, took)
		}
		took, err := l.raise(ctx, l.guests[i%len(l.guests)])
		if err != nil {
			return d, fmt.Errorf("raise a hand: %w", err)
		}
		d.hands = append(d.hands, took)
	}
	return d, nil
}

// mute mutes g, who goes on sending, and lets them speak again.
func (l *load) mute(ctx context.Context, g *guest) (time.Duration, error) {
	began := time.Now()
	if err := l.lead.socket.ask(ctx, "person.mute", signaling.Mute{Participant: g.id}, nil); err != nil {
		return 0, err
	}
	if err := pause(ctx, quiet); err != nil {
		return 0, err
	}
	took := max(0, l.lastHeard(g).Sub(began))
	if err := l.lead.socket.ask(ctx, "person.ask_to_unmute", signaling.AskToUnmute{Participant: g.id}, nil); err != nil {
		return 0, err
	}
	again := time.Now()
	if err := g.socket.ask(ctx, "media.publish", signaling.Publish{Source: room.Microphone, On: true}, nil); err != nil {
		return 0, err
	}
	return took, l.until(ctx, func() bool { return l.lastHeard(g).After(again) })
}

// lastHeard returns when the last packet of g's sound reached anybody.
func (l *load) lastHeard(g *guest) time.Time {
	latest := int64(0)
	for _, other := range l.guests {
		latest = max(latest, other.ears.latest[g.part.index].Load())
	}
	return time.Unix(0, latest)
}

// raise raises and lowers g's hand.
func (l *load) raise(ctx context.Context, g *guest) (time.Duration, error) {
	want := int64(0)
	for _, other := range l.guests {
		if other.isIn() && !other.fellOut() {
			want++
		}
	}
	hands := &l.stage.hands
	want += hands.told.Load()
	began := time.Now()
	if err := g.socket.ask(ctx, "hand.raise", signaling.RaiseHand{}, nil); err != nil {
		return 0, err
	}
	if err := l.until(ctx, func() bool { return hands.told.Load() >= want }); err != nil {
		return 0, err
	}
	took := time.Unix(0, hands.latest.Load()).Sub(began)
	return took, g.socket.ask(ctx, "hand.lower", signaling.LowerHand{}, nil)
}

// until waits for something that has to come.
func (l *load) until(ctx context.Context, done func() bool) error {
	limit := time.Now().Add(drillFor)
	for !done() {
		if time.Now().After(limit) {
			return errors.New("it did not come")
		}
		if err := pause(ctx, time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}
