package sfutest

import (
	"fmt"
	"slices"
	"time"

	"github.com/pion/webrtc/v4"
)

const (
	audioInterval = 20 * time.Millisecond
	audioTicks    = 960 // of 1/48000 s

	// Silence and Speech are audio levels as RFC 6464 has them: -dBov.
	Silence = 127
	Speech  = 25
)

// Speak sends sound at the given level (-dBov, 0 to 127) until Hush or another Speak.
func (c *Client) Speak(level int) {
	if c.options.NoLevels {
		level = -1
	}
	l := c.mic.layers[0]
	c.mic.run(func(quit <-chan struct{}) {
		every(audioInterval, quit, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.ts += audioTicks
			now := time.Now()
			c.sending("audio", now)
			l.sound(opusFrame(l.mark(now)), level)
		})
	})
}

// Repeat sends so many of the frames before along with every packet of sound from now on.
func (c *Client) Repeat(frames int) {
	l := c.mic.layers[0]
	l.mu.Lock()
	defer l.mu.Unlock()
	l.repeats = frames
}

// sound sends one frame, with those before it as wanted. With l.mu held.
func (l *outLayer) sound(frame []byte, level int) {
	earlier := l.earlier[max(0, len(l.earlier)-l.repeats):]
	if l.repeats == 0 {
		l.write(frame, opusPayloadType, false, level)
	} else {
		l.write(redundant(earlier, frame), redPayloadType, false, level)
	}
	l.earlier = append(earlier, frame)
}

// sending tells of a frame that is about to be sent.
func (c *Client) sending(kind string, at time.Time) {
	if c.options.OnSent != nil {
		c.options.OnSent(kind, at)
	}
}

// Hush stops sending sound.
func (c *Client) Hush() { c.mic.stop() }

// SpeakOnce sends one packet of sound at once, for tests that count.
func (c *Client) SpeakOnce(level int) {
	l := c.mic.layers[0]
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ts += audioTicks
	l.write(opusFrame(l.mark(time.Now())), opusPayloadType, false, level)
}

// Picture says what a camera or screen sends, per layer from the lowest on.
type Picture struct {
	FPS    int
	Width  int // of the highest layer; lower ones have half each
	Height int
	// BitsPerSecond of each layer; its length is the number of layers that are sent.
	BitsPerSecond []int
}

// Pictures as browsers send them.
var (
	SingleCamera    = Picture{FPS: 30, Width: 640, Height: 360, BitsPerSecond: []int{600_000}}
	SimulcastCamera = Picture{FPS: 30, Width: 1280, Height: 720, BitsPerSecond: []int{120_000, 450_000, 1_200_000}}
	SharedScreen    = Picture{FPS: 5, Width: 1920, Height: 1080, BitsPerSecond: []int{800_000}}
)

// Show sends pictures from the camera until Hide or another Show.
func (c *Client) Show(p Picture) { c.camera.show(p) }

// Hide stops the camera.
func (c *Client) Hide() { c.camera.stop() }

// Share sends pictures as a shared screen until Unshare.
func (c *Client) Share(p Picture) { c.screen.show(p) }

// Unshare stops sharing.
func (c *Client) Unshare() { c.screen.stop() }

func (s *source) show(p Picture) {
	s.run(func(quit <-chan struct{}) {
		tick := 0
		every(time.Second/time.Duration(p.FPS), quit, func() {
			now := time.Now()
			layers := s.layers[:min(len(s.layers), len(p.BitsPerSecond))]
			if s == s.client.camera && slices.ContainsFunc(layers, (*outLayer).active) {
				s.client.sending("video", now)
			}
			for i, l := range layers {
				l.frame(p, i, len(p.BitsPerSecond)-1-i, tick, now)
			}
			tick++
		})
	})
}

// keyFrameCost is how many times larger a key frame is than the others.
const keyFrameCost = 4

// frame sends the next frame of a layer that is scaled down by 2^halvings.
func (l *outLayer) frame(p Picture, i, halvings, tick int, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ts += uint32(90000 / p.FPS)
	if l.paused {
		l.keyNext = true
		return
	}
	f := vp8Frame{key: l.keyNext, width: p.Width >> halvings, height: p.Height >> halvings, bytes: p.BitsPerSecond[i] / 8 / p.FPS}
	l.keyNext = false
	l.picture = (l.picture + 1) & 0x7fff
	if f.key || tick%2 == 0 {
		l.tl0++
	} else {
		f.temporal = 1
	}
	if f.key {
		l.keys++
		f.bytes *= keyFrameCost
	}
	f.picture, f.tl0 = l.picture, l.tl0
	list := f.payloads(l.mark(now))
	for j, payload := range list {
		l.write(payload, vp8PayloadType, j == len(list)-1, -1)
	}
}

func (l *outLayer) active() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.paused
}

// Pause stops or resumes the camera layers whose rids are given, as setParameters does in a browser.
func (c *Client) Pause(paused bool, rids ...string) {
	for _, l := range c.camera.layers {
		for _, rid := range rids {
			if l.rid == rid {
				l.mu.Lock()
				l.paused = paused
				l.mu.Unlock()
			}
		}
	}
}

// KeyRequests returns how many key frames were asked of the camera, over all layers.
func (c *Client) KeyRequests() int {
	n := 0
	for _, l := range c.camera.layers {
		l.mu.Lock()
		n += l.requests
		l.mu.Unlock()
	}
	return n
}

// every calls f at once and then in each interval until quit is closed.
func every(interval time.Duration, quit <-chan struct{}, f func()) {
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
}

// Sections returns the mids of microphone, camera and screen, once the offer was made.
func (c *Client) Sections() (microphone, camera, screen string) {
	return c.mic.transceiver.Mid(), c.camera.transceiver.Mid(), c.screen.transceiver.Mid()
}

// Cipher returns the SRTP profile agreed on.
func (c *Client) Cipher() (string, error) {
	for _, s := range c.pc.GetStats() {
		if t, ok := s.(webrtc.TransportStats); ok && t.SRTPCipher != "" {
			return t.SRTPCipher, nil
		}
	}
	return "", fmt.Errorf("sfutest: no cipher in the statistics")
}
