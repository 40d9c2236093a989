package room

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// Limits of what is written down.
const (
	keepEvery = 100 * time.Millisecond // at most
	aliveFor  = 5 * time.Second        // how exactly it is known when a room was last alive
)

// keeper works out what has to be stored of a room's memory. Only the writer
// uses it.
type keeper struct {
	meeting meeting.ID
	// What is stored: nothing is known of it unless known.
	known  bool
	at     time.Time
	room   []byte // nil: nothing is stored
	people map[ParticipantID]keptPerson
	tally  meeting.Tally
	// talliedAt is when the tally was stored last.
	talliedAt time.Time
	next      pending
}

// pending is what will be stored once the change is.
type pending struct {
	room   []byte
	people map[ParticipantID]keptPerson
}

// change returns what to store so that it is m, which may be nil for nothing,
// and whether there is anything to store.
func (k *keeper) change(m *memory) (meeting.LiveChange, bool, error) {
	c := meeting.LiveChange{Meeting: k.meeting}
	k.next = pending{}
	if m == nil {
		c.Gone = true
		return c, k.room != nil, nil
	}
	c.Secret, c.KeptAt, c.Whole, c.Tally = m.secret, m.at, !k.known, k.tallied(m)
	room, err := json.Marshal(m.room)
	if err != nil {
		return c, false, err
	}
	k.next = pending{room, m.people}
	if c.Whole || !bytes.Equal(room, k.room) {
		c.State = room
	}
	for id, p := range m.people {
		if was, ok := k.people[id]; ok && was == p && !c.Whole {
			continue
		}
		state, err := json.Marshal(p)
		if err != nil {
			return c, false, err
		}
		c.Put = append(c.Put, meeting.LivePerson{ID: string(id), Seat: p.seat, State: state, Attendance: p.attendance(m.secret, id)})
	}
	for id := range k.people {
		if _, ok := m.people[id]; !ok && !c.Whole {
			c.Drop = append(c.Drop, string(id))
		}
	}
	old := m.at.Sub(k.at) >= aliveFor && len(m.room.Inside) > 0
	return c, c.State != nil || len(c.Put) > 0 || len(c.Drop) > 0 || c.Tally != nil || old, nil
}

// tallied returns what was counted if it is to be stored: numbers of people at
// once, time as exactly as it is known when the room was last alive.
func (k *keeper) tallied(m *memory) *meeting.Tally {
	was, is := k.tally, m.tally
	if k.known && m.at.Sub(k.talliedAt) < aliveFor {
		was.Open, was.Present = is.Open, is.Present
	}
	if was == is {
		return nil
	}
	return &is
}

// stored says whether the last change is stored. One that failed may be in part
// or later: the next one replaces everything.
func (k *keeper) stored(c meeting.LiveChange, ok bool) {
	if !ok {
		*k = keeper{meeting: k.meeting, room: []byte{}}
		return
	}
	k.known, k.at, k.room, k.people = true, c.KeptAt, k.next.room, k.next.people
	if c.Tally != nil {
		k.tally, k.talliedAt = *c.Tally, c.KeptAt
	}
}

// remember stores what the room is now, as far as it changed. It reports
// whether all is stored.
func (w *writer) remember(ctx context.Context, m *memory) bool {
	if w.sealed {
		return true
	}
	c, any, err := w.keeper.change(m)
	if err == nil && !any {
		return true
	}
	if err == nil {
		err = w.try(ctx, entry{"room", func(ctx context.Context) error { return w.journal.Kept(ctx, c) }})
		w.keeper.stored(c, err == nil)
	}
	if err == nil {
		return true
	}
	if kind := fault.KindOf(err); kind != fault.Internal && kind != fault.Unavailable {
		w.log.Error("journal keeps the room no longer", "err", err)
		w.sealed = true
		return true
	}
	if ctx.Err() == nil {
		w.log.Warn("journal could not keep the room", "err", err)
	}
	return false
}
