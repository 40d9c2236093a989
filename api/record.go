package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// RecordRequest carries the token that somebody got in the room, or from the
// entrance after a removal.
type RecordRequest struct {
	Token meeting.Token `json:"token" minLength:"1" maxLength:"128" doc:"record of a snapshot or of an entrance"`
}

// PersonRecord is what was done about one person in one meeting.
type PersonRecord struct {
	Organisation OrganisationName `json:"organisation"`
	GroupName    string           `json:"group_name"`
	StartsAt     time.Time        `json:"starts_at" doc:"Of the meeting"`
	Deeds        []OwnDeed        `json:"deeds" doc:"Oldest first"`
	Removal      *OwnRemoval      `json:"removal,omitempty" doc:"The last one"`
	Lines        []Line           `json:"lines"`
}

// OwnDeed is something that was done about the person who reads it.
type OwnDeed struct {
	At     time.Time         `json:"at"`
	Role   moderation.Role   `json:"role" enum:"co_facilitator,facilitator,manager" doc:"Of who did it"`
	What   moderation.Action `json:"what" doc:"One of the actions that are written down (docs/moderation.md)"`
	Lifted bool              `json:"lifted" doc:"It took back what was done before"`
	Reason moderation.Reason `json:"reason,omitempty" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
}

// OwnRemoval is a removal as the removed person sees it.
type OwnRemoval struct {
	Reason   moderation.Reason   `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	At       time.Time           `json:"at"`
	UndoneAt *time.Time          `json:"undone_at,omitempty" doc:"Since when the person may come to the door again"`
	Reader   meeting.Reader      `json:"reader" enum:"managers,other_managers,nobody" doc:"Who reads an appeal: never who removed the person. nobody: no appeal is taken"`
	Appealed *time.Time          `json:"appealed_at,omitempty"`
	Decision moderation.Decision `json:"decision,omitempty" enum:"upheld,lifted"`
}

// NewAppeal is what a removed person says against it.
type NewAppeal struct {
	RecordRequest
	Text string `json:"text" minLength:"1" maxLength:"1000" doc:"Read by managers of the programme alone"`
}

type (
	recordInput  struct{ Body RecordRequest }
	recordOutput struct{ Body PersonRecord }
	appealInput  struct{ Body NewAppeal }
)

// Nobody reads their record often, and nobody appeals twice.
var (
	recordAllowance = allowance{every: time.Second, burst: 60}
	appealAllowance = allowance{every: time.Minute, burst: 10}
)

func (a *API) recordRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "record", Method: http.MethodPost, Path: "/api/record", Tags: []string{"record"},
		Middlewares: huma.Middlewares{a.limited(newSourceLimit(recordAllowance, a.cfg.Now))},
		Summary:     "What was done about oneself in a meeting",
		Description: "Also after the meeting. 404 for an unknown token, and when nothing was done.",
	}, a.record)
	create(a, h, huma.Operation{
		OperationID: "appeal", Method: http.MethodPost, Path: "/api/record/appeal", Tags: []string{"record"},
		Middlewares: huma.Middlewares{a.limited(newSourceLimit(appealAllowance, a.cfg.Now))}, DefaultStatus: http.StatusCreated,
		Summary:     "Say something against one's removal, once",
		Description: "404 no_removal. 409 appealed, undone or no_reader.",
	}, a.appeal)
}

func (a *API) record(ctx context.Context, in *recordInput) (*recordOutput, error) {
	r, err := a.cfg.Meetings.Record(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &recordOutput{Body: recordOf(r, a.cfg.Now())}, nil
}

func (a *API) appeal(ctx context.Context, in *appealInput) (*recordOutput, error) {
	if err := a.cfg.Meetings.Appeal(ctx, in.Body.Token, in.Body.Text); err != nil {
		return nil, err
	}
	a.later(ctx, "tell of an appeal", func(ctx context.Context) error {
		return a.cfg.Meetings.TellOfAppeal(ctx, in.Body.Token)
	})
	return a.record(ctx, &recordInput{Body: in.Body.RecordRequest})
}

func recordOf(r meeting.Record, now time.Time) PersonRecord {
	out := PersonRecord{
		Organisation: OrganisationName{Name: r.Organisation.Name}, GroupName: r.Group.Name, StartsAt: r.Meeting.StartsAt,
		Lines: linesOf(r.Organisation.LinesFor(r.Group), now),
		Deeds: listOf(r.Deeds, func(d meeting.Deed) OwnDeed {
			return OwnDeed{At: d.At, Role: d.Role, What: d.What, Lifted: d.Lifted, Reason: d.Reason}
		}),
	}
	if r.Removal != nil {
		out.Removal = &OwnRemoval{
			Reason: r.Removal.Reason, At: r.Removal.At, UndoneAt: instant(r.Removal.UndoneAt), Reader: r.Removal.Reader,
		}
		if a := r.Removal.Appeal; a != nil {
			out.Removal.Appealed, out.Removal.Decision = &a.At, a.Decision
		}
	}
	return out
}
