package sfutest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Slot is one receive transceiver.
type Slot struct {
	client      *Client
	transceiver *webrtc.RTPTransceiver
	Kind        string // "audio" or "video"
	Index       int    // in Slots

	mu    sync.Mutex // guards the fields below
	stats Stats
	seen  map[uint32]*[seenFrames]uint32 // of sound: numbers of the latest frames, by sender
}

const seenFrames = 256

// Packet is one packet that arrived in a slot.
type Packet struct {
	Slot     *Slot
	Header   rtp.Header
	Payload  []byte
	Frame    Frame  // of video
	Tag      uint32 // the sender's, 0 for packets in the middle of a frame
	Number   uint32 // of the sender's frame
	Sent     time.Time
	Received time.Time
}

// Stats are what arrived in a slot so far.
type Stats struct {
	Packets   int
	Bytes     int
	Tag       uint32         // whose packet came last
	ByTag     map[uint32]int // frames by sender, each counted once
	Mended    int            // frames of sound that only a later packet brought
	KeyFrames int
	Width     int // of the last key frame
	Gaps      int // holes in the sequence numbers, before any retransmission filled them
	Disorder  int // packets that came late, or twice
	Last      rtp.Header
}

// Mid identifies the slot in the answer and in the server's mappings.
func (s *Slot) Mid() string { return s.transceiver.Mid() }

// Stats returns a copy of what arrived so far.
func (s *Slot) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.stats
	out.ByTag = make(map[uint32]int, len(s.stats.ByTag))
	for k, v := range s.stats.ByTag {
		out.ByTag[k] = v
	}
	return out
}

// Slots returns the slots in the order of the offer: audio first.
func (c *Client) Slots() []*Slot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.slots)
}

// Slot returns the slot with the given mid, or nil.
func (c *Client) Slot(mid string) *Slot {
	for _, s := range c.Slots() {
		if s.Mid() == mid {
			return s
		}
	}
	return nil
}

// onTrack reads a slot until the connection is closed.
func (c *Client) onTrack(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.slots {
		if c.closed || s.transceiver.Receiver() != r {
			continue
		}
		c.wg.Add(1)
		go func() {
			defer c.wg.Done()
			s.read(t)
		}()
		if !c.options.NoFeedback {
			c.wg.Add(1)
			go func() {
				defer c.wg.Done()
				readReports(r)
			}()
		}
		return
	}
}

// readReports lets Pion see the server's reports, which its own answer, until the connection is closed.
func readReports(r *webrtc.RTPReceiver) {
	for {
		if _, _, err := r.ReadRTCP(); err != nil {
			return
		}
	}
}

func (s *Slot) read(t *webrtc.TrackRemote) {
	for {
		p, _, err := t.ReadRTP()
		if err != nil {
			return
		}
		x := Packet{Slot: s, Header: p.Header, Payload: p.Payload, Received: time.Now()}
		var m mark
		if s.Kind == "audio" {
			m = s.sound(&x)
		} else {
			x.Frame, m, _ = readFrame(p.Payload)
		}
		x.Tag, x.Number, x.Sent = m.tag, m.number, m.sent
		s.count(&x)
		if s.client.options.OnPacket != nil {
			s.client.options.OnPacket(x)
		}
		s.client.changed()
	}
}

// sound takes a packet of sound apart and returns the mark of its own frame.
func (s *Slot) sound(x *Packet) (own mark) {
	var earlier [][]byte
	if x.Header.PayloadType == redPayloadType {
		earlier, x.Payload = unpack(x.Payload)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, frame := range append(earlier, x.Payload) {
		own = mark{}
		if len(frame) > 1 {
			own, _ = readMark(frame[1:])
		}
		if own.tag != 0 && s.first(own) && len(earlier) > 0 {
			s.stats.Mended++
		}
		earlier = earlier[min(1, len(earlier)):]
	}
	return own
}

// first notes a frame of sound and reports whether it came for the first time. With s.mu held.
func (s *Slot) first(m mark) bool {
	if s.seen == nil {
		s.seen = make(map[uint32]*[seenFrames]uint32)
	}
	list := s.seen[m.tag]
	if list == nil {
		list = new([seenFrames]uint32)
		s.seen[m.tag] = list
	}
	at := &list[m.number%seenFrames]
	if *at == m.number {
		return false
	}
	*at = m.number
	if s.stats.ByTag == nil {
		s.stats.ByTag = make(map[uint32]int)
	}
	s.stats.ByTag[m.tag]++
	return true
}

func (s *Slot) count(x *Packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.stats
	if st.Packets > 0 {
		switch d := int16(x.Header.SequenceNumber - st.Last.SequenceNumber); {
		case d <= 0:
			st.Disorder++
		case d > 1:
			st.Gaps++
		}
	}
	st.Packets++
	st.Bytes += len(x.Payload)
	st.Last = x.Header
	if x.Tag != 0 {
		st.Tag = x.Tag
		if s.Kind == "video" {
			if st.ByTag == nil {
				st.ByTag = make(map[uint32]int)
			}
			st.ByTag[x.Tag]++
		}
	}
	if x.Frame.Key {
		st.KeyFrames++
		st.Width = x.Frame.Width
	}
}

// WaitFrames waits until n more frames sent by tag have arrived in any slot of the kind ("audio" or "video").
func (c *Client) WaitFrames(ctx context.Context, kind string, tag uint32, n int) error {
	want := c.Frames(kind, tag) + n
	if err := c.wait(ctx, func() bool { return c.Frames(kind, tag) >= want }); err != nil {
		return fmt.Errorf("sfutest: %s of %d: %d of %d frames: %w", kind, tag, c.Frames(kind, tag), want, err)
	}
	return nil
}

// Frames returns how many frames sent by tag have arrived in all slots of the kind.
func (c *Client) Frames(kind string, tag uint32) int {
	n := 0
	for _, s := range c.Slots() {
		if s.Kind == kind {
			s.mu.Lock()
			n += s.stats.ByTag[tag]
			s.mu.Unlock()
		}
	}
	return n
}

// Packets returns how many packets have arrived in all slots.
func (c *Client) Packets() int {
	n := 0
	for _, s := range c.Slots() {
		s.mu.Lock()
		n += s.stats.Packets
		s.mu.Unlock()
	}
	return n
}

// Wait returns when met does; it is asked again after every packet, request and change of state.
func (c *Client) Wait(ctx context.Context, met func() bool) error { return c.wait(ctx, met) }

// Nack asks for packets of the slot again, as if they had been lost.
func (s *Slot) Nack(seqs ...uint16) error {
	return s.client.pc.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerNack{
		MediaSSRC: s.Stats().Last.SSRC, Nacks: rtcp.NackPairsFromSequenceNumbers(seqs),
	}})
}
