package meeting

import (
	"context"
	"slices"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// GroupCounts are the counts of one group over a span.
type GroupCounts struct {
	Group     Group
	Held      int // meetings that somebody came to, or led
	Empty     int // that nobody came to
	CalledOff int
	Tally     // of all meetings together; Most is that of the fullest
	// Acceptances are those of agreements.
	Acceptances int
	Outreach    OutreachSum
	Meetings    []Counted // by start
}

// Counts returns the counts of the groups that an account may read them of, by
// name, for the meetings that start at or after from and before to and are
// over; at most 400 days. g is one group, or "" for all. Kinds:
// Unauthenticated, NotFound, Forbidden, Invalid.
func (s *Service) Counts(ctx context.Context, by AccountID, g GroupID, from, to time.Time) ([]GroupCounts, error) {
	var counts []GroupCounts
	err := s.store.View(ctx, func(tx Store) error {
		if d := to.Sub(from); d <= 0 || d > MaxListed {
			return fault.Field("to", "after from, by at most 400 days")
		}
		groups, o, err := countable(ctx, tx, by, g)
		if err != nil {
			return err
		}
		meetings, noMeetings := tx.Counted(ctx, o, g, from, to)
		outreach, noOutreach := tx.Outreach(ctx, o, g, from.UTC().Truncate(day), to)
		counts = sumUp(groups, meetings, outreach)
		return first(noMeetings, noOutreach)
	})
	return counts, fault.Wrap(err, "read counts")
}

const day = 24 * time.Hour

// countable returns the groups whose counts an account may read, by name.
func countable(ctx context.Context, tx Store, by AccountID, g GroupID) ([]Group, OrganisationID, error) {
	if g != "" {
		_, group, err := permit(ctx, tx, by, moderation.ReadCounts, g)
		return []Group{group}, group.Organisation, err
	}
	who, err := permitStaff(ctx, tx, by, moderation.ReadCounts)
	if err != nil {
		return nil, "", err
	}
	groups, err := tx.Groups(ctx, who.account.Organisation, moderation.AnyRealm)
	groups = slices.DeleteFunc(groups, func(g Group) bool { return who.may(moderation.ReadCounts, g) != nil })
	return groups, who.account.Organisation, err
}

func sumUp(groups []Group, meetings []Counted, outreach []Outreach) []GroupCounts {
	counts := make([]GroupCounts, len(groups))
	at := make(map[GroupID]*GroupCounts, len(groups))
	for i, g := range groups {
		counts[i].Group = g
		at[g.ID] = &counts[i]
	}
	for _, m := range meetings {
		if c := at[m.Group]; c != nil {
			c.add(m)
		}
	}
	for _, o := range outreach {
		if c := at[o.Group]; c != nil {
			c.Outreach.Add(o)
		}
	}
	return counts
}

func (c *GroupCounts) add(m Counted) {
	c.Meetings = append(c.Meetings, m)
	switch {
	case m.Status == Cancelled:
		c.CalledOff++
	case m.Held():
		c.Held++
	default:
		c.Empty++
	}
	c.Came += m.Came
	c.Newcomers += m.Newcomers
	c.Leads += m.Leads
	c.Most = max(c.Most, m.Most)
	c.Open += m.Open
	c.Present += m.Present
	c.Acceptances += m.Acceptances
}

// Held reports whether the meeting took place: somebody came, or led it.
func (c Counted) Held() bool { return c.Status == Ended && c.Came+c.Leads > 0 }

// MaxOutreach is how many people one record of outreach may be about.
const MaxOutreach = 500

// outreachBack is how late outreach may be recorded.
const outreachBack = 366 * day

// RecordOutreach writes down how many people were got in touch with for a
// group on a day ("2006-01-02"), and returns it with its id. Kinds:
// NotFound, Forbidden, Invalid.
func (s *Service) RecordOutreach(ctx context.Context, by AccountID, g GroupID, on string, sum OutreachSum) (Outreach, error) {
	date, err := s.outreachDay(on)
	if err == nil {
		err = sum.check()
	}
	if err != nil {
		return Outreach{}, err
	}
	o := Outreach{ID: newID[OutreachID](date), Group: g, On: date, Due: sum.Due, Reached: sum.Reached, Missed: sum.Missed, Stopped: sum.Stopped}
	err = s.store.InTx(ctx, func(tx Store) error {
		_, group, err := permit(ctx, tx, by, moderation.RecordOutreach, g)
		if err != nil {
			return err
		}
		o.Realm = group.Realm
		return tx.AddOutreach(ctx, o)
	})
	return o, fault.Wrap(err, "record outreach")
}

// outreachDay reads a day. It may be tomorrow in UTC, where it is that already.
func (s *Service) outreachDay(on string) (time.Time, error) {
	date, err := time.Parse(time.DateOnly, on)
	now := s.now()
	if err != nil || date.After(now.Add(14*time.Hour)) || date.Before(now.Add(-outreachBack)) {
		return time.Time{}, fault.Field("on", "a day of the last year, such as 2026-03-04")
	}
	return date, nil
}

func (s OutreachSum) check() error {
	if s.Due < 1 || s.Due > MaxOutreach {
		return fault.Field("due", "1 to 500")
	}
	for field, n := range map[string]int{"reached": s.Reached, "missed": s.Missed, "stopped": s.Stopped} {
		if n < 0 {
			return fault.Field(field, "0 or more")
		}
	}
	if s.Reached+s.Missed+s.Stopped > s.Due {
		return fault.Field("due", "no fewer than were reached, missed and asked to stop together")
	}
	return nil
}

// Outreach lists what was recorded for a group in the last year, newest day
// first. Kinds: NotFound, Forbidden.
func (s *Service) Outreach(ctx context.Context, by AccountID, g GroupID) ([]Outreach, error) {
	var found []Outreach
	err := s.store.View(ctx, func(tx Store) error {
		_, group, err := permit(ctx, tx, by, moderation.ReadOutreach, g)
		if err != nil {
			return err
		}
		now := s.now()
		found, err = tx.Outreach(ctx, group.Organisation, g, now.Add(-outreachBack), now.Add(2*day))
		return err
	})
	return found, fault.Wrap(err, "list outreach")
}

// EraseOutreach deletes one that was recorded by mistake. Kinds: NotFound,
// Forbidden.
func (s *Service) EraseOutreach(ctx context.Context, by AccountID, g GroupID, id OutreachID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		if _, _, err := permit(ctx, tx, by, moderation.EraseOutreach, g); err != nil {
			return err
		}
		return tx.DeleteOutreach(ctx, g, id)
	})
	return fault.Wrap(err, "erase outreach")
}
