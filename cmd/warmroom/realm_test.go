package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/moderation"
)

// belongings is what somebody of one side could name of the other, had they
// heard of it.
type belongings struct {
	group      meeting.GroupID
	slug       string
	name       string
	meeting    meeting.ID
	invite     meeting.Token
	inviteID   meeting.InviteID
	staff      meeting.AccountID
	proposal   meeting.ProposalID
	acceptance meeting.AcceptanceID
}

// nothing is what is nowhere.
func nothing() belongings {
	const id = "01K0000000000000000N0WHERE"
	return belongings{
		group: id, slug: "no-such-group", name: "Nobody's", meeting: id, invite: meeting.NewToken(), inviteID: id,
		staff: id, proposal: id, acceptance: id,
	}
}

// side is one side of the house: somebody who leads its group and no other,
// signed in, and what they could tell of it.
type side struct {
	belongings
	who *visitor
}

// bothSides opens a house in which each side has a leader of its own, a meeting
// on now, a link, a wish and an acceptance.
func bothSides(t *testing.T) (h *house, recovery, family side) {
	t.Helper()
	h = openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	var open api.Meeting
	ana.post("/api/groups/"+string(h.demo.Family.ID)+"/meetings", api.ExtraMeeting{Minutes: 60}).want(t, 201, &open)
	recovery = h.furnish(t, ana, "Rosa", h.demo.Recovery, h.demo.Meeting.ID, h.demo.ParticipantInvite)
	family = h.furnish(t, ana, "Fay", h.demo.Family, open.ID, h.demo.FamilyInvite)
	return h, recovery, family
}

func (h *house) furnish(t *testing.T, ana *visitor, name string, g meeting.Group, m meeting.ID, link meeting.Token) side {
	t.Helper()
	group := "/api/groups/" + string(g.ID)
	s := side{belongings: belongings{group: g.ID, slug: g.Slug, name: g.Name, meeting: m, invite: link}, who: h.visitor()}
	var hired api.StaffInviteLink
	ana.post("/api/staff-invites", api.NewStaffInvite{Role: moderation.Facilitator, Group: g.ID, Language: "en"}).want(t, 201, &hired)
	_, token, _ := strings.Cut(hired.Link, "#")
	s.who.post("/api/staff-invite/accept", api.StaffAcceptance{
		StaffInviteToken: api.StaffInviteToken{Token: meeting.Token(token)}, Name: name,
	}).want(t, 200, nil)
	var own api.CurrentSession
	s.who.get("/api/session").want(t, 200, &own)
	s.staff = own.Account.ID

	var invites []api.Invite
	s.who.get(group+"/invites").want(t, 200, &invites)
	s.inviteID = invites[0].ID
	heron := h.visitor()
	heron.post("/api/proposals", api.NewProposal{Invite: link, Text: "A wish"}).want(t, 204, nil)
	var wishes []api.Proposal
	s.who.get(group+"/proposals").want(t, 200, &wishes)
	s.proposal = wishes[0].ID
	s.acceptance = meeting.AcceptanceID(heron.acceptance(t, entering{Invite: link, Name: "Blue Heron"})["acceptance"])
	return s
}

// reach is a request of somebody of one side that names something of another.
type reach struct {
	path string // "" for the operation's own, with what its parameters name
	body any
	// asGuest has no session: only the link speaks for them.
	asGuest bool
	// allowed is what both answer where it is not 404; 0 for 404. Whoever may do
	// this at all runs the programme, on both sides.
	allowed int
}

// reaches says for every operation how one side could reach for the other. Nil
// is for those that name nothing of a group: what they answer is the asker's
// own. One that names its group alone, or nothing of any, need not be here; any
// other that is missing fails the test.
func reaches(own side, to belongings) map[string][]reach {
	group := "/api/groups/" + string(to.group)
	mine := "/api/groups/" + string(own.group)
	date := "/dates/2026-12-01"
	entrance := api.EntranceRequest{Meeting: to.meeting}
	byLink := api.EntranceRequest{Invite: own.invite, Meeting: to.meeting}
	return map[string][]reach{
		"agreement-library": {{path: group + "/agreements/library?language=en"}},
		"change-group":      {{body: api.GroupChange{Version: 1}}},
		"publish-agreement": {{body: api.NewAgreement{Version: 1, Clauses: []api.Clause{{Title: "a", Text: "b"}}}}},
		"change-date":       {{path: group + date, body: api.DateDecision{Kind: "off"}}},
		"restore-date":      {{path: group + date}},
		"plan-extra-meeting": {{body: api.PlannedMeeting{
			Start: time.Now().Add(48 * time.Hour).UTC().Format("2006-01-02T15:04"), Zone: "UTC", DurationMinutes: 60,
		}}},
		"cancel-extra-meeting": {{}, {path: mine + "/extra-meetings/" + string(to.meeting)}},
		"create-invite": {
			{body: api.NewInvite{Kind: meeting.Shared, Label: "x"}},
			{path: mine + "/invites", body: api.NewInvite{Kind: meeting.Shared, Label: "x", Meeting: to.meeting}, allowed: 422},
		},
		"revoke-invite":      {{}, {path: mine + "/invites/" + string(to.inviteID)}},
		"open-extra-meeting": {{body: api.ExtraMeeting{Minutes: 30}}},
		"add-shift":          {{}, {path: mine + "/meetings/" + string(to.meeting) + "/leads/" + string(own.staff)}, {path: mine + "/meetings/" + string(own.meeting) + "/leads/" + string(to.staff), allowed: 403}},
		"delete-shift":       {{}, {path: mine + "/meetings/" + string(to.meeting) + "/leads/" + string(own.staff)}, {path: mine + "/meetings/" + string(own.meeting) + "/leads/" + string(to.staff), allowed: 403}},
		"erase-proposal":     {{}, {path: mine + "/proposals/" + string(to.proposal)}},
		"record-outreach":    {{body: api.NewOutreach{On: time.Now().UTC().Format(time.DateOnly), OutreachFigures: api.OutreachFigures{Due: 1, Reached: 1}}}},
		"erase-outreach":     {{}},
		"put-schedule":       {{body: api.ScheduleSettings{Start: "2026-01-06T09:00", Zone: "Europe/London", Rule: "FREQ=WEEKLY", DurationMinutes: 60}}},
		"enter":              {{body: entrance}, {body: byLink}, {body: byLink, asGuest: true}},
		"check-servers":      {{body: entrance}, {body: byLink, asGuest: true}},
		"check":              {{body: api.CheckOffer{Meeting: to.meeting, SDP: "v=0"}}, {body: api.CheckOffer{Invite: own.invite, Meeting: to.meeting, SDP: "v=0"}, asGuest: true}},
		"accept": {{asGuest: true, body: api.AcceptanceRequest{
			Invite: own.invite, Meeting: to.meeting, Version: 1, Hash: strings.Repeat("0", 64), Pseudonym: "Red Fox",
		}}},
		// Only who runs the programme may, and they run both sides.
		"set-staff-role": {{body: api.NewStaffRole{Role: moderation.Facilitator}, allowed: 403}},
		"end-staff-role": {{allowed: 403}},
		"disable-staff":  {{allowed: 403}},
		"invite-staff":   {{body: api.NewStaffInvite{Role: moderation.Facilitator, Group: to.group, Language: "en"}, allowed: 403}},
		"decide-appeal":  {{body: api.AppealDecision{Decision: moderation.Upheld}}},
		"delete-holiday": nil,
		"put-holiday":    nil,
		"give-back-pass": nil,
		"propose":        nil,
		"ask-reminders":  nil,
	}
}

// concrete fills in what a path names.
func (b belongings) concrete(path string) string {
	return strings.NewReplacer(
		"{group}", string(b.group), "{meeting}", string(b.meeting), "{invite}", string(b.inviteID), "{account}", string(b.staff),
		"{proposal}", string(b.proposal), "{outreach}", string(b.meeting), "{removal}", string(b.meeting), "{date}", "2026-12-01",
	).Replace(path)
}

// makes sends what somebody of a side reaches for, and returns the answer
// without what differs from one request to the next.
func (own side) makes(h *house, method, path string, r reach) answer {
	who := own.who
	if r.asGuest {
		who = h.visitor()
	}
	return who.do(method, path, r.body)
}

// What is on the other side answers as what is nowhere does, to every operation
// there is, in both directions.
func TestNothingOfTheOtherSideIsThere(t *testing.T) {
	h, recovery, family := bothSides(t)
	for name, x := range map[string]struct {
		own   side
		other belongings
	}{"family": {family, recovery.belongings}, "recovery": {recovery, family.belongings}} {
		nowhere := nothing()
		there, none := reaches(x.own, x.other), reaches(x.own, nowhere)
		tried := map[string]bool{}
		for path, methods := range h.contract.paths {
			for method, op := range methods {
				tried[op.OperationID] = true
				tries, known := there[op.OperationID]
				if !known && h.contract.namesOnlyItsGroup(path, op) {
					tries, known = make([]reach, strings.Count(path, "{group}")), true
					none[op.OperationID] = tries
				}
				if !known {
					t.Errorf("nobody has said how one side could reach for the other by %s", op.OperationID)
				}
				if len(tries) == 0 {
					x.own.keepsToItself(t, method, path, x.other)
				}
				for i, to := range tries {
					what := fmt.Sprintf("from the %s side, %s %s (%d)", name, method, path, i)
					method, at := strings.ToUpper(method), none[op.OperationID][i]
					a := x.own.makes(h, method, orPath(to.path, x.other.concrete(path)), to)
					b := x.own.makes(h, method, orPath(at.path, nowhere.concrete(path)), at)
					sameRefusal(t, what, to, a, b)
				}
			}
		}
		for id := range there {
			if !tried[id] {
				t.Errorf("%s is no operation", id)
			}
		}
	}
}

// namesOnlyItsGroup reports whether an operation can name nothing of a group but
// the group in its path: what its body holds is the asker's own, or nothing.
func (c *contract) namesOnlyItsGroup(path string, op *promised) bool {
	if strings.Contains(path, "{group}") && len(op.RequestBody.Content) > 0 {
		return false // what the body says has to be right before anybody looks for the group
	}
	for _, content := range op.RequestBody.Content {
		s := content.Schema
		if s.Ref != "" {
			s = c.schemas.SchemaFromRef(s.Ref)
		}
		for _, name := range []string{"group", "meeting", "invite", "account", "acceptance", "removal", "pass"} {
			if s.Properties[name] != nil {
				return false
			}
		}
	}
	return !slices.ContainsFunc([]string{"{meeting}", "{invite}", "{account}", "{proposal}", "{outreach}", "{removal}", "{date}"}, func(name string) bool {
		return strings.Contains(path, name)
	})
}

func orPath(path, own string) string {
	if path == "" {
		return own
	}
	return path
}

// sameRefusal checks that two answers can't be told apart, and are what is
// expected of the one that reaches across.
func sameRefusal(t *testing.T, what string, r reach, there, nowhere answer) {
	t.Helper()
	want := 404
	if r.allowed != 0 {
		want = r.allowed
	}
	a, b := there.refused(t, want, ""), nowhere.refused(t, want, "")
	if a != b {
		t.Errorf("%s: what is on the other side answers %+v, what is nowhere %+v", what, a, b)
	}
	ah, bh := names(there), names(nowhere)
	if !slices.Equal(ah, bh) {
		t.Errorf("%s: the headers are %v and %v", what, ah, bh)
	}
}

func names(a answer) []string { return slices.Sorted(maps.Keys(a.header)) }

// keepsToItself checks that what a side's own lists say has nothing of the other.
func (own side) keepsToItself(t *testing.T, method, path string, other belongings) {
	t.Helper()
	if method != "get" || strings.Contains(path, "{") {
		return
	}
	body := string(own.who.get(path).body)
	for _, secret := range []string{string(other.group), other.name, string(other.meeting), string(other.staff), string(other.inviteID)} {
		if strings.Contains(body, secret) {
			t.Errorf("%s tells of %q", path, secret)
		}
	}
}

// At the socket, too: by a link of the own side or as staff, a meeting of the
// other is none.
func TestNoSocketLeadsToTheOtherSide(t *testing.T) {
	h, recovery, family := bothSides(t)
	for name, x := range map[string]struct{ own, other side }{"family": {family, recovery}, "recovery": {recovery, family}} {
		nowhere := nothing()
		enter := func(v *visitor, members map[string]string) refusal {
			g := &guest{t: t, visitor: v, news: make(chan struct{})}
			t.Cleanup(g.leave)
			g.dial()
			return g.refused("enter", members)
		}
		byLink := func(m meeting.ID, a meeting.AcceptanceID) map[string]string {
			return map[string]string{"invite": string(x.own.invite), "meeting": string(m), "name": "Blue Heron", "acceptance": string(a)}
		}
		for what, pair := range map[string][2]refusal{
			"as staff": {enter(x.own.who, map[string]string{"meeting": string(x.other.meeting)}), enter(x.own.who, map[string]string{"meeting": string(nowhere.meeting)})},
			"by a link": {
				enter(h.visitor(), byLink(x.other.meeting, x.own.acceptance)), enter(h.visitor(), byLink(nowhere.meeting, x.own.acceptance)),
			},
			"with an acceptance": {
				enter(h.visitor(), byLink(x.own.meeting, x.other.acceptance)), enter(h.visitor(), byLink(x.own.meeting, nowhere.acceptance)),
			},
		} {
			if pair[0] != pair[1] || pair[0].Kind == "" {
				t.Errorf("from the %s side %s: %+v, and nowhere %+v", name, what, pair[0], pair[1])
			}
			if what != "with an acceptance" && pair[0].Kind != "not_found" {
				t.Errorf("from the %s side %s: %+v", name, what, pair[0])
			}
		}
	}
}

// Every other route: pages, feeds, calendars and files of one side know nothing
// of the other, and answer everybody alike, whoever is signed in.
func TestNoPageOfOneSideKnowsTheOther(t *testing.T) {
	h, recovery, family := bothSides(t)
	tried := 0
	for _, route := range h.edge.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if method != "GET" || strings.HasPrefix(path, "/api/") {
			continue // operations have a test of their own, and HEAD is GET
		}
		other, own := recovery, family
		if !strings.HasPrefix(path, "/family") {
			other, own = family, recovery
		}
		at := func(slug string) string {
			return strings.NewReplacer(":organisation", "harbor", ":group", slug, ":article", slug, ":meeting", string(other.meeting), "*page", "groups").Replace(path)
		}
		tried++
		// The address itself is said back, in the links to other languages.
		asked := func(slug string) (int, string) {
			a := own.who.get(at(slug))
			return a.status, strings.ReplaceAll(string(a.body), slug, "asked-for")
		}
		status, there := asked(other.slug)
		if strings.Contains(path, ":group") && !strings.HasSuffix(path, "/join") {
			if none, nowhere := asked("no-such-group"); status != 404 || none != 404 || there != nowhere {
				t.Errorf("%s: %d, and %d for what is nowhere", at(other.slug), status, none)
			}
		} else if strings.Contains(there, "asked-for") && !strings.Contains(path, ":") {
			t.Errorf("%s links to the other side", path)
		}
		if strings.Contains(there, other.name) || strings.Contains(there, string(other.group)) {
			t.Errorf("%s tells of the other side", at(other.slug))
		}
	}
	if tried < 40 {
		t.Errorf("only %d routes were tried", tried)
	}
}

// The time it takes tells nothing either: at its quickest, which is when nothing
// else is in the way, what is on the other side takes as long as what is
// nowhere.
func TestTheOtherSideTakesAsLongAsNothing(t *testing.T) {
	h, recovery, family := bothSides(t)
	group := func(b belongings) string { return "/api/groups/" + string(b.group) }
	nowhere := nothing()
	for name, ask := range map[string]func(belongings){
		"a group":   func(b belongings) { family.who.get(group(b)) },
		"its links": func(b belongings) { family.who.get(group(b) + "/invites") },
		"a meeting": func(b belongings) { family.who.post("/api/entrance", api.EntranceRequest{Meeting: b.meeting}) },
		"a meeting by a link": func(b belongings) {
			h.visitor().post("/api/entrance", api.EntranceRequest{Invite: family.invite, Meeting: b.meeting})
		},
	} {
		const close, rounds = 0.10, 6
		var there, none time.Duration
		near := func() bool { return (there - none).Abs() <= time.Duration(close*float64(max(there, none))) }
		for round := 0; round == 0 || round < rounds && !near(); round++ {
			for range 60 {
				there, none = quicker(there, func() { ask(recovery.belongings) }), quicker(none, func() { ask(nowhere) })
			}
		}
		if !near() {
			t.Errorf("%s: on the other side it takes %v, nowhere %v", name, there, none)
		}
	}
}

// quicker returns how long f takes, or the time before if that was less.
func quicker(before time.Duration, f func()) time.Duration {
	started := time.Now()
	f()
	if took := time.Since(started); before == 0 || took < before {
		return took
	}
	return before
}
