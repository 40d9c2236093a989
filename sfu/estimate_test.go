package sfu

import (
	"math/rand/v2"
	"testing"

	"github.com/pion/rtcp"
	"pgregory.net/rapid"
)

// link is a path with a bottleneck: a queue that holds what does not pass at once, and drops what it cannot hold.
type link struct {
	bps     float64
	delay   int64   // nanoseconds each way
	loss    float64 // at random
	lossUp  float64 // the other way, of media alone
	jitter  int64   // nanoseconds, at most
	free    int64   // when the bottleneck has sent everything
	random  *rand.Rand
	limit   int64 // of the queue, in nanoseconds
	last    int64 // nothing overtakes
	longest int64 // queue seen
}

func (l *link) carry(sent int64, size int) ack {
	a := ack{sent: sent, size: size}
	start := max(sent, l.free)
	if l.random.Float64() < l.loss || start-sent > l.limit {
		a.lost = true
		return a
	}
	l.longest = max(l.longest, start-sent)
	l.free = start + int64(float64(size)*8/l.bps*nanosecond)
	a.arrived = max(l.last, l.free+l.delay+l.random.Int64N(l.jitter+1)) + 1_000_000_000_000
	l.last = a.arrived - 1_000_000_000_000
	return a
}

// journey sends rate bits per second of sound-sized and picture-sized packets over a link, with feedback 16 times a
// second, and asks rate again for each message.
type journey struct {
	*link
	e       estimator
	now     int64
	pending []ack
}

func newJourney(bps float64) *journey {
	return &journey{
		link: &link{bps: bps, delay: 20_000_000, limit: 500_000_000, random: rand.New(rand.NewPCG(1, 2))},
		e:    newEstimator(), now: nanosecond,
	}
}

// travel goes on for so many seconds, with rate saying what is sent for an estimate.
func (j *journey) travel(seconds float64, rate func(estimate float64) float64) {
	end := j.now + int64(seconds*nanosecond)
	report := j.now
	for credit := 0.0; j.now < end; j.now += 10_000_000 {
		for credit += rate(j.e.bps) / 100; credit > 0; credit -= 1000 * 8 {
			j.pending = append(j.pending, j.carry(j.now, 1000))
		}
		if j.now-report < 62_500_000 {
			continue
		}
		report = j.now
		var heard, later []ack
		for _, a := range j.pending {
			if reached := a.arrived - 1_000_000_000_000 + j.delay; !a.lost && reached > j.now || a.lost && a.sent+3*j.delay > j.now {
				later = append(later, a)
			} else {
				heard = append(heard, a)
			}
		}
		j.pending = later
		if len(heard) > 0 {
			j.e.feedback(heard, j.now)
		}
	}
}

func all(estimate float64) float64 { return estimate }

func TestEstimateFindsTheBottleneck(t *testing.T) {
	for _, x := range []struct {
		name         string
		bps          float64
		delay        int64
		loss         float64
		jitter       int64
		low, high    float64 // of the estimate, as parts of bps
		longestQueue int64
	}{
		{"narrow", 300_000, 20e6, 0, 0, 0.6, 1.25, 550e6},
		{"usual", 2_000_000, 20e6, 0, 0, 0.7, 1.25, 400e6},
		{"far away", 1_000_000, 250e6, 0, 0, 0.6, 1.25, 550e6},
		{"a little loss", 1_000_000, 50e6, 0.02, 0, 0.6, 1.25, 550e6},
		{"jittery", 1_000_000, 20e6, 0, 8e6, 0.5, 1.25, 550e6},
	} {
		j := newJourney(x.bps)
		j.delay, j.loss, j.jitter = x.delay, x.loss, x.jitter
		j.travel(10, all)
		j.longest = 0
		low, high := j.e.bps, j.e.bps
		for range 200 {
			j.travel(0.1, all)
			low, high = min(low, j.e.bps), max(high, j.e.bps)
		}
		if low < x.low*x.bps || high > x.high*x.bps {
			t.Errorf("%s: the estimate moves between %.0f and %.0f of %.0f b/s", x.name, low, high, x.bps)
		}
		if j.longest > x.longestQueue {
			t.Errorf("%s: packets waited for up to %d ms", x.name, j.longest/1e6)
		}
	}
}

func TestEstimateFallsWithinASecondAndRisesAgain(t *testing.T) {
	j := newJourney(3_000_000)
	usual := func(e float64) float64 { return min(e, 1_300_000) }
	j.travel(5, usual)
	if j.e.bps < 1_300_000 {
		t.Fatalf("estimate of an idle path: %.0f", j.e.bps)
	}
	j.bps = 300_000
	j.travel(1.2, usual)
	if j.e.bps > 330_000 {
		t.Errorf("1.2 s after a fall to 300 kb/s the estimate is %.0f", j.e.bps)
	}
	j.travel(10, func(e float64) float64 { return min(e, 160_000) })
	j.bps = 3_000_000
	j.travel(3, func(float64) float64 { return 600_000 }) // a probe
	if j.e.bps < 550_000 {
		t.Errorf("600 kb/s arrived, the estimate is %.0f", j.e.bps)
	}
	j.travel(3, func(float64) float64 { return 1_400_000 })
	if j.e.bps < 1_300_000 {
		t.Errorf("1.4 Mb/s arrived, the estimate is %.0f", j.e.bps)
	}
}

// TestRandomLossDoesNotStarveSoundAndOnePicture: a tenth lost at random says little about how much the path carries.
func TestRandomLossDoesNotStarveSoundAndOnePicture(t *testing.T) {
	for _, loss := range []float64{0.01, 0.05, 0.1, 0.15} {
		j := newJourney(5_000_000)
		j.loss = loss
		j.travel(60, func(e float64) float64 { return min(e, 1_200_000) })
		if floor := map[bool]float64{true: 1_000_000, false: 0.9 * lossFloor}[loss <= 0.05]; j.e.bps < floor {
			t.Errorf("%.0f %% lost: the estimate fell to %.0f", loss*100, j.e.bps)
		}
	}
}

func TestClientThatNeverAnswersIsSentLittle(t *testing.T) {
	e := newEstimator()
	now := int64(nanosecond)
	sent := now
	for range 100 {
		now += nanosecond / 10
		e.silence(sent, now)
	}
	if e.bps > 4*minEstimate {
		t.Errorf("after ten seconds without an answer the estimate is %.0f", e.bps)
	}
	e = newEstimator()
	for range 100 {
		now += nanosecond
		e.silence(0, now)
	}
	if e.bps != startEstimate {
		t.Errorf("nothing was sent, and the estimate went to %.0f", e.bps)
	}
}

// TestLiesAboutArrivalsGainNothing: whatever a client says of when packets arrived, the estimate is not raised by more
// than what was sent to it allows.
func TestLiesAboutArrivalsGainNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := newEstimator()
		e.bps = 100_000
		now := int64(nanosecond)
		for range rapid.IntRange(1, 200).Draw(t, "messages") {
			now += 60_000_000
			var list []ack
			for range 3 { // 400 kb/s
				list = append(list, ack{sent: now, size: 1000, arrived: rapid.Int64Range(-1<<60, 1<<60).Draw(t, "arrival")})
			}
			e.feedback(list, now)
			if e.bps > growthMargin*480_000+growthMinimum || !(e.bps >= minEstimate) {
				t.Fatalf("the estimate is %f", e.bps)
			}
		}
	})
}

// TestEveryPacketIsAnsweredForOnce: any feedback, repeated, reordered or invented, is worth each packet sent once.
func TestEveryPacketIsAnsweredForOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l sendLog
		next := rapid.Uint16().Draw(t, "first")
		sent := map[uint16]bool{}
		now := int64(nanosecond)
		for range rapid.IntRange(1, 600).Draw(t, "sent") {
			l.add(next, 100, now)
			sent[next] = true
			next++
			now += 1_000_000
		}
		arrived, lost := 0, 0
		for range rapid.IntRange(1, 20).Draw(t, "messages") {
			m := &rtcp.TransportLayerCC{
				BaseSequenceNumber: next - rapid.Uint16Range(0, 700).Draw(t, "back"),
				PacketStatusCount:  rapid.Uint16Range(0, 900).Draw(t, "count"), ReferenceTime: rapid.Uint32Range(0, 1<<24-1).Draw(t, "reference"),
			}
			symbol := rapid.Uint16Range(0, 3).Draw(t, "symbol")
			m.PacketChunks = append(m.PacketChunks, &rtcp.RunLengthChunk{PacketStatusSymbol: symbol, RunLength: rapid.Uint16Range(0, 8191).Draw(t, "run")})
			m.PacketChunks = append(m.PacketChunks, &rtcp.StatusVectorChunk{SymbolList: []uint16{1, 0, 2, 1, 3, 0, 1}})
			for range rapid.IntRange(0, 900).Draw(t, "deltas") {
				m.RecvDeltas = append(m.RecvDeltas, &rtcp.RecvDelta{Delta: 250})
			}
			for _, a := range l.answer(nil, m) {
				if a.lost {
					lost++
				} else {
					arrived++
				}
			}
		}
		if arrived > len(sent) || lost > len(sent) {
			t.Fatalf("%d packets were sent, %d arrived, %d were lost", len(sent), arrived, lost)
		}
	})
}

func TestArrivalsAreReadAsBrowsersWriteThem(t *testing.T) {
	var l sendLog
	for i := range uint16(5) {
		l.add(65534+i, 100+int(i), int64(i+1)*1_000_000)
	}
	m := &rtcp.TransportLayerCC{
		BaseSequenceNumber: 65534, PacketStatusCount: 5, ReferenceTime: 10,
		PacketChunks: []rtcp.PacketStatusChunk{&rtcp.StatusVectorChunk{SymbolList: []uint16{1, 1, 0, 2, 1, 0, 0}}},
		RecvDeltas:   []*rtcp.RecvDelta{{Delta: 1000}, {Delta: 2000}, {Delta: -500}, {Delta: 250}},
	}
	got := l.answer(nil, m)
	want := []int64{641_000, 643_000, -1, 642_500, 642_750} // microseconds
	for i, a := range got {
		if a.size != 100+i || a.lost != (want[i] < 0) || !a.lost && a.arrived != want[i]*1000 {
			t.Errorf("packet %d: %+v", i, a)
		}
	}
	if len(got) != len(want) || l.unanswered != 0 {
		t.Errorf("%d of %d packets, unanswered since %d", len(got), len(want), l.unanswered)
	}
}
