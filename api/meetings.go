package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// Meeting is one dated occurrence of a group.
type Meeting struct {
	ID          meeting.ID     `json:"id"`
	StartsAt    time.Time      `json:"starts_at"`
	EndsAt      time.Time      `json:"ends_at" doc:"Moves when a facilitator adds minutes"`
	DoorsOpenAt time.Time      `json:"doors_open_at"`
	Status      meeting.Status `json:"status" enum:"scheduled,ended,cancelled"`
	MovedFrom   *time.Time     `json:"moved_from,omitempty" doc:"Where the schedule has it, if it was moved"`
	Cause       meeting.Cause  `json:"cause,omitempty" enum:"schedule,date,holiday,unled" doc:"Why it is cancelled: not planned any more, called off, or a holiday; unled: it ended because nobody led it any more"`
	Extra       bool           `json:"extra" doc:"No schedule has it"`
}

// ExtraMeeting asks for a meeting that no schedule has.
type ExtraMeeting struct {
	Minutes int `json:"minutes" minimum:"15" maximum:"240"`
}

type (
	meetingsInput struct {
		GroupInput
		From time.Time `query:"from" doc:"Default: now"`
		To   time.Time `query:"to" doc:"Default: 60 days after from"`
	}
	meetingsOutput    struct{ Body []Meeting }
	extraMeetingInput struct {
		GroupInput
		Body ExtraMeeting
	}
	meetingOutput struct{ Body Meeting }
)

func (a *API) meetingRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "meetings", Method: http.MethodGet, Path: "/api/groups/{group}/meetings", Tags: []string{"meetings"},
		Security: staffOnly, Summary: "A group's meetings, by start",
		Description: "Those that end after from and start before to; at most 400 days.",
	}, a.meetings)
	create(a, h, huma.Operation{
		OperationID: "open-extra-meeting", Method: http.MethodPost, Path: "/api/groups/{group}/meetings", Tags: []string{"meetings"},
		Security: staffOnly, DefaultStatus: http.StatusCreated, Summary: "Start an extra meeting now",
		Description: "Facilitators and managers. 409 meeting_on_now.",
	}, a.openExtraMeeting)
}

func (a *API) meetings(ctx context.Context, in *meetingsInput) (*meetingsOutput, error) {
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
	g, err := a.cfg.Meetings.Group(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Meetings(ctx, by, in.Group, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return &meetingsOutput{Body: listOf(list, func(m meeting.Meeting) Meeting { return meetingOf(m, g.DoorsOpenAt(m)) })}, nil
}

func (a *API) openExtraMeeting(ctx context.Context, in *extraMeetingInput) (*meetingOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	g, err := a.cfg.Meetings.Group(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	m, err := a.cfg.Meetings.OpenExtraMeeting(ctx, by, in.Group, in.Body.Minutes)
	if err != nil {
		return nil, err
	}
	return &meetingOutput{Body: meetingOf(m, g.DoorsOpenAt(m))}, nil
}

func meetingOf(m meeting.Meeting, doorsOpenAt time.Time) Meeting {
	return Meeting{
		ID: m.ID, StartsAt: m.StartsAt, EndsAt: m.EndsAt, DoorsOpenAt: doorsOpenAt, Status: m.Status,
		MovedFrom: instant(m.MovedFrom), Cause: m.Cause, Extra: m.Schedule == "",
	}
}
