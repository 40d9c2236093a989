package sfu

import (
	"encoding/binary"
	"testing"

	"github.com/pion/rtcp"
)

// film sends n frames of one packet each, the first a key frame if so wanted.
func (p *publisher) film(n int, key bool) {
	for i := range n {
		p.now += nanosecond / 30
		id := binary.BigEndian.Uint16(p.payload[2:])&0x7fff + 1
		binary.BigEndian.PutUint16(p.payload[2:], id|0x8000)
		p.payload[6] = 0x11
		if key && i == 0 {
			p.payload[6] = 0x10
		}
		p.from.in.rtp(append([]byte(nil), p.packet()...), p.path, p.now, p.out)
		p.out.flush()
	}
}

// join adds a viewer, who may be sent bps, and returns what is sent to it.
func (p *publisher) join(bps int64) (*mapping, *tap) {
	to := p.sfu.newConnection(&offer{sections: []section{testSection(video, downstream, "7")}})
	sender, _ := testKeys(p.t)
	to.out.open(sender)
	to.out.congestion.estimate.Store(bps)
	seen := &tap{}
	to.selected.Store(&path{conn: to, stream: seen})
	t := p.from.in.sections[Camera.index()].track
	m := &mapping{slot: to.out.slots[0], track: t}
	m.setGrade(whole(maxLayers - 1))
	m.slot.mapping.Store(m)
	list := append([]*mapping{m}, *t.subs.Load()...)
	t.subs.Store(&list)
	a := newAnnouncer(nil, func() int64 { return p.now })
	a.begin([]announcement{{mapping: m}})
	return m, seen
}

// TestNewcomersShareTheLastKeyFrame: viewers who come one after another are shown the picture at once, from the key
// frame there was, without holes, and the camera is not asked for another one.
func TestNewcomersShareTheLastKeyFrame(t *testing.T) {
	p := newPublisher(t)
	p.film(20, true)
	p.feedback()
	_, open := testKeys(t)
	for viewer := range 30 {
		_, seen := p.join(startEstimate)
		p.film(1, false)
		if got, want := len(seen.sent), 21+2*viewer; got != want {
			t.Fatalf("viewer %d was sent %d packets, want %d", viewer, got, want)
		}
		var last vp8Descriptor
		for i, b := range seen.sent {
			plain, err := open.DecryptRTP(nil, b, nil)
			if err != nil {
				t.Fatal(err)
			}
			payload, _ := payloadOf(plain, false)
			d, _ := parseVP8(payload)
			if i == 0 && !d.key {
				t.Fatal("the first packet is no key frame")
			}
			if i > 0 {
				before := seen.sent[i-1]
				if d.pictureID != last.pictureID+1 || binary.BigEndian.Uint16(b[2:]) != binary.BigEndian.Uint16(before[2:])+1 {
					t.Fatalf("packet %d does not follow the one before", i)
				}
				if step := int32(binary.BigEndian.Uint32(b[4:]) - binary.BigEndian.Uint32(before[4:])); step <= 0 || step > videoClock/25 {
					t.Fatalf("packet %d is %d ticks after the one before", i, step)
				}
			}
			last = d
		}
		p.film(1, false)
		if len(seen.sent) != 22+2*viewer {
			t.Fatalf("viewer %d was sent %d packets after the next frame", viewer, len(seen.sent))
		}
	}
	if n := len(find[*rtcp.PictureLossIndication](p.feedback())); n > 0 {
		t.Errorf("%d key frames were asked for", n)
	}
}

// TestKeyFrameIsAskedForWhereReplayWouldCostTooMuch: too long a run, too narrow a path, and a source that was stopped
// in between.
func TestKeyFrameIsAskedForWhereReplayWouldCostTooMuch(t *testing.T) {
	for _, x := range []struct {
		name   string
		frames int
		bps    int64
		stop   bool
	}{{"long", replayPackets + 5, startEstimate, false}, {"narrow", 50, 300_000, false}, {"stopped", 20, startEstimate, true}} {
		p := newPublisher(t)
		p.film(x.frames, true)
		tr := p.from.in.sections[Camera.index()].track
		if x.stop {
			tr.allow(false)
			tr.allow(true)
		}
		p.now += pliInterval
		p.feedback()
		_, seen := p.join(x.bps)
		p.film(5, false)
		if len(seen.sent) > 0 {
			t.Errorf("%s: %d packets were sent without a key frame", x.name, len(seen.sent))
		}
		if n := len(find[*rtcp.PictureLossIndication](p.feedback())); n != 1 {
			t.Errorf("%s: %d key frames were asked for, want 1", x.name, n)
		}
		p.film(3, true)
		if len(seen.sent) != 3 {
			t.Errorf("%s: %d of 3 packets were sent from the key frame on", x.name, len(seen.sent))
		}
	}
}

// talker is a microphone with a ring, without a connection of its own.
type talker struct {
	*bench
	track *track
}

func newTalker(t *testing.T, tag byte) *talker {
	x := &talker{bench: newBench(t, audio, 0)}
	x.track = x.from.in.sections[Microphone.index()].track
	x.header.SequenceNumber, x.header.Timestamp = uint16(tag)*1000, uint32(tag)*77_777
	x.payload[0] = tag
	return x
}

// say sends n packets of 20 ms at the given level; now is when the first of them arrives.
func (x *talker) say(n int, level byte, now int64) int64 {
	for range n {
		_ = x.header.SetExtension(1, []byte{level})
		x.payload[1]++
		now += 20_000_000
		x.from.in.rtp(append([]byte(nil), x.packet()...), x.path, now, x.out)
		x.out.flush()
	}
	return now
}

// TestFirstSyllableIsHeard: who is given a slot after having begun to speak is heard from where it began, in a row of
// whole frames, turn after turn; who is silent brings nothing along, and a pause is not bridged.
func TestFirstSyllableIsHeard(t *testing.T) {
	const loud, silent = 25, 127
	b := newBench(t, audio, 1)
	to := &tap{}
	slot := (*b.from.in.sections[Microphone.index()].track.subs.Load())[0].slot
	slot.out.conn.selected.Load().stream = to
	_, open := testKeys(t)
	now := int64(nanosecond)
	take := func() (payloads [][]byte, first, last uint32) {
		for i, p := range to.sent {
			plain, err := open.DecryptRTP(nil, p, nil)
			if err != nil {
				t.Fatal(err)
			}
			payload, _ := payloadOf(plain, false)
			ts := binary.BigEndian.Uint32(p[4:])
			if i == 0 {
				first = ts
			} else if ts-last != audioFrame {
				t.Fatalf("packet %d is %d samples after the one before", i, ts-last)
			}
			payloads, last = append(payloads, payload), ts
		}
		to.sent = nil
		return payloads, first, last
	}
	var before uint32
	for turn := range byte(6) {
		x := newTalker(t, turn+1)
		now = x.say(40, silent, now)
		now = x.say(5, loud, now) // before anybody notices
		m := &mapping{slot: slot, track: x.track}
		m.announced.Store(true)
		slot.mapping.Store(m)
		x.track.subs.Store(&[]*mapping{m})
		now = x.say(100, loud, now)
		payloads, first, last := take()
		if got := len(payloads) - 100; got != 5+2 { // and 40 ms of silence
			t.Errorf("turn %d: %d packets from before the slot was given", turn, got)
		}
		if turn > 0 && int32(first-before) < audioFrame {
			t.Errorf("turn %d: time went on by %d samples", turn, int32(first-before))
		}
		before = last
	}
	x := newTalker(t, 60)
	now = x.say(10, loud, now)
	x.header.Timestamp += 20 * audioFrame // 400 ms without a packet (DTX)
	now = x.say(3, loud, now+400_000_000)
	paused := &mapping{slot: slot, track: x.track}
	paused.announced.Store(true)
	slot.mapping.Store(paused)
	x.track.subs.Store(&[]*mapping{paused})
	now = x.say(10, loud, now)
	if payloads, _, _ := take(); len(payloads) != 13 {
		t.Errorf("%d packets from before the slot was given, want the 3 since the pause", len(payloads)-10)
	}
	x = newTalker(t, 50)
	now = x.say(40, silent, now)
	m := &mapping{slot: slot, track: x.track}
	m.announced.Store(true)
	slot.mapping.Store(m)
	x.track.subs.Store(&[]*mapping{m})
	x.say(10, silent, now)
	if payloads, _, _ := take(); len(payloads) > 10 {
		t.Errorf("%d packets of silence from before the slot was given", len(payloads)-10)
	}
}

// TestPreRollsDoNotAddUp: speakers who take turns quickly do not make listeners fall behind by more than one pre-roll.
func TestPreRollsDoNotAddUp(t *testing.T) {
	var line timeline
	now := int64(nanosecond)
	for range 50 {
		span := min(line.room(now), maxPreRoll)
		line.lead += span
		if line.lead > maxPreRoll {
			t.Fatalf("listeners are %d samples behind", line.lead)
		}
		now += nanosecond / 2
	}
	now += 3 * nanosecond
	if line.room(now) != maxPreRoll {
		t.Error("a lead is never worked off")
	}
}
