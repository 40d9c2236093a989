package sfu

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"testing"

	"github.com/pion/rtp"
	"github.com/pion/stun/v4"
)

// A fuzzed publisher is a run of steps of stepBytes each: what is sent, and how far its numbers and time move.
const stepBytes = 8

// play carries out the steps: a client with valid keys that does whatever it likes with its SSRCs, numbers, timestamps,
// picture ids, retransmissions and padding, while its viewer turns away and back.
func play(b *bench, steps []byte) {
	m := (*b.from.in.sections[Camera.index()].track.subs.Load())[0]
	h := rtp.Header{Version: 2, SequenceNumber: 100}
	for ; len(steps) >= stepBytes; steps = steps[stepBytes:] {
		x := steps[:stepBytes]
		b.now += int64(x[1]) * 2_000_000
		h.SequenceNumber += uint16(int16(int8(x[2])) << (x[0] >> 5)) // up to 16,384 either way
		h.Timestamp += uint32(int32(int8(x[3]))<<(x[4]&0x1f)) + 3000
		h.SSRC, h.PayloadType, h.Padding = 7+uint32(x[4]>>6), 96, false
		payload := []byte{0x90, 0xe0, 0x80 | x[5]&0x7f, x[6], x[7], x[7] << 6, 1, 0, 0}
		switch x[0] & 0x0f {
		case 0, 1, 2:
			payload[6] = 0 // a key frame
		case 3:
			h.SSRC, h.PayloadType = 17, 97
			payload = append([]byte{x[5], x[6]}, payload...)
		case 4:
			h.Padding, payload = true, append(make([]byte, 9), 10)
		case 5:
			payload = payload[:x[7]%8]
		case 6:
			m.setGrade(grade(x[7]) % (whole(maxLayers-1) + 1))
		case 7: // the viewer turns to something else and comes back
			n := &mapping{slot: m.slot, track: m.track}
			n.announced.Store(true)
			n.setGrade(m.grade())
			n.slot.mapping.Store(n)
			m.track.subs.Store(&[]*mapping{n})
			m = n
		case 8: // and asks for something again
			m.slot.out.mu.Lock()
			m.slot.out.retransmit(m.slot.ssrc, uint16(x[5])<<8|uint16(x[6]), b.now, make([]byte, maxDatagram))
			m.slot.out.mu.Unlock()
			continue
		}
		h.Extension, h.Extensions = false, nil
		_ = h.SetExtension(4, []byte("0"))
		_ = h.SetExtension(3, []byte{x[6], x[7]})
		plain, _ := h.Marshal()
		b.sendRTP(append(plain, payload...))
	}
}

// FuzzPublisher holds that nothing a publisher does makes a viewer's slot use a number twice, which would use a nonce
// twice, or leave its numbers for good: all that is sent can be decrypted in the order it was sent, and a source that
// behaves is seen again.
func FuzzPublisher(f *testing.F) {
	f.Add([]byte{0, 10, 1, 0, 0, 1, 1, 1, 9, 10, 1, 0, 0, 1, 2, 1})
	f.Fuzz(func(t *testing.T, steps []byte) {
		if len(steps) > 4096*stepBytes {
			return
		}
		b, to := hostile(t)
		play(b, steps)
		_, receiver := testKeys(t)
		for i, p := range to.sent {
			if _, err := receiver.DecryptRTP(nil, p, nil); err != nil {
				t.Fatalf("packet %d of %d: %v", i, len(to.sent), err)
			}
		}
		m := (*b.from.in.sections[Camera.index()].track.subs.Load())[0]
		m.setGrade(whole(maxLayers - 1))
		before := len(to.sent)
		h := rtp.Header{Version: 2, PayloadType: 96, SSRC: 99} // of its own: SRTP lets nobody go back
		_ = h.SetExtension(4, []byte("0"))
		for range 3 * strayLimit {
			b.now += nanosecond / 20
			h.SequenceNumber++
			h.Timestamp += 4500
			plain, _ := h.Marshal()
			b.sendRTP(append(plain, 0x90, 0xe0, 0x80, 1, 1, 0, 0, 0, 0))
		}
		if len(to.sent) == before {
			t.Fatal("a source that behaves is no longer seen")
		}
	})
}

// FuzzCheck holds that no check of an authentic client, whatever stands in it, panics or is answered anywhere but where it
// came from, or makes the server send without having been answered.
func FuzzCheck(f *testing.F) {
	f.Add([]byte{0, 0x24, 0, 4, 1, 2, 3, 4})
	f.Add([]byte{0, 0x25, 0, 0, 0x80, 0x29, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, attributes []byte) {
		list, _ := newSeekers(t, 1)
		x := list[0]
		for _, kind := range []stun.MessageType{stun.BindingRequest, stun.BindingSuccess, stun.BindingError} {
			m := stun.MustBuild(stun.TransactionID, kind, stun.NewUsername(x.conn.local.ufrag+":client"))
			m.Raw = append(m.Raw, attributes...)
			binary.BigEndian.PutUint16(m.Raw[2:], uint16(len(m.Raw)-20))
			var again stun.Message
			if stun.Decode(m.Raw, &again) == nil && stun.NewShortTermIntegrity(x.conn.local.pwd).AddTo(&again) == nil {
				m.Raw = again.Raw
			}
			from := netip.MustParseAddrPort("192.0.2.1:1000")
			p := x.r.receive(m.Raw, nil, from)
			x.r.receive(m.Raw, p, from)
			if x.conn.selected.Load() != nil {
				t.Fatal("a path that never answered is used")
			}
			for _, b := range x.to.sent {
				var sent stun.Message
				if err := stun.Decode(b, &sent); err != nil {
					t.Fatalf("what was sent is not STUN: %v", err)
				}
			}
			if n := len(x.to.sent); n > 4 {
				t.Fatalf("%d datagrams for two checks", n)
			}
			x.to.sent = nil
		}
	})
}

// FuzzTCPFrames holds that a stream is cut into what was put into it, whatever lengths it claims, and no frame is larger
// than a datagram may be.
func FuzzTCPFrames(f *testing.F) {
	f.Add([]byte{0, 1, 7, 0, 0, 0, 2, 1, 2})
	f.Add([]byte{0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, stream []byte) {
		from := bytes.NewReader(stream)
		buf := make([]byte, 2048)
		var again []byte
		for {
			frame, err := readFrame(from, buf)
			if err == nil {
				again = append(again, framed(frame)...)
				continue
			}
			rest := stream[len(again):]
			whole := len(rest) >= 2 && len(rest) >= 2+int(binary.BigEndian.Uint16(rest))
			if claimed := len(rest) >= 2 && int(binary.BigEndian.Uint16(rest)) > len(buf); whole && !claimed {
				t.Fatalf("a whole frame was refused: %v", err)
			}
			if len(rest) == 0 && !errors.Is(err, io.EOF) {
				t.Fatalf("the end is %v", err)
			}
			break
		}
		if !bytes.HasPrefix(stream, again) {
			t.Fatal("frames are not what was sent")
		}
	})
}
