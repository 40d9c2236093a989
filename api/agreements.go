package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// Clause is one promise, in plain words.
type Clause struct {
	Title string `json:"title" minLength:"1" maxLength:"80"`
	Text  string `json:"text" minLength:"1" maxLength:"600"`
}

// AgreementText is what a person accepts: the text and its name.
type AgreementText struct {
	Version int      `json:"version"`
	Hash    string   `json:"hash" doc:"SHA-256 of the text, hex"`
	Clauses []Clause `json:"clauses"`
}

// Agreement is one published version of a group's agreements.
type Agreement struct {
	AgreementText
	ID          meeting.AgreementID `json:"id"`
	PublishedAt time.Time           `json:"published_at"`
}

// NewAgreement is the text of the next version.
type NewAgreement struct {
	Version int      `json:"version" minimum:"0" doc:"The version this one is based on"`
	Clauses []Clause `json:"clauses" minItems:"1" maxItems:"30"`
}

type (
	newAgreementInput struct {
		GroupInput
		Body NewAgreement
	}
	agreementOutput  struct{ Body Agreement }
	agreementsOutput struct{ Body []Agreement }
)

func (a *API) agreementRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "agreements", Method: http.MethodGet, Path: "/api/groups/{group}/agreements", Tags: []string{"agreements"},
		Security: staffOnly, Summary: "All versions of a group's agreements, newest first",
	}, a.agreements)
	handle(a, h, huma.Operation{
		OperationID: "publish-agreement", Method: http.MethodPost, Path: "/api/groups/{group}/agreements", Tags: []string{"agreements"},
		Security: staffOnly, DefaultStatus: http.StatusCreated, Summary: "Publish the next version",
		Description: "Managers only. 409 agreement_changed when the version it is based on is not current any more.",
	}, a.publishAgreement)
}

func (a *API) agreements(ctx context.Context, in *GroupInput) (*agreementsOutput, error) {
	by, err := a.staff(ctx, in.StaffInput)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Agreements(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &agreementsOutput{Body: listOf(list, agreementOf)}, nil
}

func (a *API) publishAgreement(ctx context.Context, in *newAgreementInput) (*agreementOutput, error) {
	by, err := a.staff(ctx, in.StaffInput)
	if err != nil {
		return nil, err
	}
	clauses := listOf(in.Body.Clauses, func(c Clause) meeting.Clause { return meeting.Clause(c) })
	published, err := a.cfg.Meetings.PublishAgreement(ctx, by, in.Group, in.Body.Version, clauses)
	if err != nil {
		return nil, err
	}
	return &agreementOutput{Body: agreementOf(published)}, nil
}

func agreementOf(g meeting.Agreement) Agreement {
	return Agreement{AgreementText: textOf(g), ID: g.ID, PublishedAt: g.PublishedAt}
}

func textOf(g meeting.Agreement) AgreementText {
	return AgreementText{
		Version: g.Version, Hash: g.Hash,
		Clauses: listOf(g.Clauses, func(c meeting.Clause) Clause { return Clause(c) }),
	}
}
