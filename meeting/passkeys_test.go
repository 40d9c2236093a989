package meeting_test

import (
	"fmt"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/identity"
	"warmroom/identity/identitytest"
	"warmroom/meeting"
)

const origin = "https://rooms.example.org"

// withPasskeys is a house whose people have devices.
func withPasskeys(t *testing.T) *house {
	h := newHouse(t)
	h.Service = h.With(meeting.Tools{Passkeys: identity.Passkeys{}})
	return h
}

// addPasskey makes a passkey of an account with a device.
func (h *house) addPasskey(a meeting.AccountID, d *identitytest.Device) (meeting.Passkey, error) {
	h.t.Helper()
	asked := must(h.AskForPasskey(h.t.Context(), a, origin))(h.t)
	return h.AddPasskey(h.t.Context(), a, origin, asked.Token, d.Create(h.t, asked.Options), " my phone ")
}

func (h *house) usePasskey(d *identitytest.Device) (meeting.SignIn, error) {
	h.t.Helper()
	asked := must(h.AskForSignIn(h.t.Context(), origin))(h.t)
	return h.SignInByPasskey(h.t.Context(), origin, asked.Token, d.Use(h.t, asked.Options))
}

func TestPasskeySignsIn(t *testing.T) {
	h := withPasskeys(t)
	ctx := t.Context()
	phone := &identitytest.Device{Origin: origin}
	p := must(h.addPasskey(h.ana, phone))(t)
	if p.Name != "my phone" || !p.CreatedAt.Equal(h.now()) || !p.UsedAt.IsZero() {
		t.Errorf("made %+v", p)
	}
	h.pass(time.Hour)
	in := must(h.usePasskey(phone))(t)
	if in.Account.ID != h.ana || in.Meeting != "" || !in.Session.ExpiresAt.Equal(h.now().Add(meeting.SessionLife)) {
		t.Errorf("signed in as %+v", in.Account)
	}
	if a, _, err := h.Authenticate(ctx, in.Token); err != nil || a.ID != h.ana {
		t.Errorf("the session is %s's, %v", a.ID, err)
	}
	if all := must(h.Passkeys(ctx, h.ana))(t); len(all) != 1 || !all[0].UsedAt.Equal(h.now()) {
		t.Errorf("passkeys = %+v", all)
	}
}

func TestQuestionIsAnsweredOnceAndInTime(t *testing.T) {
	h := withPasskeys(t)
	ctx := t.Context()
	phone := &identitytest.Device{Origin: origin}
	must(h.addPasskey(h.ana, phone))(t)
	in := func(token meeting.Token, answer string) error {
		return failed(h.SignInByPasskey(ctx, origin, token, answer))
	}
	asked := must(h.AskForSignIn(ctx, origin))(t)
	answer := phone.Use(t, asked.Options)
	if err := in(asked.Token, answer); err != nil {
		t.Fatal(err)
	}
	refused(t, "the same answer again", in(asked.Token, answer), fault.Gone, "too_slow")
	asked = must(h.AskForSignIn(ctx, origin))(t)
	refused(t, "no answer", in(asked.Token, "{}"), fault.Unauthenticated, "passkey")
	refused(t, "an answer after a wrong one", in(asked.Token, phone.Use(t, asked.Options)), fault.Gone, "too_slow")
	asked = must(h.AskForSignIn(ctx, origin))(t)
	h.pass(meeting.QuestionLife)
	refused(t, "an answer too late", in(asked.Token, phone.Use(t, asked.Options)), fault.Gone, "too_slow")
	refused(t, "an answer to nothing", in("x", answer), fault.Gone, "too_slow")

	creation := must(h.AskForPasskey(ctx, h.ana, origin))(t)
	made := phone.Create(t, creation.Options)
	refused(t, "another's question", failed(h.AddPasskey(ctx, h.ben, origin, creation.Token, made, "x")), fault.Gone, "too_slow")
	creation = must(h.AskForPasskey(ctx, h.ana, origin))(t)
	refused(t, "a question of another kind", in(creation.Token, answer), fault.Gone, "too_slow")
	creation = must(h.AskForPasskey(ctx, h.ana, origin))(t)
	refused(t, "no name", failed(h.AddPasskey(ctx, h.ana, origin, creation.Token, made, " ")), fault.Invalid, "name")
	refused(t, "no passkey", failed(h.AddPasskey(ctx, h.ana, origin, creation.Token, "{}", "x")), fault.Invalid, "new_passkey")
}

func TestPasskeyIsItsOwnersToManage(t *testing.T) {
	h := withPasskeys(t)
	ctx := t.Context()
	phone := &identitytest.Device{Origin: origin}
	p := must(h.addPasskey(h.ana, phone))(t)
	refused(t, "another's name for it", h.RenamePasskey(ctx, h.ben, p.ID, "mine"), fault.NotFound, "not_found")
	refused(t, "no name", h.RenamePasskey(ctx, h.ana, p.ID, ""), fault.Invalid, "name")
	refused(t, "removed by another", h.RemovePasskey(ctx, h.ben, p.ID), fault.NotFound, "not_found")
	if err := h.RenamePasskey(ctx, h.ana, p.ID, "old phone"); err != nil {
		t.Error(err)
	}
	if all := must(h.Passkeys(ctx, h.ana))(t); len(all) != 1 || all[0].Name != "old phone" {
		t.Errorf("passkeys = %+v", all)
	}
	if err := h.RemovePasskey(ctx, h.ana, p.ID); err != nil {
		t.Error(err)
	}
	refused(t, "a removed passkey", failed(h.usePasskey(phone)), fault.Unauthenticated, "passkey")

	must(h.addPasskey(h.ben, phone))(t)
	if err := h.DisableAccount(ctx, h.ben); err != nil {
		t.Fatal(err)
	}
	refused(t, "the passkey of a disabled account", failed(h.usePasskey(phone)), fault.Unauthenticated, "passkey")
}

func TestAccountHasSoManyPasskeys(t *testing.T) {
	h := withPasskeys(t)
	late := must(h.AskForPasskey(t.Context(), h.ana, origin))(t)
	for i := range meeting.MaxPasskeys {
		if _, err := h.addPasskey(h.ana, &identitytest.Device{Origin: origin}); err != nil {
			t.Fatal(fmt.Errorf("passkey %d: %w", i+1, err))
		}
	}
	refused(t, "one more", failed(h.AskForPasskey(t.Context(), h.ana, origin)), fault.Conflict, "many_passkeys")
	made := (&identitytest.Device{Origin: origin}).Create(t, late.Options)
	refused(t, "one begun before", failed(h.AddPasskey(t.Context(), h.ana, origin, late.Token, made, "x")), fault.Conflict, "many_passkeys")
}

func TestServerWithoutPasskeysSaysSo(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	for what, err := range map[string]error{
		"begin":   failed(h.AskForPasskey(ctx, h.ana, origin)),
		"add":     failed(h.AddPasskey(ctx, h.ana, origin, "x", "{}", "x")),
		"ask":     failed(h.AskForSignIn(ctx, origin)),
		"sign in": failed(h.SignInByPasskey(ctx, origin, "x", "{}")),
	} {
		refused(t, what, err, fault.Unsupported, "no_passkeys")
	}
}
