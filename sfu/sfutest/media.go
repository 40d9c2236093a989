package sfutest

import (
	"encoding/binary"
	"time"
)

const (
	opusPayloadType = 111
	redPayloadType  = 63
	vp8PayloadType  = 96

	uriMid         = "urn:ietf:params:rtp-hdrext:sdes:mid"
	uriRid         = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
	uriRepairedRid = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
	uriAudioLevel  = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
	uriTransportCC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
)

// mark is what every synthetic frame carries: who sent it, the how-many-eth it is, and when it was sent.
type mark struct {
	tag    uint32
	number uint32
	sent   time.Time
}

const markBytes = 16

func (m mark) put(b []byte) {
	binary.BigEndian.PutUint32(b, m.tag)
	binary.BigEndian.PutUint32(b[4:], m.number)
	binary.BigEndian.PutUint64(b[8:], uint64(m.sent.UnixNano()))
}

func readMark(b []byte) (mark, bool) {
	if len(b) < markBytes {
		return mark{}, false
	}
	return mark{
		tag: binary.BigEndian.Uint32(b), number: binary.BigEndian.Uint32(b[4:]),
		sent: time.Unix(0, int64(binary.BigEndian.Uint64(b[8:]))),
	}, true
}

const (
	opusTOC   = 0x78 // one 20 ms CELT frame, mono
	opusBytes = 80   // 32 kb/s
)

// opusFrame returns a payload of the size speech has.
func opusFrame(m mark) []byte {
	b := make([]byte, opusBytes)
	b[0] = opusTOC
	m.put(b[1:])
	return b
}

// redundant puts the frames before a frame into one packet with it (RFC 2198); they are 20 ms apart, the oldest first.
func redundant(earlier [][]byte, own []byte) []byte {
	var b []byte
	for i, f := range earlier {
		back := (len(earlier) - i) * audioTicks
		b = binary.BigEndian.AppendUint32(b, (0x80|opusPayloadType)<<24|uint32(back)<<10|uint32(len(f)))
	}
	b = append(b, opusPayloadType)
	for _, f := range earlier {
		b = append(b, f...)
	}
	return append(b, own...)
}

// unpack takes such a packet apart; own is nil when it is none.
func unpack(b []byte) (earlier [][]byte, own []byte) {
	var sizes []int
	for len(b) > 4 && b[0]&0x80 != 0 {
		sizes = append(sizes, int(binary.BigEndian.Uint32(b)&0x3ff))
		b = b[4:]
	}
	if len(b) == 0 {
		return nil, nil
	}
	b = b[1:]
	for _, n := range sizes {
		if len(b) < n {
			return nil, nil
		}
		earlier, b = append(earlier, b[:n]), b[n:]
	}
	return earlier, b
}

// Sizes of VP8 packets: what browsers make under an MTU of 1,200.
const (
	vp8PacketBytes     = 1100
	vp8DescriptorBytes = 6
	vp8KeyHeaderBytes  = 10
)

// vp8Frame is one frame of a layer, cut into payloads.
type vp8Frame struct {
	key           bool
	width, height int
	picture       uint16 // 15 bits
	tl0           uint8
	temporal      uint8
	bytes         int // of the whole frame
}

// payloads returns the RTP payloads of f: a descriptor with a 15-bit picture id, TL0PICIDX and temporal layer (RFC 7741,
// 4.2), and a frame header decoders would recognise; the rest is filler.
func (f *vp8Frame) payloads(m mark) [][]byte {
	frame := make([]byte, max(f.bytes, vp8KeyHeaderBytes+markBytes))
	at := 3
	if f.key {
		size := len(frame) - vp8KeyHeaderBytes
		tag := uint32(size)<<5 | 1<<4 // show_frame
		frame[0], frame[1], frame[2] = byte(tag), byte(tag>>8), byte(tag>>16)
		copy(frame[3:], []byte{0x9d, 0x01, 0x2a, byte(f.width), byte(f.width >> 8), byte(f.height), byte(f.height >> 8)})
		at = vp8KeyHeaderBytes
	} else {
		frame[0] = 1 | 1<<4
	}
	m.put(frame[at:])
	var list [][]byte
	for start := 0; start < len(frame); start += vp8PacketBytes {
		part := frame[start:min(start+vp8PacketBytes, len(frame))]
		p := make([]byte, vp8DescriptorBytes, vp8DescriptorBytes+len(part))
		p[0] = 0x80 // X
		if start == 0 {
			p[0] |= 0x10 // S
		}
		p[1] = 0xe0 // I, L, T
		p[2], p[3] = byte(f.picture>>8)|0x80, byte(f.picture)
		p[4] = f.tl0
		p[5] = f.temporal << 6
		if f.temporal > 0 {
			p[5] |= 0x20 // Y: two temporal layers, of which the upper one needs only the lower
		}
		list = append(list, append(p, part...))
	}
	return list
}

// Frame is what a received video packet says of itself.
type Frame struct {
	Start, Key    bool
	PictureID     uint16
	TL0           uint8
	Temporal      uint8
	Width, Height int // of key frames
}

func readFrame(b []byte) (f Frame, m mark, ok bool) {
	if len(b) < vp8DescriptorBytes+3 || b[1] != 0xe0 || b[2]&0x80 == 0 {
		return f, m, false
	}
	f = Frame{
		Start: b[0]&0x10 != 0, PictureID: binary.BigEndian.Uint16(b[2:]) & 0x7fff, TL0: b[4], Temporal: b[5] >> 6,
	}
	if !f.Start {
		return f, m, true
	}
	x := b[vp8DescriptorBytes:]
	f.Key = x[0]&1 == 0
	at := 3
	if f.Key {
		if len(x) < vp8KeyHeaderBytes {
			return f, m, false
		}
		f.Width, f.Height = int(x[6])|int(x[7])<<8, int(x[8])|int(x[9])<<8
		at = vp8KeyHeaderBytes
	}
	m, ok = readMark(x[at:])
	return f, m, ok
}
