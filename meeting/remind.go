package meeting

import (
	"context"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

const (
	// secondThoughts is how long a change of a date waits before it is told.
	secondThoughts = 2 * time.Minute
	// replannedAhead is how far ahead it is told that a new schedule has a
	// date no more. Of later ones the group's page tells.
	replannedAhead = 14 * 24 * time.Hour
)

// Remind has letters written to those whose time has come. Each is written
// once, however often this is called.
func (s *Service) Remind(ctx context.Context) error {
	if s.tools.Post == nil {
		return nil
	}
	for _, before := range ReminderTimes() {
		err := s.store.InTx(ctx, func(tx Store) error {
			due, err := tx.DueReminders(ctx, before, s.now())
			if err != nil {
				return err
			}
			for _, t := range due {
				t.Reminded = true
				letter := Job{Kind: JobLetter, Letter: LetterReminder, Reminder: t.Reminder, Meeting: t.Meeting}
				if err := first(tx.PutTold(ctx, t), tx.AddJobs(ctx, letter)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fault.Wrap(err, "remind")
		}
	}
	return nil
}

// changed lets those be told who asked for it that a meeting is not as it was.
func (s *Service) changed(ctx context.Context, tx Store, before, after Meeting) error {
	now := s.now()
	late := !before.StartsAt.After(now)
	far := after.Cause == CauseSchedule && before.StartsAt.Sub(now) > replannedAhead
	same := before.Status == after.Status && before.StartsAt.Equal(after.StartsAt)
	if late || far || same || s.tools.Post == nil {
		return nil
	}
	asked, err := tx.RemindersOf(ctx, before)
	if err != nil || len(asked) == 0 {
		return err
	}
	for _, r := range asked {
		if err := knows(ctx, tx, r, before); err != nil {
			return err
		}
	}
	return tx.AddJobs(ctx, Job{Kind: JobTellChange, Meeting: before.ID, Due: now.Add(secondThoughts)})
}

// knows writes down how somebody knows a meeting, unless they were told of a
// change before: then they know what they were told.
func knows(ctx context.Context, tx Store, r Reminder, m Meeting) error {
	told, err := tx.Told(ctx, r.ID, m.ID)
	if err != nil && fault.KindOf(err) != fault.NotFound || told.Changed {
		return err
	}
	return tx.PutTold(ctx, Told{
		Reminder: r.ID, Meeting: m.ID, Reminded: told.Reminded, Changed: true, StartsAt: m.StartsAt, Off: m.Status == Cancelled,
	})
}

// TellChange has letters written about a meeting that is not as it was: to
// each who asked, unless they know. Kind: NotFound.
func (s *Service) TellChange(ctx context.Context, j Job) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, j.Meeting)
		if err != nil || m.Status == Ended || !m.StartsAt.After(s.now()) && m.Status == Scheduled {
			return err
		}
		asked, err := tx.RemindersOf(ctx, m)
		if err != nil {
			return err
		}
		for _, r := range asked {
			if err := tellOne(ctx, tx, r, m); err != nil {
				return err
			}
		}
		return nil
	})
	return fault.Wrap(err, "tell a change")
}

// tellOne has a letter written about what a meeting is now, if somebody knows
// it otherwise. Who asked after the change knows it.
func tellOne(ctx context.Context, tx Store, r Reminder, m Meeting) error {
	told, err := tx.Told(ctx, r.ID, m.ID)
	if fault.KindOf(err) == fault.NotFound || err == nil && !told.Changed {
		return nil
	}
	if err != nil {
		return err
	}
	off := m.Status == Cancelled
	letter := Job{Kind: JobLetter, Reminder: r.ID, Meeting: m.ID, Was: told.StartsAt}
	switch {
	case off && told.Off, !off && !told.Off && m.StartsAt.Equal(told.StartsAt):
		return nil
	case off:
		letter.Letter = LetterCalledOff
	case !m.StartsAt.Equal(told.StartsAt):
		letter.Letter = LetterMoved
	default:
		letter.Letter = LetterBackOn
	}
	told.StartsAt, told.Off = m.StartsAt, off
	return first(tx.PutTold(ctx, told), tx.AddJobs(ctx, letter))
}

var errNoLongerTrue = fault.New(fault.Gone, "no_longer_true", "The letter would not be true any more.")

// WriteReminder writes one letter to somebody who asked for it. Kinds:
// NotFound when they want none any more, Gone when it would be too late or not
// true, those of Post.
func (s *Service) WriteReminder(ctx context.Context, j Job) error {
	if err := s.canSend(); err != nil {
		return err
	}
	var l Letter
	err := s.store.View(ctx, func(tx Store) error {
		r, to, err := tx.Reminder(ctx, j.Reminder)
		if err == nil && r.ConfirmedAt.IsZero() {
			err = errNotFound
		}
		if err != nil {
			return err
		}
		m, err := tx.Meeting(ctx, r.Realm, j.Meeting)
		if err != nil {
			return err
		}
		zone, err := zoneOf(ctx, tx, r.Group)
		l = Letter{
			To: to.Email, Kind: j.Letter, Language: r.Language, Token: to.Token,
			At: m.StartsAt, Was: j.Was, Zone: zone,
		}
		if err == nil && !s.stillTrue(j, m) {
			err = errNoLongerTrue
		}
		return err
	})
	if err == nil {
		err = s.tools.Post.Send(ctx, l)
	}
	return fault.Wrap(err, "write a reminder")
}

// stillTrue reports whether a letter about a meeting says what is so.
func (s *Service) stillTrue(j Job, m Meeting) bool {
	if j.Letter == LetterCalledOff {
		return m.Status == Cancelled && j.Was.After(s.now())
	}
	return m.Status == Scheduled && m.StartsAt.After(s.now())
}
