package sfu

// Bounds of what a path is believed to carry, in bits per second.
const (
	startEstimate = 2_500_000
	minEstimate   = 60_000
	maxEstimate   = 30_000_000
	lossFloor     = 200_000 // loss alone does not push the estimate below: a radio link that loses at random loses as much at any rate
)

const (
	backOff        = 0.85 // of what arrives, when the path fills
	backOffEvery   = 300_000_000
	growth         = 0.08 // per second while nothing speaks against it
	growthMargin   = 1.5  // beyond what arrives, growth proves nothing
	growthMinimum  = 10_000
	lossHigh       = 0.10
	lossLow        = 0.05
	lossInterval   = 500_000_000 // nanoseconds between looks at the loss
	lossPackets    = 20          // fewer say nothing
	silenceLimit   = 2_000_000_000
	silenceBackOff = 0.5 // per second without feedback
)

// ack is what a client said of one packet: when it arrived, by a clock of its own, or that it did not. Times are in
// nanoseconds.
type ack struct {
	sent, arrived int64
	size          int // bytes on the wire
	lost          bool
}

// estimator follows how much a path carries, in the manner of GoogCC (draft-ietf-rmcat-gcc-02): the trend of the delay
// tells when the path fills, loss when it overflows, and what arrived what it surely carries. It is arithmetic only.
type estimator struct {
	bps         float64
	trend       trend
	sent, heard throughput
	grownAt     int64 // when the estimate was last looked at
	backedOffAt int64 // when it was last lowered
	silentAt    int64 // when the estimate was last lowered for want of feedback

	lossAt            int64
	received, missing int
	loss              float64 // smoothed fraction, 0 to 1
}

func newEstimator() estimator { return estimator{bps: startEstimate} }

// delivered returns the bits per second that arrived lately. Neither the client's clock nor the server's alone is
// believed: one may lie, the other does not know of queues.
func (e *estimator) delivered() float64 { return min(e.sent.bps(), e.heard.bps()) }

// feedback takes what one feedback message says, received at now, given the round trip.
func (e *estimator) feedback(acks []ack, now int64) {
	e.silentAt = now
	was := e.trend.usage
	full := false
	for _, a := range acks {
		if a.lost {
			e.missing++
			continue
		}
		e.received++
		e.sent.add(a.sent, a.size)
		e.heard.add(a.arrived, a.size)
		e.trend.add(float64(a.sent)/1e6, float64(a.arrived)/1e6)
		full = full || e.trend.usage == filling
	}
	e.weighLoss(now)
	elapsed := min(max(now-e.grownAt, 0), nanosecond)
	e.grownAt = now
	switch {
	case full:
		e.fall(backOff*e.delivered(), now)
	case e.trend.usage == steady && was == steady && e.loss < lossLow:
		e.grow(float64(elapsed) / nanosecond)
	}
	e.clamp()
}

// fall lowers the estimate to target, once per backOffEvery.
func (e *estimator) fall(target float64, now int64) {
	if now-e.backedOffAt < backOffEvery && e.backedOffAt != 0 || target >= e.bps {
		return
	}
	e.bps, e.backedOffAt = target, now
}

// grow raises the estimate to what arrived, and a little further.
func (e *estimator) grow(seconds float64) {
	proven := e.delivered()
	if limit := growthMargin*proven + growthMinimum; e.bps < limit {
		e.bps = min(limit, e.bps*(1+growth*seconds))
	}
	e.bps = max(e.bps, proven)
}

// weighLoss looks at the loss of the last interval.
func (e *estimator) weighLoss(now int64) {
	n := e.received + e.missing
	if now-e.lossAt < lossInterval || n < lossPackets {
		return
	}
	fraction := float64(e.missing) / float64(n)
	e.lossAt, e.received, e.missing = now, 0, 0
	e.loss += (fraction - e.loss) / 2
	if e.loss > lossHigh && fraction > lossHigh {
		e.fall(max(e.bps*(1-fraction/2), min(lossFloor, e.bps)), now)
	}
}

// reported takes the loss a receiver report tells of, where there is nothing better.
func (e *estimator) reported(loss float64, now int64) {
	e.loss += (loss - e.loss) / 2
	elapsed := min(max(now-e.grownAt, 0), nanosecond)
	e.grownAt = now
	switch {
	case e.loss > lossHigh:
		e.fall(max(e.bps*(1-loss/2), min(lossFloor, e.bps)), now)
	case e.loss < lossLow:
		e.bps = max(e.bps, min(blindEstimate, e.bps*(1+growth*float64(elapsed)/nanosecond)))
	}
	e.clamp()
}

// silence is called now and then; unanswered says when the oldest packet was sent that should have been answered for by
// now, or 0. A client that says nothing cannot be sent much.
func (e *estimator) silence(unanswered, now int64) {
	if unanswered == 0 || now-max(unanswered, e.silentAt) < silenceLimit {
		return
	}
	e.silentAt = now - silenceLimit + nanosecond // again in a second
	e.bps, e.backedOffAt = e.bps*silenceBackOff, now
	e.clamp()
}

func (e *estimator) clamp() { e.bps = min(max(e.bps, minEstimate), maxEstimate) }

const (
	throughputBuckets = 16 // a power of two, since clocks may start below zero
	throughputShift   = 25 // a bucket is 2^25 nanoseconds long
)

// throughput measures bits per second over the last half second of a clock.
type throughput struct {
	bytes  [throughputBuckets]int // the newest one is still filling
	newest int64                  // its number: time >> throughputShift
}

func (t *throughput) add(at int64, size int) {
	n := at >> throughputShift
	if n >= t.newest+throughputBuckets || n <= t.newest-throughputBuckets {
		*t = throughput{newest: n}
	}
	for t.newest < n {
		t.newest++
		t.bytes[t.newest&(throughputBuckets-1)] = 0
	}
	t.bytes[n&(throughputBuckets-1)] += size
}

func (t *throughput) bps() float64 {
	sum := -t.bytes[t.newest&(throughputBuckets-1)]
	for _, b := range t.bytes {
		sum += b
	}
	return float64(sum) * 8 * nanosecond / ((throughputBuckets - 1) << throughputShift)
}
