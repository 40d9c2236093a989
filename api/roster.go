package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// RosterEntry is a meeting and who leads it.
type RosterEntry struct {
	Group     meeting.GroupID `json:"group"`
	GroupName string          `json:"group_name"`
	Meeting   Meeting         `json:"meeting"`
	Leads     []StaffName     `json:"leads" nullable:"false"`
	Gap       bool            `json:"gap" doc:"Nobody leads it"`
}

// StaffName names a member of staff to colleagues.
type StaffName struct {
	ID   meeting.AccountID `json:"id"`
	Name string            `json:"name"`
}

type (
	rosterInput struct {
		From time.Time `query:"from" doc:"Default: now"`
		To   time.Time `query:"to" doc:"Default: 60 days after from"`
	}
	rosterOutput     struct{ Body []RosterEntry }
	staffNamesOutput struct{ Body []StaffName }
	MeetingInput     struct {
		GroupInput
		Meeting meeting.ID `path:"meeting" maxLength:"40"`
	}
	shiftInput struct {
		MeetingInput
		Account meeting.AccountID `path:"account" maxLength:"40"`
	}
)

func (a *API) rosterRoutes(h huma.API) {
	const shift = "/api/groups/{group}/meetings/{meeting}/leads/{account}"
	handle(a, h, huma.Operation{
		OperationID: "roster", Method: http.MethodGet, Path: "/api/roster", Tags: []string{"roster"}, Security: staffOnly,
		Summary: "Who leads the meetings of one's groups, by start", Description: "At most 400 days. Meetings that nobody leads are gaps.",
	}, a.roster)
	handle(a, h, huma.Operation{
		OperationID: "group-staff", Method: http.MethodGet, Path: "/api/groups/{group}/staff", Tags: []string{"roster"}, Security: staffOnly,
		Summary: "Those with a role in a group, by name",
	}, a.groupStaff)
	handle(a, h, huma.Operation{
		OperationID: "add-shift", Method: http.MethodPut, Path: shift, Tags: []string{"roster"}, Security: staffOnly,
		Summary:     "Say who leads a meeting",
		Description: "Those who lead for themselves, managers for anybody with a role in the group. 409 double_booked, 410 meeting_ended or meeting_cancelled.",
	}, a.addShift)
	handle(a, h, huma.Operation{
		OperationID: "delete-shift", Method: http.MethodDelete, Path: shift, Tags: []string{"roster"}, Security: staffOnly,
		Summary: "Take that back",
	}, a.deleteShift)
}

func (a *API) roster(ctx context.Context, in *rosterInput) (*rosterOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	if in.From.IsZero() {
		in.From = a.cfg.Now()
	}
	if in.To.IsZero() {
		in.To = in.From.Add(meeting.PlanAhead)
	}
	list, err := a.cfg.Meetings.Roster(ctx, by, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return &rosterOutput{Body: listOf(list, func(e meeting.RosterEntry) RosterEntry {
		return RosterEntry{
			Group: e.Group.ID, GroupName: e.Group.Name, Meeting: meetingOf(e.Meeting, e.Group.DoorsOpenAt(e.Meeting)),
			Leads: listOf(e.Leads, staffName), Gap: e.Gap(),
		}
	})}, nil
}

func (a *API) groupStaff(ctx context.Context, in *GroupInput) (*staffNamesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Staff(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &staffNamesOutput{Body: listOf(list, staffName)}, nil
}

func (a *API) addShift(ctx context.Context, in *shiftInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.AddShift(ctx, by, in.Group, in.Meeting, in.Account)
}

func (a *API) deleteShift(ctx context.Context, in *shiftInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.DeleteShift(ctx, by, in.Group, in.Meeting, in.Account)
}

func staffName(a meeting.Account) StaffName { return StaffName{ID: a.ID, Name: a.Name} }
