package sfu

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// counters are written by the media path and read by the metrics. None of them tells rooms or people apart.
type counters struct {
	packetsIn, bytesIn   atomic.Uint64
	packetsOut, bytesOut atomic.Uint64
	nacksIn, nacksOut    atomic.Uint64
	resent               atomic.Uint64
	recovered            atomic.Uint64
	repeated             atomic.Uint64
	silent               atomic.Uint64
	keyRequests          atomic.Uint64
	replays              atomic.Uint64
	switches             atomic.Uint64
	pauses               atomic.Uint64
	padding              atomic.Uint64 // bytes
	failures             atomic.Uint64
	connections          atomic.Int64
	relayed              atomic.Int64 // TURN allocations
	relayPorts           atomic.Uint32
	drops                [dropReasons]atomic.Uint64
}

// dropReason says why a packet from a client was not accepted.
type dropReason uint8

const (
	dropUnknown   dropReason = iota // no connection, source or layer it could belong to
	dropMalformed                   // not parseable
	dropCrypto                      // not authentic, or replayed
	dropDuplicate                   // seen before, or too old
	dropRate                        // beyond what a source may send
	dropReasons
)

func (d dropReason) String() string {
	return [...]string{"unknown", "malformed", "crypto", "duplicate", "rate"}[d]
}

func (c *counters) drop(d dropReason) { c.drops[d].Add(1) }

// Joining is fast or broken: from loopback to a poor network's retransmissions.
var joinBuckets = []float64{.005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30}

func (s *SFU) registerMetrics() error {
	s.joinTime = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "warmroom_sfu_connect_seconds", Help: "From the answer to keys agreed with the client.", Buckets: joinBuckets,
	})
	s.newSamples()
	counter := func(name, help string, v *atomic.Uint64) {
		s.metrics = append(s.metrics, prometheus.NewCounterFunc(
			prometheus.CounterOpts{Name: "warmroom_sfu_" + name, Help: help},
			func() float64 { return float64(v.Load()) }))
	}
	c := &s.counters
	counter("packets_received_total", "RTP and RTCP packets from clients.", &c.packetsIn)
	counter("bytes_received_total", "Bytes of RTP and RTCP from clients.", &c.bytesIn)
	counter("packets_sent_total", "RTP packets to clients.", &c.packetsOut)
	counter("bytes_sent_total", "Bytes of RTP to clients.", &c.bytesOut)
	counter("nacks_received_total", "Requests for retransmission from clients.", &c.nacksIn)
	counter("nacked_packets_total", "Packets asked of publishers again.", &c.nacksOut)
	counter("retransmissions_total", "Packets sent again.", &c.resent)
	counter("recovered_packets_total", "Packets of sound that were lost and that a later one brought.", &c.recovered)
	counter("redundant_packets_total", "Packets of sound sent with frames of those before them.", &c.repeated)
	counter("silent_packets_total", "Packets of silence that were not sent on.", &c.silent)
	counter("key_frame_requests_total", "Key frames asked of publishers.", &c.keyRequests)
	counter("replayed_key_frames_total", "Pictures that began with a key frame sent before.", &c.replays)
	counter("layer_switches_total", "Changes of what a video slot carries: another layer, or another source.", &c.switches)
	counter("pauses_total", "Pictures held back for want of bandwidth.", &c.pauses)
	counter("padding_bytes_total", "Padding sent to find out what paths carry.", &c.padding)
	counter("connection_failures_total", "Connections that never came up.", &c.failures)
	for d := range dropReasons {
		s.metrics = append(s.metrics, prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "warmroom_sfu_dropped_packets_total", Help: "Packets from clients that were not accepted.",
			ConstLabels: prometheus.Labels{"reason": d.String()},
		}, func() float64 { return float64(c.drops[d].Load()) }))
	}
	s.metrics = append(s.metrics, s.joinTime, prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Name: "warmroom_sfu_connections", Help: "Connections, up or coming up."},
		func() float64 { return float64(c.connections.Load()) }), prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Name: "warmroom_sfu_relay_allocations", Help: "Clients reached through the relay."},
		func() float64 { return float64(c.relayed.Load()) }))
	if s.registerer == nil {
		return nil
	}
	for i, m := range s.metrics {
		if err := s.registerer.Register(m); err != nil {
			s.metrics = s.metrics[:i]
			s.unregisterMetrics()
			return err
		}
	}
	return nil
}

func (s *SFU) unregisterMetrics() {
	if s.registerer == nil {
		return
	}
	for _, m := range s.metrics {
		s.registerer.Unregister(m)
	}
}
