package main

import (
	"slices"
	"sync/atomic"
	"time"

	"warmroom/sfu/sfutest"
)

// ears count what one participant receives. They are written by the goroutines
// of the slots and read by anybody.
type ears struct {
	stage  *stage
	part   part
	slots  []stream
	first  [kinds][]atomic.Int64 // by sender: when its first frame arrived, in Unix nanoseconds
	latest []atomic.Int64        // by sender: when their latest packet of sound arrived, in Unix nanoseconds
	frames [kinds]atomic.Int64   // that were sent within the window
}

// stream counts the packets of one slot. Its numbers go on whatever fills it.
type stream struct {
	packets atomic.Int64
	bytes   atomic.Int64 // of payload
	span    atomic.Int64 // how many the numbers say there should be

	// For the slot's goroutine only.
	highest uint16             // number
	seen    [remembered]uint32 // by number modulo remembered: the number, with seenBit
}

// A packet may come twice: servers look for room on a path by sending packets
// again.
const (
	remembered = 512 // packets, which is some seconds of a camera
	seenBit    = 1 << 16
)

// newEars makes ears for a number of slots.
func newEars(s *stage, p part, slots int) *ears {
	e := &ears{stage: s, part: p, slots: make([]stream, slots)}
	for kind, sent := range s.live {
		e.first[kind] = make([]atomic.Int64, len(sent))
	}
	e.latest = make([]atomic.Int64, len(s.live[audio]))
	return e
}

// packet takes what arrived.
func (e *ears) packet(p sfutest.Packet) {
	if !e.slots[p.Slot.Index].count(p.Header.SequenceNumber, len(p.Payload)) {
		return
	}
	kind, sender := kindOf(p.Slot.Kind), int(p.Tag)-1
	if sender < 0 || sender >= len(e.first[kind]) {
		return // the middle of a frame, or of somebody who is no part of the load
	}
	if e.first[kind][sender].Load() == 0 {
		e.first[kind][sender].Store(p.Received.UnixNano())
	}
	if kind == audio {
		e.latest[sender].Store(p.Received.UnixNano())
	}
	if e.stage.within(p.Sent) {
		e.frames[kind].Add(1)
		e.stage.latency.add(p.Received.Sub(p.Sent))
	}
}

// count takes a packet and reports whether it came for the first time.
func (s *stream) count(number uint16, bytes int) bool {
	if s.seen[number%remembered] == uint32(number)|seenBit {
		return false
	}
	s.seen[number%remembered] = uint32(number) | seenBit
	s.bytes.Add(int64(bytes))
	if s.packets.Add(1) == 1 {
		s.highest = number
		s.span.Store(1)
		return true
	}
	if ahead := int16(number - s.highest); ahead > 0 {
		s.highest = number
		s.span.Add(int64(ahead))
	}
	return true
}

// tally is how much was received.
type tally struct{ packets, bytes, span, soundPackets, soundSpan int64 }

// tally adds up the slots so far; the first ones, for sound, also apart.
func (e *ears) tally(soundSlots int) (t tally) {
	for i := range e.slots {
		s := &e.slots[i]
		packets, span := s.packets.Load(), s.span.Load()
		t.packets += packets
		t.bytes += s.bytes.Load()
		t.span += span
		if i < soundSlots {
			t.soundPackets += packets
			t.soundSpan += span
		}
	}
	return t
}

// delays returns how long each stream that the participant is to receive took
// to arrive, counted from when they came in or, when that was later, from when
// it began; and how many of them never did. Of more voices than are heard at
// once, the first ones count.
func (e *ears) delays(began time.Time) (list []time.Duration, never int) {
	var seen, heard []time.Duration
	for _, sender := range e.part.sees {
		if d, ok := e.delay(video, sender, began); ok {
			seen = append(seen, d)
		}
	}
	for sender := range e.first[audio] {
		if d, ok := e.delay(audio, sender, began); ok && sender != e.part.index {
			heard = append(heard, d)
		}
	}
	slices.Sort(heard)
	voices := e.part.hears(len(e.first[audio]))
	heard = heard[:min(len(heard), voices)]
	return append(seen, heard...), len(e.part.sees) + voices - len(seen) - len(heard)
}

func (e *ears) delay(kind, sender int, began time.Time) (time.Duration, bool) {
	first, live := e.first[kind][sender].Load(), e.stage.live[kind][sender].Load()
	if first == 0 || live == 0 {
		return 0, false
	}
	return time.Duration(first - max(live, began.UnixNano())), true
}
