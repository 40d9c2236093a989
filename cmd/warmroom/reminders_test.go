package main

import (
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/mail/mailtest"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

const (
	circlePage = "/groups/harbor/evening-circle"
	herons     = "heron@example.org"
)

// form sends a form, as a browser without scripts does.
func (v *visitor) form(t *testing.T, path string, fields url.Values, header ...string) answer {
	t.Helper()
	header = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)
	return v.do("POST", path, fields.Encode(), header...)
}

// asksToBeReminded sends the form of a group's page.
func (v *visitor) asksToBeReminded(t *testing.T, to string, header ...string) answer {
	t.Helper()
	return v.form(t, circlePage+"/reminders", url.Values{"email": {to}, "meeting": {""}, "before": {"60"}, "wording": {"1"}}, header...)
}

// soon plans a meeting of the circle in half an hour and has people reminded.
func soon(t *testing.T, db *store.DB) meeting.Meeting {
	t.Helper()
	groups, err := db.Groups(t.Context(), "", moderation.Recovery)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now().Add(30 * time.Minute).UTC().Truncate(time.Microsecond)
	m := meeting.Meeting{
		ID: meeting.ID("SOON" + start.Format("150405.000000")), Group: groups[0].ID, Realm: groups[0].Realm, Status: meeting.Scheduled,
		StartsAt: start, EndsAt: start.Add(time.Hour),
	}
	if err := db.AddMeetings(t.Context(), []meeting.Meeting{m}); err != nil {
		t.Fatal(err)
	}
	if err := db.AddJobs(t.Context(), meeting.Job{Kind: meeting.JobRemind}); err != nil {
		t.Fatal(err)
	}
	return m
}

// says fails unless a page of a status says some words.
func (a answer) says(t *testing.T, status int, words ...string) {
	t.Helper()
	a.want(t, status, nil)
	for _, w := range words {
		if !strings.Contains(string(a.body), w) {
			t.Errorf("%s does not say %q:\n%s", a.what, w, a.body)
		}
	}
}

func TestRemindersFromTheFormToTheOneTapThatStopsThem(t *testing.T) {
	h, server := openMailHouse(t, mailtest.Options{})
	v := h.visitor()
	v.get(circlePage).says(t, 200, circlePage+"/reminders")
	page := v.get(circlePage + "/reminders")
	page.says(t, 200, "Be reminded by e-mail", "We keep your address", "Evening Circle")
	if csp := page.header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self'") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("the form's policy is %s", csp)
	}
	v.asksToBeReminded(t, herons).says(t, 200, "Look in your mailbox")
	asked := server.Next(t)
	path := strings.TrimPrefix(asked.Link(), h.URL())
	token := strings.TrimPrefix(path, "/reminders/")
	if asked.To != herons || asked.Subject != "Please confirm your address" || token == path {
		t.Fatalf("to %s: %q with %s", asked.To, asked.Subject, asked.Link())
	}
	for range 2 { // a program that looks at links changes nothing
		v.get(path).says(t, 200, "Shall we remind you?", "Evening Circle")
	}
	v.form(t, path, url.Values{"answer": {"yes"}}).says(t, 200, "We will remind you")

	soon(t, h.db)
	l := server.Next(t)
	if l.To != herons || !regexp.MustCompile(`^[A-Z][a-z]{2} \d{1,2}:\d\d [AP]M$`).MatchString(l.Subject) || l.Link() != asked.Link() {
		t.Errorf("to %s: %q with %s", l.To, l.Subject, l.Link())
	}
	if first, _, _ := strings.Cut(l.Text, "\n"); !regexp.MustCompile(`^[A-Z][a-z]+, [A-Z][a-z]+ \d+, \d+:\d\d [AP]M \(New York time\)\.$`).MatchString(first) {
		t.Errorf("its first line is %q", first)
	}
	// As a mail program does it (RFC 8058): no cookies, no origin, no page.
	list := strings.Trim(l.Header.Get("List-Unsubscribe"), "<>")
	if l.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || list != l.Link() {
		t.Errorf("to stop it: %q, %q", list, l.Header.Get("List-Unsubscribe-Post"))
	}
	r, err := http.NewRequestWithContext(t.Context(), "POST", v.origin+path, strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	(&visitor{house: h}).send(r).says(t, 200, "No e-mails come")
	if _, err := h.meetings.AskedReminder(t.Context(), meeting.Token(token)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("after it was stopped: %v", err)
	}
	v.get(path).says(t, 404, "No e-mails come")
	h.close()
	if !server.Empty() {
		t.Errorf("there is more mail: %+v", server.Next(t))
	}
	for _, secret := range []string{token, herons, "heron"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestReminderFormRefuses(t *testing.T) {
	h, server := openMailHouse(t, mailtest.Options{})
	v := h.visitor()
	v.asksToBeReminded(t, "heron").says(t, 422, "Please write an address", `value="heron"`)
	v.asksToBeReminded(t, herons, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example").refused(t, 403, "")
	v.form(t, circlePage+"/reminders", url.Values{"email": {herons}, "before": {"60"}}).says(t, 422, "Something was missing")
	v.get("/family/harbor/evening-circle/reminders").want(t, 404, nil)
	v.form(t, "/family/harbor/evening-circle/reminders", url.Values{"email": {herons}}).want(t, 404, nil)
	v.get("/reminders/nobody-has-this").says(t, 404, "No e-mails come")
	var last answer
	for range 8 {
		last = v.asksToBeReminded(t, herons)
	}
	last.says(t, 429, "Please wait a minute")
	for range 5 {
		server.Next(t)
	}
	h.close()
	if !server.Empty() {
		t.Error("more letters came than one may ask for")
	}
}

func TestWithoutMailNobodyIsAskedForAnAddress(t *testing.T) {
	v := openHouse(t).visitor()
	if page := v.get(circlePage).want(t, 200, nil); strings.Contains(string(page.body), "/reminders") {
		t.Error("the group's page offers reminders")
	}
	v.get(circlePage+"/reminders").want(t, 404, nil)
	v.asksToBeReminded(t, herons).want(t, 404, nil)
}

// reopen opens the database of a process beside it.
func reopen(t *testing.T, folder string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(folder, "warmroom.db"), slog.New(slog.DiscardHandler))
	if err == nil {
		err = unlock(t.Context(), db, StoreConfig{Data: folder})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// waitForJob waits until one job of a kind is in a state.
func waitForJob(t *testing.T, db *store.DB, want meeting.JobCount) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.After(patience)
	for {
		counts, err := db.JobCounts(t.Context())
		if err == nil && slices.Contains(counts, want) {
			return
		}
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("jobs are %+v, %v, never %+v", counts, err, want)
		}
	}
}

// The program is killed while it writes a letter, to a mail server that says
// nothing. The next one writes it, once.
func TestLetterIsWrittenOnceAfterAKill(t *testing.T) {
	server := mailtest.Start(t, mailtest.Options{})
	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	t.Setenv("WARMROOM_SMTP_FROM", "rooms@example.org")
	t.Setenv("WARMROOM_SMTP_URL", "smtp://"+server.Address)
	folder := t.TempDir()
	p := startProcess(t, folder, "127.0.0.1:0")
	v := p.visitor()
	v.asksToBeReminded(t, herons).want(t, 200, nil)
	asked := server.Next(t)
	_, path, _ := strings.Cut(asked.Link(), "/reminders/")
	v.form(t, "/reminders/"+path, url.Values{"answer": {"yes"}}).says(t, 200, "We will remind you")
	p.kill()

	t.Setenv("WARMROOM_SMTP_URL", "smtp://"+silent.Addr().String())
	p = startProcess(t, folder, "127.0.0.1:0")
	db := reopen(t, folder)
	soon(t, db)
	waitForJob(t, db, meeting.JobCount{Kind: meeting.JobLetter, State: "running", N: 1})
	p.kill()

	t.Setenv("WARMROOM_SMTP_URL", "smtp://"+server.Address)
	p = startProcess(t, folder, "127.0.0.1:0")
	if l := server.Next(t); l.To != herons || l.Link() == "" {
		t.Errorf("the letter is to %s", l.To)
	}
	waitForJob(t, db, meeting.JobCount{Kind: meeting.JobLetter, State: "completed", N: 1})
	p.kill()
	if !server.Empty() {
		t.Errorf("it came again: %+v", server.Next(t))
	}
	if strings.Contains(p.log.String(), "heron") {
		t.Errorf("the log is %s", p.log)
	}
}
