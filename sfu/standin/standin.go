// Package standin is a participant without a browser, for practice: it sends a
// sound and a picture, or gives back what it hears after a moment. It comes to a
// Router by an offer like everybody else, and what holds for the others holds
// for it: what is not permitted reaches nobody.
//
// A Standin owns the goroutines of its connection, one for each thing it plays
// and one for each slot it hears; Close waits for all of them. The package knows
// the SFU by the offer and the answer alone, and must not import it.
package standin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"regexp"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"
)

// Exchange hands an offer to the server and returns its answer.
type Exchange func(ctx context.Context, offer string) (answer string, err error)

// Options shape a Standin.
type Options struct {
	// Server is where the SFU takes media on this machine; what it announces to
	// others may lead out of the house and not back in.
	Server netip.AddrPort
	// Echo is after how long it gives back what it hears; 0: never.
	Echo time.Duration
}

// Standin is one participant.
type Standin struct {
	pc      *webrtc.PeerConnection
	mic     *source
	camera  *source
	echo    *echo // nil without
	playing sync.WaitGroup
	up      chan struct{} // closed when media can flow
	once    sync.Once

	mu     sync.Mutex // guards closed, and playing while it grows
	closed bool
}

// The payload types of the two codecs.
const (
	opusType = 111
	vp8Type  = 96
)

// Dial connects a Standin. It returns when media can flow.
func Dial(ctx context.Context, o Options, exchange Exchange) (*Standin, error) {
	pc, err := newConnection()
	if err != nil {
		return nil, fmt.Errorf("standin: %w", err)
	}
	s := &Standin{pc: pc, up: make(chan struct{})}
	pc.OnConnectionStateChange(func(st webrtc.PeerConnectionState) {
		if st == webrtc.PeerConnectionStateConnected {
			s.once.Do(func() { close(s.up) })
		}
	})
	if err := s.connect(ctx, o, exchange); err != nil {
		s.Close()
		return nil, fmt.Errorf("standin: %w", err)
	}
	return s, nil
}

// newConnection makes a connection that knows Opus and VP8 and nothing else.
func newConnection() (*webrtc.PeerConnection, error) {
	m := &webrtc.MediaEngine{}
	opus := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1"}
	vp8 := webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: []webrtc.RTCPFeedback{{Type: "nack", Parameter: "pli"}},
	}
	err := errors.Join(
		m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: opusType, RTPCodecCapability: opus}, webrtc.RTPCodecTypeAudio),
		m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: vp8Type, RTPCodecCapability: vp8}, webrtc.RTPCodecTypeVideo))
	if err != nil {
		return nil, err
	}
	se := webrtc.SettingEngine{LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}}
	se.SetIncludeLoopbackCandidate(true)
	se.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	se.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	api := webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(&interceptor.Registry{}), webrtc.WithSettingEngine(se))
	return api.NewPeerConnection(webrtc.Configuration{})
}

// connect makes the one offer and waits until media can flow.
func (s *Standin) connect(ctx context.Context, o Options, exchange Exchange) error {
	var err error
	if s.mic, err = s.newSource(webrtc.MimeTypeOpus); err != nil {
		return err
	}
	if s.camera, err = s.newSource(webrtc.MimeTypeVP8); err != nil {
		return err
	}
	if o.Echo > 0 {
		if err := s.hear(o.Echo); err != nil {
			return err
		}
	}
	offer, err := s.pc.CreateOffer(nil)
	if err == nil {
		err = s.pc.SetLocalDescription(offer)
	}
	if err != nil {
		return err
	}
	answer, err := exchange(ctx, offer.SDP)
	if err != nil {
		return err
	}
	answer = atHome(answer, o.Server)
	if err := s.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return err
	}
	select {
	case <-s.up:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the connection does not come up: %w", ctx.Err())
	}
}

var candidates = regexp.MustCompile(`(?m)^a=candidate:.*\r?\n`)

// atHome puts one candidate in the place of all that an answer has.
func atHome(answer string, server netip.AddrPort) string {
	if !server.IsValid() {
		return answer
	}
	first := true
	return candidates.ReplaceAllStringFunc(answer, func(string) string {
		if !first {
			return ""
		}
		first = false
		return fmt.Sprintf("a=candidate:1 1 udp 2130706431 %s %d typ host\r\n", server.Addr(), server.Port())
	})
}

// Speak plays a sound until Hush, or another sound takes its place.
func (s *Standin) Speak(c *Clip) { s.mic.play(c) }

// Hush ends the sound.
func (s *Standin) Hush() { s.mic.stop() }

// Show plays a picture until Hide.
func (s *Standin) Show(c *Clip) { s.camera.play(c) }

// Hide ends the picture.
func (s *Standin) Hide() { s.camera.stop() }

// Close hangs up and waits for what the Standin started.
func (s *Standin) Close() {
	for _, x := range []*source{s.mic, s.camera} {
		if x != nil {
			x.stop()
		}
	}
	if s.echo != nil {
		s.echo.stop()
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	_ = s.pc.Close() // nothing could be done about it
	s.playing.Wait()
}

// start runs f in a goroutine that Close waits for; not at all once it is closed.
func (s *Standin) start(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.playing.Go(f)
	return true
}
