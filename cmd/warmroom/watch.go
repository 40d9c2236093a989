package main

import (
	"context"
	"sync"
	"time"
)

// watchEvery is how soon a room closes whose meeting the operator ended.
const watchEvery = 3 * time.Second

// openWatch looks now and then whether a meeting that has a room here was ended
// in the database, by `warmroom meeting end` in another process.
func (a *App) openWatch(context.Context) error {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				a.stopRooms(ctx)
			}
		}
	})
	a.closers = append(a.closers, func(context.Context) error {
		cancel()
		wg.Wait()
		return nil
	})
	return nil
}

// stopRooms ends the rooms of meetings that are over.
func (a *App) stopRooms(ctx context.Context) {
	over, err := a.meetings.Stopped(ctx, a.rooms.IDs())
	if err != nil && ctx.Err() == nil {
		a.log.Error("can't look for meetings that were ended", "error", err)
	}
	for _, id := range over {
		r, open := a.rooms.Get(id)
		if !open {
			continue
		}
		if err := r.Stop(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("the room of a meeting that was ended goes on", "room", id, "error", err)
		}
	}
}
