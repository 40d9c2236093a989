package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"warmroom/meeting"
)

// countWithin is how long a scrape waits for the database.
const countWithin = 2 * time.Second

// metrics say what is done and what waits, by kind alone.
type metrics struct {
	runs   *prometheus.CounterVec
	took   *prometheus.HistogramVec
	counts func(context.Context) ([]meeting.JobCount, error)
	waits  *prometheus.Desc
}

func newMetrics(cfg Config) *metrics {
	m := &metrics{
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "warmroom_job_runs_total", Help: "Attempts at jobs, by how they ended: done, failed (it is tried again), dropped (nothing was to be done any more).",
		}, []string{"kind", "outcome"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "warmroom_job_seconds", Help: "How long an attempt at a job took.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 9),
		}, []string{"kind"}),
		counts: cfg.Counts,
		waits:  prometheus.NewDesc("warmroom_jobs", "Jobs in the database, by kind and state.", []string{"kind", "state"}, nil),
	}
	for _, k := range meeting.JobKinds() {
		for _, outcome := range []string{"done", "failed", "dropped"} {
			m.runs.WithLabelValues(string(k), outcome) // a counter begins with nothing
		}
	}
	return m
}

func (m *metrics) register(r prometheus.Registerer) error {
	if r == nil {
		return nil
	}
	for _, c := range []prometheus.Collector{m.runs, m.took, m} {
		if err := r.Register(c); err != nil {
			return fmt.Errorf("register metrics of jobs: %w", err)
		}
	}
	return nil
}

func (m *metrics) done(k meeting.JobKind, took time.Duration, err error, over bool) {
	outcome := "done"
	switch {
	case over:
		outcome = "dropped"
	case err != nil:
		outcome = "failed"
	}
	m.runs.WithLabelValues(string(k), outcome).Inc()
	m.took.WithLabelValues(string(k)).Observe(took.Seconds())
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(to chan<- *prometheus.Desc) { to <- m.waits }

// Collect implements prometheus.Collector. While the database can't be asked,
// there are no numbers.
func (m *metrics) Collect(to chan<- prometheus.Metric) {
	if m.counts == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), countWithin)
	defer cancel()
	all, err := m.counts(ctx)
	if err != nil {
		return
	}
	for _, c := range all {
		to <- prometheus.MustNewConstMetric(m.waits, prometheus.GaugeValue, float64(c.N), string(c.Kind), c.State)
	}
}
