package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/fault"
)

// CalendarWish says how groups are called in a calendar.
type CalendarWish struct {
	Names bool `json:"names" doc:"By name; otherwise by their day, which tells nobody who looks over a shoulder"`
}

// OwnCalendar is the calendar that somebody has, if any. Its address is not
// known any more.
type OwnCalendar struct {
	Names     bool       `json:"names" doc:"Groups are called by name"`
	CreatedAt *time.Time `json:"created_at,omitempty" doc:"Missing: there is none"`
}

// CalendarLink is the address of a calendar.
type CalendarLink struct {
	Link string `json:"link" doc:"For calendar programs; whoever knows it can read the calendar. Shown only once"`
}

type (
	calendarWishInput struct {
		OriginInput
		Body CalendarWish
	}
	calendarLinkOutput struct{ Body CalendarLink }
	ownCalendarOutput  struct{ Body OwnCalendar }
)

func (a *API) calendarRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "own-calendar", Method: http.MethodGet, Path: "/api/calendar", Tags: []string{"roster"}, Security: staffOnly,
		Summary: "The calendar one has",
	}, a.ownCalendar)
	create(a, h, huma.Operation{
		OperationID: "new-calendar", Method: http.MethodPost, Path: "/api/calendar", Tags: []string{"roster"}, Security: staffOnly,
		DefaultStatus: http.StatusCreated, Summary: "A calendar of the groups one leads", Description: "Takes the place of the one before, which ends.",
	}, a.newCalendar)
	handle(a, h, huma.Operation{
		OperationID: "revoke-calendar", Method: http.MethodDelete, Path: "/api/calendar", Tags: []string{"roster"}, Security: staffOnly,
		Summary: "End one's calendar",
	}, a.revokeCalendar)
}

func (a *API) ownCalendar(ctx context.Context, _ *struct{}) (*ownCalendarOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	feed, err := a.cfg.Meetings.CalendarFeed(ctx, by)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	return &ownCalendarOutput{Body: OwnCalendar{Names: feed.Names, CreatedAt: instant(feed.CreatedAt)}}, nil
}

func (a *API) newCalendar(ctx context.Context, in *calendarWishInput) (*calendarLinkOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	token, err := a.cfg.Meetings.NewCalendarFeed(ctx, by, in.Body.Names)
	if err != nil {
		return nil, err
	}
	return &calendarLinkOutput{Body: CalendarLink{Link: a.origin(in.OriginInput) + "/calendar/" + string(token) + ".ics"}}, nil
}

func (a *API) revokeCalendar(ctx context.Context, _ *struct{}) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.RevokeCalendarFeed(ctx, by)
}
