package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// SupportLine is a line of a programme, as its manager writes it.
type SupportLine struct {
	Kind   meeting.LineKind `json:"kind" enum:"warmline,crisis"`
	Name   string           `json:"name" minLength:"1" maxLength:"80"`
	Call   string           `json:"call,omitempty" maxLength:"16" doc:"As dialled: +12125550123, or a short code"`
	Text   string           `json:"text,omitempty" maxLength:"16"`
	Hours  string           `json:"hours,omitempty" maxLength:"80" doc:"In plain words"`
	Region string           `json:"region,omitempty" maxLength:"2" doc:"ISO 3166-1 alpha-2; empty: everywhere"`
	Opens  string           `json:"opens,omitempty" maxLength:"5" doc:"When it is answered: 09:00, by the clock of zone"`
	Closes string           `json:"closes,omitempty" maxLength:"5" doc:"Not after opens: on the day after"`
	Days   string           `json:"days,omitempty" maxLength:"7" doc:"Digits from 1 for Monday to 7 for Sunday; empty: every day"`
	Zone   string           `json:"zone,omitempty" maxLength:"60" doc:"IANA"`
}

// Lines are the support lines of an organisation.
type Lines struct {
	Region string        `json:"region" maxLength:"2" doc:"Where its people are, ISO 3166-1 alpha-2; empty: unknown or many"`
	Lines  []SupportLine `json:"lines" maxItems:"20" doc:"Its own"`
	// Names what is there when it is read.
	Version string `json:"version,omitempty" maxLength:"32" doc:"A change that gives it is refused with 409 (list_changed) when something else is there by now"`
}

// ShownLines are what people are shown by that.
type ShownLines struct {
	Lines
	Shown []Line `json:"shown" doc:"Its own and the crisis lines of its region, warmlines first"`
}

type (
	linesInput struct {
		Body Lines
	}
	linesOutput struct{ Body ShownLines }
)

func (a *API) lineRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "lines", Method: http.MethodGet, Path: "/api/lines", Tags: []string{"staff"}, Security: staffOnly,
		Summary: "The support lines of your organisation",
	}, a.lines)
	handle(a, h, huma.Operation{
		OperationID: "put-lines", Method: http.MethodPut, Path: "/api/lines", Tags: []string{"staff"}, Security: staffOnly,
		Summary: "Change the support lines", Description: "Managers only. People see them wherever lines are shown, from the next time a page asks.",
	}, a.putLines)
}

func (a *API) lines(ctx context.Context, _ *struct{}) (*linesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	o, err := a.cfg.Meetings.Lines(ctx, by)
	if err != nil {
		return nil, err
	}
	return a.shownLines(o), nil
}

func (a *API) putLines(ctx context.Context, in *linesInput) (*linesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	lines := listOf(in.Body.Lines, SupportLine.line)
	o, err := a.cfg.Meetings.PutLines(ctx, by, in.Body.Version, in.Body.Region, lines)
	if err != nil {
		return nil, err
	}
	return a.shownLines(o), nil
}

func (a *API) shownLines(o meeting.Organisation) *linesOutput {
	own := listOf(o.Lines, supportLineOf)
	return &linesOutput{Body: ShownLines{Lines: Lines{Region: o.Region, Lines: own, Version: o.LinesVersion()}, Shown: linesOf(o.SupportLines(), a.cfg.Now())}}
}

func (l SupportLine) line() meeting.SupportLine {
	return meeting.SupportLine{
		Kind: l.Kind, Name: l.Name, Call: l.Call, Text: l.Text, Hours: l.Hours, Region: l.Region,
		Open: meeting.OpenHours{Opens: l.Opens, Closes: l.Closes, Days: l.Days, Zone: l.Zone},
	}
}

func supportLineOf(l meeting.SupportLine) SupportLine {
	return SupportLine{
		Kind: l.Kind, Name: l.Name, Call: l.Call, Text: l.Text, Hours: l.Hours, Region: l.Region,
		Opens: l.Open.Opens, Closes: l.Open.Closes, Days: l.Open.Days, Zone: l.Open.Zone,
	}
}
