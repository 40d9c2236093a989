package sfu

// What a slot begins with need not be the packet that happens to come next: there is the ring.
//
// A newcomer to a layer need not wait for a key frame made for it: the latest one and what followed lie in the ring, and
// as long as that is little, it is sent at once. So 300 viewers who come one after another cost a phone no more key
// frames than one.

const (
	replayPackets = 100         // from the key frame on, at most
	replayPart    = 3           // tenths of a second of the path's estimate it may take
	replayRecent  = 200_000_000 // nanoseconds; in a layer silent for longer, the packet that sets off the replay may not come
	preRollStep   = 2880        // 1/48000 s between packets without a pause
	preRollMost   = 20          // packets; 200 ms of the shortest frames
	preRollAge    = 400         // milliseconds; clocks of sources may stand still while they send nothing
	replayStep    = 9           // 1/90000 s between packets: a burst is shown as fast as it can be decoded
)

// run is what a layer has sent since its latest key frame, guarded by the connection's ingress.
type run struct {
	first   uint16 // number of the key frame's first packet
	bytes   int
	present bool
}

// extend takes the layer's next packet and reports whether there is a run.
func (r *run) extend(seq uint16, d *vp8Descriptor, size int) bool {
	if d.key {
		*r = run{first: seq, present: true}
	}
	r.bytes += size
	r.present = r.present && seq-r.first < replayPackets
	return r.present
}

// replay is a run on its way into a slot, guarded by the slot's egress.
type replay struct {
	next, end uint16 // numbers of the source; end is the packet that set it off
	under     bool   // way
	ts        uint32 // of the source, at the present frame
	time      uint32 // of the slot, at the present frame
	last      uint32 // of the slot, at the packet that set it off
}

// fits reports whether a run may be replayed over the path.
func (e *egress) fits(r *run) bool {
	return r.present && int64(r.bytes) <= e.congestion.estimate.Load()/8*replayPart/10
}

// beginReplay begins layer p.layer in slot s with its run instead of with p; false when the run is not to be had any
// more. With e.mu held.
func (e *egress) beginReplay(s *slot, p *packet) bool {
	r := &p.layer.run
	if !e.fits(r) {
		return false
	}
	payload, _, _, ok := p.layer.ring.get(r.first, e.scratch[:])
	if !ok {
		return false
	}
	key, ok := parseVP8(payload)
	if !ok || !key.key {
		return false
	}
	s.time.beginVideo(p.ts, p.now, replayPackets*replayStep+1)
	s.start(p, r.first, &key)
	s.replay = replay{next: r.first, end: p.seq, under: true, last: p.ts + s.time.offset}
	e.conn.sfu.counters.replays.Add(1)
	return true
}

// preRoll returns the number and timestamp of the packet with which slot s begins the sound of a track that has just
// begun to speak: up to 200 ms before p, so that the first syllable is heard, but not much of the silence before it, and
// as far as nothing is missing between and receivers do not fall behind. With e.mu held.
func (e *egress) preRoll(s *slot, m *mapping, p *packet) (first uint16, ts uint32) {
	first, ts = p.seq, p.ts
	if m.track.level(p.now) < speakingOn {
		return first, ts
	}
	room := s.time.room(p.now)
	loud := p.ts // timestamp of the earliest packet that is not quiet
	for {
		k, ok := p.layer.ring.peek(first - 1)
		step := ts - k.ts
		if !ok || k.ago(p.now) > preRollAge || step == 0 || step > preRollStep || int64(p.ts-k.ts) > room || p.seq-first == preRollMost ||
			k.quiet && loud-k.ts > leadIn {
			return first, ts
		}
		first, ts = first-1, k.ts
		if !k.quiet {
			loud = k.ts
		}
	}
}

// beginSound begins layer p.layer in slot s; false when p comes too early for it. Where there is a pre-roll, the
// packets of it are sent in place of p, and then p.
func (e *egress) beginSound(s *slot, m *mapping, p *packet) bool {
	first, ts := e.preRoll(s, m, p)
	if !s.time.beginAudio(ts, p.now) {
		return false
	}
	s.time.lead += int64(p.ts - ts)
	s.start(p, first, nil)
	s.replay = replay{next: first, end: p.seq, under: first != p.seq}
	return !s.replay.under
}

// catchUp carries the run into the slot, and then the packet that set it off.
func (m *mapping) catchUp(p *packet, to *path, out *outbox) {
	e := m.slot.out
	for more := true; more; {
		buf := out.next()
		e.mu.Lock()
		n := 0
		if n, more = e.replayNext(m, p, buf); !more {
			n = e.forward(m, p, buf)
		}
		e.mu.Unlock()
		if n > 0 {
			out.add(to, n)
		}
	}
}

// replayNext makes the next packet of a replay, 0 for one that is lost or left out; more is false after the last one.
// With e.mu held.
func (e *egress) replayNext(m *mapping, p *packet, buf []byte) (n int, more bool) {
	s := m.slot
	r := &s.replay
	if s.mapping.Load() != m || s.current != m || r.next == r.end {
		r.under = false
		return 0, false
	}
	q := packet{layer: p.layer, seq: r.next, inOrder: true, starts: p.starts, stretch: p.stretch, now: p.now}
	r.next++
	var ok bool
	if q.payload, q.ts, q.marker, ok = p.layer.ring.get(q.seq, e.scratch[:]); !ok {
		return 0, true
	}
	if s.kind == audio {
		return e.write(s, &q, s.time.next(q.ts, q.now), buf), true
	}
	if q.vp8, ok = parseVP8(q.payload); !ok || !s.passes(m, &q) {
		return 0, true
	}
	if q.ts != r.ts || q.vp8.key {
		r.ts, r.time = q.ts, r.last-uint32(r.end-q.seq)*replayStep
	}
	s.time.note(r.time, q.now) // the packet that set it off may be left out
	return e.write(s, &q, r.time, buf), true
}
