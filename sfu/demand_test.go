package sfu

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// flow makes layers of the camera of id flow, the others not.
func (r *room) flow(id PeerID, layers ...int) {
	t := r.peers[id].tracks[Camera.index()]
	t.flowing.Store(true)
	for i := range t.layers {
		l := t.layers[i].Load()
		if l == nil {
			l = &layer{index: i, conn: r.peers[id].conn, ring: newRing(video)}
			t.layers[i].Store(l)
		}
		at := int64(0)
		if slices.Contains(layers, i) {
			at = r.at
		}
		l.lastAt.Store(at)
	}
}

// simulcast gives id a camera of three layers, all of which flow.
func (r *room) simulcast(id PeerID) {
	r.peers[id].demands[Camera.index()] = demand{rids: conventionalRids, told: 1<<maxLayers - 1, wanted: [maxLayers]int64{r.at, r.at, r.at}}
	r.flow(id, 0, 1, 2)
	r.fill()
	r.announcer.deliver()
}

// told passes time while the given layers of ana flow and returns what she was told last.
func (r *room) told(d time.Duration, layers ...int) string {
	for end := r.at + int64(d); r.at < end; {
		r.flow("ana", layers...)
		r.at += rankEvery
		for _, p := range r.order {
			p.conn.heard.Store(r.at)
		}
		r.tick()
		r.announcer.deliver()
	}
	if len(r.seen.layers) == 0 {
		return "all"
	}
	return strings.Join(r.seen.layers[len(r.seen.layers)-1], " ")
}

func (r *room) look(id PeerID, height int) {
	r.view(id, []Tile{{Peer: "ana", Source: Camera, Height: height}})
	r.announcer.deliver()
}

func TestOnlyLayersSomebodyWatchesAreSent(t *testing.T) {
	r := newRoom()
	r.enter("ana")
	r.enter("ben")
	r.enter("cem")
	r.simulcast("ana")
	r.look("ben", 180)
	r.look("cem", 180)
	if got := r.told(1500*time.Millisecond, 0, 1, 2); got != "all" {
		t.Errorf("before 2 s have passed: %q", got)
	}
	if got := r.told(time.Second, 0, 1, 2); got != "q" {
		t.Errorf("for two small tiles: %q", got)
	}
	r.look("cem", 720)
	if got := r.told(0); got != "q f" {
		t.Errorf("at once when a tile grows: %q", got)
	}
	r.look("ben", 300)
	if got := r.told(3*time.Second, 0, 1, 2); got != "h f" {
		t.Errorf("for a middle and a large tile: %q", got)
	}
	r.view("ben", nil)
	r.view("cem", nil)
	if got := r.told(3*time.Second, 1, 2); got != "" {
		t.Errorf("for nobody: %q", got)
	}
	r.told(2 * time.Second)
	if n := len(r.seen.layers); n > 6 {
		t.Errorf("%d reports for five changes", n)
	}
	r.look("ben", 180)
	if got := r.told(0); got != "q" {
		t.Errorf("when somebody looks again: %q", got)
	}
}

// TestMissingLayerIsStoodInFor: what is shown in place of a layer that does not flow is not stopped, and when it stops
// nevertheless, whatever else there may be is asked for.
func TestMissingLayerIsStoodInFor(t *testing.T) {
	r := newRoom()
	r.enter("ana")
	r.enter("ben")
	r.simulcast("ana")
	r.look("ben", 720)
	if got := r.told(4*time.Second, 0, 1); got != "h f" {
		t.Errorf("while the publisher lacks the bandwidth for f: %q", got)
	}
	if got := r.told(1500*time.Millisecond, 0); got != "q h f" {
		t.Errorf("when h stops too: %q", got)
	}
	if got := r.told(4*time.Second, 2); got != "f" {
		t.Errorf("when f comes: %q", got)
	}
}

func TestCameraWithoutSimulcastIsAskedForAsAWhole(t *testing.T) {
	r := newRoom()
	r.enter("ana")
	r.enter("ben")
	r.flow("ana", 0)
	r.look("ben", 180)
	r.fill()
	r.told(3*time.Second, 0)
	if len(r.seen.layers) > 0 {
		t.Errorf("told %q though nothing changed", r.seen.layers)
	}
	r.view("ben", nil)
	if got := r.told(3*time.Second, 0); got != "" {
		t.Errorf("for nobody: %q", got)
	}
	r.look("ben", 180)
	if got := r.told(0); got != "f" {
		t.Errorf("when somebody looks again: %q", got)
	}
}

// TestNewConnectionIsToldAnew: a page that came back sends everything until it is told otherwise.
func TestNewConnectionIsToldAnew(t *testing.T) {
	r := newRoom()
	r.enter("ana")
	r.enter("ben")
	r.simulcast("ana")
	r.view("ben", nil)
	r.told(3*time.Second, 0, 1, 2)
	r.enter("ana")
	r.simulcast("ana")
	r.seen.layers = nil
	if got := r.told(3*time.Second, 0, 1, 2); got != "" || len(r.seen.layers) != 1 {
		t.Errorf("the new connection was told %q in %d reports", got, len(r.seen.layers))
	}
}
