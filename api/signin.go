package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// LinkWay is how a link reaches somebody who wants to sign in.
type LinkWay string

// The ways of links.
const (
	LinksByMail     LinkWay = "mail"
	LinksOnTerminal LinkWay = "terminal" // the operator, who sees them there, hands them on
	LinksByOperator LinkWay = "operator" // who makes them: warmroom account link
)

// SignInWays are the ways in that this server has.
type SignInWays struct {
	Provider string  `json:"provider,omitempty" doc:"The name of the organisation's own place to sign in. Missing: none"`
	Passkeys bool    `json:"passkeys"`
	Links    LinkWay `json:"links" enum:"mail,terminal,operator" doc:"mail: sent when asked for. terminal: shown to the operator when asked for. operator: made by the operator, with warmroom account link"`
}

// LinkRequest asks for a link to sign in.
type LinkRequest struct {
	Email    string `json:"email" minLength:"3" maxLength:"254"`
	Language string `json:"language" enum:"en,es" doc:"Of the letter"`
}

type (
	signInWaysOutput struct{ Body SignInWays }
	linkRequestInput struct{ Body LinkRequest }
)

func (a *API) signInRoutes(h huma.API, attempts huma.Middlewares) {
	a.linksAsked, a.lettersSent = newSourceLimit(linkAllowance, a.cfg.Now), newSourceLimit(letterAllowance, a.cfg.Now)
	handle(a, h, huma.Operation{
		OperationID: "sign-in-ways", Method: http.MethodGet, Path: "/api/sign-in", Tags: []string{"session"},
		Summary: "The ways to sign in that this server has",
	}, a.signInWays)
	handle(a, h, huma.Operation{
		OperationID: "ask-link", Method: http.MethodPost, Path: "/api/sign-in/link", Tags: []string{"session"}, Middlewares: attempts,
		DefaultStatus: http.StatusAccepted, Summary: "Ask for a link to sign in",
		Description: "The answer is the same, and as fast, whether or not somebody has the address.",
	}, a.askLink)
}

func (a *API) signInWays(context.Context, *struct{}) (*signInWaysOutput, error) {
	return &signInWaysOutput{Body: SignInWays{Passkeys: a.cfg.Meetings.HasPasskeys(), Links: a.cfg.Links, Provider: a.cfg.ProviderName}}, nil
}

func (a *API) askLink(ctx context.Context, in *linkRequestInput) (*struct{}, error) {
	to, err := meeting.CleanEmail("email", in.Body.Email)
	if err != nil {
		return nil, err
	}
	if wait := a.linksAsked.take(string(to)); wait > 0 {
		return nil, problemOf(errTooMany).after(wait)
	}
	if a.cfg.Links == LinksByOperator {
		return nil, a.cfg.Meetings.SendSignInLink(ctx, to, in.Body.Language) // which refuses, before it looks
	}
	return nil, a.cfg.Later("send a link to sign in", func(ctx context.Context) error {
		return a.cfg.Meetings.SendSignInLink(ctx, to, in.Body.Language)
	})
}

// maySend counts a letter that a member of staff sends somewhere, or refuses
// it.
func (a *API) maySend(by meeting.AccountID, to meeting.Email) error {
	if wait := max(a.lettersSent.take(string(by)), a.linksAsked.take(string(to))); wait > 0 {
		return problemOf(errTooMany).after(wait)
	}
	return nil
}

// later does something that the request does not depend on.
func (a *API) later(ctx context.Context, errand string, do func(context.Context) error) {
	if err := a.cfg.Later(errand, do); err != nil {
		a.cfg.Log.WarnContext(ctx, "an errand was dropped", "errand", errand, "error", err)
	}
}
