package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// cost is what the server's own metrics say it has used.
type cost struct {
	cpuSeconds float64
	rss        float64 // bytes
	goroutines float64
}

// scrape reads the server's metrics.
func scrape(ctx context.Context, url string) (cost, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return cost{}, fmt.Errorf("metrics: %w", err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return cost{}, fmt.Errorf("metrics: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return cost{}, fmt.Errorf("metrics: %s answers %s", url, resp.Status)
	}
	return readCost(resp.Body)
}

// readCost finds what it needs in the Prometheus text format.
func readCost(text io.Reader) (cost, error) {
	var c cost
	want := map[string]*float64{
		"process_cpu_seconds_total": &c.cpuSeconds, "process_resident_memory_bytes": &c.rss, "go_goroutines": &c.goroutines,
	}
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		into := want[name]
		if into == nil {
			continue
		}
		var err error
		if *into, err = strconv.ParseFloat(value, 64); err != nil {
			return cost{}, fmt.Errorf("metrics: %s: %w", name, err)
		}
		delete(want, name)
	}
	if err := lines.Err(); err != nil {
		return cost{}, fmt.Errorf("metrics: %w", err)
	}
	for name := range want {
		return cost{}, fmt.Errorf("metrics: there is no %s", name)
	}
	return c, nil
}
