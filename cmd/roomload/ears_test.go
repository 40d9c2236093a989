package main

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtp"
	"pgregory.net/rapid"

	"warmroom/sfu/sfutest"
)

// Whatever is lost, late or comes twice, the span is what was sent and the packets are what
// came.
func TestStreamCountsWhatIsMissing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const reach = 50 // how late a packet may be
		first := rapid.Uint16().Draw(t, "first")
		fates := rapid.SliceOfN(rapid.SampledFrom([]string{"comes", "comes", "comes", "lost", "late", "twice"}), 1, 400).Draw(t, "fates")
		var s stream
		var late []uint16
		number, came, lastCame := first, int64(1), first
		s.count(first, 10)
		for _, fate := range fates {
			number++
			switch fate {
			case "comes":
				s.count(number, 10)
				came, lastCame = came+1, number
			case "twice":
				if s.count(number, 10); s.count(number, 10) {
					t.Fatalf("%d is taken for new when it comes again", number)
				}
				came, lastCame = came+1, number
			case "late":
				late = append(late, number)
			}
			if len(late) > 0 && number-late[0] >= reach {
				s.count(late[0], 10)
				late, came = late[1:], came+1
				if int16(number-reach-lastCame) > 0 {
					lastCame = number - reach
				}
			}
		}
		if got, want := s.span.Load(), int64(lastCame-first)+1; got != want {
			t.Fatalf("span = %d, want %d", got, want)
		}
		if s.packets.Load() != came || s.bytes.Load() != 10*came {
			t.Fatalf("%d packets, %d bytes; want %d packets of 10", s.packets.Load(), s.bytes.Load(), came)
		}
	})
}

// packetOf makes a packet of a sender in a slot.
func packetOf(kind string, slot int, number uint16, sender int, sent, received time.Time) sfutest.Packet {
	return sfutest.Packet{
		Slot: &sfutest.Slot{Kind: kind, Index: slot}, Header: rtp.Header{SequenceNumber: number}, Payload: make([]byte, 80),
		Tag: uint32(sender) + 1, Sent: sent, Received: received,
	}
}

func TestDelaysCountFromComingInOrFromWhenTheStreamBegan(t *testing.T) {
	s := newStage(options{People: 6, Talkers: 5, Video: 2, Sees: 2})
	start := time.Unix(1000, 0)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	e := newEars(s, s.parts[5], 7)
	for sender, ms := range []int{-50, -50, -50, 100, 200} { // when they began to talk
		s.sending(s.parts[sender], audio, at(ms))
	}
	s.sending(s.parts[0], video, at(-50))
	s.sending(s.parts[1], video, at(30))

	if got, never := e.delays(start); len(got) != 0 || never != 5 {
		t.Errorf("before anything came: %v and %d streams that never did, want none and 2 cameras and 3 voices", got, never)
	}
	e.packet(packetOf("audio", 0, 1, 0, at(9), at(10)))
	e.packet(packetOf("audio", 1, 1, 1, at(9), at(12)))
	e.packet(packetOf("video", 4, 1, 0, at(9), at(40)))
	e.packet(packetOf("video", 5, 1, 1, at(30), at(35)))
	e.packet(packetOf("video", 5, 2, 700, at(30), at(35))) // of somebody else in the room
	e.packet(packetOf("audio", 0, 2, 0, at(59), at(60)))
	got, never := e.delays(start)
	slices.Sort(got)
	if want := []time.Duration{5e6, 10e6, 12e6, 40e6}; !slices.Equal(got, want) || never != 1 {
		t.Errorf("delays %v and %d that never came, want %v and 1", got, never, want)
	}
	e.packet(packetOf("audio", 2, 1, 3, at(129), at(130)))
	e.packet(packetOf("audio", 2, 1, 4, at(220), at(290))) // a fourth voice is nobody's due
	got, never = e.delays(start)
	slices.Sort(got)
	if want := []time.Duration{5e6, 10e6, 12e6, 30e6, 40e6}; !slices.Equal(got, want) || never != 0 {
		t.Errorf("delays %v and %d that never came, want %v and none", got, never, want)
	}
}

func TestOnlyWhatWasSentInTheWindowIsMeasured(t *testing.T) {
	s := newStage(options{People: 2, Talkers: 1})
	e := newEars(s, s.parts[1], soundSlots)
	start := time.Unix(1000, 0)
	number := uint16(65533)
	send := func(at time.Time) {
		s.sending(s.parts[0], audio, at)
		number++
		e.packet(packetOf("audio", 0, number, 0, at, at.Add(2*time.Millisecond)))
		e.packet(packetOf("audio", 0, number, 0, at, at.Add(9*time.Millisecond))) // once more
	}
	send(start) // no window yet
	s.to.Store(math.MaxInt64)
	s.from.Store(start.Add(time.Second).UnixNano())
	send(start.Add(999 * time.Millisecond))
	send(start.Add(1000 * time.Millisecond))
	send(start.Add(1500 * time.Millisecond))
	s.to.Store(start.Add(2 * time.Second).UnixNano())
	send(start.Add(1999 * time.Millisecond))
	send(start.Add(2000 * time.Millisecond))
	if sent, got := s.sent[audio][0].Load(), e.frames[audio].Load(); sent != 3 || got != 3 {
		t.Errorf("%d sent and %d received in the window, want 3 and 3", sent, got)
	}
	if got := s.latency.quantile(1); got < 2*time.Millisecond || got > 3*time.Millisecond {
		t.Errorf("forwarding took %v, want 2 ms", got)
	}
}
