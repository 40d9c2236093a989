package meeting

import (
	"context"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// SessionLife is how long a staff session lasts from sign-in.
const SessionLife = 30 * 24 * time.Hour

// LinkByMail is how long a link holds that somebody asked for by e-mail.
const LinkByMail = 15 * time.Minute

// seenEvery is how precisely a session knows when it was last used.
const seenEvery = time.Hour

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
	token := NewToken()
	err := s.store.InTx(ctx, func(tx Store) error {
		if ttl < time.Minute || ttl > 7*24*time.Hour {
			return fault.Field("ttl", "1 minute to 7 days")
		}
		if m != "" {
			if _, err := tx.Meeting(ctx, moderation.AnyRealm, m); err != nil {
				return err
			}
		}
		now := s.now()
		return tx.AddSignInLink(ctx, SignInLink{
			TokenHash: token.Hash(), Account: a, Meeting: m, CreatedAt: now, ExpiresAt: now.Add(ttl),
		})
	})
	return token, fault.Wrap(err, "create sign-in link")
}

// SendSignInLink sends a link to the owner of an address, and does nothing for
// an address that no account has. Its caller must not let anybody see which,
// nor how long it takes. Kinds: Invalid for the language, Unsupported
// "no_mail" where there is no post, those of Post.
func (s *Service) SendSignInLink(ctx context.Context, to Email, language string) error {
	if err := first(s.canSend(), oneOf("language", language, "en", "es")); err != nil {
		return err
	}
	a, err := s.store.AccountByEmail(ctx, to)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return fault.Wrap(err, "send sign-in link")
	}
	token, err := s.CreateSignInLink(ctx, a.ID, "", LinkByMail)
	if err != nil {
		return err
	}
	err = s.tools.Post.Send(ctx, Letter{To: to, For: a.Name, Kind: LetterSignIn, Language: language, Token: token, Holds: LinkByMail})
	return fault.Wrap(err, "send sign-in link")
}

// canSend returns nil where there is post.
func (s *Service) canSend() error {
	if s.tools.Post == nil {
		return errNoMail
	}
	return nil
}

// Redeem turns the token of a sign-in link into a session; of two at once, one
// wins. Kinds: NotFound for an unknown link, Gone "link_used" or
// "link_expired", Unauthenticated for an account that was disabled.
func (s *Service) Redeem(ctx context.Context, link Token) (SignIn, error) {
	var in SignIn
	err := s.store.InTx(ctx, func(tx Store) error {
		l, err := tx.UseSignInLink(ctx, link.Hash(), s.now())
		if err != nil {
			return err
		}
		in, err = s.begin(ctx, tx, l.Account)
		in.Meeting = l.Meeting
		return err
	})
	return in, fault.Wrap(err, "redeem sign-in link")
}

// begin starts a session of an account. Kind: Unauthenticated for one that was
// disabled.
func (s *Service) begin(ctx context.Context, tx Store, id AccountID) (SignIn, error) {
	who, err := readStaff(ctx, tx, id)
	if err != nil {
		return SignIn{}, err
	}
	now, token := s.now(), NewToken()
	in := SignIn{
		Token: token, Account: who.account,
		Session: Session{
			ID: newID[SessionID](now), TokenHash: token.Hash(), Account: id,
			CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(SessionLife),
		},
	}
	return in, tx.AddSession(ctx, in.Session)
}

// Authenticate returns who a session cookie belongs to. Kind: Unauthenticated
// for a missing, unknown or expired session or a disabled account.
func (s *Service) Authenticate(ctx context.Context, session Token) (Account, Session, error) {
	var (
		a    Account
		held Session
	)
	err := s.store.View(ctx, func(tx Store) error {
		var err error
		a, held, err = s.whose(ctx, tx, session)
		return err
	})
	if err != nil {
		return Account{}, Session{}, fault.Wrap(err, "authenticate")
	}
	if now := s.now(); now.Sub(held.SeenAt) >= seenEvery {
		held.SeenAt = now
		err = s.store.TouchSession(ctx, held.ID, now)
	}
	return a, held, fault.Wrap(err, "authenticate")
}

// whose returns the account a session token belongs to, or Unauthenticated.
func (s *Service) whose(ctx context.Context, tx Store, session Token) (Account, Session, error) {
	held, err := tx.SessionByToken(ctx, session.Hash())
	if fault.KindOf(err) == fault.NotFound || err == nil && !s.now().Before(held.ExpiresAt) {
		err = errSignIn
	}
	if err != nil {
		return Account{}, Session{}, err
	}
	who, err := readStaff(ctx, tx, held.Account)
	return who.account, held, err
}

// SignOut ends the session of a cookie; one that is over already is no error.
func (s *Service) SignOut(ctx context.Context, session Token) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		held, err := tx.SessionByToken(ctx, session.Hash())
		if err == nil {
			err = tx.DeleteSession(ctx, held.Account, held.ID)
		}
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		return err
	})
	return fault.Wrap(err, "sign out")
}

// Sessions lists an account's own sessions, newest first.
func (s *Service) Sessions(ctx context.Context, by AccountID) ([]Session, error) {
	held, err := s.store.Sessions(ctx, by)
	return held, fault.Wrap(err, "list sessions")
}

// RevokeSession ends one of an account's own sessions. Kind: NotFound.
func (s *Service) RevokeSession(ctx context.Context, by AccountID, id SessionID) error {
	return fault.Wrap(s.store.DeleteSession(ctx, by, id), "revoke session")
}
