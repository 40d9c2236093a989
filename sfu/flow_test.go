package sfu_test

import (
	"sync/atomic"
	"testing"

	"warmroom/sfu"
	"warmroom/sfu/sfutest"
)

func TestThreePeopleHearAndSeeEachOther(t *testing.T) {
	m := meet(t)
	people := map[uint32]*sfutest.Client{}
	for tag, id := range map[uint32]sfu.PeerID{1: "ana", 2: "ben", 3: "cem"} {
		c := m.enter(id, sfutest.Options{Tag: tag})
		c.Speak(sfutest.Speech)
		c.Show(sfutest.SingleCamera)
		people[tag] = c
	}
	for tag, c := range people {
		for other := range people {
			if other != tag {
				m.hears(c, other, 5)
				m.sees(c, other, 5)
			}
		}
		if n := c.Frames("audio", tag) + c.Frames("video", tag); n != 0 {
			t.Errorf("%d received %d frames of itself", tag, n)
		}
		for _, s := range c.Slots() {
			if st := s.Stats(); st.Gaps+st.Disorder > 0 {
				t.Errorf("%d, slot %s: %d gaps, %d out of order", tag, s.Mid(), st.Gaps, st.Disorder)
			}
		}
	}
}

// TestMappingIsAnnouncedBeforeItsFirstPacket: no packet arrives in a slot of which the observer has not said whose it is.
func TestMappingIsAnnouncedBeforeItsFirstPacket(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ana.Speak(sfutest.Speech)
	ana.Show(sfutest.SingleCamera)
	var early atomic.Int32
	ben := m.enter("ben", sfutest.Options{Tag: 2, OnPacket: func(p sfutest.Packet) {
		mid := p.Slot.Mid()
		if m.seen.slotOf("ben", "ana", sfu.Microphone) != mid && m.seen.slotOf("ben", "ana", sfu.Camera) != mid {
			early.Add(1)
		}
	}})
	m.hears(ben, 1, 5)
	m.sees(ben, 1, 5)
	if n := early.Load(); n > 0 {
		t.Errorf("%d packets before their mapping", n)
	}
}

// TestNewcomerSeesAKeyFrameFirst: pictures begin with what can be decoded, though the camera has long been on.
func TestNewcomerSeesAKeyFrameFirst(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ana.Show(sfutest.SingleCamera)
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	m.sees(ben, 1, 30)
	var first atomic.Pointer[sfutest.Packet]
	late := m.enter("late", sfutest.Options{Tag: 3, OnPacket: func(p sfutest.Packet) {
		if p.Slot.Kind == "video" {
			first.CompareAndSwap(nil, &p)
		}
	}})
	m.sees(late, 1, 3)
	if p := first.Load(); !p.Frame.Key || !p.Frame.Start {
		t.Errorf("the first packet is %+v, not the start of a key frame", p.Frame)
	}
	if n := ana.KeyRequests(); n > 2 {
		t.Errorf("%d key frames asked for two viewers", n)
	}
}

func TestListenerWithoutMicrophoneHears(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ana.Speak(sfutest.Speech)
	listener := m.knock("listener", sfutest.Options{Tag: 2})
	m.router.Admit("listener")
	m.hears(listener, 1, 5)
}

func TestLostPacketsAreSentAgain(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ana.Show(sfutest.SingleCamera)
	ben := m.enter("ben", sfutest.Options{Tag: 2, NoFeedback: true})
	m.sees(ben, 1, 10)
	slot := ben.Slot(m.seen.slotOf("ben", "ana", sfu.Camera))
	before := slot.Stats()
	if err := slot.Nack(before.Last.SequenceNumber-1, before.Last.SequenceNumber-2, before.Last.SequenceNumber-3); err != nil {
		t.Fatal(err)
	}
	// Pion unwraps retransmissions into the slot, where they count as packets seen before.
	if err := ben.Wait(m.ctx(), func() bool { return slot.Stats().Disorder >= before.Disorder+3 }); err != nil {
		t.Fatalf("%d of 3 packets were sent again", slot.Stats().Disorder-before.Disorder)
	}
}

func TestSwitchOfSpeakersKeepsTheSlotContinuous(t *testing.T) {
	m := meet(t)
	listener := m.knock("listener", sfutest.Options{Tag: 99})
	m.router.Admit("listener")
	people := make([]*sfutest.Client, 6)
	for i := range people {
		people[i] = m.enter(sfu.PeerID(rune('a'+i)), sfutest.Options{Tag: uint32(i + 1)})
	}
	for i, c := range people {
		c.Speak(sfutest.Speech)
		m.hears(listener, uint32(i+1), 10)
		c.Speak(sfutest.Silence)
	}
	switched := 0
	for _, s := range listener.Slots() {
		st := s.Stats()
		if st.Gaps+st.Disorder > 0 {
			t.Errorf("slot %s: %d gaps, %d out of order", s.Mid(), st.Gaps, st.Disorder)
		}
		if len(st.ByTag) > 1 {
			switched++
		}
	}
	if switched == 0 {
		t.Error("no slot carried more than one speaker; the test tested nothing")
	}
}

func TestSpeakersAreReported(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	m.enter("ben", sfutest.Options{Tag: 2})
	ana.Speak(sfutest.Speech)
	m.until("ana speaks", func() bool { l := m.seen.level("ana"); return l.Speaking && l.Loudness > 90 })
	ana.Speak(sfutest.Silence)
	m.until("ana is silent", func() bool { return !m.seen.level("ana").Speaking })
	if m.seen.level("ben").Speaking {
		t.Error("ben was reported to speak without a sound")
	}
}

func TestPinnedMicrophoneIsHeardThoughQuiet(t *testing.T) {
	m := meet(t)
	listener := m.knock("listener", sfutest.Options{Tag: 99})
	m.router.Admit("listener")
	for i := range 4 {
		c := m.enter(sfu.PeerID(rune('a'+i)), sfutest.Options{Tag: uint32(i + 1)})
		c.Speak(sfutest.Speech)
		m.until("everybody speaks", func() bool { return m.seen.level(sfu.PeerID(rune('a' + i))).Speaking })
	}
	quiet := m.enter("quiet", sfutest.Options{Tag: 50})
	quiet.Speak(80)
	m.router.Pin("quiet")
	m.hears(listener, 50, 10)
	pinned := m.seen.slotOf("listener", "quiet", sfu.Microphone)
	if want := listener.Slots()[3].Mid(); pinned != want {
		t.Errorf("pinned into slot %s, want the fourth, %s", pinned, want)
	}
	m.router.Pin("")
	m.until("the slot is emptied", func() bool { return m.seen.slotOf("listener", "quiet", sfu.Microphone) == "" })
}

func TestViewDecidesWhatIsSeen(t *testing.T) {
	m := meet(t)
	for i, id := range []sfu.PeerID{"ana", "ben"} {
		c := m.enter(id, sfutest.Options{Tag: uint32(i + 1), Simulcast: true})
		c.Show(sfutest.SimulcastCamera)
	}
	viewer := m.enter("viewer", sfutest.Options{Tag: 9})
	m.router.View("viewer", []sfu.Tile{{Peer: "ben", Source: sfu.Camera, Width: 1280, Height: 720}})
	m.sees(viewer, 2, 5)
	slot := viewer.Slot(m.seen.slotOf("viewer", "ben", sfu.Camera))
	widthIs := func(w int) func() bool { return func() bool { return slot.Stats().Width == w } }
	if err := viewer.Wait(m.ctx(), widthIs(1280)); err != nil {
		t.Fatalf("a large tile shows a width of %d", slot.Stats().Width)
	}
	if m.seen.slotOf("viewer", "ana", sfu.Camera) != "" {
		t.Error("ana is mapped though not in view")
	}
	m.router.View("viewer", []sfu.Tile{{Peer: "ben", Source: sfu.Camera, Width: 320, Height: 180}})
	if err := viewer.Wait(m.ctx(), widthIs(320)); err != nil {
		t.Fatalf("a small tile shows a width of %d", slot.Stats().Width)
	}
	if got := m.seen.slotOf("viewer", "ben", sfu.Camera); got != slot.Mid() {
		t.Errorf("the tile moved from slot %s to %s", slot.Mid(), got)
	}
	if st := slot.Stats(); st.Gaps+st.Disorder > 0 {
		t.Errorf("switching layers left %d gaps, %d out of order", st.Gaps, st.Disorder)
	}
	m.router.View("viewer", nil)
	m.until("nothing is mapped", func() bool { return m.seen.slotOf("viewer", "ben", sfu.Camera) == "" })
}

func TestStoppedLayerIsReplacedByALowerOne(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1, Simulcast: true})
	ana.Show(sfutest.SimulcastCamera)
	viewer := m.enter("viewer", sfutest.Options{Tag: 9})
	m.sees(viewer, 1, 3)
	slot := viewer.Slot(m.seen.slotOf("viewer", "ana", sfu.Camera))
	if err := viewer.Wait(m.ctx(), func() bool { return slot.Stats().Width == 1280 }); err != nil {
		t.Fatal("the best layer never came")
	}
	ana.Pause(true, "f", "h")
	if err := viewer.Wait(m.ctx(), func() bool { return slot.Stats().Width == 320 }); err != nil {
		t.Fatalf("the picture froze at width %d", slot.Stats().Width)
	}
	m.sees(viewer, 1, 10)
}

func TestSharedScreenHasItsOwnSlot(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	ana.Show(sfutest.SingleCamera)
	ana.Share(sfutest.SharedScreen)
	last := ben.Slots()[len(ben.Slots())-1].Mid()
	m.until("the screen is mapped", func() bool { return m.seen.slotOf("ben", "ana", sfu.Screen) == last })
	m.until("the camera is mapped", func() bool { return m.seen.slotOf("ben", "ana", sfu.Camera) != "" })
	if err := ben.Wait(m.ctx(), func() bool { return ben.Slot(last).Stats().Width == 1920 }); err != nil {
		t.Fatal("no picture of the screen")
	}
	m.router.Permit("ana", sfu.Screen, false)
	m.until("the slot is emptied", func() bool { return m.seen.slotOf("ben", "ana", sfu.Screen) == "" })
}

func TestPhoneWithFewSlotsIsServed(t *testing.T) {
	m := meet(t)
	for i := range 4 {
		c := m.enter(sfu.PeerID(rune('a'+i)), sfutest.Options{Tag: uint32(i + 1)})
		c.Show(sfutest.SingleCamera)
		c.Speak(sfutest.Speech)
	}
	phone := m.enter("phone", sfutest.Options{Tag: 9, AudioSlots: 1, VideoSlots: 1})
	if err := phone.Wait(m.ctx(), func() bool { return phone.Packets() > 50 }); err != nil {
		t.Fatal(err)
	}
}

func TestCiphers(t *testing.T) {
	m := meet(t)
	modern := m.enter("modern", sfutest.Options{Tag: 1})
	old := m.enter("old", sfutest.Options{Tag: 2, CipherCM: true})
	modern.Speak(sfutest.Speech)
	old.Speak(sfutest.Speech)
	m.hears(old, 1, 5)
	m.hears(modern, 2, 5)
	for name, c := range map[string]*sfutest.Client{"SRTP_AEAD_AES_128_GCM": modern, "SRTP_AES128_CM_HMAC_SHA1_80": old} {
		if got, err := c.Cipher(); err != nil || got != name {
			t.Errorf("agreed on %q (%v), want %s", got, err, name)
		}
	}
}

func TestBiggerWindowGetsMoreSlots(t *testing.T) {
	m := meet(t)
	for i := range 4 {
		c := m.enter(sfu.PeerID(rune('a'+i)), sfutest.Options{Tag: uint32(i + 1)})
		c.Show(sfutest.SingleCamera)
	}
	small := m.enter("small", sfutest.Options{Tag: 9, VideoSlots: 2}) // one camera, one screen
	if err := small.Wait(m.ctx(), func() bool { return small.Packets() > 10 }); err != nil {
		t.Fatal(err)
	}
	err := small.Widen(m.ctx(), 4, func(offer string) (string, error) { return m.router.Restart(m.ctx(), "small", offer) })
	if err != nil {
		t.Fatal(err)
	}
	for tag := range uint32(4) {
		m.sees(small, tag+1, 5)
	}
}

func TestSoundWithoutLevelsIsHeard(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1, NoLevels: true})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	ana.Speak(sfutest.Speech)
	m.hears(ben, 1, 5)
	m.until("ana speaks", func() bool { return m.seen.level("ana").Speaking })
}

// TestLayerNobodyWatchedComesBack: a publisher that stops what it is told to stop resumes it when somebody looks, and
// the viewer's picture neither freezes meanwhile nor stays small.
func TestLayerNobodyWatchedComesBack(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1, Simulcast: true})
	ana.Show(sfutest.SimulcastCamera)
	viewer := m.enter("viewer", sfutest.Options{Tag: 9})
	m.router.View("viewer", []sfu.Tile{{Peer: "ana", Source: sfu.Camera, Height: 180}})
	m.sees(viewer, 1, 3)
	m.until("only the smallest layer is watched", func() bool { return m.seen.watched("ana") == "q" })
	ana.Pause(true, "h", "f")
	m.sees(viewer, 1, 40) // longer than it takes to see that a layer has stopped
	m.router.View("viewer", []sfu.Tile{{Peer: "ana", Source: sfu.Camera, Height: 720}})
	m.until("the largest layer is watched", func() bool { return m.seen.watched("ana") == "q f" })
	m.sees(viewer, 1, 10)
	ana.Pause(false, "f")
	slot := viewer.Slot(m.seen.slotOf("viewer", "ana", sfu.Camera))
	if err := viewer.Wait(m.ctx(), func() bool { return slot.Stats().Width == 1280 }); err != nil {
		t.Fatalf("the picture stayed %d wide", slot.Stats().Width)
	}
	m.router.View("viewer", nil)
	m.until("nobody watches", func() bool { return m.seen.watched("ana") == "" })
}
