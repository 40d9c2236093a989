package sfu

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"

	"warmroom/sfu/sfutest"
)

// TestPoorPaths: with packets lost and far apart, nearly all sound arrives without pauses, pictures go on, nearly all of
// them can be decoded, and none waits for much longer than what was lost takes to come again.
func TestPoorPaths(t *testing.T) {
	for _, loss := range []float64{0.01, 0.05, 0.10} {
		for _, rtt := range []time.Duration{50 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond, 500 * time.Millisecond} {
			t.Run(fmt.Sprintf("%.0f%% %v", loss*100, rtt), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { poorPath(t, loss, rtt) })
			})
		}
	}
}

func poorPath(t *testing.T, loss float64, rtt time.Duration) {
	v := newVirtual(t)
	ana := v.enter("ana", fast(), sfutest.Options{Tag: 1, Simulcast: true})
	poor := &link{bps: 5_000_000, delay: int64(rtt)}
	eye, ear := newEye(rtt), &ear{}
	ben := v.enter("ben", poor, sfutest.Options{Tag: 2, VideoSlots: 2, NoNacks: true, OnPacket: func(p sfutest.Packet) {
		eye.packet(p)
		ear.packet(p)
	}})
	eye.client = ben
	defer func() { v.close(ana, ben) }()
	v.change(func() { poor.loss = loss })
	ana.Speak(sfutest.Speech)
	ana.Show(sfutest.SimulcastCamera)
	<-time.After(10 * time.Second)
	eye.begin()
	ear.take(1)
	before := ben.Frames("audio", 1)
	<-time.After(20 * time.Second)

	if got := ben.Frames("audio", 1) - before; got < 960 {
		t.Errorf("%d of 1000 frames of sound arrived", got)
	}
	if gap := longestGap(ear.take(1)); gap > 150*time.Millisecond {
		t.Errorf("for %v there was no sound", gap)
	}
	decoded, sent, freeze := eye.saw()
	share := 90 // of a hundred pictures
	if loss*rtt.Seconds() >= 0.025 {
		share = 80
	}
	if sent < 20*14 || decoded < sent*share/100 {
		t.Errorf("%d of %d pictures in 20 s could be decoded", decoded, sent)
	}
	if freeze > 2*rtt+asksAfter+500*time.Millisecond { // once in a while what is sent again is lost again, and a key frame has to come
		t.Errorf("the picture stood still for %v", freeze)
	}
	if times, _ := v.seen.paused(); times > 0 {
		t.Errorf("the picture was paused %d times", times)
	}
	if got := v.rtt("ben"); got < rtt*9/10 || got > rtt*3/2 {
		t.Errorf("the round trip was measured as %v", got)
	}
}

// longestGap returns for how long at most no new frame of sound arrived.
func longestGap(heard []sfutest.Packet) (gap time.Duration) {
	for i := 1; i < len(heard); i++ {
		gap = max(gap, heard[i].Received.Sub(heard[i-1].Received))
	}
	return gap
}

// shownTo returns the grade of the one picture peer id is shown.
func (v *virtual) shownTo(id PeerID) (g grade) {
	v.router.apply(func(s *state) { g = s.peers[id].shown[0].grade() })
	return g
}

// within waits until met and fails when that takes longer.
func within(t *testing.T, what string, patience time.Duration, met func() bool) {
	t.Helper()
	for began := time.Now(); !met(); <-time.After(100 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// TestPathTooNarrowForPictures: on 80 kb/s sound goes on and the picture waits, which is said; when there is room again it
// comes back within fifteen seconds. Somebody else who watches the same camera notices nothing.
func TestPathTooNarrowForPictures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVirtual(t)
		ana := v.enter("ana", fast(), sfutest.Options{Tag: 1, Simulcast: true})
		narrow := &link{bps: 3_000_000, delay: 25_000_000}
		ear := &ear{}
		ben := v.enter("ben", narrow, sfutest.Options{Tag: 2, VideoSlots: 2, OnPacket: ear.packet})
		eye := newEye(20 * time.Millisecond)
		cem := v.enter("cem", fast(), sfutest.Options{Tag: 3, VideoSlots: 2, NoNacks: true, OnPacket: eye.packet})
		eye.client = cem
		defer func() { v.close(ana, ben, cem) }()
		ana.Speak(sfutest.Speech)
		ana.Show(sfutest.SimulcastCamera)
		<-time.After(5 * time.Second)
		eye.begin()

		v.change(func() { narrow.bps = 80_000 })
		within(t, "the picture waits", 4*time.Second, func() bool { _, now := v.seen.paused(); return now })
		<-time.After(time.Second) // until what was queued has passed
		ear.take(1)
		before := ben.Frames("audio", 1)
		<-time.After(10 * time.Second)
		if got := ben.Frames("audio", 1) - before; got < 490 {
			t.Errorf("%d of 500 frames of sound arrived", got)
		}
		if gap := longestGap(ear.take(1)); gap > 200*time.Millisecond {
			t.Errorf("for %v there was no sound", gap)
		}
		v.change(func() { narrow.bps = 3_000_000 })
		within(t, "the picture is back", 15*time.Second, func() bool { _, now := v.seen.paused(); return !now })
		within(t, "it is as large as before", 15*time.Second, func() bool { return v.shownTo("ben").layer() == 2 })

		if g := v.shownTo("cem"); g != whole(maxLayers-1) {
			t.Errorf("somebody else is shown grade %d", g)
		}
		if decoded, sent, freeze := eye.saw(); decoded < sent || freeze > 200*time.Millisecond {
			t.Errorf("somebody else was shown %d of %d pictures, and none for %v", decoded, sent, freeze)
		}
	})
}

// TestSoundHasNoGapWhenThePathNarrows: what is queued at the moment delays sound; nothing else does.
func TestSoundHasNoGapWhenThePathNarrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVirtual(t)
		ana := v.enter("ana", fast(), sfutest.Options{Tag: 1, Simulcast: true})
		narrow := &link{bps: 3_000_000, delay: 25_000_000}
		ear := &ear{}
		ben := v.enter("ben", narrow, sfutest.Options{Tag: 2, VideoSlots: 2, OnPacket: ear.packet})
		defer func() { v.close(ana, ben) }()
		ana.Speak(sfutest.Speech)
		ana.Show(sfutest.SimulcastCamera)
		<-time.After(5 * time.Second)
		ear.take(1)
		before := ben.Frames("audio", 1)
		v.change(func() { narrow.bps = 300_000 })
		<-time.After(10 * time.Second)
		v.change(func() { narrow.bps = 3_000_000 })
		<-time.After(15 * time.Second)
		if gap, queue := longestGap(ear.take(1)), time.Duration(narrow.limit); gap > queue+100*time.Millisecond {
			t.Errorf("for %v there was no sound, with a queue of %v", gap, queue)
		}
		if got := ben.Frames("audio", 1) - before; got < 1250-75 { // what the queue dropped in a second and a half
			t.Errorf("%d of 1250 frames of sound arrived", got)
		}
	})
}

// TestClientThatKnowsOnlyREMBIsObeyed: pictures follow the estimate a client without transport-wide feedback makes, down
// within two seconds and up again within fifteen, and sound does not.
func TestClientThatKnowsOnlyREMBIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVirtual(t)
		ana := v.enter("ana", fast(), sfutest.Options{Tag: 1, Simulcast: true})
		ben := v.enter("ben", fast(), sfutest.Options{Tag: 2, VideoSlots: 2, NoFeedback: true})
		defer func() { v.close(ana, ben) }()
		ana.Speak(sfutest.Speech)
		ana.Show(sfutest.SimulcastCamera)
		say := func(bps float32) {
			t.Helper()
			if err := ben.PeerConnection().WriteRTCP([]rtcp.Packet{&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: bps}}); err != nil {
				t.Fatal(err)
			}
		}
		stop := repeatedly(500*time.Millisecond, func() { say(3_000_000) })
		<-time.After(5 * time.Second)
		stop()
		if g := v.shownTo("ben"); g.layer() != 2 {
			t.Fatalf("grade %d for 3 Mb/s", g)
		}
		stop = repeatedly(500*time.Millisecond, func() { say(300_000) })
		within(t, "a smaller picture", 2*time.Second, func() bool { return v.shownTo("ben").layer() == 0 })
		before := ben.Frames("audio", 1)
		<-time.After(10 * time.Second)
		stop()
		if got := ben.Frames("audio", 1) - before; got < 490 {
			t.Errorf("%d of 500 frames of sound arrived", got)
		}
		stop = repeatedly(500*time.Millisecond, func() { say(3_000_000) })
		defer stop()
		within(t, "a large picture", 15*time.Second, func() bool { return v.shownTo("ben").layer() == 2 })
	})
}

// repeatedly calls f at once and in each interval until the function it returns is called.
func repeatedly(interval time.Duration, f func()) (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			f()
			select {
			case <-ticker.C:
			case <-quit:
				return
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}
