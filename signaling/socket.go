package signaling

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"warmroom/meeting"
	"warmroom/room"
)

// socket is one WebSocket. Its loop (serve) does the commands one by one and
// is the only writer; a second goroutine reads frames for it. Both have ended
// when run returns.
type socket struct {
	server  *Server
	conn    *websocket.Conn
	proofs  meeting.Credentials // the cookies it came with
	caller  string              // see Config
	wake    chan struct{}       // capacity 1: there may be events to send
	ending  chan CloseCode      // capacity 1: close, whatever else is going on
	entered atomic.Bool         // session is set; the reader takes larger frames

	// Only the loop uses what follows.
	budgets *budgets
	session *session // nil before it has entered
	cursor  uint64   // number of the last event sent
	batch   [16]room.Event
	buf     []byte
}

func newSocket(s *Server, conn *websocket.Conn, proofs meeting.Credentials, caller string) *socket {
	return &socket{
		server:  s,
		conn:    conn,
		proofs:  proofs,
		caller:  caller,
		wake:    make(chan struct{}, 1),
		ending:  make(chan CloseCode, 1),
		budgets: newBudgets(),
	}
}

// incoming is what the reader hands to the loop: a frame, or why there is none.
type incoming struct {
	frame []byte
	err   error
}

var errLost = errors.New("the connection is lost")

// end closes the socket soon. It never waits; the first code counts.
func (c *socket) end(code CloseCode) {
	select {
	case c.ending <- code:
	default:
	}
}

// run serves the socket until it is closed or lost.
func (c *socket) run(ctx context.Context) {
	frames, done := make(chan incoming), make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() { c.read(frames, done) })
	defer reader.Wait()
	defer c.conn.Close()
	defer close(done)

	err := c.serve(ctx, frames)
	if end, ok := errors.AsType[closed](err); ok {
		c.server.metrics.closes.WithLabelValues(end.code.word()).Inc()
		c.sayGoodbye(end, frames)
	}
}

// serve is the loop. It returns a closed, or another error when there is
// nobody to say goodbye to.
func (c *socket) serve(ctx context.Context, frames <-chan incoming) error {
	defer c.leaveSession()
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	late := time.NewTimer(enterWithin)
	defer late.Stop()
	for {
		var err error
		select {
		case in := <-frames:
			if err = in.err; err == nil {
				err = c.receive(ctx, in.frame)
			}
		case <-c.wake:
		case <-ping.C:
			err = c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin))
		case <-late.C:
			if c.session == nil {
				err = closed{CloseProtocol, "nothing entered in time"}
			}
		case code := <-c.ending:
			err = closed{code: code}
		}
		if err == nil {
			err = c.sendRest()
		}
		if err != nil {
			return err
		}
	}
}

func (c *socket) leaveSession() {
	if c.session != nil {
		c.session.detach(c)
	}
}

// read hands frames to the loop until the connection fails or done is closed.
// It is the reader goroutine.
func (c *socket) read(frames chan<- incoming, done <-chan struct{}) {
	c.conn.SetPongHandler(func(string) error { return c.stillThere() })
	for {
		frame, err := c.readFrame()
		select {
		case frames <- incoming{frame, err}:
		case <-done:
			return
		}
		if err != nil {
			return
		}
	}
}

func (c *socket) stillThere() error { return c.conn.SetReadDeadline(time.Now().Add(readWithin)) }

// readFrame reads one message. The limit holds for what comes out of the
// decompressor, so a small frame can't grow large here.
func (c *socket) readFrame() ([]byte, error) {
	if err := c.stillThere(); err != nil {
		return nil, errLost
	}
	kind, r, err := c.conn.NextReader()
	if err != nil {
		return nil, errLost
	}
	if kind != websocket.TextMessage {
		return nil, closed{CloseProtocol, "binary frame"}
	}
	limit := maxFirstFrame
	if c.entered.Load() {
		limit = maxFrame
	}
	frame, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, errLost
	}
	if len(frame) > limit {
		return nil, closed{CloseProtocol, "frame too large"}
	}
	return frame, nil
}

// sendEvents writes the events that are there, and returns the farewell if
// none will follow.
func (c *socket) sendEvents() (room.Farewell, error) {
	if c.session == nil {
		return "", nil
	}
	for {
		events, farewell, ok := c.session.out.take(c.batch[:0], c.cursor)
		if !ok {
			return "", closed{code: CloseSlow}
		}
		if len(events) == 0 {
			return farewell, nil
		}
		for _, e := range events {
			c.cursor++
			c.buf = c.server.codec.appendEvent(c.buf[:0], e, c.cursor)
			if err := c.write(c.buf); err != nil {
				return "", err
			}
			c.server.metrics.events.Inc()
		}
		clear(events)
	}
}

// sendRest writes the events that are there; a session that is over ends the
// socket after its last one.
func (c *socket) sendRest() error {
	farewell, err := c.sendEvents()
	if err == nil && farewell != "" {
		err = closed{code: farewellCode(farewell)}
	}
	return err
}

func (c *socket) write(frame []byte) error {
	if err := c.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return errLost
	}
	c.conn.EnableWriteCompression(len(frame) > compressBeyond)
	if err := c.conn.WriteMessage(websocket.TextMessage, frame); err != nil {
		return errLost
	}
	return nil
}

// sayGoodbye sends the close frame and waits a little for the client's.
func (c *socket) sayGoodbye(end closed, frames <-chan incoming) {
	if c.sendClose(end) != nil {
		return
	}
	patience := time.NewTimer(closeWithin)
	defer patience.Stop()
	for {
		select {
		case in := <-frames:
			if in.err != nil {
				return
			}
		case <-patience.C:
			return
		}
	}
}

func (c *socket) sendClose(end closed) error {
	text := websocket.FormatCloseMessage(int(end.code), end.reason())
	return c.conn.WriteControl(websocket.CloseMessage, text, time.Now().Add(writeWithin))
}
