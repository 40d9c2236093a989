package meeting

import (
	"context"
	"errors"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// unledFor is how long those who run a group are told that a meeting of it
// ended because nobody led it any more.
const unledFor = 7 * 24 * time.Hour

// MarkUnled records of a meeting that is about to end that nobody leads it any
// more. Kind: NotFound.
func (s *Service) MarkUnled(ctx context.Context, m ID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, m)
		if err != nil || m.Status != Scheduled {
			return err
		}
		m.Cause = CauseUnled
		return tx.UpdateMeeting(ctx, m)
	})
	return fault.Wrap(err, "record that nobody leads")
}

// TellOfUnled writes to the managers that something happened to a meeting,
// where there is post and they have an address. The letter does not say what.
func (s *Service) TellOfUnled(ctx context.Context, m ID) error {
	var (
		to       []Email
		language string
	)
	err := s.store.View(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, m)
		if err != nil {
			return err
		}
		g, err := tx.Group(ctx, m.Realm, m.Group)
		if err != nil {
			return err
		}
		language = g.Language
		to, err = addresses(ctx, tx, g.Organisation, func(who staff) bool { return who.account.Manager })
		return err
	})
	errs := []error{err}
	for _, e := range to {
		errs = append(errs, s.tell(ctx, e, LetterUnled, language))
	}
	return fault.Wrap(errors.Join(errs...), "tell that nobody led")
}

// lastUnled is when the last meeting of a group began that ended lately because
// nobody led it any more; zero for none.
func lastUnled(ctx context.Context, tx Store, g GroupID, now time.Time) (time.Time, error) {
	lately, err := tx.MeetingsOf(ctx, g, now.Add(-unledFor), now)
	var last time.Time
	for _, m := range lately {
		if m.Status == Ended && m.Cause == CauseUnled {
			last = m.StartsAt
		}
	}
	return last, err
}
