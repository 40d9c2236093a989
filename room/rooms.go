package room

import (
	"context"
	"sync"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// loadWithin bounds how long a meeting may take to load.
const loadWithin = 10 * time.Second

var errStopping = fault.New(fault.Unavailable, "stopping", "The service restarts. Please come back in a moment.")

// Rooms are the rooms of one server, at most one for each meeting. Each room
// has one goroutine here besides its own, which loads it and waits for its
// end; Close waits for all of them.
type Rooms struct {
	load func(context.Context, meeting.ID) (Config, error)
	wg   sync.WaitGroup

	// mu guards what follows. It is held for looking up and writing only,
	// never while loading or closing.
	mu     sync.Mutex
	byID   map[meeting.ID]*entrance
	closed bool
}

// entrance is a room that runs, is being loaded, or has ended and is still
// writing its journal.
type entrance struct {
	stop  context.CancelFunc // ends the loading
	ready chan struct{}      // closed once room or err is set
	room  *Room
	err   error
}

// NewRooms returns rooms that load what they start with by load. It is called
// once for all who wait for the same meeting, with a context of its own, and
// refuses with a fault, such as Gone "meeting_ended".
func NewRooms(load func(context.Context, meeting.ID) (Config, error)) *Rooms {
	return &Rooms{load: load, byID: make(map[meeting.ID]*entrance)}
}

// Open returns the room of a meeting and opens it if need be. Errors are the
// loader's, Gone "meeting_ended" as long as an ended room still writes down
// its end, and Unavailable "too_slow" and "stopping".
//
// A room leaves when its meeting ends. It also leaves when nobody has been in
// it or at its door for 5 minutes and nothing is lost by it; a room that holds
// chat, a plan, something closed or somebody's restraints stays, empty, until
// its end.
func (rs *Rooms) Open(ctx context.Context, id meeting.ID) (*Room, error) {
	e, err := rs.entrance(id)
	if err != nil {
		return nil, err
	}
	select {
	case <-e.ready:
	case <-ctx.Done():
		return nil, errSlow.Because(ctx.Err())
	}
	if e.err != nil {
		return nil, e.err
	}
	if why := e.room.ended(); why != nil {
		return nil, why
	}
	return e.room, nil
}

// entrance returns the entrance to a meeting's room and starts loading it
// when there is none yet.
func (rs *Rooms) entrance(id meeting.ID) (*entrance, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.closed {
		return nil, errStopping
	}
	e := rs.byID[id]
	if e == nil {
		ctx, stop := context.WithTimeout(context.Background(), loadWithin)
		e = &entrance{stop: stop, ready: make(chan struct{})}
		rs.byID[id] = e
		rs.wg.Go(func() { rs.keep(ctx, id, e) })
	}
	return e, nil
}

// keep loads a room, waits until it is over and all is written, and forgets
// it: before that the stored meeting may look as if it went on.
func (rs *Rooms) keep(ctx context.Context, id meeting.ID, e *entrance) {
	cfg, err := rs.load(ctx, id)
	e.stop()
	if err != nil {
		e.err = err
		rs.forget(id) // before anybody who waits can ask again
		close(e.ready)
		return
	}
	e.room = Open(cfg)
	close(e.ready)
	e.room.wait()
	rs.forget(id)
}

func (rs *Rooms) forget(id meeting.ID) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(rs.byID, id)
}

// Get returns the room of a meeting if it is open.
func (rs *Rooms) Get(id meeting.ID) (*Room, bool) {
	rs.mu.Lock()
	e := rs.byID[id]
	rs.mu.Unlock()
	if e == nil || !e.open() {
		return nil, false
	}
	return e.room, true
}

// All returns the rooms that are open.
func (rs *Rooms) All() map[meeting.ID]*Room {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	all := make(map[meeting.ID]*Room, len(rs.byID))
	for id, e := range rs.byID {
		if e.open() {
			all[id] = e.room
		}
	}
	return all
}

// Each calls f for every room that is open, outside of any lock.
func (rs *Rooms) Each(f func(*Room)) {
	for _, r := range rs.All() {
		f(r)
	}
}

// Count returns how many rooms are open.
func (rs *Rooms) Count() int { return len(rs.All()) }

// open reports whether there is a room that takes people.
func (e *entrance) open() bool {
	select {
	case <-e.ready:
		return e.err == nil && e.room.ended() == nil
	default:
		return false
	}
}

// Close closes all rooms at once, as Room.Close does, and opens no more. It
// waits for them until ctx ends; the error says that it did not see the end.
func (rs *Rooms) Close(ctx context.Context) error {
	for _, e := range rs.shut() {
		rs.wg.Go(func() {
			e.stop()
			if <-e.ready; e.err == nil {
				e.room.Close()
			}
		})
	}
	done := make(chan struct{})
	go func() {
		rs.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fault.Wrap(ctx.Err(), "close rooms")
	}
}

// shut lets nobody open a room any more and returns the entrances there are.
func (rs *Rooms) shut() []*entrance {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.closed = true
	list := make([]*entrance, 0, len(rs.byID))
	for _, e := range rs.byID {
		list = append(list, e)
	}
	return list
}
