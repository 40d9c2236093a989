package meeting

import (
	"context"
	"time"
)

// PlanAhead is how far ahead occurrences of schedules are created.
const PlanAhead = 60 * 24 * time.Hour

// ScheduleSettings are what a manager sets on a schedule.
type ScheduleSettings struct {
	Start    string        // wall clock, "2006-01-02T15:04", in the years 2000 to 2199
	Zone     string        // IANA
	Rule     string        // RRULE value; empty means once
	Duration time.Duration // 15 minutes to 8 hours, whole minutes
}

// Schedules lists the schedules of a group. Kinds: NotFound, Forbidden.
func (s *Service) Schedules(ctx context.Context, by AccountID, g GroupID) ([]Schedule, error) {
	panic("contract")
}

// PutSchedule sets when a group meets and plans PlanAhead. Meetings to come
// that the new schedule does not have are cancelled; one that is on now goes
// on. Managers only. Kinds: NotFound, Forbidden, Invalid naming the field.
func (s *Service) PutSchedule(ctx context.Context, by AccountID, g GroupID, settings ScheduleSettings) (Schedule, error) {
	panic("contract")
}

// Plan creates the occurrences of all schedules that start before until, and
// of each schedule at least the next one. What exists stays as it is. It is
// called at start and about once an hour with now + PlanAhead.
func (s *Service) Plan(ctx context.Context, until time.Time) error { panic("contract") }
