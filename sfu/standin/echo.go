package standin

import (
	"time"

	"github.com/pion/webrtc/v4"
)

// Limits of an echo.
const (
	echoSlots = 3   // for sound
	echoQueue = 500 // packets that wait, which is ten seconds
	maxJump   = 2 * 48000
	oneFrame  = 960
)

// echo gives back sound after a while.
type echo struct {
	source *source
	after  time.Duration
	queue  chan heard // a packet that finds it full is lost
	quit   chan struct{}
}

// heard is a packet of sound that came in.
type heard struct {
	payload []byte
	ts      uint32
	at      time.Time
}

// hear makes slots for sound and gives back what comes in them. Its goroutines
// end with the connection, and by stop.
func (s *Standin) hear(after time.Duration) error {
	e := &echo{source: s.mic, after: after, queue: make(chan heard, echoQueue), quit: make(chan struct{})}
	for range echoSlots {
		_, err := s.pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
		if err != nil {
			return err
		}
	}
	s.pc.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { s.start(func() { e.take(t) }) })
	s.echo = e
	s.start(e.giveBack)
	return nil
}

// take reads one slot until the connection is closed.
func (e *echo) take(t *webrtc.TrackRemote) {
	for {
		p, _, err := t.ReadRTP()
		if err != nil {
			return
		}
		if len(p.Payload) == 0 {
			continue
		}
		select {
		case e.queue <- heard{p.Payload, p.Timestamp, time.Now()}:
		default:
		}
	}
}

// giveBack sends what came in, in its time.
func (e *echo) giveBack() {
	wait := time.NewTimer(0)
	defer wait.Stop()
	<-wait.C
	before := uint32(0)
	for {
		select {
		case h := <-e.queue:
			wait.Reset(time.Until(h.at.Add(e.after)))
			select {
			case <-wait.C:
			case <-e.quit:
				return
			}
			// The pauses of the one who speaks are part of it; what jumps further is somebody else.
			step := h.ts - before
			if before == 0 || step > maxJump {
				step = oneFrame
			}
			before = h.ts
			e.source.ts += step
			e.source.send(h.payload)
		case <-e.quit:
			return
		}
	}
}

func (e *echo) stop() { close(e.quit) }
