package sfu

import (
	"encoding/binary"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"pgregory.net/rapid"
)

// TestBucketLetsPassWhatItPromises: at whatever moments it is asked, a bucket lets pass its rate and one burst, no more
// and, for who stays below, no less.
func TestBucketLetsPassWhatItPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Int64Range(1, 100_000).Draw(t, "rate")
		burst := rapid.Int64Range(rate/20+2, 2*rate+2).Draw(t, "burst")
		greedy, modest := newBucket(rate, burst), newBucket(rate, burst)
		start := rapid.Int64Range(1, 1<<50).Draw(t, "start")
		modest.take(0, start)
		now, passed, owed := start, int64(0), int64(0) // owed is rate units, times nanoseconds
		for i := range rapid.IntRange(1, 300).Draw(t, "moments") {
			step := rapid.Int64Range(0, 50_000_000).Draw(t, "step")
			if i == 0 {
				step = 0
			}
			now += step
			for greedy.take(1, now) {
				passed++
			}
			for owed += step * rate; owed >= nanosecond; owed -= nanosecond {
				if !modest.take(1, now) {
					t.Fatal("refused though below the rate")
				}
			}
		}
		if most := burst + (now-start)*rate/nanosecond; passed > most || passed < most-1 {
			t.Fatalf("%d passed, %d were promised", passed, most)
		}
	})
}

// received is one packet as a viewer gets it.
type received struct {
	seq     uint16
	ts      uint32
	payload []byte
	vp8     vp8Descriptor
}

// opened decrypts what was sent to a viewer, retransmissions left out.
func opened(t testing.TB, sent [][]byte) (list []received) {
	t.Helper()
	_, keys := testKeys(t)
	for _, b := range sent {
		if b[1]&0x7f == 97 {
			continue
		}
		plain, err := keys.DecryptRTP(nil, b, nil)
		if err != nil {
			t.Fatal(err)
		}
		x := received{seq: binary.BigEndian.Uint16(b[2:]), ts: binary.BigEndian.Uint32(b[4:])}
		x.payload, _ = payloadOf(plain, b[0]&0x20 != 0)
		x.vp8, _ = parseVP8(x.payload)
		list = append(list, x)
	}
	return list
}

// TestTinyPacketsAreLimited: a packet costs as much to forward as a full one, however little is in it.
func TestTinyPacketsAreLimited(t *testing.T) {
	for k, most := range map[kind]int{audio: audioPackets, video: videoPackets} {
		b := newBench(t, k, 1)
		to := &tap{}
		i := map[kind]int{audio: Microphone.index(), video: Camera.index()}[k]
		(*b.from.in.sections[i].track.subs.Load())[0].slot.out.conn.selected.Load().stream = to
		b.payload = []byte{0x10, 0}
		const seconds, perSecond = 5, packetsPerSecond - 100
		for range seconds * perSecond {
			b.now += nanosecond / perSecond
			b.header.SequenceNumber++
			b.header.Timestamp += 48
			plain, _ := b.header.Marshal()
			b.sendRTP(append(plain, b.payload...))
		}
		if n := len(to.sent); n > (seconds+1)*most || n < seconds*most {
			t.Errorf("%v: %d tiny packets in %d s passed, %d a second may", k, n, seconds, most)
		}
		if b.sfu.counters.drops[dropRate].Load() == 0 {
			t.Errorf("%v: no reason is given", k)
		}
	}
}

// TestSmallLayerCannotBeMadeLarge: who watches a small picture is not made to pay for a large one.
func TestSmallLayerCannotBeMadeLarge(t *testing.T) {
	for n := 1; n <= maxLayers; n++ {
		for i := range n {
			q := layerQuota(video, i, n)
			passed := 0
			const seconds = 10
			for now := int64(1); now <= seconds*nanosecond; now += nanosecond / 1000 {
				if q.take(1100, now) {
					passed += 1100
				}
			}
			want := int(layerQuotas[maxLayers-n+i].bytesPerSecond)
			if passed > (seconds+1)*want || passed < seconds*want*9/10 {
				t.Errorf("layer %d of %d: %d bytes in %d s, %d a second may pass", i, n, passed, seconds, want)
			}
		}
	}
	s := testSection(video, upstream, "0")
	s.rids = conventionalRids
	c := (&SFU{}).newConnection(&offer{sections: []section{s}})
	for i, l := range c.in.sections[Camera.index()].layers {
		if want := layerQuotas[i].packets; l.quota.packets.rate != want {
			t.Errorf("layer %s may have %d packets a second, want %d", s.rids[i], l.quota.packets.rate, want)
		}
	}
}

// TestFloodIsNotEvenDecrypted: what one client sends beyond reason costs next to nothing, and it is heard again when it
// stops.
func TestFloodIsNotEvenDecrypted(t *testing.T) {
	b, to := hostile(t)
	b.checkAlive(t, to)
	h := rtp.Header{Version: 2, PayloadType: 97, SSRC: 8}
	const flood = 10 * packetsPerSecond
	for range flood {
		b.now += nanosecond / flood
		h.SequenceNumber++
		plain, _ := h.Marshal()
		b.sendRTP(plain)
	}
	if n := b.sfu.counters.drops[dropRate].Load(); n < flood-2*packetsPerSecond-100 {
		t.Errorf("%d of %d packets were dropped", n, flood)
	}
	b.now += nanosecond
	b.checkAlive(t, to)
}

// beginAnew makes the publisher go on from somewhere else: another SSRC, far-away numbers, timestamps nobody can follow,
// or pictures counted back.
func (p *publisher) beginAnew(t *rapid.T) {
	id := rapid.Uint16Max(0x7fff).Draw(t, "picture")
	switch rapid.IntRange(0, 4).Draw(t, "how") {
	case 0:
		p.header.SSRC += 2
		p.header.SequenceNumber = rapid.Uint16().Draw(t, "seq")
		p.header.Timestamp = rapid.Uint32().Draw(t, "ts")
	case 1:
		p.header.SequenceNumber += uint16(rapid.IntRange(maxGap+1, 1<<15-100).Draw(t, "jump")) // further, and SRTP is lost
	case 2:
		p.header.Timestamp += uint32(rapid.IntRange(20*videoClock, 1<<31-1).Draw(t, "forward"))
	case 3:
		p.header.Timestamp -= uint32(rapid.IntRange(videoClock, 1<<31-1).Draw(t, "back"))
	case 4:
		id = binary.BigEndian.Uint16(p.payload[2:]) - uint16(rapid.IntRange(2, 1<<14-1).Draw(t, "pictures back"))
	}
	binary.BigEndian.PutUint16(p.payload[2:], id|0x8000)
}

// TestSourceThatBeginsAnewStaysContinuous: whatever a source does to its SSRC, numbers and timestamps, a slot goes on
// with the next number and picture at a key frame, and its time does not leave real time.
func TestSourceThatBeginsAnewStaysContinuous(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := newPublisher(t)
		p.film(5, true)
		began := p.now
		for range rapid.IntRange(1, 5).Draw(rt, "lives") {
			p.beginAnew(rt)
			p.film(rapid.IntRange(strayLimit, 30).Draw(rt, "frames without a key frame"), false)
			before := len(p.to.sent)
			p.film(1, true)
			p.film(rapid.IntRange(1, 10).Draw(rt, "frames"), false)
			if len(p.to.sent) < before+2 {
				rt.Fatal("what followed the key frame was not sent")
			}
		}
		list := opened(t, p.to.sent)
		for i := 1; i < len(list); i++ {
			a, b := list[i-1], list[i]
			if b.seq != a.seq+1 || b.vp8.pictureID != (a.vp8.pictureID+1)&0x7fff {
				rt.Fatalf("packet %d is number %d, picture %d after %d, %d", i, b.seq, b.vp8.pictureID, a.seq, a.vp8.pictureID)
			}
			if int32(b.ts-a.ts) <= 0 {
				rt.Fatalf("packet %d goes back in time by %d", i, a.ts-b.ts)
			}
		}
		passed := (p.now - began) * videoClock / nanosecond
		if got := int64(list[len(list)-1].ts - list[4].ts); got > passed+clockTolerance*videoClock {
			rt.Fatalf("the slot's time went on by %d ticks in %d", got, passed)
		}
	})
}

// TestWhatWasBeforeIsNotSentAgain: when a source began anew, numbers of before may stand for other packets.
func TestWhatWasBeforeIsNotSentAgain(t *testing.T) {
	p := newPublisher(t)
	p.film(20, true)
	m := (*p.from.in.sections[Camera.index()].track.subs.Load())[0]
	seq := opened(t, p.to.sent)[10].seq
	again := func() int {
		m.slot.out.mu.Lock()
		defer m.slot.out.mu.Unlock()
		return m.slot.out.retransmit(m.slot.ssrc, seq, p.now, make([]byte, maxDatagram))
	}
	if again() == 0 {
		t.Fatal("it is not even sent again while it may be")
	}
	p.header.SSRC += 2
	p.header.SequenceNumber -= 20
	p.film(20, false)
	if again() != 0 {
		t.Error("a packet of the new source was sent in place of an old one")
	}
	p.film(5, true)
	if again() != 0 {
		t.Error("a packet of the new source was sent in place of an old one, later")
	}
}

// TestRetransmissionsCannotMoveTheWindow: old packets, with which publishers probe, or made-up ones neither pass nor make
// the source begin anew.
func TestRetransmissionsCannotMoveTheWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w window
		now := int64(nanosecond)
		seq := rapid.Uint16().Draw(t, "start")
		if w.accept(seq, true, now) != refused {
			t.Fatal("a source began with a retransmission")
		}
		w.accept(seq, false, now)
		for range rapid.IntRange(1, 20).Draw(t, "rounds") {
			osn := rapid.Uint16().Draw(t, "osn")
			for i := range uint16(rapid.IntRange(0, 3*strayLimit).Draw(t, "in a row")) {
				before := w.newest
				a := w.accept(osn+i, true, now)
				if far := int16(osn + i - before); a != refused && (a != late || far > 0 || far <= -windowSize/2) {
					t.Fatalf("retransmission %d at %d is %v", osn+i, before, a)
				}
			}
			seq = w.newest + 1
			if a := w.accept(seq, false, now); a != inOrder {
				t.Fatalf("the stream goes on and is %v", a)
			}
		}
	})
}

// TestAskingForWhatNeverWasIsLimited: looking for a packet costs, found or not.
func TestAskingForWhatNeverWasIsLimited(t *testing.T) {
	b, to := hostile(t)
	b.checkAlive(t, to)
	m := (*b.from.in.sections[Camera.index()].track.subs.Load())[0]
	last := opened(t, to.sent)[0].seq
	var nacks []rtcp.Packet
	for range maxMessages {
		nacks = append(nacks, &rtcp.TransportLayerNack{MediaSSRC: m.slot.ssrc, Nacks: []rtcp.NackPair{{PacketID: last - 5000, LostPackets: 0xffff}}})
	}
	in := &m.slot.out.conn.in
	in.mu.Lock()
	for range 10 {
		in.obey(nacks, b.now, b.out)
	}
	in.mu.Unlock()
	if n, want := b.sfu.counters.drops[dropRate].Load(), uint64(10*maxMessages*17-resendPerSecond); n != want {
		t.Errorf("%d of %d requests were dropped unread, want %d", n, 10*maxMessages*17, want)
	}
}

// TestOneViewerDoesNotOrderKeyFramesForAll: key frames cost everybody who watches; who asks for them all the time gets
// few, and others are still served.
func TestOneViewerDoesNotOrderKeyFramesForAll(t *testing.T) {
	p := newPublisher(t)
	p.film(20, true)
	greedy, _ := p.join(startEstimate)
	honest, _ := p.join(startEstimate)
	p.film(5, false)
	p.feedback()
	const seconds = 20
	asks := 0
	for range seconds * 30 {
		for range 10 {
			greedy.slot.out.wantKey(greedy.slot.ssrc, p.now)
		}
		n := len(find[*rtcp.PictureLossIndication](p.feedback()))
		asks += n
		p.film(1, n > 0)
	}
	if most := keyAsksBurst/keyAskCost + seconds*keyAsksRefill/keyAskCost + 1; asks > most || asks == 0 {
		t.Errorf("%d key frames in %d s for one who asks without end, at most %d are due", asks, seconds, most)
	}
	if p.sfu.counters.drops[dropRate].Load() == 0 {
		t.Error("no reason is given")
	}
	p.now += pliInterval
	honest.slot.out.wantKey(honest.slot.ssrc, p.now)
	if n := len(find[*rtcp.PictureLossIndication](p.feedback())); n != 1 {
		t.Errorf("somebody else's request made %d, want 1", n)
	}
}

// TestFeedbackThatSpeaksOfTooMuchIsNotRead: neither in one message, nor in many of a compound, nor in many compounds.
func TestFeedbackThatSpeaksOfTooMuchIsNotRead(t *testing.T) {
	b, to := hostile(t)
	b.checkAlive(t, to)
	message := func(count uint16) []byte {
		m := []byte{0x8f, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0x1f, 0xff, 0x1f, 0xff}
		binary.BigEndian.PutUint16(m[14:], count)
		return m
	}
	var compound []byte
	for range maxMessages {
		compound = append(compound, message(maxStatusCount/2)...)
	}
	drops := &b.sfu.counters.drops
	b.sendRTCP(compound)
	if drops[dropMalformed].Load() != 1 {
		t.Error("a compound packet on 65,536 packets was read")
	}
	empty := []byte{0x80, 201, 0, 1, 0, 0, 0, 1}
	compound = nil
	for range maxMessages + 1 {
		compound = append(compound, empty...)
	}
	b.sendRTCP(compound)
	if drops[dropMalformed].Load() != 2 {
		t.Errorf("a compound packet of %d messages was read", maxMessages+1)
	}
	for range 100 {
		b.sendRTCP(message(maxStatusCount))
	}
	if n := drops[dropRate].Load(); n < 100-statusesPerSecond/maxStatusCount-1 {
		t.Errorf("%d of 100 messages on %d packets each were dropped", n, maxStatusCount)
	}
	b.now += nanosecond
	b.checkAlive(t, to)
}

// TestPublisherWithoutKeyFramesIsAskedSeldom: nothing of it is shown, and it costs a few requests.
func TestPublisherWithoutKeyFramesIsAskedSeldom(t *testing.T) {
	p := newPublisher(t)
	const seconds = 10
	p.film(seconds*30, false)
	if len(p.to.sent) > 0 {
		t.Errorf("%d packets were sent that nobody can decode", len(p.to.sent))
	}
	n := len(find[*rtcp.PictureLossIndication](p.feedback()))
	if most := seconds*nanosecond/pliInterval + 1; n > most || n < most/2 {
		t.Errorf("%d requests in %d s, at most %d are due", n, seconds, most)
	}
}

// TestPreRollIsShortHoweverSmallItsSteps: a speaker cannot have a burst sent to everybody by counting time in small steps.
func TestPreRollIsShortHoweverSmallItsSteps(t *testing.T) {
	const loud = 25
	x := newTalker(t, 1)
	now := int64(nanosecond)
	say := func(n int) {
		for range n {
			now += 20_000_000
			x.now = now
			_ = x.header.SetExtension(1, []byte{loud})
			x.header.SequenceNumber++
			x.header.Timestamp++
			plain, _ := x.header.Marshal()
			x.sendRTP(append(plain, x.payload...))
		}
	}
	say(audioRingPackets)
	listener := newBench(t, audio, 1)
	to := &tap{}
	slot := (*listener.from.in.sections[Microphone.index()].track.subs.Load())[0].slot
	slot.out.conn.selected.Load().stream = to
	m := &mapping{slot: slot, track: x.track}
	m.announced.Store(true)
	slot.mapping.Store(m)
	x.track.subs.Store(&[]*mapping{m})
	say(1)
	if n := len(to.sent); n > preRollMost+1 {
		t.Errorf("%d packets were sent at once, at most %d belong to 200 ms", n, preRollMost+1)
	}
}
