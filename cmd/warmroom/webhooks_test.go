package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/webhook"
)

// called is what another program was sent.
type called struct {
	id, at, signature, body string
}

// event reads what it says.
func (c called) event(t *testing.T) (kind string, data map[string]any) {
	t.Helper()
	var e struct {
		Type      string
		Timestamp time.Time
		Data      map[string]any
	}
	if err := json.Unmarshal([]byte(c.body), &e); err != nil || e.Timestamp.IsZero() {
		t.Fatalf("%s: %v", c.body, err)
	}
	return e.Type, e.Data
}

// otherProgram is one of an organisation program: it answers as it is told, and 204 after that.
type otherProgram struct {
	url   string
	calls chan called
	say   chan int
}

func startProgram(t *testing.T) *otherProgram {
	t.Helper()
	p := &otherProgram{calls: make(chan called, 100), say: make(chan int, 10)}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		p.calls <- called{r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), r.Header.Get("webhook-signature"), string(body)}
		select {
		case status := <-p.say:
			w.WriteHeader(status)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	t.Cleanup(s.Close)
	p.url = s.URL + "/hooks"
	return p
}

// next waits for a call, and checks that it is signed.
func (p *otherProgram) next(t *testing.T, secret string) called {
	t.Helper()
	select {
	case c := <-p.calls:
		at, err := strconv.ParseInt(c.at, 10, 64)
		if age := time.Since(time.Unix(at, 0)); err != nil || age < -time.Minute || age > time.Minute {
			t.Errorf("it says that it was sent at %q", c.at)
		}
		if c.id == "" || c.signature != webhook.Sign(secret, c.id, c.at, c.body) {
			t.Errorf("the signature %q of %q is not right", c.signature, c.id)
		}
		return c
	case <-time.After(2 * time.Minute):
		t.Fatal("nobody called")
		return called{}
	}
}

// openHookHouse is openHouse that may call programs on this machine.
func openHookHouse(t *testing.T) *house {
	t.Helper()
	cfg := testConfig(t)
	cfg.Hooks.Private = true
	return openHouseAt(t, cfg)
}

func TestProgramIsToldOfAMeetingWithoutNames(t *testing.T) {
	h, p := openHookHouse(t), startProgram(t)
	ana := h.signedIn(h.demo.ManagerSignIn)
	var made api.MadeWebhook
	ana.post("/api/webhooks", api.NewWebhook{URL: p.url, Realm: moderation.Recovery}).want(t, 201, &made)
	if !strings.HasPrefix(made.Secret, "whsec_") || made.URL != p.url {
		t.Errorf("made %+v", made)
	}
	// It is told of a test; the second attempt is the same message.
	p.say <- 500
	ana.post("/api/webhooks/"+string(made.ID)+"/test", nil).want(t, 202, nil)
	first := p.next(t, made.Secret)
	again := p.next(t, made.Secret)
	if kind, data := first.event(t); kind != "test" || len(data) != 0 || again.id != first.id || again.body != first.body {
		t.Errorf("a test is %+v, and again %+v", first, again)
	}
	waitForJob(t, h.db, meeting.JobCount{Kind: meeting.JobWebhook, State: "completed", N: 1})

	// A meeting that starts now, and one whose room counted people.
	m := soon(t, h.db)
	m.StartsAt, m.EndsAt = time.Now().UTC().Truncate(time.Microsecond), time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	if err := h.db.UpdateMeeting(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it is told once
		if err := h.meetings.AnnounceStarts(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	kind, data := p.next(t, made.Secret).event(t)
	if kind != "meeting.started" || data["meeting"] != string(m.ID) || data["group"] != string(m.Group) || len(data) != 4 {
		t.Errorf("of a start it is told %s %v", kind, data)
	}
	tally := meeting.Tally{Came: 7, Newcomers: 2, Most: 6, Leads: 1, Open: time.Hour, Present: 5 * time.Hour}
	if err := h.meetings.EndMeeting(t.Context(), m.ID, time.Now(), tally); err != nil {
		t.Fatal(err)
	}
	told := map[string]map[string]any{}
	for range 2 {
		kind, data := p.next(t, made.Secret).event(t)
		told[kind] = data
	}
	if e := told["meeting.ended"]; e["meeting"] != string(m.ID) || len(e) != 5 {
		t.Errorf("of an end it is told %v", told)
	}
	if e := told["meeting.attendance"]; e["came"] != 7.0 || e["newcomers"] != 2.0 || e["most_at_once"] != 6.0 || len(e) != 8 {
		t.Errorf("of attendance it is told %v", told)
	}
	var listed []api.Webhook
	ana.get("/api/webhooks").want(t, 200, &listed)
	if len(listed) != 1 || len(listed[0].Deliveries) != 4 || listed[0].Deliveries[3].Status != meeting.DeliveryDelivered || listed[0].Deliveries[3].Attempts != 2 {
		t.Errorf("the list is %+v", listed)
	}
	ana.do("DELETE", "/api/webhooks/"+string(made.ID), nil).want(t, 204, nil)
	ana.post("/api/webhooks/"+string(made.ID)+"/test", nil).refused(t, 404, "")
	for _, secret := range []string{made.Secret, strings.TrimPrefix(made.Secret, "whsec_"), "/hooks"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestOnlyManagersNameProgramsAndNoneInside(t *testing.T) {
	h := openHouse(t)
	h.signedIn(h.demo.CoFacilitatorSignIn).get("/api/webhooks").refused(t, 403, "")
	h.visitor().get("/api/webhooks").refused(t, 401, "")
	ana := h.signedIn(h.demo.ManagerSignIn)
	for _, url := range []string{"http://hooks.example.org/", "https://127.0.0.1/", "https://localhost:8080/", "https://u:p@hooks.example.org/", "ana"} {
		if p := ana.post("/api/webhooks", api.NewWebhook{URL: url, Realm: moderation.Recovery}).refused(t, 422, ""); p.Field != "url" {
			t.Errorf("%s: %+v", url, p)
		}
	}
	for range meeting.MaxWebhooks {
		ana.post("/api/webhooks", api.NewWebhook{URL: "https://hooks.example.org/", Realm: moderation.Family}).want(t, 201, nil)
	}
	ana.post("/api/webhooks", api.NewWebhook{URL: "https://hooks.example.org/", Realm: moderation.Family}).refused(t, 409, "many_webhooks")
}

// The program is killed while another one does not take what it is told. The
// next one tells it, once, with the same id.
func TestProgramIsToldOnceAfterAKill(t *testing.T) {
	p := startProgram(t)
	t.Setenv("WARMROOM_WEBHOOKS_PRIVATE", "true")
	folder := t.TempDir()
	server := startProcess(t, folder, "127.0.0.1:0")
	ana := server.staff(4)
	var made api.MadeWebhook
	ana.post("/api/webhooks", api.NewWebhook{URL: p.url, Realm: moderation.Recovery}).want(t, 201, &made)
	p.say <- 500
	ana.post("/api/webhooks/"+string(made.ID)+"/test", nil).want(t, 202, nil)
	before := p.next(t, made.Secret)
	server.kill() // long before it is tried again

	server = startProcess(t, folder, "127.0.0.1:0")
	if after := p.next(t, made.Secret); after.id != before.id || after.body != before.body {
		t.Errorf("it is told %+v, want %+v", after, before)
	}
	waitForJob(t, reopen(t, folder), meeting.JobCount{Kind: meeting.JobWebhook, State: "completed", N: 1})
	server.kill()
	if len(p.calls) > 0 {
		t.Errorf("it is told again: %+v", <-p.calls)
	}
}
