package signaling

import (
	"context"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/room"
)

// maxSeq bounds the number of an event that a client says it has seen, to what
// a JavaScript number holds.
const maxSeq = 1<<53 - 1

// revive returns the session of somebody who was in a room, or at its door,
// when the server stopped. It is on no socket yet, and has no seat before it
// is attached to one.
func (s *Server) revive(ctx context.Context, r Resume) (*session, error) {
	seated, err := s.meetings.Seat(ctx, r.Token)
	if fault.KindOf(err) == fault.NotFound || err == nil && seated.Session != r.Session {
		return nil, errSession
	}
	if err != nil {
		return nil, err
	}
	return s.sessions.revive(&session{
		id: r.Session, tokenHash: r.Token.Hash(), budgets: newBudgets(), sessions: &s.sessions,
		revival: &revival{rooms: s.rooms, meeting: seated.Meeting, person: room.ParticipantID(seated.Person)},
	}), nil
}

// revival is how a session finds its seat again.
type revival struct {
	rooms   *room.Rooms
	meeting meeting.ID
	person  room.ParticipantID
}

// revive keeps a session, unless somebody else has revived it meanwhile.
func (ss *sessions) revive(s *session) *session {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if there, ok := ss.byID[s.id]; ok {
		return there
	}
	ss.byID[s.id] = s
	return s
}

// sitDown finds the seat of a revived session, whose socket c is; link.mu is
// held. The room delivers a Snapshot, whose number follows on seq.
func (s *session) sitDown(ctx context.Context, c *socket, seq uint64) error {
	r, err := s.revival.rooms.Open(ctx, s.revival.meeting)
	if err == nil {
		s.out.begin(c.wake, seq)
		err = r.Return(ctx, s.revival.person, s.place(), s)
	}
	if err != nil {
		s.link.socket = nil
		s.sessions.forget(s)
		if fault.KindOf(err) == fault.Gone {
			return errSession.Because(err)
		}
		return err
	}
	s.seat = seat{room: r, id: s.revival.person}
	return nil
}

// begin has the numbers of events go on behind seq, on a socket.
func (o *outbox) begin(wake chan<- struct{}, seq uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wake, o.last, o.taken, o.snapshot = wake, seq, seq, seq
}
