package meeting

import (
	"context"
	"maps"
	"slices"
	"time"

	"warmroom/fault"
)

// What a listing looks at: a day back, because a meeting that was called off
// says so until the day is over, and a week ahead. Of groups that meet more
// rarely it has the next meeting.
const (
	listedBack  = 24 * time.Hour
	listedAhead = 8 * 24 * time.Hour
)

// Listing is what a side of the house says of itself in public.
type Listing struct {
	Side   Side
	Groups []ListedGroup // by name
	ReadAt time.Time
}

// ListedGroup is a group as strangers may see it.
type ListedGroup struct {
	Group
	Organisation Organisation
	Schedule     Schedule // without an ID for none
	// Meetings are those at hand, by start: what was called off among them,
	// what the schedule does not plan any more not.
	Meetings []Meeting
	// Holidays are the names of the organisation's, by date.
	Holidays map[string]string
	// Days are those of the week on which Meetings are to be held, in the
	// group's zone; Sunday is the first.
	Days [7]bool
	zone *time.Location // of the schedule; loading one is slow
}

// OnNow returns the meeting that is on at a time; nil for none.
func (g *ListedGroup) OnNow(now time.Time) *Meeting {
	return g.find(func(m Meeting) bool { return m.Status == Scheduled && !m.StartsAt.After(now) && m.EndsAt.After(now) })
}

// Next returns the first meeting that is to be held and has not started; nil
// for none.
func (g *ListedGroup) Next(now time.Time) *Meeting {
	return g.find(func(m Meeting) bool { return m.Status == Scheduled && m.StartsAt.After(now) })
}

// OffToday returns the last meeting of this day, in the group's zone, that was
// called off; nil for none.
func (g *ListedGroup) OffToday(now time.Time) *Meeting {
	zone := g.Zone()
	today := now.In(zone).Format(time.DateOnly)
	var off *Meeting
	for i, m := range g.Meetings {
		if m.Status == Cancelled && m.StartsAt.In(zone).Format(time.DateOnly) == today {
			off = &g.Meetings[i]
		}
	}
	return off
}

// Zone is the zone of the group's schedule, UTC without one.
func (g *ListedGroup) Zone() *time.Location {
	if g.zone != nil {
		return g.zone
	}
	if zone, err := loadZone(g.Schedule.Zone); err == nil {
		return zone
	}
	return time.UTC
}

func (g *ListedGroup) find(is func(Meeting) bool) *Meeting {
	if i := slices.IndexFunc(g.Meetings, is); i >= 0 {
		return &g.Meetings[i]
	}
	return nil
}

// Listing reads the public groups of a side. The number of queries does not
// depend on how many there are.
func (s *Service) Listing(ctx context.Context, side Side) (Listing, error) {
	l := Listing{Side: side, ReadAt: s.now()}
	err := s.store.View(ctx, func(tx Store) error {
		groups, noGroups := tx.ListedGroups(ctx, side.Realm)
		schedules, noSchedules := tx.ListedSchedules(ctx, side.Realm)
		meetings, noMeetings := tx.ListedMeetings(ctx, side.Realm, l.ReadAt.Add(-listedBack), l.ReadAt.Add(listedAhead))
		if err := first(noGroups, noSchedules, noMeetings); err != nil {
			return err
		}
		later, noLater := tx.LaterMeetings(ctx, without(groups, meetings, l.ReadAt), l.ReadAt.Add(listedAhead))
		organisations, noOrganisations := tx.Organisations(ctx)
		holidays, noHolidays := tx.Holidays(ctx, "")
		l.Groups = gather(groups, schedules, append(meetings, later...), organisations, holidays)
		return first(noLater, noOrganisations, noHolidays)
	})
	return l, fault.Wrap(err, "read listing")
}

// without lists the groups that have no meeting to come among some.
func without(groups []Group, meetings []Meeting, now time.Time) []GroupID {
	has := map[GroupID]bool{}
	for _, m := range meetings {
		has[m.Group] = has[m.Group] || m.Status == Scheduled && m.StartsAt.After(now)
	}
	var ids []GroupID
	for _, g := range groups {
		if !has[g.ID] {
			ids = append(ids, g.ID)
		}
	}
	return ids
}

// gather puts together what belongs together, in the order of groups.
func gather(groups []Group, schedules []Schedule, meetings []Meeting, organisations []Organisation, holidays []Holiday) []ListedGroup {
	names := map[OrganisationID]Organisation{}
	for _, o := range organisations {
		names[o.ID] = o
	}
	days := map[OrganisationID]map[string]string{}
	for _, h := range holidays {
		if days[h.Organisation] == nil {
			days[h.Organisation] = map[string]string{}
		}
		days[h.Organisation][h.Date] = h.Name
	}
	all := make([]ListedGroup, len(groups))
	index := map[GroupID]*ListedGroup{}
	for i, g := range groups {
		all[i] = ListedGroup{Group: g, Organisation: names[g.Organisation], Holidays: days[g.Organisation]}
		index[g.ID] = &all[i]
	}
	zones := map[string]*time.Location{}
	for _, x := range schedules {
		g := index[x.Group]
		if g == nil {
			continue
		}
		if zones[x.Zone] == nil {
			zones[x.Zone] = (&ListedGroup{Schedule: x}).Zone()
		}
		g.Schedule, g.zone = x, zones[x.Zone]
	}
	for _, m := range meetings {
		if g := index[m.Group]; g != nil && m.Cause != CauseSchedule {
			g.Meetings = append(g.Meetings, m)
			if m.Status == Scheduled {
				g.Days[m.StartsAt.In(g.Zone()).Weekday()] = true
			}
		}
	}
	return all
}

// PublicGroup is a group with all that its own page and its calendar say.
type PublicGroup struct {
	ListedGroup
	Changes []DateChange // by date
}

// WithDates returns the groups of a listing, or of one organisation in it, with
// what was decided about single dates.
func (s *Service) WithDates(ctx context.Context, l Listing, o OrganisationID) ([]PublicGroup, error) {
	changes, err := s.store.DateChanges(ctx, "")
	of := map[GroupID][]DateChange{}
	for _, c := range changes {
		of[c.Group] = append(of[c.Group], c)
	}
	var all []PublicGroup
	for _, g := range l.Groups {
		if o == "" || g.Group.Organisation == o {
			all = append(all, PublicGroup{ListedGroup: g, Changes: of[g.ID]})
		}
	}
	return all, fault.Wrap(err, "read dates")
}

// PublicOrganisation returns an organisation by its public address. Kind:
// NotFound.
func (s *Service) PublicOrganisation(ctx context.Context, slug string) (Organisation, error) {
	o, err := s.store.OrganisationBySlug(ctx, slug)
	return o, fault.Wrap(err, "find organisation")
}

// PublicGroup returns a group that a side shows, by the addresses of its
// organisation and itself, with its meetings from a month ago on. Kind:
// NotFound, alike for what is private, of the other side, and not there.
func (s *Service) PublicGroup(ctx context.Context, side Side, organisation, slug string) (PublicGroup, error) {
	var found PublicGroup
	err := s.store.View(ctx, func(tx Store) error {
		o, err := tx.OrganisationBySlug(ctx, organisation)
		if err != nil {
			return err
		}
		g, err := tx.GroupBySlug(ctx, side.Realm, o.ID, slug)
		if err == nil && !side.Shown(g) {
			err = errNotFound
		}
		if err != nil {
			return err
		}
		found, err = s.withDates(ctx, tx, o, g)
		return err
	})
	return found, fault.Wrap(err, "find group")
}

// withDates gathers what a group's calendar says, from a month ago on.
func (s *Service) withDates(ctx context.Context, tx Store, o Organisation, g Group) (PublicGroup, error) {
	now := s.now()
	schedules, noSchedules := tx.Schedules(ctx, g.ID)
	meetings, noMeetings := tx.MeetingsOf(ctx, g.ID, now.AddDate(0, -1, 0), now.AddDate(400, 0, 0))
	changes, noChanges := tx.DateChanges(ctx, g.ID)
	holidays, noHolidays := tx.Holidays(ctx, o.ID)
	return PublicGroup{
		ListedGroup: gather([]Group{g}, schedules, meetings, []Organisation{o}, holidays)[0],
		Changes:     changes,
	}, first(noSchedules, noMeetings, noChanges, noHolidays)
}

// Exceptions returns the meetings of the schedule that were called off or
// moved, as they are now, by date; also those that are not planned yet.
func (g PublicGroup) Exceptions() []Meeting {
	r, err := newRecurrence(g.Schedule.Start, g.Schedule.Zone, g.Schedule.Rule)
	if err != nil {
		return nil
	}
	except := exceptions{changes: map[string]DateChange{}, holidays: g.Holidays}
	dates := slices.Collect(maps.Keys(g.Holidays))
	for _, c := range g.Changes {
		except.changes[c.Date] = c
		dates = append(dates, c.Date)
	}
	slices.Sort(dates)
	var all []Meeting
	for _, date := range slices.Compact(dates) {
		day, err := time.ParseInLocation(time.DateOnly, date, r.zone)
		if err != nil {
			continue
		}
		for _, slot := range r.between(day.Add(-24*time.Hour), day.Add(48*time.Hour)) {
			m := g.Schedule.occurrence(slot, slot, r.zone, except)
			if slot.In(r.zone).Format(time.DateOnly) == date && (m.Status == Cancelled || !m.MovedFrom.IsZero()) {
				all = append(all, m)
			}
		}
	}
	return all
}
