package sfu

import (
	"encoding/binary"
	"sync"
)

// ring holds the latest packets of one layer, once for all subscribers. Packets lie one after another in a circular
// byte buffer, so that small packets cost little; it takes memory only while there is something in it.
type ring struct {
	kind kind

	mu    sync.Mutex // guards the fields below; held for one copy at most
	bytes []byte
	index []ringEntry // by sequence number, modulo its length
	write uint64      // total bytes ever written; position = write % len(bytes)
}

// ringEntry says where a packet lies. A packet is stored as timestamp (4), when it came (4), flags (1), payload.
type ringEntry struct {
	at   uint64 // value of ring.write at its first byte
	size uint16
	seq  uint16
	used bool
}

const (
	ringHeader = 4 + 4 + 1
	ringMarker = 1 << 0
	ringQuiet  = 1 << 1
)

// Sizes of rings: about a second of sound, and of video at the highest bitrate a layer may have.
const (
	audioRingBytes, audioRingPackets = 8 << 10, 64
	videoRingBytes, videoRingPackets = 192 << 10, 512
)

func newRing(k kind) *ring { return &ring{kind: k} }

// grow takes the memory, with r.mu held.
func (r *ring) grow() {
	size, packets := videoRingBytes, videoRingPackets
	if r.kind == audio {
		size, packets = audioRingBytes, audioRingPackets
	}
	r.bytes, r.index, r.write = make([]byte, size), make([]ringEntry, packets), 0
}

// put stores a packet; one larger than a datagram, which cannot be, is left out.
func (r *ring) put(p *packet) {
	size := ringHeader + len(p.payload)
	if size > ringHeader+maxDatagram {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bytes == nil {
		r.grow()
	}
	pos := int(r.write % uint64(len(r.bytes)))
	if pos+size > len(r.bytes) { // packets do not wrap
		r.write += uint64(len(r.bytes) - pos)
		pos = 0
	}
	b := r.bytes[pos : pos+size]
	binary.BigEndian.PutUint32(b, p.ts)
	binary.BigEndian.PutUint32(b[4:], ringTime(p.now))
	flags := &b[8]
	*flags = 0
	if p.marker {
		*flags |= ringMarker
	}
	if p.quiet {
		*flags |= ringQuiet
	}
	copy(b[ringHeader:], p.payload)
	r.index[int(p.seq)%len(r.index)] = ringEntry{at: r.write, size: uint16(size), seq: p.seq, used: true}
	r.write += uint64(size)
}

// get copies the payload of packet seq into dst and returns the part of dst it fills; ok is false when the ring no
// longer holds it or dst is too small.
func (r *ring) get(seq uint16, dst []byte) (payload []byte, ts uint32, marker, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.find(seq)
	if b == nil || len(dst) < len(b)-ringHeader {
		return nil, 0, false, false
	}
	n := copy(dst, b[ringHeader:])
	return dst[:n], binary.BigEndian.Uint32(b), b[8]&ringMarker != 0, true
}

// ringTime is a moment of the SFU's clock in milliseconds.
func ringTime(now int64) uint32 { return uint32(now / 1_000_000) }

// kept is what is known of a packet in a ring besides its payload.
type kept struct {
	size  int // of the payload
	ts    uint32
	quiet bool
	came  uint32 // ringTime
}

// ago returns how long before now the packet came, in milliseconds.
func (k kept) ago(now int64) uint32 { return ringTime(now) - k.came }

// peek returns what is known of packet seq; ok is false when the ring no longer holds it.
func (r *ring) peek(seq uint16) (k kept, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.find(seq)
	if b == nil {
		return k, false
	}
	return kept{
		size: len(b) - ringHeader, ts: binary.BigEndian.Uint32(b), quiet: b[8]&ringQuiet != 0, came: binary.BigEndian.Uint32(b[4:]),
	}, true
}

// find returns packet seq as it is stored, or nil, with r.mu held.
func (r *ring) find(seq uint16) []byte {
	if r.bytes == nil {
		return nil
	}
	e := r.index[int(seq)%len(r.index)]
	if !e.used || e.seq != seq || e.at+uint64(len(r.bytes)) < r.write {
		return nil
	}
	pos := int(e.at % uint64(len(r.bytes)))
	return r.bytes[pos : pos+int(e.size)]
}

// forget forgets everything but keeps the memory: for a source that begins anew.
func (r *ring) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.index)
}

// clear forgets everything, so that nothing sent before can be asked for again, and gives the memory back.
func (r *ring) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bytes, r.index = nil, nil
}
