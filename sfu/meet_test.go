package sfu_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"warmroom/sfu"
	"warmroom/sfu/sfutest"
)

// patience is how long a test waits for what must happen; passing tests take milliseconds of it.
const patience = 20 * time.Second

// meeting is an SFU on loopback with one Router.
type meeting struct {
	t      *testing.T
	sfu    *sfu.SFU
	router *sfu.Router
	seen   *witness
}

func open(t *testing.T, c sfu.Config) *sfu.SFU {
	t.Helper()
	c.UDP, c.Loopback = "127.0.0.1:0", true
	s, err := sfu.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func meet(t *testing.T) *meeting {
	t.Helper()
	return meetAt(t, open(t, sfu.Config{}))
}

func meetAt(t *testing.T, s *sfu.SFU) *meeting {
	m := &meeting{t: t, sfu: s, seen: newWitness()}
	m.router = s.NewRouter(m.seen)
	t.Cleanup(m.router.Close)
	return m
}

func (m *meeting) ctx() context.Context {
	ctx, cancel := context.WithTimeout(m.t.Context(), patience)
	m.t.Cleanup(cancel)
	return ctx
}

func (m *meeting) exchange(id sfu.PeerID) sfutest.Exchange {
	return func(offer string) (string, error) { return m.router.Join(m.ctx(), id, offer) }
}

// knock connects a peer that is not admitted.
func (m *meeting) knock(id sfu.PeerID, o sfutest.Options) *sfutest.Client {
	m.t.Helper()
	c, err := sfutest.Dial(m.ctx(), o, m.exchange(id))
	if err != nil {
		m.t.Fatalf("%s: %v", id, err)
	}
	m.t.Cleanup(c.Close)
	return c
}

// enter connects a peer, admits it and lets it send everything.
func (m *meeting) enter(id sfu.PeerID, o sfutest.Options) *sfutest.Client {
	m.t.Helper()
	m.router.Admit(id)
	for _, s := range []sfu.Source{sfu.Microphone, sfu.Camera, sfu.Screen} {
		m.router.Permit(id, s, true)
	}
	return m.knock(id, o)
}

// hears waits until c has received n frames of sound from tag.
func (m *meeting) hears(c *sfutest.Client, tag uint32, n int) {
	m.t.Helper()
	if err := c.WaitFrames(m.ctx(), "audio", tag, n); err != nil {
		m.t.Fatal(err)
	}
}

// sees waits until c has received n frames of pictures from tag.
func (m *meeting) sees(c *sfutest.Client, tag uint32, n int) {
	m.t.Helper()
	if err := c.WaitFrames(m.ctx(), "video", tag, n); err != nil {
		m.t.Fatal(err)
	}
}

// witness is an Observer that remembers.
type witness struct {
	mu     sync.Mutex // guards the fields below
	slots  map[sfu.PeerID]map[string]sfu.Mapping
	states map[sfu.PeerID]sfu.ConnectionState
	levels map[sfu.PeerID]sfu.Level
	layers map[sfu.PeerID][]string // of the camera
	change chan struct{}
}

func newWitness() *witness {
	return &witness{
		slots: make(map[sfu.PeerID]map[string]sfu.Mapping), states: make(map[sfu.PeerID]sfu.ConnectionState),
		levels: make(map[sfu.PeerID]sfu.Level), layers: make(map[sfu.PeerID][]string), change: make(chan struct{}),
	}
}

func (w *witness) changed() {
	close(w.change)
	w.change = make(chan struct{})
}

func (w *witness) Slots(id sfu.PeerID, changed []sfu.Mapping) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.slots[id] == nil {
		w.slots[id] = make(map[string]sfu.Mapping)
	}
	for _, m := range changed {
		w.slots[id][m.Slot] = m
	}
	w.changed()
}

func (w *witness) Levels(changed []sfu.Level) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range changed {
		w.levels[l.Peer] = l
	}
	w.changed()
}

func (w *witness) State(id sfu.PeerID, s sfu.ConnectionState) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.states[id] = s
	w.changed()
}

func (w *witness) Layers(id sfu.PeerID, src sfu.Source, rids []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if src == sfu.Camera {
		w.layers[id] = rids
	}
	w.changed()
}

// watched returns the layers of the camera of id that it was told to send, "all" while it was told nothing.
func (w *witness) watched(id sfu.PeerID) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.layers[id] == nil {
		return "all"
	}
	return strings.Join(w.layers[id], " ")
}

// slotOf returns the slot in which peer sees or hears another one, "" when in none.
func (w *witness) slotOf(peer, other sfu.PeerID, src sfu.Source) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for mid, m := range w.slots[peer] {
		if m.Peer == other && m.Source == src {
			return mid
		}
	}
	return ""
}

func (w *witness) state(id sfu.PeerID) sfu.ConnectionState {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.states[id]
}

func (w *witness) level(id sfu.PeerID) sfu.Level {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.levels[id]
}

// until waits for met, asking again after every event.
func (m *meeting) until(what string, met func() bool) {
	m.t.Helper()
	ctx := m.ctx()
	for {
		m.seen.mu.Lock()
		change := m.seen.change
		m.seen.mu.Unlock()
		if met() {
			return
		}
		select {
		case <-change:
		case <-ctx.Done():
			m.t.Fatalf("never happened: %s", what)
		}
	}
}

// TestMain also fails when a goroutine is left behind after everything was closed.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
