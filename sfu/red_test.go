package sfu

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/pion/rtcp"
	"pgregory.net/rapid"
)

// redSection is testSection with redundant sound negotiated.
func redSection(u use, mid string) section {
	s := testSection(audio, u, mid)
	s.redPT = 63
	return s
}

// appendRed makes a packet of frames 20 ms apart, the last of them its own.
func appendRed(b []byte, pt uint8, frames ...[]byte) []byte {
	last := len(frames) - 1
	for i, f := range frames[:last] {
		var h [redHeader]byte
		putRedHeader(h[:], pt, uint32(last-i)*audioFrame, len(f))
		b = append(b, h[:]...)
	}
	b = append(b, pt)
	for _, f := range frames {
		b = append(b, f...)
	}
	return b
}

// TestRedundantPacketComesApartAsItWasMade: whatever the frames are, and however the packet is cut short.
func TestRedundantPacketComesApartAsItWasMade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frames := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, maxRedBytes), 1, maxRedBlocks+1).Draw(t, "frames")
		b := appendRed(nil, 111, frames...)
		r, ok := parseRed(b, 111)
		if !ok || r.n != len(frames)-1 || !bytes.Equal(r.own, frames[r.n]) {
			t.Fatalf("%d frames came apart as %d (%v)", len(frames), r.n+1, ok)
		}
		for i, x := range r.blocks[:r.n] {
			if !bytes.Equal(x.payload, frames[i]) || x.back != uint32(r.n-i)*audioFrame {
				t.Fatalf("frame %d came back changed", i)
			}
		}
		if _, ok := parseRed(b, 110); ok {
			t.Fatal("frames of another payload type were accepted")
		}
		short := b[:rapid.IntRange(0, len(b)-1).Draw(t, "cut")]
		if r, ok := parseRed(short, 111); ok && len(r.own) >= len(frames[len(frames)-1]) && len(r.own) > 0 {
			t.Fatal("a packet cut short was taken for a whole one")
		}
	})
}

// FuzzRed holds that no packet makes the parser read past its end.
func FuzzRed(f *testing.F) {
	f.Add(appendRed(nil, 111, []byte{1}, []byte{2, 3}))
	f.Add([]byte{0xef, 0xff, 0xff, 0xff, 0x6f})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, ok := parseRed(b, 111)
		if !ok {
			return
		}
		size := redHeader*r.n + redOwnHeader + len(r.own)
		for _, x := range r.blocks[:r.n] {
			size += len(x.payload)
		}
		if size != len(b) {
			t.Fatalf("%d of %d bytes were accounted for", size, len(b))
		}
	})
}

// heard is a packet as a listener decrypts it.
type heard struct {
	seq     uint16
	ts      uint32
	pt      uint8
	payload []byte
}

// heard returns what was sent to the tap since the last call.
func (t *tap) heard(tb testing.TB) (list []heard) {
	tb.Helper()
	_, open := testKeys(tb)
	for _, b := range t.sent {
		plain, err := open.DecryptRTP(nil, b, nil)
		if err != nil {
			tb.Fatal(err)
		}
		payload, _ := payloadOf(plain, false)
		list = append(list, heard{seq: binary.BigEndian.Uint16(b[2:]), ts: binary.BigEndian.Uint32(b[4:]), pt: b[1] & 0x7f, payload: payload})
	}
	t.sent = nil
	return list
}

// TestRedundantSoundFillsWhatWasLost: of a publisher that sends the last frames again, subscribers without RED hear all
// frames but those no packet brought, as plain Opus, each once and in its place. The publisher is told what its path lost.
func TestRedundantSoundFillsWhatWasLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := newBenchOf(t, redSection(upstream, "0"), testSection(audio, downstream, "7"), 1)
		to, back := &tap{}, &tap{}
		(*b.from.in.sections[Microphone.index()].track.subs.Load())[0].slot.out.conn.selected.Load().stream = to
		seal, open := testKeys(t)
		b.from.rtcp.open(seal)
		b.from.selected.Store(&path{conn: b.from, stream: back})
		b.header.SequenceNumber = rapid.Uint16().Draw(r, "first")
		b.header.PayloadType = 63

		var frames [][]byte
		brought := map[int]bool{}
		lost := 0
		for i := range 120 {
			frames = append(frames, []byte{111, byte(i), 3})
			n := min(rapid.IntRange(1, 3).Draw(r, "frames"), i+1)
			b.payload = appendRed(nil, 111, frames[i+1-n:]...)
			packet := b.packet()
			if i > 0 && i < 119 && rapid.IntRange(0, 3).Draw(r, "fate") == 0 {
				lost++
				continue
			}
			for k := range n {
				brought[i-k] = true
			}
			b.now += 20_000_000
			b.from.in.rtp(append([]byte(nil), packet...), b.path, b.now, b.out)
			b.out.flush()
		}
		list := to.heard(t)
		if len(list) != len(brought) {
			r.Fatalf("%d frames were heard, %d came", len(list), len(brought))
		}
		for i, x := range list {
			n := int(x.payload[1])
			if x.pt != 111 || !brought[n] || len(x.payload) != 3 {
				r.Fatalf("packet %d is %+v", i, x)
			}
			delete(brought, n)
			if from := n - int(list[0].payload[1]); x.seq-list[0].seq != uint16(from) || x.ts-list[0].ts != uint32(from)*audioFrame {
				r.Fatalf("frame %d is in the wrong place: %+v after %+v", n, x, list[0])
			}
		}
		b.from.in.mu.Lock()
		b.from.in.report(b.now)
		b.from.in.mu.Unlock()
		total := -1
		for _, p := range back.sent {
			plain, err := open.DecryptRTCP(nil, p, nil)
			if err != nil {
				t.Fatal(err)
			}
			packets, err := rtcp.Unmarshal(plain)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range find[*rtcp.ReceiverReport](packets) {
				total = int(x.Reports[0].TotalLost)
			}
		}
		if total != lost {
			r.Fatalf("%d packets were reported lost, %d were", total, lost)
		}
	})
}

// TestSourceThatBeginsAnewUsesNoNumberTwice: a publisher that jumps back to numbers it has used, or changes its SSRC,
// cannot make a slot send two packets with one number: that would be one nonce for two texts.
func TestSourceThatBeginsAnewUsesNoNumberTwice(t *testing.T) {
	for _, k := range []kind{audio, video} {
		rapid.Check(t, func(r *rapid.T) {
			b := newBench(t, k, 1)
			i := Microphone.index()
			if k == video {
				i = Camera.index()
			}
			to := &tap{}
			(*b.from.in.sections[i].track.subs.Load())[0].slot.out.conn.selected.Load().stream = to
			b.header.SequenceNumber = 40_000
			for range rapid.IntRange(2, 6).Draw(r, "starts") {
				for range rapid.IntRange(10, 60).Draw(r, "packets") {
					b.now += 20_000_000
					b.payload[len(b.payload)-1]++
					b.from.in.rtp(append([]byte(nil), b.packet()...), b.path, b.now, b.out)
					b.out.flush()
				}
				b.header.SequenceNumber -= uint16(rapid.IntRange(0, 12_000).Draw(r, "back"))
				b.header.SSRC += uint32(rapid.IntRange(0, 1).Draw(r, "ssrc"))
			}
			used := map[uint16][]byte{}
			for _, p := range to.sent {
				seq := binary.BigEndian.Uint16(p[2:])
				if before, ok := used[seq]; ok && !bytes.Equal(before, p) {
					r.Fatalf("%v: number %d was used twice", k, seq)
				}
				used[seq] = p
			}
		})
	}
}
