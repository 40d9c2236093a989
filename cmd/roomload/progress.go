package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress tells how a run goes, once a second. Its goroutine ends in stop.
type progress struct {
	quit, done chan struct{}
}

func startProgress(l *load, w io.Writer) *progress {
	p := &progress{quit: make(chan struct{}), done: make(chan struct{})}
	format, after := "%s\n", ""
	if terminal(w) {
		format, after = "\r%-78s", "\n" // the same line again
	}
	go func() {
		defer close(p.done)
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		was := tally{}
		for {
			select {
			case <-ticker.C:
				now := l.tally()
				fmt.Fprintf(w, format, l.line(was, now))
				was = now
			case <-p.quit:
				fmt.Fprint(w, after)
				return
			}
		}
	}()
	return p
}

func (p *progress) stop() {
	close(p.quit)
	<-p.done
}

// line is one line of progress, from what was received a second ago and now.
func (l *load) line(was, now tally) string {
	in := 0
	for _, g := range l.guests {
		if g.isIn() {
			in++
		}
	}
	text := fmt.Sprintf("%4.0f s  %d of %d in  %6d packets/s  %6.1f Mb/s  %d missing",
		time.Since(l.began).Seconds(), in, len(l.guests), now.packets-was.packets, float64(now.bytes-was.bytes)*8/1e6, max(0, now.span-now.packets))
	if p99 := l.stage.latency.quantile(0.99); p99 > 0 {
		text += fmt.Sprintf("  p99 %.1f ms", milliseconds(p99))
	}
	return text
}

// terminal reports whether a person watches w.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	i, err := f.Stat()
	return err == nil && i.Mode()&os.ModeCharDevice != 0
}
