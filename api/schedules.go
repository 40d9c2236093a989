package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// ScheduleSettings say when a group meets (RFC 5545).
type ScheduleSettings struct {
	Start           string `json:"start" minLength:"1" maxLength:"20" doc:"Wall clock of the first meeting, 2006-01-02T15:04"`
	Zone            string `json:"zone" minLength:"1" maxLength:"60" doc:"IANA time zone"`
	Rule            string `json:"rule" maxLength:"300" doc:"RRULE value, such as FREQ=WEEKLY;BYDAY=TU; empty means once"`
	DurationMinutes int    `json:"duration_minutes" minimum:"15" maximum:"480"`
}

// Schedule is when a group meets.
type Schedule struct {
	ID              meeting.ScheduleID `json:"id"`
	Start           string             `json:"start"`
	Zone            string             `json:"zone"`
	Rule            string             `json:"rule"`
	DurationMinutes int                `json:"duration_minutes"`
}

// SchedulePreview is what a schedule would mean.
type SchedulePreview struct {
	Starts []time.Time `json:"starts" nullable:"false" doc:"From now on, within 400 days of the first"`
}

type (
	scheduleInput struct {
		GroupInput
		Body ScheduleSettings
	}
	scheduleOutput  struct{ Body Schedule }
	schedulesOutput struct{ Body []Schedule }
	previewInput    struct {
		Body ScheduleSettings
	}
	previewOutput struct{ Body SchedulePreview }
)

func (a *API) scheduleRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "schedules", Method: http.MethodGet, Path: "/api/groups/{group}/schedules", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "When a group meets",
	}, a.schedules)
	handle(a, h, huma.Operation{
		OperationID: "put-schedule", Method: http.MethodPut, Path: "/api/groups/{group}/schedule", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "Set when a group meets",
		Description: "Managers only. Meetings to come that the new schedule does not have are cancelled.",
	}, a.putSchedule)
	handle(a, h, huma.Operation{
		OperationID: "preview-schedule", Method: http.MethodPost, Path: "/api/schedule-previews", Tags: []string{"schedules"},
		Security: staffOnly, Summary: "What a schedule would mean", Description: "Nothing is stored.",
	}, a.previewSchedule)
}

func (a *API) previewSchedule(ctx context.Context, in *previewInput) (*previewOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	starts, err := a.cfg.Meetings.PreviewSchedule(ctx, by, in.Body.settings())
	if err != nil {
		return nil, err
	}
	return &previewOutput{Body: SchedulePreview{Starts: listOf(starts, time.Time.UTC)}}, nil
}

func (a *API) schedules(ctx context.Context, in *GroupInput) (*schedulesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Schedules(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &schedulesOutput{Body: listOf(list, scheduleOf)}, nil
}

func (a *API) putSchedule(ctx context.Context, in *scheduleInput) (*scheduleOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	s, err := a.cfg.Meetings.PutSchedule(ctx, by, in.Group, in.Body.settings())
	if err != nil {
		return nil, err
	}
	return &scheduleOutput{Body: scheduleOf(s)}, nil
}

func (s ScheduleSettings) settings() meeting.ScheduleSettings {
	return meeting.ScheduleSettings{Start: s.Start, Zone: s.Zone, Rule: s.Rule, Duration: duration(s.DurationMinutes)}
}

func scheduleOf(s meeting.Schedule) Schedule {
	return Schedule{ID: s.ID, Start: s.Start, Zone: s.Zone, Rule: s.Rule, DurationMinutes: minutes(s.Duration)}
}
