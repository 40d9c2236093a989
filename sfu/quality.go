package sfu

// Quality says how well media gets to and from a peer, for a person to see.
type Quality string

// The qualities of a connection.
const (
	Good Quality = "good"
	Fair Quality = "fair" // loss or delay that can be noticed, or pictures smaller than there would be room for
	Poor Quality = "poor" // loss or delay that makes talking hard, or no room for pictures
)

// QualityObserver is implemented by an Observer that wants to be told how good connections are.
type QualityObserver interface {
	// Quality reports that the connection of peer id became better or worse: at most once a second for each peer, and
	// only what lasts. Every connection is good until reported otherwise.
	Quality(id PeerID, q Quality)
}

// Bounds of qualities: loss in thousandths in the worse direction, round trips in nanoseconds.
const (
	fairLoss, poorLoss = 30, 100
	fairRTT, poorRTT   = 300_000_000, 600_000_000

	betterAfter = 3 // looks in a row, a second apart, until an improvement is believed
	lossFresh   = 3 * reportInterval
)

// rank orders qualities, the worst highest.
func (q Quality) rank() int {
	switch q {
	case Poor:
		return 2
	case Fair:
		return 1
	default:
		return 0
	}
}

// standing is what is known of the quality of one peer's connection.
type standing struct {
	told   Quality // "" before the first report: good
	looks  int     // so far
	better int     // looks in a row that were better than what was told
}

// update takes a look and reports whether there is something to tell: what got worse at once, what got better when it
// has lasted.
func (x *standing) update(q Quality) bool {
	switch {
	case q.rank() > x.told.rank():
		x.told, x.better = q, 0
		return true
	case q.rank() == x.told.rank():
		x.better = 0
		return false
	}
	x.better++
	if x.better < betterAfter {
		return false
	}
	x.told, x.better = q, 0
	return true
}

// qualityOf judges by loss, round trip, and how many of the pictures to be shown are smaller than their tiles or
// paused.
func qualityOf(loss int32, rtt int64, shown, small, paused int) Quality {
	switch {
	case loss >= poorLoss || rtt >= poorRTT || paused > 0 && paused == shown:
		return Poor
	case loss >= fairLoss || rtt >= fairRTT || small+paused > 0:
		return Fair
	}
	return Good
}

// judge reports connections whose quality changed.
func (s *state) judge(now int64) {
	for _, p := range s.order {
		if p.conn == nil || !p.isUp() {
			continue
		}
		q := Poor
		if p.state != Interrupted {
			q = p.quality(now)
		}
		if p.standing.update(q) {
			s.announcer.quality(p.id, q)
		}
		if p.standing.looks++; p.standing.looks%sampleEvery == 0 {
			p.sample(now, q)
		}
	}
}

func (p *peer) quality(now int64) Quality {
	small, held := 0, 0
	for _, m := range p.shown {
		_, highest := m.track.costs()
		switch g := m.grade(); {
		case g == paused:
			held++
		case g < whole(min(m.want, highest)):
			small++
		}
	}
	c := &p.conn.out.congestion
	loss := max(c.loss.Load(), c.soundLoss.Load())
	if at := p.conn.in.lossAt.Load(); at != 0 && now-at < lossFresh {
		loss = max(loss, p.conn.in.loss.Load())
	}
	return qualityOf(loss, c.rtt.Load(), len(p.shown), small, held)
}
