package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// result is how long answers took, from when they were due.
type result struct {
	took  []time.Duration
	bytes int64
}

// ask sends requests at a steady rate. Each counts from when it was due, so
// that a slow answer is not hidden by waiting for it (coordinated omission).
// The first answer that is not 200 ends it.
func ask(ctx context.Context, url string, o options) (result, error) {
	client := &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	}
	defer client.CloseIdleConnections()
	if _, err := one(ctx, client, url, o.packed); err != nil { // the first page reads the templates and the listing
		return result{}, err
	}
	var (
		mu    sync.Mutex // guards r and first
		r     result
		first error
		wg    sync.WaitGroup
	)
	total := int(o.duration.Seconds() * float64(o.rate))
	start := time.Now()
	for i := range total {
		due := start.Add(time.Duration(i) * time.Second / time.Duration(o.rate))
		if !wait(ctx, time.Until(due)) {
			break
		}
		wg.Go(func() {
			n, err := one(ctx, client, url, o.packed)
			took := time.Since(due)
			mu.Lock()
			defer mu.Unlock()
			r.took, r.bytes = append(r.took, took), r.bytes+n
			if first == nil {
				first = err
			}
		})
	}
	wg.Wait()
	return r, first
}

// wait reports false when ctx ends before d is over.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// one asks once and reads the whole answer.
func one(ctx context.Context, client *http.Client, url string, packed bool) (int64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, err
	}
	if packed {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }() // it has been read
	n, err := io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", url, answer.Status)
	}
	return n, err
}

// write reports a run in one line.
func (r result) write(out io.Writer, o options) error {
	if len(r.took) == 0 {
		return fmt.Errorf("nothing was asked in %v", o.duration)
	}
	slices.Sort(r.took)
	at := func(q float64) time.Duration {
		return r.took[min(len(r.took)-1, int(q*float64(len(r.took))))].Round(10 * time.Microsecond)
	}
	_, err := fmt.Fprintf(out, "%s, %d groups: %d requests at %d/s, %d bytes each; p50 %v, p95 %v, p99 %v, most %v\n",
		o.path, o.groups, len(r.took), o.rate, r.bytes/int64(len(r.took)), at(0.5), at(0.95), at(0.99), at(1))
	return err
}
