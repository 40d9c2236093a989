package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"warmroom/moderation"
	"warmroom/room"
	"warmroom/sfu/standin"
	"warmroom/signaling"
)

// What somebody sees who looks on. Each person does one of many small things
// that often: more than happens in a meeting.
const (
	picturesEvery             = time.Second / 24
	shortestIdle, longestIdle = 3 * time.Second, 9 * time.Second
)

// neighbour is a synthetic participant with sound and pictures that browsers
// play. Its goroutine is run.
type neighbour struct {
	part    part
	visitor *visitor
	enter   signaling.Enter
	socket  *socket
	media   *standin.Standin // nil before it is connected

	inside sync.Once
	in     chan struct{}  // closed once it is in the room
	watch  chan bool      // holds whether somebody looks at its camera, when that has changed
	doing  sync.WaitGroup // what run started
}

// entertain fills a room for somebody who looks on, until the time is over or
// ctx ends, which is no error.
func entertain(ctx context.Context, o options, news io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, o.Duration)
	defer cancel()
	client := &http.Client{Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	prefix := "Look " + letters(rand.N(8_000)) + " "
	lead, err := newLead(ctx, o, client, prefix)
	if err != nil {
		return err
	}
	if err := lead.come(ctx); err != nil {
		if lead.socket != nil {
			lead.socket.Close()
		}
		return fmt.Errorf("the facilitator: %w", err)
	}
	defer lead.socket.Close()
	var wg sync.WaitGroup
	wg.Go(func() { lead.run(ctx) })
	failed := make(chan error, o.People)
	for _, p := range cast(o) {
		wg.Go(func() {
			if err := live(ctx, o, client, p, prefix); err != nil {
				failed <- fmt.Errorf("person %d: %w", p.index, err)
				cancel()
			}
		})
	}
	fmt.Fprintf(news, "%d people come in for somebody who looks on\n", o.People)
	wg.Wait()
	close(failed)
	return errors.Join(<-failed, lead.failure())
}

// live is what one person does until ctx ends.
func live(ctx context.Context, o options, c *http.Client, p part, prefix string) error {
	at, err := parseLink(o.URL, "join")
	if err != nil {
		return err
	}
	n := &neighbour{part: p, visitor: newVisitor(at, c), in: make(chan struct{}), watch: make(chan bool, 1)}
	if n.enter, err = n.visitor.accept(ctx, prefix+letters(p.index)); err == nil {
		err = n.come(ctx)
	}
	defer n.close()
	if ctx.Err() != nil {
		return nil
	}
	if err == nil {
		err = n.run(ctx)
	}
	return err
}

func (n *neighbour) close() {
	n.doing.Wait()
	if n.media != nil {
		n.media.Close()
	}
	if n.socket == nil {
		return
	}
	leaving, cancel := context.WithTimeout(context.Background(), writeWithin)
	defer cancel()
	_ = n.socket.ask(leaving, "leave", signaling.Leave{}, nil) // the server may close before it answers
	n.socket.Close()
}

// come enters, connects, waits to be admitted and turns on what it sends.
func (n *neighbour) come(ctx context.Context) error {
	var err error
	if n.socket, err = n.visitor.dial(ctx, n.event); err != nil {
		return err
	}
	if err := n.socket.ask(ctx, "enter", n.enter, nil); err != nil {
		return err
	}
	n.media, err = standin.Dial(ctx, standin.Options{}, func(ctx context.Context, offer string) (string, error) {
		var a signaling.MediaAnswer
		err := n.socket.ask(ctx, "media.offer", signaling.Offer{SDP: offer}, &a)
		return a.SDP, err
	})
	if err != nil {
		return err
	}
	select {
	case <-n.in:
	case <-n.socket.ended:
		return n.socket.end
	case <-ctx.Done():
		return ctx.Err()
	}
	if n.part.shows {
		return n.publish(ctx, room.Camera, true)
	}
	return nil
}

func (n *neighbour) publish(ctx context.Context, s room.Source, on bool) error {
	return n.socket.ask(ctx, "media.publish", signaling.Publish{Source: s, On: on}, nil)
}

// run shows, talks and does small things until ctx ends.
func (n *neighbour) run(ctx context.Context) error {
	if n.part.shows {
		n.doing.Go(func() { n.film(ctx) })
	}
	if n.part.talks {
		n.doing.Go(func() { n.talk(ctx) })
	}
	for {
		if pause(ctx, shortestIdle+rand.N(longestIdle-shortestIdle)) != nil {
			return nil
		}
		if err := n.stir(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// film shows pictures, unless the server says that nobody looks at them.
func (n *neighbour) film(ctx context.Context) {
	moving := standin.Calm.Every(picturesEvery)
	n.media.Show(moving)
	for {
		select {
		case seen := <-n.watch:
			n.media.Hide()
			if seen {
				n.media.Show(moving)
			}
		case <-ctx.Done():
			return
		}
	}
}

// talk talks in spurts, and turns the microphone off in between.
func (n *neighbour) talk(ctx context.Context) {
	for n.publish(ctx, room.Microphone, true) == nil {
		n.media.Speak(standin.Voice)
		if pause(ctx, shortestSpurt+rand.N(longestSpurt-shortestSpurt)) != nil {
			return
		}
		n.media.Hush()
		if rand.N(3) == 0 && n.publish(ctx, room.Microphone, false) != nil {
			return
		}
		if pause(ctx, shortestPause+rand.N(longestPause-shortestPause)) != nil {
			return
		}
	}
}

// stir does one of the small things that people do in a meeting.
func (n *neighbour) stir(ctx context.Context) error {
	if rand.N(2) == 0 {
		return n.socket.ask(ctx, "chat.say", signaling.Say{Lane: room.LaneEveryone, Text: "Thank you for sharing that with us."}, nil)
	}
	if err := n.socket.ask(ctx, "hand.raise", signaling.RaiseHand{}, nil); err != nil {
		return err
	}
	if pause(ctx, shortestIdle) != nil {
		return nil
	}
	return n.socket.ask(ctx, "hand.lower", signaling.LowerHand{}, nil)
}

// event takes what the server tells; from the socket's goroutine.
func (n *neighbour) event(name string, text []byte) {
	switch name {
	case "snapshot":
		var s struct {
			Standing moderation.Standing `json:"standing"`
		}
		if err := json.Unmarshal(text, &s); err == nil && s.Standing == moderation.Present {
			n.inside.Do(func() { close(n.in) })
		}
	case "media.layers":
		var l room.LayersWanted
		if err := json.Unmarshal(text, &l); err != nil || l.Source != room.Camera {
			return
		}
		select {
		case <-n.watch: // nobody took the one before
		default:
		}
		n.watch <- len(l.Rids) > 0
	}
}
