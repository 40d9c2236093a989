package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"warmroom/meeting"
)

// How often the chores are done.
const (
	endEvery  = time.Minute
	planEvery = time.Hour
)

// chores keeps the stored meetings in order while the App runs: it plans
// occurrences ahead, ends meetings that no room has ended, and forgets what
// is needed no longer. Its one goroutine ends in close.
type chores struct {
	meetings *meeting.Service
	now      func() time.Time
	log      *slog.Logger
	cancel   context.CancelFunc
	wg       sync.WaitGroup
}

// startChores does all chores once, and then each in its time.
func startChores(m *meeting.Service, now func() time.Time, log *slog.Logger) *chores {
	ctx, cancel := context.WithCancel(context.Background())
	c := &chores{meetings: m, now: now, log: log, cancel: cancel}
	c.wg.Go(func() { c.run(ctx) })
	return c
}

func (c *chores) run(ctx context.Context) {
	end, plan := time.NewTicker(endEvery), time.NewTicker(planEvery)
	defer end.Stop()
	defer plan.Stop()
	c.end(ctx)
	c.plan(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-end.C:
			c.end(ctx)
		case <-plan.C:
			c.plan(ctx)
		}
	}
}

func (c *chores) end(ctx context.Context) {
	_, err := c.meetings.EndOverdue(ctx)
	c.report(ctx, "end overdue meetings", err)
}

func (c *chores) plan(ctx context.Context) {
	c.report(ctx, "plan meetings", c.meetings.Plan(ctx, c.now().Add(meeting.PlanAhead)))
	c.report(ctx, "forget", c.meetings.Forget(ctx))
}

// report logs what failed; the chore is due again anyway.
func (c *chores) report(ctx context.Context, chore string, err error) {
	if err != nil && ctx.Err() == nil {
		c.log.Error("a chore failed", "chore", chore, "error", err)
	}
}

func (c *chores) close() {
	c.cancel()
	c.wg.Wait()
}
