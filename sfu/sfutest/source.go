package sfutest

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// source is what the client sends on one m-line: a single stream, or the layers of a simulcast.
type source struct {
	client      *Client
	kind        webrtc.RTPCodecType
	name        string
	transceiver *webrtc.RTPTransceiver
	layers      []*outLayer

	mu   sync.Mutex // guards the fields below
	quit chan struct{}
	done chan struct{}
}

// outLayer is one encoding; it implements webrtc.TrackLocal.
type outLayer struct {
	source *source
	rid    string

	mu       sync.Mutex // guards the fields below
	writer   webrtc.TrackLocalWriter
	ssrc     uint32
	ids      map[string]uint8
	seq      uint16
	ts       uint32
	number   uint32
	picture  uint16
	tl0      uint8
	keyNext  bool
	paused   bool
	repeats  int      // of sound: frames sent along with each
	earlier  [][]byte // the latest ones
	keys     int      // key frames sent
	requests int      // PLI and FIR received
}

func newSource(c *Client, k webrtc.RTPCodecType, name string, rids ...string) *source {
	s := &source{client: c, kind: k, name: name}
	for _, rid := range rids {
		s.layers = append(s.layers, &outLayer{
			source: s, rid: rid, seq: uint16(rand.Uint32()), ts: rand.Uint32(),
			picture: uint16(rand.Uint32()) & 0x7fff, tl0: uint8(rand.Uint32()), keyNext: true,
		})
	}
	return s
}

func (s *source) add() error {
	t, err := s.client.pc.AddTransceiverFromTrack(s.layers[0], webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return err
	}
	s.transceiver = t
	for _, l := range s.layers[1:] {
		if err := t.Sender().AddEncoding(l); err != nil {
			return err
		}
	}
	for _, l := range s.layers {
		s.client.wg.Add(1)
		go func() {
			defer s.client.wg.Done()
			l.readRTCP()
		}()
	}
	return nil
}

// readRTCP notes requests for key frames until the connection is closed.
func (l *outLayer) readRTCP() {
	sender := l.source.transceiver.Sender()
	for {
		var list []rtcp.Packet
		var err error
		if l.rid == "" {
			list, _, err = sender.ReadRTCP()
		} else {
			list, _, err = sender.ReadSimulcastRTCP(l.rid)
		}
		if err != nil {
			return
		}
		for _, p := range list {
			switch p.(type) {
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				l.mu.Lock()
				l.keyNext = true
				l.requests++
				l.mu.Unlock()
				l.source.client.changed()
			}
		}
	}
}

// run starts f in a goroutine that stop ends; f returns when its channel is closed.
func (s *source) run(f func(quit <-chan struct{})) {
	s.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quit, s.done = make(chan struct{}), make(chan struct{})
	go func(quit, done chan struct{}) {
		defer close(done)
		f(quit)
	}(s.quit, s.done)
}

// stop ends sending and waits for it.
func (s *source) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit != nil {
		close(s.quit)
		<-s.done
		s.quit = nil
	}
}

// Bind is part of webrtc.TrackLocal.
func (l *outLayer) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writer, l.ssrc, l.ids = ctx.WriteStream(), uint32(ctx.SSRC()), make(map[string]uint8)
	for _, e := range ctx.HeaderExtensions() {
		l.ids[e.URI] = uint8(e.ID)
	}
	for _, c := range ctx.CodecParameters() {
		if c.MimeType == webrtc.MimeTypeOpus || c.MimeType == webrtc.MimeTypeVP8 {
			return c, nil
		}
	}
	return webrtc.RTPCodecParameters{}, webrtc.ErrUnsupportedCodec
}

// Unbind is part of webrtc.TrackLocal.
func (l *outLayer) Unbind(webrtc.TrackLocalContext) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writer = nil
	return nil
}

// ID, RID, StreamID and Kind are part of webrtc.TrackLocal.
func (l *outLayer) ID() string                { return l.source.name }
func (l *outLayer) RID() string               { return l.rid }
func (l *outLayer) StreamID() string          { return l.source.name }
func (l *outLayer) Kind() webrtc.RTPCodecType { return l.source.kind }

// write sends one packet with the extensions browsers send; level is the audio level, or negative. With l.mu held.
func (l *outLayer) write(payload []byte, pt uint8, marker bool, level int) {
	if l.writer == nil {
		return
	}
	h := rtp.Header{Version: 2, Marker: marker, PayloadType: pt, SequenceNumber: l.seq, Timestamp: l.ts, SSRC: l.ssrc}
	l.seq++
	set := func(uri string, value []byte) {
		if id := l.ids[uri]; id != 0 {
			_ = h.SetExtension(id, value) // fails only for ids and sizes that are not ours
		}
	}
	set(uriMid, []byte(l.source.transceiver.Mid()))
	if l.rid != "" {
		set(uriRid, []byte(l.rid))
	}
	if level >= 0 {
		set(uriAudioLevel, []byte{byte(level)})
	}
	n := l.source.client.twcc.Add(1)
	set(uriTransportCC, []byte{byte(n >> 8), byte(n)})
	_, _ = l.writer.WriteRTP(&h, payload) // fails when the connection is closed
}

func (l *outLayer) mark(now time.Time) mark {
	l.number++
	return mark{tag: l.source.client.options.Tag, number: l.number, sent: now}
}
