package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// APIToken is a token of a program as managers see it.
type APIToken struct {
	ID        meeting.APITokenID `json:"id"`
	Name      string             `json:"name"`
	Scopes    []meeting.Scope    `json:"scopes" enum:"read,groups,schedule,invites,staff,review,counts,webhooks"`
	Maker     string             `json:"maker" doc:"The name of the manager in whose name it asks"`
	CreatedAt time.Time          `json:"created_at"`
	ExpiresAt time.Time          `json:"expires_at"`
	UsedOn    *time.Time         `json:"used_on,omitempty" doc:"The day, in UTC. Missing: never"`
}

// NewAPIToken is what a manager says of a new token.
type NewAPIToken struct {
	Name   string          `json:"name" minLength:"1" maxLength:"80" doc:"What it is for"`
	Scopes []meeting.Scope `json:"scopes" minItems:"1" maxItems:"8" enum:"read,groups,schedule,invites,staff,review,counts,webhooks" doc:"What it opens; the operations name their scope"`
	Days   int             `json:"days" minimum:"1" maximum:"366" doc:"How long it holds"`
}

// APITokenSecret is a new token. It is shown this once.
type APITokenSecret struct {
	ID        meeting.APITokenID `json:"id"`
	Token     string             `json:"token" doc:"For Authorization: Bearer"`
	ExpiresAt time.Time          `json:"expires_at"`
}

type (
	tokensOutput  struct{ Body []APIToken }
	newTokenInput struct {
		Body NewAPIToken
	}
	tokenSecretOutput struct{ Body APITokenSecret }
	tokenInput        struct {
		ID meeting.APITokenID `path:"id" maxLength:"40"`
	}
)

func (a *API) tokenRoutes(h huma.API) {
	tags := []string{"tokens"}
	handle(a, h, huma.Operation{
		OperationID: "tokens", Method: http.MethodGet, Path: "/api/tokens", Tags: tags, Security: staffOnly,
		Summary: "The tokens of programs, newest first", Description: "Managers only.",
	}, a.tokens)
	handle(a, h, huma.Operation{
		OperationID: "create-token", Method: http.MethodPost, Path: "/api/tokens", Tags: tags, Security: staffOnly,
		DefaultStatus: http.StatusCreated, Summary: "Make a token for a program",
		Description: "Managers only. The answer holds the token, the only time it is known. It never opens more than its maker may do, and ends with their account. 409 many_tokens.",
	}, a.createToken)
	handle(a, h, huma.Operation{
		OperationID: "revoke-token", Method: http.MethodDelete, Path: "/api/tokens/{id}", Tags: tags, Security: staffOnly,
		Summary: "End a token at once", Description: "Managers only, also those who did not make it.",
	}, a.revokeToken)
}

func (a *API) tokens(ctx context.Context, _ *struct{}) (*tokensOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.APITokens(ctx, by)
	if err != nil {
		return nil, err
	}
	return &tokensOutput{Body: listOf(list, func(t meeting.APITokenShown) APIToken {
		return APIToken{
			ID: t.ID, Name: t.Name, Scopes: t.Scopes, Maker: t.Maker, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, UsedOn: instant(t.UsedOn),
		}
	})}, nil
}

func (a *API) createToken(ctx context.Context, in *newTokenInput) (*tokenSecretOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	made, token, err := a.cfg.Meetings.CreateAPIToken(ctx, by, meeting.APITokenSettings{Name: in.Body.Name, Scopes: in.Body.Scopes, Days: in.Body.Days})
	if err != nil {
		return nil, err
	}
	return &tokenSecretOutput{Body: APITokenSecret{ID: made.ID, Token: string(token), ExpiresAt: made.ExpiresAt}}, nil
}

func (a *API) revokeToken(ctx context.Context, in *tokenInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.RevokeAPIToken(ctx, by, in.ID)
}
