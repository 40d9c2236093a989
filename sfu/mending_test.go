package sfu

import (
	"encoding/binary"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"

	"warmroom/sfu/sfutest"
)

// TestLostSoundArrivesByAnotherWay: of speech over paths that lose packets up, down or both ways, the share of frames that
// arrive by any way, over 30 s and after the first 5.
func TestLostSoundArrivesByAnotherWay(t *testing.T) {
	for _, x := range []struct {
		name     string
		down, up float64
		rtt      time.Duration
		noRed    bool // neither of the two knows redundancy
		repeats  int  // frames the speaker sends again
		want     float64
	}{
		{name: "10 % down, far", down: 0.10, rtt: 200 * time.Millisecond, want: 0.985},
		{name: "10 % down, near", down: 0.10, rtt: 40 * time.Millisecond, want: 0.99},
		{name: "10 % down, without redundancy", down: 0.10, rtt: 200 * time.Millisecond, noRed: true, want: 0.98},
		{name: "20 % down, far", down: 0.20, rtt: 200 * time.Millisecond, want: 0.95},
		{name: "5 % down, near", down: 0.05, rtt: 40 * time.Millisecond, want: 0.99},
		{name: "10 % up, near", up: 0.10, rtt: 40 * time.Millisecond, want: 0.98},
		{name: "10 % up, far, sent twice", up: 0.10, rtt: 200 * time.Millisecond, repeats: 1, want: 0.98},
		{name: "10 % both ways, far", up: 0.10, down: 0.10, rtt: 200 * time.Millisecond, repeats: 1, want: 0.965},
	} {
		t.Run(x.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newVirtual(t)
				o := sfutest.Options{Tag: 1, VideoSlots: -1, NoRed: x.noRed}
				up := &link{bps: 10_000_000, delay: int64(x.rtt), lossUp: x.up}
				ana := v.enter("ana", up, o)
				o.Tag = 2
				down := &link{bps: 10_000_000, delay: int64(x.rtt)}
				ben := v.enter("ben", down, o)
				defer func() { v.close(ana, ben) }()
				ana.Repeat(x.repeats)
				ana.Speak(sfutest.Speech)
				ben.Speak(sfutest.Speech) // so that the round trip to the speaker is known
				<-time.After(2 * time.Second)
				v.change(func() { down.loss = x.down })
				<-time.After(3 * time.Second)
				before := ben.Frames("audio", 1)
				<-time.After(30 * time.Second)
				share := float64(ben.Frames("audio", 1)-before) / 1500
				packets := (1 - x.down) * (1 - x.up)
				t.Logf("%.1f %% of the frames arrived, in %.0f %% of the packets", share*100, packets*100)
				if share < x.want {
					t.Errorf("%.1f %% of the frames arrived, want %.1f %%", share*100, x.want*100)
				}
			})
		})
	}
}

// TestLostSoundIsAskedForOnce: a microphone is asked at once for what was lost, once, where that was agreed on and the
// answer comes in time; what it answers counts as lost all the same.
func TestLostSoundIsAskedForOnce(t *testing.T) {
	x := newListened(t)
	back := &tap{}
	seal, open := testKeys(t)
	x.from.rtcp.open(seal)
	x.from.selected.Store(&path{conn: x.from, stream: back})
	section := x.from.in.sections[Microphone.index()]
	asked := func(loseOne func()) (seqs []uint16) {
		back.sent = nil
		loseOne()
		for range 30 {
			x.say(false)
		}
		for _, b := range back.sent {
			plain, err := open.DecryptRTCP(nil, b, nil)
			if err != nil {
				t.Fatal(err)
			}
			list, err := rtcp.Unmarshal(plain)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range find[*rtcp.TransportLayerNack](list) {
				for _, pair := range n.Nacks {
					seqs = append(seqs, pair.PacketList()...)
				}
			}
		}
		return seqs
	}
	x.say(false)
	var lost []byte
	lose := func() {
		x.say(true)
		h := x.header
		lost, _ = h.Marshal()
		lost = append(lost, x.payload...)
		x.say(false)
	}
	if got := asked(lose); len(got) != 1 || got[0] != binary.BigEndian.Uint16(lost[2:]) {
		t.Fatalf("asked for %v", got)
	}
	before := len(x.to.sent)
	x.sendRTP(lost)
	if len(x.to.sent) != before+1 {
		t.Error("the answer does not reach the listener")
	}
	if w := &section.layers[0].window; w.received != uint32(w.newest-uint16(w.base)) {
		t.Errorf("%d of %d packets count as received", w.received, w.newest-uint16(w.base)+1)
	}
	x.from.out.congestion.rtt.Store(shortRTT)
	if got := asked(lose); len(got) > 0 {
		t.Errorf("asked for %v over a long round trip", got)
	}
	x.from.out.congestion.rtt.Store(0)
	section.feedback = nil
	if got := asked(lose); len(got) > 0 {
		t.Errorf("asked for %v though that was not agreed on", got)
	}
}
