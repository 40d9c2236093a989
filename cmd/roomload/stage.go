package main

import (
	"sync"
	"sync/atomic"
	"time"

	"warmroom/room"
)

// The kinds of media, as indexes.
const (
	audio = iota
	video
	kinds
)

func kindOf(name string) int {
	if name == "video" {
		return video
	}
	return audio
}

// stage is what all participants of a run share: who sends what since when,
// and the window in which is measured.
type stage struct {
	options options
	parts   []part

	live [kinds][]atomic.Int64 // by sender: when its first frame was sent, in Unix nanoseconds
	sent [kinds][]atomic.Int64 // by sender: frames sent within the window

	from, to atomic.Int64 // the window, in Unix nanoseconds; from is 0 before it begins, to MaxInt64 while it lasts
	latency  histogram    // of frames sent within the window
	hands    gathering

	mu      sync.Mutex // guards the fields below
	cameras []room.ParticipantID
	changed chan struct{} // closed when another camera is on
}

func newStage(o options) *stage {
	s := &stage{options: o, parts: cast(o), cameras: make([]room.ParticipantID, o.Video), changed: make(chan struct{})}
	for kind, n := range [kinds]int{o.Talkers, o.Video} {
		s.live[kind] = make([]atomic.Int64, n)
		s.sent[kind] = make([]atomic.Int64, n)
	}
	return s
}

// within reports whether something sent at a time is measured.
func (s *stage) within(at time.Time) bool {
	from, n := s.from.Load(), at.UnixNano()
	return from != 0 && from <= n && n < s.to.Load()
}

// sending notes a frame that is about to be sent.
func (s *stage) sending(p part, kind int, at time.Time) {
	s.live[kind][p.index].CompareAndSwap(0, at.UnixNano())
	if s.within(at) {
		s.sent[kind][p.index].Add(1)
	}
}

// show notes that a camera is on.
func (s *stage) show(p part, id room.ParticipantID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cameras[p.index] = id
	close(s.changed)
	s.changed = make(chan struct{})
}

// tiles returns what the participant looks at among the cameras that are on,
// and a channel that is closed when there are more.
func (s *stage) tiles(p part) ([]room.Tile, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []room.Tile{}
	for _, other := range p.sees {
		if id := s.cameras[other]; id != "" {
			list = append(list, room.Tile{Participant: id, Source: room.Camera, Width: s.options.Tile, Height: s.options.Tile * 9 / 16})
		}
	}
	return list, s.changed
}
