package sfu

import (
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"warmroom/sfu/sfutest"
)

// uttered is one packet a microphone sent.
type uttered struct {
	ts    uint32
	quiet bool
	lost  bool
}

// TestSilenceIsLeftOutAndNoWordIs: whatever is said, and however quietly, every packet that is not quiet arrives, and
// with it the 40 ms before, back to the latest reminder; of a silence only reminders do. Times are those of the source throughout, and numbers have
// no holes but for what was lost on the way in.
func TestSilenceIsLeftOutAndNoWordIs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x := newListened(t)
		x.header.SequenceNumber = rapid.Uint16().Draw(r, "first")
		losses := rapid.IntRange(0, 1).Draw(r, "losses")
		var said []uttered
		for range rapid.IntRange(1, 12).Draw(r, "stretches") {
			level := rapid.SampledFrom([]byte{30, 69, 70, 90, 127}).Draw(r, "level")
			_ = x.header.SetExtension(1, []byte{level})
			if rapid.IntRange(0, 4).Draw(r, "pause") == 0 { // the source leaves silence out by itself
				x.header.Timestamp += 20 * audioFrame
				x.now += 400_000_000
			}
			for range rapid.IntRange(1, 80).Draw(r, "packets") {
				lost := losses > 0 && len(said) > 0 && rapid.IntRange(0, 9).Draw(r, "fate") == 0
				x.say(lost)
				said = append(said, uttered{ts: x.header.Timestamp, quiet: level >= quietLevel, lost: lost})
			}
		}
		list := x.to.heard(t)
		offset := list[0].ts - said[0].ts
		whole, reminder := map[uint32]bool{}, map[uint32]bool{}
		lastSeq, holes := list[0].seq, 0
		for i, p := range list {
			if len(p.payload) > 1 {
				whole[p.ts-offset] = true
			} else {
				reminder[p.ts-offset] = true
			}
			if i > 0 {
				if step := p.seq - lastSeq; int16(step) <= 0 {
					r.Fatalf("number %d follows %d", p.seq, lastSeq)
				}
				holes += int(p.seq - lastSeq - 1)
			}
			lastSeq = p.seq
		}
		lost := 0
		for i, u := range said {
			if u.lost {
				lost++
				continue
			}
			if u.quiet {
				continue
			}
			if !whole[u.ts] {
				r.Fatalf("packet %d of %d, which is not quiet, was left out", i, len(said))
			}
			for k := i - 1; k >= 0 && u.ts-said[k].ts <= leadIn && !reminder[said[k].ts]; k-- {
				if !said[k].lost && !whole[said[k].ts] {
					r.Fatalf("packet %d of %d, just before one that is not quiet, was left out", k, len(said))
				}
			}
		}
		if holes > lost {
			r.Fatalf("%d holes in the numbers, %d packets were lost", holes, lost)
		}
		checkSilence(r, said, list, offset)
	})
}

// checkSilence verifies that of silence nothing is sent but reminders, in their time.
func checkSilence(r *rapid.T, said []uttered, list []heard, offset uint32) {
	quietFrom := map[uint32]uint32{} // by timestamp: when it fell quiet
	since := uint32(0)
	for _, u := range said {
		switch {
		case u.lost:
			continue
		case !u.quiet:
			since = 0
		case since == 0:
			since = u.ts
		}
		quietFrom[u.ts] = since
	}
	var reminded uint32
	for _, p := range list {
		ts := p.ts - offset
		if len(p.payload) > 1 {
			continue
		}
		from := quietFrom[ts]
		if from == 0 || ts-from < uint32(hushAfter/1e9*audioClock) {
			r.Fatalf("a reminder of silence at %d, which is none", ts)
		}
		if p.payload[0]&3 != 0 {
			r.Fatalf("a reminder that is no Opus packet of one frame: %x", p.payload)
		}
		if reminded > from && ts-reminded < uint32(remindEvery/1e6*audioClock/1000) {
			r.Fatalf("two reminders %d samples apart", ts-reminded)
		}
		reminded = ts
	}
}

// TestSilenceIsToldOf: somebody silent costs two or three packets of one byte a second, and one who sends no levels is
// not taken for silent.
func TestSilenceIsToldOf(t *testing.T) {
	x := newListened(t)
	for range 50 {
		x.say(false)
	}
	_ = x.header.SetExtension(1, []byte{80})
	for range 25 {
		x.say(false)
	}
	x.to.sent = nil
	for range 10 * 50 {
		x.say(false)
	}
	list := x.to.heard(t)
	if len(list) < 24 || len(list) > 26 {
		t.Errorf("%d packets in 10 s of silence", len(list))
	}
	for _, p := range list {
		if len(p.payload) != 1 {
			t.Errorf("a packet of %d bytes", len(p.payload))
		}
	}
	_ = x.header.DelExtension(1)
	for range 2 * 50 {
		x.say(false)
	}
	if n := len(x.to.sent); n != 100+leadIn/audioFrame {
		t.Errorf("%d packets of 100 without a level", n)
	}
}

// TestWhoComesDuringASilenceHearsWhatEndsIt: a slot that is filled while somebody is silent begins with a reminder.
func TestWhoComesDuringASilenceHearsWhatEndsIt(t *testing.T) {
	x := newListened(t)
	_ = x.header.SetExtension(1, []byte{127})
	for range 100 {
		x.say(false)
	}
	m := &mapping{slot: x.slot, track: x.track}
	m.announced.Store(true)
	x.slot.mapping.Store(m)
	x.track.subs.Store(&[]*mapping{m})
	x.to.sent = nil
	for range 40 {
		x.say(false)
	}
	_ = x.header.SetExtension(1, []byte{30})
	for range 10 {
		x.say(false)
	}
	list := x.to.heard(t)
	whole := 0
	for i, p := range list {
		if len(p.payload) > 1 {
			whole++
		}
		if i > 0 && p.seq != list[i-1].seq+1 {
			t.Errorf("number %d follows %d", p.seq, list[i-1].seq)
		}
	}
	if whole != 10+leadIn/audioFrame {
		t.Errorf("%d packets of 10 were heard, and the silence before them", whole)
	}
}

// TestOneOfFiveTalking: what silence costs a small circle in which browsers send all of it.
func TestOneOfFiveTalking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVirtual(t)
		var people []*sfutest.Client
		for i := range 5 {
			people = append(people, v.enter(PeerID(rune('a'+i)), fast(), sfutest.Options{Tag: uint32(i + 1), VideoSlots: -1}))
		}
		defer func() { v.close(people...) }()
		perSecond := func() float64 {
			<-time.After(2 * time.Second)
			before := v.sfu.counters.packetsOut.Load()
			<-time.After(10 * time.Second)
			return float64(v.sfu.counters.packetsOut.Load()-before) / 10
		}
		for _, p := range people {
			p.Speak(sfutest.Speech)
		}
		all := perSecond()
		for _, p := range people[1:] {
			p.Speak(sfutest.Silence)
		}
		one := perSecond()
		t.Logf("%.0f packets a second while all talk, %.0f while one does", all, one)
		if all < 15*50*0.98 {
			t.Errorf("%.0f packets a second while all talk, of three to each", all)
		}
		if one < 4*50*0.98 || one > 4*50+15*3 {
			t.Errorf("%.0f packets a second while one of five talks", one)
		}
	})
}
