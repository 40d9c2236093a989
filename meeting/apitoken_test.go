package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

func aToken() meeting.APITokenSettings {
	return meeting.APITokenSettings{Name: "Web site", Scopes: []meeting.Scope{meeting.ScopeSchedule, meeting.ScopeRead}, Days: 30}
}

func TestTokenOpensInTheNameOfItsMakerUntilItIsOver(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	made, secret, err := h.CreateAPIToken(ctx, h.max, aToken())
	if err != nil || !strings.HasPrefix(string(secret), "warmroom_") {
		t.Fatalf("%v, a token that begins with %.9q", err, string(secret))
	}
	held := must(h.AuthenticateAPIToken(ctx, secret))(t)
	if held.Account != h.max || !held.Opens(meeting.ScopeRead) || !held.Opens(meeting.ScopeSchedule) || held.Opens(meeting.ScopeStaff) {
		t.Errorf("it is %+v", held)
	}
	h.pass(26 * time.Hour)
	must(h.AuthenticateAPIToken(ctx, secret))(t)
	seen := must(h.APITokens(ctx, h.ana))(t) // another manager sees it too
	if len(seen) != 1 || seen[0].Maker != "Max" || !seen[0].UsedOn.Equal(h.now().Truncate(24*time.Hour)) {
		t.Errorf("managers see %+v", seen)
	}
	for _, wrong := range []meeting.Token{"", "warmroom_", secret + "x", meeting.Token(strings.TrimPrefix(string(secret), "warmroom_")), meeting.Token(made.TokenHash)} {
		_, err := h.AuthenticateAPIToken(ctx, wrong)
		refused(t, "no token", err, fault.Unauthenticated, "token")
	}
	h.pass(29 * 24 * time.Hour)
	_, err = h.AuthenticateAPIToken(ctx, secret)
	refused(t, "a token that ran out", err, fault.Unauthenticated, "token")
}

func TestTokenEndsWhenRevokedAndWithItsMakersAccount(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	first, one, err := h.CreateAPIToken(ctx, h.max, aToken())
	if err != nil {
		t.Fatal(err)
	}
	_, two, err := h.CreateAPIToken(ctx, h.max, aToken())
	if err != nil {
		t.Fatal(err)
	}
	refused(t, "from another organisation", h.RevokeAPIToken(ctx, h.zed, first.ID), fault.NotFound, "not_found")
	if err := h.RevokeAPIToken(ctx, h.ana, first.ID); err != nil {
		t.Fatal(err)
	}
	_, err = h.AuthenticateAPIToken(ctx, one)
	refused(t, "a revoked token", err, fault.Unauthenticated, "token")
	must(h.AuthenticateAPIToken(ctx, two))(t)
	if err := h.DisableStaff(ctx, h.ana, h.max); err != nil {
		t.Fatal(err)
	}
	_, err = h.AuthenticateAPIToken(ctx, two)
	refused(t, "a token of a closed account", err, fault.Unauthenticated, "token")
	if left := must(h.APITokens(ctx, h.ana))(t); len(left) != 0 {
		t.Errorf("%+v is left", left)
	}
}

func TestOnlyManagersHaveToDoWithTokens(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	made, _, err := h.CreateAPIToken(ctx, h.ana, aToken())
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = h.CreateAPIToken(ctx, h.ben, aToken())
	refused(t, "making one", err, fault.Forbidden, "manager_only")
	_, err = h.APITokens(ctx, h.cleo)
	refused(t, "seeing them", err, fault.Forbidden, "manager_only")
	refused(t, "revoking one", h.RevokeAPIToken(ctx, h.ben, made.ID), fault.Forbidden, "manager_only")
	if seen := must(h.APITokens(ctx, h.zed))(t); len(seen) != 0 {
		t.Errorf("another organisation sees %+v", seen)
	}
}

func TestTokensAreCheckedAndBounded(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	for field, change := range map[string]func(*meeting.APITokenSettings){
		"name":   func(s *meeting.APITokenSettings) { s.Name = " " },
		"scopes": func(s *meeting.APITokenSettings) { s.Scopes = []meeting.Scope{"everything"} },
		"days":   func(s *meeting.APITokenSettings) { s.Days = 367 },
	} {
		settings := aToken()
		change(&settings)
		_, _, err := h.CreateAPIToken(ctx, h.ana, settings)
		if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	twice := aToken()
	twice.Scopes = append(twice.Scopes, twice.Scopes...)
	for range 50 {
		made, _, err := h.CreateAPIToken(ctx, h.ana, twice)
		if err != nil || !slices.Equal(made.Scopes, []meeting.Scope{meeting.ScopeRead, meeting.ScopeSchedule}) {
			t.Fatalf("%+v, %v", made, err)
		}
	}
	_, _, err := h.CreateAPIToken(ctx, h.ana, aToken())
	refused(t, "one more", err, fault.Conflict, "many_tokens")
}
