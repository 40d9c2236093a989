package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"warmroom/fault"
	"warmroom/room"
	"warmroom/sfu"
)

// media is what a room asks of the media plane, answered by a Router of the
// SFU. The two speak of the same people with types of their own, because the
// SFU knows nothing of rooms; this file is where the words meet.
type media struct {
	router *sfu.Router
	heard  *speakers
}

// ears carries back to the room what the Router saw and decided. The Router
// calls it from one goroutine.
type ears struct {
	// room is set when the room opens, before anybody can join the Router.
	room  *room.Room
	heard *speakers
}

// newMedia starts a Router and returns it as a room's media, and what the room
// calls when it opens (room.Config.Opened).
func newMedia(s *sfu.SFU) (m *media, opened func(*room.Room)) {
	heard := &speakers{levels: map[sfu.PeerID]sfu.Level{}}
	e := &ears{heard: heard}
	return &media{router: s.NewRouter(e), heard: heard}, func(r *room.Room) { e.room = r }
}

// Join implements room.Media.
func (m *media) Join(ctx context.Context, id room.ParticipantID, offer string) (string, error) {
	answer, err := m.router.Join(ctx, sfu.PeerID(id), offer)
	return answer, mediaFault(err)
}

// Restart implements room.Media.
func (m *media) Restart(ctx context.Context, id room.ParticipantID, offer string) (string, error) {
	answer, err := m.router.Restart(ctx, sfu.PeerID(id), offer)
	return answer, mediaFault(err)
}

// Admit implements room.Media.
func (m *media) Admit(id room.ParticipantID) { m.router.Admit(sfu.PeerID(id)) }

// Withdraw implements room.Media.
func (m *media) Withdraw(id room.ParticipantID) { m.router.Withdraw(sfu.PeerID(id)) }

// Permit implements room.Media.
func (m *media) Permit(id room.ParticipantID, s room.Source, allowed bool) {
	m.router.Permit(sfu.PeerID(id), sfu.Source(s), allowed)
}

// Company implements room.Media.
func (m *media) Company(id room.ParticipantID, company string) {
	m.router.Company(sfu.PeerID(id), company)
}

// View implements room.Media.
func (m *media) View(id room.ParticipantID, tiles []room.Tile) {
	shown := make([]sfu.Tile, len(tiles))
	for i, t := range tiles {
		shown[i] = sfu.Tile{
			Peer: sfu.PeerID(t.Participant), Source: sfu.Source(t.Source),
			Width: t.Width, Height: t.Height, Priority: t.Priority,
		}
	}
	m.router.View(sfu.PeerID(id), shown)
}

// Remove implements room.Media.
func (m *media) Remove(id room.ParticipantID) {
	m.router.Remove(sfu.PeerID(id))
	m.heard.forget(sfu.PeerID(id))
}

// Close implements room.Media.
func (m *media) Close() { m.router.Close() }

// The faults of a connection that can't be made.
var (
	errNoConnection = fault.New(fault.Conflict, "no_connection", "There is no connection to mend. Please make a new one.")
	errRoomClosed   = fault.New(fault.Unavailable, "room_closed", "The room is closed for a moment. Please come again.")
)

// offerSentence goes with every offer that can't be used; the reason says
// which (see sfu.OfferError), and the page knows what to advise.
const offerSentence = "This browser can't take part in sound and picture. A recent Firefox, Chrome, Edge or Safari can."

// mediaFault gives an error of the SFU a kind and a sentence.
func mediaFault(err error) error {
	if offer, ok := errors.AsType[*sfu.OfferError](err); ok {
		return fault.New(fault.Unsupported, offer.Reason, offerSentence).Because(offer)
	}
	switch {
	case errors.Is(err, sfu.ErrUnknownPeer):
		return errNoConnection.Because(err)
	case errors.Is(err, sfu.ErrClosed):
		return errRoomClosed.Because(err)
	}
	return err
}

// Slots implements sfu.Observer.
func (e *ears) Slots(id sfu.PeerID, changed []sfu.Mapping) {
	slots := make([]room.Mapping, len(changed))
	for i, m := range changed {
		slots[i] = room.Mapping{
			Slot: m.Slot, Participant: room.ParticipantID(m.Peer), Source: room.Source(m.Source), Epoch: m.Epoch, Paused: m.Paused,
		}
	}
	e.room.MapSlots(room.ParticipantID(id), slots)
}

// Levels implements sfu.Observer.
func (e *ears) Levels(changed []sfu.Level) { e.room.Speaking(e.heard.update(changed)) }

// Layers implements sfu.Observer.
func (e *ears) Layers(id sfu.PeerID, source sfu.Source, rids []string) {
	e.room.LayersWanted(room.ParticipantID(id), room.LayersWanted{
		Source: room.Source(source),
		Rids:   append([]string{}, rids...), // [] on the wire, never null
	})
}

// State implements sfu.Observer.
func (e *ears) State(id sfu.PeerID, state sfu.ConnectionState) {
	switch state {
	case sfu.Connected:
		e.room.MediaState(room.ParticipantID(id), true)
	case sfu.Failed, sfu.Closed:
		e.room.MediaState(room.ParticipantID(id), false)
	case sfu.Interrupted: // it may come back by itself; signaling tells of the person
	}
}

// Quality implements sfu.QualityObserver.
func (e *ears) Quality(id sfu.PeerID, q sfu.Quality) {
	e.room.Quality(room.ParticipantID(id), room.Quality(q))
}

var _ sfu.QualityObserver = (*ears)(nil) // else nobody is told

// speakers remembers who speaks, since the SFU reports changes only.
type speakers struct {
	// mu guards levels; nothing is called while it is held.
	mu     sync.Mutex
	levels map[sfu.PeerID]sfu.Level // of those who speak
}

// update takes in what changed and returns who speaks now, loudest first.
func (s *speakers) update(changed []sfu.Level) []room.ParticipantID {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range changed {
		if l.Speaking {
			s.levels[l.Peer] = l
		} else {
			delete(s.levels, l.Peer)
		}
	}
	loudest := make([]sfu.Level, 0, len(s.levels))
	for _, l := range s.levels {
		loudest = append(loudest, l)
	}
	slices.SortFunc(loudest, func(a, b sfu.Level) int {
		return cmp.Or(cmp.Compare(b.Loudness, a.Loudness), cmp.Compare(a.Peer, b.Peer))
	})
	ids := make([]room.ParticipantID, len(loudest))
	for i, l := range loudest {
		ids[i] = room.ParticipantID(l.Peer)
	}
	return ids
}

// forget drops somebody about whom nothing more will be reported.
func (s *speakers) forget(id sfu.PeerID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.levels, id)
}
