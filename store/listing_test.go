package store_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/store"
)

// However many groups there are, reading what is public takes the same few
// queries; so does each page of a group.
func TestListingTakesAFewQueriesHoweverLongItIs(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		s := meeting.NewService(db, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
		demo, err := s.SeedDemo(ctx)
		must(t, err)
		queries, err := db.CountQueries()
		must(t, err)
		side := meeting.Sides()[0]
		asked := func(want int) (list, page int64) {
			t.Helper()
			before := queries.Load()
			l, err := s.Listing(ctx, side)
			list = queries.Load() - before
			must(t, err)
			if len(l.Groups) != want {
				t.Errorf("%d groups are listed, want %d", len(l.Groups), want)
			}
			for _, g := range l.Groups {
				if g.Next(noon) == nil || g.Organisation.Slug != "harbor" || g.Schedule.Zone == "" {
					t.Errorf("%s: next %v, organisation %q, zone %q", g.Name, g.Next(noon), g.Organisation.Slug, g.Schedule.Zone)
				}
			}
			before = queries.Load()
			_, err = s.PublicGroup(ctx, side, "harbor", "evening-circle")
			must(t, err)
			return list, queries.Load() - before
		}
		list, page := asked(1)
		settings := demo.Recovery.Settings()
		for i := range 40 {
			rule := []string{"FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"}[i%3]
			settings.Slug = fmt.Sprint("group-", i)
			_, err := s.CreateGroup(ctx, demo.Facilitator.ID, settings, &meeting.ScheduleSettings{
				Start: "2026-07-10T19:00", Zone: "Europe/London", Rule: rule, Duration: time.Hour,
			})
			must(t, err)
		}
		more, same := asked(41)
		if more > list+1 || same != page || list > 7 || page > 7 { // one more for groups that meet rarely
			t.Errorf("the list takes %d queries for one group and %d for 41; a page %d and %d", list, more, page, same)
		}
	})
}
