package signaling

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"warmroom/fault"
)

// metrics count what goes over the wire. Labels are words of the protocol,
// never of a room or a person.
type metrics struct {
	sockets  prometheus.Gauge
	commands *prometheus.CounterVec // by command and outcome
	events   prometheus.Counter
	resumes  *prometheus.CounterVec // by how
	closes   *prometheus.CounterVec // by word of the close code
}

func newMetrics(r prometheus.Registerer) *metrics {
	make := promauto.With(r)
	m := &metrics{
		sockets:  make.NewGauge(prometheus.GaugeOpts{Name: "warmroom_signaling_sockets", Help: "WebSockets open now."}),
		commands: make.NewCounterVec(prometheus.CounterOpts{Name: "warmroom_signaling_commands_total", Help: "Commands by name and outcome: ok, the kind of refusal, or closed."}, []string{"command", "outcome"}),
		events:   make.NewCounter(prometheus.CounterOpts{Name: "warmroom_signaling_events_total", Help: "Events written to sockets."}),
		resumes:  make.NewCounterVec(prometheus.CounterOpts{Name: "warmroom_signaling_resumes_total", Help: "Resumed sessions, by replay or snapshot."}, []string{"how"}),
		closes:   make.NewCounterVec(prometheus.CounterOpts{Name: "warmroom_signaling_closes_total", Help: "WebSockets closed by the server, by reason."}, []string{"reason"}),
	}
	// What can be counted is there from the start, so that rates see the first.
	for _, how := range []string{"replay", "snapshot"} {
		m.resumes.WithLabelValues(how)
	}
	for _, c := range closes {
		m.closes.WithLabelValues(c.Word)
	}
	return m
}

// outcome names the end of a command.
func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	if _, over := errors.AsType[closed](err); over {
		return "closed"
	}
	return string(fault.KindOf(err))
}

func (m *metrics) resumed(replay bool) {
	how := "snapshot"
	if replay {
		how = "replay"
	}
	m.resumes.WithLabelValues(how).Inc()
}
