package sfu

import (
	"sync"
	"time"

	"github.com/pion/rtcp"

	"warmroom/sfu/sfutest"
)

// eye looks at what a client is sent of one picture as a decoder does: a frame is shown when it is whole and so is what it
// refers to. Like a browser it asks at once for what is missing and again after a round trip, and for a key frame when
// nothing could be shown for a while.
type eye struct {
	mu     sync.Mutex // guards the fields below
	client *sfutest.Client
	frames map[uint16]*film // by picture id
	bases  map[uint8]uint16 // the latest frame of the lowest temporal layer that could be shown, by TL0PICIDX
	shown  []time.Time
	asked  time.Time
	window window
	rtt    time.Duration
}

// film is one frame on its way.
type film struct {
	frame       sfutest.Frame
	first, last uint16 // numbers of its packets, as far as
	start, end  bool   // they are known
	got         map[uint16]bool
	shown       bool
	began       time.Time
	before      bool // is not counted
}

const asksAfter = 500 * time.Millisecond

func newEye(rtt time.Duration) *eye {
	return &eye{rtt: rtt, frames: make(map[uint16]*film), bases: make(map[uint8]uint16)}
}

// packet is a client's OnPacket.
func (e *eye) packet(p sfutest.Packet) {
	if p.Slot.Kind != "video" {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	f := e.frames[p.Frame.PictureID]
	if f == nil {
		f = &film{frame: p.Frame, got: make(map[uint16]bool), began: p.Received}
		e.frames[p.Frame.PictureID] = f
	}
	if p.Frame.Start {
		f.frame, f.first, f.start = p.Frame, p.Header.SequenceNumber, true
	}
	if p.Header.Marker {
		f.last, f.end = p.Header.SequenceNumber, true
	}
	f.got[p.Header.SequenceNumber] = true
	now := p.Received.UnixNano()
	e.window.accept(p.Header.SequenceNumber, false, now)
	if lost := e.window.due(nil, video.asking(), now, int64(e.rtt)); len(lost) > 0 {
		_ = p.Slot.Nack(lost...) // fails at the end
	}
	for e.look(p.Received) {
	}
	if n := len(e.shown); n > 0 && p.Received.Sub(e.shown[n-1]) > asksAfter && p.Received.Sub(e.asked) > asksAfter && e.client != nil {
		e.asked = p.Received
		_ = e.client.PeerConnection().WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: p.Header.SSRC}}) // fails at the end
	}
}

// look shows what can be shown now and reports whether there was anything, with e.mu held.
func (e *eye) look(now time.Time) (more bool) {
	for _, f := range e.frames {
		if f.shown || !f.start || !f.end || len(f.got) != int(f.last-f.first)+1 || !f.frame.Key && !e.refers(f) {
			continue
		}
		f.shown, more = true, true
		if f.frame.Temporal == 0 {
			e.bases[f.frame.TL0] = f.frame.PictureID
		}
		if n := len(e.shown); n == 0 || now.After(e.shown[n-1]) {
			e.shown = append(e.shown, now)
		}
	}
	return more
}

// refers reports whether what f refers to was shown.
func (e *eye) refers(f *film) bool {
	tl0 := f.frame.TL0
	if f.frame.Temporal == 0 {
		tl0--
	}
	id, ok := e.bases[tl0]
	return ok && f.frame.PictureID-id < 64
}

// begin forgets what was shown so far.
func (e *eye) begin() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.shown = []time.Time{time.Now()}
	for _, f := range e.frames {
		f.before = true
	}
}

// saw returns how many frames could be decoded since begin, of how many that were sent, and for how long at most none
// could. The last ones sent may be on their way.
func (e *eye) saw() (decoded, sent int, freeze time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, f := range e.frames {
		if f.before || time.Since(f.began) < 3*e.rtt+200*time.Millisecond {
			continue
		}
		sent++
		if f.shown {
			decoded++
		}
	}
	for i := 1; i < len(e.shown); i++ {
		freeze = max(freeze, e.shown[i].Sub(e.shown[i-1]))
	}
	return decoded, sent, max(freeze, time.Since(e.shown[len(e.shown)-1]))
}
