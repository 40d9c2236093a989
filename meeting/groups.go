package meeting

import (
	"context"
	"time"

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
}

// Settings returns the settings of a group, to change some of them.
func (g Group) Settings() GroupSettings {
	return GroupSettings{
		Kind: g.Kind, Slug: g.Slug, Name: g.Name, WhoMayAttend: g.WhoMayAttend, CameraRule: g.CameraRule,
		CrossTalk: g.CrossTalk, Language: g.Language, Capacity: g.Capacity, DoorsOpen: g.DoorsOpen,
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
}

// Groups lists the groups an account has to do with, by name: for a manager
// all of the organisation, otherwise those it has a role in.
func (s *Service) Groups(ctx context.Context, by AccountID) ([]StaffGroup, error) { panic("contract") }

// Group returns one group. Kinds: NotFound, Forbidden.
func (s *Service) Group(ctx context.Context, by AccountID, id GroupID) (StaffGroup, error) {
	panic("contract")
}

// CreateGroup makes a group with a first version of agreements in plain words
// and, unless plan is nil, its schedule. Managers only. Kinds: Forbidden,
// Invalid naming the field, Conflict "slug_taken".
func (s *Service) CreateGroup(ctx context.Context, by AccountID, g GroupSettings, plan *ScheduleSettings) (Group, error) {
	panic("contract")
}

// UpdateGroup replaces the settings of a group, if it is still at version.
// Managers only. Kinds: NotFound, Forbidden, Invalid naming the field,
// Conflict "version" when somebody changed it meanwhile, Conflict
// "slug_taken".
func (s *Service) UpdateGroup(ctx context.Context, by AccountID, id GroupID, version int, g GroupSettings) (Group, error) {
	panic("contract")
}
