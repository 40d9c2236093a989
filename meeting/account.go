package meeting

import (
	"context"
	"errors"
	"time"

	"warmroom/fault"
)

// EmailChangeLife is how long a new address may take to be confirmed.
const EmailChangeLife = time.Hour

// Email returns an account's own address, "" for none.
func (s *Service) Email(ctx context.Context, by AccountID) (Email, error) {
	e, err := s.store.Email(ctx, by)
	return e, fault.Wrap(err, "read address")
}

// AskEmailChange writes to a new address; it becomes the account's own when
// the link in the letter is used. Whether another account has it stays hidden
// until then. Kinds: Unauthenticated, Unsupported "no_mail", Invalid for the
// language, those of Post.
func (s *Service) AskEmailChange(ctx context.Context, by AccountID, to Email, language string) error {
	if err := first(s.canSend(), oneOf("language", language, "en", "es")); err != nil {
		return err
	}
	token := NewToken()
	var name string
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		name = who.account.Name
		c := Ceremony{Kind: ChangeEmail, Account: by, State: string(to), ExpiresAt: s.now().Add(EmailChangeLife)}
		return s.ask(ctx, tx, c, token)
	})
	if err == nil {
		err = s.tools.Post.Send(ctx, Letter{
			To: to, For: name, Kind: LetterConfirmEmail, Language: language, Token: token, Holds: EmailChangeLife,
		})
	}
	return fault.Wrap(err, "ask to change address")
}

// ConfirmEmail gives an account the address that a link was sent to, and
// returns the account and the address it had before. Kinds: Gone "too_slow"
// for a link that is over or was used, Conflict "email_taken" when another
// account has the address, Unauthenticated for a disabled account.
func (s *Service) ConfirmEmail(ctx context.Context, link Token) (AccountID, Email, error) {
	c, err := s.answered(ctx, ChangeEmail, link)
	if err != nil {
		return "", "", fault.Wrap(err, "confirm address")
	}
	var before Email
	err = s.store.InTx(ctx, func(tx Store) error {
		if _, err := readStaff(ctx, tx, c.Account); err != nil {
			return err
		}
		var err error
		if before, err = tx.Email(ctx, c.Account); err != nil {
			return err
		}
		return tx.SetEmail(ctx, c.Account, Email(c.State))
	})
	if errors.Is(err, errExists) {
		err = errEmailTaken.Because(err)
	}
	return c.Account, before, fault.Wrap(err, "confirm address")
}

// TellOfEmailChange writes to the address that an account had before, if any.
// Kinds: those of Post.
func (s *Service) TellOfEmailChange(ctx context.Context, before Email, language string) error {
	return fault.Wrap(s.tell(ctx, before, LetterEmailChanged, language), "tell of a new address")
}
