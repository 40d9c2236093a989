package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"warmroom/moderation"
	"warmroom/room"
	"warmroom/signaling"
)

// lead is the facilitator, who has no media and lets in those of ours who come
// to the door, and nobody else. Its goroutine is run.
type lead struct {
	visitor *visitor
	enter   signaling.Enter
	prefix  string // of the names of ours
	socket  *socket
	in      chan struct{} // closed once the facilitator is in the room
	inside  sync.Once
	knock   chan struct{} // holds one while somebody waits

	mu      sync.Mutex // guards the fields below
	waiting []room.ParticipantID
	failed  error // why somebody could not be let in
}

// newLead signs the facilitator in who admits those with a prefix to their names.
func newLead(ctx context.Context, o options, c *http.Client, prefix string) (*lead, error) {
	from, err := parseLink(o.Facilitator, "sign-in")
	if err != nil {
		return nil, err
	}
	l := &lead{visitor: newVisitor(from, c), prefix: prefix, in: make(chan struct{}), knock: make(chan struct{}, 1)}
	meeting, err := l.visitor.signIn(ctx)
	l.enter = signaling.Enter{Meeting: meeting}
	return l, err
}

// come enters and waits to be in the room.
func (l *lead) come(ctx context.Context) error {
	var err error
	if l.socket, err = l.visitor.dial(ctx, l.event); err != nil {
		return err
	}
	if err := l.socket.ask(ctx, "enter", l.enter, nil); err != nil {
		return err
	}
	select {
	case <-l.in:
		return nil
	case <-l.socket.ended:
		return l.socket.end
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *lead) event(name string, text []byte) {
	switch name {
	case "snapshot":
		var s struct {
			Standing moderation.Standing `json:"standing"`
		}
		if err := json.Unmarshal(text, &s); err == nil && s.Standing == moderation.Present {
			l.inside.Do(func() { close(l.in) })
		}
	case "visitor.came":
		var v room.VisitorCame
		if err := json.Unmarshal(text, &v); err != nil || !strings.HasPrefix(string(v.Visitor.Name), l.prefix) {
			return
		}
		l.mu.Lock()
		l.waiting = append(l.waiting, v.Visitor.ID)
		l.mu.Unlock()
		select {
		case l.knock <- struct{}{}:
		default: // run has not heard the one before
		}
	}
}

// run lets people in until ctx ends. Those who come while it waits for an
// answer are let in together.
func (l *lead) run(ctx context.Context) {
	for {
		select {
		case <-l.knock:
		case <-l.socket.ended:
			return
		case <-ctx.Done():
			return
		}
		l.mu.Lock()
		list := l.waiting
		l.waiting = nil
		l.mu.Unlock()
		if len(list) == 0 {
			continue
		}
		if err := l.socket.ask(ctx, "door.admit", signaling.Admit{Participants: list}, nil); err != nil && ctx.Err() == nil {
			l.mu.Lock()
			l.failed = err
			l.mu.Unlock()
		}
	}
}

// failure returns why somebody could not be let in, or nil.
func (l *lead) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}
