package meeting_test

import (
	"sync"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

func TestLinkSignsInOnce(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	m := h.next().ID
	link := must(h.CreateSignInLink(ctx, h.ana, m, time.Hour))(t)
	in := must(h.Redeem(ctx, link))(t)
	if in.Account.ID != h.ana || in.Meeting != m || !in.Session.ExpiresAt.Equal(h.now().Add(meeting.SessionLife)) {
		t.Errorf("signed in as %s for %s until %v", in.Account.ID, in.Meeting, in.Session.ExpiresAt)
	}
	a, s, err := h.Authenticate(ctx, in.Token)
	if err != nil || a.ID != h.ana || s.ID != in.Session.ID {
		t.Errorf("the cookie belongs to %s, session %s, %v", a.ID, s.ID, err)
	}
	refused(t, "the link again", failed(h.Redeem(ctx, link)), fault.Gone, "link_used")
	refused(t, "a link that never was", failed(h.Redeem(ctx, "x")), fault.NotFound, "not_found")
	late := must(h.CreateSignInLink(ctx, h.ana, "", time.Hour))(t)
	h.pass(time.Hour)
	refused(t, "a link too late", failed(h.Redeem(ctx, late)), fault.Gone, "link_expired")
}

func TestTwoRedeemAtOnceAndOneWins(t *testing.T) {
	h := newHouse(t)
	link := must(h.CreateSignInLink(t.Context(), h.ana, "", time.Hour))(t)
	var (
		errs  [2]error
		both  sync.WaitGroup
		start = make(chan struct{})
	)
	for i := range errs {
		both.Go(func() {
			<-start
			errs[i] = failed(h.Redeem(t.Context(), link))
		})
	}
	close(start)
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("two at once: %v and %v", errs[0], errs[1])
	}
	for _, err := range errs {
		if err != nil {
			refused(t, "the one who lost", err, fault.Gone, "link_used")
		}
	}
	if all := must(h.Sessions(t.Context(), h.ana))(t); len(all) != 1 {
		t.Errorf("there are %d sessions, want 1", len(all))
	}
}

func TestSignInLinkLimits(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	refused(t, "too short", failed(h.CreateSignInLink(ctx, h.ana, "", time.Second)), fault.Invalid, "ttl")
	refused(t, "too long", failed(h.CreateSignInLink(ctx, h.ana, "", 8*24*time.Hour)), fault.Invalid, "ttl")
	refused(t, "nobody", failed(h.CreateSignInLink(ctx, "none", "", time.Hour)), fault.NotFound, "not_found")
	refused(t, "no meeting", failed(h.CreateSignInLink(ctx, h.ana, "none", time.Hour)), fault.NotFound, "not_found")
}

func TestSessionEnds(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	isOver := func(what string, token meeting.Token) {
		t.Helper()
		_, _, err := h.Authenticate(ctx, token)
		refused(t, what, err, fault.Unauthenticated, "sign_in")
	}
	isOver("no session", "")
	isOver("a session that never was", "x")

	out := h.signIn(h.ana)
	for range 2 { // the second time it is over already
		if err := h.SignOut(ctx, out); err != nil {
			t.Errorf("sign out: %v", err)
		}
	}
	isOver("after signing out", out)

	old := h.signIn(h.ana)
	h.pass(meeting.SessionLife)
	isOver("after 30 days", old)

	lost, mine := h.signIn(h.ben), h.signIn(h.ben)
	_, s, err := h.Authenticate(ctx, lost)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, "another's session", h.RevokeSession(ctx, h.ana, s.ID), fault.NotFound, "not_found")
	if err := h.RevokeSession(ctx, h.ben, s.ID); err != nil {
		t.Errorf("revoke: %v", err)
	}
	isOver("after it was revoked", lost)
	if _, _, err := h.Authenticate(ctx, mine); err != nil {
		t.Errorf("the other session: %v", err)
	}
	link := must(h.CreateSignInLink(ctx, h.ben, "", time.Hour))(t)
	if err := h.DisableAccount(ctx, h.ben); err != nil {
		t.Fatal(err)
	}
	isOver("after the account was disabled", mine)
	refused(t, "a link of a disabled account", failed(h.Redeem(ctx, link)), fault.Unauthenticated, "sign_in")
	refused(t, "what a disabled account asks for", failed(h.Groups(ctx, h.ben)), fault.Unauthenticated, "sign_in")
}

func TestSessionKnowsTheHourItWasSeen(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	token, began := h.signIn(h.ana), h.now()
	seen := func() time.Time {
		t.Helper()
		if _, _, err := h.Authenticate(ctx, token); err != nil {
			t.Fatal(err)
		}
		return must(h.Sessions(ctx, h.ana))(t)[0].SeenAt
	}
	h.pass(59 * time.Minute)
	if got := seen(); !got.Equal(began) {
		t.Errorf("after 59 minutes it was written down again, %v", got)
	}
	h.pass(time.Minute)
	if got := seen(); !got.Equal(began.Add(time.Hour)) {
		t.Errorf("after an hour it is %v", got)
	}
}
