package meeting_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// tray is a post that keeps its letters.
type tray struct {
	letters []meeting.Letter
	broken  error
}

func (p *tray) Send(_ context.Context, l meeting.Letter) error {
	if p.broken == nil {
		p.letters = append(p.letters, l)
	}
	return p.broken
}

// last is the letter that was sent last; want is its kind.
func (p *tray) last(t *testing.T, want meeting.LetterKind) meeting.Letter {
	t.Helper()
	if len(p.letters) == 0 || p.letters[len(p.letters)-1].Kind != want {
		t.Fatalf("letters = %+v, want one of kind %s at the end", p.letters, want)
	}
	return p.letters[len(p.letters)-1]
}

// withPost is a house with a tray for its letters.
func withPost(t *testing.T) (*house, *tray) {
	h, p := newHouse(t), &tray{}
	h.Service = h.With(meeting.Tools{Post: p})
	return h, p
}

const (
	anas meeting.Email = "ana@harbor.example"
	bens meeting.Email = "ben@harbor.example"
)

func TestLinkIsSentToAKnownAddressOnly(t *testing.T) {
	h, post := withPost(t)
	ctx := t.Context()
	if err := errors.Join(h.SetEmail(ctx, h.ana, anas), h.SendSignInLink(ctx, "nobody@harbor.example", "en")); err != nil {
		t.Fatal(err)
	}
	if len(post.letters) > 0 {
		t.Errorf("a stranger was sent %+v", post.letters)
	}
	if err := h.SendSignInLink(ctx, anas, "es"); err != nil {
		t.Fatal(err)
	}
	l := post.last(t, meeting.LetterSignIn)
	if l.To != anas || l.Language != "es" || l.Holds != meeting.LinkByMail {
		t.Errorf("sent %+v", l)
	}
	h.pass(meeting.LinkByMail - time.Second)
	if in := must(h.Redeem(ctx, l.Token))(t); in.Account.ID != h.ana {
		t.Errorf("signed in as %s", in.Account.ID)
	}
	if err := h.SendSignInLink(ctx, anas, "en"); err != nil {
		t.Fatal(err)
	}
	h.pass(meeting.LinkByMail)
	refused(t, "a link too late", failed(h.Redeem(ctx, post.last(t, meeting.LetterSignIn).Token)), fault.Gone, "link_expired")
	if err := h.DisableAccount(ctx, h.ana); err != nil {
		t.Fatal(err)
	}
	before := len(post.letters)
	if err := h.SendSignInLink(ctx, anas, "en"); err != nil || len(post.letters) != before {
		t.Errorf("a disabled account was sent a link, %v", err)
	}
	refused(t, "another language", h.SendSignInLink(ctx, anas, "fr"), fault.Invalid, "language")
	refused(t, "no post", newHouse(t).SendSignInLink(ctx, anas, "en"), fault.Unsupported, "no_mail")
}

func TestNewAddressCountsOnceItIsConfirmed(t *testing.T) {
	h, post := withPost(t)
	ctx := t.Context()
	if err := h.SetEmail(ctx, h.ana, anas); err != nil {
		t.Fatal(err)
	}
	const next meeting.Email = "a@home.example"
	if err := h.AskEmailChange(ctx, h.ana, next, "en"); err != nil {
		t.Fatal(err)
	}
	l := post.last(t, meeting.LetterConfirmEmail)
	if l.To != next || must(h.Email(ctx, h.ana))(t) != anas {
		t.Errorf("before the link is used: sent %+v", l)
	}
	who, before, err := h.ConfirmEmail(ctx, l.Token)
	if err != nil || who != h.ana || before != anas || must(h.Email(ctx, h.ana))(t) != next {
		t.Errorf("confirmed %s's, before %q, %v", who, string(before), err)
	}
	again := func(token meeting.Token) error { _, _, err := h.ConfirmEmail(ctx, token); return err }
	refused(t, "the link again", again(l.Token), fault.Gone, "too_slow")
	if err := h.TellOfEmailChange(ctx, before, "en"); err != nil || post.last(t, meeting.LetterEmailChanged).To != anas {
		t.Errorf("the address before was not told, %v", err)
	}

	// Somebody else's address is asked like any other, and refused in the end.
	if err := h.AskEmailChange(ctx, h.ben, next, "en"); err != nil {
		t.Fatal(err)
	}
	refused(t, "another's address", again(post.last(t, meeting.LetterConfirmEmail).Token), fault.Conflict, "email_taken")
	if err := h.AskEmailChange(ctx, h.ben, bens, "en"); err != nil {
		t.Fatal(err)
	}
	h.pass(meeting.EmailChangeLife)
	refused(t, "a link too late", again(post.last(t, meeting.LetterConfirmEmail).Token), fault.Gone, "too_slow")
	if err := h.AskEmailChange(ctx, h.ben, bens, "en"); err != nil {
		t.Fatal(err)
	}
	if err := h.DisableAccount(ctx, h.ben); err != nil {
		t.Fatal(err)
	}
	refused(t, "after the account was disabled", again(post.last(t, meeting.LetterConfirmEmail).Token), fault.Unauthenticated, "sign_in")
	refused(t, "no post", newHouse(t).AskEmailChange(ctx, h.ana, bens, "en"), fault.Unsupported, "no_mail")
}

func TestLetterThatCanNotBeSentIsSaid(t *testing.T) {
	h, post := withPost(t)
	ctx := t.Context()
	post.broken = fault.New(fault.Unavailable, "mail", "Not now.")
	refused(t, "a new address", h.AskEmailChange(ctx, h.ana, anas, "en"), fault.Unavailable, "mail")
	if err := h.SetEmail(ctx, h.ana, anas); err != nil {
		t.Fatal(err)
	}
	refused(t, "a link", h.SendSignInLink(ctx, anas, "en"), fault.Unavailable, "mail")
	refused(t, "word of a passkey", h.TellOfPasskey(ctx, h.ana, "en"), fault.Unavailable, "mail")
	if err := h.TellOfPasskey(ctx, h.ben, "en"); err != nil {
		t.Errorf("word of a passkey to nobody: %v", err)
	}
}
