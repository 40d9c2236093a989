package meeting_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

func TestInviteIsKnownByItsHashOnly(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	expires := h.now().Add(time.Hour)
	made, token, err := h.CreateInvite(ctx, h.ben, h.circle.ID, meeting.InviteSettings{
		Kind: meeting.Personal, Label: "spring flyer", Meeting: h.next().ID, ExpiresAt: expires,
	})
	if err != nil {
		t.Fatal(err)
	}
	if made.TokenHash != token.Hash() || len(token) < 43 || made.CreatedBy != h.ben || !made.ExpiresAt.Equal(expires) {
		t.Errorf("made %+v with a token of %d characters", made, len(token))
	}
	h.pass(time.Second)
	h.invite(h.circle, h.ana, meeting.InviteSettings{Label: "poster"})
	all := must(h.Invites(ctx, h.max, h.circle.ID))(t)
	if len(all) != 2 || all[0].Label != "poster" || all[1] != made {
		t.Errorf("listed %+v", all)
	}
	for range 2 {
		if err := h.RevokeInvite(ctx, h.ana, h.circle.ID, made.ID); err != nil {
			t.Errorf("revoke: %v", err)
		}
	}
	refused(t, "an invite that is not there", h.RevokeInvite(ctx, h.ana, h.circle.ID, "none"), fault.NotFound, "not_found")
	refused(t, "an invite of another group", h.RevokeInvite(ctx, h.max, h.kin.ID, made.ID), fault.NotFound, "not_found")
}

func TestInviteFaults(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	must(h.PutSchedule(ctx, h.max, h.kin.ID, tuesdays))(t)
	kins := must(h.NextMeeting(ctx, h.kin.ID, h.now()))(t)
	ended := must(h.NextMeeting(ctx, h.circle.ID, h.next().StartsAt))(t)
	if err := h.EndMeeting(ctx, ended.ID, h.now(), meeting.Tally{}); err != nil {
		t.Fatal(err)
	}
	good := meeting.InviteSettings{Kind: meeting.Shared, Label: "poster"}
	for _, c := range []struct {
		field  string
		change func(*meeting.InviteSettings)
	}{
		{"kind", func(i *meeting.InviteSettings) { i.Kind = "secret" }},
		{"label", func(i *meeting.InviteSettings) { i.Label = " " }},
		{"label", func(i *meeting.InviteSettings) { i.Label = strings.Repeat("l", 81) }},
		{"expires_at", func(i *meeting.InviteSettings) { i.ExpiresAt = h.now() }},
		{"meeting", func(i *meeting.InviteSettings) { i.Meeting = "none" }},
		{"meeting", func(i *meeting.InviteSettings) { i.Meeting = kins.ID }}, // of the other side
		{"meeting", func(i *meeting.InviteSettings) { i.Meeting = ended.ID }},
	} {
		i := good
		c.change(&i)
		_, _, err := h.CreateInvite(ctx, h.ana, h.circle.ID, i)
		refused(t, "create", err, fault.Invalid, c.field)
	}
}

func TestTokensAndNamesStayOutOfLogs(t *testing.T) {
	var log strings.Builder
	l := slog.New(slog.NewJSONHandler(&log, nil))
	token := meeting.NewToken()
	l.Info("all of it",
		"token", token, "account", meeting.Account{ID: "id1", Name: "Ana"}, "acceptance", meeting.Acceptance{ID: "id2", Pseudonym: "Heron"},
		"invite", meeting.Invite{ID: "id3", Label: "for Maria"},
		"request", meeting.EnterRequest{Meeting: "id4", Name: "Heron", Credentials: meeting.Credentials{Invite: token}},
		"entry", meeting.Entry{Entrance: meeting.Entrance{Name: "Heron", Meeting: meeting.Meeting{ID: "id5"}}},
		"held by others", slog.AnyValue(struct{ T meeting.Token }{token}).String())
	for _, secret := range []string{string(token), "Ana", "Heron", "Maria"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the log: %s", secret, log.String())
		}
	}
	for _, id := range []string{"id1", "id2", "id3", "id4", "id5"} {
		if !strings.Contains(log.String(), id) {
			t.Errorf("%s is not in the log: %s", id, log.String())
		}
	}
}

func TestTokensAreLongAndNew(t *testing.T) {
	seen := map[meeting.Token]bool{}
	for range 100 {
		token := meeting.NewToken()
		if len(token) != 43 || seen[token] {
			t.Fatalf("a token of %d characters, new %v", len(token), !seen[token])
		}
		seen[token] = true
	}
	if meeting.Token("").Hash() != "" {
		t.Error("no token has a hash, and would match another")
	}
}

func TestALinkForObserversSaysSoBeforeAnybodyComesIn(t *testing.T) {
	h := newHouse(t)
	tonight := h.next().ID
	h.at(time.Tuesday, 19, 5)
	for _, observer := range []bool{true, false} {
		_, token, err := h.CreateInvite(t.Context(), h.ana, h.circle.ID, meeting.InviteSettings{Kind: meeting.Shared, Label: "flyer", Observer: observer})
		if err != nil {
			t.Fatal(err)
		}
		if page := must(h.Entrance(t.Context(), meeting.Credentials{Invite: token}, ""))(t); page.Observer != observer {
			t.Errorf("a link with observer %t leads to an entrance with %t", observer, page.Observer)
		}
	}
	in := must(h.Entrance(t.Context(), meeting.Credentials{Session: h.signIn(h.ana)}, tonight))(t)
	if in.Observer {
		t.Error("who leads observes")
	}
}
