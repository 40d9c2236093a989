package meeting

import (
	"context"
	"slices"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Limits of what may be asked of meetings.
const (
	MinMinutes = 15                   // of an extra meeting
	MaxMinutes = 240                  // of an extra meeting
	MaxListed  = 400 * 24 * time.Hour // of meetings listed at once
	MaxMeeting = 12 * time.Hour       // from the start to the last moved end
	overdue    = time.Minute          // how long a room may take to record its end
)

// over reports whether nobody can come to a meeting any more.
func (m Meeting) over(now time.Time) bool { return m.Status != Scheduled || !now.Before(m.EndsAt) }

// onNow returns a group's meeting that is on, the one that began first if
// there are two, or a fault of kind NotFound.
func onNow(ctx context.Context, tx Store, g GroupID, now time.Time) (Meeting, error) {
	ms, err := tx.MeetingsOf(ctx, g, now, now.Add(time.Microsecond))
	if err != nil {
		return Meeting{}, err
	}
	for _, m := range ms {
		if m.Status == Scheduled {
			return m, nil
		}
	}
	return Meeting{}, errNotFound
}

// Meetings lists a group's meetings that end after from and start before to,
// by start; at most 400 days. Kinds: NotFound, Forbidden, Invalid.
func (s *Service) Meetings(ctx context.Context, by AccountID, g GroupID, from, to time.Time) ([]Meeting, error) {
	var found []Meeting
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewGroup, g)
		if err != nil {
			return err
		}
		if d := to.Sub(from); d <= 0 || d > MaxListed {
			return fault.Field("to", "after from, by at most 400 days")
		}
		found, err = tx.MeetingsOf(ctx, g.ID, from, to)
		return err
	})
	return found, fault.Wrap(err, "list meetings")
}

// OpenExtraMeeting starts a meeting now that no schedule has, of 15 to 240
// minutes. Kinds: NotFound, Forbidden, Invalid, Conflict "meeting_on_now".
func (s *Service) OpenExtraMeeting(ctx context.Context, by AccountID, g GroupID, minutes int) (Meeting, error) {
	var opened Meeting
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.OpenExtraMeeting, g)
		if err != nil {
			return err
		}
		if minutes < MinMinutes || minutes > MaxMinutes {
			return fault.Field("minutes", "15 to 240")
		}
		now := s.now()
		switch _, err := onNow(ctx, tx, g.ID, now); {
		case err == nil:
			return fault.New(fault.Conflict, "meeting_on_now", "A meeting of this group is on now.")
		case fault.KindOf(err) != fault.NotFound:
			return err
		}
		opened = Meeting{
			ID: newID[ID](now), Group: g.ID, Realm: g.Realm, Status: Scheduled,
			StartsAt: now, EndsAt: now.Add(time.Duration(minutes) * time.Minute),
		}
		return tx.AddMeetings(ctx, []Meeting{opened})
	})
	return opened, fault.Wrap(err, "open extra meeting")
}

// NextMeeting returns the first meeting of a group that starts after a time
// and is not cancelled; NotFound when none is planned.
func (s *Service) NextMeeting(ctx context.Context, g GroupID, after time.Time) (Meeting, error) {
	m, err := s.store.NextMeeting(ctx, g, after)
	return m, fault.Wrap(err, "find next meeting")
}

// zoneOf is the time zone of a group's schedule, empty without one.
func zoneOf(ctx context.Context, tx Store, g GroupID) (string, error) {
	schedules, err := tx.Schedules(ctx, g)
	if err != nil || len(schedules) == 0 {
		return "", err
	}
	return schedules[0].Zone, nil
}

// closing gathers what people are told when a meeting of a group is over; next
// is left out unless after is set.
func (s *Service) closing(ctx context.Context, tx Store, o Organisation, g Group, after time.Time) (Closing, error) {
	c := Closing{GroupName: g.Name, Lines: o.LinesFor(g)}
	if s.HasPost() {
		c.CanRemind, c.Reminders = true, remindersPage(o, g)
	}
	if after.IsZero() {
		return c, nil
	}
	next, noNext := tx.NextMeeting(ctx, g.ID, after)
	if fault.KindOf(noNext) == fault.NotFound {
		noNext = nil
	}
	zone, noZone := zoneOf(ctx, tx, g.ID)
	c.Next, c.Zone = next.StartsAt, zone
	return c, first(noNext, noZone)
}

// PlanExtraMeeting plans a meeting that no schedule has, at a local time to
// come within a year, of 15 to 240 minutes. Kinds: NotFound, Forbidden,
// Invalid naming the field, Conflict "date_taken" where the group meets at
// that time already.
func (s *Service) PlanExtraMeeting(ctx context.Context, by AccountID, g GroupID, start, zone string, length time.Duration) (Meeting, error) {
	var planned Meeting
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ChangeDate, g)
		if err != nil {
			return err
		}
		place, badZone := loadZone(zone)
		if err := first(badZone, minutes("duration_minutes", length, MinMinutes*time.Minute, MaxMinutes*time.Minute)); err != nil {
			return err
		}
		now := s.now()
		wall, err := time.Parse(wallClock, start)
		at := instant(wall, place)
		if err != nil || !at.After(now) || at.After(now.AddDate(1, 0, 0)) {
			return fault.Field("start", "a local date and time to come within a year, such as 2026-03-08T19:00")
		}
		there, err := tx.MeetingsOf(ctx, g.ID, at, at.Add(length))
		if err != nil {
			return err
		}
		if slices.ContainsFunc(there, func(m Meeting) bool { return m.Status == Scheduled }) {
			return fault.New(fault.Conflict, "date_taken", "The group meets at that time already.")
		}
		planned = Meeting{ID: newID[ID](now), Group: g.ID, Realm: g.Realm, Status: Scheduled, StartsAt: at, EndsAt: at.Add(length)}
		return tx.AddMeetings(ctx, []Meeting{planned})
	})
	return planned, fault.Wrap(err, "plan extra meeting")
}

// CancelExtraMeeting cancels a meeting that no schedule has, before its doors
// open. Cancelling twice is no error. Kinds: NotFound, also for one of the
// schedule, whose dates have their own decisions; Forbidden; Conflict
// "doors_open".
func (s *Service) CancelExtraMeeting(ctx context.Context, by AccountID, g GroupID, id ID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ChangeDate, g)
		if err != nil {
			return err
		}
		m, err := tx.Meeting(ctx, g.Realm, id)
		if err == nil && (m.Group != g.ID || m.Schedule != "") {
			err = errNotFound
		}
		if err != nil || m.Status == Cancelled {
			return err
		}
		if s.tooLate(g, m) {
			return errDoorsOpen
		}
		before := m
		m.Status, m.Cause = Cancelled, CauseDate
		return first(tx.UpdateMeeting(ctx, m), s.changed(ctx, tx, before, m))
	})
	return fault.Wrap(err, "cancel extra meeting")
}
