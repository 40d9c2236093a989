package main

import (
	"errors"
	"fmt"
	"net/url"

	"warmroom/identity"
	"warmroom/meeting"
)

// OIDCConfig says where an organisation's people sign in, if it has a place
// of its own.
type OIDCConfig struct {
	Issuer       string `name:"oidc-issuer" env:"WARMROOM_OIDC_ISSUER" placeholder:"URL" help:"Let staff sign in at your own OpenID Connect provider as well. Their account needs the address the provider vouches for."`
	ClientID     string `name:"oidc-client-id" env:"WARMROOM_OIDC_CLIENT_ID" placeholder:"ID" help:"What the provider calls this server."`
	ClientSecret string `name:"oidc-client-secret" env:"WARMROOM_OIDC_CLIENT_SECRET" placeholder:"SECRET" help:"What the provider knows this server by."`
	Name         string `name:"oidc-name" env:"WARMROOM_OIDC_NAME" placeholder:"NAME" help:"What the button says after 'Sign in with', such as the name of your organisation."`
}

// providerPage is where people come back to.
const providerPage = "/staff/provider"

// validate checks the options of the provider.
func (c *OIDCConfig) validate() error {
	if *c == (OIDCConfig{}) {
		return nil
	}
	u, err := url.Parse(c.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return fmt.Errorf("WARMROOM_OIDC_ISSUER: %q is not the address of a provider. Write such as https://login.example.org", c.Issuer)
	}
	if c.ClientID == "" || c.ClientSecret == "" || c.Name == "" {
		return errors.New("WARMROOM_OIDC_ISSUER goes together with WARMROOM_OIDC_CLIENT_ID, WARMROOM_OIDC_CLIENT_SECRET and WARMROOM_OIDC_NAME. Set all of them")
	}
	return nil
}

// openProvider returns the organisation's own place to sign in, nil for none.
func (a *App) openProvider() meeting.Provider {
	c := a.cfg.OIDC
	if c.Issuer == "" {
		return nil
	}
	return identity.NewProvider(identity.ProviderConfig{
		Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret,
		Redirect: func() string { return a.URL() + providerPage },
	})
}
