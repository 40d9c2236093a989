package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// Passkey is a way of one's own to sign in with a device.
type Passkey struct {
	ID        meeting.PasskeyID `json:"id"`
	Name      string            `json:"name"`
	CreatedAt time.Time         `json:"created_at"`
	UsedAt    *time.Time        `json:"used_at,omitempty" doc:"Missing: never yet"`
}

// PasskeyQuestion is what a page is to ask the browser.
type PasskeyQuestion struct {
	Ceremony meeting.Token `json:"ceremony" doc:"To send back with the answer, once, within five minutes"`
	Options  string        `json:"options" doc:"JSON text: PublicKeyCredentialCreationOptionsJSON or PublicKeyCredentialRequestOptionsJSON (WebAuthn level 3)"`
}

// PasskeyAnswer is what the browser answered.
type PasskeyAnswer struct {
	Ceremony   meeting.Token `json:"ceremony" minLength:"1" maxLength:"128"`
	Credential string        `json:"credential" minLength:"2" maxLength:"32768" doc:"JSON text: the answer's toJSON (WebAuthn level 3)"`
}

// NewPasskey is the answer that makes a passkey.
type NewPasskey struct {
	PasskeyAnswer
	Name     string `json:"name" minLength:"1" maxLength:"60" doc:"For its owner, such as 'my phone'"`
	Language string `json:"language" enum:"en,es" doc:"Of the letter that tells the owner of the account"`
}

// PasskeyName is another name for a passkey.
type PasskeyName struct {
	Name string `json:"name" minLength:"1" maxLength:"60"`
}

// PasskeyInput is what every operation on one passkey takes.
type PasskeyInput struct {
	ID meeting.PasskeyID `path:"id" maxLength:"40"`
}

type (
	passkeyQuestionInput struct {
		OriginInput
	}
	passkeyQuestionOutput struct{ Body PasskeyQuestion }
	newPasskeyInput       struct {
		OriginInput
		Body NewPasskey
	}
	passkeyNameInput struct {
		PasskeyInput
		Body PasskeyName
	}
	passkeyOutput      struct{ Body Passkey }
	passkeysOutput     struct{ Body []Passkey }
	passkeySignInInput struct {
		StaffInput
		OriginInput
		Body PasskeyAnswer
	}
)

func (a *API) passkeyRoutes(h huma.API, attempts huma.Middlewares) {
	tags := []string{"session"}
	handle(a, h, huma.Operation{
		OperationID: "passkeys", Method: http.MethodGet, Path: "/api/passkeys", Tags: tags, Security: staffOnly,
		Summary: "One's own passkeys, newest first",
	}, a.passkeys)
	handle(a, h, huma.Operation{
		OperationID: "begin-passkey", Method: http.MethodPost, Path: "/api/passkeys/options", Tags: tags, Security: staffOnly,
		Summary: "Begin a passkey", Description: "409 many_passkeys.",
	}, a.beginPasskey)
	handle(a, h, huma.Operation{
		OperationID: "add-passkey", Method: http.MethodPost, Path: "/api/passkeys", Tags: tags, Security: staffOnly,
		DefaultStatus: http.StatusCreated, Summary: "Keep the passkey that the browser made",
		Description: "410 too_slow, 422 new_passkey. A letter tells the owner of the account.",
	}, a.addPasskey)
	handle(a, h, huma.Operation{
		OperationID: "rename-passkey", Method: http.MethodPatch, Path: "/api/passkeys/{id}", Tags: tags, Security: staffOnly,
		Summary: "Give a passkey another name",
	}, a.renamePasskey)
	handle(a, h, huma.Operation{
		OperationID: "remove-passkey", Method: http.MethodDelete, Path: "/api/passkeys/{id}", Tags: tags, Security: staffOnly,
		Summary: "Remove a passkey",
	}, a.removePasskey)
	handle(a, h, huma.Operation{
		OperationID: "begin-passkey-sign-in", Method: http.MethodPost, Path: "/api/sign-in/passkey/options", Tags: tags, Middlewares: attempts,
		Summary: "Begin signing in with a passkey",
	}, a.beginPasskeySignIn)
	handle(a, h, huma.Operation{
		OperationID: "passkey-sign-in", Method: http.MethodPost, Path: "/api/sign-in/passkey", Tags: tags, Middlewares: attempts,
		Summary: "Sign in with a passkey", Description: "Sets the session cookie. 401 passkey, 410 too_slow.",
	}, a.signInByPasskey)
}

func (a *API) passkeys(ctx context.Context, _ *struct{}) (*passkeysOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.cfg.Meetings.Passkeys(ctx, by)
	if err != nil {
		return nil, err
	}
	return &passkeysOutput{Body: listOf(all, passkeyOf)}, nil
}

func (a *API) beginPasskey(ctx context.Context, in *passkeyQuestionInput) (*passkeyQuestionOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return questionOf(a.cfg.Meetings.AskForPasskey(ctx, by, a.origin(in.OriginInput)))
}

func (a *API) addPasskey(ctx context.Context, in *newPasskeyInput) (*passkeyOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	made, err := a.cfg.Meetings.AddPasskey(ctx, by, a.origin(in.OriginInput), b.Ceremony, b.Credential, b.Name)
	if err != nil {
		return nil, err
	}
	a.later(ctx, "tell of a new passkey", func(ctx context.Context) error {
		return a.cfg.Meetings.TellOfPasskey(ctx, by, b.Language)
	})
	return &passkeyOutput{Body: passkeyOf(made)}, nil
}

func (a *API) renamePasskey(ctx context.Context, in *passkeyNameInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.RenamePasskey(ctx, by, in.ID, in.Body.Name)
}

func (a *API) removePasskey(ctx context.Context, in *PasskeyInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.RemovePasskey(ctx, by, in.ID)
}

func (a *API) beginPasskeySignIn(ctx context.Context, in *OriginInput) (*passkeyQuestionOutput, error) {
	return questionOf(a.cfg.Meetings.AskForSignIn(ctx, a.origin(*in)))
}

func (a *API) signInByPasskey(ctx context.Context, in *passkeySignInInput) (*signInOutput, error) {
	s, err := a.cfg.Meetings.SignInByPasskey(ctx, a.origin(in.OriginInput), in.Body.Ceremony, in.Body.Credential)
	if err != nil {
		return nil, err
	}
	return a.welcome(ctx, in.Session, s), nil
}

func questionOf(q meeting.Asked, err error) (*passkeyQuestionOutput, error) {
	if err != nil {
		return nil, err
	}
	return &passkeyQuestionOutput{Body: PasskeyQuestion{Ceremony: q.Token, Options: q.Options}}, nil
}

func passkeyOf(p meeting.Passkey) Passkey {
	return Passkey{ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt, UsedAt: instant(p.UsedAt)}
}
