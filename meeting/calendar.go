package meeting

import (
	"context"
	"log/slog"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// CalendarFeed is the calendar that a member of staff has of the groups they
// lead, on both sides. Whoever knows its address can read it, so only the hash
// of its token is stored, and making it anew or revoking it ends the old one.
type CalendarFeed struct {
	Account   AccountID
	TokenHash string
	Names     bool // whether groups are called by name, and not by their day
	CreatedAt time.Time
}

// LogValue is the account alone.
func (f CalendarFeed) LogValue() slog.Value { return slog.StringValue(string(f.Account)) }

// StaffCalendar is what stands in it.
type StaffCalendar struct {
	Names  bool
	Groups []PublicGroup
}

// NewCalendarFeed gives an account a calendar, in place of the one it has.
// Kind: Unauthenticated.
func (s *Service) NewCalendarFeed(ctx context.Context, by AccountID, names bool) (Token, error) {
	token := NewToken()
	err := s.store.InTx(ctx, func(tx Store) error {
		if _, err := readStaff(ctx, tx, by); err != nil {
			return err
		}
		return tx.PutCalendarFeed(ctx, CalendarFeed{Account: by, TokenHash: token.Hash(), Names: names, CreatedAt: s.now()})
	})
	return token, fault.Wrap(err, "make calendar")
}

// CalendarFeed returns the calendar that an account has. Kinds:
// Unauthenticated, NotFound when it has none.
func (s *Service) CalendarFeed(ctx context.Context, by AccountID) (CalendarFeed, error) {
	var found CalendarFeed
	err := s.store.View(ctx, func(tx Store) error {
		if _, err := readStaff(ctx, tx, by); err != nil {
			return err
		}
		var err error
		found, err = tx.CalendarFeed(ctx, by)
		return err
	})
	return found, fault.Wrap(err, "read calendar")
}

// RevokeCalendarFeed ends the calendar of an account. Kind: NotFound when it
// has none.
func (s *Service) RevokeCalendarFeed(ctx context.Context, by AccountID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		if _, err := readStaff(ctx, tx, by); err != nil {
			return err
		}
		return tx.DeleteCalendarFeed(ctx, by)
	})
	return fault.Wrap(err, "revoke calendar")
}

// StaffCalendar reads a calendar by its token: the groups in which its owner
// has a role. Kind: NotFound for an unknown token and a disabled account.
func (s *Service) StaffCalendar(ctx context.Context, token Token) (StaffCalendar, error) {
	var found StaffCalendar
	err := s.store.View(ctx, func(tx Store) error {
		feed, err := tx.CalendarFeedByToken(ctx, token.Hash())
		if err != nil {
			return err
		}
		who, err := readStaff(ctx, tx, feed.Account)
		if err != nil {
			return errNotFound
		}
		organisation, err := tx.Organisation(ctx, who.account.Organisation)
		if err != nil {
			return err
		}
		found = StaffCalendar{Names: feed.Names}
		for _, r := range who.roles {
			g, err := tx.Group(ctx, r.Realm, r.Group)
			if err != nil {
				return err
			}
			if who.may(moderation.EnterAsStaff, g) != nil {
				continue
			}
			whole, err := s.withDates(ctx, tx, organisation, g)
			if err != nil {
				return err
			}
			found.Groups = append(found.Groups, whole)
		}
		return nil
	})
	return found, fault.Wrap(err, "read calendar")
}
