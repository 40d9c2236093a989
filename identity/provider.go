package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"warmroom/fault"
	"warmroom/meeting"
)

// ProviderConfig says where an organisation's people sign in.
type ProviderConfig struct {
	Issuer       string // its address, as in its discovery document
	ClientID     string
	ClientSecret string
	// Redirect returns the address of our page that people come back to.
	Redirect func() string
}

// Provider speaks OpenID Connect with one issuer: authorization code with
// PKCE. What the issuer says of itself is asked for when it is first needed,
// so that a provider which is away keeps nobody from starting.
type Provider struct {
	cfg    ProviderConfig
	client *http.Client

	gate  chan struct{} // holds one, who may read and set known
	known *issuer
}

var _ meeting.Provider = (*Provider)(nil)

// issuer is what discovery told.
type issuer struct {
	provider *oidc.Provider
	fragment bool // it can answer in the fragment, which reaches no log
}

// providerWithin bounds each request to the provider.
const providerWithin = 10 * time.Second

var errAway = fault.New(fault.Unavailable, "provider", "The other place to sign in can't be reached right now. Please use a link.")

// NewProvider returns a Provider; nothing is asked of it yet.
func NewProvider(cfg ProviderConfig) *Provider {
	return &Provider{cfg: cfg, client: &http.Client{Timeout: providerWithin}, gate: make(chan struct{}, 1)}
}

// asked is what has to be remembered until the answer.
type asked struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// Ask implements meeting.Provider.
func (p *Provider) Ask(ctx context.Context) (meeting.Question, error) {
	i, err := p.discover(ctx)
	if err != nil {
		return meeting.Question{}, err
	}
	a := asked{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	state, err := json.Marshal(a)
	if err != nil {
		return meeting.Question{}, err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if i.fragment {
		options = append(options, oauth2.SetAuthURLParam("response_mode", "fragment"))
	}
	return meeting.Question{Options: p.flow(i).AuthCodeURL(a.State, options...), State: string(state)}, nil
}

// Answered implements meeting.Provider.
func (p *Provider) Answered(ctx context.Context, state string, got meeting.ProviderAnswer) (meeting.Email, error) {
	var a asked
	if err := json.Unmarshal([]byte(state), &a); err != nil {
		return "", fmt.Errorf("read the question: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(got.State), []byte(a.State)) != 1 {
		return "", errors.New("the answer is to another question")
	}
	i, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := p.flow(i).Exchange(ctx, string(got.Code), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return "", exchangeFault(err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return "", errors.New("the provider gave no id token")
	}
	token, err := i.provider.Verifier(&oidc.Config{ClientID: p.cfg.ClientID}).Verify(ctx, raw)
	if err != nil {
		return "", errors.New("the id token does not hold") // the library's error quotes claims
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return "", errors.New("the id token is for another question")
	}
	return vouched(token)
}

// vouched is the address in an id token, if the provider says that it is its
// owner's.
func vouched(token *oidc.IDToken) (meeting.Email, error) {
	var claims struct {
		Email    string          `json:"email"`
		Verified json.RawMessage `json:"email_verified"` // some providers write "true" as text
	}
	if err := token.Claims(&claims); err != nil {
		return "", errors.New("the claims can't be read")
	}
	if v := string(claims.Verified); v != "true" && v != `"true"` {
		return "", errors.New("the provider does not vouch for the address")
	}
	return meeting.CleanEmail("email", claims.Email)
}

// exchangeFault tells a provider that refuses the code from one that is away.
// Its own words stay out of the log.
func exchangeFault(err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		if refused.Response != nil && refused.Response.StatusCode >= 500 {
			return errAway.Because(fmt.Errorf("it answered %d", refused.Response.StatusCode))
		}
		return fmt.Errorf("the provider refused the code: %s", refused.ErrorCode)
	}
	return errAway.Because(err)
}

// flow is how codes are asked for and exchanged.
func (p *Provider) flow(i *issuer) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, Endpoint: i.provider.Endpoint(),
		RedirectURL: p.cfg.Redirect(), Scopes: []string{oidc.ScopeOpenID, "email"},
	}
}

// discover returns what the issuer says of itself, asking it once.
func (p *Provider) discover(ctx context.Context) (*issuer, error) {
	select {
	case p.gate <- struct{}{}:
		defer func() { <-p.gate }()
	case <-ctx.Done():
		return nil, errAway.Because(ctx.Err())
	}
	if p.known != nil {
		return p.known, nil
	}
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.cfg.Issuer)
	if err != nil {
		return nil, errAway.Because(err)
	}
	var more struct {
		Modes []string `json:"response_modes_supported"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, errAway.Because(err)
	}
	p.known = &issuer{provider: provider, fragment: slices.Contains(more.Modes, "fragment")}
	return p.known, nil
}
