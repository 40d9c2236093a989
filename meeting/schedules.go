package meeting

import (
	"context"
	"slices"
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

// PreviewSchedule returns the starts that a schedule would have from now on,
// within MaxListed of the first of them: long enough to show every change of a
// clock. Kinds: Unauthenticated, Invalid naming the field.
func (s *Service) PreviewSchedule(ctx context.Context, by AccountID, settings ScheduleSettings) ([]time.Time, error) {
	var starts []time.Time
	err := s.store.View(ctx, func(tx Store) error {
		if _, err := readStaff(ctx, tx, by); err != nil {
			return err
		}
		r, err := settings.recurrence()
		if err != nil {
			return err
		}
		if from, ok := r.next(s.now()); ok {
			starts = r.between(from, from.Add(MaxListed))
		}
		return nil
	})
	return starts, fault.Wrap(err, "preview schedule")
}

// recurrence checks the settings.
func (s ScheduleSettings) recurrence() (recurrence, error) {
	r, err := newRecurrence(s.Start, s.Zone, s.Rule)
	return r, first(err, minutes("duration_minutes", s.Duration, 15*time.Minute, 8*time.Hour))
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
	if _, err := settings.recurrence(); err != nil {
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
		put.ID, put.Sequence, put.ChangedAt = old[0].ID, old[0].Sequence+1, s.now()
	}
	if err := tx.PutSchedule(ctx, put); err != nil {
		return Schedule{}, err
	}
	return put, s.replan(ctx, tx, g, put)
}

// replan brings the meetings of a group that have not started into line with
// its schedule and what was decided about single dates.
func (s *Service) replan(ctx context.Context, tx Store, g Group, put Schedule) error {
	except, err := exceptionsOf(ctx, tx, g)
	if err != nil {
		return err
	}
	now := s.now()
	wanted, err := put.occurrences(now, now.Add(PlanAhead), except)
	if err != nil {
		return err
	}
	missing, err := s.realign(ctx, tx, put, wanted, now)
	if err != nil {
		return err
	}
	return tx.AddMeetings(ctx, missing)
}

// realign changes the meetings of a schedule that have not started to what is
// wanted of them, cancels those that are not, has it told to those who asked,
// and returns the wanted ones that are not there.
func (s *Service) realign(ctx context.Context, tx Store, put Schedule, wanted []Meeting, now time.Time) ([]Meeting, error) {
	// A schedule plans at least one meeting, however far ahead.
	planned, err := tx.MeetingsOf(ctx, put.Group, now, now.AddDate(400, 0, 0))
	if err != nil {
		return nil, err
	}
	planned = slices.DeleteFunc(planned, func(m Meeting) bool { return m.Schedule != put.ID || !m.StartsAt.After(now) })
	missing := slices.Clone(wanted)
	for _, m := range planned {
		// What stands where the schedule has it goes before what was moved there.
		i := slices.IndexFunc(missing, func(w Meeting) bool { return w.slot().Equal(m.slot()) })
		if i < 0 {
			i = slices.IndexFunc(missing, func(w Meeting) bool { return w.StartsAt.Equal(m.StartsAt) })
		}
		after := m
		after.Status, after.Cause = Cancelled, CauseSchedule
		if i >= 0 {
			w := missing[i]
			after.StartsAt, after.EndsAt, after.MovedFrom, after.Status, after.Cause = w.StartsAt, w.EndsAt, w.MovedFrom, w.Status, w.Cause
			missing = slices.Delete(missing, i, i+1)
		}
		if after == m || m.Status == Ended {
			continue
		}
		if err := first(tx.UpdateMeeting(ctx, after), s.changed(ctx, tx, m, after)); err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// occurrences returns the meetings of a schedule that have not ended at now
// and start before until, and at least the next one that is held, if there is
// any; the cancelled among them say why.
func (s Schedule) occurrences(now, until time.Time, except exceptions) ([]Meeting, error) {
	r, err := newRecurrence(s.Start, s.Zone, s.Rule)
	if err != nil {
		return nil, err
	}
	var ms []Meeting
	held := false // whether one that has not started is
	add := func(m Meeting) {
		ms = append(ms, m)
		held = held || m.Status == Scheduled && m.StartsAt.After(now)
	}
	for _, slot := range r.between(now.Add(-s.Duration-maxMove), until.Add(maxMove)) {
		m := s.occurrence(slot, now, r.zone, except)
		if m.EndsAt.After(now) && m.StartsAt.Before(until) {
			add(m)
		}
	}
	for from, tries := until, 0; !held && tries < 100; tries++ {
		slot, ok := r.next(from)
		if !ok {
			break
		}
		add(s.occurrence(slot, now, r.zone, except))
		from = slot.Add(time.Microsecond)
	}
	return ms, nil
}

// occurrence returns the meeting that a schedule has at a time, as it was
// decided about that date.
func (s Schedule) occurrence(slot, now time.Time, zone *time.Location, except exceptions) Meeting {
	m := Meeting{ID: newID[ID](now), Group: s.Group, Realm: s.Realm, Schedule: s.ID, StartsAt: slot, Status: Scheduled}
	date := slot.In(zone).Format(time.DateOnly)
	change, changed := except.changes[date]
	_, holiday := except.holidays[date]
	if to, err := time.Parse(wallClock, change.To); err == nil {
		m.StartsAt, m.MovedFrom = instant(to, zone), slot
	}
	switch {
	case changed && change.Kind == DateOff:
		m.Status, m.Cause = Cancelled, CauseDate
	case holiday && !changed:
		m.Status, m.Cause = Cancelled, CauseHoliday
	}
	m.EndsAt = m.StartsAt.Add(s.Duration)
	return m
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
		except, err := allExceptions(ctx, tx)
		if err != nil {
			return err
		}
		now := s.now()
		for _, schedule := range all {
			ms, err := schedule.occurrences(now, until, except[schedule.Group])
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
