package meeting

import (
	"context"
	"time"

	"warmroom/fault"
)

// Passkey lets an account sign in with a device that proves who it is: the key
// stays in the device, and works at this server's address alone.
type Passkey struct {
	ID         PasskeyID
	Account    AccountID
	Name       string // chosen by its owner, "my phone"; at most 60 characters
	Credential string // the device's own id of it
	Record     string // what Passkeys keeps to check its answers; stored encrypted
	CreatedAt  time.Time
	UsedAt     time.Time // zero until then
}

// PasskeyID is a ULID as text, as the other identifiers.
type PasskeyID string

// Passkeys speaks WebAuthn with browsers. Package identity does. Origin is
// that of the page, "https://rooms.example.org".
type Passkeys interface {
	// Create begins a passkey for an account that has others already.
	Create(origin string, a Account, has []Passkey) (Question, error)
	// Created checks the answer and returns the credential and the record of
	// the new passkey. Its errors have no kind.
	Created(origin string, a Account, state, answer string) (Passkey, error)
	// SignIn begins signing in with whichever passkey the person picks.
	SignIn(origin string) (Question, error)
	// SignedIn checks the answer and returns the passkey it was made with, its
	// record brought up to date. find looks for one by its credential; its
	// errors come back as they are, others have no kind.
	SignedIn(origin, state, answer string, find func(credential string) (Passkey, error)) (Passkey, error)
}

// Question is what a browser is asked, as JSON, and what is needed to check
// its answer.
type Question struct {
	Options string
	State   string
}

// Limits of passkeys.
const (
	QuestionLife = 5 * time.Minute // from the question to its answer
	MaxPasskeys  = 20              // of one account
)

// Faults of passkeys.
var (
	errNoPasskeys   = fault.New(fault.Unsupported, "no_passkeys", "This server has no passkeys.")
	errPasskey      = fault.New(fault.Unauthenticated, "passkey", "That passkey does not open an account here. Please sign in with a link.")
	errNewPasskey   = fault.New(fault.Invalid, "new_passkey", "The device did not make a passkey. Please try again.")
	errManyPasskeys = fault.New(fault.Conflict, "many_passkeys", "There are as many passkeys as an account can have. Please remove one first.")
)

// HasPasskeys reports whether this server speaks with passkeys.
func (s *Service) HasPasskeys() bool { return s.tools.Passkeys != nil }

// AskForPasskey begins a new passkey of an account. Kinds: Unauthenticated,
// Unsupported, Conflict "many_passkeys".
func (s *Service) AskForPasskey(ctx context.Context, by AccountID, origin string) (Asked, error) {
	if s.tools.Passkeys == nil {
		return Asked{}, errNoPasskeys
	}
	asked := Asked{Token: NewToken()}
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		has, err := tx.Passkeys(ctx, by)
		if err != nil {
			return err
		}
		if len(has) >= MaxPasskeys {
			return errManyPasskeys
		}
		q, err := s.tools.Passkeys.Create(origin, who.account, has)
		if err != nil {
			return err
		}
		asked.Options = q.Options
		return s.ask(ctx, tx, Ceremony{Kind: CreatePasskey, Account: by, State: q.State, ExpiresAt: s.now().Add(QuestionLife)}, asked.Token)
	})
	return asked, fault.Wrap(err, "begin a passkey")
}

// AddPasskey keeps the passkey that a browser made. Kinds: Unauthenticated,
// Unsupported, Invalid for the name or "new_passkey", Gone "too_slow",
// Conflict "many_passkeys" or "exists".
func (s *Service) AddPasskey(ctx context.Context, by AccountID, origin string, token Token, answer, name string) (Passkey, error) {
	if s.tools.Passkeys == nil {
		return Passkey{}, errNoPasskeys
	}
	name, err := line("name", name, 1, 60)
	if err != nil {
		return Passkey{}, err
	}
	c, err := s.answered(ctx, CreatePasskey, token)
	if err == nil && c.Account != by {
		err = errTooSlow
	}
	if err != nil {
		return Passkey{}, fault.Wrap(err, "add passkey")
	}
	var made Passkey
	err = s.store.InTx(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		made, err = s.tools.Passkeys.Created(origin, who.account, c.State, answer)
		if err != nil {
			return errNewPasskey.Because(err)
		}
		switch has, err := tx.Passkeys(ctx, by); {
		case err != nil:
			return err
		case len(has) >= MaxPasskeys:
			return errManyPasskeys
		}
		now := s.now()
		made.ID, made.Account, made.Name, made.CreatedAt = newID[PasskeyID](now), by, name, now
		return tx.AddPasskey(ctx, made)
	})
	return made, fault.Wrap(err, "add passkey")
}

// TellOfPasskey writes to the owner of an account, if they have an address,
// that a passkey was added. Kinds: those of Post.
func (s *Service) TellOfPasskey(ctx context.Context, a AccountID, language string) error {
	to, err := s.store.Email(ctx, a)
	if err == nil {
		err = s.tell(ctx, to, LetterPasskeyAdded, language)
	}
	return fault.Wrap(err, "tell of a new passkey")
}

// AskForSignIn begins signing in with a passkey. Kind: Unsupported.
func (s *Service) AskForSignIn(ctx context.Context, origin string) (Asked, error) {
	if s.tools.Passkeys == nil {
		return Asked{}, errNoPasskeys
	}
	q, err := s.tools.Passkeys.SignIn(origin)
	if err != nil {
		return Asked{}, fault.Wrap(err, "begin sign-in")
	}
	asked := Asked{Token: NewToken(), Options: q.Options}
	err = s.ask(ctx, s.store, Ceremony{Kind: UsePasskey, State: q.State, ExpiresAt: s.now().Add(QuestionLife)}, asked.Token)
	return asked, fault.Wrap(err, "begin sign-in")
}

// SignInByPasskey signs in with what a browser answered. Kinds: Unsupported,
// Gone "too_slow", Unauthenticated "passkey" for whatever else is wrong with
// it, and for the passkey of an account that was disabled.
func (s *Service) SignInByPasskey(ctx context.Context, origin string, token Token, answer string) (SignIn, error) {
	if s.tools.Passkeys == nil {
		return SignIn{}, errNoPasskeys
	}
	c, err := s.answered(ctx, UsePasskey, token)
	if err != nil {
		return SignIn{}, fault.Wrap(err, "sign in by passkey")
	}
	used, err := s.tools.Passkeys.SignedIn(origin, c.State, answer, func(credential string) (Passkey, error) {
		p, err := s.store.PasskeyByCredential(ctx, credential)
		if fault.KindOf(err) == fault.NotFound {
			err = errPasskey
		}
		return p, err
	})
	if err != nil {
		if fault.KindOf(err) != fault.Unavailable {
			err = errPasskey.Because(err)
		}
		return SignIn{}, fault.Wrap(err, "sign in by passkey")
	}
	var in SignIn
	err = s.store.InTx(ctx, func(tx Store) error {
		used.UsedAt = s.now()
		err := tx.UsePasskey(ctx, used)
		if err == nil {
			in, err = s.begin(ctx, tx, used.Account)
		}
		if k := fault.KindOf(err); k == fault.NotFound || k == fault.Unauthenticated { // removed meanwhile, or disabled
			err = errPasskey.Because(err)
		}
		return err
	})
	return in, fault.Wrap(err, "sign in by passkey")
}

// Passkeys lists an account's own passkeys, newest first.
func (s *Service) Passkeys(ctx context.Context, by AccountID) ([]Passkey, error) {
	all, err := s.store.Passkeys(ctx, by)
	return all, fault.Wrap(err, "list passkeys")
}

// RenamePasskey gives one of an account's own passkeys another name. Kinds:
// NotFound, Invalid.
func (s *Service) RenamePasskey(ctx context.Context, by AccountID, id PasskeyID, name string) error {
	name, err := line("name", name, 1, 60)
	if err == nil {
		err = s.store.RenamePasskey(ctx, by, id, name)
	}
	return fault.Wrap(err, "rename passkey")
}

// RemovePasskey makes one of an account's own passkeys open nothing. Sessions
// it opened go on; they are listed and ended by themselves. Kind: NotFound.
func (s *Service) RemovePasskey(ctx context.Context, by AccountID, id PasskeyID) error {
	return fault.Wrap(s.store.DeletePasskey(ctx, by, id), "remove passkey")
}
