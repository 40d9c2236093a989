package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"warmroom/moderation"
	"warmroom/room"
	"warmroom/sfu/sfutest"
	"warmroom/signaling"
)

// guest is one synthetic participant. Its goroutine is run.
type guest struct {
	part    part
	stage   *stage
	visitor *visitor
	enter   signaling.Enter
	atDoor  bool // nobody of ours admits: the time begins when somebody else does

	ears   *ears
	socket *socket
	media  *sfutest.Client

	inside sync.Once
	in     chan struct{} // closed once the guest is in the room
	ready  chan struct{} // closed once the guest does its part, or failed

	// Set before ready is closed.
	id     room.ParticipantID
	began  time.Time     // when it entered or, waiting for somebody else, was admitted
	queued time.Duration // how long the server made it wait before
	failed error
}

// soundSlots is how many slots for sound everybody has (docs/protocol.md).
const soundSlots = 4

// newGuest prepares a guest, who has accepted the agreements, for its part.
func newGuest(s *stage, p part, v *visitor, enter signaling.Enter) (*guest, error) {
	pictures := -1
	if len(p.sees) > 0 {
		pictures = len(p.sees) + 1 // the last slot is kept for a screen
	}
	g := &guest{
		part: p, stage: s, visitor: v, enter: enter, in: make(chan struct{}), ready: make(chan struct{}),
		ears: newEars(s, p, soundSlots+max(0, pictures)),
	}
	var err error
	g.media, err = sfutest.New(sfutest.Options{
		Tag: p.tag(), AudioSlots: soundSlots, VideoSlots: pictures, Simulcast: p.shows && s.options.Layers > 1, NoFeedback: s.options.Plain,
		OnPacket: g.ears.packet, OnSent: func(kind string, at time.Time) { s.sending(p, kindOf(kind), at) },
	})
	return g, err
}

// run comes in, does the guest's part until ctx ends, and leaves.
func (g *guest) run(ctx context.Context) {
	defer g.close()
	g.failed = g.come(ctx)
	close(g.ready)
	if g.failed != nil {
		return
	}
	var wg sync.WaitGroup
	wg.Go(func() { g.look(ctx) })
	if g.part.talks {
		wg.Go(func() { g.talk(ctx) })
	}
	select {
	case <-ctx.Done():
		leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeWithin)
		defer cancel()
		_ = g.socket.ask(leaving, "leave", signaling.Leave{}, nil) // the server may close before it answers
	case <-g.socket.ended:
	}
	wg.Wait()
}

func (g *guest) close() {
	g.media.Close()
	if g.socket != nil {
		g.socket.Close()
	}
}

// come enters, connects, waits to be admitted, and turns on what it sends.
func (g *guest) come(ctx context.Context) error {
	if err := g.pass(ctx); err != nil {
		return err
	}
	err := g.media.Connect(ctx, func(offer string) (string, error) {
		var a signaling.MediaAnswer
		err := g.socket.ask(ctx, "media.offer", signaling.Offer{SDP: offer}, &a)
		return a.SDP, err
	})
	if err != nil {
		return err
	}
	select {
	case <-g.in:
	case <-g.socket.ended:
		return g.socket.end
	case <-ctx.Done():
		return fmt.Errorf("still at the door: %w", ctx.Err())
	}
	if g.part.talks {
		if err := g.socket.ask(ctx, "media.publish", signaling.Publish{Source: room.Microphone, On: true}, nil); err != nil {
			return err
		}
	}
	if g.part.shows {
		return g.show(ctx)
	}
	return nil
}

// pass enters, waiting in the queue for as long as the server says.
func (g *guest) pass(ctx context.Context) error {
	arrived := time.Now()
	for {
		var err error
		if g.socket, err = g.visitor.dial(ctx, g.event); err != nil {
			return err
		}
		g.began = time.Now()
		err = g.socket.try(ctx, "enter", g.enter, nil)
		d := wait(err)
		if d == 0 {
			return err
		}
		g.socket.Close()
		g.socket = nil
		if err := pause(ctx, d+rand.N(3*time.Second)); err != nil { // as docs/protocol.md asks
			return err
		}
		g.queued = time.Since(arrived)
	}
}

// event takes what the server tells; from the socket's goroutine.
func (g *guest) event(name string, text []byte) {
	switch name {
	case "snapshot":
		var s struct {
			Self     room.ParticipantID  `json:"self"`
			Standing moderation.Standing `json:"standing"`
		}
		if err := json.Unmarshal(text, &s); err != nil || s.Standing != moderation.Present {
			return
		}
		g.inside.Do(func() {
			g.id = s.Self
			if g.atDoor {
				g.began = time.Now()
			}
			close(g.in)
		})
	case "hand.raised":
		g.stage.hands.tell()
	case "media.layers":
		var l room.LayersWanted
		if err := json.Unmarshal(text, &l); err == nil && l.Source == room.Camera {
			g.send(l.Rids)
		}
	}
}
