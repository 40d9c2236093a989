package sfu

// usage is what the delays of a path say about it.
type usage uint8

const (
	steady  usage = iota
	filling       // packets take longer and longer: more is sent than passes
	draining
)

// The detector of draft-ietf-rmcat-gcc-02, 5, with the line fit of libwebrtc in place of the Kalman filter.
const (
	trendPoints    = 20   // packet groups the line is fitted to
	trendSmoothing = 0.9  // of the accumulated delay
	trendGain      = 4.0  // of the slope, times the number of groups up to trendMaxCount
	trendMaxCount  = 60   //
	groupSpan      = 5.0  // milliseconds of sending that make one group
	fillingFor     = 10.0 // milliseconds above the threshold that count as filling
	thresholdStart = 12.5 // milliseconds
	thresholdMin   = 6.0
	thresholdMax   = 600.0
	thresholdUp    = 0.0087 // per millisecond
	thresholdDown  = 0.039
	thresholdSpike = 15.0   // a trend this far above the threshold does not move it
	groupGap       = 3000.0 // milliseconds without a packet after which the past is of no use
)

// trend watches how the one-way delay of packets changes. The clocks of the two ends need not agree, only run at the
// same rate. Times are in milliseconds.
type trend struct {
	group, previous packetGroup
	groups          int

	delay, smoothed float64 // accumulated since the first group
	points          [trendPoints]trendPoint
	slope           float64
	threshold       float64
	above           float64 // for how long the trend has been above the threshold
	usage           usage
}

type trendPoint struct{ at, delay float64 }

// packetGroup is a run of packets sent together, which the path delays together.
type packetGroup struct {
	firstSent, lastSent, lastArrived float64
	present                          bool
}

// add takes one packet that arrived; packets come in the order they were sent.
func (t *trend) add(sent, arrived float64) {
	g := &t.group
	switch {
	case !g.present:
		*g = packetGroup{firstSent: sent, lastSent: sent, lastArrived: arrived, present: true}
	case sent < g.firstSent: // reordered by the network
	case sent-g.firstSent <= groupSpan:
		g.lastSent = max(g.lastSent, sent)
		g.lastArrived = max(g.lastArrived, arrived)
	default:
		if t.previous.present {
			t.update(g)
		}
		t.previous = *g
		*g = packetGroup{firstSent: sent, lastSent: sent, lastArrived: arrived, present: true}
	}
}

// update takes a finished group.
func (t *trend) update(g *packetGroup) {
	sent := g.lastSent - t.previous.lastSent
	arrived := g.lastArrived - t.previous.lastArrived
	if sent > groupGap || arrived > groupGap || arrived < -groupGap {
		*t = trend{group: t.group, threshold: t.threshold}
		return
	}
	t.delay += arrived - sent
	t.smoothed = trendSmoothing*t.smoothed + (1-trendSmoothing)*t.delay
	t.points[t.groups%trendPoints] = trendPoint{at: g.lastArrived, delay: t.smoothed}
	t.groups++
	slope := t.slope
	if t.groups >= trendPoints {
		slope = t.fit()
	}
	t.judge(slope, max(sent, 0))
}

// fit returns the slope of the line through the points, by least squares.
func (t *trend) fit() float64 {
	var x, y float64
	for _, p := range t.points {
		x, y = x+p.at, y+p.delay
	}
	x, y = x/trendPoints, y/trendPoints
	var over, under float64
	for _, p := range t.points {
		over += (p.at - x) * (p.delay - y)
		under += (p.at - x) * (p.at - x)
	}
	if under == 0 {
		return t.slope
	}
	return over / under
}

// judge compares the trend with the threshold, which follows it so that competing flows are not given way to forever.
func (t *trend) judge(slope, elapsed float64) {
	if t.threshold == 0 {
		t.threshold = thresholdStart
	}
	level := float64(min(t.groups, trendMaxCount)) * slope * trendGain
	switch {
	case level > t.threshold:
		t.above += elapsed
		if t.above > fillingFor && slope >= t.slope {
			t.above, t.usage = 0, filling
		}
	case level < -t.threshold:
		t.above, t.usage = 0, draining
	default:
		t.above, t.usage = 0, steady
	}
	t.slope = slope
	if level < 0 {
		level = -level
	}
	if level > t.threshold+thresholdSpike {
		return
	}
	k := thresholdUp
	if level < t.threshold {
		k = thresholdDown
	}
	t.threshold += k * (level - t.threshold) * min(elapsed, 100)
	t.threshold = min(max(t.threshold, thresholdMin), thresholdMax)
}
