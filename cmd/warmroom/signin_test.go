package main

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warmroom/api"
	"warmroom/identity/identitytest"
	"warmroom/mail/mailtest"
	"warmroom/meeting"
	"warmroom/moderation"
)

const anasAddress meeting.Email = "ana@harbor.example"

// openMailHouse is openHouse with an SMTP server, and an address for Ana.
func openMailHouse(t *testing.T, o mailtest.Options) (*house, *mailtest.Server) {
	t.Helper()
	h, server, _ := openStaffHouse(t, o)
	return h, server
}

// openStaffHouse is openMailHouse with the organisation's own place to sign
// in, which knows Ana.
func openStaffHouse(t *testing.T, o mailtest.Options) (*house, *mailtest.Server, *identitytest.Issuer) {
	t.Helper()
	server := mailtest.Start(t, o)
	issuer := identitytest.StartIssuer(t, identitytest.Claims{"email": "Ana@Harbor.example", "email_verified": true})
	cfg := testConfig(t)
	cfg.OIDC = oidcOf(issuer)
	cfg.Hooks.Private = true // nothing outside is called
	cfg.Mail = MailConfig{SMTP: "smtp://" + server.Address, From: "rooms@example.org"}
	h := openHouseAt(t, cfg)
	if err := h.meetings.SetEmail(t.Context(), h.demo.Facilitator.ID, anasAddress); err != nil {
		t.Fatal(err)
	}
	return h, server, issuer
}

// asks asks for a link, as the sign-in page does.
func (v *visitor) asks(to string) answer {
	return v.post("/api/sign-in/link", api.LinkRequest{Email: to, Language: "en"})
}

func TestLinkIsMailedToTheOwnerOfAnAddressAlone(t *testing.T) {
	h, server := openMailHouse(t, mailtest.Options{})
	v := h.visitor()
	var ways api.SignInWays
	v.get("/api/sign-in").want(t, 200, &ways)
	if ways.Links != api.LinksByMail {
		t.Errorf("ways = %+v", ways)
	}
	nobody := v.asks("nobody@harbor.example").want(t, 202, nil)
	known := v.asks(" ANA@harbor.example ").want(t, 202, nil)
	if len(nobody.body) > 0 || len(known.body) > 0 || !slices.Equal(headerNames(nobody), headerNames(known)) {
		t.Errorf("the answers differ: %q %v, %q %v", nobody.body, nobody.header, known.body, known.header)
	}
	letter := server.Next(t)
	if letter.To != string(anasAddress) || !strings.HasPrefix(letter.Link(), h.URL()+"/sign-in#") {
		t.Errorf("a letter to %s with %s", letter.To, letter.Link())
	}
	var in api.SignedIn
	v.post("/api/session", api.SignInRequest{Token: meeting.Token(letter.Token())}).want(t, 200, &in)
	if in.Account.ID != h.demo.Facilitator.ID {
		t.Errorf("signed in as %+v", in.Account)
	}
	h.close() // which waits for what is being sent
	if !server.Empty() {
		t.Errorf("there is more mail: %+v", server.Next(t))
	}
}

func headerNames(a answer) []string { return slices.Sorted(maps.Keys(a.header)) }

// Whoever asks for somebody else's link must not choose where it leads.
func TestLinkLeadsToTheServerWhateverTheRequestSays(t *testing.T) {
	h, server := openMailHouse(t, mailtest.Options{})
	r, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+h.Address().String()+"/api/sign-in/link",
		strings.NewReader(`{"email":"ana@harbor.example","language":"en"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "evil.example"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Forwarded-Host", "evil.example")
	h.visitor().send(r).want(t, 202, nil)
	if l := server.Next(t); strings.Contains(l.Raw, "evil") || !strings.HasPrefix(l.Link(), h.URL()+"/") {
		t.Errorf("the link leads to %s", l.Link())
	}
}

// An answer that waited would tell, by how long it took, whether somebody has
// the address.
func TestAnswerDoesNotWaitForTheMail(t *testing.T) {
	h, server := openMailHouse(t, mailtest.Options{})
	server.Hold()
	h.visitor().asks(string(anasAddress)).want(t, 202, nil)
	if !server.Empty() {
		t.Error("the mail was there before it could be")
	}
	server.Release()
	server.Next(t)
}

func TestLinksAreNotAskedForWithoutEnd(t *testing.T) {
	h, _ := openMailHouse(t, mailtest.Options{})
	v := h.visitor()
	for _, to := range []string{"ana@harbor.example", "nobody@harbor.example"} {
		for range 5 {
			v.asks(to).want(t, 202, nil)
		}
		a := v.asks(to)
		a.refused(t, 429, "too_many")
		if a.header.Get("Retry-After") == "" {
			t.Errorf("%s: no word of when to try again", to)
		}
	}
	for range 40 { // each for somebody else, all from one place
		v.asks("ben@harbor.example")
	}
	v.asks("cleo@harbor.example").refused(t, 429, "too_many")
}

func TestFailedMailLeavesNothingInTheLog(t *testing.T) {
	h, _ := openMailHouse(t, mailtest.Options{Refuse: true})
	h.visitor().asks(string(anasAddress)).want(t, 202, nil)
	h.log.waitFor(t, "an errand failed")
	h.close()
	if text := h.log.String(); strings.Contains(text, "harbor.example") || !strings.Contains(text, "550") {
		t.Errorf("the log says %s", text)
	}
}

func TestWithoutMailTheOperatorMakesLinks(t *testing.T) {
	h := openHouse(t)
	var ways api.SignInWays
	h.visitor().get("/api/sign-in").want(t, 200, &ways)
	if ways.Links != api.LinksByOperator {
		t.Errorf("ways = %+v", ways)
	}
	h.visitor().asks(string(anasAddress)).refused(t, 422, "no_mail")

	terminal := &safeBuffer{}
	cfg := testConfig(t)
	cfg.Terminal = terminal
	seen := openHouseAt(t, cfg)
	if err := seen.meetings.SetEmail(t.Context(), seen.demo.Facilitator.ID, anasAddress); err != nil {
		t.Fatal(err)
	}
	seen.visitor().get("/api/sign-in").want(t, 200, &ways)
	if ways.Links != api.LinksOnTerminal {
		t.Errorf("ways = %+v", ways)
	}
	seen.visitor().asks(string(anasAddress)).want(t, 202, nil)
	terminal.waitFor(t, "/sign-in#")
	if strings.Contains(terminal.String(), "harbor.example") || !strings.Contains(terminal.String(), "Ana asked") {
		t.Errorf("the terminal shows %s", terminal.String())
	}
	token := regexp.MustCompile(`/sign-in#(\S+)`).FindStringSubmatch(terminal.String())[1]
	seen.signedIn(meeting.Token(token))
	if strings.Contains(seen.log.String(), token) {
		t.Error("the link is in the log")
	}
}

// managePasskeys makes a passkey, signs in with it elsewhere, and removes it.
func managePasskeys(t *testing.T, ana *visitor, inbox *mailtest.Server) {
	t.Helper()
	phone := &identitytest.Device{Origin: strings.Replace(ana.origin, "127.0.0.1", "localhost", 1)}
	ana.origin = phone.Origin // browsers have no passkeys for addresses without a name
	var q api.PasskeyQuestion
	ana.post("/api/passkeys/options", nil).want(t, 200, &q)
	answer := api.PasskeyAnswer{Ceremony: q.Ceremony, Credential: phone.Create(t, q.Options)}
	var made api.Passkey
	ana.post("/api/passkeys", api.NewPasskey{PasskeyAnswer: answer, Name: "my phone", Language: "es"}).want(t, 201, &made)
	if made.Name != "my phone" || made.UsedAt != nil {
		t.Errorf("made %+v", made)
	}
	if l := inbox.Next(t); l.To != string(anasAddress) || l.Subject != "Se agregó una llave de acceso" {
		t.Errorf("told %s of it: %s", l.To, l.Subject)
	}
	other := ana.house.visitor()
	other.origin = phone.Origin
	var ways api.SignInWays
	other.get("/api/sign-in").want(t, 200, &ways)
	if !ways.Passkeys {
		t.Error("there are no passkeys")
	}
	other.post("/api/sign-in/passkey/options", nil).want(t, 200, &q)
	answer = api.PasskeyAnswer{Ceremony: q.Ceremony, Credential: phone.Use(t, q.Options)}
	var in api.SignedIn
	other.post("/api/sign-in/passkey", answer).want(t, 200, &in)
	if in.Account.Name != "Ana" {
		t.Errorf("signed in as %+v", in)
	}
	other.post("/api/sign-in/passkey", answer).refused(t, 410, "too_slow")
	path := "/api/passkeys/" + string(made.ID)
	other.do("PATCH", path, api.PasskeyName{Name: "old phone"}).want(t, 204, nil)
	var all []api.Passkey
	other.get("/api/passkeys").want(t, 200, &all)
	if len(all) != 1 || all[0].Name != "old phone" || all[0].UsedAt == nil {
		t.Errorf("passkeys = %+v", all)
	}
	other.do("DELETE", path, nil).want(t, 204, nil)
	other.do("DELETE", path, nil).refused(t, 404, "")
	other.post("/api/sign-in/passkey/options", nil).want(t, 200, &q)
	other.post("/api/sign-in/passkey", api.PasskeyAnswer{Ceremony: q.Ceremony, Credential: phone.Use(t, q.Options)}).refused(t, 401, "passkey")
}

// changeAddress gives Ben an address, and then another one.
func changeAddress(t *testing.T, ben *visitor, inbox *mailtest.Server) {
	t.Helper()
	var own api.OwnAccount
	ben.get("/api/account").want(t, 200, &own)
	if own.Name != "Ben" || own.Email != "" {
		t.Errorf("account = %+v", own)
	}
	for i, to := range []string{"ben@harbor.example", "b@home.example"} {
		ben.post("/api/account/email", api.EmailChange{Email: to, Language: "en"}).want(t, 202, nil)
		l := inbox.Next(t)
		if l.To != to || !strings.Contains(l.Link(), "/staff/email#") {
			t.Errorf("sent %s to %s", l.Link(), l.To)
		}
		sure := api.EmailConfirmation{Token: meeting.Token(l.Token()), Language: "en"}
		ben.house.visitor().post("/api/account/email/confirm", sure).want(t, 204, nil)
		ben.get("/api/account").want(t, 200, &own)
		if own.Email != to {
			t.Errorf("the address is %q, want %q", own.Email, to)
		}
		if i == 1 {
			if l := inbox.Next(t); l.To != "ben@harbor.example" || l.Subject != "Your address was changed" {
				t.Errorf("told %s of it: %s", l.To, l.Subject)
			}
		}
		ben.post("/api/account/email/confirm", sure).refused(t, 410, "too_slow")
	}
	ben.post("/api/account/email", api.EmailChange{Email: "not an address", Language: "en"}).refused(t, 422, "field")
}

func oidcOf(i *identitytest.Issuer) OIDCConfig {
	return OIDCConfig{Issuer: i.URL, ClientID: identitytest.ClientID, ClientSecret: identitytest.ClientSecret, Name: "Harbor"}
}

// visits goes to the provider and returns what to come back with.
func (v *visitor) visits(i *identitytest.Issuer) api.ProviderAnswer {
	t := v.house.t
	t.Helper()
	var place api.ProviderPlace
	v.post("/api/sign-in/provider/begin", nil).want(t, 200, &place)
	state, code := i.Visit(t, place.URL)
	return api.ProviderAnswer{State: state, Code: meeting.Token(code)}
}

// signInElsewhere signs Ana in at the organisation's own place.
func signInElsewhere(t *testing.T, h *house, i *identitytest.Issuer) {
	t.Helper()
	v := h.visitor()
	v.post("/api/sign-in/provider", v.visits(i)).want(t, 200, nil)
	v.get("/api/session").want(t, 200, nil)
}

func TestSignInAtTheOrganisationsOwnPlace(t *testing.T) {
	i := identitytest.StartIssuer(t, identitytest.Claims{"email": "Ana@Harbor.example", "email_verified": true})
	cfg := testConfig(t)
	cfg.OIDC = oidcOf(i)
	h := openHouseAt(t, cfg)
	v := h.visitor()
	v.post("/api/sign-in/provider", v.visits(i)).refused(t, 401, "no_account")
	if err := h.meetings.SetEmail(t.Context(), h.demo.Facilitator.ID, anasAddress); err != nil {
		t.Fatal(err)
	}
	var ways api.SignInWays
	v.get("/api/sign-in").want(t, 200, &ways)
	if ways.Provider != "Harbor" {
		t.Errorf("ways = %+v", ways)
	}
	// Who lures somebody into ending a visit of theirs has no cookie of that browser.
	mine, lured := v.visits(i), h.visitor()
	lured.post("/api/sign-in/provider", mine).refused(t, 410, "too_slow")
	lured.visits(i)
	lured.post("/api/sign-in/provider", mine).refused(t, 401, "provider")
	var in api.SignedIn
	answer := v.post("/api/sign-in/provider", mine).want(t, 200, &in)
	if in.Account.ID != h.demo.Facilitator.ID {
		t.Errorf("signed in as %+v", in)
	}
	for _, c := range (&http.Response{Header: answer.header}).Cookies() {
		if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Name == "__Host-warmroom-provider" && c.MaxAge >= 0 {
			t.Errorf("cookie %v", c)
		}
	}
	v.get("/api/session").want(t, 200, nil)
	v.post("/api/sign-in/provider", mine).refused(t, 410, "too_slow")
	i.Down(true)
	h.visitor().post("/api/sign-in/provider/begin", nil).want(t, 200, nil) // discovered before
	if log := h.log.String(); strings.Contains(log, string(mine.Code)) || strings.Contains(log, "arbor.example") {
		t.Error("the code or the address is in the log")
	}

	alone := openHouse(t)
	alone.visitor().post("/api/sign-in/provider/begin", nil).refused(t, 422, "no_provider")
	alone.visitor().post("/api/sign-in/provider", mine).refused(t, 422, "no_provider")
}

func TestProviderThatIsAwayKeepsNobodyFromStarting(t *testing.T) {
	i := identitytest.StartIssuer(t, nil)
	i.Down(true)
	cfg := testConfig(t)
	cfg.OIDC = oidcOf(i)
	h := openHouseAt(t, cfg)
	h.visitor().post("/api/sign-in/provider/begin", nil).refused(t, 503, "provider")
	h.signedIn(h.demo.FacilitatorSignIn)
}

// manageStaff invites two people, by mail and by a link, and looks after them.
func manageStaff(t *testing.T, h *house, ana *visitor, inbox *mailtest.Server) {
	t.Helper()
	circle := h.demo.Recovery.ID
	var link api.StaffInviteLink
	ana.post("/api/staff-invites", api.NewStaffInvite{Role: moderation.CoFacilitator, Group: circle, Email: "dora@harbor.example", Language: "es"}).want(t, 201, &link)
	l := inbox.Next(t)
	if link.Link != "" || l.Subject != "Una invitación" || !strings.HasPrefix(l.Link(), h.URL()+"/staff/invite#") {
		t.Errorf("the answer has %q, the letter %q", link.Link, l.Link())
	}
	dora := h.visitor()
	token := api.StaffInviteToken{Token: meeting.Token(l.Token())}
	var page api.InvitedStaff
	dora.post("/api/staff-invite", token).want(t, 200, &page)
	if page != (api.InvitedStaff{Organisation: h.demo.Organisation.Name, Group: h.demo.Recovery.Name, Role: moderation.CoFacilitator}) {
		t.Errorf("it is for %+v", page)
	}
	dora.post("/api/staff-invite/accept", api.StaffAcceptance{StaffInviteToken: token, Name: "Ana"}).refused(t, 409, "name_taken")
	var in api.SignedIn
	dora.post("/api/staff-invite/accept", api.StaffAcceptance{StaffInviteToken: token, Name: "Dora"}).want(t, 200, &in)
	var own api.OwnAccount
	dora.get("/api/account").want(t, 200, &own)
	if own.Name != "Dora" || own.Email != "dora@harbor.example" {
		t.Errorf("account = %+v", own)
	}
	dora.post("/api/staff-invite", token).refused(t, 410, "invite_used")
	dora.get("/api/staff").refused(t, 403, "manager_only")

	ana.post("/api/staff-invites", api.NewStaffInvite{Role: moderation.Manager, Language: "en"}).want(t, 201, &link)
	if !strings.Contains(link.Link, "/staff/invite#") {
		t.Errorf("link = %q", link.Link)
	}
	var open []api.StaffInvite
	ana.get("/api/staff-invites").want(t, 200, &open)
	if len(open) != 1 || open[0].ID != link.ID || open[0].Role != moderation.Manager {
		t.Errorf("open invites = %+v", open)
	}
	ana.do("DELETE", "/api/staff-invites/"+string(link.ID), nil).want(t, 204, nil)
	var all []api.StaffMember
	ana.get("/api/staff").want(t, 200, &all)
	if len(all) != 3 || all[2].Name != "Dora" || len(all[2].Roles) != 1 || all[2].Roles[0] != (api.StaffRole{Group: circle, Role: moderation.CoFacilitator}) {
		t.Errorf("staff = %+v", all)
	}
	roles := "/api/staff/" + string(in.Account.ID) + "/roles/"
	ana.do("PUT", roles+string(h.demo.Family.ID), api.NewStaffRole{Role: moderation.Facilitator}).want(t, 204, nil)
	ana.do("DELETE", roles+string(circle), nil).want(t, 204, nil)
	dora.get("/api/groups/"+string(circle)).refused(t, 404, "")
	ana.do("DELETE", "/api/staff/"+string(in.Account.ID), nil).want(t, 204, nil)
	dora.get("/api/account").refused(t, 401, "")
}
