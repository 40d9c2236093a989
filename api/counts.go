package api

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Figures are counts, of one meeting or of several together. People are those
// who came and did not lead; none of them is named anywhere.
type Figures struct {
	Came        int     `json:"came" doc:"People who came, each once a meeting"`
	Most        int     `json:"most" doc:"People there at once, at most"`
	Average     float64 `json:"average" doc:"People there at once on average, while anybody was; to one decimal"`
	Minutes     int     `json:"minutes" doc:"For which anybody was there"`
	Newcomers   int     `json:"newcomers" doc:"Of those who came, here for the first time by their own word"`
	Acceptances int     `json:"acceptances" doc:"Of agreements"`
}

// OutreachFigures say how many people were to be got in touch with, and what
// came of it.
type OutreachFigures struct {
	Due     int `json:"due" minimum:"0" maximum:"500" doc:"People who asked to be called or written to"`
	Reached int `json:"reached" minimum:"0" maximum:"500"`
	Missed  int `json:"missed" minimum:"0" maximum:"500" doc:"Tried, and not reached"`
	Stopped int `json:"stopped" minimum:"0" maximum:"500" doc:"Asked that it stops"`
}

// GroupCounts are the counts of one group over a span.
type GroupCounts struct {
	Group     meeting.GroupID  `json:"group"`
	Name      string           `json:"name"`
	Realm     moderation.Realm `json:"realm" enum:"recovery,family"`
	Held      int              `json:"held" doc:"Meetings that somebody came to, or led"`
	Empty     int              `json:"empty" doc:"Meetings that nobody came to"`
	CalledOff int              `json:"called_off"`
	Figures
	Outreach OutreachTotals `json:"outreach"`
}

// OutreachTotals are OutreachFigures of many days together.
type OutreachTotals struct {
	Due     int `json:"due"`
	Reached int `json:"reached"`
	Missed  int `json:"missed"`
	Stopped int `json:"stopped"`
}

// MeetingCounts are the counts of one meeting.
type MeetingCounts struct {
	Meeting  meeting.ID `json:"meeting"`
	StartsAt time.Time  `json:"starts_at"`
	Outcome  string     `json:"outcome" enum:"held,empty,called_off"`
	Figures
}

// GroupTrend is a group's counts, meeting by meeting.
type GroupTrend struct {
	GroupCounts
	Meetings []MeetingCounts `json:"meetings" nullable:"false" doc:"By start"`
}

// NewOutreach is what was done on one day.
type NewOutreach struct {
	On string `json:"on" format:"date" doc:"The day"`
	OutreachFigures
}

// Outreach is what was done on one day, as it is kept.
type Outreach struct {
	ID meeting.OutreachID `json:"id"`
	On string             `json:"on" format:"date"`
	OutreachFigures
}

type (
	span struct {
		From time.Time `query:"from" doc:"Default: 84 days before to"`
		To   time.Time `query:"to" doc:"Default: now"`
	}
	countsInput struct {
		span
	}
	trendInput struct {
		GroupInput
		span
	}
	countsOutput struct{ Body []GroupCounts }
	trendOutput  struct{ Body GroupTrend }
	sheetOutput  struct {
		ContentType string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
	newOutreachInput struct {
		GroupInput
		Body NewOutreach
	}
	outreachOutput     struct{ Body Outreach }
	outreachListOutput struct{ Body []Outreach }
	outreachInput      struct {
		GroupInput
		Outreach meeting.OutreachID `path:"outreach" maxLength:"40"`
	}
)

// usualSpan is twelve weeks.
const usualSpan = 84 * 24 * time.Hour

// within returns the span that was asked for.
func (s span) within(now time.Time) (from, to time.Time) {
	from, to = s.From, s.To
	if to.IsZero() {
		to = now
	}
	if from.IsZero() {
		from = to.Add(-usualSpan)
	}
	return from, to
}

func (a *API) countRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "counts", Method: http.MethodGet, Path: "/api/counts", Tags: []string{"counts"}, Security: staffOnly,
		Summary:     "What was counted of one's groups, by name",
		Description: "Managers: 403 manager_only. Meetings that started in the span and are over; at most 400 days. Numbers only.",
	}, a.counts)
	handle(a, h, huma.Operation{
		OperationID: "group-counts", Method: http.MethodGet, Path: "/api/groups/{group}/counts", Tags: []string{"counts"}, Security: staffOnly,
		Summary: "What was counted of a group, meeting by meeting", Description: "Managers: 403 manager_only.",
	}, a.groupCounts)
	sheet := map[string]*huma.Response{"200": {
		Description: "OK", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	handle(a, h, huma.Operation{
		OperationID: "counts-sheet", Method: http.MethodGet, Path: "/api/counts.csv", Tags: []string{"counts"}, Security: staffOnly, Responses: sheet,
		Summary:     "The same for a spreadsheet, a row a meeting",
		Description: "RFC 4180 in UTF-8. A text that a spreadsheet would read as a formula has an apostrophe before it.",
	}, a.countsSheet)
	handle(a, h, huma.Operation{
		OperationID: "outreach", Method: http.MethodGet, Path: "/api/groups/{group}/outreach", Tags: []string{"counts"}, Security: staffOnly,
		Summary: "Outreach that was recorded for a group in the last year, newest day first",
	}, a.outreach)
	create(a, h, huma.Operation{
		OperationID: "record-outreach", Method: http.MethodPost, Path: "/api/groups/{group}/outreach", Tags: []string{"counts"}, Security: staffOnly,
		DefaultStatus: http.StatusCreated, Summary: "Record outreach: how many people, and nobody's name",
		Description: "What several people record for one day is added up.",
	}, a.recordOutreach)
	handle(a, h, huma.Operation{
		OperationID: "erase-outreach", Method: http.MethodDelete, Path: "/api/groups/{group}/outreach/{outreach}", Tags: []string{"counts"},
		Security: staffOnly, Summary: "Erase what was recorded by mistake",
	}, a.eraseOutreach)
}

func (a *API) counts(ctx context.Context, in *countsInput) (*countsOutput, error) {
	list, err := a.countsOf(ctx, "", in.span)
	if err != nil {
		return nil, err
	}
	return &countsOutput{Body: listOf(list, groupCountsOf)}, nil
}

func (a *API) groupCounts(ctx context.Context, in *trendInput) (*trendOutput, error) {
	list, err := a.countsOf(ctx, in.Group, in.span)
	if err != nil {
		return nil, err
	}
	c := list[0]
	return &trendOutput{Body: GroupTrend{GroupCounts: groupCountsOf(c), Meetings: listOf(c.Meetings, meetingCountsOf)}}, nil
}

func (a *API) countsSheet(ctx context.Context, in *countsInput) (*sheetOutput, error) {
	list, err := a.countsOf(ctx, "", in.span)
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := writeSheet(&page, sheetOf(list)); err != nil {
		return nil, err
	}
	return &sheetOutput{ContentType: sheetType, Disposition: `attachment; filename="counts.csv"`, Body: page.Bytes()}, nil
}

func (a *API) countsOf(ctx context.Context, g meeting.GroupID, s span) ([]meeting.GroupCounts, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	from, to := s.within(a.cfg.Now())
	return a.cfg.Meetings.Counts(ctx, by, g, from, to)
}

func groupCountsOf(c meeting.GroupCounts) GroupCounts {
	return GroupCounts{
		Group: c.Group.ID, Name: c.Group.Name, Realm: c.Group.Realm, Held: c.Held, Empty: c.Empty, CalledOff: c.CalledOff,
		Figures:  figuresOf(c.Tally, c.Acceptances),
		Outreach: OutreachTotals{Due: c.Outreach.Due, Reached: c.Outreach.Reached, Missed: c.Outreach.Missed, Stopped: c.Outreach.Stopped},
	}
}

func meetingCountsOf(c meeting.Counted) MeetingCounts {
	return MeetingCounts{Meeting: c.ID, StartsAt: c.StartsAt, Outcome: outcome(c), Figures: figuresOf(c.Tally, c.Acceptances)}
}

func outcome(c meeting.Counted) string {
	switch {
	case c.Status == meeting.Cancelled:
		return "called_off"
	case c.Held():
		return "held"
	default:
		return "empty"
	}
}

func figuresOf(t meeting.Tally, acceptances int) Figures {
	return Figures{
		Came: t.Came, Most: t.Most, Average: math.Round(t.Average()*10) / 10, Minutes: int(t.Open.Round(time.Minute) / time.Minute),
		Newcomers: t.Newcomers, Acceptances: acceptances,
	}
}

// sheetOf is a row for each meeting, under the names of the columns.
func sheetOf(list []meeting.GroupCounts) [][]string {
	rows := [][]string{{"group", "side", "starts_at", "outcome", "came", "most", "average", "minutes", "newcomers", "acceptances"}}
	for _, c := range list {
		for _, m := range c.Meetings {
			f := figuresOf(m.Tally, m.Acceptances)
			rows = append(rows, []string{
				c.Group.Name, string(c.Group.Realm), m.StartsAt.Format(time.RFC3339), outcome(m), fmt.Sprint(f.Came), fmt.Sprint(f.Most),
				fmt.Sprint(f.Average), fmt.Sprint(f.Minutes), fmt.Sprint(f.Newcomers), fmt.Sprint(f.Acceptances),
			})
		}
	}
	return rows
}

func (a *API) outreach(ctx context.Context, in *GroupInput) (*outreachListOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Outreach(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &outreachListOutput{Body: listOf(list, outreachOf)}, nil
}

func (a *API) recordOutreach(ctx context.Context, in *newOutreachInput) (*outreachOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	o, err := a.cfg.Meetings.RecordOutreach(ctx, by, in.Group, b.On,
		meeting.OutreachSum{Due: b.Due, Reached: b.Reached, Missed: b.Missed, Stopped: b.Stopped})
	if err != nil {
		return nil, err
	}
	return &outreachOutput{Body: outreachOf(o)}, nil
}

func (a *API) eraseOutreach(ctx context.Context, in *outreachInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.EraseOutreach(ctx, by, in.Group, in.Outreach)
}

func outreachOf(o meeting.Outreach) Outreach {
	return Outreach{
		ID: o.ID, On: o.On.Format(time.DateOnly),
		OutreachFigures: OutreachFigures{Due: o.Due, Reached: o.Reached, Missed: o.Missed, Stopped: o.Stopped},
	}
}
