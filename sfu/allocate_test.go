package sfu

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func usualPortions(n int) []portion {
	list := make([]portion, n)
	for i := range list {
		for l, bps := range usualCost {
			list[i].cost[l] = [allTemporals + 1]int64{bps / 2, bps * 7 / 10, bps, bps}
		}
		list[i].most = whole(2)
	}
	return list
}

// TestPicturesShareWhatThereIs: never more is given than there is, a picture is paused only when its lowest grade does
// not fit, and who comes first has no less than who comes later and is shown as large.
func TestPicturesShareWhatThereIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := usualPortions(rapid.IntRange(1, 25).Draw(t, "pictures"))
		list[0].stage = rapid.Bool().Draw(t, "stage")
		for i := range list {
			list[i].most = whole(rapid.IntRange(0, 2).Draw(t, "most"))
		}
		bps := rapid.Int64Range(0, 40_000_000).Draw(t, "bps")
		spent := allocate(bps, list)
		sum := int64(0)
		for i := range list {
			sum += list[i].costOf(list[i].got)
			if list[i].got > list[i].most {
				t.Fatalf("picture %d got more than it can show", i)
			}
			if list[i].got == paused && bps-spent >= list[i].cost[0][0] {
				t.Fatalf("picture %d is paused though %d of %d are left", i, bps-spent, bps)
			}
			if i > 0 && list[i].most == list[i-1].most && list[i].got > list[i-1].got {
				t.Fatalf("picture %d got %d, the one before it %d", i, list[i].got, list[i-1].got)
			}
		}
		if sum != spent || spent > bps {
			t.Fatalf("%d spent of %d, counted %d", spent, bps, sum)
		}
	})
}

func TestOrderOfImportance(t *testing.T) {
	for _, x := range []struct {
		bps   int64
		stage bool
		want  [3]grade
	}{
		{0, true, [3]grade{paused, paused, paused}},
		{80_000, false, [3]grade{gradeOf(0, 0), paused, paused}},
		{240_000, false, [3]grade{gradeOf(0, 0), gradeOf(0, 0), gradeOf(0, 0)}},
		{450_000, false, [3]grade{whole(0), whole(0), whole(0)}},
		{520_000, true, [3]grade{whole(1), paused, paused}},
		{800_000, true, [3]grade{whole(1), whole(0), whole(0)}},
		{5_000_000, true, [3]grade{whole(2), whole(2), whole(2)}},
	} {
		list := usualPortions(3)
		list[0].stage = x.stage
		allocate(x.bps, list)
		for i := range list {
			if list[i].got != x.want[i] {
				t.Errorf("%d b/s, stage %v: picture %d got %d, want %d", x.bps, x.stage, i, list[i].got, x.want[i])
			}
		}
	}
}

// path sets what the path to id is estimated to carry.
func (r *room) path(id PeerID, bps int64) *congestion {
	c := &r.peers[id].conn.out.congestion
	c.estimate.Store(bps)
	return c
}

func (r *room) graded(id PeerID) (list []grade) {
	for _, m := range r.peers[id].shown {
		list = append(list, m.grade())
	}
	return list
}

// TestPicturesAreLoweredAtOnceAndRaisedWithPatience: and one that is paused is said to be.
func TestPicturesAreLoweredAtOnceAndRaisedWithPatience(t *testing.T) {
	r := newRoom()
	r.enter("ana")
	r.enter("ben")
	r.simulcast("ana")
	r.look("ben", 720)
	pass := func(d time.Duration) grade { r.told(d, 0, 1, 2); return r.graded("ben")[0] }
	shown := func() Mapping {
		for _, m := range r.seen.slots {
			if m.Peer == "ana" && m.Source == Camera && m.Slot == r.peers["ben"].shown[0].slot.mid {
				return m
			}
		}
		return Mapping{}
	}
	if got := pass(time.Second); got != whole(2) {
		t.Fatalf("on a good path: %d", got)
	}
	r.path("ben", 400_000)
	if got := pass(rankEvery * time.Nanosecond); got != gradeOf(0, 3) && got != gradeOf(1, 1) {
		t.Errorf("at once when less is left: %d", got)
	}
	epoch := shown().Epoch
	r.path("ben", 70_000)
	if got := pass(rankEvery * time.Nanosecond); got != paused || !shown().Paused {
		t.Errorf("when nothing is left: %d, said to be paused: %v", got, shown().Paused)
	}
	if n := shown().Epoch; n != epoch {
		t.Errorf("a pause changed the epoch from %d to %d", epoch, n)
	}
	c := r.path("ben", 3_000_000)
	if got := pass(patience - time.Second); got != paused || c.probe.Load() != 0 {
		t.Errorf("before its time: %d, probing with %d b/s", got, c.probe.Load())
	}
	if got := pass(2 * time.Second); got != whole(2) || shown().Paused {
		t.Errorf("after %d s of better times: %d, still said to be paused: %v", patience/nanosecond, got, shown().Paused)
	}
}

// TestProbesAreMadeOnlyForSomething: while a picture could be better, one second at a time, and not soon after a probe
// that was too much.
func TestProbesAreMadeOnlyForSomething(t *testing.T) {
	r := newRoom()
	r.enter("ana")
	r.enter("ben")
	r.simulcast("ana")
	r.look("ben", 720)
	c := r.path("ben", 600_000)
	r.told(time.Second, 0, 1, 2)
	r.told(patience, 0, 1, 2)
	if c.probe.Load() < 1_000_000 {
		t.Fatalf("probing with %d b/s for a layer of %d", c.probe.Load(), usualCost[2])
	}
	c.fellAt.Store(r.at)
	r.told(probeBackOff-time.Second, 0, 1, 2)
	if c.probe.Load() != 0 {
		t.Error("probing on though the path filled")
	}
	r.told(2*time.Second, 0, 1, 2)
	if c.probe.Load() == 0 {
		t.Error("never probing again")
	}
	r.look("ben", 180)
	r.told(time.Second, 0, 1, 2)
	if c.probe.Load() != 0 {
		t.Error("probing for a tile that shows all it can")
	}
}
