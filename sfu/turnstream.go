package sfu

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"
)

// relayListener takes the relay's clients over TCP or TLS. It bounds how many there are, drops those that allocate
// nothing, and knows when the TURN server has let go of all of them.
type relayListener struct {
	net.Listener
	log    *slog.Logger
	limits relayLimits
	stop   chan struct{}  // closed by Close
	open   sync.WaitGroup // connections the TURN server has not closed yet

	mu      sync.Mutex // guards the fields below
	clients map[ends]*relayClient
	sources map[string]int // connections by source
	closed  bool
}

// ends are the two ends of a connection.
type ends struct{ client, here string }

func newRelayListener(l net.Listener, log *slog.Logger, limits *relayLimits) *relayListener {
	x := &relayListener{
		Listener: l, log: log, limits: usualRelayLimits(), stop: make(chan struct{}),
		clients: make(map[ends]*relayClient), sources: make(map[string]int),
	}
	if limits != nil {
		x.limits = *limits
	}
	return x
}

// Accept returns the next client. The TURN server reads from a client in a goroutine of its own, closes it at the end,
// and accepts no more after an error.
func (l *relayListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil, err
		case err != nil: // out of descriptors, most likely: wait for some to be given back
			l.log.Warn("accepting a connection for the relay", "cause", err)
			select {
			case <-time.After(acceptPause):
			case <-l.stop:
				return nil, net.ErrClosed
			}
			continue
		}
		if c := l.admit(conn); c != nil {
			return c, nil
		}
		_ = conn.Close()
	}
}

// admit returns nil for one connection too many.
func (l *relayListener) admit(conn net.Conn) *relayClient {
	c := &relayClient{
		Conn: conn, listener: l, source: sourceOf(conn.RemoteAddr()),
		ends: ends{client: conn.RemoteAddr().String(), here: conn.LocalAddr().String()},
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.clients) >= l.limits.connections || l.sources[c.source] >= l.limits.source || l.clients[c.ends] != nil {
		return nil
	}
	l.clients[c.ends] = c
	l.sources[c.source]++
	l.open.Add(1)
	_ = conn.SetReadDeadline(time.Now().Add(l.limits.first))
	return c
}

// allocated gives a client time while it holds an allocation, and little without.
func (l *relayListener) allocated(client, here net.Addr, holds bool) {
	l.mu.Lock()
	c := l.clients[ends{client: client.String(), here: here.String()}]
	l.mu.Unlock()
	if c == nil {
		return
	}
	var until time.Time
	if !holds {
		until = time.Now().Add(l.limits.first)
	}
	_ = c.SetReadDeadline(until)
}

func (l *relayListener) forget(c *relayClient) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.clients, c.ends)
	if l.sources[c.source]--; l.sources[c.source] == 0 {
		delete(l.sources, c.source)
	}
}

// Close accepts nothing more and cuts the connections there are.
func (l *relayListener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	close(l.stop)
	for _, c := range l.clients {
		c.cut()
	}
	return l.Listener.Close()
}

// wait returns when the TURN server has let go of every connection; call it after Close.
func (l *relayListener) wait() { l.open.Wait() }

// relayClient is a client's connection to the relay.
type relayClient struct {
	net.Conn
	listener *relayListener
	ends     ends
	source   string
	once     sync.Once
}

// Write gives up on a client that takes too long; what comes for it meanwhile is lost (see relayStream).
func (c *relayClient) Write(b []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(tcpWriteWithin))
	return c.Conn.Write(b)
}

// cut ends the connection at once. Closing TLS waits for writes under way, so what is below it is closed.
func (c *relayClient) cut() {
	below := c.Conn
	if t, ok := below.(interface{ NetConn() net.Conn }); ok {
		below = t.NetConn()
	}
	_ = below.Close()
}

// Close is called by the TURN server, last.
func (c *relayClient) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		c.listener.forget(c)
		c.listener.open.Done()
	})
	return err
}
