package meeting

import (
	"context"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// maxMove is how far a date can be moved from where the schedule has it.
const maxMove = 14 * 24 * time.Hour

// exceptions are what was decided about single dates of one group, by date.
type exceptions struct {
	changes  map[string]DateChange
	holidays map[string]string // names
}

func newExceptions() exceptions {
	return exceptions{changes: map[string]DateChange{}, holidays: map[string]string{}}
}

// exceptionsOf reads those of a group.
func exceptionsOf(ctx context.Context, tx Store, g Group) (exceptions, error) {
	e := newExceptions()
	changes, noChanges := tx.DateChanges(ctx, g.ID)
	holidays, noHolidays := tx.Holidays(ctx, g.Organisation)
	for _, c := range changes {
		e.changes[c.Date] = c
	}
	for _, h := range holidays {
		e.holidays[h.Date] = h.Name
	}
	return e, first(noChanges, noHolidays)
}

// allExceptions reads those of all groups in as many queries as of one.
func allExceptions(ctx context.Context, tx Store) (map[GroupID]exceptions, error) {
	changes, noChanges := tx.DateChanges(ctx, "")
	holidays, noHolidays := tx.Holidays(ctx, "")
	groups, noGroups := tx.Groups(ctx, "", moderation.AnyRealm)
	if err := first(noChanges, noHolidays, noGroups); err != nil {
		return nil, err
	}
	days := map[OrganisationID]map[string]string{}
	for _, h := range holidays {
		if days[h.Organisation] == nil {
			days[h.Organisation] = map[string]string{}
		}
		days[h.Organisation][h.Date] = h.Name
	}
	all := map[GroupID]exceptions{}
	for _, g := range groups {
		all[g.ID] = exceptions{changes: map[string]DateChange{}, holidays: days[g.Organisation]}
	}
	for _, c := range changes {
		all[c.Group].changes[c.Date] = c
	}
	return all, nil
}

var errDoorsOpen = fault.New(fault.Conflict, "doors_open", "The doors of that meeting are open, or it is over.")

// checkDate checks a day of the calendar.
func checkDate(field, date string) error {
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return fault.Field(field, "a day such as 2026-11-26")
	}
	return nil
}

// DateChanges lists what was decided about single dates of a group, by date.
// Kinds: NotFound, Forbidden.
func (s *Service) DateChanges(ctx context.Context, by AccountID, g GroupID) ([]DateChange, error) {
	var found []DateChange
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewGroup, g)
		if err != nil {
			return err
		}
		found, err = tx.DateChanges(ctx, g.ID)
		return err
	})
	return found, fault.Wrap(err, "list changed dates")
}

// ChangeDate decides about one date of a group's schedule: off, moved to
// another time within two weeks, or held although it is a holiday. It returns
// the meeting as it is now. Kinds: NotFound, Forbidden, Invalid naming the
// field, Conflict "doors_open" once people may be at the door, "date_taken"
// where the group meets at the new time already, "double_booked" when somebody
// who leads it leads another meeting then.
func (s *Service) ChangeDate(ctx context.Context, by AccountID, g GroupID, c DateChange) (Meeting, error) {
	var changed Meeting
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ChangeDate, g)
		if err != nil {
			return err
		}
		c := c
		c.Group, c.Realm = g.ID, g.Realm
		changed, err = s.decide(ctx, tx, g, c.Date, func(schedule Schedule, slot time.Time, before Meeting) error {
			if err := s.checkChange(ctx, tx, schedule, slot, before, &c); err != nil {
				return err
			}
			return tx.PutDateChange(ctx, c)
		})
		return err
	})
	return changed, fault.Wrap(err, "change date")
}

// RestoreDate takes back what was decided about a date. Kinds as ChangeDate,
// and NotFound where nothing was.
func (s *Service) RestoreDate(ctx context.Context, by AccountID, g GroupID, date string) (Meeting, error) {
	var restored Meeting
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ChangeDate, g)
		if err != nil {
			return err
		}
		restored, err = s.decide(ctx, tx, g, date, func(_ Schedule, slot time.Time, _ Meeting) error {
			if !slot.After(s.now()) {
				return errDoorsOpen
			}
			return tx.DeleteDateChange(ctx, g.ID, date)
		})
		return err
	})
	return restored, fault.Wrap(err, "restore date")
}

// decide carries out a decision about a date on which a group meets, if nobody
// can be at its door yet, and returns the meeting as it is afterwards.
func (s *Service) decide(ctx context.Context, tx Store, g Group, date string, write func(Schedule, time.Time, Meeting) error) (Meeting, error) {
	schedule, slot, err := slotOn(ctx, tx, g, date)
	if err != nil {
		return Meeting{}, err
	}
	before, err := s.onDate(ctx, tx, g, schedule, slot)
	if err != nil {
		return Meeting{}, err
	}
	if s.tooLate(g, before) || !slot.After(s.now()) && before.MovedFrom.IsZero() {
		return Meeting{}, errDoorsOpen
	}
	if err := write(schedule, slot, before); err != nil {
		return Meeting{}, err
	}
	if err := s.bump(ctx, tx, g, schedule); err != nil {
		return Meeting{}, err
	}
	m, err := s.onDate(ctx, tx, g, schedule, slot)
	if err != nil {
		return m, err
	}
	return m, s.stillFree(ctx, tx, m)
}

// onDate returns the meeting that a schedule has at a time, as it was decided
// about; further ahead than is planned, as it will be.
func (s *Service) onDate(ctx context.Context, tx Store, g Group, schedule Schedule, slot time.Time) (Meeting, error) {
	m, err := atSlot(ctx, tx, g, schedule, slot)
	if fault.KindOf(err) != fault.NotFound {
		return m, err
	}
	except, noExceptions := exceptionsOf(ctx, tx, g)
	zone, noZone := loadZone(schedule.Zone)
	return schedule.occurrence(slot, s.now(), zone, except), first(noExceptions, noZone)
}

// tooLate reports whether people may have come to the door of a meeting.
func (s *Service) tooLate(g Group, m Meeting) bool {
	return m.Status == Ended || m.Status == Scheduled && !s.now().Before(g.DoorsOpenAt(m))
}

// bump counts a change of what a schedule plans, and plans anew.
func (s *Service) bump(ctx context.Context, tx Store, g Group, schedule Schedule) error {
	schedule.Sequence++
	schedule.ChangedAt = s.now()
	if err := tx.PutSchedule(ctx, schedule); err != nil {
		return err
	}
	return s.replan(ctx, tx, g, schedule)
}

// slotOn returns the schedule of a group and the time at which it has a
// meeting on a date.
func slotOn(ctx context.Context, tx Store, g Group, date string) (Schedule, time.Time, error) {
	if err := checkDate("date", date); err != nil {
		return Schedule{}, time.Time{}, err
	}
	none := fault.Field("date", "a day on which the group's schedule has a meeting")
	schedules, err := tx.Schedules(ctx, g.ID)
	if err != nil {
		return Schedule{}, time.Time{}, err
	}
	if len(schedules) == 0 {
		return Schedule{}, time.Time{}, none
	}
	schedule := schedules[0]
	r, err := newRecurrence(schedule.Start, schedule.Zone, schedule.Rule)
	if err != nil {
		return Schedule{}, time.Time{}, err
	}
	day, err := time.ParseInLocation(time.DateOnly, date, r.zone)
	if err != nil {
		return Schedule{}, time.Time{}, none
	}
	for _, slot := range r.between(day.Add(-24*time.Hour), day.Add(48*time.Hour)) {
		if slot.In(r.zone).Format(time.DateOnly) == date {
			return schedule, slot, nil
		}
	}
	return Schedule{}, time.Time{}, none
}

// atSlot returns the meeting that a schedule has at a time, wherever it was
// moved to; NotFound when it is not planned yet.
func atSlot(ctx context.Context, tx Store, g Group, schedule Schedule, slot time.Time) (Meeting, error) {
	near, err := tx.MeetingsOf(ctx, g.ID, slot.Add(-maxMove-24*time.Hour), slot.Add(maxMove+24*time.Hour))
	if err != nil {
		return Meeting{}, err
	}
	for _, m := range near {
		if m.Schedule == schedule.ID && m.slot().Equal(slot) && m.Cause != CauseSchedule {
			return m, nil
		}
	}
	return Meeting{}, errNotFound
}

// checkChange checks what is to become of a date, and completes it.
func (s *Service) checkChange(ctx context.Context, tx Store, schedule Schedule, slot time.Time, before Meeting, c *DateChange) error {
	zone, err := loadZone(schedule.Zone)
	if err := first(err, oneOf("kind", c.Kind, DateOff, DateMoved, DateHeld)); err != nil {
		return err
	}
	switch {
	case c.Kind == DateOff && !before.MovedFrom.IsZero():
		c.To = before.StartsAt.In(zone).Format(wallClock)
		return nil
	case c.Kind == DateHeld && !slot.After(s.now()):
		return errDoorsOpen
	case c.Kind != DateMoved:
		c.To = ""
		return nil
	}
	wall, err := time.Parse(wallClock, c.To)
	to := instant(wall, zone)
	if d := to.Sub(slot); err != nil || d == 0 || d.Abs() > maxMove || !to.After(s.now()) {
		return fault.Field("to", "another local date and time to come, such as 2026-03-08T19:00, within two weeks of the date")
	}
	there, err := tx.MeetingsOf(ctx, schedule.Group, to, to.Add(schedule.Duration))
	if err != nil {
		return err
	}
	for _, m := range there {
		if !m.slot().Equal(slot) && (m.Status == Scheduled || m.StartsAt.Equal(to)) {
			return fault.New(fault.Conflict, "date_taken", "The group meets at that time already.")
		}
	}
	return nil
}

// Holidays lists the days on which an account's organisation does not meet, by
// date. Kind: Unauthenticated.
func (s *Service) Holidays(ctx context.Context, by AccountID) ([]Holiday, error) {
	var found []Holiday
	err := s.store.View(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		found, err = tx.Holidays(ctx, who.account.Organisation)
		return err
	})
	return found, fault.Wrap(err, "list holidays")
}

// PutHoliday keeps a day free of all meetings of the organisation that have
// not started. Managers only. Kinds: Forbidden, Invalid naming the field.
func (s *Service) PutHoliday(ctx context.Context, by AccountID, date, name string) (Holiday, error) {
	var put Holiday
	err := s.changeHolidays(ctx, by, date, func(tx Store, o OrganisationID) error {
		name, err := line("name", name, 1, 60)
		if err != nil {
			return err
		}
		put = Holiday{Organisation: o, Date: date, Name: name}
		return tx.PutHoliday(ctx, put)
	})
	return put, fault.Wrap(err, "put holiday")
}

// DeleteHoliday gives a day back. Managers only. Kinds: NotFound, Forbidden.
func (s *Service) DeleteHoliday(ctx context.Context, by AccountID, date string) error {
	err := s.changeHolidays(ctx, by, date, func(tx Store, o OrganisationID) error { return tx.DeleteHoliday(ctx, o, date) })
	return fault.Wrap(err, "delete holiday")
}

// changeHolidays writes, and plans all groups of the organisation anew.
func (s *Service) changeHolidays(ctx context.Context, by AccountID, date string, write func(Store, OrganisationID) error) error {
	return s.store.InTx(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := who.may(moderation.EditHolidays, Group{Organisation: who.account.Organisation}); err != nil {
			return err
		}
		if err := checkDate("date", date); err != nil {
			return err
		}
		if err := write(tx, who.account.Organisation); err != nil {
			return err
		}
		groups, err := tx.Groups(ctx, who.account.Organisation, moderation.AnyRealm)
		if err != nil {
			return err
		}
		for _, g := range groups {
			schedule, _, err := slotOn(ctx, tx, g, date)
			if fault.KindOf(err) == fault.Invalid { // it does not meet on that day
				continue
			}
			if err != nil {
				return err
			}
			if err := s.bump(ctx, tx, g, schedule); err != nil {
				return err
			}
		}
		return nil
	})
}
