package meeting

import (
	"context"
	"log/slog"
	"time"
)

// Tools are what some use cases need of the world outside. Each may be nil:
// the use cases then say that there is none.
type Tools struct {
	Post     Post
	Passkeys Passkeys
	Provider Provider
	Caller   Caller
}

// With returns the same use cases with tools.
func (s *Service) With(t Tools) *Service {
	equipped := *s
	equipped.tools = t
	return &equipped
}

// HasPost reports whether letters can be sent.
func (s *Service) HasPost() bool { return s.tools.Post != nil }

// Post carries letters. Package mail does, over SMTP; an
// installation without SMTP shows them on the operator's terminal instead.
type Post interface {
	// Send returns when the letter is handed over. Its errors hold no address.
	Send(ctx context.Context, l Letter) error
}

// Letter is a message to one member of staff, to somebody who asked to be
// reminded, or to a participant who asked for their receipt. What it says depends on its kind, and on times: no name of a
// person, a group or an organisation is in it, as it shows on locked screens.
type Letter struct {
	To       Email
	For      string // whose account it is about, for an operator's eyes only
	Kind     LetterKind
	Language string        // "en" or "es"
	Token    Token         // of the link in it; empty for kinds without one
	Holds    time.Duration // how long the link does

	// Of letters about a meeting: when it starts, and was to start before.
	At, Was time.Time
	Zone    string // in which these are said
}

// LogValue is the kind alone.
func (l Letter) LogValue() slog.Value { return slog.StringValue(string(l.Kind)) }

// LetterKind says what a letter is about.
type LetterKind string

// The kinds of letters.
const (
	LetterSignIn       LetterKind = "sign_in"       // a link that signs in
	LetterConfirmEmail LetterKind = "confirm_email" // a link that confirms a new address
	LetterEmailChanged LetterKind = "email_changed" // to the old address
	LetterPasskeyAdded LetterKind = "passkey_added"
	LetterStaffInvite  LetterKind = "staff_invite" // a link that makes an account
	LetterReceipt      LetterKind = "receipt"      // a participant's receipt, in a link
	LetterAppeal       LetterKind = "appeal"       // to who may decide it
	LetterUnled        LetterKind = "unled"        // to managers: nobody led a meeting any more

	LetterConfirmReminder LetterKind = "confirm_reminder" // a link that gives consent
	LetterReminder        LetterKind = "reminder"
	LetterCalledOff       LetterKind = "called_off"
	LetterMoved           LetterKind = "moved"
	LetterBackOn          LetterKind = "back_on"
)

// tell writes a letter without a link, if there is post and an address.
func (s *Service) tell(ctx context.Context, to Email, what LetterKind, language string) error {
	if s.tools.Post == nil || to == "" {
		return nil
	}
	return s.tools.Post.Send(ctx, Letter{To: to, Kind: what, Language: language})
}
