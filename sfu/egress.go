package sfu

import (
	"encoding/binary"
	"hash/maphash"
	"sync"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

const (
	sealBytes       = 16 + 4     // the longest SRTP tag, and room for an index
	resendPerSecond = 4_000      // packets a client may ask for again, per second
	maxNackPackets  = 128        // answered per NACK message
	resendPatience  = 20_000_000 // nanoseconds until a packet is sent once more, or three quarters of the round trip
	keyAskCost      = 1_000      // of a request for a key frame, thousandths;
	keyAsksRefill   = 400        // each slot gets so many thousandths per second,
	keyAsksBurst    = 3_000      // and has so many to begin with: each costs everybody who watches the same picture
)

// egress is what a client receives: its slots, and one encryption context for all of them.
type egress struct {
	conn *connection

	mu        sync.Mutex // guards the fields below and the media state of the slots; never taken by the control loop's decisions
	srtp      *srtp.Context
	header    rtp.Header // scratch of the encryption
	transport uint16     // transport-wide sequence number of the next packet
	slots     []*slot    // in the order of the offer
	scratch   [maxDatagram]byte
	resends   bucket
	seed      maphash.Seed // of the signatures in the histories of sound

	congestion congestion
	repetition repetition
}

func (e *egress) addSlot(s *section, l answerLine) {
	e.mu.Lock()
	defer e.mu.Unlock()
	x := newSlot(e, s, l)
	if x.transportAt > 0 {
		e.congestion.expectAnswers()
	}
	e.slots = append(e.slots, x)
}

func (e *egress) open(ctx *srtp.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.srtp, e.seed = ctx, maphash.MakeSeed()
	e.resends = newBucket(resendPerSecond, resendPerSecond)
}

// list returns the slots of one kind.
func (e *egress) list(k kind) []*slot {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []*slot
	for _, s := range e.slots {
		if s.kind == k {
			out = append(out, s)
		}
	}
	return out
}

// forward rewrites and encrypts p into buf for mapping m and returns its length, 0 when it is not to be sent. The
// mapping is compared with what the control loop wants last thing before the packet is made: a slot that was cut sends
// nothing more. With e.mu held.
func (e *egress) forward(m *mapping, p *packet, buf []byte) int {
	s := m.slot
	if s.mapping.Load() != m || e.srtp == nil || e.conn.isClosed() || !s.switchTo(m, p) {
		return 0
	}
	if s.kind == video && !s.passes(m, p) {
		return 0
	}
	return e.write(s, p, s.time.next(p.ts, p.now), buf)
}

// write makes the packet of slot s that carries p with timestamp ts and remembers it for retransmission. With e.mu held.
func (e *egress) write(s *slot, p *packet, ts uint32, buf []byte) int {
	if s.kind == audio {
		return e.writeSound(s, p, ts, buf)
	}
	x := historyEntry{in: p.seq, time: ts - p.ts}
	ok := len(s.head)+len(p.payload)+sealBytes <= len(buf)
	if ok {
		x.id, ok = s.ids.next(&p.vp8)
	}
	if !ok {
		return 0
	}
	if x.out, ok = s.seq.next(p.seq); !ok {
		return 0
	}
	n := s.put(buf, x.out, ts, p.marker, e.transport, p.payload)
	p.vp8.shift(buf[len(s.head):n], x.id, s.ids.offsetTL0)
	s.sent.add(x)
	s.packets++
	s.octets += uint32(len(p.payload))
	return e.seal(s, buf, n, p.now)
}

// seal encrypts the n bytes of buf in place, which slot s sends, and counts the packet, with e.mu held.
func (e *egress) seal(s *slot, buf []byte, n int, now int64) int {
	sealed, err := e.srtp.EncryptRTP(buf, buf[:n], &e.header)
	if err != nil {
		return 0
	}
	if s.transportAt > 0 {
		e.congestion.sent(e.transport, len(sealed), now)
		e.transport++
	}
	return len(sealed)
}

// find returns the slot that sends with ssrc, with e.mu held.
func (e *egress) find(ssrc uint32) *slot {
	for _, s := range e.slots {
		if s.ssrc == ssrc {
			return s
		}
	}
	return nil
}

// resend answers a NACK: pictures with retransmissions (RFC 4588), sound with the packet itself.
func (e *egress) resend(nack *rtcp.TransportLayerNack, now int64, out *outbox) {
	e.conn.sfu.counters.nacksIn.Add(1)
	left := maxNackPackets
	for _, pair := range nack.Nacks {
		for _, seq := range pair.PacketList() {
			if left--; left < 0 {
				return
			}
			path := e.conn.selected.Load()
			if path == nil {
				return
			}
			buf := out.next()
			e.mu.Lock()
			n := e.retransmit(nack.MediaSSRC, seq, now, buf)
			e.mu.Unlock()
			if n > 0 {
				e.conn.sfu.counters.resent.Add(1)
				out.add(path, n)
			}
		}
	}
}

// retransmit makes the packet that answers for number seq of a slot, with e.mu held.
func (e *egress) retransmit(ssrc uint32, seq uint16, now int64, buf []byte) int {
	s := e.find(ssrc)
	if !e.resends.take(1, now) { // not even looked for
		e.conn.sfu.counters.drop(dropRate)
		return 0
	}
	if s == nil || s.sent == nil || e.srtp == nil || s.current == nil || s.mapping.Load() != s.current {
		return 0
	}
	if s.kind == audio {
		return e.soundAgain(s, seq, now, buf)
	}
	if s.rtxSSRC == 0 {
		return 0
	}
	x, seg, ok := s.sent.find(seq)
	if !ok || seg.layer != s.layer { // what came before the present layer is of no use any more
		return 0
	}
	if x.underWay(now, max(resendPatience, e.congestion.rtt.Load()*3/4)) { // asked for again before it could have come
		return 0
	}
	payload, ts, marker, ok := seg.layer.ring.get(x.in, e.scratch[2:])
	if !ok || seg.layer.starts.Load() != s.starts || len(s.head)+len(payload)+2+sealBytes > len(buf) || !e.congestion.mayRepair(len(payload), now) {
		return 0
	}
	if d, ok := parseVP8(payload); ok {
		d.shift(payload, x.id, seg.tl0)
	}
	binary.BigEndian.PutUint16(e.scratch[:], seq)
	s.sent.sentAgain(seq, now)
	n := s.put(buf, s.rtxSeq, ts+x.time, marker, e.transport, e.scratch[:2+len(payload)])
	s.retransmission(buf)
	return e.seal(s, buf, n, now)
}

// wantKey passes a client's request for a key frame on to whom the slot shows.
func (e *egress) wantKey(ssrc uint32, now int64) {
	e.mu.Lock()
	var l *layer
	if s := e.find(ssrc); s != nil && s.current != nil && s.current == s.mapping.Load() {
		if s.keyAsks.take(keyAskCost, now) {
			l = s.layer
		} else {
			e.conn.sfu.counters.drop(dropRate)
		}
	}
	e.mu.Unlock()
	if l != nil {
		l.requestKey(now)
	}
}
