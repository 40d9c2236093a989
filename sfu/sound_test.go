package sfu

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/pion/rtcp"
	"pgregory.net/rapid"
)

// listened is a microphone and one listener with everything negotiated that mends sound.
type listened struct {
	*bench
	track *track
	slot  *slot
	to    *tap
}

func newListened(t testing.TB) *listened {
	up, down := redSection(upstream, "0"), redSection(downstream, "7")
	up.feedback, down.feedback = []string{"nack"}, []string{"nack"}
	x := &listened{bench: newBenchOf(t, up, down, 1), to: &tap{}}
	x.track = x.from.in.sections[Microphone.index()].track
	x.slot = (*x.track.subs.Load())[0].slot
	x.slot.out.conn.selected.Load().stream = x.to
	x.payload = x.payload[:40]
	return x
}

// say sends a packet that differs from all others, unless it is lost.
func (x *listened) say(lost bool) {
	binary.BigEndian.PutUint32(x.payload[1:], binary.BigEndian.Uint32(x.payload[1:])+1)
	x.now += 20_000_000
	if b := x.packet(); !lost {
		x.from.in.rtp(append([]byte(nil), b...), x.path, x.now, x.out)
		x.out.flush()
	}
}

// ask has the listener ask for packets again and returns what it is sent.
func (x *listened) ask(seqs ...uint16) [][]byte {
	before := len(x.to.sent)
	x.slot.out.resend(&rtcp.TransportLayerNack{MediaSSRC: x.slot.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(seqs)}, x.now, x.out)
	x.out.flush()
	return x.to.sent[before:]
}

func (x *listened) repeat(frames int) { x.slot.out.repetition.frames = frames }

// TestSoundSentAgainIsTheSame: a packet asked for again comes once, the same to the last byte, on both sides of a
// wrap-around of the numbers, and whether it carries one frame or several.
func TestSoundSentAgainIsTheSame(t *testing.T) {
	for frames := range maxRepeats + 1 {
		x := newListened(t)
		x.header.SequenceNumber = 65_500
		x.repeat(frames)
		for range 60 {
			x.say(false)
		}
		first := append([][]byte(nil), x.to.sent...)
		wraps := false
		for i, b := range first[len(first)-40:] {
			seq := binary.BigEndian.Uint16(b[2:])
			wraps = wraps || seq == 0
			again := x.ask(seq)
			if frames > 0 && i < 39 { // the packet after it carries the frame
				if len(again) > 0 {
					t.Fatalf("%d frames: packet %d came again though its frame did", frames, seq)
				}
				continue
			}
			if len(again) != 1 || !bytes.Equal(again[0], b) {
				t.Fatalf("%d frames: packet %d came again %d times, or changed", frames, seq, len(again))
			}
			if len(x.ask(seq)) > 0 {
				t.Fatalf("packet %d came a third time", seq)
			}
		}
		if !wraps {
			t.Fatal("the numbers did not wrap around; the test tested nothing")
		}
	}
}

// TestNoNumberIsSealedTwiceDifferently: whatever publishers send, lose, repeat or begin anew, whatever is muted, and whatever
// the listener asks for, two packets with one number are one and the same.
func TestNoNumberIsSealedTwiceDifferently(t *testing.T) {
	again := 0
	rapid.Check(t, func(r *rapid.T) {
		x := newListened(t)
		x.header.SequenceNumber = rapid.Uint16().Draw(r, "first")
		sealed := map[uint16][]byte{}
		check := func() {
			for _, b := range x.to.sent {
				seq := binary.BigEndian.Uint16(b[2:])
				before, ok := sealed[seq]
				if ok && !bytes.Equal(before, b) {
					r.Fatalf("number %d was sealed twice", seq)
				}
				if ok {
					again++
				}
				sealed[seq] = b
			}
			x.to.sent = nil
		}
		r.Repeat(map[string]func(*rapid.T){
			"say": func(r *rapid.T) {
				for range rapid.IntRange(1, 20).Draw(r, "packets") {
					x.say(rapid.IntRange(0, 5).Draw(r, "lost") == 0)
				}
				check()
			},
			"whisper": func(r *rapid.T) {
				_ = x.header.SetExtension(1, []byte{127})
				for range rapid.IntRange(1, 60).Draw(r, "packets") {
					x.say(rapid.IntRange(0, 5).Draw(r, "lost") == 0)
				}
				_ = x.header.SetExtension(1, []byte{30})
				check()
			},
			"late": func(r *rapid.T) { // the packets before come now, if they had not come
				h := x.header
				back := uint16(rapid.IntRange(1, 10).Draw(r, "back"))
				h.SequenceNumber -= back
				h.Timestamp -= uint32(back) * audioFrame
				b, _ := h.Marshal()
				x.sendRTP(append(b, 1, 2, 3, byte(back)))
				check()
			},
			"jump": func(r *rapid.T) { x.header.SequenceNumber -= uint16(rapid.IntRange(0, 2000).Draw(r, "back")) },
			"ssrc": func(*rapid.T) { x.header.SSRC++ },
			"mute": func(*rapid.T) {
				x.track.allow(false)
				x.say(false)
				x.track.allow(true)
				check()
			},
			"repeat": func(r *rapid.T) {
				x.repeat(rapid.IntRange(0, maxRepeats).Draw(r, "frames"))
				x.slot.redPT = uint8(rapid.SampledFrom([]int{0, 63}).Draw(r, "red"))
			},
			"ask": func(r *rapid.T) {
				last := x.slot.seq.last()
				for range 10 {
					x.ask(last - uint16(rapid.IntRange(0, audioHistory+5).Draw(r, "back")))
				}
				check()
			},
			"": func(*rapid.T) {},
		})
	})
	if again == 0 {
		t.Error("nothing was ever sent again; the test tested nothing")
	}
}

// TestLostSoundIsInThePacketsAfterIt: a listener who loses packets of redundant sound has every frame that one of the
// packets behind it carries, in its place and unchanged.
func TestLostSoundIsInThePacketsAfterIt(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x := newListened(t)
		frames := rapid.IntRange(1, maxRepeats).Draw(r, "frames")
		x.repeat(frames)
		for range 60 {
			x.say(rapid.IntRange(0, 9).Draw(r, "lost upstream") == 0)
		}
		list := x.to.heard(t)
		sent := map[uint32][]byte{}
		for _, p := range list {
			red, ok := parseRed(p.payload, x.slot.pt)
			if p.pt != x.slot.redPT {
				red, ok = redPacket{own: p.payload}, true
			}
			if !ok || p.pt != x.slot.redPT && p.pt != x.slot.pt {
				r.Fatalf("packet %d of type %d cannot be read", p.seq, p.pt)
			}
			for _, f := range red.blocks[:red.n] {
				if want, ok := sent[p.ts-f.back]; !ok || !bytes.Equal(f.payload, want) {
					r.Fatalf("packet %d repeats a frame that was not sent", p.seq)
				}
			}
			for k := 1; k <= frames; k++ {
				at := p.ts - uint32(k)*audioFrame
				carried := false
				for _, f := range red.blocks[:red.n] {
					carried = carried || p.ts-f.back == at
				}
				if _, ok := sent[at]; ok && !carried {
					r.Fatalf("packet %d does not repeat the frame %d before it", p.seq, k)
				}
			}
			sent[p.ts] = red.own
		}
	})
}

// TestSoundIsRepeatedAsLongAsMuchIsLost: on at 3 %, more at 10 %, off only after it has been calm.
func TestSoundIsRepeatedAsLongAsMuchIsLost(t *testing.T) {
	var r repetition
	now := int64(nanosecond)
	for _, step := range []struct {
		loss    int32
		seconds int
		want    int
	}{{29, 5, 0}, {30, 1, 1}, {15, 60, 1}, {100, 1, 2}, {50, 60, 2}, {20, 9, 2}, {40, 1, 2}, {20, 12, 1}, {5, 9, 1}, {5, 2, 0}, {200, 1, 2}, {0, 25, 0}} {
		for range step.seconds {
			r.judge(step.loss, now)
			now += nanosecond
		}
		if r.frames != step.want {
			t.Fatalf("%d thousandths lost for %d s: %d frames are repeated, want %d", step.loss, step.seconds, r.frames, step.want)
		}
	}
}

// TestListenerIsSentWhatItCanRead: without RED nothing is repeated, without NACK or over long round trips nothing sent
// again, and on a narrow path nothing is sent twice.
func TestListenerIsSentWhatItCanRead(t *testing.T) {
	x := newListened(t)
	x.repeat(1)
	plain := func() bool {
		x.to.sent = nil
		x.say(false)
		x.say(false)
		return x.to.sent[len(x.to.sent)-1][1]&0x7f == x.slot.pt
	}
	if plain() {
		t.Error("nothing is repeated for a listener that loses much")
	}
	x.slot.redPT = 0
	if !plain() {
		t.Error("a listener without RED is sent RED")
	}
	x.slot.redPT, x.slot.out.congestion.est.bps = 63, narrow
	if !plain() {
		t.Error("sound is repeated on a path that has no room for it")
	}
	last := x.slot.seq.last()
	x.slot.out.congestion.rtt.Store(shortRTT)
	if len(x.ask(last)) > 0 {
		t.Error("sound is sent again though it comes too late")
	}
	x.slot.out.congestion.rtt.Store(shortRTT / 2)
	x.slot.resends = false
	if len(x.ask(last)) > 0 {
		t.Error("sound is sent again though that was not agreed on")
	}
	x.slot.resends, x.slot.transportAt = true, 17
	if len(x.ask(last)) > 0 {
		t.Error("a slot with transport-wide numbers sends one number twice")
	}
	x.slot.transportAt = 0
	if len(x.ask(last-1)) != 1 {
		t.Error("sound is not sent again at all; the test tested nothing")
	}
}

// TestListenerWithoutRedGetsEachPacketTwice: the second time 20 ms after the first, and the same to the last byte. From
// what is still lost it is guessed what would be.
func TestListenerWithoutRedGetsEachPacketTwice(t *testing.T) {
	x := newListened(t)
	x.slot.redPT, x.slot.resends = 0, false
	x.repeat(1)
	const said = 200
	for range said {
		x.say(false)
	}
	first := map[uint16]int{}
	for i, b := range x.to.sent {
		seq := binary.BigEndian.Uint16(b[2:])
		at, again := first[seq]
		if !again {
			first[seq] = i
			continue
		}
		if !bytes.Equal(b, x.to.sent[at]) || i-at != 3 && at > 0 {
			t.Fatalf("packet %d came again %d packets later, or changed", seq, i-at)
		}
	}
	if len(first) != said || len(x.to.sent) != 2*said-1 {
		t.Errorf("%d packets of %d numbers were sent, %d said", len(x.to.sent), len(first), said)
	}
	x.slot.out.receiverReport(&rtcp.ReceptionReport{SSRC: x.slot.ssrc, FractionLost: 3}, x.now) // one in 85: of one in 9, twice
	if got := x.slot.out.congestion.soundLoss.Load(); got < 90 || got > 120 {
		t.Errorf("the loss is guessed as %d thousandths", got)
	}
}

// TestLossOfSoundIsJudgedByItsPackets: reports about slots that carry little say little, and what was sent again counts as
// lost.
func TestLossOfSoundIsJudgedByItsPackets(t *testing.T) {
	x := newListened(t)
	e := &x.slot.out.congestion
	report := func(fraction uint8) {
		x.slot.out.receiverReport(&rtcp.ReceptionReport{SSRC: x.slot.ssrc, FractionLost: fraction}, x.now)
	}
	for range 10 {
		x.say(false)
	}
	report(128)
	if got := e.soundLoss.Load(); got != 0 {
		t.Errorf("%d thousandths after 10 packets", got)
	}
	for range 90 {
		x.say(false)
	}
	for range 9 {
		x.say(false)
		x.ask(x.slot.seq.last())
	}
	report(0)
	if got := e.soundLoss.Load(); got < 110 || got > 150 { // 5 and 9 of 109
		t.Errorf("%d thousandths after 14 of 109 packets", got)
	}
	if x.slot.out.repetition.frames == 0 {
		t.Error("nothing is repeated")
	}
}

// TestRepeatingSoundAllocatesNothing: neither does a packet of redundant sound.
func TestRepeatingSoundAllocatesNothing(t *testing.T) {
	x := newListened(t)
	x.slot.out.conn.selected.Load().stream = nowhere{}
	x.repeat(maxRepeats)
	var packets [][]byte
	for range 200 {
		packets = append(packets, append([]byte(nil), x.packet()...))
	}
	i := 0
	allocated := testing.AllocsPerRun(len(packets)-1, func() {
		x.now += 20_000
		x.from.in.rtp(packets[i], x.path, x.now, x.out)
		x.out.flush()
		i++
	})
	if allocated > 0 {
		t.Errorf("%v allocations for a packet", allocated)
	}
}
