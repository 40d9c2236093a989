package sfu

import (
	"encoding/binary"
	"testing"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"pgregory.net/rapid"
)

// studio is cameras with three layers each, and one viewer with one slot, over a network that does what it is told.
type studio struct {
	t       *rapid.T
	sfu     *SFU
	cameras []*camera
	to      *tap
	slot    *slot
	mapping *mapping
	out     *outbox
	now     int64
	lost    map[byte]map[uint16]bool // numbers that never arrived, or late, by layer
}

// camera is one of them.
type camera struct {
	conn   *connection
	path   *path
	cipher *srtp.Context
	track  *track
	layers [maxLayers]cameraLayer
	late   []byte // comes after the packet that follows it
}

// cameraLayer is how one layer counts.
type cameraLayer struct {
	header  rtp.Header
	picture uint16
	tl0     uint8
	frame   int
}

func newStudio(t *rapid.T, tb testing.TB, cameras int) *studio {
	s := &studio{t: t, sfu: &SFU{}, to: &tap{}, now: nanosecond, lost: make(map[byte]map[uint16]bool)}
	s.sfu.registry.entries = map[string]registration{}
	s.out = newOutbox(nil, &s.sfu.counters)
	viewer := s.sfu.newConnection(&offer{sections: []section{testSection(video, downstream, "7")}})
	sender, _ := testKeys(tb)
	viewer.out.open(sender)
	viewer.selected.Store(&path{conn: viewer, stream: s.to})
	s.slot = viewer.out.slots[0]
	for i := range cameras {
		c := &camera{track: &track{peer: PeerID(rune('a' + i)), source: Camera, wake: func() {}}}
		camera := testSection(video, upstream, "0")
		camera.rids, camera.extmap.rid = conventionalRids, 5
		c.conn = s.sfu.newConnection(&offer{sections: []section{camera}})
		var in *srtp.Context
		c.cipher, in = testKeys(tb)
		c.conn.in.open(in)
		c.path = &path{conn: c.conn, stream: nowhere{}}
		c.track.allowed.Store(true)
		tracks := [len(sources)]*track{{source: Microphone}, c.track, {source: Screen}}
		c.conn.in.bind(tracks)
		for j := range c.layers {
			l := &c.layers[j]
			l.header = rtp.Header{
				Version: 2, PayloadType: 96, SSRC: uint32(10*i + j + 1),
				SequenceNumber: rapid.Uint16().Draw(t, "number"), Timestamp: rapid.Uint32().Draw(t, "timestamp"),
			}
			l.picture, l.tl0 = rapid.Uint16Max(0x7fff).Draw(t, "picture"), rapid.Uint8().Draw(t, "TL0PICIDX")
		}
		s.cameras = append(s.cameras, c)
	}
	s.turnTo(0)
	return s
}

// turnTo shows the viewer another camera.
func (s *studio) turnTo(i int) {
	if s.mapping != nil {
		s.mapping.track.subs.Store(&[]*mapping{})
	}
	m := &mapping{slot: s.slot, track: s.cameras[i].track}
	m.announced.Store(true)
	m.setGrade(whole(maxLayers - 1))
	s.mapping = m
	s.slot.mapping.Store(m)
	m.track.subs.Store(&[]*mapping{m})
}

// film has every layer of every camera send a frame; key makes it a key frame where none was asked for, and fate says what
// becomes of each packet.
func (s *studio) film(key bool, fate func() fate) {
	s.now += nanosecond / 30
	for i, c := range s.cameras {
		for j := range c.layers {
			s.frame(c, byte(i*maxLayers+j), j, key, fate)
		}
	}
}

// fate is what becomes of a packet.
type fate int

const (
	arrives fate = iota
	isLost
	comesLate
	comesTwice
)

func (s *studio) frame(c *camera, tag byte, j int, key bool, fate func() fate) {
	l := &c.layers[j]
	asked := c.conn.in.sections[Camera.index()].layers[j].keyWanted.Load()
	key = key || asked || l.frame == 0
	l.header.Timestamp += videoClock / 30
	l.picture = (l.picture + 1) & 0x7fff
	temporal := byte(l.frame % 2)
	if key {
		temporal, l.frame = 0, 0
	}
	l.frame++
	if temporal == 0 {
		l.tl0++
	}
	packets := j + 1
	for k := range packets {
		n := l.header.SequenceNumber + 1
		payload := []byte{0x80, 0xe0, byte(l.picture>>8) | 0x80, byte(l.picture), l.tl0, temporal<<6 | temporal<<5, 1, tag, byte(n >> 8), byte(n)}
		if k == 0 {
			payload[0] |= 0x10
			if key {
				payload[6] = 0
			}
		}
		s.packet(c, l, append(payload, make([]byte, 40)...), k == packets-1, conventionalRids[j], fate())
	}
}

func (s *studio) packet(c *camera, l *cameraLayer, payload []byte, marker bool, rid string, f fate) {
	l.header.SequenceNumber++
	h := l.header
	h.Marker = marker
	_ = h.SetExtension(4, []byte("0"))
	_ = h.SetExtension(5, []byte(rid))
	plain, _ := h.Marshal()
	sealed, err := c.cipher.EncryptRTP(nil, append(plain, payload...), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	late := c.late
	c.late = nil
	switch {
	case f == isLost:
		s.lose(payload[7], h.SequenceNumber)
	case f == comesLate && late == nil:
		s.lose(payload[7], h.SequenceNumber) // a packet of a frame that was left out meanwhile has no place any more
		c.late = sealed
		return
	case f == comesTwice:
		s.arrive(c, append([]byte(nil), sealed...))
		s.arrive(c, sealed)
	default:
		s.arrive(c, sealed)
	}
	if late != nil {
		s.arrive(c, late)
	}
}

// lose notes that a packet does not arrive, or not in time.
func (s *studio) lose(tag byte, seq uint16) {
	if s.lost[tag] == nil {
		s.lost[tag] = make(map[uint16]bool)
	}
	s.lost[tag][seq] = true
}

func (s *studio) arrive(c *camera, sealed []byte) {
	c.conn.in.rtp(sealed, c.path, s.now, s.out)
	s.out.flush()
}

// direct lets the viewer look at other cameras and layers, or away, between frames.
func (s *studio) direct() {
	switch rapid.IntRange(0, 12).Draw(s.t, "direction") {
	case 0:
		s.turnTo(rapid.IntRange(0, len(s.cameras)-1).Draw(s.t, "camera"))
	case 1, 2:
		s.mapping.setGrade(rapid.SampledFrom(ladder[:]).Draw(s.t, "grade"))
	case 3:
		s.mapping.setGrade(paused)
	case 4:
		s.now += rapid.Int64Range(0, 5*nanosecond).Draw(s.t, "pause")
	}
}

// TestSlotIsOneStreamWhateverFillsIt: over any changes of camera, layer and frame rate and any pauses, with nothing lost,
// a viewer gets what one encoder could have sent: numbers and pictures without holes, whole frames, time that moves on,
// and another camera or layer at a key frame only.
func TestSlotIsOneStreamWhateverFillsIt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newStudio(rt, t, 2)
		for range rapid.IntRange(1, 80).Draw(rt, "frames") {
			s.direct()
			s.film(rapid.IntRange(0, 9).Draw(rt, "key") == 0, func() fate { return arrives })
		}
		list := opened(t, s.to.sent)
		for i := 1; i < len(list); i++ {
			a, b := list[i-1], list[i]
			if b.seq != a.seq+1 {
				rt.Fatalf("packet %d is number %d after %d", i, b.seq, a.seq)
			}
			if !b.vp8.start {
				if b.vp8.pictureID != a.vp8.pictureID || b.ts != a.ts || b.payload[7] != a.payload[7] {
					rt.Fatalf("packet %d goes on with another frame than the one before", i)
				}
				continue
			}
			if b.vp8.pictureID != (a.vp8.pictureID+1)&0x7fff {
				rt.Fatalf("packet %d is of picture %d after %d", i, b.vp8.pictureID, a.vp8.pictureID)
			}
			if step := b.vp8.tl0 - a.vp8.tl0; b.vp8.temporal == 0 && step != 1 || b.vp8.temporal > 0 && step != 0 {
				rt.Fatalf("packet %d has TL0PICIDX %d after %d", i, b.vp8.tl0, a.vp8.tl0)
			}
			if int32(b.ts-a.ts) <= 0 {
				rt.Fatalf("packet %d goes back in time", i)
			}
			if b.payload[7] != a.payload[7] && !b.vp8.key {
				rt.Fatalf("packet %d is of another layer, and no key frame", i)
			}
		}
	})
}

// TestLossLeavesNoMoreHolesThanWereLost: with packets lost, late or repeated as well, no number is used twice, there are
// no more holes than packets lost or late, and in their places, and another camera or layer begins with a key frame.
func TestLossLeavesNoMoreHolesThanWereLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newStudio(rt, t, 2)
		for range rapid.IntRange(1, 80).Draw(rt, "frames") {
			s.direct()
			s.film(rapid.IntRange(0, 9).Draw(rt, "key") == 0, func() fate {
				return fate(rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, 2, 3}).Draw(rt, "fate"))
			})
		}
		for _, c := range s.cameras { // what is still late comes now
			if c.late != nil {
				s.arrive(c, c.late)
			}
		}
		list := opened(t, s.to.sent)
		if len(list) == 0 {
			return
		}
		first := list[0].seq
		at := make(map[int16]received)
		newest := int16(0)
		for i, x := range list {
			place := int16(x.seq - first)
			if _, twice := at[place]; twice || place < 0 {
				rt.Fatalf("packet %d has number %d, used before", i, x.seq)
			}
			at[place], newest = x, max(newest, place)
		}
		for place, a := int16(0), at[0]; place < newest; {
			next := place + 1
			for ; next < newest; next++ {
				if _, here := at[next]; here {
					break
				}
			}
			b := at[next]
			if holes, most := int(next-place)-1, s.lostBetween(a, b); holes > most {
				rt.Fatalf("%d holes before number %d, at most %d packets were lost there", holes, b.seq, most)
			}
			if b.payload[7] != a.payload[7] && !b.vp8.key {
				rt.Fatalf("number %d is of another layer, and no key frame", b.seq)
			}
			if int32(b.ts-a.ts) < 0 {
				rt.Fatalf("number %d goes back in time", b.seq)
			}
			place, a = next, b
		}
	})
}

// lostBetween returns how many packets were lost between two that follow each other in the slot: of the layer of a, up to
// b where that goes on with it.
func (s *studio) lostBetween(a, b received) (n int) {
	tag, from, to := a.payload[7], binary.BigEndian.Uint16(a.payload[8:]), binary.BigEndian.Uint16(b.payload[8:])
	goesOn := b.payload[7] == tag && newer(to, from)
	for seq := range s.lost[tag] {
		if newer(seq, from) && (!goesOn || newer(to, seq)) {
			n++
		}
	}
	return n
}

// TestHistoryFindsWhatWasSent: of any packets in any segments, the latest are found as they were added, and nothing of a
// segment that was forgotten.
func TestHistoryFindsWhatWasSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.SampledFrom([]kind{audio, video}).Draw(t, "kind")
		h := newHistory(k)
		type sent struct {
			x   historyEntry
			seg segment
			at  int // segment, counted
		}
		var all []sent
		out, segments := rapid.Uint16().Draw(t, "first"), 0
		for range rapid.IntRange(1, 20).Draw(t, "segments") {
			seg := segment{layer: &layer{}, tl0: rapid.Uint8().Draw(t, "TL0PICIDX")}
			h.begin(seg)
			segments++
			for range rapid.IntRange(0, 200).Draw(t, "packets") {
				x := historyEntry{out: out, in: rapid.Uint16().Draw(t, "in"), id: out + 3, time: uint32(out) * 7}
				h.add(x)
				all = append(all, sent{x, seg, segments})
				out++
			}
		}
		for i, s := range all {
			x, seg, ok := h.find(s.x.out)
			recent := len(all)-i <= len(h.entries) && segments-s.at < historySegments
			if ok != recent {
				t.Fatalf("packet %d of %d, in segment %d of %d: found is %v", i, len(all), s.at, segments, ok)
			}
			if ok && (x.in != s.x.in || x.id != s.x.id || x.time != s.x.time || seg != s.seg) {
				t.Fatalf("packet %d came back changed", i)
			}
		}
		h.forget()
		for _, s := range all {
			if _, _, ok := h.find(s.x.out); ok {
				t.Fatal("a forgotten packet is found")
			}
		}
	})
}
