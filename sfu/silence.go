package sfu

// The silence of somebody who is heard is not sent on. Most people in a circle are silent most of the time with their
// microphones on. Browsers leave most of that out by themselves (DTX; Chromium and Firefox then send five packets a
// second), as long as the room is still enough for their encoder; other clients send all of it.
//
// Silence is what has been as quiet as an empty room for a while. It begins with a packet without sound, from which
// decoders go over to a comfort noise like the sound before (RFC 6716, 2.1.9), and which is repeated like browsers
// do. The first packet that is not quiet ends it, and takes along those directly before it, where a breath or a soft
// consonant may be. Timestamps are the source's, so nothing moves; the numbers of what was left out are closed, so
// nothing is missing.

const (
	quietLevel  = 70          // RFC 6464, -dBov: from here on a packet is quiet
	hushAfter   = 500_000_000 // nanoseconds of quiet after which it is silence; pauses between words are shorter
	remindEvery = 400_000_000 // nanoseconds between packets that say so, as Opus has it
	leadIn      = 1920        // 1/48000 s of quiet that go along with the first packet that is not
	leadPackets = 8           // at most
)

// hush is what is known of the silence of one microphone.
type hush struct {
	quietAt  int64  // since when it has been quiet; 0 while it is not
	held     bool   // packets are held back
	next     uint16 // number after the last packet that was sent on
	remindAt int64  // when silence is to be told of again
}

// voice sends p on unless it is silence, with in.mu held.
func (in *ingress) voice(t *track, p *packet, out *outbox) {
	l := p.layer
	h := &l.hush
	switch {
	case !p.inOrder && h.held:
		return
	case p.quiet && h.quietAt == 0:
		h.quietAt = p.now
	case p.quiet && p.inOrder && p.now-h.quietAt >= hushAfter:
		in.hold(t, p, out)
		return
	case !p.quiet && h.held:
		in.lead(t, p, out)
		h.held = false
	}
	if !p.quiet {
		h.quietAt = 0
	}
	if p.inOrder {
		h.next = p.seq + 1
	}
	p.stretch = l.stretch
	t.publish(p, out)
}

// hold keeps p back and tells of the silence now and then.
func (in *ingress) hold(t *track, p *packet, out *outbox) {
	l := p.layer
	h := &l.hush
	if h.held && p.now < h.remindAt {
		in.conn.sfu.counters.silent.Add(1)
		return
	}
	h.held, h.remindAt = true, p.now+remindEvery
	in.resume(l, p.seq)
	in.comfort[0] = p.payload[0] &^ 3 // one frame, of no bytes (RFC 6716, 3.1)
	q := *p
	q.payload, q.stretch = in.comfort[:], l.stretch
	h.next = p.seq + 1
	t.publish(&q, out)
}

// lead sends what was held back directly before p, which ends the silence.
func (in *ingress) lead(t *track, p *packet, out *outbox) {
	l := p.layer
	first := p.seq
	for seq := p.seq - 1; p.seq-seq <= leadPackets && !newer(l.hush.next, seq); seq-- {
		k, ok := l.ring.peek(seq)
		if ok && p.ts-k.ts > leadIn {
			break
		}
		if ok { // what is missing between may still come
			first = seq
		}
	}
	in.resume(l, first)
	if in.held == nil {
		in.held = make([]byte, maxDatagram)
	}
	for seq := first; seq != p.seq; seq++ {
		q := packet{layer: l, seq: seq, inOrder: true, quiet: true, starts: l.starts.Load(), stretch: l.stretch, now: p.now}
		var ok bool
		if q.payload, q.ts, q.marker, ok = l.ring.get(seq, in.held); ok {
			t.publish(&q, out)
		}
	}
}

// resume notes that packet seq follows the last one that was sent on.
func (in *ingress) resume(l *layer, seq uint16) {
	if seq != l.hush.next {
		l.stretch++
	}
}
