package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Group is a group as its staff see it.
type Group struct {
	ID               meeting.GroupID    `json:"id"`
	Kind             meeting.Kind       `json:"kind" enum:"recovery,family,court_linked,open"`
	Realm            moderation.Realm   `json:"realm" enum:"recovery,family"`
	Slug             string             `json:"slug"`
	Name             string             `json:"name"`
	WhoMayAttend     string             `json:"who_may_attend"`
	CameraRule       meeting.CameraRule `json:"camera_rule" enum:"optional,encouraged,off"`
	CrossTalk        meeting.CrossTalk  `json:"cross_talk" enum:"welcome,none"`
	Language         string             `json:"language" doc:"BCP 47"`
	Capacity         int                `json:"capacity" doc:"People in the room at once"`
	DoorsOpenMinutes int                `json:"doors_open_minutes" doc:"How long before the start the door opens"`
	Passes           bool               `json:"passes" doc:"People who were let in once may keep a pass, with which they come in without waiting"`
	Proof            bool               `json:"proof" doc:"Participants may keep a receipt of having been there"`
	Region           string             `json:"region" doc:"Where its people are, ISO 3166-1 alpha-2, if elsewhere than most of the organisation; empty: where those are"`
	Publicity
	Zone    string          `json:"zone" doc:"Of its schedule, IANA; empty without one"`
	Version int             `json:"version" doc:"Counts changes; a change names the one it is based on"`
	Role    moderation.Role `json:"role" enum:"manager,facilitator,co_facilitator" doc:"What you are in this group"`
}

// NewGroup is what a manager says of a new group.
type NewGroup struct {
	Kind             meeting.Kind       `json:"kind" enum:"recovery,family,court_linked,open"`
	Slug             string             `json:"slug" minLength:"1" maxLength:"80" doc:"Letters a to z, digits and hyphens; unique in the organisation"`
	Name             string             `json:"name" minLength:"1" maxLength:"80"`
	WhoMayAttend     string             `json:"who_may_attend" maxLength:"200" doc:"One sentence, shown before joining"`
	CameraRule       meeting.CameraRule `json:"camera_rule" enum:"optional,encouraged,off"`
	CrossTalk        meeting.CrossTalk  `json:"cross_talk" enum:"welcome,none"`
	Language         string             `json:"language" minLength:"2" maxLength:"35" doc:"BCP 47"`
	Capacity         int                `json:"capacity" minimum:"2" maximum:"300"`
	DoorsOpenMinutes int                `json:"doors_open_minutes" minimum:"0" maximum:"60"`
	Passes           bool               `json:"passes,omitempty" doc:"People who were let in once may keep a pass"`
	Proof            *bool              `json:"proof,omitempty" doc:"Participants may keep a receipt of having been there; left out: they may"`
	Region           string             `json:"region,omitempty" maxLength:"2" doc:"ISO 3166-1 alpha-2, if its people are elsewhere than most of the organisation"`
	NewPublicity
	Schedule *ScheduleSettings `json:"schedule,omitempty"`
}

// GroupChange changes what it mentions and leaves the rest as it is.
type GroupChange struct {
	Version          int                 `json:"version" minimum:"0" doc:"The version this change is based on"`
	Kind             *meeting.Kind       `json:"kind,omitempty" enum:"recovery,family,court_linked,open" doc:"Within the group's realm"`
	Slug             *string             `json:"slug,omitempty" minLength:"1" maxLength:"80"`
	Name             *string             `json:"name,omitempty" minLength:"1" maxLength:"80"`
	WhoMayAttend     *string             `json:"who_may_attend,omitempty" maxLength:"200"`
	CameraRule       *meeting.CameraRule `json:"camera_rule,omitempty" enum:"optional,encouraged,off"`
	CrossTalk        *meeting.CrossTalk  `json:"cross_talk,omitempty" enum:"welcome,none"`
	Language         *string             `json:"language,omitempty" minLength:"2" maxLength:"35"`
	Capacity         *int                `json:"capacity,omitempty" minimum:"2" maximum:"300"`
	DoorsOpenMinutes *int                `json:"doors_open_minutes,omitempty" minimum:"0" maximum:"60"`
	Passes           *bool               `json:"passes,omitempty"`
	Proof            *bool               `json:"proof,omitempty" doc:"Receipts that were given stay good"`
	Region           *string             `json:"region,omitempty" maxLength:"2" doc:"Empty: where most of the organisation is"`
	PublicityChange
}

// GroupInput is what every operation on one group takes.
type GroupInput struct {
	Group meeting.GroupID `path:"group" maxLength:"40"`
}

type (
	newGroupInput struct {
		Body NewGroup
	}
	groupChangeInput struct {
		GroupInput
		Body GroupChange
	}
	groupOutput  struct{ Body Group }
	groupsOutput struct{ Body []Group }
)

func (a *API) groupRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "groups", Method: http.MethodGet, Path: "/api/groups", Tags: []string{"groups"}, Security: staffOnly,
		Summary: "The groups you have to do with", Description: "For a manager all of the organisation.",
	}, a.groups)
	create(a, h, huma.Operation{
		OperationID: "create-group", Method: http.MethodPost, Path: "/api/groups", Tags: []string{"groups"}, Security: staffOnly,
		DefaultStatus: http.StatusCreated, Summary: "Make a group", Description: "Managers only. 409 slug_taken.",
	}, a.createGroup)
	handle(a, h, huma.Operation{
		OperationID: "group", Method: http.MethodGet, Path: "/api/groups/{group}", Tags: []string{"groups"}, Security: staffOnly,
		Summary: "One group",
	}, a.group)
	handle(a, h, huma.Operation{
		OperationID: "change-group", Method: http.MethodPatch, Path: "/api/groups/{group}", Tags: []string{"groups"}, Security: staffOnly,
		Summary: "Change a group", Description: "Managers only. 409 version when somebody changed it meanwhile, 409 slug_taken.",
	}, a.changeGroup)
}

func (a *API) groups(ctx context.Context, _ *struct{}) (*groupsOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	groups, err := a.cfg.Meetings.Groups(ctx, by)
	if err != nil {
		return nil, err
	}
	return &groupsOutput{Body: listOf(groups, groupOf)}, nil
}

func (a *API) createGroup(ctx context.Context, in *newGroupInput) (*groupOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	var plan *meeting.ScheduleSettings
	if in.Body.Schedule != nil {
		s := in.Body.Schedule.settings()
		plan = &s
	}
	g, err := a.cfg.Meetings.CreateGroup(ctx, by, in.Body.settings(), plan)
	if err != nil {
		return nil, err
	}
	return a.groupAnswer(ctx, by, g.ID)
}

func (a *API) group(ctx context.Context, in *GroupInput) (*groupOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return a.groupAnswer(ctx, by, in.Group)
}

func (a *API) changeGroup(ctx context.Context, in *groupChangeInput) (*groupOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	current, err := a.cfg.Meetings.Group(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	// The version guards the time between reading and writing.
	changed := in.Body.apply(current.Settings())
	if _, err := a.cfg.Meetings.UpdateGroup(ctx, by, in.Group, in.Body.Version, changed); err != nil {
		return nil, err
	}
	return a.groupAnswer(ctx, by, in.Group)
}

func (a *API) groupAnswer(ctx context.Context, by meeting.AccountID, id meeting.GroupID) (*groupOutput, error) {
	g, err := a.cfg.Meetings.Group(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return &groupOutput{Body: groupOf(g)}, nil
}

func groupOf(g meeting.StaffGroup) Group {
	return Group{
		ID: g.ID, Kind: g.Kind, Realm: g.Realm, Slug: g.Slug, Name: g.Name, WhoMayAttend: g.WhoMayAttend,
		CameraRule: g.CameraRule, CrossTalk: g.CrossTalk, Language: g.Language, Capacity: g.Capacity,
		DoorsOpenMinutes: minutes(g.DoorsOpen), Passes: g.Passes, Region: g.Region, Proof: g.Proof, Publicity: publicityOf(g.Group), Zone: g.Zone, Version: g.Version, Role: g.Role,
	}
}

func (g NewGroup) settings() meeting.GroupSettings {
	s := meeting.GroupSettings{
		Kind: g.Kind, Slug: g.Slug, Name: g.Name, WhoMayAttend: g.WhoMayAttend, CameraRule: g.CameraRule,
		CrossTalk: g.CrossTalk, Language: g.Language, Capacity: g.Capacity, DoorsOpen: duration(g.DoorsOpenMinutes),
		Passes: g.Passes, Region: g.Region, Proof: g.Proof == nil || *g.Proof,
	}
	g.NewPublicity.fill(&s)
	return s
}

// apply returns s with what the change mentions.
func (g GroupChange) apply(s meeting.GroupSettings) meeting.GroupSettings {
	set(&s.Kind, g.Kind)
	set(&s.Slug, g.Slug)
	set(&s.Name, g.Name)
	set(&s.WhoMayAttend, g.WhoMayAttend)
	set(&s.CameraRule, g.CameraRule)
	set(&s.CrossTalk, g.CrossTalk)
	set(&s.Language, g.Language)
	set(&s.Capacity, g.Capacity)
	set(&s.Passes, g.Passes)
	set(&s.Proof, g.Proof)
	if g.DoorsOpenMinutes != nil {
		s.DoorsOpen = duration(*g.DoorsOpenMinutes)
	}
	set(&s.Region, g.Region)
	g.PublicityChange.fill(&s)
	return s
}

// set writes a value that may not have been mentioned.
func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func minutes(d time.Duration) int { return int(d / time.Minute) }

func duration(minutes int) time.Duration { return time.Duration(minutes) * time.Minute }
