package meeting

import (
	"context"
	"time"
)

// SessionLife is how long a staff session lasts from sign-in.
const SessionLife = 30 * 24 * time.Hour

// SignIn is a fresh session of an account.
type SignIn struct {
	Token   Token // for the cookie; only its hash is stored
	Session Session
	Account Account
	Meeting ID // where the link leads; empty: the staff page
}

// CreateSignInLink makes a link that signs an account in, once, within ttl
// (1 minute to 7 days). It is for the operator of the installation and asks
// nobody. Kinds: NotFound for an unknown account or meeting, Invalid.
func (s *Service) CreateSignInLink(ctx context.Context, a AccountID, m ID, ttl time.Duration) (Token, error) {
	panic("contract")
}

// Redeem turns the token of a sign-in link into a session; of two at once, one
// wins. Kinds: NotFound for an unknown link, Gone "link_used" or
// "link_expired", Unauthenticated for an account that was disabled.
func (s *Service) Redeem(ctx context.Context, link Token) (SignIn, error) { panic("contract") }

// Authenticate returns who a session cookie belongs to. Kind: Unauthenticated
// for a missing, unknown or expired session or a disabled account.
func (s *Service) Authenticate(ctx context.Context, session Token) (Account, Session, error) {
	panic("contract")
}

// SignOut ends the session of a cookie; one that is over already is no error.
func (s *Service) SignOut(ctx context.Context, session Token) error { panic("contract") }

// Sessions lists an account's own sessions, newest first.
func (s *Service) Sessions(ctx context.Context, by AccountID) ([]Session, error) { panic("contract") }

// RevokeSession ends one of an account's own sessions. Kind: NotFound.
func (s *Service) RevokeSession(ctx context.Context, by AccountID, id SessionID) error {
	panic("contract")
}
