package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/api"
	"warmroom/mail/mailtest"
	"warmroom/meeting"
	"warmroom/moderation"
)

// TestEveryOperationAnswersAsDescribed goes through the whole API once, the
// way its users do, and then once more with nonsense. Each answer is judged by
// the served description; in the end no operation may be left out, neither of
// those that do what they are for nor of those that refuse.
func TestEveryOperationAnswersAsDescribed(t *testing.T) {
	h, inbox, issuer := openStaffHouse(t, mailtest.Options{})
	h.visitor().get("/healthz").want(t, 200, nil)
	h.visitor().get("/readyz").want(t, 200, nil)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	g := manageGroup(t, ana)
	planMeetings(t, ana, g.ID)
	openMeeting(t, ana, h.demo.Family.ID)
	manageDates(t, ana, g.ID)
	manageLines(t, ana)
	manageResources(t, h, ana)
	manageAgreements(t, ana, g.ID)
	manageInvites(t, h, ana, g.ID)
	proposeChanges(t, h, ana)
	enterAsParticipant(t, h)
	checkConnection(t, h)
	bens := h.signedIn(h.demo.CoFacilitatorSignIn)
	appealAndDecide(t, h, ana, bens, inbox)
	readCounts(t, h, ana, bens)
	manageTokens(t, h, ana)
	manageWebhooks(t, ana)
	askForReminders(t, h, inbox)
	manageSessions(t, h, ana)
	managePasskeys(t, signInByMail(t, h, inbox), inbox)
	signInElsewhere(t, h, issuer)
	rehearse(t, bens)
	proveAttendance(t, h, inbox)
	again := signInByMail(t, h, inbox)
	managePasses(t, again)
	manageStaff(t, h, again, inbox)
	changeAddress(t, bens, inbox)
	askNonsense(h, bens)
	for path, methods := range h.contract.paths {
		for method, op := range methods {
			if !h.contract.refused[op.OperationID] && !slices.Contains(alwaysAnswer, op.OperationID) {
				t.Errorf("%s %s never refused anything", strings.ToUpper(method), path)
			}
			if !h.contract.seen[op.OperationID] {
				t.Errorf("%s %s was not tried, or never answered with what it promises", strings.ToUpper(method), path)
			}
		}
	}
}

// alwaysAnswer are the operations that take nothing that could be wrong.
var alwaysAnswer = []string{"healthz", "readyz", "names", "sign-in-ways", "receipt-keys"}

// askNonsense asks every operation in ways that can't be right: from another
// site, by nobody, by somebody for things that are not there, with a body that
// is none of ours.
func askNonsense(h *house, staff *visitor) {
	h.t.Helper()
	for path, methods := range h.contract.paths {
		place := parameter.ReplaceAllString(path, "none")
		for method := range methods {
			method = strings.ToUpper(method)
			for _, v := range []*visitor{h.visitor(), staff} {
				v.do(method, place, nil, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site")
				v.do(method, place, `["nonsense"]`)
				v.do(method, place+"?from=yesterday&before=1", `{"nonsense":1}`, "Content-Type", "text/plain")
			}
		}
	}
}

func newGroup() api.NewGroup {
	return api.NewGroup{
		Kind: meeting.KindOpen, Slug: "morning-tea", Name: "Morning Tea", WhoMayAttend: "Anyone who would like company.",
		CameraRule: meeting.CameraOptional, CrossTalk: meeting.CrossTalkWelcome, Language: "en", Capacity: 30, DoorsOpenMinutes: 10,
		Schedule: &api.ScheduleSettings{Start: "2026-01-06T09:00", Zone: "Europe/London", Rule: "FREQ=WEEKLY;BYDAY=TU", DurationMinutes: 60},
	}
}

func manageTokens(t *testing.T, h *house, ana *visitor) {
	t.Helper()
	_, made := h.program(ana, meeting.ScopeRead)
	ana.get("/api/tokens").want(t, 200, nil)
	ana.do("DELETE", "/api/tokens/"+string(made.ID), nil).want(t, 204, nil)
}

func manageWebhooks(t *testing.T, ana *visitor) {
	t.Helper()
	var made api.MadeWebhook
	ana.post("/api/webhooks", api.NewWebhook{URL: "http://127.0.0.1:1/", Realm: moderation.Family}).want(t, 201, &made)
	ana.post("/api/webhooks/"+string(made.ID)+"/test", nil).want(t, 202, nil)
	ana.get("/api/webhooks").want(t, 200, nil)
	ana.do("DELETE", "/api/webhooks/"+string(made.ID), nil).want(t, 204, nil)
}

func askForReminders(t *testing.T, h *house, inbox *mailtest.Server) {
	t.Helper()
	h.visitor().post("/api/reminders", api.NewReminder{
		Invite: h.demo.FamilyInvite, Email: herons, BeforeMinutes: 60, Language: "es",
	}).want(t, 202, nil)
	if l := inbox.Next(t); l.To != herons || l.Subject != "Confirma tu dirección" {
		t.Errorf("to %s: %q", l.To, l.Subject)
	}
}

func rehearse(t *testing.T, ben *visitor) {
	t.Helper()
	ben.get("/api/rehearsal").want(t, 200, nil)
}

func manageGroup(t *testing.T, ana *visitor) api.Group {
	t.Helper()
	var made, changed, read api.Group
	ana.post("/api/groups", newGroup()).want(t, 201, &made)
	if made.Name != "Morning Tea" || made.Realm != moderation.Recovery || made.Role != moderation.Manager || made.DoorsOpenMinutes != 10 {
		t.Errorf("made %+v", made)
	}
	if made.Visibility != meeting.Private || made.Access != meeting.Closed || made.OpenDoor {
		t.Errorf("a group that says nothing of it is %+v", made.Publicity)
	}
	name, open, listed := "Morning Tea and Biscuits", 15, meeting.Public
	types, place := []meeting.TypeCode{"D", "BE"}, api.Place{Area: "Leeds, England, UK"}
	ana.do("PATCH", "/api/groups/"+string(made.ID), api.GroupChange{
		Version: made.Version, Name: &name, DoorsOpenMinutes: &open,
		PublicityChange: api.PublicityChange{Visibility: &listed, Types: &types, Place: &place},
	}).want(t, 200, &changed)
	want := api.Publicity{Access: meeting.Closed, Visibility: listed, Types: []meeting.TypeCode{"BE", "D"}, Place: place}
	if d := cmp.Diff(want, changed.Publicity); d != "" {
		t.Errorf("publicity (-want +got)\n%s", d)
	}
	if changed.Name != name || changed.DoorsOpenMinutes != 15 || changed.Slug != made.Slug || changed.Version != made.Version+1 {
		t.Errorf("changed to %+v", changed)
	}
	ana.do("PATCH", "/api/groups/"+string(made.ID), api.GroupChange{Version: made.Version, Name: &name}).refused(t, 409, "version")
	ana.post("/api/groups", newGroup()).refused(t, 409, "slug_taken")
	ana.get("/api/groups/"+string(made.ID)).want(t, 200, &read)
	if d := cmp.Diff(changed, read); d != "" {
		t.Errorf("read back (-want +got)\n%s", d)
	}
	var all []api.Group
	ana.get("/api/groups").want(t, 200, &all)
	if len(all) != 3 || !slices.ContainsFunc(all, func(g api.Group) bool { return cmp.Equal(g, changed) }) {
		t.Errorf("groups = %+v, want the demonstration's two and the new one", all)
	}
	return changed
}

func planMeetings(t *testing.T, ana *visitor, g meeting.GroupID) {
	t.Helper()
	path := "/api/groups/" + string(g)
	var plan api.Schedule
	var would api.SchedulePreview
	settings := api.ScheduleSettings{Start: "2026-01-07T18:30", Zone: "America/New_York", Rule: "FREQ=WEEKLY;BYDAY=WE", DurationMinutes: 90}
	ana.post("/api/schedule-previews", settings).want(t, 200, &would)
	if len(would.Starts) < 57 || would.Starts[1].Sub(would.Starts[0]) < 6*24*time.Hour {
		t.Errorf("Wednesdays would be %v", would.Starts)
	}
	ana.do("PUT", path+"/schedule", settings).want(t, 200, &plan)
	var plans []api.Schedule
	ana.get(path+"/schedules").want(t, 200, &plans)
	if len(plans) != 1 || plans[0] != plan || plan.Zone != "America/New_York" || plan.DurationMinutes != 90 {
		t.Errorf("schedules = %+v, want one, as set", plans)
	}
	from := time.Now().UTC().Truncate(time.Second)
	to := from.Add(30 * 24 * time.Hour)
	var ahead []api.Meeting
	ana.get(path+"/meetings?from="+from.Format(time.RFC3339)+"&to="+to.Format(time.RFC3339)).want(t, 200, &ahead)
	planned := 0
	for _, m := range ahead {
		if m.Status != meeting.Scheduled {
			continue
		}
		planned++
		if m.EndsAt.Sub(m.StartsAt) != 90*time.Minute || m.StartsAt.Sub(m.DoorsOpenAt) != 15*time.Minute {
			t.Errorf("meeting %+v, want 90 minutes and a door that opens 15 minutes before", m)
		}
	}
	if planned < 4 || planned > 5 {
		t.Errorf("%d meetings in 30 days, want one a week", planned)
	}
}

// openMeeting opens an extra one of a group that has none on now, whatever the
// hour of the test.
func openMeeting(t *testing.T, ana *visitor, g meeting.GroupID) {
	t.Helper()
	meetings := "/api/groups/" + string(g) + "/meetings"
	var extra api.Meeting
	ana.post(meetings, api.ExtraMeeting{Minutes: 45}).want(t, 201, &extra)
	if d := extra.EndsAt.Sub(extra.StartsAt); d != 45*time.Minute {
		t.Errorf("the extra meeting lasts %v", d)
	}
	ana.post(meetings, api.ExtraMeeting{Minutes: 45}).refused(t, 409, "meeting_on_now")
}

func manageAgreements(t *testing.T, ana *visitor, g meeting.GroupID) {
	t.Helper()
	path := "/api/groups/" + string(g) + "/agreements"
	var before, after []api.PublishedAgreement
	ana.get(path).want(t, 200, &before)
	if len(before) != 1 || len(before[0].Clauses) == 0 {
		t.Fatalf("agreements of a new group = %+v, want a first version", before)
	}
	next := api.NewAgreement{Version: before[0].Version, Clauses: []api.Clause{{Title: "Kindness", Text: "We are kind to each other."}}}
	var published api.Agreement
	ana.post(path, next).want(t, 201, &published)
	if published.Version != before[0].Version+1 || published.Hash == before[0].Hash || len(published.Clauses) != 1 {
		t.Errorf("published %+v", published)
	}
	late := ana.post(path, next).refused(t, 409, "agreement_changed")
	ana.get(path).want(t, 200, &after)
	if late.Newer == nil || late.Newer.Version != published.Version || !cmp.Equal(late.Newer.Changes, after[0].Changes) || len(after[0].Changes) < 2 {
		t.Errorf("who is late is told %+v, the history %+v", late.Newer, after[0].Changes)
	}
	var clauses []api.LibraryClause
	ana.get(path+"/library?language=es").want(t, 200, &clauses)
	if len(clauses) < 30 || clauses[0].Title != "Lo que oímos se queda aquí" {
		t.Errorf("library = %+v", clauses)
	}
	ana.get(path+"/library?language=xx").refused(t, 422, "")
	if len(after) != 2 || after[0].Version != published.Version {
		t.Errorf("agreements = %+v, want the newest first", after)
	}
}

func manageInvites(t *testing.T, h *house, ana *visitor, g meeting.GroupID) {
	t.Helper()
	path := "/api/groups/" + string(g) + "/invites"
	var link api.InviteLink
	ana.post(path, api.NewInvite{Kind: meeting.Shared, Label: "spring flyer"}).want(t, 201, &link)
	token, ok := strings.CutPrefix(link.Link, "http://"+h.Address().String()+"/join#")
	if !ok {
		t.Fatalf("link = %q, want one to this server with the token in the fragment", link.Link)
	}
	var list []api.Invite
	answer := ana.get(path).want(t, 200, &list)
	if len(list) != 1 || list[0].ID != link.ID || list[0].Label != "spring flyer" || list[0].RevokedAt != nil {
		t.Errorf("invites = %+v", list)
	}
	if strings.Contains(string(answer.body), token) {
		t.Error("the list shows the token again")
	}
	var page api.Entrance
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: meeting.Token(token)}).want(t, 200, &page)
	ana.do("DELETE", path+"/"+string(link.ID), nil).want(t, 204, nil)
	p := h.visitor().post("/api/entrance", api.EntranceRequest{Invite: meeting.Token(token)}).refused(t, 410, "invite_revoked")
	if p.Closing == nil || len(p.Closing.Lines) == 0 {
		t.Errorf("a revoked link: %+v, want lines to call", p)
	}
}

func proposeChanges(t *testing.T, h *house, ana *visitor) {
	t.Helper()
	path := "/api/groups/" + string(h.demo.Recovery.ID) + "/proposals"
	heron := h.visitor()
	heron.post("/api/proposals", api.NewProposal{Invite: h.demo.ParticipantInvite, Text: "Could we say that eating is fine?"}).want(t, 204, nil)
	heron.post("/api/proposals", api.NewProposal{Invite: meeting.NewToken(), Text: "A wish"}).refused(t, 404, "no_invite")
	heron.get(path).refused(t, 401, "sign_in")
	var all []api.Proposal
	ana.get(path).want(t, 200, &all)
	if len(all) != 1 || all[0].Text != "Could we say that eating is fine?" || !all[0].On.Equal(all[0].On.Truncate(24*time.Hour)) {
		t.Fatalf("proposals = %+v", all)
	}
	ana.do("DELETE", path+"/"+string(all[0].ID), nil).want(t, 204, nil)
	ana.do("DELETE", path+"/"+string(all[0].ID), nil).refused(t, 404, "not_found")
}

func enterAsParticipant(t *testing.T, h *house) {
	t.Helper()
	v := h.visitor()
	var page api.Entrance
	v.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
	if page.Group.ID != h.demo.Recovery.ID || page.Meeting.ID != h.demo.Meeting.ID || page.Role != moderation.Participant {
		t.Errorf("entrance = %+v, want the recovery group's meeting, as a participant", page)
	}
	if page.Name != "" || len(page.Suggestions) == 0 || len(page.Agreement.Clauses) == 0 || page.Removed {
		t.Errorf("entrance = %+v, want suggestions, agreements and no name", page)
	}
	var names api.Names
	v.get("/api/names").want(t, 200, &names)
	if len(names.Suggestions) != 6 {
		t.Errorf("names = %v", names.Suggestions)
	}
	accept := api.AcceptanceRequest{
		Invite: h.demo.ParticipantInvite, Meeting: page.Meeting.ID,
		Version: page.Agreement.Version, Hash: page.Agreement.Hash, Pseudonym: names.Suggestions[0],
	}
	var accepted api.Acceptance
	v.post("/api/acceptances", accept).want(t, 201, &accepted)
	if accepted.ID == "" {
		t.Error("the acceptance has no id")
	}
	accept.Hash = strings.Repeat("0", 64)
	v.post("/api/acceptances", accept).refused(t, 409, "agreement_changed")
}

func manageSessions(t *testing.T, h *house, ana *visitor) {
	t.Helper()
	var who api.CurrentSession
	ana.get("/api/session").want(t, 200, &who)
	if who.Account.Name != "Ana" || !who.Account.Manager {
		t.Errorf("signed in as %+v", who.Account)
	}
	on := slices.IndexFunc(who.Groups, func(g api.SessionGroup) bool { return g.ID == h.demo.Recovery.ID })
	if on < 0 || who.Groups[on].OnNow == nil || who.Groups[on].OnNow.ID != h.demo.Meeting.ID || who.Groups[on].Next == nil {
		t.Errorf("groups = %+v, want the recovery group's meeting on now and a next one", who.Groups)
	}
	phone := h.signedIn(h.demo.ManagerSignIn)
	var list []api.Session
	ana.get("/api/sessions").want(t, 200, &list)
	other := slices.IndexFunc(list, func(s api.Session) bool { return !s.Current })
	if len(list) != 2 || other < 0 || !list[1-other].Current {
		t.Fatalf("sessions = %+v, want this one and the phone's", list)
	}
	ana.do("DELETE", "/api/sessions/"+string(list[other].ID), nil).want(t, 204, nil)
	phone.get("/api/session").refused(t, 401, "")
	ana.do("DELETE", "/api/sessions/"+string(list[other].ID), nil).refused(t, 404, "")
	kept := ana.cookies[sessionCookieName]
	out := ana.do("DELETE", "/api/session", nil).want(t, 204, nil)
	if !strings.Contains(out.header.Get("Clear-Site-Data"), `"storage"`) || ana.cookies[sessionCookieName] != "" {
		t.Errorf("signing out leaves something behind: %v", out.header)
	}
	ana.get("/api/session").refused(t, 401, "")
	ana.cookies[sessionCookieName] = kept
	ana.get("/api/session").refused(t, 401, "") // the session ended, not only the cookie
}

// signInByMail signs Ana in with a link that she asked for.
func signInByMail(t *testing.T, h *house, inbox *mailtest.Server) *visitor {
	t.Helper()
	h.visitor().get("/api/sign-in").want(t, 200, nil)
	h.visitor().asks(string(anasAddress)).want(t, 202, nil)
	return h.signedIn(meeting.Token(inbox.Next(t).Token()))
}

// What huma lets through is still refused by the use cases, with the field's
// name as the client wrote it.
func TestRulesNameTheClientsFields(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	group := "/api/groups/" + string(h.demo.Recovery.ID)
	var page api.Entrance
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
	changed := func(change func(*api.NewGroup)) api.NewGroup { g := newGroup(); change(&g); return g }
	for _, c := range []struct {
		method, path string
		body         any
		field        string
	}{
		{"POST", "/api/groups", changed(func(g *api.NewGroup) { g.Slug = "Not A Slug" }), "slug"},
		{"POST", "/api/groups", changed(func(g *api.NewGroup) { g.Name = "   " }), "name"},
		{"POST", "/api/groups", changed(func(g *api.NewGroup) { g.Language = "no language" }), "language"},
		{"POST", "/api/groups", changed(func(g *api.NewGroup) { g.Visibility = meeting.Public }), "place.area"},
		{"POST", "/api/groups", changed(func(g *api.NewGroup) { g.Types = []meeting.TypeCode{"XYZ"} }), "types"},
		{"POST", "/api/groups", changed(func(g *api.NewGroup) { g.Schedule.Zone = "Mars/Olympus" }), "schedule.zone"},
		{"POST", "/api/groups", changed(func(g *api.NewGroup) { g.Schedule.Rule = "FREQ=SOMETIMES" }), "schedule.rule"},
		{"PUT", group + "/schedule", api.ScheduleSettings{Start: "yesterday", Zone: "Europe/London", DurationMinutes: 60}, "start"},
		{"POST", group + "/agreements", api.NewAgreement{Version: 1, Clauses: []api.Clause{{Title: "a", Text: " "}}}, "clauses[0].text"},
		{"POST", group + "/invites", api.NewInvite{Kind: meeting.Shared, Label: "x", ExpiresAt: time.Now().Add(-time.Hour)}, "expires_at"},
		{"POST", "/api/acceptances", api.AcceptanceRequest{
			Invite: h.demo.ParticipantInvite, Meeting: page.Meeting.ID, Version: page.Agreement.Version, Hash: page.Agreement.Hash,
			Pseudonym: strings.Repeat("a", 41),
		}, "pseudonym"},
		{"GET", group + "/meetings?from=2026-01-01T00:00:00Z&to=2030-01-01T00:00:00Z", nil, "to"},
		{"GET", group + "/meetings?from=yesterday", nil, "from"},
	} {
		if p := ana.do(c.method, c.path, c.body).refused(t, 422, ""); p.Field != c.field {
			t.Errorf("%s %s: field %q, want %q (%s)", c.method, c.path, p.Field, c.field, p.Sentence)
		}
	}
}
