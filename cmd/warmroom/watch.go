package main

import (
	"context"
	"sync"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/room"
)

// watchEvery is how soon a room learns that its meeting was ended, or that
// somebody in it leads the group no more.
const watchEvery = 3 * time.Second

// openWatch looks now and then what was changed in the database of the meetings
// that have a room here, by whatever process: that they were ended, and who
// leads them.
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
				a.look(ctx)
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

// look tells the rooms that are open of what was changed of their meetings.
func (a *App) look(ctx context.Context) {
	for id, r := range a.rooms.All() {
		if id.IsExercise() {
			continue
		}
		if err := a.lookInto(ctx, id, r); err != nil && ctx.Err() == nil && fault.KindOf(err) != fault.Gone {
			a.log.Warn("a room does not know what was changed of its meeting", "room", id, "error", err)
		}
	}
}

func (a *App) lookInto(ctx context.Context, id meeting.ID, r *room.Room) error {
	now, err := a.meetings.FromOutside(ctx, id)
	switch {
	case err != nil:
		return err
	case now.Over:
		return r.Stop(ctx)
	default:
		return r.LedBy(ctx, now.Leads)
	}
}
