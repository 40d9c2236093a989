package main

import (
	"fmt"
	"syscall"
	"time"
)

// report is the result of a run. Times are in milliseconds, sizes in MiB, CPU
// in cores; 1 core is one second of CPU a second.
type report struct {
	Load     asked   `json:"load"`
	Complete bool    `json:"complete"` // false: it was interrupted
	Seconds  float64 `json:"seconds"`  // of the window in which was measured

	People struct {
		In     int    `json:"in"`
		Out    int    `json:"out"` // never came in, or fell out
		Reason string `json:"reason,omitempty"`
		// Queued are those whom the server told to come a little later, because
		// many came at once; their time begins after that.
		Queued         int     `json:"queued"`
		LongestQueueMS float64 `json:"longest_queue_ms"`
	} `json:"people"`
	Streams struct {
		Wanted  int `json:"wanted"`
		Started int `json:"started"`
	} `json:"streams"`
	// Delivery counts frames sent in the window: a packet of sound, or a picture.
	Delivery struct {
		Expected int64   `json:"expected"`
		Received int64   `json:"received"`
		Percent  float64 `json:"percent"`
		// SoundByNumbers: more people talk than are heard at once, so what was to
		// be heard is taken from the slots' sequence numbers.
		SoundByNumbers bool `json:"sound_by_numbers"`
	} `json:"delivery"`
	// Loss counts packets that the numbers of the slots say were sent.
	Loss struct {
		Missing int64   `json:"missing"`
		Percent float64 `json:"percent"`
	} `json:"loss"`
	PacketsPerSecond float64 `json:"packets_per_second"`
	MbitPerSecond    float64 `json:"mbit_per_second"` // of payload
	Forwarding       spread  `json:"forwarding_ms"`
	FirstMedia       spread  `json:"join_to_media_ms"`
	AllStreams       spread  `json:"all_streams_ms"`
	MuteToSilence    *spread `json:"mute_to_silence_ms,omitempty"` // nil without --drill
	HandToAll        *spread `json:"hand_to_all_ms,omitempty"`     // likewise
	Server           *server `json:"server,omitempty"`             // nil without --metrics
	GeneratorCores   float64 `json:"generator_cores"`              // near 1 per core it has: the generator is what bounds the figures

	window           time.Duration
	tallies          [2]tally // at the ends of the window
	before, from, to cost     // of the server: before anybody came, and at the ends of the window
	own              time.Duration
	drill            drill
}

// asked is what the room was filled with.
type asked struct {
	People  int  `json:"people"`
	Talkers int  `json:"talkers"`
	Steady  bool `json:"steady"`
	Video   int  `json:"video"`
	Layers  int  `json:"layers"`
	Sees    int  `json:"sees"`
	Tile    int  `json:"tile"`
	RampMS  int  `json:"ramp_ms"`
}

// spread is how a time varies.
type spread struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// server is what the run cost the server, by its own metrics.
type server struct {
	Cores               float64 `json:"cores"`
	MicrosPerPacket     float64 `json:"us_per_packet"`         // of those that were received
	JoinMillisPerPerson float64 `json:"join_cpu_ms"`           // CPU from the first one's coming to the window, media included
	MiBBefore           float64 `json:"mib_before"`            // resident, before anybody came
	MiBPerPerson        float64 `json:"mib_per_person"`        // resident, on top of that
	GoroutinesPerPerson float64 `json:"goroutines_per_person"` // on top of those before
}

func loadOf(o options) asked {
	return asked{
		People: o.People, Talkers: o.Talkers, Steady: o.Steady, Video: o.Video, Layers: o.Layers,
		Sees: min(o.Sees, o.Video, o.People-1), Tile: o.Tile, RampMS: int(o.Ramp.Milliseconds()),
	}
}

// tell works the report out, once the window has ended.
func (l *load) tell(r *report) {
	r.Seconds = r.window.Seconds()
	l.tellJoining(r)
	l.tellDelivery(r)
	r.MuteToSilence, r.HandToAll = spreadOfAny(r.drill.mutes), spreadOfAny(r.drill.hands)
	if r.window <= 0 {
		return
	}
	packets := r.tallies[1].packets - r.tallies[0].packets
	r.PacketsPerSecond = float64(packets) / r.Seconds
	r.MbitPerSecond = float64(r.tallies[1].bytes-r.tallies[0].bytes) * 8 / 1e6 / r.Seconds
	r.GeneratorCores = r.own.Seconds() / r.Seconds
	if l.options.Metrics == "" {
		return
	}
	const mib = 1 << 20
	used, people := r.to.cpuSeconds-r.from.cpuSeconds, float64(max(1, r.People.In))
	r.Server = &server{
		Cores: used / r.Seconds, MicrosPerPacket: used * 1e6 / float64(max(1, packets)),
		JoinMillisPerPerson: (r.from.cpuSeconds - r.before.cpuSeconds) * 1e3 / people,
		MiBBefore:           r.before.rss / mib, MiBPerPerson: (r.to.rss - r.before.rss) / mib / people,
		GoroutinesPerPerson: (r.to.goroutines - r.before.goroutines) / people,
	}
}

func (l *load) tellJoining(r *report) {
	var first, all []time.Duration
	for _, g := range l.guests {
		if !g.isIn() || g.fellOut() {
			r.People.Out++
			r.People.Reason = l.reason(g)
			continue
		}
		r.People.In++
		if g.queued > 0 {
			r.People.Queued++
			r.People.LongestQueueMS = max(r.People.LongestQueueMS, milliseconds(g.queued))
		}
		delays, never := g.ears.delays(g.began)
		r.Streams.Started += len(delays)
		r.Streams.Wanted += len(delays) + never
		if len(delays) > 0 {
			first = append(first, quantile(delays, 0))
			if never == 0 {
				all = append(all, quantile(delays, 1))
			}
		}
	}
	r.FirstMedia, r.AllStreams = spreadOf(first), spreadOf(all)
}

// fellOut reports whether a guest lost the socket.
func (g *guest) fellOut() bool {
	select {
	case <-g.socket.ended:
		return true
	default:
		return false
	}
}

// reason says why a guest is not in.
func (l *load) reason(g *guest) string {
	select {
	case <-g.ready:
	default:
		if l.lead != nil && l.lead.failure() != nil {
			return l.lead.failure().Error()
		}
		return "still on the way in"
	}
	if g.failed != nil {
		return g.failed.Error()
	}
	return g.socket.end.Error()
}

func (l *load) tellDelivery(r *report) {
	d, t0, t1 := &r.Delivery, r.tallies[0], r.tallies[1]
	d.SoundByNumbers = l.options.Talkers > loudest
	for _, g := range l.guests {
		if !g.isIn() || g.fellOut() {
			continue
		}
		d.Received += g.ears.frames[video].Load()
		for _, other := range g.part.sees {
			d.Expected += l.stage.sent[video][other].Load()
		}
		if d.SoundByNumbers {
			continue
		}
		d.Received += g.ears.frames[audio].Load()
		for other := range l.options.Talkers {
			if other != g.part.index {
				d.Expected += l.stage.sent[audio][other].Load()
			}
		}
	}
	if d.SoundByNumbers {
		d.Received += t1.soundPackets - t0.soundPackets
		d.Expected += max(t1.soundSpan-t0.soundSpan, t1.soundPackets-t0.soundPackets)
	}
	d.Percent = percent(d.Received, d.Expected)
	span := t1.span - t0.span
	r.Loss.Missing = max(0, span-(t1.packets-t0.packets))
	if span > 0 {
		r.Loss.Percent = percent(r.Loss.Missing, span)
	}
	h := &l.stage.latency
	r.Forwarding = spread{
		P50: milliseconds(h.quantile(.5)), P95: milliseconds(h.quantile(.95)), P99: milliseconds(h.quantile(.99)), Max: milliseconds(h.quantile(1)),
	}
}

func spreadOf(list []time.Duration) spread {
	at := func(q float64) float64 { return milliseconds(quantile(list, q)) }
	return spread{P50: at(.5), P95: at(.95), P99: at(.99), Max: at(1)}
}

// spreadOfAny is nil for an empty list.
func spreadOfAny(list []time.Duration) *spread {
	if len(list) == 0 {
		return nil
	}
	s := spreadOf(list)
	return &s
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// percent of nothing is all of it.
func percent(part, whole int64) float64 {
	if whole == 0 {
		return 100
	}
	return float64(part) / float64(whole) * 100
}

// ownCPU is the CPU time this process has used.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(fmt.Sprintf("getrusage: %v", err)) // only for arguments other than these
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
