package signaling

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"sync"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/room"
)

// session is one participant's place on the wire. It outlives its sockets: it
// is a room.Sink, numbers the events and keeps the last of them, and goes on
// when its participant resumes it on another socket. It outlives the server,
// too: what the room has kept of it is enough to make it again (see revive).
type session struct {
	id        string
	tokenHash string
	// seat is set once: before the session is known to others, or, for one that
	// is revived, at its first attach.
	seat     seat
	budgets  *budgets
	out      outbox
	link     link
	sessions *sessions
	revival  *revival // of a session from before a restart; nil for others
}

// link is which socket a session is on.
type link struct {
	// mu guards socket. It is held while the room is told of a change, so that
	// the room hears of losses and returns in the order in which they happened;
	// the room never waits for it.
	mu     sync.Mutex
	socket *socket
}

// Deliver implements room.Sink.
func (s *session) Deliver(e room.Event) { s.out.put(e) }

// Close implements room.Sink. A person who is between two sockets still learns
// why it ended when they come back soon. One whose room closes without the
// meeting ending finds their place in the room that is opened next.
func (s *session) Close(f room.Farewell) {
	told := s.out.end(f)
	switch {
	case f == room.FarewellClosed:
		s.sessions.forget(s)
	case !told:
		s.sessions.forgetSoon(s)
	}
}

// place returns the session's seat as the room keeps it.
func (s *session) place() meeting.Seat { return meeting.Seat{Session: s.id, TokenHash: s.tokenHash} }

// attach puts the session on a socket and ends the one it was on, if any. It
// returns the number of the last event that the socket need not send, and
// whether missed events follow that or a new Snapshot.
func (s *session) attach(ctx context.Context, c *socket, seq uint64) (cursor uint64, replay bool, err error) {
	s.link.mu.Lock()
	defer s.link.mu.Unlock()
	if old := s.link.socket; old != nil {
		old.end(CloseReplaced)
	}
	s.link.socket = c
	if s.seat.room == nil {
		return seq, false, s.sitDown(ctx, c, seq)
	}
	replay = s.out.open(c.wake, seq)
	if before, over := s.out.final(); over {
		return before, true, nil
	}
	if err := s.seat.room.Resumed(ctx, s.seat.id, !replay); err != nil {
		s.disconnect()
		return 0, false, err
	}
	if !replay {
		seq = s.out.beforeSnapshot()
		s.out.repeatMedia()
	}
	return seq, replay, nil
}

// detach takes the session off a socket that is gone. It does nothing when the
// session is on another one by now.
func (s *session) detach(c *socket) {
	s.link.mu.Lock()
	defer s.link.mu.Unlock()
	if s.link.socket == c {
		s.disconnect()
	}
}

// disconnect leaves the session without a socket; link.mu is held.
func (s *session) disconnect() {
	s.link.socket = nil
	if over := s.out.shut(); over {
		s.sessions.forgetSoon(s)
		return
	}
	s.seat.room.Interrupted(s.seat.id, s)
}

// sessions are the sessions of a server, by id.
type sessions struct {
	mu   sync.Mutex // guards byID
	byID map[string]*session
}

// open returns a new session on a socket, and the token that resumes it. The
// session can't be resumed before it is kept.
func (ss *sessions) open(c *socket) (*session, meeting.Token) {
	token := meeting.NewToken()
	s := &session{id: rand.Text(), tokenHash: token.Hash(), budgets: c.budgets, sessions: ss}
	s.link.socket = c
	s.out.wake = c.wake
	return s, token
}

func (ss *sessions) keep(s *session) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.byID[s.id] = s
}

// forget drops a session, unless another one has its id by now.
func (ss *sessions) forget(s *session) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.byID[s.id] == s {
		delete(ss.byID, s.id)
	}
}

// forgetSoon keeps a session that is over for as long as its participant might
// still come back to ask.
func (ss *sessions) forgetSoon(s *session) {
	time.AfterFunc(room.Grace, func() { ss.forget(s) })
}

var errSession = fault.New(fault.NotFound, "session_unknown", "Your place was kept for a while and is gone now. Please come in again.")

// find returns the session that a client may resume.
func (ss *sessions) find(id string, token meeting.Token) (*session, error) {
	ss.mu.Lock()
	s, ok := ss.byID[id]
	ss.mu.Unlock()
	if !ok || subtle.ConstantTimeCompare([]byte(s.tokenHash), []byte(token.Hash())) == 0 {
		return nil, errSession
	}
	return s, nil
}
