package sfu

import (
	"encoding/binary"
	"sync/atomic"
)

// slot is one receive transceiver of a client, with SSRCs that never change. The control loop fills and empties it; the
// readers that carry packets into it meet at the lock of its egress.
type slot struct {
	out           *egress
	mid           string
	kind          kind
	ssrc, rtxSSRC uint32
	pt, rtxPT     uint8
	redPT         uint8  // of redundant sound, 0 without
	resends       bool   // lost sound is sent again
	head          []byte // header and extensions of every packet, to be filled in
	transportAt   int    // offset of the transport-wide number in head, 0 without

	mapping atomic.Pointer[mapping] // what the control loop wants; nil when empty

	// The rest is guarded by out.mu.
	current *mapping // what is being sent
	layer   *layer   // of current; nil until it starts
	starts  uint32   // of the layer
	stretch uint32   // likewise
	seq     sequencer
	time    timeline
	ids     pictures
	thin    thinner
	replay  replay
	sent    *history
	rtxSeq  uint16
	keyAsks bucket // requests for key frames, in thousandths

	packets, octets uint32 // sent, for reports (RFC 3550, 6.4.1)
	reported        uint32 // packets at the time of the latest report
	owed            bool   // sound: the packet before is to be sent once more
	judged, again   uint32 // sound: packets at the time of the client's latest report, and how many it asked for since
}

// mapping puts a track into a slot. It is made anew for every change, so that a packet on its way to an old one cannot
// slip into a new one.
type mapping struct {
	slot      *slot
	track     *track
	epoch     uint32
	announced atomic.Bool  // the observer knows; nothing is sent before
	target    atomic.Int32 // grade to be sent

	// The rest is owned by the control loop.
	about   Mapping // as announced
	want    int     // the layer that fits the tile
	place   int     // of the tile in the order of importance
	stage   bool    // the tile comes before all others
	settled bool    // the grade was decided on
}

func (m *mapping) grade() grade { return grade(m.target.Load()) }

func (m *mapping) setGrade(g grade) { m.target.Store(int32(g)) }

func newSlot(e *egress, s *section, l answerLine) *slot {
	x := &slot{out: e, mid: s.mid, kind: s.kind, ssrc: l.ssrc, rtxSSRC: l.rtxSSRC, pt: s.pt, rtxPT: s.rtxPT, redPT: s.redPT, resends: s.resends(), keyAsks: newBucket(keyAsksRefill, keyAsksBurst)}
	x.head = make([]byte, 12, 40)
	x.head[0] = 0x80
	if s.extmap.mid == 0 && s.extmap.transportCC == 0 {
		return x
	}
	x.head[0] |= 0x10
	x.head = append(x.head, 0xbe, 0xde, 0, 0) // RFC 8285, 4.2
	if id := s.extmap.transportCC; id != 0 {
		x.transportAt = len(x.head) + 1
		x.head = append(x.head, id<<4|1, 0, 0)
	}
	if id := s.extmap.mid; id != 0 {
		x.head = append(x.head, id<<4|byte(len(s.mid)-1))
		x.head = append(x.head, s.mid...)
	}
	for len(x.head)%4 != 0 {
		x.head = append(x.head, 0)
	}
	x.head[15] = byte((len(x.head) - 16) / 4)
	return x
}

// forward carries one packet of the track into the slot.
func (m *mapping) forward(p *packet, out *outbox) {
	if !m.announced.Load() {
		return
	}
	e := m.slot.out
	path := e.conn.selected.Load()
	if path == nil {
		return
	}
	buf := out.next()
	e.mu.Lock()
	n := e.forward(m, p, buf)
	behind, twice := m.slot.replay.under, m.slot.owed
	m.slot.owed = false
	e.mu.Unlock()
	if n > 0 {
		out.add(path, n)
	}
	if twice {
		m.sendTwice(path, p.now, out)
	}
	if behind {
		m.catchUp(p, path, out)
	}
	if e.congestion.probe.Load() > 0 {
		e.fillUp(path, p.now, out)
	}
}

// skip closes the hole that packet seq of l, which will not be sent, would leave.
func (m *mapping) skip(l *layer, seq uint16) {
	e := m.slot.out
	e.mu.Lock()
	defer e.mu.Unlock()
	if m.slot.current == m && m.slot.layer == l && m.slot.starts == l.starts.Load() {
		m.slot.seq.skip(seq)
	}
}

// switchTo decides, with out.mu held, whether p may be sent, and begins its layer when p is where a new one can begin.
func (s *slot) switchTo(m *mapping, p *packet) bool {
	if s.current != m {
		s.current, s.layer = m, nil
		if s.sent != nil {
			s.sent.forget()
		}
	}
	if s.kind == video && m.grade() == paused {
		s.layer = nil
		return false
	}
	if s.starts != p.starts && s.layer == p.layer { // its numbers say nothing of those before: none may be used again
		s.layer = nil
	}
	if s.layer == p.layer {
		if s.stretch != p.stretch && p.inOrder {
			s.stretch = p.stretch
			s.seq.begin(p.seq)
		}
		return true
	}
	if !p.inOrder {
		return false
	}
	if s.kind == audio {
		return s.out.beginSound(s, m, p)
	}
	if m.track.best(m.grade().layer(), p.now) != p.layer {
		return false
	}
	if !p.vp8.key {
		if !s.out.beginReplay(s, p) {
			p.layer.keyWanted.Store(true)
		}
		return false
	}
	s.time.beginVideo(p.ts, p.now, 1)
	s.start(p, p.seq, &p.vp8)
	return true
}

// start begins the layer of p with packet seq, with out.mu held; d is the key frame of a video slot.
func (s *slot) start(p *packet, seq uint16, d *vp8Descriptor) {
	if s.kind == video {
		s.ids.begin(d)
		s.out.conn.sfu.counters.switches.Add(1)
	}
	s.seq.begin(seq)
	if s.sent == nil {
		s.sent = newHistory(s.kind)
	}
	if s.starts != p.starts { // numbers from before may mean other packets now
		s.sent.forget()
	}
	s.layer, s.starts, s.stretch = p.layer, p.starts, p.stretch
	s.sent.begin(segment{layer: p.layer, tl0: s.ids.offsetTL0})
}

// passes decides, with out.mu held, whether packet p of the slot's layer is to be sent, and closes the hole it leaves
// when not. What is still sent of a higher layer than wanted, until the lower one begins, is as little as can be.
func (s *slot) passes(m *mapping, p *packet) bool {
	g := m.grade()
	temporal := g.temporal()
	if p.layer.index > g.layer() {
		temporal = 0
	}
	if s.thin.passes(&p.vp8, temporal, p.inOrder) {
		return true
	}
	if p.inOrder {
		s.seq.skip(p.seq)
		s.ids.skip(&p.vp8)
	}
	return false
}

// put writes the plain packet into buf and returns its length.
func (s *slot) put(buf []byte, seq uint16, ts uint32, marker bool, transport uint16, payload []byte) int {
	n := copy(buf, s.head)
	buf[1] = s.pt
	if marker {
		buf[1] |= 0x80
	}
	binary.BigEndian.PutUint16(buf[2:], seq)
	binary.BigEndian.PutUint32(buf[4:], ts)
	binary.BigEndian.PutUint32(buf[8:], s.ssrc)
	if s.transportAt > 0 {
		binary.BigEndian.PutUint16(buf[s.transportAt:], transport)
	}
	return n + copy(buf[n:], payload)
}

// retransmission turns a plain packet of the slot into one of its retransmission stream, whatever it carries.
func (s *slot) retransmission(buf []byte) {
	buf[1] = buf[1]&0x80 | s.rtxPT
	binary.BigEndian.PutUint16(buf[2:], s.rtxSeq)
	binary.BigEndian.PutUint32(buf[8:], s.rtxSSRC)
	s.rtxSeq++
}

// history remembers which packet of which layer a slot's recent numbers were, to answer NACKs.
type history struct {
	entries  []historyEntry
	segments [historySegments]segment
	newest   uint8    // index of the segment opened last
	signed   []uint64 // of sound: signatures of the packets, by the place of their entries; 0 for those not to be sent again
}

// historyEntry is one packet, with how far its timestamp and picture id were moved.
type historyEntry struct {
	time    uint32
	again   uint32 // when it was last sent again, in milliseconds of the SFU's clock; 0 for never
	out, in uint16
	id      uint16
	segment uint8 // index into segments plus one; 0 is an unused entry
	repeats uint8 // bit k is set when the packet also carries the frame of the k+1st before it
}

// segment is a run of packets from one layer, with how far its TL0PICIDX was moved.
type segment struct {
	layer *layer
	tl0   uint8
}

const (
	historySegments = 8
	audioHistory    = 64
	videoHistory    = 512
)

func newHistory(k kind) *history {
	if k == audio {
		return &history{entries: make([]historyEntry, audioHistory), signed: make([]uint64, audioHistory)}
	}
	return &history{entries: make([]historyEntry, videoHistory)}
}

// begin opens a segment; the oldest one is forgotten.
func (h *history) begin(s segment) {
	h.newest = (h.newest + 1) % historySegments
	for i := range h.entries {
		if h.entries[i].segment == h.newest+1 {
			h.entries[i] = historyEntry{}
		}
	}
	h.segments[h.newest] = s
}

// add remembers x, of the segment opened last.
func (h *history) add(x historyEntry) {
	x.segment = h.newest + 1
	h.entries[int(x.out)%len(h.entries)] = x
}

func (h *history) find(out uint16) (x historyEntry, s segment, ok bool) {
	x = h.entries[int(out)%len(h.entries)]
	if x.segment == 0 || x.out != out {
		return x, s, false
	}
	return x, h.segments[x.segment-1], true
}

// present returns packet out if it is of the segment opened last.
func (h *history) present(out uint16) (x historyEntry, ok bool) {
	x = h.entries[int(out)%len(h.entries)]
	return x, x.segment == h.newest+1 && x.out == out
}

// repeated reports whether a later packet carries the frame of packet out.
func (h *history) repeated(out uint16) bool {
	for k := range uint16(maxRepeats) {
		if x, ok := h.present(out + k + 1); ok && x.repeats&(1<<k) != 0 {
			return true
		}
	}
	return false
}

// sentAgain notes that packet out, which is in the history, is sent again at now.
func (h *history) sentAgain(out uint16, now int64) {
	h.entries[int(out)%len(h.entries)].again = uint32(now / millisecond)
}

// underWay reports whether x was sent again at most patience nanoseconds ago.
func (x *historyEntry) underWay(now, patience int64) bool {
	return x.again != 0 && int64(uint32(now/millisecond)-x.again)*millisecond < patience
}

// sign notes the signature of packet out, which is in the history, and returns the one before.
func (h *history) sign(out uint16, signature uint64) (before uint64) {
	at := &h.signed[int(out)%len(h.signed)]
	before, *at = *at, signature
	return before
}

// signature returns that of packet out, which is in the history.
func (h *history) signature(out uint16) uint64 { return h.signed[int(out)%len(h.signed)] }

// forget makes everything sent so far unanswerable.
func (h *history) forget() { clear(h.entries) }
