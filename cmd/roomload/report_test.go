package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// in makes a guest who is in the room.
func in(s *stage, index int) *guest {
	g := &guest{part: s.parts[index], stage: s, ears: newEars(s, s.parts[index], soundSlots), socket: &socket{ended: make(chan struct{})}, ready: make(chan struct{})}
	close(g.ready)
	return g
}

func TestWhatNeverArrivesCountsAgainstDelivery(t *testing.T) {
	o := options{People: 3, Talkers: 2, Video: 1, Sees: 1, Metrics: "set"}
	s := newStage(o)
	l := &load{options: o, stage: s, guests: []*guest{in(s, 0), in(s, 1), in(s, 2)}}
	s.sent[audio][0].Store(100)
	s.sent[audio][1].Store(50)
	s.sent[video][0].Store(60)
	// 0 hears 1; 1 hears and sees 0; 2 hears both and sees nothing of 0.
	l.guests[0].ears.frames[audio].Store(50)
	l.guests[1].ears.frames[audio].Store(100)
	l.guests[1].ears.frames[video].Store(60)
	l.guests[2].ears.frames[audio].Store(150)
	r := &report{
		window: 2 * time.Second, own: time.Second, tallies: [2]tally{{packets: 10, span: 10}, {packets: 1000, span: 1010, bytes: 1_000_000}},
		before: cost{rss: 40 << 20, goroutines: 20}, from: cost{cpuSeconds: 3}, to: cost{cpuSeconds: 3.5, rss: 43 << 20, goroutines: 50},
	}
	l.tell(r)
	if d := r.Delivery; d.Expected != 420 || d.Received != 360 || d.Percent < 85.7 || d.Percent > 85.8 {
		t.Errorf("delivery %+v, want 360 of 420", d)
	}
	if r.Loss.Missing != 10 || r.Loss.Percent != 1 {
		t.Errorf("loss %+v, want 10 of 1000", r.Loss)
	}
	if sv := r.Server; sv.Cores != 0.25 || sv.MiBPerPerson != 1 || sv.GoroutinesPerPerson != 10 || int(sv.MicrosPerPacket) != 505 {
		t.Errorf("server %+v; want 0.25 cores, 1 MiB and 10 goroutines a person, 505 µs a packet", sv)
	}
	if r.PacketsPerSecond != 495 || r.MbitPerSecond != 4 || r.GeneratorCores != 0.5 {
		t.Errorf("%v packets/s, %v Mb/s, %v cores; want 495, 4, 0.5", r.PacketsPerSecond, r.MbitPerSecond, r.GeneratorCores)
	}
}

func TestWhoFellOutIsToldApart(t *testing.T) {
	o := options{People: 2, Talkers: 1}
	s := newStage(o)
	l := &load{options: o, stage: s, guests: []*guest{in(s, 0), in(s, 1)}}
	lost := l.guests[1].socket
	lost.end = errTest("the wire was cut")
	close(lost.ended)
	r := &report{}
	l.tell(r)
	if r.People.In != 1 || r.People.Out != 1 || r.People.Reason != "the wire was cut" {
		t.Errorf("people %+v, want one in and one out with the reason", r.People)
	}
	var table bytes.Buffer
	if err := r.table(&table); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 in, 1 out: the wire was cut", "interrupted", "not asked"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, table.String())
		}
	}
}

type errTest string

func (e errTest) Error() string { return string(e) }

func TestMetricsAreRead(t *testing.T) {
	text := "# HELP x\nprocess_cpu_seconds_total 12.5\nprocess_resident_memory_bytes 4.2e+07\nother{a=\"b\"} 1\ngo_goroutines 31\n"
	got, err := readCost(strings.NewReader(text))
	if want := (cost{12.5, 4.2e7, 31}); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if _, err := readCost(strings.NewReader("go_goroutines 31\nprocess_cpu_seconds_total 1\n")); err == nil || !strings.Contains(err.Error(), "process_resident_memory_bytes") {
		t.Errorf("without memory: %v, want its name", err)
	}
	if _, err := readCost(strings.NewReader("go_goroutines many\n")); err == nil {
		t.Error("what is no number is read")
	}
}
