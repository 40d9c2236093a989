package sfu

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// judge is a recorder that is told of qualities too.
type judge struct {
	*recorder
	told []Quality
}

func (j *judge) Quality(_ PeerID, q Quality) { j.told = append(j.told, q) }

func TestQualityFollowsLossDelayAndRoom(t *testing.T) {
	for _, x := range []struct {
		loss                 int32
		rtt                  time.Duration
		shown, small, paused int
		want                 Quality
	}{
		{0, 0, 0, 0, 0, Good},
		{20, 200 * time.Millisecond, 9, 0, 0, Good},
		{50, 0, 0, 0, 0, Fair},
		{0, 400 * time.Millisecond, 0, 0, 0, Fair},
		{0, 0, 9, 1, 0, Fair},
		{0, 0, 9, 1, 8, Fair},
		{0, 0, 9, 0, 9, Poor},
		{150, 0, 0, 0, 0, Poor},
		{0, time.Second, 0, 0, 0, Poor},
	} {
		if got := qualityOf(x.loss, int64(x.rtt), x.shown, x.small, x.paused); got != x.want {
			t.Errorf("%+v: %s", x, got)
		}
	}
}

// TestQualityIsReportedWhenItChanges: worse at once, better when it lasts, and otherwise not at all.
func TestQualityIsReportedWhenItChanges(t *testing.T) {
	r := newRoom()
	seen := &judge{recorder: r.seen}
	r.announcer.observer = seen
	c := r.enter("ana")
	r.enter("ben")
	told := func(d time.Duration) (list []Quality) {
		r.told(d)
		list, seen.told = seen.told, nil
		return list
	}
	if got := told(5 * time.Second); len(got) > 0 {
		t.Errorf("good connections were reported: %v", got)
	}
	c.out.congestion.loss.Store(120)
	if got := told(1100 * time.Millisecond); len(got) != 1 || got[0] != Poor {
		t.Errorf("a tenth lost: %v", got)
	}
	c.out.congestion.loss.Store(0)
	if got := told(1100 * time.Millisecond); len(got) > 0 {
		t.Errorf("better for a second: %v", got)
	}
	c.in.loss.Store(50)
	c.in.lossAt.Store(r.at)
	if got := told(2100 * time.Millisecond); len(got) != 1 || got[0] != Fair {
		t.Errorf("still a little loss upstream: %v", got)
	}
	if got := told(10 * time.Second); len(got) != 1 || got[0] != Good {
		t.Errorf("good again: %v", got)
	}
	for range 20 {
		c.out.congestion.loss.Store(40)
		told(time.Second)
		c.out.congestion.loss.Store(0)
		if got := told(time.Second); len(got) > 0 {
			t.Fatalf("a connection that comes and goes was reported as %v", got)
		}
	}
}

func TestConnectionsAreSampledNowAndThen(t *testing.T) {
	r := newRoom()
	c := r.enter("ana")
	registry := prometheus.NewRegistry()
	c.sfu.registerer = registry
	if err := c.sfu.registerMetrics(); err != nil {
		t.Fatal(err)
	}
	c.out.congestion.rtt.Store(int64(40 * time.Millisecond))
	c.out.congestion.loss.Store(120)
	r.told(61 * time.Second)
	count := func(name string) (n uint64) {
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			for _, m := range f.GetMetric() {
				if f.GetName() == name {
					n += m.GetHistogram().GetSampleCount() + uint64(m.GetCounter().GetValue())
				}
			}
		}
		return n
	}
	for _, name := range []string{"loss_ratio", "round_trip_seconds", "estimate_bits_per_second", "quality_samples_total"} {
		if n := count("warmroom_sfu_" + name); n != 6 {
			t.Errorf("%s: %d samples in a minute, want 6", name, n)
		}
	}
}
