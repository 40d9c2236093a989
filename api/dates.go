package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// DateDecision says what becomes of one date of a schedule.
type DateDecision struct {
	Kind meeting.DateKind `json:"kind" enum:"off,moved,held" doc:"held: although it is a holiday"`
	To   string           `json:"to,omitempty" maxLength:"20" doc:"Wall clock of a moved one, 2006-01-02T15:04, within two weeks"`
}

// DateChange is what was decided about one date.
type DateChange struct {
	Date string           `json:"date" doc:"Of the schedule, in its zone"`
	Kind meeting.DateKind `json:"kind" enum:"off,moved,held"`
	To   string           `json:"to,omitempty"`
}

// HolidayName names a day on which no group of the organisation meets.
type HolidayName struct {
	Name string `json:"name" minLength:"1" maxLength:"60" doc:"Said in public"`
}

// Holiday is such a day.
type Holiday struct {
	Date string `json:"date"`
	Name string `json:"name"`
}

// PlannedMeeting asks for a meeting to come that no schedule has.
type PlannedMeeting struct {
	Start           string `json:"start" minLength:"1" maxLength:"20" doc:"Wall clock, 2006-01-02T15:04, within a year"`
	Zone            string `json:"zone" minLength:"1" maxLength:"60" doc:"IANA time zone"`
	DurationMinutes int    `json:"duration_minutes" minimum:"15" maximum:"240"`
}

type (
	DateInput struct {
		GroupInput
		Date string `path:"date" maxLength:"10" doc:"2006-01-02"`
	}
	dateDecisionInput struct {
		DateInput
		Body DateDecision
	}
	dateChangesOutput struct{ Body []DateChange }
	HolidayInput      struct {
		Date string `path:"date" maxLength:"10" doc:"2006-01-02"`
	}
	holidayNameInput struct {
		HolidayInput
		Body HolidayName
	}
	holidayOutput       struct{ Body Holiday }
	holidaysOutput      struct{ Body []Holiday }
	plannedMeetingInput struct {
		GroupInput
		Body PlannedMeeting
	}
)

func (a *API) dateRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "dates", Method: http.MethodGet, Path: "/api/groups/{group}/dates", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "What was decided about single dates, by date",
	}, a.dates)
	handle(a, h, huma.Operation{
		OperationID: "change-date", Method: http.MethodPut, Path: "/api/groups/{group}/dates/{date}", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "Call off, move or hold one date",
		Description: "Facilitators and managers. 409 doors_open, date_taken or double_booked.",
	}, a.changeDate)
	handle(a, h, huma.Operation{
		OperationID: "restore-date", Method: http.MethodDelete, Path: "/api/groups/{group}/dates/{date}", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "Leave one date to the schedule again",
	}, a.restoreDate)
	create(a, h, huma.Operation{
		OperationID: "plan-extra-meeting", Method: http.MethodPost, Path: "/api/groups/{group}/extra-meetings", Tags: []string{"meetings"},
		Security: staffOnly, DefaultStatus: http.StatusCreated, Summary: "Plan an extra meeting",
		Description: "Facilitators and managers. 409 date_taken.",
	}, a.planExtraMeeting)
	handle(a, h, huma.Operation{
		OperationID: "cancel-extra-meeting", Method: http.MethodDelete, Path: "/api/groups/{group}/extra-meetings/{meeting}", Tags: []string{"meetings"},
		Security: staffOnly, Summary: "Cancel an extra meeting", Description: "409 doors_open.",
	}, a.cancelExtraMeeting)
	handle(a, h, huma.Operation{
		OperationID: "holidays", Method: http.MethodGet, Path: "/api/holidays", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "Days on which the organisation does not meet, by date",
	}, a.holidays)
	handle(a, h, huma.Operation{
		OperationID: "put-holiday", Method: http.MethodPut, Path: "/api/holidays/{date}", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "Keep a day free of meetings", Description: "Managers only.",
	}, a.putHoliday)
	handle(a, h, huma.Operation{
		OperationID: "delete-holiday", Method: http.MethodDelete, Path: "/api/holidays/{date}", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "Give a day back", Description: "Managers only.",
	}, a.deleteHoliday)
}

func (a *API) dates(ctx context.Context, in *GroupInput) (*dateChangesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.DateChanges(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &dateChangesOutput{Body: listOf(list, func(c meeting.DateChange) DateChange {
		return DateChange{Date: c.Date, Kind: c.Kind, To: c.To}
	})}, nil
}

func (a *API) changeDate(ctx context.Context, in *dateDecisionInput) (*meetingOutput, error) {
	return a.changedMeeting(ctx, in.GroupInput, func(by meeting.AccountID) (meeting.Meeting, error) {
		return a.cfg.Meetings.ChangeDate(ctx, by, in.Group, meeting.DateChange{Date: in.Date, Kind: in.Body.Kind, To: in.Body.To})
	})
}

func (a *API) restoreDate(ctx context.Context, in *DateInput) (*meetingOutput, error) {
	return a.changedMeeting(ctx, in.GroupInput, func(by meeting.AccountID) (meeting.Meeting, error) {
		return a.cfg.Meetings.RestoreDate(ctx, by, in.Group, in.Date)
	})
}

func (a *API) planExtraMeeting(ctx context.Context, in *plannedMeetingInput) (*meetingOutput, error) {
	return a.changedMeeting(ctx, in.GroupInput, func(by meeting.AccountID) (meeting.Meeting, error) {
		return a.cfg.Meetings.PlanExtraMeeting(ctx, by, in.Group, in.Body.Start, in.Body.Zone, duration(in.Body.DurationMinutes))
	})
}

// changedMeeting answers with the meeting that a use case returns.
func (a *API) changedMeeting(ctx context.Context, in GroupInput, use func(meeting.AccountID) (meeting.Meeting, error)) (*meetingOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	g, err := a.cfg.Meetings.Group(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	m, err := use(by)
	if err != nil {
		return nil, err
	}
	return &meetingOutput{Body: meetingOf(m, g.DoorsOpenAt(m))}, nil
}

func (a *API) cancelExtraMeeting(ctx context.Context, in *MeetingInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.CancelExtraMeeting(ctx, by, in.Group, in.Meeting)
}

func (a *API) holidays(ctx context.Context, _ *struct{}) (*holidaysOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Holidays(ctx, by)
	if err != nil {
		return nil, err
	}
	return &holidaysOutput{Body: listOf(list, holidayOf)}, nil
}

func (a *API) putHoliday(ctx context.Context, in *holidayNameInput) (*holidayOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	put, err := a.cfg.Meetings.PutHoliday(ctx, by, in.Date, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return &holidayOutput{Body: holidayOf(put)}, nil
}

func (a *API) deleteHoliday(ctx context.Context, in *HolidayInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.DeleteHoliday(ctx, by, in.Date)
}

func holidayOf(h meeting.Holiday) Holiday { return Holiday{Date: h.Date, Name: h.Name} }
