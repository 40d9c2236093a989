package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"warmroom/fault"
)

// errands are done after a request was answered, so that its answer says
// nothing of what they find and how long they take. close waits for those
// that run; what waits in the queue by then is dropped, as people ask again.
type errands struct {
	queue  chan errand
	log    *slog.Logger
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// errand is one of them; its name is for the log.
type errand struct {
	name string
	do   func(context.Context) error
}

const (
	errandWorkers = 2
	errandsAtMost = 200 // in the queue; more are refused
	errandWithin  = 30 * time.Second
)

// errFull is the same for whatever is asked.
var errFull = fault.New(fault.Unavailable, "busy", "Many people are asking right now. Please try again in a minute.")

func startErrands(log *slog.Logger) *errands {
	ctx, cancel := context.WithCancel(context.Background())
	e := &errands{queue: make(chan errand, errandsAtMost), log: log, cancel: cancel}
	for range errandWorkers {
		e.wg.Go(func() { e.work(ctx) })
	}
	return e
}

// send puts an errand into the queue, or refuses it when that is full.
func (e *errands) send(name string, do func(context.Context) error) error {
	select {
	case e.queue <- errand{name, do}:
		return nil
	default:
		return errFull
	}
}

func (e *errands) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case next := <-e.queue:
			e.run(ctx, next)
		}
	}
}

func (e *errands) run(ctx context.Context, next errand) {
	ctx, cancel := context.WithTimeout(ctx, errandWithin)
	defer cancel()
	if err := next.do(ctx); err != nil {
		e.log.ErrorContext(ctx, "an errand failed", "errand", next.name, "error", err)
	}
}

func (e *errands) close() {
	e.cancel()
	e.wg.Wait()
}
