package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table writes the report for a person.
func (r *report) table(w io.Writer) error {
	var text strings.Builder
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	row := func(name, format string, values ...any) { fmt.Fprintf(t, name+"\t"+format+"\n", values...) }

	fmt.Fprintln(t)
	row("load", "%s", r.Load)
	state := ""
	if !r.Complete {
		state = ", interrupted"
	}
	row("measured for", "%.1f s%s", r.Seconds, state)
	row("people", "%d in, %d out%s", r.People.In, r.People.Out, because(r.People.Reason))
	if r.People.Queued > 0 {
		row("queued at the door", "%d people, the longest for %.0f ms (not counted below)", r.People.Queued, r.People.LongestQueueMS)
	}
	row("streams", "%d of %d started", r.Streams.Started, r.Streams.Wanted)
	row("delivery", "%.3f %%  (%d of %d frames)", r.Delivery.Percent, r.Delivery.Received, r.Delivery.Expected)
	row("loss", "%.3f %%  (%d packets)", r.Loss.Percent, r.Loss.Missing)
	row("received", "%.0f packets/s, %.1f Mb/s", r.PacketsPerSecond, r.MbitPerSecond)
	row("forwarding", "p50 %.2f  p99 %.2f  max %.1f ms", r.Forwarding.P50, r.Forwarding.P99, r.Forwarding.Max)
	row("join to media", "p50 %.1f  p95 %.1f  max %.0f ms", r.FirstMedia.P50, r.FirstMedia.P95, r.FirstMedia.Max)
	row("all streams", "p50 %.1f  p95 %.1f  max %.0f ms", r.AllStreams.P50, r.AllStreams.P95, r.AllStreams.Max)
	if s := r.MuteToSilence; s != nil {
		row("mute to silence", "p50 %.1f  p99 %.1f  max %.0f ms, %d times", s.P50, s.P99, s.Max, len(r.drill.mutes))
	}
	if s := r.HandToAll; s != nil {
		row("hand to all pages", "p50 %.1f  p99 %.1f  max %.0f ms, %d times", s.P50, s.P99, s.Max, len(r.drill.hands))
	}
	if s := r.Server; s != nil {
		row("server CPU", "%.3f cores, %.1f µs per packet received", s.Cores, s.MicrosPerPacket)
		row("server CPU, joining", "%.1f ms per person", s.JoinMillisPerPerson)
		row("server memory", "%.1f MiB before, %.2f MiB per person", s.MiBBefore, s.MiBPerPerson)
		row("server goroutines", "%.1f per person", s.GoroutinesPerPerson)
	} else {
		row("server", "not asked (--metrics)")
	}
	row("generator CPU", "%.2f cores", r.GeneratorCores)
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// String says the load in words.
func (a asked) String() string {
	text := fmt.Sprintf("%d people, %d talking", a.People, a.Talkers)
	if a.Steady {
		text += " without pauses"
	}
	if a.Video > 0 {
		layers := "1 layer"
		if a.Layers > 1 {
			layers = fmt.Sprintf("%d layers", a.Layers)
		}
		text += fmt.Sprintf(", %d cameras of %s, each sees %d at %d pixels", a.Video, layers, a.Sees, a.Tile)
	}
	return text
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}
