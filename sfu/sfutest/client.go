// Package sfutest is a participant without a browser: it offers what the browser app offers, sends synthetic sound and
// pictures, and says what arrived in which slot. Tests and the load generator use it; it knows the SFU only by the offer
// and the answer, so it works through any signaling.
//
// A Client owns the goroutines of its PeerConnection and one sender each for sound, camera and screen while they are on;
// Close waits for all of them. The package must not import sfu.
package sfutest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"
)

// Exchange hands an offer to the server and returns its answer.
type Exchange func(offer string) (answer string, err error)

// Options shape a Client. The zero value is a desktop browser with a single camera layer.
type Options struct {
	Tag        uint32 // carried in every frame sent, to tell publishers apart; 0 is nobody
	AudioSlots int    // 0 means 4, negative none
	VideoSlots int    // 0 means 8, negative none
	Simulcast  bool   // the camera sends the layers q, h and f
	NoNacks    bool   // asks for nothing again: Pion asks without end for what was sent again on a stream of its own
	NoFeedback bool   // no NACK, reports or transport feedback from this client: cheaper, for load
	NoLevels   bool   // sound without audio levels
	NoRed      bool   // knows no redundant sound, and does not ask for what is lost, like Firefox
	CipherCM   bool   // knows no cipher but AES-CM
	ICEServers []webrtc.ICEServer
	RelayOnly  bool // through a relay of ICEServers only
	TCPOnly    bool // over ICE-TCP only

	OnPacket func(Packet)                     // called for every packet received, from its slot's goroutine; may be nil
	OnSent   func(kind string, at time.Time)  // called for every frame of sound ("audio") or of the camera ("video") just before it is sent, however many layers it has; may be nil
	OnState  func(webrtc.PeerConnectionState) // called for every change; may be nil
	Engine   func(*webrtc.SettingEngine)      // has the last word on the settings; may be nil
}

// Client is one participant's end of a connection.
type Client struct {
	options Options
	pc      *webrtc.PeerConnection
	mic     *source
	camera  *source
	screen  *source
	twcc    atomic.Uint32  // transport-wide sequence number
	wg      sync.WaitGroup // senders and readers
	waiting atomic.Int32   // how many are in wait

	mu     sync.Mutex // guards the fields below
	slots  []*Slot
	change chan struct{} // closed at the next packet, request or change of state
	state  webrtc.PeerConnectionState
	closed bool
}

// New prepares a Client; nothing is sent before Connect.
func New(o Options) (*Client, error) {
	if o.AudioSlots == 0 {
		o.AudioSlots = 4
	}
	if o.VideoSlots == 0 {
		o.VideoSlots = 8
	}
	c := &Client{options: o, change: make(chan struct{})}
	api, err := newAPI(&o)
	if err != nil {
		return nil, err
	}
	policy := webrtc.ICETransportPolicyAll
	if o.RelayOnly {
		policy = webrtc.ICETransportPolicyRelay
	}
	c.pc, err = api.NewPeerConnection(webrtc.Configuration{ICEServers: o.ICEServers, ICETransportPolicy: policy})
	if err != nil {
		return nil, fmt.Errorf("sfutest: %w", err)
	}
	c.pc.OnConnectionStateChange(c.setState)
	c.pc.OnTrack(c.onTrack)
	if err := c.addTransceivers(); err != nil {
		_ = c.pc.Close()
		return nil, fmt.Errorf("sfutest: %w", err)
	}
	return c, nil
}

// Dial makes a Client and connects it.
func Dial(ctx context.Context, o Options, exchange Exchange) (*Client, error) {
	c, err := New(o)
	if err != nil {
		return nil, err
	}
	if err := c.Connect(ctx, exchange); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

var extensions = map[webrtc.RTPCodecType][]string{
	webrtc.RTPCodecTypeAudio: {uriMid, uriTransportCC, uriAudioLevel},
	webrtc.RTPCodecTypeVideo: {uriMid, uriTransportCC, uriRid, uriRepairedRid},
}

func newAPI(o *Options) (*webrtc.API, error) {
	m := &webrtc.MediaEngine{}
	feedback := []webrtc.RTCPFeedback{{Type: "goog-remb"}, {Type: "transport-cc"}, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	soundFeedback := []webrtc.RTCPFeedback{{Type: "transport-cc"}, {Type: "nack"}}
	if o.NoRed || o.NoFeedback {
		soundFeedback = soundFeedback[:1]
	}
	err := errors.Join(
		m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: opusPayloadType, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1;usedtx=1",
			RTCPFeedback: soundFeedback,
		}}, webrtc.RTPCodecTypeAudio),
		m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: vp8PayloadType, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: feedback,
		}}, webrtc.RTPCodecTypeVideo),
		m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: vp8PayloadType + 1, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: fmt.Sprintf("apt=%d", vp8PayloadType),
		}}, webrtc.RTPCodecTypeVideo),
	)
	if !o.NoRed {
		err = errors.Join(err, m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: redPayloadType, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: "audio/red", ClockRate: 48000, Channels: 2, SDPFmtpLine: fmt.Sprintf("%[1]d/%[1]d", opusPayloadType),
		}}, webrtc.RTPCodecTypeAudio))
	}
	for k, uris := range extensions {
		for _, uri := range uris {
			if uri == uriTransportCC && o.NoFeedback {
				continue
			}
			err = errors.Join(err, m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, k))
		}
	}
	registry := &interceptor.Registry{}
	if !o.NoFeedback && !o.NoNacks {
		err = errors.Join(err, webrtc.ConfigureNack(m, registry))
	}
	if !o.NoFeedback {
		err = errors.Join(err, webrtc.ConfigureRTCPReports(registry), webrtc.ConfigureTWCCSender(m, registry))
	}
	if err != nil {
		return nil, fmt.Errorf("sfutest: %w", err)
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(registry), webrtc.WithSettingEngine(settings(o))), nil
}

func settings(o *Options) webrtc.SettingEngine {
	se := webrtc.SettingEngine{LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}}
	se.SetIncludeLoopbackCandidate(true)
	se.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	se.SetReceiveMTU(1500)
	se.SetRelayAcceptanceMinWait(0)
	se.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	if o.TCPOnly {
		se.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeTCP4})
	}
	if o.CipherCM {
		se.SetSRTPProtectionProfiles(dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	}
	if o.Engine != nil {
		o.Engine(&se)
	}
	return se
}

// addTransceivers makes the m-lines in the order browsers have them: microphone, camera, screen, slots.
func (c *Client) addTransceivers() error {
	c.mic = newSource(c, webrtc.RTPCodecTypeAudio, "microphone", "")
	rids := []string{""}
	if c.options.Simulcast {
		rids = []string{"q", "h", "f"}
	}
	c.camera = newSource(c, webrtc.RTPCodecTypeVideo, "camera", rids...)
	c.screen = newSource(c, webrtc.RTPCodecTypeVideo, "screen", "")
	for _, s := range []*source{c.mic, c.camera, c.screen} {
		if err := s.add(); err != nil {
			return err
		}
	}
	return errors.Join(
		c.addSlots(webrtc.RTPCodecTypeAudio, c.options.AudioSlots),
		c.addSlots(webrtc.RTPCodecTypeVideo, c.options.VideoSlots))
}

func (c *Client) addSlots(k webrtc.RTPCodecType, n int) error {
	for range n {
		t, err := c.pc.AddTransceiverFromKind(k, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
		if err != nil {
			return err
		}
		c.mu.Lock()
		c.slots = append(c.slots, &Slot{client: c, transceiver: t, Kind: k.String(), Index: len(c.slots)})
		c.mu.Unlock()
	}
	return nil
}

// Widen adds n video slots to the connection, as a browser does whose window grew.
func (c *Client) Widen(ctx context.Context, n int, exchange Exchange) error {
	if err := c.addSlots(webrtc.RTPCodecTypeVideo, n); err != nil {
		return fmt.Errorf("sfutest: %w", err)
	}
	return c.negotiate(ctx, nil, exchange)
}

// Connect makes the one offer, hands it to exchange, applies the answer and waits until media can flow.
func (c *Client) Connect(ctx context.Context, exchange Exchange) error {
	return c.negotiate(ctx, nil, exchange)
}

// Restart restarts ICE with a new offer and waits until media can flow again.
func (c *Client) Restart(ctx context.Context, exchange Exchange) error {
	return c.negotiate(ctx, &webrtc.OfferOptions{ICERestart: true}, exchange)
}

// Offer returns the offer of a new connection without applying it anywhere; Connect makes its own.
func (c *Client) Offer() (string, error) {
	o, err := c.pc.CreateOffer(nil)
	return o.SDP, err
}

func (c *Client) negotiate(ctx context.Context, options *webrtc.OfferOptions, exchange Exchange) error {
	offer, err := c.pc.CreateOffer(options)
	if err != nil {
		return fmt.Errorf("sfutest: offer: %w", err)
	}
	if err := c.pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("sfutest: offer: %w", err)
	}
	answer, err := exchange(offer.SDP)
	if err != nil {
		return err
	}
	if err := c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return fmt.Errorf("sfutest: answer: %w", err)
	}
	return c.WaitState(ctx, webrtc.PeerConnectionStateConnected)
}

func (c *Client) setState(s webrtc.PeerConnectionState) {
	c.mu.Lock()
	c.state = s
	c.mu.Unlock()
	c.changed()
	if c.options.OnState != nil {
		c.options.OnState(s)
	}
}

// changed wakes everybody in wait. Who comes there later sees what has changed by itself.
func (c *Client) changed() {
	if c.waiting.Load() == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.change)
	c.change = make(chan struct{})
}

// wait returns when met does, looking again after every packet and change of state.
func (c *Client) wait(ctx context.Context, met func() bool) error {
	c.waiting.Add(1)
	defer c.waiting.Add(-1)
	for {
		c.mu.Lock()
		change := c.change
		c.mu.Unlock()
		if met() {
			return nil
		}
		select {
		case <-change:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// State returns the state of the PeerConnection.
func (c *Client) State() webrtc.PeerConnectionState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// WaitState waits for a state of the PeerConnection.
func (c *Client) WaitState(ctx context.Context, s webrtc.PeerConnectionState) error {
	if err := c.wait(ctx, func() bool { return c.State() == s }); err != nil {
		return fmt.Errorf("sfutest: waiting for %s while %s: %w", s, c.State(), err)
	}
	return nil
}

// PeerConnection returns the connection underneath, for what the Client has no word for.
func (c *Client) PeerConnection() *webrtc.PeerConnection { return c.pc }

// Close hangs up and waits for the Client's goroutines.
func (c *Client) Close() {
	c.mu.Lock()
	was := c.closed
	c.closed = true
	c.mu.Unlock()
	if was {
		return
	}
	for _, s := range []*source{c.mic, c.camera, c.screen} {
		s.stop()
	}
	_ = c.pc.GracefulClose()
	c.wg.Wait()
}
