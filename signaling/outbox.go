package signaling

import (
	"maps"
	"slices"
	"sync"

	"warmroom/moderation"
	"warmroom/room"
)

// outbox keeps the last events of one session, numbered 1, 2, 3 …: all that
// no socket has taken yet, up to maxBehind, and else keptEvents. A socket takes
// them at its own pace; whoever falls behind the oldest kept one has lost
// touch. It never waits, because a room delivers into it.
type outbox struct {
	mu       sync.Mutex   // guards all below; never held while doing anything else
	kept     []room.Event // the newest last
	last     uint64       // number of the newest event; 0: none yet
	taken    uint64       // number of the newest event that a socket took
	snapshot uint64       // number of the newest Snapshot
	media    mediaView
	farewell room.Farewell
	wake     chan<- struct{} // of the socket that takes the events; capacity 1; nil without one
}

// mediaView is what a participant was told of media that a Snapshot doesn't
// repeat. It is told again behind the Snapshot of a session that missed events.
type mediaView struct {
	slots  map[string]room.Mapping
	layers map[room.Source]room.LayersWanted
}

// put adds an event and wakes the socket.
func (o *outbox) put(e room.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch e := e.(type) {
	case room.Snapshot:
		o.snapshot = o.last + 1
		if e.Standing != moderation.Present {
			o.media = mediaView{}
		}
	case room.SlotsMapped:
		o.media.fill(e)
	case room.LayersWanted:
		o.media.want(e)
	case room.ChatHidden:
		o.forget(e)
	}
	o.append(e)
	o.rouse()
}

func (o *outbox) append(e room.Event) {
	o.last++
	o.kept = append(o.kept, e)
	for n := len(o.kept); n > maxBehind || n > keptEvents && o.before() < o.taken; n-- {
		o.kept[0] = nil
		o.kept = o.kept[1:]
	}
}

// before returns the number of the event before the oldest kept one.
func (o *outbox) before() uint64 { return o.last - uint64(len(o.kept)) }

// forget overwrites a message that is hidden now, so that it isn't sent or
// replayed to somebody who has not got it yet.
func (o *outbox) forget(hidden room.ChatHidden) {
	is := func(m room.Message) bool { return m.ID == hidden.Message }
	for i, e := range o.kept {
		switch e := e.(type) {
		case room.ChatSaid:
			if is(e.Message) {
				o.kept[i] = hidden
			}
		case room.Snapshot: // its lists may be somebody else's too
			if slices.ContainsFunc(e.Messages, is) || slices.ContainsFunc(e.Resources, is) {
				e.Messages = slices.DeleteFunc(slices.Clone(e.Messages), is)
				e.Resources = slices.DeleteFunc(slices.Clone(e.Resources), is)
				o.kept[i] = e
			}
		}
	}
}

// repeatMedia tells again what fills the slots and which layers are wanted.
func (o *outbox) repeatMedia() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range o.media.events() {
		o.append(e)
	}
	o.rouse()
}

// newMedia forgets what was told of a connection that is to be replaced.
func (o *outbox) newMedia() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.media = mediaView{}
}

// end says that no events follow. It reports whether a socket will tell.
func (o *outbox) end(f room.Farewell) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.farewell = f
	o.rouse()
	return o.wake != nil
}

func (o *outbox) rouse() {
	select {
	case o.wake <- struct{}{}:
	default: // no socket, or it has been told already
	}
}

// take appends to batch, an empty one, up to its capacity the events after the one numbered
// seq. When there are none it returns the farewell, if there is one. It
// reports false when some of those events are not kept any more.
func (o *outbox) take(batch []room.Event, seq uint64) ([]room.Event, room.Farewell, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if seq < o.before() {
		return nil, "", false
	}
	waiting := o.kept[seq-o.before():]
	batch = append(batch, waiting[:min(len(waiting), cap(batch)-len(batch))]...)
	o.taken = max(o.taken, seq+uint64(len(batch)))
	if len(batch) > 0 {
		return batch, "", true
	}
	return nil, o.farewell, true
}

// open directs the events to a socket that has seen those up to seq, and
// reports whether those after it can be replayed. They can't when too many or
// a Snapshot are among them: then it takes a new Snapshot.
func (o *outbox) open(wake chan<- struct{}, seq uint64) (replay bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wake = wake
	return seq >= o.snapshot && seq <= o.last && seq >= o.before()
}

// shut stops waking a socket. It reports whether the outbox is over.
func (o *outbox) shut() (over bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wake = nil
	return o.farewell != ""
}

// final returns the number of the event before the last one, which says why
// it is over, and whether it is over.
func (o *outbox) final() (before uint64, over bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return max(o.last, 1) - 1, o.farewell != ""
}

// beforeSnapshot returns the number of the event before the newest Snapshot.
func (o *outbox) beforeSnapshot() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.snapshot - 1
}

func (v *mediaView) fill(e room.SlotsMapped) {
	if v.slots == nil {
		v.slots = map[string]room.Mapping{}
	}
	for _, m := range e.Slots {
		v.slots[m.Slot] = m
	}
}

func (v *mediaView) want(e room.LayersWanted) {
	if v.layers == nil {
		v.layers = map[room.Source]room.LayersWanted{}
	}
	v.layers[e.Source] = e
}

// events returns the view as events, in a fixed order.
func (v *mediaView) events() []room.Event {
	var events []room.Event
	if len(v.slots) > 0 {
		all := room.SlotsMapped{}
		for _, slot := range slices.Sorted(maps.Keys(v.slots)) {
			all.Slots = append(all.Slots, v.slots[slot])
		}
		events = append(events, all)
	}
	for _, source := range slices.Sorted(maps.Keys(v.layers)) {
		events = append(events, v.layers[source])
	}
	return events
}
