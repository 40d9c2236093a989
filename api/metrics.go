package api

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are the numbers of the HTTP edge. Labels are routes, never paths:
// no meeting, group or person can be told from them.
type metrics struct {
	requests *prometheus.HistogramVec
}

func newMetrics() metrics {
	return metrics{requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "warmroom_http_request_seconds",
		Help:    "Time to answer a request, by method, route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"method", "route", "status"})}
}

func (m metrics) register(r prometheus.Registerer) error {
	if r == nil {
		return nil
	}
	return r.Register(m.requests)
}

func (m metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}
