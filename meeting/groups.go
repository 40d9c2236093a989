package meeting

import (
	"context"
	"errors"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// GroupSettings are what a manager sets on a group. The limits are those of
// Group's fields.
type GroupSettings struct {
	Kind         Kind // fixed once the group exists, as far as the realm goes
	Slug         string
	Name         string
	WhoMayAttend string
	CameraRule   CameraRule
	CrossTalk    CrossTalk
	Language     string
	Capacity     int
	DoorsOpen    time.Duration // whole minutes
	Access       Access        // empty means Closed
	CourtNotice  string
	Visibility   Visibility // empty means Private
	OpenDoor     bool
	Types        Types
	Place        Place
	Phone        string
	Passes       bool
	Proof        bool
	Region       string
}

// Settings returns the settings of a group, to change some of them.
func (g Group) Settings() GroupSettings {
	return GroupSettings{
		Kind: g.Kind, Slug: g.Slug, Name: g.Name, WhoMayAttend: g.WhoMayAttend, CameraRule: g.CameraRule,
		CrossTalk: g.CrossTalk, Language: g.Language, Capacity: g.Capacity, DoorsOpen: g.DoorsOpen,
		Access: g.Access, CourtNotice: g.CourtNotice, Visibility: g.Visibility, OpenDoor: g.OpenDoor,
		Types: g.Types, Place: g.Place, Phone: g.Phone, Passes: g.Passes, Proof: g.Proof, Region: g.Region,
	}
}

// DoorsOpenAt is when people may come to the door of a meeting of the group.
func (g Group) DoorsOpenAt(m Meeting) time.Time { return m.StartsAt.Add(-g.DoorsOpen) }

// StaffGroup is a group as a member of staff sees it.
type StaffGroup struct {
	Group
	// Role is Facilitator or CoFacilitator where the account has that role in
	// the group, and otherwise Manager.
	Role  moderation.Role
	Zone  string   // of the schedule, IANA; empty without one
	OnNow *Meeting // nil when none is on
	Next  *Meeting // the first that has not started; nil when none is planned
	// Appeals is how many appeals wait for the account's decision.
	Appeals int
	// Unled is when a meeting began that ended within the last week because
	// nobody led it any more; zero for none.
	Unled time.Time
}

// clean checks the settings and returns them as they are stored.
func (g GroupSettings) clean() (GroupSettings, error) {
	name, badName := line("name", g.Name, 1, 80)
	who, badWho := line("who_may_attend", g.WhoMayAttend, 1, 200)
	g.Name, g.WhoMayAttend = name, who
	var badCapacity error
	if g.Capacity < 2 || g.Capacity > 300 {
		badCapacity = fault.Field("capacity", "2 to 300 people")
	}
	g, badPublicity := g.cleanPublicity()
	return g, first(
		oneOf("kind", g.Kind, KindRecovery, KindFamily, KindCourtLinked, KindOpen),
		slug("slug", g.Slug), badName, badWho,
		oneOf("camera_rule", g.CameraRule, CameraOptional, CameraEncouraged, CameraOff),
		oneOf("cross_talk", g.CrossTalk, CrossTalkWelcome, CrossTalkNone),
		oneOf("language", g.Language, "en", "es"),
		badCapacity, checkRegion(g.Region),
		minutes("doors_open_minutes", g.DoorsOpen, 0, time.Hour), badPublicity)
}

// apply puts settings into a group.
func (g Group) apply(s GroupSettings) Group {
	g.Kind, g.Realm, g.Slug, g.Name, g.WhoMayAttend = s.Kind, s.Kind.Realm(), s.Slug, s.Name, s.WhoMayAttend
	g.CameraRule, g.CrossTalk, g.Language = s.CameraRule, s.CrossTalk, s.Language
	g.Capacity, g.DoorsOpen = s.Capacity, s.DoorsOpen
	g.Access, g.CourtNotice, g.Visibility, g.OpenDoor = s.Access, s.CourtNotice, s.Visibility, s.OpenDoor
	g.Types, g.Place, g.Phone, g.Passes, g.Proof, g.Region = s.Types, s.Place, s.Phone, s.Passes, s.Proof, s.Region
	return g
}

// Groups lists the groups an account has to do with, by name: for a manager
// all of the organisation, otherwise those it has a role in.
func (s *Service) Groups(ctx context.Context, by AccountID) ([]StaffGroup, error) {
	var found []StaffGroup
	err := s.store.View(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		all, err := tx.Groups(ctx, who.account.Organisation, moderation.AnyRealm)
		if err != nil {
			return err
		}
		found = nil
		for _, g := range all {
			if who.may(moderation.ViewGroup, g) != nil {
				continue
			}
			seen, err := s.asStaff(ctx, tx, who, g)
			if err != nil {
				return err
			}
			found = append(found, seen)
		}
		return nil
	})
	return found, fault.Wrap(err, "list groups")
}

// Group returns one group. Kinds: NotFound, Forbidden.
func (s *Service) Group(ctx context.Context, by AccountID, id GroupID) (StaffGroup, error) {
	var found StaffGroup
	err := s.store.View(ctx, func(tx Store) error {
		who, g, err := permit(ctx, tx, by, moderation.ViewGroup, id)
		if err != nil {
			return err
		}
		found, err = s.asStaff(ctx, tx, who, g)
		return err
	})
	return found, fault.Wrap(err, "read group")
}

// asStaff looks at a group with the eyes of a member of staff.
func (s *Service) asStaff(ctx context.Context, tx Store, who staff, g Group) (StaffGroup, error) {
	seen := StaffGroup{Group: g, Role: who.roleIn(g)}
	zone, err := zoneOf(ctx, tx, g.ID)
	if err != nil {
		return StaffGroup{}, err
	}
	seen.Zone = zone
	if seen.Appeals, err = waiting(ctx, tx, who, g); err != nil {
		return StaffGroup{}, err
	}
	now := s.now()
	if seen.Unled, err = lastUnled(ctx, tx, g.ID, now); err != nil {
		return StaffGroup{}, err
	}
	switch on, err := onNow(ctx, tx, g.ID, now); {
	case err == nil:
		seen.OnNow = &on
	case fault.KindOf(err) != fault.NotFound:
		return StaffGroup{}, err
	}
	switch next, err := tx.NextMeeting(ctx, g.ID, now); {
	case err == nil:
		seen.Next = &next
	case fault.KindOf(err) != fault.NotFound:
		return StaffGroup{}, err
	}
	return seen, nil
}

// CreateGroup makes a group with a first version of agreements in plain words
// and, unless plan is nil, its schedule. Managers only. Kinds: Forbidden,
// Invalid naming the field, Conflict "slug_taken".
func (s *Service) CreateGroup(ctx context.Context, by AccountID, g GroupSettings, plan *ScheduleSettings) (Group, error) {
	var made Group
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := who.may(moderation.CreateGroup, Group{Organisation: who.account.Organisation}); err != nil {
			return err
		}
		g, err := g.clean()
		if err != nil {
			return err
		}
		made = s.newGroup(newID[GroupID](s.now()), who.account.Organisation, g)
		return s.addGroup(ctx, tx, made, starter(made), plan)
	})
	return made, fault.Wrap(err, "create group")
}

// newGroup returns a group of an organisation with settings that are clean.
func (s *Service) newGroup(id GroupID, o OrganisationID, g GroupSettings) Group {
	now := s.now()
	return Group{ID: id, Organisation: o, CreatedAt: now, UpdatedAt: now, Version: 1}.apply(g)
}

// addGroup stores a new group, whole.
func (s *Service) addGroup(ctx context.Context, tx Store, g Group, clauses []Clause, plan *ScheduleSettings) error {
	if err := tx.AddGroup(ctx, g); err != nil {
		return slugTaken(err)
	}
	if _, err := s.publish(ctx, tx, g, 1, clauses); err != nil {
		return err
	}
	if plan == nil {
		return nil
	}
	_, err := s.putSchedule(ctx, tx, g, *plan)
	return under("schedule", err)
}

// UpdateGroup replaces the settings of a group, if it is still at version.
// Managers only. Kinds: NotFound, Forbidden, Invalid naming the field,
// Conflict "version" when somebody changed it meanwhile, Conflict
// "slug_taken".
func (s *Service) UpdateGroup(ctx context.Context, by AccountID, id GroupID, version int, g GroupSettings) (Group, error) {
	var changed Group
	err := s.store.InTx(ctx, func(tx Store) error {
		_, old, err := permit(ctx, tx, by, moderation.EditGroup, id)
		if err != nil {
			return err
		}
		g, err := g.clean()
		if err != nil {
			return err
		}
		if g.Kind.Realm() != old.Realm {
			return fault.Field("kind", "a group can't move between the family side and the other")
		}
		changed = old.apply(g)
		changed.Version, changed.UpdatedAt = version, s.now()
		if err := tx.UpdateGroup(ctx, changed); err != nil {
			return slugTaken(err)
		}
		changed.Version++
		return nil
	})
	return changed, fault.Wrap(err, "change group")
}

// slugTaken says what a taken key of a group means.
func slugTaken(err error) error {
	if !errors.Is(err, errExists) {
		return err
	}
	taken := fault.New(fault.Conflict, "slug_taken", "Another group of the organisation has that address already.")
	taken.Field = "slug"
	return taken.Because(err)
}
