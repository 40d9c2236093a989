package meeting

import (
	"context"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// PlanAhead is how far ahead occurrences of schedules are created.
const PlanAhead = 60 * 24 * time.Hour

// ScheduleSettings are what a manager sets on a schedule.
type ScheduleSettings struct {
	Start    string        // wall clock, "2006-01-02T15:04", in the years 1970 to 2199
	Zone     string        // IANA
	Rule     string        // RRULE value; empty means once
	Duration time.Duration // 15 minutes to 8 hours, whole minutes
}

// Schedules lists the schedules of a group. Kinds: NotFound, Forbidden.
func (s *Service) Schedules(ctx context.Context, by AccountID, g GroupID) ([]Schedule, error) {
	var found []Schedule
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewGroup, g)
		if err != nil {
			return err
		}
		found, err = tx.Schedules(ctx, g.ID)
		return err
	})
	return found, fault.Wrap(err, "list schedules")
}

// PutSchedule sets when a group meets and plans PlanAhead. Meetings to come
// that the new schedule does not have are cancelled; one that is on now goes
// on. Managers only. Kinds: NotFound, Forbidden, Invalid naming the field.
func (s *Service) PutSchedule(ctx context.Context, by AccountID, g GroupID, settings ScheduleSettings) (Schedule, error) {
	var put Schedule
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.EditGroup, g)
		if err != nil {
			return err
		}
		put, err = s.putSchedule(ctx, tx, g, settings)
		return err
	})
	return put, fault.Wrap(err, "put schedule")
}

// putSchedule stores the one schedule of a group and brings what is planned
// into line with it.
func (s *Service) putSchedule(ctx context.Context, tx Store, g Group, settings ScheduleSettings) (Schedule, error) {
	if _, err := newRecurrence(settings.Start, settings.Zone, settings.Rule); err != nil {
		return Schedule{}, err
	}
	if err := minutes("duration_minutes", settings.Duration, 15*time.Minute, 8*time.Hour); err != nil {
		return Schedule{}, err
	}
	old, err := tx.Schedules(ctx, g.ID)
	if err != nil {
		return Schedule{}, err
	}
	put := Schedule{
		ID: newID[ScheduleID](s.now()), Group: g.ID, Realm: g.Realm,
		Start: settings.Start, Zone: settings.Zone, Rule: settings.Rule, Duration: settings.Duration,
	}
	if len(old) > 0 {
		put.ID = old[0].ID
	}
	if err := tx.PutSchedule(ctx, put); err != nil {
		return Schedule{}, err
	}
	now := s.now()
	wanted, err := put.occurrences(now, now.Add(PlanAhead))
	if err != nil {
		return Schedule{}, err
	}
	if err := realign(ctx, tx, put, wanted, now); err != nil {
		return Schedule{}, err
	}
	return put, tx.AddMeetings(ctx, wanted)
}

// realign changes the meetings of a schedule that have not started so that
// those it has are Scheduled and as long as wanted, and all others Cancelled.
func realign(ctx context.Context, tx Store, s Schedule, wanted []Meeting, now time.Time) error {
	ends := map[int64]time.Time{}
	for _, m := range wanted {
		ends[m.StartsAt.UnixMicro()] = m.EndsAt
	}
	// A schedule plans at least one meeting, however far ahead.
	planned, err := tx.MeetingsOf(ctx, s.Group, now, now.AddDate(400, 0, 0))
	if err != nil {
		return err
	}
	for _, m := range planned {
		if m.Schedule != s.ID || !m.StartsAt.After(now) {
			continue
		}
		ends, kept := ends[m.StartsAt.UnixMicro()]
		if kept == (m.Status == Scheduled) && (!kept || ends.Equal(m.EndsAt)) {
			continue
		}
		m.Status = Cancelled
		if kept {
			m.Status, m.EndsAt = Scheduled, ends
		}
		if err := tx.UpdateMeeting(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// occurrences returns the meetings of a schedule that have not ended at now
// and start before until, and at least the next one, if there is any.
func (s Schedule) occurrences(now, until time.Time) ([]Meeting, error) {
	r, err := newRecurrence(s.Start, s.Zone, s.Rule)
	if err != nil {
		return nil, err
	}
	from := now.Add(time.Microsecond - s.Duration)
	starts := r.between(from, until)
	if next, ok := r.next(now); ok && !next.Before(until) {
		starts = append(starts, next)
	}
	ms := make([]Meeting, len(starts))
	for i, at := range starts {
		ms[i] = Meeting{
			ID: newID[ID](now), Group: s.Group, Realm: s.Realm, Schedule: s.ID,
			StartsAt: at, EndsAt: at.Add(s.Duration), Status: Scheduled,
		}
	}
	return ms, nil
}

// Plan creates the occurrences of all schedules that start before until, and
// of each schedule at least the next one. What exists stays as it is. It is
// called at start and about once an hour with now + PlanAhead. A schedule that
// can't be read is logged and keeps no other from being planned.
func (s *Service) Plan(ctx context.Context, until time.Time) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		all, err := tx.AllSchedules(ctx)
		if err != nil {
			return err
		}
		now := s.now()
		for _, schedule := range all {
			ms, err := schedule.occurrences(now, until)
			if err != nil {
				s.log.Error("a schedule can't be planned", "schedule", schedule.ID, "err", err)
				continue
			}
			if err := tx.AddMeetings(ctx, ms); err != nil {
				return err
			}
		}
		return nil
	})
	return fault.Wrap(err, "plan meetings")
}
