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
	name   socketName     // addr, as the kernel takes it
	number uint32         // tells paths apart; several may have the same
	stream stream         // nil for sockets
	heard  atomic.Int64   // when something authentic last came over it
	gone   atomic.Bool    // its connection has too many
	next   *path          // of another connection that checks from the same address; owned by the reader

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
// Memory is reused; the packets of one destination leave in the order they were added, next to each other, so that runs
// of one size can leave as one (batch_linux.go).
type outbox struct {
	home    *socket // of the reader; nil for streams
	slab    []byte  // the packets, one after another
	used    int     // bytes of it
	packets []outgoing
	heads   []int32 // the first packet of each chain
	chains  []chain // of a power of two; two paths that fall on one place take turns at it, which costs a run but no order
	flushes uint32
	batch   *sendBatch // nil until something is sent by a socket
	stats   *counters
}

// outgoing is one packet. Packets to one destination form a chain.
type outgoing struct {
	path *path
	data []byte
	next int32 // index of the next one to the same path, 0 for none: the first packet follows nobody
}

// chain is where the packets to path end, in the flush of that number.
type chain struct {
	path  *path
	flush uint32
	tail  int32
}

// Sizes of outboxes: readers of sockets handle many datagrams at a time, readers of streams one.
const (
	socketOutbox = 128 << 10
	socketChains = 512
	streamOutbox = 8 * maxDatagram
	streamChains = 64
)

// newOutbox returns the outbox of the reader of home, or of a stream when that is nil.
func newOutbox(home *socket, stats *counters) *outbox {
	size, chains := socketOutbox, socketChains
	if home == nil {
		size, chains = streamOutbox, streamChains
	}
	return &outbox{home: home, slab: make([]byte, size), chains: make([]chain, chains), stats: stats, flushes: 1}
}

// next returns the buffer of the packet to be added next, of maxDatagram bytes.
func (o *outbox) next() []byte {
	if o.used+maxDatagram > len(o.slab) {
		o.flush()
	}
	return o.slab[o.used : o.used+maxDatagram : o.used+maxDatagram]
}

// add sends the first size bytes of the buffer that next returned to p when the outbox is flushed.
func (o *outbox) add(p *path, size int) {
	at := int32(len(o.packets))
	o.packets = append(o.packets, outgoing{path: p, data: o.slab[o.used : o.used+size]})
	o.used += size
	c := &o.chains[int(p.number)&(len(o.chains)-1)]
	if c.path == p && c.flush == o.flushes {
		o.packets[c.tail].next = at
		c.tail = at
		return
	}
	*c = chain{path: p, flush: o.flushes, tail: at}
	o.heads = append(o.heads, at)
}

// flush sends what was added.
func (o *outbox) flush() {
	if len(o.packets) == 0 {
		return
	}
	for _, at := range o.heads {
		if p := o.packets[at].path; p.stream != nil {
			o.stream(p.stream, at)
		} else {
			o.datagrams(o.socketFor(p), at)
		}
	}
	if o.batch != nil {
		o.batch.commit()
	}
	o.stats.packetsOut.Add(uint64(len(o.packets)))
	o.stats.bytesOut.Add(uint64(o.used))
	clear(o.packets) // paths end with their connections
	o.packets, o.heads, o.used = o.packets[:0], o.heads[:0], 0
	o.flushes++
}

// stream sends the chain that begins with packet at.
func (o *outbox) stream(to stream, at int32) {
	for more := true; more; more = at != 0 {
		to.send(o.packets[at].data)
		at = o.packets[at].next
	}
}

// datagrams sends the chain that begins with packet at, at the latest when the batch is committed.
func (o *outbox) datagrams(s *socket, at int32) {
	if o.batch == nil {
		o.batch = newSendBatch()
	}
	o.batch.add(s, o.packets, at)
}

// socketFor returns the socket to send to p with: the reader's own where it has the same address, since goroutines that
// send with one socket wait for each other.
func (o *outbox) socketFor(p *path) *socket {
	if o.home != nil && o.home.local == p.sock.local {
		return o.home
	}
	return p.sock
}
