package sfu

import (
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// relayConn is one TURN allocation: what its client sends to the SFU arrives in WriteTo, what the SFU sends to the
// client leaves by ReadFrom.
type relayConn struct {
	sfu     *SFU
	address netip.AddrPort // the relayed address, as the client knows it
	toward  chan relayed   // to the client
	done    chan struct{}
	release func() // called once, when the allocation ends

	mu     sync.Mutex // guards the fields below; held while a datagram is handled
	reader *reader
	paths  map[netip.AddrPort]*path // by the SFU's address
	unused *time.Timer
	closed bool
}

// newRelayConn returns an allocation that ends by itself when it has reached no connection of the SFU for a while.
func (s *SFU) newRelayConn(address netip.AddrPort, unused time.Duration, release func()) *relayConn {
	c := &relayConn{
		sfu:     s,
		address: address,
		toward:  make(chan relayed, streamQueue),
		done:    make(chan struct{}),
		release: release,
		reader:  s.newReader(nil, nil),
		paths:   make(map[netip.AddrPort]*path),
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unused = time.AfterFunc(unused, func() { c.giveBack(unused) })
	return c
}

// giveBack ends the allocation unless it is in use, and looks again later when it is.
func (c *relayConn) giveBack(again time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	for _, p := range c.paths {
		if p != nil && !p.conn.isClosed() {
			c.unused.Reset(again)
			return
		}
	}
	c.end()
}

// relayed is a datagram on its way to the client.
type relayed struct {
	from *net.UDPAddr
	data []byte
}

// relayStream is the way back from one of the SFU's addresses.
type relayStream struct {
	conn *relayConn
	from *net.UDPAddr
}

// send queues b for the client; what does not fit is lost, as on a slow network.
func (s *relayStream) send(b []byte) {
	select {
	case s.conn.toward <- relayed{from: s.from, data: append([]byte(nil), b...)}:
	default:
	}
}

// WriteTo takes a datagram from the client.
func (c *relayConn) WriteTo(b []byte, to net.Addr) (int, error) {
	u, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, errNotRelayed
	}
	peer := netip.AddrPortFrom(u.AddrPort().Addr().Unmap(), uint16(u.Port))
	if !slices.Contains(c.sfu.announced, peer) {
		return 0, errNotRelayed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return 0, net.ErrClosed
	}
	was := c.paths[peer]
	c.reader.stream = &relayStream{conn: c, from: net.UDPAddrFromAddrPort(peer)}
	if was != nil {
		c.reader.stream = was.stream
	}
	c.paths[peer] = c.reader.receive(slices.Clone(b), was, c.address)
	c.reader.out.flush()
	return len(b), nil
}

// ReadFrom returns the next datagram for the client.
func (c *relayConn) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case x := <-c.toward:
		return copy(b, x.data), x.from, nil
	case <-c.done:
		return 0, nil, net.ErrClosed
	}
}

// Close ends the allocation.
func (c *relayConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end()
	return nil
}

// end is Close with c.mu held.
func (c *relayConn) end() {
	if c.closed {
		return
	}
	c.closed = true
	c.unused.Stop()
	c.release()
	close(c.done)
}

// LocalAddr returns the relayed address.
func (c *relayConn) LocalAddr() net.Addr { return net.UDPAddrFromAddrPort(c.address) }

// SetDeadline and its halves do nothing: the TURN server ends reads by Close.
func (c *relayConn) SetDeadline(time.Time) error      { return nil }
func (c *relayConn) SetReadDeadline(time.Time) error  { return nil }
func (c *relayConn) SetWriteDeadline(time.Time) error { return nil }
