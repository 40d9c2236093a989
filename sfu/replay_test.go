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
		p.from.in.rtp(append([]byte(nil), p.packet()...), p.path, p.now, &p.out)
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
