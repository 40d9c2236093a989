package meeting

import (
	"context"
	"time"

	"warmroom/fault"
)

// Provider is an organisation's own place to sign in, elsewhere. Package
// identity speaks OpenID Connect with it.
type Provider interface {
	// Ask begins signing in; Options is the address to send the browser to.
	// Kind: Unavailable "provider" when the provider can't be reached.
	Ask(ctx context.Context) (Question, error)
	// Answered checks what the browser brought back and returns the address
	// that the provider vouches for. Kind: Unavailable "provider"; other
	// errors have no kind and hold nothing of the person.
	Answered(ctx context.Context, state string, a ProviderAnswer) (Email, error)
}

// ProviderAnswer is what a browser brings back from the provider.
type ProviderAnswer struct {
	State string
	Code  Token
}

// ProviderLife is how long somebody may take at the provider.
const ProviderLife = 10 * time.Minute

// Faults of signing in elsewhere.
var (
	errNoProvider = fault.New(fault.Unsupported, "no_provider", "This server has no other place to sign in.")
	errProvider   = fault.New(fault.Unauthenticated, "provider", "Signing in there did not work. Please try again, or use a link.")
	errNoAccount  = fault.New(fault.Unauthenticated, "no_account", "There is no account here for the address you signed in with. Please ask the person who runs your programme.")
)

// AskProvider begins signing in elsewhere. The browser keeps the token to
// itself, so that nobody can hand it the end of what they began. Kinds:
// Unsupported, Unavailable.
func (s *Service) AskProvider(ctx context.Context) (Asked, error) {
	if s.tools.Provider == nil {
		return Asked{}, errNoProvider
	}
	q, err := s.tools.Provider.Ask(ctx)
	if err != nil {
		return Asked{}, fault.Wrap(err, "ask the provider")
	}
	asked := Asked{Token: NewToken(), Options: q.Options}
	err = s.ask(ctx, s.store, Ceremony{Kind: UseProvider, State: q.State, ExpiresAt: s.now().Add(ProviderLife)}, asked.Token)
	return asked, fault.Wrap(err, "ask the provider")
}

// SignInByProvider signs in the account that has the address the provider
// vouches for; it never makes one. Kinds: Unsupported, Unavailable, Gone
// "too_slow", Unauthenticated "provider" or "no_account".
func (s *Service) SignInByProvider(ctx context.Context, token Token, a ProviderAnswer) (SignIn, error) {
	if s.tools.Provider == nil {
		return SignIn{}, errNoProvider
	}
	c, err := s.answered(ctx, UseProvider, token)
	if err != nil {
		return SignIn{}, fault.Wrap(err, "sign in by provider")
	}
	email, err := s.tools.Provider.Answered(ctx, c.State, a)
	if err != nil {
		if fault.KindOf(err) != fault.Unavailable {
			err = errProvider.Because(err)
		}
		return SignIn{}, fault.Wrap(err, "sign in by provider")
	}
	var in SignIn
	err = s.store.InTx(ctx, func(tx Store) error {
		a, err := tx.AccountByEmail(ctx, email)
		if fault.KindOf(err) == fault.NotFound {
			return errNoAccount
		}
		if err == nil {
			in, err = s.begin(ctx, tx, a.ID)
		}
		return err
	})
	return in, fault.Wrap(err, "sign in by provider")
}
