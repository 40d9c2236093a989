package sfu

// Sequence numbers of 16 bits are compared as RFC 1982 says: a is newer than b when it lies less than half the circle
// ahead of it.
func newer(a, b uint16) bool { return int16(a-b) > 0 }

const (
	skipsKept = 32
	oldest    = 1 << 14 // older packets than this are no longer told from newer ones of another source
)

// sequencer maps the sequence numbers of one source after another onto one slot without holes of its own making: what
// the source lost stays a hole, which the receiver asks for; what the SFU leaves out does not.
type sequencer struct {
	offset  uint16 // out = in + offset, for numbers newer than every skip
	first   uint16 // where the present source began; older packets do not belong to the slot
	newest  uint16 // newest number seen of the present source
	started bool   // the slot has carried something

	skips  [skipsKept]uint16 // numbers left out, newest last, as a circle
	nskips int               // how many were recorded since the source began
}

// begin starts a source whose first packet is in.
func (s *sequencer) begin(in uint16) {
	if s.started {
		s.offset += s.newest + 1 - in
	}
	s.started, s.first, s.newest, s.nskips = true, in, in-1, 0
}

// next returns the slot's number for packet in; ok is false for a packet from before the source began or so old that
// its number is no longer known.
func (s *sequencer) next(in uint16) (out uint16, ok bool) {
	if newer(in, s.newest) {
		s.advance(in)
		return in + s.offset, true
	}
	if newer(s.first, in) {
		return 0, false
	}
	if in == s.newest && (s.nskips == 0 || s.skips[(s.nskips-1)%skipsKept] != in) {
		return in + s.offset, true
	}
	shift := uint16(0)
	for i := s.nskips - 1; i >= 0 && i >= s.nskips-skipsKept; i-- {
		skipped := s.skips[i%skipsKept]
		if skipped == in {
			return 0, false
		}
		if newer(skipped, in) {
			shift++
		}
	}
	if int(shift) == skipsKept {
		return 0, false
	}
	return in + s.offset + shift, true
}

// skip leaves packet in out of the slot. A late packet cannot be left out any more: its number has already been passed.
func (s *sequencer) skip(in uint16) {
	if !newer(in, s.newest) {
		return
	}
	s.advance(in)
	s.offset--
	s.skips[s.nskips%skipsKept] = in
	s.nskips++
}

func (s *sequencer) advance(in uint16) {
	s.newest = in
	if in-s.first > oldest {
		s.first = in - oldest
	}
}

// last returns the newest number the slot may have used.
func (s *sequencer) last() uint16 { return s.newest + s.offset }

// timeline keeps the RTP timestamps of a slot moving forward in step with real time whatever fills it.
type timeline struct {
	offset  uint32
	last    uint32 // newest timestamp sent
	lastAt  int64  // when, in nanoseconds of the SFU's clock
	phase   int64  // audio: how far the slot's time runs ahead of real time because of switches, in 1/48000 s
	lead    int64  // audio: how much more it was moved ahead by pre-rolls that receivers still hold, in 1/48000 s
	leadAt  int64  // when lead was true, in nanoseconds
	started bool
	sent    bool
}

const (
	nanosecond     = 1_000_000_000 // per second
	millisecond    = 1_000_000     // nanoseconds
	videoClock     = 90_000
	audioClock     = 48_000
	audioFrame     = 960  // 20 ms at 48 kHz
	audioMaxPhase  = 1056 // 22 ms at 48 kHz
	maxElapsedNano = 3600 * nanosecond
	maxPreRoll     = 9600 // 200 ms at 48 kHz
	leadDecay      = 10   // receivers play so many times the lead before it is gone: they speed up by a tenth or more
)

func (t *timeline) elapsed(now int64, clock int64) int64 {
	return min(max(now-t.lastAt, 0), maxElapsedNano) * clock / nanosecond
}

// beginVideo starts a source whose first timestamp is ts: it continues where real time stands, at least so many ticks on.
func (t *timeline) beginVideo(ts uint32, now, least int64) {
	if t.started {
		t.offset = t.last + uint32(max(least, t.elapsed(now, videoClock))) - ts
	}
	t.started = true
}

// beginAudio starts a source whose first timestamp is ts. Audio advances by whole frames, so that the receiver's jitter
// buffer hears no gap and no overlap, and may run ahead of real time by at most 22 ms; when it would run further ahead,
// ok is false and the packet has to be dropped: the next one will fit.
func (t *timeline) beginAudio(ts uint32, now int64) (ok bool) {
	if !t.started {
		t.started = true
		return true
	}
	elapsed := t.elapsed(now, audioClock)
	ahead := t.phase + audioFrame - elapsed
	if ahead > audioMaxPhase {
		return false
	}
	frames := int64(1)
	if ahead < -audioFrame {
		frames += -ahead / audioFrame
	}
	t.phase += frames*audioFrame - elapsed
	t.offset = t.last + uint32(frames*audioFrame) - ts
	return true
}

// room returns by how much a pre-roll may move the slot's time ahead at now, in 1/48000 s.
func (t *timeline) room(now int64) int64 {
	passed := min(max(now-t.leadAt, 0), maxElapsedNano) * audioClock / nanosecond
	t.lead, t.leadAt = max(t.lead-passed/leadDecay, 0), now
	return maxPreRoll - t.lead
}

// at returns the slot's timestamp at now, which may lie after its newest packet.
func (t *timeline) at(now int64, k kind) uint32 {
	clock := int64(videoClock)
	if k == audio {
		clock = audioClock
	}
	return t.last + uint32(t.elapsed(now, clock))
}

// next returns the slot's timestamp for ts.
func (t *timeline) next(ts uint32, now int64) uint32 {
	out := ts + t.offset
	t.note(out, now)
	return out
}

// note takes account of timestamp out, sent at now.
func (t *timeline) note(out uint32, now int64) {
	if int32(out-t.last) > 0 || !t.sent {
		t.last = out
	}
	t.sent, t.lastAt = true, now
}

// pictures keeps the VP8 picture ids and TL0PICIDX of a slot continuous: no holes where a source ended or where frames
// were left out. Firefox freezes on a jump of either.
type pictures struct {
	frames             sequencer // of picture ids, extended to 16 bits
	offsetTL0, lastTL0 uint8
	started            bool
}

// begin starts a source at the key frame d.
func (p *pictures) begin(d *vp8Descriptor) {
	if p.started {
		p.offsetTL0 = p.lastTL0 + 1 - d.tl0
	}
	p.started = true
	p.frames.begin(d.pictureID)
	p.lastTL0 = d.tl0 + p.offsetTL0
}

// next returns by how much the picture id of d moves in the slot; ok is false for a frame that was left out.
func (p *pictures) next(d *vp8Descriptor) (shift uint16, ok bool) {
	if tl0 := d.tl0 + p.offsetTL0; int8(tl0-p.lastTL0) > 0 {
		p.lastTL0 = tl0
	}
	if d.pictureIDAt < 0 {
		return 0, true
	}
	in := d.extend(p.frames.newest)
	out, ok := p.frames.next(in)
	return out - in, ok
}

// skip leaves out the frame of d.
func (p *pictures) skip(d *vp8Descriptor) {
	if d.pictureIDAt >= 0 {
		p.frames.skip(d.extend(p.frames.newest))
	}
}
