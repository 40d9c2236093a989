package sfu

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	streamQueue    = 256              // datagrams on their way to one client
	tcpFirstCheck  = 10 * time.Second // for a client to prove who it is
	tcpIdle        = 60 * time.Second
	tcpWriteWithin = 5 * time.Second // else the client is too slow to be of use
	tcpMaxConns    = 4096
	acceptPause    = time.Second
)

// tcpListener accepts ICE-TCP connections (RFC 6544), each of which carries datagrams framed by RFC 4571.
type tcpListener struct {
	sfu      *SFU
	listener net.Listener
	stop     chan struct{}  // closed by close
	wg       sync.WaitGroup // the accepting goroutine and those of the connections

	mu     sync.Mutex // guards the fields below
	conns  map[*tcpConn]bool
	closed bool
}

func (s *SFU) listenTCP(address string) (*tcpListener, error) {
	l, err := net.Listen("tcp", address) //nolint:noctx // returns at once
	if err != nil {
		return nil, err
	}
	t := &tcpListener{sfu: s, listener: l, stop: make(chan struct{}), conns: make(map[*tcpConn]bool)}
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		t.accept()
	}()
	return t, nil
}

func (t *tcpListener) accept() {
	for {
		conn, err := t.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of descriptors, most likely: wait for some to be given back
			t.sfu.log.Warn("accepting a connection for media", "cause", err)
			select {
			case <-time.After(acceptPause):
			case <-t.stop:
			}
			continue
		}
		t.serve(conn)
	}
}

// serve starts the two goroutines of a connection.
func (t *tcpListener) serve(conn net.Conn) {
	c := &tcpConn{conn: conn, queue: make(chan []byte, streamQueue), done: make(chan struct{})}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || len(t.conns) >= tcpMaxConns {
		_ = conn.Close()
		return
	}
	t.conns[c] = true
	t.wg.Add(2)
	go func() {
		defer t.wg.Done()
		c.write()
	}()
	go func() {
		defer t.wg.Done()
		c.read(t.sfu.newReader(nil, c))
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.conns, c)
	}()
}

func (t *tcpListener) close() {
	_ = t.listener.Close()
	close(t.stop)
	t.mu.Lock()
	t.closed = true
	for c := range t.conns {
		_ = c.conn.Close()
	}
	t.mu.Unlock()
	t.wg.Wait()
}

// tcpConn is one client's connection.
type tcpConn struct {
	conn  net.Conn
	queue chan []byte // framed, to the client
	done  chan struct{}
}

// send queues b; while the queue is full the client gets nothing, and nobody waits for it.
func (c *tcpConn) send(b []byte) {
	frame := make([]byte, 2+len(b))
	binary.BigEndian.PutUint16(frame, uint16(len(b)))
	copy(frame[2:], b)
	select {
	case c.queue <- frame:
	default:
	}
}

func (c *tcpConn) write() {
	defer c.conn.Close()
	for {
		select {
		case frame := <-c.queue:
			_ = c.conn.SetWriteDeadline(time.Now().Add(tcpWriteWithin))
			if _, err := c.conn.Write(frame); err != nil {
				return
			}
		case <-c.done:
			return
		}
	}
}

// read handles the client's datagrams until it leaves, falls silent or sends what is no frame.
func (c *tcpConn) read(r *reader) {
	defer close(c.done)
	defer c.conn.Close()
	remote, ok := c.conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return
	}
	from := netip.AddrPortFrom(remote.AddrPort().Addr().Unmap(), uint16(remote.Port))
	var p *path
	buf := make([]byte, 2048)
	for {
		wait := tcpIdle
		if p == nil {
			wait = tcpFirstCheck
		}
		_ = c.conn.SetReadDeadline(time.Now().Add(wait))
		if _, err := io.ReadFull(c.conn, buf[:2]); err != nil {
			return
		}
		n := int(binary.BigEndian.Uint16(buf))
		if n > len(buf) {
			return
		}
		if _, err := io.ReadFull(c.conn, buf[:n]); err != nil {
			return
		}
		if p = r.receive(buf[:n], p, from); p == nil {
			return // the first datagram must be a check
		}
		r.out.flush()
	}
}
