package sfu

import (
	"encoding/binary"
	"sync"
	"sync/atomic"

	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// maxStreams bounds the streams remembered per connection: three layers and a screen with their retransmissions, and as
// many again for sources that restart. maxKnown bounds all SSRCs, those of probes and of reports included.
const (
	maxStreams = 32
	maxKnown   = 64
)

// ingress is what a client sends: decryption, the layers its packets belong to, and the feedback it is owed.
type ingress struct {
	conn     *connection
	sections [len(sources)]*inSection // nil where the client offered none; guarded by mu

	mu       sync.Mutex // guards the fields below and the media state of the layers; several readers may meet here
	srtp     *srtp.Context
	header   rtp.Header
	known    map[uint32]bool // every SSRC heard authentically
	streams  map[uint32]inStream
	mids     map[string]*inSection
	twcc     *twcc.Recorder
	twccAt   int64 // when feedback was last sent
	nackAt   int64
	reportAt int64
	lost     []uint16 // scratch
	flood    bucket   // authentic packets of any kind
	reports  bucket   // RTCP packets
	statuses bucket   // packets that feedback speaks of
	held     []byte   // scratch
	comfort  [1]byte  // likewise: a packet without sound

	loss   atomic.Int32 // of the layer that loses most, in thousandths, as last reported
	lossAt atomic.Int64
}

// inSection is one m-line the client sends on.
type inSection struct {
	*section
	track  *track
	layers []*layer
	quota  quota
}

func (in *ingress) init(c *connection) {
	in.conn = c
	in.known = make(map[uint32]bool)
	in.streams = make(map[uint32]inStream)
	in.mids = make(map[string]*inSection)
	in.twcc = twcc.NewRecorder(randomSSRC())
	in.flood = newBucket(packetsPerSecond, packetsPerSecond)
	in.reports = newBucket(rtcpPerSecond, rtcpPerSecond)
	in.statuses = newBucket(statusesPerSecond, statusesPerSecond)
}

// addSection gives s the next free source of its kind; false when there is none.
func (in *ingress) addSection(s *section) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	i := Microphone.index()
	if s.kind == video {
		i = Camera.index()
		if in.sections[i] != nil {
			i = Screen.index()
		}
	}
	if in.sections[i] != nil {
		return false
	}
	x := &inSection{section: s, quota: sourceQuota(s.kind)}
	n := max(1, len(s.rids))
	for j := range n {
		x.layers = append(x.layers, &layer{index: j, conn: in.conn, ring: newRing(s.kind), quota: layerQuota(s.kind, j, n)})
	}
	in.sections[i] = x
	in.mids[s.mid] = x
	return true
}

// bind says which tracks the sections feed.
func (in *ingress) bind(tracks [len(sources)]*track) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for i, x := range in.sections {
		for j := range tracks[i].layers {
			var l *layer
			if x != nil && j < len(x.layers) {
				l = x.layers[j]
			}
			tracks[i].layers[j].Store(l)
		}
		if x != nil {
			x.track = tracks[i]
		}
	}
}

func (in *ingress) open(ctx *srtp.Context) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.srtp = ctx
}

// rtp handles one SRTP packet; b is decrypted in place.
func (in *ingress) rtp(b []byte, p *path, now int64, out *outbox) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.srtp == nil {
		return
	}
	stats := &in.conn.sfu.counters
	if in.flood.empty(now) {
		stats.drop(dropRate)
		return
	}
	ssrc := binary.BigEndian.Uint32(b[8:])
	if !in.mayKnow(ssrc) {
		stats.drop(dropUnknown)
		return
	}
	plain, err := in.srtp.DecryptRTP(b, b, &in.header)
	if err != nil {
		stats.drop(dropCrypto)
		return
	}
	in.known[ssrc] = true
	in.flood.take(1, now)
	in.conn.touch(p, now)
	s, known := in.stream(&in.header, now)
	in.recordTransport(s, now)
	if !known || s.section.track == nil {
		stats.drop(dropUnknown)
		return
	}
	payload, ok := payloadOf(plain, in.header.Padding)
	if !ok {
		stats.drop(dropMalformed)
		return
	}
	f := frame{seq: in.header.SequenceNumber, ts: in.header.Timestamp, marker: in.header.Marker, payload: payload}
	switch {
	case s.rtx:
		if len(payload) < 2 { // padding that probes bandwidth
			return
		}
		f.seq, f.payload, f.how = binary.BigEndian.Uint16(payload), payload[2:], retransmitted // RFC 4588, 4
		in.accept(s, f, now, out)
	case in.header.PayloadType != s.section.pt && len(payload) > 0:
		in.acceptRed(s, f, now, out)
	default:
		in.accept(s, f, now, out)
	}
	in.feedback(now)
}

// mayKnow reports whether ssrc was heard authentically before or may yet be: decryption keeps a state for each.
func (in *ingress) mayKnow(ssrc uint32) bool { return in.known[ssrc] || len(in.known) < maxKnown }

// payloadOf returns the payload of a decrypted packet, which is empty for padding.
func payloadOf(b []byte, padded bool) ([]byte, bool) {
	n := 12 + 4*int(b[0]&0x0f)
	if b[0]&0x10 != 0 {
		if len(b) < n+4 {
			return nil, false
		}
		n += 4 + 4*int(binary.BigEndian.Uint16(b[n+2:]))
	}
	if len(b) < n {
		return nil, false
	}
	b = b[n:]
	if !padded {
		return b, true
	}
	if len(b) == 0 || b[len(b)-1] == 0 || int(b[len(b)-1]) > len(b) {
		return nil, false
	}
	return b[:len(b)-int(b[len(b)-1])], true
}

// frame is one packet of a layer as it came in.
type frame struct {
	seq     uint16
	ts      uint32
	marker  bool
	payload []byte
	how     origin
}

// origin is how a frame came in.
type origin uint8

const (
	original      origin = iota
	retransmitted        // on a stream for retransmissions
	redundant            // beside a later frame
)

// accept takes one frame of a layer, with in.mu held.
func (in *ingress) accept(s inStream, f frame, now int64, out *outbox) {
	stats := &in.conn.sfu.counters
	l, t := s.layer, s.section.track
	a := in.arrive(s, f, now)
	if a == refused {
		stats.drop(dropDuplicate)
		return
	}
	if a == restarted || a == inOrder && !l.clock.goesOn(f.ts, now, s.section.kind) {
		l.beginAnew()
	}
	if a != late {
		l.clock = sourceClock{ts: f.ts, at: now}
	}
	if f.how == original {
		l.jitter.update(f.ts, now, s.section.kind)
	}
	l.lastAt.Store(now)
	if !t.allowed.Load() {
		return
	}
	if !s.section.quota.take(len(f.payload), now) || !l.quota.take(len(f.payload), now) {
		stats.drop(dropRate)
		return
	}
	if len(f.payload) == 0 {
		if a == inOrder {
			t.skip(l, f.seq)
		}
		return
	}
	p := packet{layer: l, seq: f.seq, ts: f.ts, marker: f.marker, inOrder: a != late, starts: l.starts.Load(), payload: f.payload, now: now}
	if s.section.kind == audio {
		level := in.audioLevel(s.section)
		p.quiet = level >= quietLevel
		if f.how == original {
			t.hear(level, len(f.payload), now)
		}
	} else {
		var ok bool
		if p.vp8, ok = parseVP8(f.payload); !ok {
			stats.drop(dropMalformed)
			return
		}
		if p.inOrder && !l.count.goesOn(&p.vp8) {
			l.beginAnew()
			p.starts = l.starts.Load()
		}
		l.see(&p)
	}
	l.ring.put(&p)
	if !t.flowing.Load() {
		t.flowing.Store(true)
		t.wake()
	}
	if s.section.kind == audio {
		in.voice(t, &p, out)
		return
	}
	t.publish(&p, out)
}

// arrive tells the layer's window of f, with in.mu held. Sound that was asked for again counts as lost for reports, as does what another
// packet brought: they tell of the path, and from them publishers decide how much to send twice.
func (in *ingress) arrive(s inStream, f frame, now int64) arrival {
	w := &s.layer.window
	if f.how == redundant {
		in.conn.sfu.counters.recovered.Add(1)
		return w.recover(f.seq, now)
	}
	asked := s.section.kind == audio && w.asked(f.seq)
	a := w.accept(f.seq, f.how == retransmitted, now)
	if asked && a == late {
		w.received--
	}
	return a
}

// see takes note of a packet of pictures, with the lock of the layer's ingress held.
func (l *layer) see(p *packet) {
	if p.vp8.key {
		l.keyWanted.Store(false)
	}
	l.meter.add(p.vp8.temporal, len(p.payload), p.now)
	if p.inOrder {
		l.cached.Store(l.run.extend(p.seq, &p.vp8, len(p.payload)))
	}
}

// audioLevel returns the level the client measured, or -1.
func (in *ingress) audioLevel(s *inSection) int {
	if v := in.extension(s.extmap.audioLevel); len(v) > 0 {
		return int(v[0] & 0x7f)
	}
	return -1
}

func (in *ingress) extension(id uint8) []byte {
	if id == 0 {
		return nil
	}
	return in.header.GetExtension(id)
}
