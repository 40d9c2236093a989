package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// turnProtocol is what a TURN client may call itself in its TLS greeting (RFC 7443).
const turnProtocol = "stun.turn"

// sharedPort lets the app and the relay have one TLS port: 443 is all that
// some networks let out. After the handshake it tells by what a client asks
// for, or else by the first byte it sends, whom it wants. Its goroutines, one
// that accepts and one for each greeting, have ended when close returns.
type sharedPort struct {
	l          net.Listener
	settings   *tls.Config
	web, relay *handoff
	wg         sync.WaitGroup

	// mu guards the fields below; nothing is called while it is held but Close
	// of a plain connection.
	mu       sync.Mutex
	greeting map[net.Conn]bool
	closed   bool
}

// newSharedPort starts to take connections from l, which it owns from now on.
func newSharedPort(l net.Listener, settings *tls.Config) *sharedPort {
	s := &sharedPort{l: l, settings: settings.Clone(), greeting: map[net.Conn]bool{}}
	s.settings.NextProtos = append([]string{"h2", "http/1.1", turnProtocol}, settings.NextProtos...)
	s.web, s.relay = newHandoff(l, l.Close), newHandoff(l, nil)
	s.wg.Go(s.accept)
	return s
}

// pause is between two tries to accept when the system has no more to give.
const pause = time.Second

// accept also ends the app's server when the listener is lost, so that
// somebody is told.
func (s *sharedPort) accept() {
	defer s.web.Close()
	for {
		conn, err := s.l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			select {
			case <-time.After(pause):
			case <-s.web.done: // then the listener is closed as well
			}
		case s.begin(conn):
			s.wg.Go(func() { s.greet(conn) })
		default:
			_ = conn.Close()
		}
	}
}

func (s *sharedPort) begin(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.greeting[conn] = true
	return true
}

// greet makes the handshake and hands the connection to whom it is for.
func (s *sharedPort) greet(conn net.Conn) {
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.greeting, conn)
	}()
	_ = conn.SetDeadline(time.Now().Add(headerWithin))
	t := tls.Server(conn, s.settings)
	if t.HandshakeContext(context.Background()) != nil { // the deadline ends it
		_ = conn.Close()
		return
	}
	switch t.ConnectionState().NegotiatedProtocol {
	case "h2", "http/1.1":
		s.web.give(t)
	case turnProtocol:
		s.relay.give(t)
	case "":
		s.sort(t)
	default: // the authority's question, which the handshake has answered
		_ = t.Close()
	}
}

// sort looks at the first byte of a client that did not say what it speaks.
func (s *sharedPort) sort(t *tls.Conn) {
	first := make([]byte, 1)
	if n, err := t.Read(first); n == 0 || err != nil {
		_ = t.Close()
		return
	}
	p := &begun{Conn: t, first: first}
	if first[0] < 4 { // RFC 7983, 7; HTTP begins with a letter
		s.relay.give(p)
	} else {
		s.web.give(p)
	}
}

// close ends accepting and the greetings under way.
func (s *sharedPort) close() {
	_ = s.l.Close() // it may be closed already
	s.mu.Lock()
	s.closed = true
	for conn := range s.greeting {
		_ = conn.Close()
	}
	s.mu.Unlock()
	_, _ = s.web.Close(), s.relay.Close()
	s.wg.Wait()
}

// handoff is a listener whose connections come from elsewhere.
type handoff struct {
	from  net.Listener
	conns chan net.Conn
	done  chan struct{}
	close func() error
}

// newHandoff returns a listener at the address of from. closed is called when
// it is closed; nil for nothing.
func newHandoff(from net.Listener, closed func() error) *handoff {
	h := &handoff{from: from, conns: make(chan net.Conn), done: make(chan struct{})}
	h.close = sync.OnceValue(func() error {
		close(h.done)
		if closed == nil {
			return nil
		}
		return closed()
	})
	return h
}

// give hands conn over, or closes it when nobody accepts any more.
func (h *handoff) give(conn net.Conn) {
	_ = conn.SetDeadline(time.Time{})
	select {
	case h.conns <- conn:
	case <-h.done:
		_ = conn.Close()
	}
}

// Accept implements net.Listener.
func (h *handoff) Accept() (net.Conn, error) {
	select {
	case conn := <-h.conns:
		return conn, nil
	case <-h.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (h *handoff) Close() error { return h.close() }

// Addr implements net.Listener.
func (h *handoff) Addr() net.Addr { return h.from.Addr() }

// begun is a TLS connection of which the first byte has been read.
type begun struct {
	*tls.Conn
	first []byte
}

// Read implements net.Conn.
func (b *begun) Read(p []byte) (int, error) {
	if len(b.first) == 0 || len(p) == 0 {
		return b.Conn.Read(p)
	}
	n := copy(p, b.first)
	b.first = b.first[n:]
	return n, nil
}
