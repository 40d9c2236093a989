package standin

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// mtu is the largest payload of a packet of pictures, in bytes.
const mtu = 1100

// source is what a Standin sends on one m-line.
type source struct {
	owner   *Standin
	track   *webrtc.TrackLocalStaticRTP
	rate    int                  // of the clock, in Hz
	vp8     *codecs.VP8Payloader // nil for sound
	wantKey atomic.Bool          // somebody asked for a key frame

	// Only one goroutine plays at a time, and uses these.
	seq uint16
	ts  uint32

	mu   sync.Mutex // guards the fields below
	quit chan struct{}
	done chan struct{}
}

func (s *Standin) newSource(mime string) (*source, error) {
	x := &source{owner: s, rate: 48000, seq: uint16(rand.Uint32()), ts: rand.Uint32()}
	capability := webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 48000, Channels: 2}
	if mime == webrtc.MimeTypeVP8 {
		x.rate, x.vp8 = 90000, &codecs.VP8Payloader{EnablePictureID: true}
		capability.ClockRate, capability.Channels = 90000, 0
	}
	var err error
	if x.track, err = webrtc.NewTrackLocalStaticRTP(capability, mime, "standin"); err != nil {
		return nil, err
	}
	t, err := s.pc.AddTransceiverFromTrack(x.track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return nil, err
	}
	s.start(func() { x.listen(t.Sender()) })
	return x, nil
}

// listen notes requests for key frames until the connection is closed.
func (x *source) listen(sender *webrtc.RTPSender) {
	for {
		list, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range list {
			if _, ok := p.(*rtcp.PictureLossIndication); ok {
				x.wantKey.Store(true)
			}
		}
	}
}

// play begins a clip in the place of what goes on.
func (x *source) play(c *Clip) {
	x.stop()
	x.mu.Lock()
	defer x.mu.Unlock()
	quit, done := make(chan struct{}), make(chan struct{})
	begun := x.owner.start(func() {
		defer close(done)
		x.loop(c, quit)
	})
	if begun {
		x.quit, x.done = quit, done
	}
}

// stop ends what is played and waits for it.
func (x *source) stop() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.quit == nil {
		return
	}
	close(x.quit)
	<-x.done
	x.quit = nil
}

// loop sends the frames of a clip in their time, again and again.
func (x *source) loop(c *Clip, quit <-chan struct{}) {
	tick := time.NewTicker(c.every)
	defer tick.Stop()
	x.ts += uint32(x.rate) // however long it was silent: later than before
	for i := 0; ; i = (i + 1) % len(c.frames) {
		if x.vp8 != nil && x.wantKey.Swap(false) {
			i = 0
		}
		x.send(c.frames[i])
		x.ts += uint32(int64(x.rate) * int64(c.every) / int64(time.Second))
		select {
		case <-tick.C:
		case <-quit:
			return
		}
	}
}

// send sends one frame. What goes wrong while the connection is lost is not
// worth telling.
func (x *source) send(frame []byte) {
	parts := [][]byte{frame}
	if x.vp8 != nil {
		parts = x.vp8.Payload(mtu, frame)
	}
	for i, p := range parts {
		x.seq++
		last := i == len(parts)-1
		_ = x.track.WriteRTP(&rtp.Packet{
			Header:  rtp.Header{Version: 2, SequenceNumber: x.seq, Timestamp: x.ts, Marker: x.vp8 != nil && last},
			Payload: p,
		})
	}
}
