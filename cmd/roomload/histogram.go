package main

import (
	"math"
	"math/bits"
	"slices"
	"sync/atomic"
	"time"
)

// histogram counts durations from a microsecond to an hour with an error of at
// most 3 %. The zero value is empty; any goroutine may add.
type histogram struct {
	counts [32 * steps]atomic.Int64
}

// steps is how many equal steps there are between two powers of two.
const steps = 32

// add counts d; less than nothing counts as nothing.
func (h *histogram) add(d time.Duration) {
	h.counts[bucketOf(max(0, d.Microseconds()))].Add(1)
}

// bucketOf: below 2*steps each microsecond has a bucket, above it each octave
// has steps of them.
func bucketOf(us int64) int {
	octave := max(0, bits.Len64(uint64(us))-bits.Len(2*steps-1))
	return min(octave*steps+int(us>>octave), 32*steps-1)
}

// highest returns the largest whole number of microseconds in a bucket.
func highest(bucket int) int64 {
	octave := max(0, bucket/steps-1)
	return (int64(bucket-octave*steps)+1)<<octave - 1
}

// quantile returns the duration that the share q (0 to 1) of all counted does
// not exceed; 0 when nothing was counted.
func (h *histogram) quantile(q float64) time.Duration {
	total := int64(0)
	for i := range h.counts {
		total += h.counts[i].Load()
	}
	rank := max(1, int64(math.Ceil(q*float64(total))))
	for i := range h.counts {
		if rank -= h.counts[i].Load(); rank <= 0 && total > 0 {
			return time.Duration(highest(i)) * time.Microsecond
		}
	}
	return 0
}

// quantile returns the smallest element that the share q (0 to 1) of the list
// does not exceed; 0 of an empty list.
func quantile(list []time.Duration, q float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	rank := int(math.Ceil(q * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
