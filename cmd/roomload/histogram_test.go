package main

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestHistogramIsRightWithinThreePercent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		us := rapid.SliceOfN(rapid.Int64Range(0, int64(time.Hour/time.Microsecond)), 1, 200).Draw(t, "microseconds")
		q := rapid.Float64Range(0, 1).Draw(t, "q")
		var h histogram
		var list []time.Duration
		for _, n := range us {
			d := time.Duration(n) * time.Microsecond
			h.add(d)
			list = append(list, d)
		}
		got, want := h.quantile(q), quantile(list, q)
		if got < want || got > want+want*3/100+time.Microsecond {
			t.Fatalf("quantile %v of %v = %v, want %v or up to 3 %% more", q, list, got, want)
		}
	})
}

func TestQuantilesOfAFewTimes(t *testing.T) {
	list := []time.Duration{5, 1, 4, 2, 3, 10, 9, 8, 7, 6}
	for q, want := range map[float64]time.Duration{0: 1, 0.5: 5, 0.95: 10, 0.1: 1, 0.11: 2, 1: 10} {
		if got := quantile(list, q); got != want {
			t.Errorf("quantile %v = %d, want %d", q, got, want)
		}
	}
	if got := quantile(nil, 0.5); got != 0 {
		t.Errorf("quantile of nothing = %v, want 0", got)
	}
	var h histogram
	if got := h.quantile(0.99); got != 0 {
		t.Errorf("histogram of nothing: %v, want 0", got)
	}
	h.add(-time.Second) // a clock that was set back
	if got := h.quantile(1); got != 0 {
		t.Errorf("less than nothing counts as %v, want 0", got)
	}
}
