package sfu

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// announcer carries what a Router decided to its Observer. What the observer has not been told yet is merged, so the
// backlog is bounded by the number of peers and slots. A mapping may carry packets once the observer knows of it.
type announcer struct {
	observer Observer
	now      func() int64
	wake     chan struct{}
	stop     chan struct{}

	mu     sync.Mutex // guards the fields below; never held while calling the observer
	order  []PeerID   // peers with news, longest waiting first
	news   map[PeerID]*news
	levels map[PeerID]Level
}

type news struct {
	state  ConnectionState // "" when unchanged
	slots  []announcement
	layers [len(sources)][]string // by source; nil when unchanged

	quality Quality // "" when unchanged
}

type announcement struct {
	Mapping
	mapping *mapping // to be started; nil when the slot was emptied
}

func newAnnouncer(o Observer, now func() int64) *announcer {
	return &announcer{
		observer: o,
		now:      now,
		wake:     make(chan struct{}, 1),
		stop:     make(chan struct{}),
		news:     make(map[PeerID]*news),
		levels:   make(map[PeerID]Level),
	}
}

// run delivers until stop is closed.
func (a *announcer) run() {
	for {
		select {
		case <-a.stop:
			return
		case <-a.wake:
			a.deliver()
		}
	}
}

func (a *announcer) signal() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

func (a *announcer) about(id PeerID) *news {
	n := a.news[id]
	if n == nil {
		n = &news{}
		a.news[id] = n
		a.order = append(a.order, id)
	}
	return n
}

func (a *announcer) slots(id PeerID, changed []announcement) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.about(id)
	for _, c := range changed {
		i := slices.IndexFunc(n.slots, func(x announcement) bool { return x.Slot == c.Slot })
		if i >= 0 {
			n.slots = slices.Delete(n.slots, i, i+1)
		}
		n.slots = append(n.slots, c)
	}
	a.signal()
}

func (a *announcer) state(id PeerID, state ConnectionState) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.about(id).state = state
	a.signal()
}

// watched carries the rids of the layers of source index i that are watched; rids is not nil.
func (a *announcer) watched(id PeerID, i int, rids []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.about(id).layers[i] = rids
	a.signal()
}

func (a *announcer) quality(id PeerID, q Quality) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.about(id).quality = q
	a.signal()
}

func (a *announcer) report(levels []Level) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, l := range levels {
		a.levels[l.Peer] = l
	}
	a.signal()
}

// forget drops what was to be said to or about a peer that is gone.
func (a *announcer) forget(id PeerID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.news, id)
	delete(a.levels, id)
	a.order = slices.DeleteFunc(a.order, func(x PeerID) bool { return x == id })
}

// take removes the oldest news of one peer.
func (a *announcer) take() (PeerID, *news) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.order) == 0 {
		return "", nil
	}
	id := a.order[0]
	a.order = a.order[1:]
	n := a.news[id]
	delete(a.news, id)
	return id, n
}

func (a *announcer) takeLevels() []Level {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.levels) == 0 {
		return nil
	}
	list := slices.Collect(maps.Values(a.levels))
	clear(a.levels)
	slices.SortFunc(list, func(x, y Level) int { return cmp.Compare(x.Peer, y.Peer) })
	return list
}

func (a *announcer) deliver() {
	for {
		id, n := a.take()
		if n == nil {
			break
		}
		if n.state != "" {
			a.observer.State(id, n.state)
		}
		if len(n.slots) > 0 {
			changed := make([]Mapping, len(n.slots))
			for i := range n.slots {
				changed[i] = n.slots[i].Mapping
			}
			a.observer.Slots(id, changed)
			a.begin(n.slots)
		}
		for i, rids := range n.layers {
			if rids != nil {
				a.observer.Layers(id, sources[i], rids)
			}
		}
		if o, ok := a.observer.(QualityObserver); ok && n.quality != "" {
			o.Quality(id, n.quality)
		}
	}
	if levels := a.takeLevels(); levels != nil {
		a.observer.Levels(levels)
	}
}

// begin lets packets flow into what has been announced, starting video with a key frame asked for at once.
func (a *announcer) begin(slots []announcement) {
	for _, x := range slots {
		m := x.mapping
		if m == nil {
			continue
		}
		if !m.announced.Swap(true) && m.slot.kind == video && m.grade() != paused {
			now := a.now()
			l := m.track.best(m.grade().layer(), now)
			if l != nil && !(l.cached.Load() && now-l.lastAt.Load() < replayRecent) {
				l.requestKey(now)
			}
		}
	}
}
