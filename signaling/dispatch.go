package signaling

import (
	"context"
	"errors"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/room"
	"warmroom/signaling/wire"
)

var (
	errUnknown    = fault.Field("type", "there is no such command")
	errNotEntered = fault.New(fault.Conflict, "not_entered", "Enter or resume comes first on a connection.")
	errEntered    = fault.New(fault.Conflict, "already_entered", "This connection has entered already.")
	errTakesLong  = fault.New(fault.Unavailable, "takes_long", "That took too long. Please try again.")
)

// receive does the command in a frame and answers it, after the events that
// came of it. Only a closed or lost connection is an error here.
func (c *socket) receive(ctx context.Context, frame []byte) error {
	h, members, err := c.server.codec.split(frame)
	if broken, ok := errors.AsType[closed](err); ok {
		return broken
	}
	cmd := c.server.codec.commands[h.Type] // nil: unknown
	inside := c.session != nil
	if overspent := c.budgets.spend(cmd.drawsOn()); overspent != nil {
		err = overspent
	}
	var body []byte
	if err == nil {
		body, err = c.do(ctx, cmd, members)
	}
	c.server.metrics.commands.WithLabelValues(cmd.label(), outcome(err)).Inc()
	if end, ok := errors.AsType[closed](err); ok {
		return end
	}
	if inside {
		if _, err := c.sendEvents(); err != nil {
			return err
		}
	}
	if err != nil {
		return c.refuse(cmd, h.ID, err)
	}
	c.buf = appendAnswer(c.buf[:0], cmd.Answer, h.ID, body)
	return c.write(c.buf)
}

// do runs a command if it may come now, and returns the members of its answer.
func (c *socket) do(ctx context.Context, cmd *Command, members wire.Members) ([]byte, error) {
	switch {
	case cmd == nil:
		return nil, errUnknown
	case cmd.first && c.session != nil:
		return nil, errEntered
	case !cmd.first && c.session == nil:
		return nil, errNotEntered
	}
	ctx, cancel := context.WithTimeout(ctx, commandWithin)
	defer cancel()
	body, err := cmd.run(c, ctx, members)
	if errors.Is(err, context.DeadlineExceeded) && fault.KindOf(err) == fault.Internal {
		err = errTakesLong.Because(err)
	}
	return body, err
}

// refuse says why a command was not done. The cause of a failure of ours goes
// to the log, here and nowhere else.
func (c *socket) refuse(cmd *Command, re int, err error) error {
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		c.server.log.Error("command failed", "command", cmd.label(), "cause", err)
	}
	r := Refused{Kind: f.Kind, Reason: f.Reason, Field: f.Field, Sentence: f.Sentence}
	if wait, ok := errors.AsType[later](err); ok {
		r.RetryMS = int(wait.wait.Milliseconds()) + 1
	}
	c.buf = appendAnswer(c.buf[:0], answerRefused, re, answerRefused.Shape.AppendMembers(nil, r))
	if err := c.write(c.buf); err != nil {
		return err
	}
	if errors.Is(err, errSession) {
		return closed{code: CloseSessionUnknown}
	}
	return nil
}

// enter stands a person at the door, or takes those who lead straight in.
func (c *socket) enter(ctx context.Context, e Enter) (Welcome, error) {
	proofs := c.proofs
	proofs.Invite = e.Invite
	proof := e.Invite
	if proof == "" {
		proof = proofs.Session
	}
	s := c.server
	if err := s.turnstile.pass(proof); err != nil {
		return Welcome{}, err
	}
	entry, err := s.meetings.Enter(ctx, meeting.EnterRequest{
		Credentials: proofs, Meeting: e.Meeting, Name: e.Name, Acceptance: e.Acceptance,
	})
	if err != nil {
		return Welcome{}, err
	}
	r, err := s.rooms.Open(ctx, entry.Meeting.ID)
	if err != nil {
		return Welcome{}, err
	}
	own, token := s.sessions.open(c)
	a := arrival(entry)
	a.Newcomer, a.Seat, a.Caller = e.Newcomer, own.place(), c.caller
	id, err := r.Arrive(ctx, a, own)
	if err != nil {
		return Welcome{}, err
	}
	own.seat = seat{room: r, id: id}
	s.sessions.keep(own)
	c.settle(own, 0)
	w := s.welcome(own, false)
	w.Token = token
	return w, nil
}

func arrival(e meeting.Entry) room.Arrival {
	return room.Arrival{Name: e.Name, Role: e.Role, Account: meeting.AccountID(e.Marks.Account), Marks: e.Marks, Observer: e.Observer, Pass: e.Pass, Invite: e.Invite}
}

// keepPass gives a participant a pass. They must be there when they get it: it
// has to be among their marks before anybody can remove them.
func (c *socket) keepPass(ctx context.Context, _ KeepPass) (KeptPass, error) {
	s := c.session.seat
	m, err := s.room.MayKeepPass(ctx, s.id)
	if err != nil {
		return KeptPass{}, err
	}
	pass, token, err := c.server.meetings.IssuePass(ctx, m)
	if err != nil {
		return KeptPass{}, err
	}
	if err := s.room.KeptPass(ctx, s.id, pass.ID); err != nil {
		return KeptPass{}, errors.Join(err, c.server.meetings.DropPass(context.WithoutCancel(ctx), pass))
	}
	return KeptPass{Token: token, ExpiresAt: pass.ExpiresAt}, nil
}

// resume goes on with a session on this socket.
func (c *socket) resume(ctx context.Context, r Resume) (Welcome, error) {
	if r.Seq > maxSeq {
		return Welcome{}, fault.Field("seq", "the number of an event")
	}
	s, err := c.server.sessions.find(r.Session, r.Token)
	if errors.Is(err, errSession) {
		s, err = c.server.revive(ctx, r)
	}
	if err != nil {
		return Welcome{}, err
	}
	if wait := spend(s.budgets.of[resuming]); wait > 0 {
		return Welcome{}, later{errTooMany, wait}
	}
	cursor, replay, err := s.attach(ctx, c, r.Seq)
	if err != nil {
		return Welcome{}, err
	}
	c.settle(s, cursor)
	c.budgets = s.budgets
	c.server.metrics.resumed(replay)
	return c.server.welcome(s, replay), nil
}

// offer negotiates the participant's media. What was told of the connection
// before holds no longer, unless this restarts it.
func (c *socket) offer(ctx context.Context, o Offer) (MediaAnswer, error) {
	if !o.Restart {
		c.session.out.newMedia()
	}
	s := c.session.seat
	sdp, err := s.room.Offer(ctx, s.id, o.SDP, o.Restart)
	return MediaAnswer{SDP: sdp}, err
}

func (c *socket) freshServers(context.Context, FetchServers) (Servers, error) {
	return Servers{ICEServers: c.server.iceServers()}, nil
}

// settle puts the socket on a session that has seen the events up to cursor.
func (c *socket) settle(s *session, cursor uint64) {
	c.session, c.cursor = s, cursor
	c.entered.Store(true)
	c.server.strangers.remove(c.caller)
}
