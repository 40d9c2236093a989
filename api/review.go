package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Deed is an entry of the audit.
type Deed struct {
	ID          string            `json:"id"`
	At          time.Time         `json:"at"`
	Meeting     meeting.ID        `json:"meeting"`
	By          string            `json:"by" doc:"The name of the account; empty for what a participant did"`
	Role        moderation.Role   `json:"role" enum:"participant,co_facilitator,facilitator,manager"`
	What        moderation.Action `json:"what" doc:"One of the actions that are written down (docs/moderation.md)"`
	Lifted      bool              `json:"lifted" doc:"It took back what was done before"`
	Participant string            `json:"participant,omitempty" doc:"By the id they had in that meeting; missing for what was done to the room"`
	Reason      moderation.Reason `json:"reason,omitempty" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
}

// Review is a removal as managers look at it.
type Review struct {
	ID          meeting.RemovalID `json:"id"`
	At          time.Time         `json:"at"`
	Meeting     meeting.ID        `json:"meeting"`
	By          string            `json:"by" doc:"The name of the account"`
	Participant string            `json:"participant,omitempty" doc:"By the id they had in that meeting"`
	Reason      moderation.Reason `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	UndoneAt    *time.Time        `json:"undone_at,omitempty"`
	Own         bool              `json:"own" doc:"One removed the person oneself, and is not shown what they say against it"`
	Appeal      *Appeal           `json:"appeal,omitempty"`
}

// Appeal is what a removed person says against it.
type Appeal struct {
	At        time.Time           `json:"at"`
	Text      string              `json:"text" doc:"Empty once it is erased"`
	Decision  moderation.Decision `json:"decision,omitempty" enum:"upheld,lifted"`
	DecidedAt *time.Time          `json:"decided_at,omitempty"`
}

// AppealDecision decides an appeal.
type AppealDecision struct {
	Decision moderation.Decision `json:"decision" enum:"upheld,lifted" doc:"lifted: the person may come to the door again"`
}

type (
	deedsInput struct {
		GroupInput
		Before string `query:"before" maxLength:"40" doc:"Only entries older than this one"`
	}
	deedsOutput   struct{ Body []Deed }
	reviewsOutput struct{ Body []Review }
	decideInput   struct {
		Removal meeting.RemovalID `path:"removal" maxLength:"40"`
		Body    AppealDecision
	}
)

func (a *API) reviewRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "deeds", Method: http.MethodGet, Path: "/api/groups/{group}/deeds", Tags: []string{"review"}, Security: staffOnly,
		Summary:     "What those who lead did in a group's meetings, newest first",
		Description: "Managers. At most 50 at once. 403 manager_only.",
	}, a.deeds)
	handle(a, h, huma.Operation{
		OperationID: "reviews", Method: http.MethodGet, Path: "/api/groups/{group}/removals", Tags: []string{"review"}, Security: staffOnly,
		Summary:     "Removals from a group's meetings and the appeals against them, newest first",
		Description: "Managers; for others, facilitators included, there is nothing here (404). At most 50 at once.",
	}, a.reviews)
	handle(a, h, huma.Operation{
		OperationID: "decide-appeal", Method: http.MethodPost, Path: "/api/removals/{removal}/decision", Tags: []string{"review"},
		Security: staffOnly, DefaultStatus: http.StatusNoContent, Summary: "Decide an appeal",
		Description: "Managers, but not who removed the person: 404. 409 decided.",
	}, a.decideAppeal)
}

func (a *API) deeds(ctx context.Context, in *deedsInput) (*deedsOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Deeds(ctx, by, in.Group, in.Before)
	if err != nil {
		return nil, err
	}
	return &deedsOutput{Body: listOf(list, func(d meeting.DeedShown) Deed {
		return Deed{
			ID: d.ID, At: d.At, Meeting: d.Meeting, By: d.Actor, Role: d.Role, What: d.What, Lifted: d.Lifted,
			Participant: d.Person, Reason: d.Reason,
		}
	})}, nil
}

func (a *API) reviews(ctx context.Context, in *deedsInput) (*reviewsOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Reviews(ctx, by, in.Group, meeting.RemovalID(in.Before))
	if err != nil {
		return nil, err
	}
	return &reviewsOutput{Body: listOf(list, reviewOf)}, nil
}

func reviewOf(r meeting.Review) Review {
	out := Review{
		ID: meeting.RemovalID(r.ID), At: r.At, Meeting: r.Meeting, By: r.Remover, Participant: r.Person, Reason: r.Reason,
		UndoneAt: instant(r.UndoneAt), Own: r.Own,
	}
	if r.Appeal != nil {
		out.Appeal = &Appeal{
			At: r.Appeal.At, Text: r.Appeal.Text, Decision: r.Appeal.Decision, DecidedAt: instant(r.Appeal.DecidedAt),
		}
	}
	return out
}

// decideAppeal also tells the room, if the meeting goes on.
func (a *API) decideAppeal(ctx context.Context, in *decideInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	r, err := a.cfg.Meetings.DecideAppeal(ctx, by, in.Removal, in.Body.Decision)
	if err != nil {
		return nil, err
	}
	if !r.Stands() && a.cfg.Lifted != nil {
		a.cfg.Lifted(ctx, r.Meeting, in.Removal)
	}
	return nil, nil
}
