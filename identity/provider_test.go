package identity_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/identity"
	"warmroom/identity/identitytest"
	"warmroom/meeting"
)

var anaThere = identitytest.Claims{"email": "Ana@Harbor.example", "email_verified": true}

func provider(i *identitytest.Issuer) *identity.Provider {
	return identity.NewProvider(identity.ProviderConfig{
		Issuer: i.URL, ClientID: identitytest.ClientID, ClientSecret: identitytest.ClientSecret,
		Redirect: func() string { return here + "/staff/provider" },
	})
}

// goes signs in at the provider and brings back what it says.
func goes(t *testing.T, p *identity.Provider, i *identitytest.Issuer) (meeting.Email, error) {
	t.Helper()
	q, err := p.Ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	state, code := i.Visit(t, q.Options)
	return p.Answered(t.Context(), q.State, meeting.ProviderAnswer{State: state, Code: meeting.Token(code)})
}

func TestProviderVouchesForAnAddress(t *testing.T) {
	for _, verified := range []any{true, "true"} {
		i := identitytest.StartIssuer(t, identitytest.Claims{"email": "Ana@Harbor.example", "email_verified": verified})
		if got, err := goes(t, provider(i), i); err != nil || got != "ana@harbor.example" {
			t.Errorf("verified %v: %q, %v", verified, string(got), err)
		}
	}
}

func TestWhereTheBrowserIsSent(t *testing.T) {
	for mode, want := range map[string]string{"fragment": "fragment", "query": ""} {
		q, err := provider(identitytest.StartIssuer(t, anaThere, mode)).Ask(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(q.Options)
		if err != nil {
			t.Fatal(err)
		}
		v := u.Query()
		if v.Get("redirect_uri") != here+"/staff/provider" || v.Get("scope") != "openid email" || v.Get("response_mode") != want {
			t.Errorf("sent to %s", q.Options)
		}
		if strings.Contains(q.Options, identitytest.ClientSecret) || !strings.Contains(q.State, v.Get("state")) {
			t.Error("the secret is in the address, or the state is not remembered")
		}
	}
}

func TestProviderThatDoesNotVouchIsNotBelieved(t *testing.T) {
	for what, claims := range map[string]identitytest.Claims{
		"an address nobody checked": {"email": "ana@harbor.example", "email_verified": false},
		"an address without word":   {"email": "ana@harbor.example"},
		"no address":                {"email_verified": true},
		"something else":            {"email": "ana", "email_verified": true},
		"another server's token":    {"email": "ana@harbor.example", "email_verified": true, "aud": "another"},
		"another issuer's token":    {"email": "ana@harbor.example", "email_verified": true, "iss": "https://evil.example"},
		"an old token":              {"email": "ana@harbor.example", "email_verified": true, "exp": time.Now().Add(-time.Hour).Unix()},
		"a token of another visit":  {"email": "ana@harbor.example", "email_verified": true, "nonce": "x"},
	} {
		i := identitytest.StartIssuer(t, claims)
		got, err := goes(t, provider(i), i)
		if err == nil {
			t.Errorf("%s was believed: %q", what, string(got))
		} else if strings.Contains(err.Error(), "harbor") {
			t.Errorf("%s: %q holds the address", what, err)
		}
	}
	forged := identitytest.StartIssuer(t, anaThere)
	forged.Forge(t)
	if _, err := goes(t, provider(forged), forged); err == nil {
		t.Error("a forged token was believed")
	}
}

func TestAnswerIsForTheVisitItEnds(t *testing.T) {
	i := identitytest.StartIssuer(t, anaThere)
	p := provider(i)
	mine, _ := p.Ask(t.Context())
	theirs, _ := p.Ask(t.Context())
	state, code := i.Visit(t, theirs.Options)
	answer := meeting.ProviderAnswer{State: state, Code: meeting.Token(code)}
	if _, err := p.Answered(t.Context(), mine.State, answer); err == nil {
		t.Error("the end of another's visit was taken")
	}
	myState, _ := i.Visit(t, mine.Options)
	if _, err := p.Answered(t.Context(), mine.State, meeting.ProviderAnswer{State: myState, Code: meeting.Token(code)}); err == nil {
		t.Error("another's code was taken")
	} else if strings.Contains(err.Error(), "harbor") {
		t.Errorf("%q holds what the provider said", err)
	}
	state, code = i.Visit(t, theirs.Options)
	answer = meeting.ProviderAnswer{State: state, Code: meeting.Token(code)}
	if _, err := p.Answered(t.Context(), theirs.State, answer); err != nil {
		t.Error(err)
	}
	if _, err := p.Answered(t.Context(), theirs.State, answer); err == nil {
		t.Error("a code was taken twice")
	}
}

func TestProviderThatIsAwayIsSaidAndComesBack(t *testing.T) {
	i := identitytest.StartIssuer(t, anaThere)
	p := provider(i)
	i.Down(true)
	_, err := p.Ask(t.Context())
	away(t, "at first", err)
	i.Down(false)
	q, err := p.Ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	state, code := i.Visit(t, q.Options)
	i.Down(true)
	_, err = p.Answered(t.Context(), q.State, meeting.ProviderAnswer{State: state, Code: meeting.Token(code)})
	away(t, "afterwards", err)
	gone := provider(&identitytest.Issuer{URL: "http://127.0.0.1:1"})
	_, err = gone.Ask(t.Context())
	away(t, "nobody there", err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = gone.Ask(ctx)
	away(t, "with a request that ended", err)
}

func away(t *testing.T, when string, err error) {
	t.Helper()
	if f := fault.Of(err); f == nil || f.Kind != fault.Unavailable || f.Reason != "provider" {
		t.Errorf("%s: %v", when, err)
	}
}
