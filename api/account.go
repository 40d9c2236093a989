package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// OwnAccount is a member of staff's own account.
type OwnAccount struct {
	Account
	Email string `json:"email,omitempty" doc:"Shown to nobody else. Missing: none"`
}

// EmailChange is a new address of one's own.
type EmailChange struct {
	Email    string `json:"email" minLength:"3" maxLength:"254"`
	Language string `json:"language" enum:"en,es" doc:"Of the letter"`
}

// EmailConfirmation carries the token of the link that a new address was sent.
type EmailConfirmation struct {
	Token    meeting.Token `json:"token" minLength:"1" maxLength:"128" doc:"From the fragment of the link"`
	Language string        `json:"language" enum:"en,es" doc:"Of the letter to the address before"`
}

type (
	ownAccountOutput struct{ Body OwnAccount }
	emailChangeInput struct {
		Body EmailChange
	}
	emailConfirmationInput struct{ Body EmailConfirmation }
)

func (a *API) accountRoutes(h huma.API, attempts huma.Middlewares) {
	tags := []string{"account"}
	handle(a, h, huma.Operation{
		OperationID: "account", Method: http.MethodGet, Path: "/api/account", Tags: tags, Security: staffOnly,
		Summary: "One's own account",
	}, a.ownAccount)
	handle(a, h, huma.Operation{
		OperationID: "change-email", Method: http.MethodPost, Path: "/api/account/email", Tags: tags, Security: staffOnly,
		DefaultStatus: http.StatusAccepted, Summary: "Ask to change one's address",
		Description: "A link goes to the new address; it counts once the link is used, within an hour. 422 no_mail.",
	}, a.changeEmail)
	handle(a, h, huma.Operation{
		OperationID: "confirm-email", Method: http.MethodPost, Path: "/api/account/email/confirm", Tags: tags, Middlewares: attempts,
		Summary: "Confirm a new address", Description: "Also where nobody is signed in. 410 too_slow, 409 email_taken.",
	}, a.confirmEmail)
}

func (a *API) ownAccount(ctx context.Context, in *sessionInput) (*ownAccountOutput, error) {
	by, _, err := a.cfg.Meetings.Authenticate(ctx, in.Session)
	if err != nil {
		return nil, err
	}
	email, err := a.cfg.Meetings.Email(ctx, by.ID)
	if err != nil {
		return nil, err
	}
	return &ownAccountOutput{Body: OwnAccount{Account: accountOf(by), Email: string(email)}}, nil
}

func (a *API) changeEmail(ctx context.Context, in *emailChangeInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	to, err := meeting.CleanEmail("email", in.Body.Email)
	if err != nil {
		return nil, err
	}
	if err := a.maySend(by, to); err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.AskEmailChange(ctx, by, to, in.Body.Language)
}

func (a *API) confirmEmail(ctx context.Context, in *emailConfirmationInput) (*struct{}, error) {
	_, before, err := a.cfg.Meetings.ConfirmEmail(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	a.later(ctx, "tell of a new address", func(ctx context.Context) error {
		return a.cfg.Meetings.TellOfEmailChange(ctx, before, in.Body.Language)
	})
	return nil, nil
}
