package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/room"
)

// closingsEvery is how long what a manager changes may stay unknown to a room
// that is open.
const closingsEvery = 20 * time.Second

// closings keeps what people read after a meeting true while rooms are open:
// the lines they can call, whether those are answered now, when the group meets
// next. Its one goroutine ends in close.
type closings struct {
	meetings *meeting.Service
	rooms    *room.Rooms
	now      func() time.Time
	log      *slog.Logger
	cancel   context.CancelFunc
	wg       sync.WaitGroup
}

func startClosings(m *meeting.Service, rooms *room.Rooms, now func() time.Time, log *slog.Logger) *closings {
	ctx, cancel := context.WithCancel(context.Background())
	c := &closings{meetings: m, rooms: rooms, now: now, log: log, cancel: cancel}
	c.wg.Go(func() {
		again := time.NewTicker(closingsEvery)
		defer again.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-again.C:
				c.renew(ctx)
			}
		}
	})
	return c
}

// renew reads what there is to tell now, for every room.
func (c *closings) renew(ctx context.Context) {
	for id, r := range c.rooms.All() {
		if id.IsExercise() {
			continue
		}
		now, err := c.meetings.Closing(ctx, id)
		if err == nil {
			err = r.SetClosing(ctx, closing(now, c.now()))
		}
		if kind := fault.KindOf(err); err != nil && ctx.Err() == nil && kind != fault.Gone && kind != fault.NotFound { // over meanwhile
			c.log.WarnContext(ctx, "the page after a meeting is not renewed", "room", id, "error", err)
		}
	}
}

func (c *closings) close() {
	c.cancel()
	c.wg.Wait()
}

// closing is what a room tells when it ends at now.
func closing(c meeting.Closing, now time.Time) room.Closing {
	out := room.Closing{GroupName: c.GroupName, Zone: c.Zone, Reminders: c.Reminders, CanRemind: c.CanRemind, Lines: make([]room.ClosingLine, len(c.Lines))}
	if !c.Next.IsZero() {
		out.Next = &c.Next
	}
	for i, l := range c.Lines {
		out.Lines[i] = room.ClosingLine{Kind: l.Kind, Name: l.Name, Call: l.Call, Text: l.Text, Hours: l.Hours}
		if open, until, known := l.Open.At(now); known {
			out.Lines[i].Open, out.Lines[i].Until = &open, &until
		}
	}
	return out
}
