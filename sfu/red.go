package sfu

import "encoding/binary"

// Redundant sound (RFC 2198): a packet that carries earlier frames beside its own, so that what one packet lost the next
// one brings. Each earlier frame has a header of four bytes, the packet's own one of one byte; the frames follow in the
// order of the headers, the oldest first.
const (
	redHeader    = 4
	redOwnHeader = 1
	redMore      = 0x80      // another header follows
	maxRedBlocks = 8         // earlier frames in a packet that are looked at
	maxRedBack   = 1<<14 - 1 // 1/48000 s an earlier frame may lie back
	maxRedBytes  = 1<<10 - 1 // of an earlier frame
)

// redBlock is an earlier frame in a packet: that of one of the packets directly before it.
type redBlock struct {
	back    uint32 // how far its timestamp lies before the packet's
	payload []byte
}

// redPacket is a packet taken apart. Its slices belong to the packet.
type redPacket struct {
	blocks [maxRedBlocks]redBlock // the oldest first
	n      int
	own    []byte
}

// parseRed takes a packet apart in which all frames have payload type pt.
func parseRed(b []byte, pt uint8) (r redPacket, ok bool) {
	var sizes [maxRedBlocks]int
	sum := 0
	for len(b) > redHeader && b[0]&redMore != 0 {
		x := binary.BigEndian.Uint32(b)
		if r.n == maxRedBlocks || uint8(x>>24)&^redMore != pt {
			return r, false
		}
		r.blocks[r.n].back, sizes[r.n] = x>>10&maxRedBack, int(x&maxRedBytes)
		sum += sizes[r.n]
		r.n++
		b = b[redHeader:]
	}
	if len(b) < redOwnHeader+sum || b[0] != pt {
		return r, false
	}
	b = b[redOwnHeader:]
	for i, n := range sizes[:r.n] {
		r.blocks[i].payload, b = b[:n:n], b[n:]
	}
	r.own = b
	return r, true
}

// putRedHeader writes the header of an earlier frame and returns its length.
func putRedHeader(b []byte, pt uint8, back uint32, size int) int {
	binary.BigEndian.PutUint32(b, uint32(pt|redMore)<<24|back<<10|uint32(size))
	return redHeader
}

// acceptRed takes a packet of redundant sound, with in.mu held: what packets before it lost, and then its own frame.
func (in *ingress) acceptRed(s inStream, f frame, now int64, out *outbox) {
	r, ok := parseRed(f.payload, s.section.pt)
	if !ok {
		in.conn.sfu.counters.drop(dropMalformed)
		return
	}
	for i, x := range r.blocks[:r.n] {
		if seq := f.seq - uint16(r.n-i); len(x.payload) > 0 && s.layer.window.lacks(seq) {
			in.accept(s, frame{seq: seq, ts: f.ts - x.back, payload: x.payload, how: redundant}, now, out)
		}
	}
	f.payload = r.own
	in.accept(s, f, now, out)
}
