package roomtest

import (
	"slices"
	"sync"

	"warmroom/room"
)

// Sink is a room.Sink without a limit, which keeps all it gets. The zero
// value is ready.
type Sink struct {
	mu       sync.Mutex // guards what follows
	events   []room.Event
	farewell room.Farewell
}

// Deliver implements room.Sink.
func (s *Sink) Deliver(e room.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, e)
}

// Close implements room.Sink.
func (s *Sink) Close(f room.Farewell) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.farewell = f
}

// Events returns all events so far, oldest first.
func (s *Sink) Events() []room.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// Farewell returns why the session was closed; empty while it is open.
func (s *Sink) Farewell() room.Farewell {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.farewell
}

// Got returns the events of one type that a sink got, oldest first.
func Got[T room.Event](s *Sink) []T {
	var list []T
	for _, e := range s.Events() {
		if t, ok := e.(T); ok {
			list = append(list, t)
		}
	}
	return list
}
