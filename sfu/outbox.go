package sfu

import (
	"net/netip"
	"sync/atomic"

	"github.com/pion/stun/v4"
)

// maxDatagram is the largest datagram taken in or sent: an Ethernet frame without its IP and UDP headers.
const maxDatagram = 1472

// path is one way to a client: an address behind a UDP socket, a TCP connection, or a relay allocation. A path exists
// only after an authenticated connectivity check arrived over it, and is sent on only after a check the other way was
// answered.
type path struct {
	conn   *connection
	sock   *socket        // nil for streams
	addr   netip.AddrPort // of the client, as seen by sock
	stream stream         // nil for sockets
	heard  atomic.Int64   // when something authentic last came over it

	ice pathState // guarded by conn.mu
}

// pathState is what ICE knows of a path.
type pathState struct {
	ufrag       string // the server's, in the latest check
	priority    uint32 // the client's (RFC 8445, 7.1.1)
	nominated   bool
	transaction [stun.TransactionIDSize]byte // of the server's own check
	works       bool                         // which was answered
}

// stream is a path that is not a UDP socket. send copies b and never blocks; what does not fit its queue is lost.
type stream interface{ send(b []byte) }

// send writes one datagram at once, for everything that is not forwarded media.
func (p *path) send(b []byte) {
	if p.stream != nil {
		p.stream.send(b)
		return
	}
	p.sock.send(b, p.addr)
}

// outbox collects the packets a reader produces while it handles one batch of datagrams. It belongs to one goroutine.
// Buffers are reused; the packets of one destination leave in the order they were added.
type outbox struct {
	packets []outgoing
	n       int
	stats   *counters
}

type outgoing struct {
	path *path
	size int
	buf  [maxDatagram]byte
}

func newOutbox(capacity int, stats *counters) outbox {
	return outbox{packets: make([]outgoing, capacity), stats: stats}
}

// next returns the buffer of the packet to be added next.
func (o *outbox) next() []byte {
	if o.n == len(o.packets) {
		o.flush()
	}
	return o.packets[o.n].buf[:]
}

// add sends the first size bytes of the buffer that next returned to p when the outbox is flushed.
func (o *outbox) add(p *path, size int) {
	o.packets[o.n].path, o.packets[o.n].size = p, size
	o.n++
}

// flush sends what was added.
func (o *outbox) flush() {
	bytes := 0
	for i := range o.packets[:o.n] {
		x := &o.packets[i]
		x.path.send(x.buf[:x.size])
		x.path = nil
		bytes += x.size
	}
	if o.n > 0 {
		o.stats.packetsOut.Add(uint64(o.n))
		o.stats.bytesOut.Add(uint64(bytes))
		o.n = 0
	}
}
