package sfu

import "sync/atomic"

// ladder lists the grades a picture is given in turn as there is room for more.
var ladder = [...]grade{gradeOf(0, 0), gradeOf(0, 1), whole(0), gradeOf(1, 1), whole(1), gradeOf(2, 1), whole(2)}

// portion is one picture's part of what the path to a client carries.
type portion struct {
	cost  [maxLayers][allTemporals + 1]int64 // bits per second of a layer up to each of its temporal layers
	stage bool                               // comes before all others
	most  grade                              // what the tile can show, or may get for now
	got   grade
}

func (p *portion) costOf(g grade) int64 {
	if g == paused {
		return 0
	}
	return p.cost[g.layer()][g.temporal()]
}

// climb raises p as far as limit and what is left allow, and returns what is left then.
func (p *portion) climb(limit grade, left int64) int64 {
	for _, g := range ladder {
		if g <= p.got {
			continue
		}
		price := p.costOf(g) - p.costOf(p.got)
		if g > min(limit, p.most) || price > left {
			break
		}
		p.got, left = g, left-price
	}
	return left
}

// next returns what the next step of p costs, 0 when there is none.
func (p *portion) next() int64 {
	for _, g := range ladder {
		if g > p.got && g <= p.most {
			return max(p.costOf(g)-p.costOf(p.got), 1)
		}
	}
	return 0
}

// allocate divides bps among the pictures, the most important first: the stage, then something of everybody, then more
// frames, then more pixels. It returns what they cost together.
func allocate(bps int64, list []portion) (spent int64) {
	left := bps
	for i := range list {
		list[i].got = paused
	}
	for i := range list {
		if list[i].stage {
			left = list[i].climb(whole(1), left)
		}
	}
	for _, limit := range [...]grade{gradeOf(0, 0), whole(0), whole(1), whole(2)} {
		for i := range list {
			left = list[i].climb(limit, left)
		}
	}
	return bps - left
}

// What layers cost that were not measured yet, in bits per second.
var (
	usualCost  = [maxLayers]int64{150_000, 500_000, 1_400_000}
	singleCost = int64(700_000)
)

const (
	meterEvery    = 500_000_000
	meterOverhead = 70 // bytes around each payload on its way to a client
)

// meter measures the bitrate of a layer. It is written under the lock of an ingress and read by the control loop.
type meter struct {
	since int64
	bytes [allTemporals + 1]int64
	bps   [allTemporals + 1]atomic.Int64 // up to and with each temporal layer; 0 while unknown
}

func (m *meter) add(temporal uint8, payload int, now int64) {
	if m.since == 0 || now-m.since > 4*meterEvery { // it was stopped meanwhile
		m.since, m.bytes = now, [allTemporals + 1]int64{}
	}
	m.bytes[temporal] += int64(payload + meterOverhead)
	elapsed := now - m.since
	if elapsed < meterEvery {
		return
	}
	sum := int64(0)
	for i := range m.bytes {
		sum += m.bytes[i]
		bps := sum * 8 * nanosecond / elapsed
		if old := m.bps[i].Load(); old != 0 {
			bps = (old + bps) / 2
		}
		m.bps[i].Store(bps)
	}
	m.since, m.bytes = now, [allTemporals + 1]int64{}
}

// costs returns what the layers of t cost, and the highest layer there is.
func (t *track) costs() (cost [maxLayers][allTemporals + 1]int64, highest int) {
	for i := range t.layers {
		l := t.layers[i].Load()
		if l == nil {
			continue
		}
		highest = i
		for temporal := range cost[i] {
			cost[i][temporal] = l.meter.bps[temporal].Load()
		}
	}
	for i := range cost[:highest+1] {
		if cost[i][allTemporals] > 0 {
			continue
		}
		usual := usualCost[i]
		if highest == 0 {
			usual = singleCost
		}
		cost[i] = [allTemporals + 1]int64{usual * 5 / 10, usual * 7 / 10, usual, usual}
	}
	return cost, highest
}
