package sfu

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

const (
	streamQueue    = 256              // datagrams on their way to one client
	tcpFirstCheck  = 10 * time.Second // for a client to prove who it is
	tcpIdle        = 60 * time.Second
	tcpWriteWithin = 5 * time.Second // else the client is too slow to be of use
	tcpMaxConns    = 4096
	tcpUnproven    = 256 // of those, the ones that have not yet proved who they are; the oldest makes room for a new one
	tcpUnprovenPer = 64  // the same from one address
	tcpFrames      = packetsPerSecond + checksPerSecond
	acceptPause    = time.Second
)

// tcpListener accepts ICE-TCP connections (RFC 6544), each of which carries datagrams framed by RFC 4571.
type tcpListener struct {
	sfu      *SFU
	listener net.Listener
	stop     chan struct{}  // closed by close
	wg       sync.WaitGroup // the accepting goroutine and those of the connections

	mu       sync.Mutex // guards the fields below
	conns    map[*tcpConn]bool
	unproven []*tcpConn // of conns, oldest first
	closed   bool
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
	c := &tcpConn{conn: conn, queue: make(chan []byte, streamQueue), done: make(chan struct{}), frames: newBucket(tcpFrames, tcpFrames)}
	if a, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		c.from = netip.AddrPortFrom(a.AddrPort().Addr().Unmap(), uint16(a.Port))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || !t.hasRoom(c.from.Addr()) {
		t.sfu.counters.drop(dropRate)
		_ = conn.Close()
		return
	}
	t.conns[c] = true
	t.unproven = append(t.unproven, c)
	t.wg.Add(2)
	go func() {
		defer t.wg.Done()
		c.write()
	}()
	go func() {
		defer t.wg.Done()
		c.read(t.sfu.newReader(nil, c), func() { t.proven(c) })
		t.proven(c)
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.conns, c)
	}()
}

// hasRoom reports, with t.mu held, whether one more connection may come from address; where strangers take all the room,
// the oldest of them goes.
func (t *tcpListener) hasRoom(address netip.Addr) bool {
	same := 0
	for _, c := range t.unproven {
		if c.from.Addr() == address {
			same++
		}
	}
	if len(t.conns) >= tcpMaxConns || same >= tcpUnprovenPer {
		return false
	}
	if len(t.unproven) >= tcpUnproven {
		_ = t.unproven[0].conn.Close()
		t.unproven = slices.Delete(t.unproven, 0, 1)
	}
	return true
}

// proven notes that c is a client's, or gone.
func (t *tcpListener) proven(c *tcpConn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unproven = slices.DeleteFunc(t.unproven, func(x *tcpConn) bool { return x == c })
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
	conn   net.Conn
	from   netip.AddrPort
	queue  chan []byte // framed, to the client
	done   chan struct{}
	frames bucket // owned by the reading goroutine
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

// read handles the client's datagrams until it leaves, falls silent, sends what is no frame, or too many of them. proven
// is called when the client has shown who it is.
func (c *tcpConn) read(r *reader, proven func()) {
	defer close(c.done)
	defer c.conn.Close()
	if !c.from.IsValid() {
		return
	}
	var p *path
	buf := make([]byte, 2048)
	for {
		wait := tcpIdle
		if p == nil {
			wait = tcpFirstCheck
		}
		_ = c.conn.SetReadDeadline(time.Now().Add(wait))
		frame, err := readFrame(c.conn, buf)
		if err != nil {
			return
		}
		if !c.frames.take(1, r.sfu.now()) {
			r.sfu.counters.drop(dropRate)
			return
		}
		was := p
		if p = r.receive(frame, p, c.from); p == nil {
			return // the first datagram must be a check
		}
		if was == nil {
			proven()
		}
		r.out.flush()
	}
}

var errFrame = errors.New("tcp: no frame of a datagram")

// readFrame reads one datagram into buf (RFC 4571, 2); one that is longer cannot be meant for the SFU.
func readFrame(from io.Reader, buf []byte) ([]byte, error) {
	if _, err := io.ReadFull(from, buf[:2]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(buf))
	if n > len(buf) {
		return nil, errFrame
	}
	_, err := io.ReadFull(from, buf[:n])
	return buf[:n], err
}
