package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warmroom/api"
	"warmroom/meeting"
)

// caller is a visitor without cookies that sends a token.
type caller struct {
	*visitor
	token string
}

func (p caller) ask(method, path string, body any) answer {
	p.house.t.Helper()
	return p.do(method, path, body, "Authorization", "Bearer "+p.token, "Origin", "", "Sec-Fetch-Site", "")
}

// program makes a token in the name of a manager.
func (h *house) program(manager *visitor, scopes ...meeting.Scope) (caller, api.APITokenSecret) {
	h.t.Helper()
	var made api.APITokenSecret
	manager.post("/api/tokens", api.NewAPIToken{Name: "Test", Scopes: scopes, Days: 1}).want(h.t, 201, &made)
	return caller{h.visitor(), made.Token}, made
}

var parameter = regexp.MustCompile(`\{[a-z]+\}`)

// Every operation for staff, asked for with a token of each scope: it is opened
// by the scope it names and by no other, and by a session; what names none is
// for people alone. Operations that are not for staff do not look at tokens.
func TestEveryOperationIsOpenedByItsScopeAlone(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	programs := map[meeting.Scope]caller{}
	for _, s := range meeting.Scopes() {
		programs[s], _ = h.program(ana, s)
	}
	open := map[meeting.Scope]int{}
	for path, methods := range h.contract.paths {
		place := parameter.ReplaceAllString(path, "none")
		for method, op := range methods {
			method = strings.ToUpper(method)
			staff, scope := op.openedBy(t)
			if !staff {
				continue
			}
			open[scope]++
			h.visitor().do(method, place, "{}").refused(t, 401, "sign_in")
			for _, s := range meeting.Scopes() {
				a := programs[s].ask(method, place, "{}")
				if refused := a.status == 401 || a.status == 403 && strings.Contains(string(a.body), `"scope"`); refused != (s != scope) {
					t.Errorf("%s with the scope %s, where it takes %q: %d %s", op.OperationID, s, scope, a.status, a.body)
				}
			}
		}
	}
	for _, s := range []meeting.Scope{"", meeting.ScopeRead, meeting.ScopeGroups, meeting.ScopeSchedule, meeting.ScopeInvites, meeting.ScopeStaff, meeting.ScopeReview, meeting.ScopeCounts, meeting.ScopeWebhooks} {
		if open[s] == 0 {
			t.Errorf("the scope %q opens nothing", s)
		}
	}
	h.visitor().get("/api/tokens").refused(t, 401, "sign_in")
}

// openedBy reads who an operation is for: staff or not, and which scope of a
// token opens it, "" for none.
func (p *promised) openedBy(t *testing.T) (staff bool, scope meeting.Scope) {
	t.Helper()
	for _, way := range p.Security {
		if _, ok := way["staff"]; ok {
			staff = true
		}
		if named, ok := way["token"]; ok && len(named) == 1 {
			scope = meeting.Scope(named[0])
		}
	}
	return staff, scope
}

func TestTokenNeverOpensMoreThanItsMakerMay(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	p, made := h.program(ana, meeting.ScopeRead, meeting.ScopeGroups, meeting.ScopeInvites)
	var group api.Group
	p.ask("POST", "/api/groups", newGroup()).want(t, 201, &group)
	var link api.InviteLink
	path := "/api/groups/" + string(group.ID)
	p.ask("POST", path+"/invites", api.NewInvite{Kind: meeting.Shared, Label: "flyer"}).want(t, 201, &link)
	var seen []api.APIToken
	listed := ana.get("/api/tokens").want(t, 200, &seen)
	if len(seen) != 1 || seen[0].Maker != "Ana" || seen[0].UsedOn == nil || strings.Contains(string(listed.body), made.Token) {
		t.Errorf("tokens = %s", listed.body)
	}
	for _, err := range []error{ // from now on she leads the recovery group, and no more
		h.db.SetManager(t.Context(), h.demo.Facilitator.ID, false),
		h.db.DeleteStaffRole(t.Context(), h.demo.Family.ID, h.demo.Facilitator.ID),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	p.ask("GET", path, nil).refused(t, 403, "")
	p.ask("POST", "/api/groups", newGroup()).refused(t, 403, "manager_only")
	p.ask("GET", "/api/groups/"+string(h.demo.Recovery.ID), nil).want(t, 200, nil)
	p.ask("GET", "/api/groups/"+string(h.demo.Family.ID), nil).refused(t, 404, "")
	if err := h.db.SetManager(t.Context(), h.demo.Facilitator.ID, true); err != nil {
		t.Fatal(err)
	}
	ana.do("DELETE", "/api/tokens/"+string(made.ID), nil).want(t, 204, nil)
	ana.do("DELETE", "/api/tokens/"+string(made.ID), nil).refused(t, 404, "not_found")
	a := p.ask("GET", "/api/groups", nil)
	a.refused(t, 401, "token")
	if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("WWW-Authenticate: %q", a.header.Get("WWW-Authenticate"))
	}
	if strings.Contains(h.log.String(), made.Token) {
		t.Error("the log holds the token")
	}
}

// A token beside a session counts alone: a program that got hold of a cookie
// by accident does not act by it.
func TestTokenCountsBesideASession(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	p, _ := h.program(ana, meeting.ScopeCounts)
	p.visitor = ana
	p.ask("GET", "/api/groups", nil).refused(t, 403, "scope")
	p.token = "nonsense"
	p.ask("GET", "/api/groups", nil).refused(t, 401, "token")
	ana.do("GET", "/api/groups", nil, "Authorization", "Basic cHJveHk6c2VjcmV0").want(t, 200, nil)
}

func TestTokensAreCountedAndGuessesToo(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	p, _ := h.program(ana, meeting.ScopeRead)
	q, _ := h.program(ana, meeting.ScopeRead)
	statuses := func(p caller, n int) (all []int) {
		for range n {
			all = append(all, p.ask("GET", "/api/holidays", nil).status)
		}
		return all
	}
	if s := statuses(p, 600); !slices.Contains(s, 429) || s[0] != 200 {
		t.Errorf("without pause a token is answered %v", s)
	}
	q.ask("GET", "/api/holidays", nil).want(t, 200, nil) // another is not held up
	guess := caller{h.visitor(), "warmroom_guess"}
	if s := statuses(guess, 80); s[0] != 401 || !slices.Contains(s, 429) {
		t.Errorf("guesses are answered %v", s)
	}
	q.ask("GET", "/api/holidays", nil).want(t, 200, nil)
	ana.get(fmt.Sprint("/api/groups/", h.demo.Recovery.ID)).want(t, 200, nil)
}
