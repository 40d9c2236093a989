package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// PassCount is all that staff see of the passes of a group.
type PassCount struct {
	Kept int `json:"kept" doc:"How many hold"`
}

// PassToken is a pass, by which its holder gives it back.
type PassToken struct {
	Pass meeting.Token `json:"pass" minLength:"1" maxLength:"128"`
}

type (
	passCountOutput struct{ Body PassCount }
	passTokenInput  struct{ Body PassToken }
)

func (a *API) passRoutes(h huma.API) {
	tags := []string{"invites"}
	handle(a, h, huma.Operation{
		OperationID: "passes", Method: http.MethodGet, Path: "/api/groups/{group}/passes", Tags: tags,
		Security: staffOnly, Summary: "How many passes of a group people keep",
	}, a.countPasses)
	handle(a, h, huma.Operation{
		OperationID: "revoke-passes", Method: http.MethodDelete, Path: "/api/groups/{group}/passes", Tags: tags,
		Security: staffOnly, Summary: "Make all passes of a group hold no longer",
		Description: "Who waits at a door by one is turned away at once.",
	}, a.revokePasses)
	handle(a, h, huma.Operation{
		OperationID: "give-back-pass", Method: http.MethodPost, Path: "/api/passes/give-back", Tags: tags,
		Middlewares:   huma.Middlewares{a.limited(newSourceLimit(doorAllowance, a.cfg.Now))},
		DefaultStatus: http.StatusNoContent, Summary: "Give back a pass, so that it holds no longer",
		Description: "Public: who has a pass may end it. One that holds no longer is no error.",
	}, a.giveBackPass)
}

func (a *API) countPasses(ctx context.Context, in *GroupInput) (*passCountOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := a.cfg.Meetings.CountPasses(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &passCountOutput{Body: PassCount{Kept: kept}}, nil
}

func (a *API) revokePasses(ctx context.Context, in *GroupInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.cfg.Meetings.RevokePasses(ctx, by, in.Group); err != nil {
		return nil, err
	}
	a.turnAway(ctx, meeting.Revocation{PassesOf: in.Group})
	return nil, nil
}

func (a *API) giveBackPass(ctx context.Context, in *passTokenInput) (*struct{}, error) {
	pass, err := a.cfg.Meetings.GiveBackPass(ctx, in.Body.Pass)
	if err != nil {
		return nil, err
	}
	if pass != "" {
		a.turnAway(ctx, meeting.Revocation{Pass: pass})
	}
	return nil, nil
}
