package sfu

import "github.com/prometheus/client_golang/prometheus"

// sampleEvery bounds how often a connection counts in the histograms below: so many seconds are between two looks at it.
const sampleEvery = 10

// samples are how connections do, all together: nothing in them tells rooms or people apart.
type samples struct {
	lossDown, lossUp prometheus.Observer
	rtt              prometheus.Histogram // seconds
	estimate         prometheus.Histogram // bits per second
	quality          *prometheus.CounterVec
}

func (s *SFU) newSamples() {
	loss := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "warmroom_sfu_loss_ratio", Help: "Packets lost on the way to clients (down) and from them (up), a sample per connection every 10 s.",
		Buckets: []float64{.001, .005, .01, .02, .03, .05, .1, .2, .5},
	}, []string{"direction"})
	s.samples = samples{
		lossDown: loss.WithLabelValues("down"), lossUp: loss.WithLabelValues("up"),
		rtt: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "warmroom_sfu_round_trip_seconds", Help: "Round trips between server and clients, a sample per connection every 10 s.",
			Buckets: []float64{.005, .01, .02, .05, .1, .2, .3, .6, 1, 2},
		}),
		estimate: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "warmroom_sfu_estimate_bits_per_second", Help: "What paths to clients are believed to carry, a sample per connection every 10 s.",
			Buckets: []float64{100e3, 200e3, 300e3, 500e3, 800e3, 1.2e6, 2e6, 3e6, 5e6, 8e6, 12e6},
		}),
		quality: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "warmroom_sfu_quality_samples_total", Help: "Connections as people see them, a sample per connection every 10 s.",
		}, []string{"quality"}),
	}
	for _, q := range []Quality{Good, Fair, Poor} {
		s.samples.quality.WithLabelValues(string(q))
	}
	s.metrics = append(s.metrics, loss, s.samples.rtt, s.samples.estimate, s.samples.quality)
}

// sample takes a look at the connection of p, which people see as q.
func (p *peer) sample(now int64, q Quality) {
	c, s := &p.conn.out.congestion, &p.conn.sfu.samples
	if s.quality == nil { // an SFU without metrics
		return
	}
	s.quality.WithLabelValues(string(q)).Inc()
	s.lossDown.Observe(float64(max(c.loss.Load(), c.soundLoss.Load())) / 1000)
	if at := p.conn.in.lossAt.Load(); at != 0 && now-at < lossFresh { // it sends something
		s.lossUp.Observe(float64(p.conn.in.loss.Load()) / 1000)
	}
	if rtt := c.rtt.Load(); rtt != 0 {
		s.rtt.Observe(float64(rtt) / nanosecond)
	}
	s.estimate.Observe(float64(c.estimate.Load()))
}
