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

// ClauseChange is how one clause differs between two versions.
type ClauseChange struct {
	Kind   meeting.ChangeKind `json:"kind" enum:"added,removed,reworded,moved"`
	Clause Clause             `json:"clause" doc:"As it is now; with removed, as it was"`
	Before *Clause            `json:"before,omitempty" doc:"With reworded: as it was"`
}

// PublishedAgreement is a version with what it changed and how often it was
// accepted.
type PublishedAgreement struct {
	Agreement
	Changes  []ClauseChange `json:"changes" doc:"Since the version before; none for the first"`
	Accepted int            `json:"accepted" doc:"How often it was accepted, once a person and meeting. By whom is not known"`
}

// NewerAgreement says what was published meanwhile.
type NewerAgreement struct {
	Version int            `json:"version" doc:"The current one"`
	Changes []ClauseChange `json:"changes" doc:"Since the version that the refused one was based on"`
}

// LibraryClause is a clause that a group may take over, and word anew.
type LibraryClause struct {
	ID    string        `json:"id" doc:"The same in every language"`
	Theme meeting.Theme `json:"theme" enum:"confidentiality,online,nami_style,no_cross_talk,cross_talk_welcome,family,court_linked"`
	Clause
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
	agreementsOutput struct{ Body []PublishedAgreement }
	libraryInput     struct {
		GroupInput
		Language string `query:"language" required:"true" maxLength:"35" doc:"BCP 47: en or es"`
	}
	libraryOutput struct{ Body []LibraryClause }
)

func (a *API) agreementRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "agreements", Method: http.MethodGet, Path: "/api/groups/{group}/agreements", Tags: []string{"agreements"},
		Security: staffOnly, Summary: "All versions of a group's agreements, newest first",
	}, a.agreements)
	create(a, h, huma.Operation{
		OperationID: "publish-agreement", Method: http.MethodPost, Path: "/api/groups/{group}/agreements", Tags: []string{"agreements"},
		Security: staffOnly, DefaultStatus: http.StatusCreated, Summary: "Publish the next version",
		Description: "Managers only. 409 agreement_changed when the version it is based on is not current any more; the problem then says what is newer.",
	}, a.publishAgreement)
	handle(a, h, huma.Operation{
		OperationID: "agreement-library", Method: http.MethodGet, Path: "/api/groups/{group}/agreements/library", Tags: []string{"agreements"},
		Security: staffOnly, Summary: "Clauses in plain words, to take over",
		Description: "By theme. What is for the other realm only is left out.",
	}, a.agreementLibrary)
}

func (a *API) agreements(ctx context.Context, in *GroupInput) (*agreementsOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Agreements(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &agreementsOutput{Body: listOf(list, func(p meeting.Published) PublishedAgreement {
		return PublishedAgreement{Agreement: agreementOf(p.Agreement), Changes: listOf(p.Changes, changeOf), Accepted: p.Accepted}
	})}, nil
}

func (a *API) agreementLibrary(ctx context.Context, in *libraryInput) (*libraryOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.cfg.Meetings.Library(ctx, by, in.Group, in.Language)
	if err != nil {
		return nil, err
	}
	return &libraryOutput{Body: listOf(all, func(c meeting.LibraryClause) LibraryClause {
		return LibraryClause{ID: c.ID, Theme: c.Theme, Clause: Clause(c.Clause)}
	})}, nil
}

func changeOf(c meeting.ClauseChange) ClauseChange {
	change := ClauseChange{Kind: c.Kind, Clause: Clause(c.Clause)}
	if c.Kind == meeting.ClauseReworded {
		before := Clause(c.Before)
		change.Before = &before
	}
	return change
}

func newerOf(o *meeting.Outdated) *NewerAgreement {
	return &NewerAgreement{Version: o.Version, Changes: listOf(o.Changes, changeOf)}
}

func (a *API) publishAgreement(ctx context.Context, in *newAgreementInput) (*agreementOutput, error) {
	by, err := a.staff(ctx)
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
