package sfu

import (
	"testing"

	"github.com/pion/rtcp"
)

// TestLossIsKnownWhileOnlySoundIsSent: where pictures were paused because of loss, the only news of the path are receiver
// reports about sound. Without them nothing would ever be tried again.
func TestLossIsKnownWhileOnlySoundIsSent(t *testing.T) {
	s := &SFU{}
	s.registry.entries = map[string]registration{}
	c := s.newConnection(&offer{sections: []section{testSection(audio, downstream, "4"), testSection(video, downstream, "8")}})
	e, con := &c.out, &c.out.congestion
	slot := e.slots[0]
	sound := slot.ssrc
	slot.packets = 250
	con.answered.Store(true)
	con.heardAt, con.est.loss = nanosecond, 0.2
	con.publish()

	now := int64(nanosecond + answerAge)
	e.receiverReport(&rtcp.ReceptionReport{SSRC: sound, FractionLost: 128}, now)
	if con.loss.Load() < probeLoss || con.soundLoss.Load() != 500 {
		t.Fatalf("loss %d, of sound %d thousandths after half was lost", con.loss.Load(), con.soundLoss.Load())
	}
	for range 8 {
		now += nanosecond
		slot.packets += 50
		e.receiverReport(&rtcp.ReceptionReport{SSRC: sound}, now)
	}
	if con.loss.Load() >= probeLoss || con.soundLoss.Load() >= probeLoss {
		t.Errorf("loss %d, of sound %d thousandths after nothing was lost for 8 s", con.loss.Load(), con.soundLoss.Load())
	}
}

// TestFeedbackMayEndWithThePictures: a client that is sent no pictures has nothing to give feedback on, and is not
// believed to be gone when they come back.
func TestFeedbackMayEndWithThePictures(t *testing.T) {
	var c congestion
	c.init()
	c.expectAnswers()
	c.sent(1, 1000, nanosecond)
	before := c.estimate.Load()
	for i := range uint16(6) {
		c.sent(2+i, 1000, 60*nanosecond+int64(i)*silenceEvery/2)
	}
	if after := c.estimate.Load(); after != before {
		t.Errorf("the estimate went from %d to %d bits per second over a pause of a minute", before, after)
	}
}
