package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// NewProposal is what somebody wishes changed in the agreements of a group.
type NewProposal struct {
	Invite meeting.Token `json:"invite" minLength:"1" maxLength:"128"`
	Text   string        `json:"text" minLength:"1" maxLength:"600"`
}

// Proposal is a wish for the agreements, without its author.
type Proposal struct {
	ID   meeting.ProposalID `json:"id"`
	Text string             `json:"text"`
	On   time.Time          `json:"on" doc:"The day, at midnight UTC; no time is kept"`
}

type (
	newProposalInput struct{ Body NewProposal }
	proposalsOutput  struct{ Body []Proposal }
	proposalInput    struct {
		GroupInput
		Proposal meeting.ProposalID `path:"proposal" maxLength:"40"`
	}
)

func (a *API) proposalRoutes(h huma.API) {
	create(a, h, huma.Operation{
		OperationID: "propose", Method: http.MethodPost, Path: "/api/proposals", Tags: []string{"agreements"},
		Middlewares:   huma.Middlewares{a.limited(newSourceLimit(proposalAllowance, a.cfg.Now))},
		DefaultStatus: http.StatusNoContent, Summary: "Wish for a change of the agreements",
		Description: "Public with an invite that holds, in a meeting or after it. Who wrote it is not kept. Full many_proposals when the group has " +
			"a hundred to talk about.",
	}, a.propose)
	handle(a, h, huma.Operation{
		OperationID: "proposals", Method: http.MethodGet, Path: "/api/groups/{group}/proposals", Tags: []string{"agreements"},
		Security: staffOnly, Summary: "What a group's people wish changed, newest day first",
	}, a.proposals)
	handle(a, h, huma.Operation{
		OperationID: "erase-proposal", Method: http.MethodDelete, Path: "/api/groups/{group}/proposals/{proposal}", Tags: []string{"agreements"},
		Security: staffOnly, Summary: "Erase a wish",
	}, a.eraseProposal)
}

func (a *API) propose(ctx context.Context, in *newProposalInput) (*struct{}, error) {
	return nil, a.cfg.Meetings.Propose(ctx, in.Body.Invite, in.Body.Text)
}

func (a *API) proposals(ctx context.Context, in *GroupInput) (*proposalsOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Proposals(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &proposalsOutput{Body: listOf(list, func(p meeting.Proposal) Proposal {
		return Proposal{ID: p.ID, Text: p.Text, On: p.On}
	})}, nil
}

func (a *API) eraseProposal(ctx context.Context, in *proposalInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.EraseProposal(ctx, by, in.Group, in.Proposal)
}
