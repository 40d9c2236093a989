package sfu

import (
	"hash/maphash"
	"math"

	"github.com/pion/rtcp"
)

// Sound that is lost on the way to a client is mended in two ways: what was lost is sent again when the client asks for
// it, where the round trip is short enough for that; and where much is lost, each packet carries the frames before it
// (RFC 2198), which costs no round trip. Clients that can't read that get each packet twice instead, 20 ms apart: SRTP
// drops the second one where the first one came.
//
// A packet sent again has the number of the first time, since sound has no stream for retransmissions. SRTP makes its
// nonce from that number, and a nonce that encrypts two different packets gives the key away. So this holds: a number
// of a slot for sound is sealed again only when the packet is the same to the last byte. It can be: it has no
// transport-wide number, and the ring and the history know everything else. That it is, is checked each time.

const (
	shortRTT = 80_000_000 // nanoseconds; over longer round trips what is sent again comes too late

	repeatSome = 30 // thousandths of loss from which on a packet carries the frame before it,
	repeatMore = 100
	enough     = 3              // and below so many parts of which it no longer does,
	calmFor    = 10_000_000_000 // when that has lasted so many nanoseconds,
	calmBlind  = 30_000_000_000 // or so many where what is lost can hardly be seen any more
	narrow     = 100_000        // bits per second; on a path that carries no more, twice the sound is what makes it lose

	maxRepeats  = 2   // earlier frames in a packet
	soundMemory = 150 // packets that the loss of sound is judged by
	fewPackets  = 20  // say nothing
	forgetful   = 15_000_000_000
)

// repetition decides how many earlier frames go along with each packet of sound to one client.
type repetition struct {
	frames int
	blind  bool  // the client gets each packet twice, and reports only what was lost twice
	calmAt int64 // since when there has been little loss, 0 while there is not

	sent, lost float64 // packets of sound of late
	toldAt     int64   // when the client last said something of them
}

// reported takes what a client says at now of n packets it was sent.
func (r *repetition) reported(n, lost float64, now int64) {
	if now-r.toldAt > forgetful {
		r.sent, r.lost = 0, 0
	}
	r.toldAt = now
	if old := r.sent; old > 0 && old+n > soundMemory {
		keep := max(soundMemory-n, 0) / old
		r.sent, r.lost = r.sent*keep, r.lost*keep
	}
	r.sent, r.lost = r.sent+n, r.lost+min(lost, n)
}

// loss returns the loss of sound in thousandths.
func (r *repetition) loss() int32 {
	if r.sent < fewPackets {
		return 0
	}
	return int32(r.lost * 1000 / r.sent)
}

// judge takes the loss of a path in thousandths: more frames at once, fewer when it has been calm for a while.
func (r *repetition) judge(loss int32, now int64) {
	want := 0
	for _, from := range [maxRepeats]int32{repeatSome, repeatMore} {
		if loss >= from {
			want++
		}
	}
	if want >= r.frames {
		r.frames, r.calmAt = want, 0
	}
	if r.frames == 0 {
		return
	}
	threshold := [maxRepeats]int32{repeatSome, repeatMore}[r.frames-1]
	switch {
	case loss*enough >= threshold:
		r.calmAt = 0
	case r.calmAt == 0:
		r.calmAt = now
	case now-r.calmAt >= calmBlind, now-r.calmAt >= calmFor && !r.blind:
		r.frames, r.calmAt = r.frames-1, now
	}
}

// judgeSound decides anew how much sound is sent twice, with e.mu held. What feedback says of pictures comes sooner than
// reports about sound, and is of the same path.
func (e *egress) judgeSound(now int64) {
	c := &e.congestion
	loss := e.repetition.loss()
	c.soundLoss.Store(loss)
	if c.answered.Load() && now-c.heardAt <= answerAge {
		loss = max(loss, c.loss.Load())
	}
	e.repetition.judge(loss, now)
}

// soundReport takes what a client says of slot s, which carries sound, with e.mu held. Packets that were asked for
// again count as lost, though they arrived in the end.
func (e *egress) soundReport(s *slot, r *rtcp.ReceptionReport, now int64) {
	n := float64(s.packets - s.judged)
	if n == 0 {
		return
	}
	loss := float64(r.FractionLost) / 256
	if e.repetition.blind = s.redPT == 0; e.repetition.blind && e.repetition.frames > 0 {
		loss = math.Sqrt(loss)
	}
	e.repetition.reported(n, n*loss+float64(s.again), now)
	s.judged, s.again = s.packets, 0
	e.judgeSound(now)
}

// writeSound is write for slots that carry sound.
func (e *egress) writeSound(s *slot, p *packet, ts uint32, buf []byte) int {
	if len(s.head)+len(p.payload)+sealBytes > len(buf) {
		return 0
	}
	x := historyEntry{in: p.seq, time: ts - p.ts}
	newest := s.seq.last()
	var ok bool
	if x.out, ok = s.seq.next(p.seq); !ok {
		return 0
	}
	fresh := newer(x.out, newest) && e.congestion.est.bps > narrow
	if s.redPT != 0 && fresh {
		x.repeats = 1<<e.repetition.frames - 1
	}
	s.owed = s.redPT == 0 && fresh && e.repetition.frames > 0
	n := s.sound(buf, &x, p.layer.ring, ts, p.marker, p.payload)
	if n == 0 {
		return 0
	}
	if x.repeats != 0 {
		e.conn.sfu.counters.repeated.Add(1)
	}
	s.sent.add(x)
	s.sent.sign(x.out, maphash.Bytes(e.seed, buf[:n]))
	s.packets++
	s.octets += uint32(n - len(s.head))
	return e.seal(s, buf, n, p.now)
}

// sound makes the plain packet of x, which carries payload, in buf, and returns its length. As far as x.repeats asks
// for it and it can be had, the packet repeats the frames that the slot sent before; x.repeats says in the end which. The
// length is 0 when the ring changed meanwhile.
func (s *slot) sound(buf []byte, x *historyEntry, from *ring, ts uint32, marker bool, payload []byte) int {
	n := s.put(buf, x.out, ts, marker, 0, nil)
	room := len(buf) - n - len(payload) - sealBytes - redOwnHeader
	var in [maxRepeats]uint16
	sizes := [maxRepeats]int{}
	for k := maxRepeats; k > 0; k-- {
		bit := uint8(1) << (k - 1)
		if x.repeats&bit == 0 {
			continue
		}
		x.repeats &^= bit
		before, ok := s.sent.present(x.out - uint16(k))
		if !ok {
			continue
		}
		frame, ok := from.peek(before.in)
		size, back := frame.size, ts-(frame.ts+before.time)
		if !ok || size > maxRedBytes || back-1 >= maxRedBack || redHeader+size > room {
			continue
		}
		x.repeats |= bit
		in[k-1], sizes[k-1] = before.in, size
		room -= redHeader + size
		n += putRedHeader(buf[n:], s.pt, back, size)
	}
	if x.repeats == 0 {
		return n + copy(buf[n:], payload)
	}
	buf[1] = buf[1]&^0x7f | s.redPT
	buf[n] = s.pt
	n += redOwnHeader
	for k := maxRepeats; k > 0; k-- {
		if x.repeats&(1<<(k-1)) == 0 {
			continue
		}
		frame, _, _, ok := from.get(in[k-1], buf[n:])
		if !ok || len(frame) != sizes[k-1] {
			return 0
		}
		n += len(frame)
	}
	return n + copy(buf[n:], payload)
}

// sendTwice sends the packet before the newest one of a slot for sound once more.
func (m *mapping) sendTwice(to *path, now int64, out *outbox) {
	e, s := m.slot.out, m.slot
	buf := out.next()
	e.mu.Lock()
	n := 0
	if seq := s.seq.last() - 1; s.mapping.Load() == m && s.current == m && s.layer != nil {
		if x, ok := s.sent.present(seq); ok {
			n = e.sealAgain(s, x, s.sent.signature(seq), now, buf)
		}
	}
	e.mu.Unlock()
	if n > 0 {
		e.conn.sfu.counters.repeated.Add(1)
		out.add(to, n)
	}
}

// soundAgain makes packet seq of slot s, which carries sound, once more; 0 when it was sent again before, when a later
// packet carries its frame anyway, and when it cannot be made the same. With e.mu held.
func (e *egress) soundAgain(s *slot, seq uint16, now int64, buf []byte) int {
	x, ok := s.sent.present(seq)
	if !ok || s.layer == nil || !s.resends || e.congestion.rtt.Load() >= shortRTT || s.sent.repeated(seq) {
		return 0
	}
	signature := s.sent.sign(seq, 0)
	n := e.sealAgain(s, x, signature, now, buf)
	if n > 0 {
		s.again++
	}
	return n
}

// sealAgain makes packet x of slot s once more and seals it, if it is what its signature says; 0 when not. With e.mu
// held.
func (e *egress) sealAgain(s *slot, x historyEntry, signature uint64, now int64, buf []byte) int {
	if signature == 0 || s.transportAt > 0 {
		return 0
	}
	payload, ts, marker, ok := s.layer.ring.get(x.in, e.scratch[:])
	if !ok || len(s.head)+len(payload)+sealBytes > len(buf) || !e.congestion.mayRepair(len(payload), now) {
		return 0
	}
	n := s.sound(buf, &x, s.layer.ring, ts+x.time, marker, payload)
	if n == 0 || maphash.Bytes(e.seed, buf[:n]) != signature {
		return 0
	}
	return e.seal(s, buf, n, now)
}
