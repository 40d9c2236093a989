package sfu_test

import (
	"errors"
	"testing"

	"github.com/pion/webrtc/v4"

	"warmroom/sfu"
	"warmroom/sfu/sfutest"
)

// silentWhile asserts that c receives nothing from tag while it receives n frames of sound from the witness speaker,
// whose packets take the same way: what was on the wire before has then arrived.
func (m *meeting) silentWhile(c *sfutest.Client, tag, speaker uint32, n int) {
	m.t.Helper()
	m.hears(c, speaker, 3)
	before := c.Frames("audio", tag) + c.Frames("video", tag)
	m.hears(c, speaker, n)
	if got := c.Frames("audio", tag) + c.Frames("video", tag); got != before {
		m.t.Errorf("%d frames of %d arrived after it was cut off", got-before, tag)
	}
}

func TestWhoIsAtTheDoorNeitherHearsNorIsHeard(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	waiting := m.knock("waiting", sfutest.Options{Tag: 3})
	m.router.Permit("waiting", sfu.Microphone, true)
	m.router.Permit("waiting", sfu.Camera, true)
	for _, c := range []*sfutest.Client{ana, ben, waiting} {
		c.Speak(sfutest.Speech)
		c.Show(sfutest.SingleCamera)
	}
	m.silentWhile(ana, 3, 2, 20)
	if n := waiting.Packets(); n > 0 {
		t.Errorf("%d packets were sent through the door", n)
	}
	m.router.Admit("waiting")
	m.hears(waiting, 1, 3)
	m.sees(waiting, 1, 3)
	m.hears(ana, 3, 3)
	m.sees(ana, 3, 3)

	m.router.Withdraw("waiting")
	m.silentWhile(ana, 3, 2, 20)
	before := waiting.Packets()
	m.hears(ana, 2, 20)
	if n := waiting.Packets(); n != before {
		t.Errorf("%d packets were sent after it was sent back to the door", n-before)
	}
	if got := m.seen.slotOf("ana", "waiting", sfu.Camera); got != "" {
		t.Errorf("still mapped to slot %s", got)
	}
	m.router.Admit("waiting")
	m.hears(ana, 3, 3)
	m.sees(ana, 3, 3)
}

// TestMutedClientThatGoesOnSendingIsNotHeard: mute is enforced here, whatever the client does.
func TestMutedClientThatGoesOnSendingIsNotHeard(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	rude := m.enter("rude", sfutest.Options{Tag: 3})
	for _, c := range []*sfutest.Client{ben, rude} {
		c.Speak(sfutest.Speech)
		c.Show(sfutest.SingleCamera)
	}
	m.hears(ana, 3, 3)
	m.sees(ana, 3, 3)
	slot := ana.Slot(m.seen.slotOf("ana", "rude", sfu.Camera))

	m.router.Permit("rude", sfu.Microphone, false)
	m.hears(ana, 2, 3)
	sound := ana.Frames("audio", 3)
	m.sees(ana, 3, 10) // the picture goes on
	if n := ana.Frames("audio", 3) - sound; n > 0 {
		t.Errorf("%d frames of sound after the mute", n)
	}

	m.router.Permit("rude", sfu.Camera, false)
	if err := slot.Nack(slot.Stats().Last.SequenceNumber); err != nil {
		t.Fatal(err)
	}
	m.silentWhile(ana, 3, 2, 20)

	m.router.Permit("rude", sfu.Microphone, true)
	m.hears(ana, 3, 3)
}

func TestWhoWasNeverPermittedIsNotHeard(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	ben.Speak(sfutest.Speech)
	cem := m.knock("cem", sfutest.Options{Tag: 3})
	m.router.Admit("cem")
	cem.Speak(0)
	cem.Show(sfutest.SingleCamera)
	m.hears(cem, 2, 3)
	m.silentWhile(ana, 3, 2, 20)
	if ana.Frames("audio", 3)+ana.Frames("video", 3) > 0 {
		t.Error("somebody without permission was heard or seen")
	}
	if m.seen.level("cem").Speaking {
		t.Error("somebody without permission is reported to speak")
	}
}

func TestRemovedPeerIsGone(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	gone := m.enter("gone", sfutest.Options{Tag: 3})
	for _, c := range []*sfutest.Client{ben, gone} {
		c.Speak(sfutest.Speech)
		c.Show(sfutest.SingleCamera)
	}
	m.hears(ana, 3, 3)
	m.hears(gone, 2, 3)
	m.router.Remove("gone")
	m.silentWhile(ana, 3, 2, 10)
	if err := gone.WaitState(m.ctx(), webrtc.PeerConnectionStateClosed); err != nil {
		t.Errorf("its connection was not closed: %v", err)
	}
	m.until("its slots are emptied", func() bool {
		return m.seen.slotOf("ana", "gone", sfu.Microphone) == "" && m.seen.slotOf("ana", "gone", sfu.Camera) == ""
	})
	back := m.knock("gone", sfutest.Options{Tag: 4})
	back.Speak(sfutest.Speech)
	m.silentWhile(ana, 4, 2, 10) // admission and permissions went with the removal
}

// TestLostConnectionIsRebuilt: a second Join takes the place of the first and keeps what was decided.
func TestLostConnectionIsRebuilt(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	ben.Speak(sfutest.Speech)
	m.router.Permit("ana", sfu.Camera, false)
	m.hears(ana, 2, 3)

	again := m.knock("ana", sfutest.Options{Tag: 3})
	again.Speak(sfutest.Speech)
	again.Show(sfutest.SingleCamera)
	m.hears(again, 2, 3)
	m.hears(ben, 3, 10)
	if ben.Frames("video", 3) > 0 {
		t.Error("the camera came back permitted")
	}
	before := ana.Packets()
	m.hears(again, 2, 10)
	if n := ana.Packets() - before; n > 0 {
		t.Errorf("the old connection still got %d packets", n)
	}
}

func TestClientThatLeavesIsReported(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	m.until("connected", func() bool { return m.seen.state("ana") == sfu.Connected })
	ana.Close()
	m.until("closed", func() bool { return m.seen.state("ana") == sfu.Closed })
}

func TestNetworkChangeRestartsWithoutAGap(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	ana.Speak(sfutest.Speech)
	ben.Speak(sfutest.Speech)
	m.hears(ana, 2, 3)
	for range 3 {
		err := ana.Restart(m.ctx(), func(offer string) (string, error) { return m.router.Restart(m.ctx(), "ana", offer) })
		if err != nil {
			t.Fatal(err)
		}
		m.hears(ana, 2, 3)
		m.hears(ben, 1, 3)
	}
	if _, err := m.router.Restart(m.ctx(), "nobody", "v=0"); err == nil {
		t.Error("a broken offer was taken")
	}
	offer, err := ben.Offer()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.router.Restart(m.ctx(), "nobody", offer); !errors.Is(err, sfu.ErrUnknownPeer) {
		t.Errorf("restart of nobody: %v", err)
	}
	var refused *sfu.OfferError
	if _, err := m.router.Restart(m.ctx(), "ana", offer); !errors.As(err, &refused) || refused.Reason != "changed_connection" {
		t.Errorf("somebody else's certificate was taken: %v", err)
	}
}
