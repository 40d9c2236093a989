package meeting

import (
	"context"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Opening is what a room starts with.
type Opening struct {
	Organisation Organisation
	Group        Group
	Meeting      Meeting
	Agreement    Agreement // the current one
	Removals     []Removal // oldest first, the undone among them
	Closing      Closing
	Before       *LiveRoom   // from before a restart of the server; nil for nothing
	Leads        []AccountID // who leads the group now; only with Before
}

// Load returns what is needed to open the room of a meeting. Kinds: NotFound;
// Gone "meeting_ended" or "meeting_cancelled" as an *Over.
func (s *Service) Load(ctx context.Context, m ID) (Opening, error) {
	var o Opening
	if m.IsExercise() {
		o.Group, o.Meeting = s.exercise(m)
		o.Agreement.Clauses, o.Closing.GroupName = starter(o.Group), o.Group.Name
		return o, nil
	}
	err := s.store.View(ctx, func(tx Store) error {
		var err error
		if o.Meeting, err = tx.Meeting(ctx, moderation.AnyRealm, m); err != nil {
			return err
		}
		if o.Group, err = tx.Group(ctx, o.Meeting.Realm, o.Meeting.Group); err != nil {
			return err
		}
		if o.Organisation, err = tx.Organisation(ctx, o.Group.Organisation); err != nil {
			return err
		}
		if err := s.open(ctx, tx, visitor{organisation: o.Organisation, group: o.Group}, o.Meeting); err != nil {
			return err
		}
		if o.Agreement, err = tx.CurrentAgreement(ctx, o.Group.ID); err != nil {
			return err
		}
		if o.Closing, err = s.closing(ctx, tx, o.Organisation, o.Group, o.Meeting.StartsAt); err != nil {
			return err
		}
		if o.Removals, err = tx.Removals(ctx, m); err != nil {
			return err
		}
		o.Before, o.Leads, err = before(ctx, tx, o.Meeting)
		return err
	})
	return o, fault.Wrap(err, "load meeting")
}

// Closing returns what people are told after a meeting, as it is by now. Kind:
// NotFound.
func (s *Service) Closing(ctx context.Context, m ID) (Closing, error) {
	var c Closing
	err := s.store.View(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, m)
		if err != nil {
			return err
		}
		g, err := tx.Group(ctx, m.Realm, m.Group)
		if err != nil {
			return err
		}
		o, err := tx.Organisation(ctx, g.Organisation)
		if err != nil {
			return err
		}
		c, err = s.closing(ctx, tx, o, g, m.StartsAt)
		return err
	})
	return c, fault.Wrap(err, "read the end of a meeting")
}

// RecordRemoval keeps a removal that a room has carried out, with its entries in
// the audit; the room has
// asked moderation.Allow. A pass among the marks holds no longer, also when the
// removal is undone. Kinds: NotFound for an unknown meeting, Invalid for
// the reason, Conflict when the id exists.
func (s *Service) RecordRemoval(ctx context.Context, r Removal, deeds ...moderation.Deed) error {
	if !r.Reason.Valid() {
		return fault.Field("reason", "one of the reasons there are for a removal")
	}
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, r.Meeting)
		if err != nil {
			return err
		}
		r := r
		r.Group, r.Realm = m.Group, m.Realm
		if err := tx.AddRemoval(ctx, r); err != nil {
			return err
		}
		if r.Marks.Pass != "" {
			if err := dropPass(ctx, tx, r.Group, PassID(r.Marks.Pass)); err != nil {
				return err
			}
		}
		return addDeeds(ctx, tx, m, deeds...)
	})
	return fault.Wrap(err, "record removal")
}

// UndoRemoval lets a removed person come to the door again, and keeps the entry
// in the audit. Undoing twice is no error. Kind: NotFound.
func (s *Service) UndoRemoval(ctx context.Context, m ID, id RemovalID, d moderation.Deed) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, m)
		if err != nil {
			return err
		}
		if err := tx.UndoRemoval(ctx, m.ID, id, d.At); err != nil {
			return err
		}
		return addDeeds(ctx, tx, m, d)
	})
	return fault.Wrap(err, "undo removal")
}

// MoveEnd records that a running meeting ends at another time, at most 12 h
// after its start. Kinds: NotFound, Gone "meeting_ended", Invalid.
func (s *Service) MoveEnd(ctx context.Context, m ID, endsAt time.Time) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, m)
		if err != nil {
			return err
		}
		if m.Status != Scheduled {
			return errEnded
		}
		if d := endsAt.Sub(m.StartsAt); d <= 0 || d > MaxMeeting {
			return fault.Field("ends_at", "after the start, by at most 12 hours")
		}
		m.EndsAt = endsAt
		return tx.UpdateMeeting(ctx, m)
	})
	return fault.Wrap(err, "move end of meeting")
}

// EndMeeting records that a meeting is over and what its room counted, and
// forgets what it needs no longer. Ending twice is no error; the first end
// stays, and what a room counted counts also where its meeting was stopped from
// outside of it. Kind: NotFound.
func (s *Service) EndMeeting(ctx context.Context, m ID, at time.Time, t Tally) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, m)
		if err == nil && t != (Tally{}) {
			err = tx.PutTally(ctx, m.ID, t)
		}
		if err != nil || m.Status != Scheduled {
			return err
		}
		return s.end(ctx, tx, m, at, at)
	})
	if err == nil {
		err = s.Forget(ctx)
	}
	return fault.Wrap(err, "end meeting")
}

// end ends a meeting, and has it announced; of its room nothing is kept from then on but, for a day
// and for themselves, how long people were there. alive is when the room was
// seen alive last.
func (s *Service) end(ctx context.Context, tx Store, m Meeting, at, alive time.Time) error {
	m.Status, m.EndedAt = Ended, at
	return first(
		tx.UpdateMeeting(ctx, m), tx.CloseAttendances(ctx, m.ID, alive), tx.ForgetRoom(ctx, m.ID),
		s.announceEnd(ctx, tx, m))
}

// aliveAt is when a room that left its meeting to us was seen alive last.
func aliveAt(ctx context.Context, tx Store, m Meeting) (time.Time, error) {
	r, err := tx.LiveRoom(ctx, m.ID)
	if fault.KindOf(err) == fault.NotFound {
		return m.EndsAt, nil
	}
	if err == nil && r.KeptAt.Before(m.EndsAt) {
		return r.KeptAt, nil
	}
	return m.EndsAt, err
}

// EndOverdue ends the meetings whose end passed more than a minute ago and
// that no room has ended, and returns their ids. It is called about once a
// minute.
func (s *Service) EndOverdue(ctx context.Context) ([]ID, error) {
	var ended []ID
	err := s.store.InTx(ctx, func(tx Store) error {
		ended = nil
		late, err := tx.Overdue(ctx, s.now().Add(-overdue))
		if err != nil {
			return err
		}
		for _, m := range late {
			alive, err := aliveAt(ctx, tx, m)
			if err != nil {
				return err
			}
			if err := s.end(ctx, tx, m, m.EndsAt, alive); err != nil {
				return err
			}
			ended = append(ended, m.ID)
		}
		return nil
	})
	if err == nil && len(ended) > 0 {
		err = s.Forget(ctx)
	}
	return ended, fault.Wrap(err, "end overdue meetings")
}

// Forget deletes what finished meetings and sessions need no longer; see
// Store.Forget. It is called when a meeting ends, and about once an hour.
func (s *Service) Forget(ctx context.Context) error {
	return fault.Wrap(s.store.Forget(ctx, s.now()), "forget")
}
