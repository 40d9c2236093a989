package meeting

import (
	"context"
	"slices"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// RosterEntry is a meeting to come and who leads it.
type RosterEntry struct {
	Meeting Meeting
	Group   Group
	Leads   []Account // by name; none is a gap to fill
}

// Gap reports whether nobody leads a meeting that is to be held.
func (e RosterEntry) Gap() bool { return e.Meeting.Status == Scheduled && len(e.Leads) == 0 }

var errDoubleBooked = fault.New(fault.Conflict, "double_booked", "Somebody who is to lead it leads another meeting at that time.")

// Roster lists who leads the meetings of the groups an account has to do with
// that end after from and start before to, by start; at most 400 days. What
// the schedule does not plan any more is left out. Kinds: Unauthenticated,
// Invalid.
func (s *Service) Roster(ctx context.Context, by AccountID, from, to time.Time) ([]RosterEntry, error) {
	var found []RosterEntry
	err := s.store.View(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		if d := to.Sub(from); d <= 0 || d > MaxListed {
			return fault.Field("to", "after from, by at most 400 days")
		}
		groups, noGroups := tx.Groups(ctx, who.account.Organisation, moderation.AnyRealm)
		accounts, noAccounts := tx.Accounts(ctx, who.account.Organisation)
		if err := first(noGroups, noAccounts); err != nil {
			return err
		}
		found = nil
		for _, g := range groups {
			if who.may(moderation.ViewGroup, g) != nil {
				continue
			}
			entries, err := rosterOf(ctx, tx, g, accounts, from, to)
			if err != nil {
				return err
			}
			found = append(found, entries...)
		}
		slices.SortStableFunc(found, func(a, b RosterEntry) int { return a.Meeting.StartsAt.Compare(b.Meeting.StartsAt) })
		return nil
	})
	return found, fault.Wrap(err, "read roster")
}

// rosterOf reads the roster of one group; accounts are those of the
// organisation, by name.
func rosterOf(ctx context.Context, tx Store, g Group, accounts []Account, from, to time.Time) ([]RosterEntry, error) {
	meetings, noMeetings := tx.MeetingsOf(ctx, g.ID, from, to)
	shifts, noShifts := tx.Shifts(ctx, g.ID, from, to)
	if err := first(noMeetings, noShifts); err != nil {
		return nil, err
	}
	var entries []RosterEntry
	for _, m := range meetings {
		if m.Cause == CauseSchedule {
			continue
		}
		e := RosterEntry{Meeting: m, Group: g}
		for _, a := range accounts {
			if a.DisabledAt.IsZero() && slices.Contains(shifts, Shift{Meeting: m.ID, Group: g.ID, Realm: g.Realm, Account: a.ID}) {
				e.Leads = append(e.Leads, a)
			}
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// Staff lists the accounts with a role in a group, by name. Kinds: NotFound,
// Forbidden.
func (s *Service) Staff(ctx context.Context, by AccountID, g GroupID) ([]Account, error) {
	var found []Account
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewGroup, g)
		if err != nil {
			return err
		}
		found, err = tx.Leads(ctx, g.ID)
		return err
	})
	return found, fault.Wrap(err, "list staff")
}

// AddShift says that an account leads a meeting: oneself, or, for managers,
// anybody with a role in the group. Saying so twice is no error. Kinds:
// NotFound, Forbidden, Invalid "account", Gone "meeting_ended" or
// "meeting_cancelled", Conflict "double_booked".
func (s *Service) AddShift(ctx context.Context, by AccountID, g GroupID, m ID, account AccountID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		g, m, err := s.shift(ctx, tx, by, g, m, account)
		if err != nil {
			return err
		}
		leads, err := tx.Leads(ctx, g.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(leads, func(a Account) bool { return a.ID == account }) {
			return fault.Field("account", "somebody with a role in the group")
		}
		if err := tx.AddShift(ctx, Shift{Meeting: m.ID, Group: g.ID, Realm: g.Realm, Account: account}); err != nil {
			return err
		}
		return free(ctx, tx, account, m)
	})
	return fault.Wrap(err, "add shift")
}

// DeleteShift takes it back. Kinds as AddShift, and NotFound where there is
// none.
func (s *Service) DeleteShift(ctx context.Context, by AccountID, g GroupID, m ID, account AccountID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		_, m, err := s.shift(ctx, tx, by, g, m, account)
		if err != nil {
			return err
		}
		return tx.DeleteShift(ctx, m.ID, account)
	})
	return fault.Wrap(err, "delete shift")
}

// shift checks that somebody may say who leads a meeting of a group.
func (s *Service) shift(ctx context.Context, tx Store, by AccountID, g GroupID, id ID, account AccountID) (Group, Meeting, error) {
	action := moderation.AssignShift
	if account == by {
		action = moderation.TakeShift
	}
	_, group, err := permit(ctx, tx, by, action, g)
	if err != nil {
		return Group{}, Meeting{}, err
	}
	m, err := tx.Meeting(ctx, group.Realm, id)
	switch {
	case err == nil && m.Group != group.ID:
		err = errNotFound
	case err == nil && m.Status == Cancelled:
		err = fault.New(fault.Gone, "meeting_cancelled", "This meeting was cancelled.")
	case err == nil && m.over(s.now()):
		err = fault.New(fault.Gone, "meeting_ended", "This meeting has ended.")
	}
	return group, m, err
}

// free checks that an account leads no other meeting while m is held.
func free(ctx context.Context, tx Store, a AccountID, m Meeting) error {
	busy, err := tx.Busy(ctx, a, m.StartsAt, m.EndsAt)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(busy, func(other Meeting) bool { return other.ID != m.ID }) {
		return errDoubleBooked
	}
	return nil
}

// stillFree checks that those who lead a meeting lead no other while it is
// held.
func (s *Service) stillFree(ctx context.Context, tx Store, m Meeting) error {
	if m.Status != Scheduled {
		return nil
	}
	shifts, err := tx.Shifts(ctx, m.Group, m.StartsAt, m.EndsAt)
	if err != nil {
		return err
	}
	for _, x := range shifts {
		if x.Meeting != m.ID {
			continue
		}
		if err := free(ctx, tx, x.Account, m); err != nil {
			return err
		}
	}
	return nil
}
