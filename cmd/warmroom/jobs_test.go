package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"warmroom/jobs"
	"warmroom/meeting"
	"warmroom/store"
)

// An unattended server, in virtual time: meetings end though nobody comes, and
// long after the first plan has run out there is still a next one.
func TestJobsKeepTheCalendar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		quiet := slog.New(slog.DiscardHandler)
		db, err := store.Open(ctx, filepath.Join(t.TempDir(), "warmroom.db"), quiet)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		// The calendar is ahead of the bubble's clock, and can jump.
		var ahead atomic.Int64
		ahead.Store(int64(time.Until(time.Date(2026, 3, 1, 19, 0, 0, 0, time.UTC))))
		now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		service := meeting.NewService(db, now, quiet)
		demo, err := service.SeedDemo(ctx)
		if err != nil {
			t.Fatal(err)
		}
		j, err := jobs.Open(ctx, jobs.Config{Driver: db.JobDriver(), Do: service.Do, Alone: true, Log: quiet})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := j.Close(ctx); err != nil {
				t.Error(err)
			}
		}()

		status := func() meeting.Status {
			m, err := db.Meeting(ctx, demo.Recovery.Realm, demo.Meeting.ID)
			if err != nil {
				t.Fatal(err)
			}
			return m.Status
		}
		if got := status(); got != meeting.Scheduled {
			t.Fatalf("while it is on the meeting is %s", got)
		}
		ahead.Add(int64(demo.Meeting.EndsAt.Sub(now())))
		time.Sleep(3 * meeting.JobEndOverdue.Recurring())
		synctest.Wait()
		if got := status(); got != meeting.Ended {
			t.Errorf("minutes after its end the meeting is %s", got)
		}

		ahead.Add(int64(meeting.PlanAhead + 30*24*time.Hour))
		time.Sleep(meeting.JobPlan.Recurring() + time.Minute)
		synctest.Wait()
		next, err := service.NextMeeting(ctx, demo.Recovery.ID, now())
		if err != nil || next.StartsAt.After(now().Add(8*24*time.Hour)) {
			t.Errorf("at %v the next meeting of a weekly group is %+v, %v", now(), next, err)
		}
	})
}
