package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// ProviderPlace is where to send the browser to sign in elsewhere.
type ProviderPlace struct {
	URL string `json:"url" doc:"Of the organisation's own place to sign in"`
}

// ProviderAnswer is what the browser brought back from there.
type ProviderAnswer struct {
	State string        `json:"state" minLength:"1" maxLength:"256"`
	Code  meeting.Token `json:"code" minLength:"1" maxLength:"4096"`
}

type (
	providerPlaceOutput struct {
		SetCookie []http.Cookie `header:"Set-Cookie" hidden:"true"`
		Body      ProviderPlace
	}
	providerAnswerInput struct {
		StaffInput
		Ceremony meeting.Token `cookie:"__Host-warmroom-provider" hidden:"true"`
		Body     ProviderAnswer
	}
)

func (a *API) providerRoutes(h huma.API, attempts huma.Middlewares) {
	tags := []string{"session"}
	handle(a, h, huma.Operation{
		OperationID: "begin-provider-sign-in", Method: http.MethodPost, Path: "/api/sign-in/provider/begin", Tags: tags, Middlewares: attempts,
		Summary: "Begin signing in at the organisation's own place", Description: "Sets a cookie that the answer needs. 422 no_provider.",
	}, a.beginProvider)
	handle(a, h, huma.Operation{
		OperationID: "provider-sign-in", Method: http.MethodPost, Path: "/api/sign-in/provider", Tags: tags, Middlewares: attempts,
		Summary: "Sign in with what came back from there", Description: "Sets the session cookie. 401 provider or no_account, 410 too_slow.",
	}, a.signInByProvider)
}

func (a *API) beginProvider(ctx context.Context, _ *struct{}) (*providerPlaceOutput, error) {
	asked, err := a.cfg.Meetings.AskProvider(ctx)
	if err != nil {
		return nil, err
	}
	return &providerPlaceOutput{SetCookie: []http.Cookie{keepProvider(asked.Token)}, Body: ProviderPlace{URL: asked.Options}}, nil
}

func (a *API) signInByProvider(ctx context.Context, in *providerAnswerInput) (*signInOutput, error) {
	s, err := a.cfg.Meetings.SignInByProvider(ctx, in.Ceremony, meeting.ProviderAnswer(in.Body))
	if err != nil {
		return nil, err
	}
	out := a.welcome(ctx, in.Session, s)
	out.SetCookie = append(out.SetCookie, dropProvider())
	return out, nil
}
