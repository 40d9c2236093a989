package sfu

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/stun/v4"
)

const (
	connectTimeout = 30 * time.Second // from the answer to DTLS up
	pathSilence    = 3 * time.Second  // after which another nominated path is preferred whatever its priority
)

// connection is the server's end of one RTCPeerConnection: paths, keys, what comes in and what goes out.
type connection struct {
	sfu    *SFU
	in     ingress
	out    egress
	rtcp   rtcpWriter
	notify func(ConnectionState) // called from the connection's goroutine

	selected atomic.Pointer[path] // where packets are sent; nil before one works
	heard    atomic.Int64         // when something authentic last arrived
	opened   atomic.Bool          // keys have been agreed
	closed   atomic.Bool
	created  int64

	hash        string // of the client's certificate, as its first offer said
	fingerprint []byte

	dtls      *handshakePipe
	validated chan struct{} // closed when the first path works
	cancel    context.CancelFunc

	mu        sync.Mutex // guards the fields below: ICE and the shape of the session; not taken for media
	offer     *offer
	lines     []answerLine
	local     credentials
	previous  string // ufrag before a restart, until the new one is used
	nominated bool
	version   uint64
	reached   reached
}

// newConnection prepares the server's end for o. Nothing happens until start.
func (s *SFU) newConnection(o *offer) *connection {
	c := &connection{
		sfu:   s,
		offer: o,
		hash:  o.hash, fingerprint: o.fingerprint,
		local:     newCredentials(),
		created:   s.now(),
		dtls:      newHandshakePipe(),
		validated: make(chan struct{}),
		cancel:    func() {},
		reached:   newReached(),
	}
	c.dtls.conn = c
	c.in.init(c)
	c.out.conn = c
	c.out.congestion.init()
	c.rtcp.init(c)
	c.lines = make([]answerLine, len(o.sections))
	c.shape(0)
	return c
}

// shape decides what becomes of the sections from index first on: the first audio sent is the microphone, the first
// and second video sent are camera and screen, whatever is received is a slot, the rest is refused.
func (c *connection) shape(first int) {
	for i := first; i < len(c.offer.sections); i++ {
		s := &c.offer.sections[i]
		switch s.use {
		case upstream:
			if c.in.addSection(s) {
				c.lines[i] = answerLine{use: upstream}
			}
		case downstream:
			l := answerLine{use: downstream, ssrc: randomSSRC()}
			if s.rtxPT != 0 {
				l.rtxSSRC = randomSSRC()
			}
			c.lines[i] = l
			c.out.addSlot(s, l)
		case unused: // the zero answerLine refuses it
		}
	}
}

func randomSSRC() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return binary.BigEndian.Uint32(b[:]) | 1
}

// answer returns the description for the client.
func (c *connection) answer() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	w := answerWriter{local: c.local, fingerprint: c.sfu.fingerprint, candidates: c.sfu.candidates, version: c.version}
	return w.write(c.offer, c.lines)
}

// start lets the client in: its checks are answered from now on, and done is called when the connection has ended.
func (c *connection) start(notify func(ConnectionState), done func()) {
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	c.notify = notify
	c.sfu.registry.add(c, c.local)
	c.sfu.counters.connections.Add(1)
	go func() {
		defer done()
		defer c.sfu.counters.connections.Add(-1)
		c.run(ctx)
	}()
}

// close ends the connection at once: not a packet leaves or is accepted after it. The connection's goroutine ends soon
// after.
func (c *connection) close() {
	if c.closed.Swap(true) {
		return
	}
	c.cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sfu.registry.remove(c.local.ufrag)
	if c.previous != "" {
		c.sfu.registry.remove(c.previous)
	}
}

func (c *connection) isClosed() bool { return c.closed.Load() }

// isOpen reports whether keys have been agreed.
func (c *connection) isOpen() bool { return c.opened.Load() }

// checked records an authentic connectivity check on p. It returns the check the server has to make in turn, built by
// k, or nil when p is known to work.
func (c *connection) checked(p *path, x check, k *checker, now int64) []byte {
	c.touch(p, now)
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.ice.ufrag != x.ufrag {
		p.ice = pathState{ufrag: x.ufrag, transaction: stun.NewTransactionID()}
	}
	p.ice.priority = x.priority
	p.ice.nominated = p.ice.nominated || x.nominated
	if p.ice.works {
		c.choose(p, x.nominated, now)
		return nil
	}
	return k.triggered(p.ice.transaction, x.ufrag, c.offer)
}

// confirmed takes the client's answer to a check of the server's and reports whether it is one: p works in both
// directions.
func (c *connection) confirmed(p *path, response *stun.Message, now int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.ice.works || response.TransactionID != p.ice.transaction ||
		stun.NewShortTermIntegrity(c.offer.pwd).Check(response) != nil {
		return false
	}
	p.ice.works = true
	c.choose(p, p.ice.nominated, now)
	return true
}

// choose decides, with c.mu held, whether to send on p from now on: p works and may just have been nominated.
func (c *connection) choose(p *path, nominated bool, now int64) {
	cur := c.selected.Load()
	if cur == nil {
		defer close(c.validated) // the handshake begins, and is answered over the path chosen
	}
	switch {
	case c.previous != "" && p.ice.ufrag == c.local.ufrag: // the first path of a restart
		c.sfu.registry.remove(c.previous)
		c.previous, c.nominated = "", false
	case cur == nil:
	case p == cur:
		c.nominated = c.nominated || nominated
		return
	case !nominated:
		return
	case c.nominated && p.ice.priority < cur.ice.priority && now-cur.heard.Load() < int64(pathSilence):
		return
	}
	c.selected.Store(p)
	c.nominated = nominated
}

// touch records that something authentic arrived on p.
func (c *connection) touch(p *path, now int64) {
	p.heard.Store(now)
	c.heard.Store(now)
}

// handshakePacket takes a DTLS datagram. Until the client has nominated a path, the server follows its handshake.
func (c *connection) handshakePacket(b []byte, p *path, now int64) {
	c.mu.Lock()
	allowed := c.reached.handshake.take(1, now)
	if allowed && !c.nominated && p.ice.works {
		c.selected.Store(p)
	}
	c.mu.Unlock()
	if !allowed {
		c.sfu.counters.drop(dropRate)
		return
	}
	c.dtls.push(b)
}

// restart applies a new offer of the same connection: new ICE credentials, and perhaps more slots. Everything else must
// be as it was. The path in use stays in use until the client's first check with the new credentials. A connection that
// has ended meanwhile is not restarted: nobody would take it out of the registry again.
func (c *connection) restart(o *offer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.isClosed() {
		return ErrUnknownPeer
	}
	if err := c.compatible(o); err != nil {
		return err
	}
	if o.ufrag != c.offer.ufrag || o.pwd != c.offer.pwd {
		if c.previous != "" {
			c.sfu.registry.remove(c.previous)
		}
		c.previous, c.local = c.local.ufrag, newCredentials()
		c.sfu.registry.add(c, c.local)
	}
	known := len(c.offer.sections)
	c.offer = o
	c.lines = append(c.lines, make([]answerLine, len(o.sections)-known)...)
	c.shape(known)
	return nil
}

// compatible reports whether o describes the same connection, with c.mu held.
func (c *connection) compatible(o *offer) error {
	changed := func(detail string) error { return &OfferError{Reason: "changed_connection", Detail: detail} }
	if o.hash != c.hash || !bytes.Equal(o.fingerprint, c.fingerprint) {
		return changed("certificate")
	}
	if len(o.sections) < len(c.offer.sections) {
		return changed("fewer media sections")
	}
	for i := range c.offer.sections {
		was, is := &c.offer.sections[i], &o.sections[i]
		// Header extensions keep their ids (RFC 8285, 5); later offers merely leave out those that were not answered.
		if was.mid != is.mid || was.media != is.media || was.use != is.use || was.pt != is.pt || was.rtxPT != is.rtxPT || was.redPT != is.redPT {
			return changed("media sections")
		}
	}
	return nil
}
