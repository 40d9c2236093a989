package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/mail/mailtest"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
)

// What people of a meeting leave behind, in words that nothing else holds.
const (
	dumpName    = "Quizzical Osprey"
	dumpOther   = "Mottled Kestrel"
	dumpChat    = "the kingfisher rang at nine"
	dumpDoor    = "my tram was late again"
	dumpAppeal  = "i only meant to lower my hand"
	dumpWish    = "may we bring cinnamon buns"
	dumpLabel   = "for wilhelmina of the tuesday bus"
	dumpEmail   = "zenobia.quill@harbor.example"
	dumpInvited = "ottoline.reed@harbor.example"
	dumpAddress = "203.0.113.77"
	dumpBrowser = "Marmalade/9.1"
)

// A meeting of the real program, in a process of its own that is killed at the
// end; a day goes by; then somebody gets hold of every byte of the data folder
// and every line of the log.
func TestDumpADayAfterAMeeting(t *testing.T) {
	inbox := mailtest.Start(t, mailtest.Options{})
	t.Setenv("WARMROOM_SMTP_URL", "smtp://"+inbox.Address)
	t.Setenv("WARMROOM_SMTP_FROM", "rooms@example.org")
	t.Setenv("WARMROOM_LOG_LEVEL", "debug")
	folder := t.TempDir()
	p := startProcess(t, folder, "127.0.0.1:0")
	secrets := meetForTheDump(t, p, folder)
	secrets = append(secrets, mailForTheDump(t, p, folder, inbox)...)
	p.kill()

	before := everyByte(t, folder)
	for _, there := range []string{dumpLabel, "Evening Circle"} {
		if !strings.Contains(before, there) {
			t.Fatalf("the search finds no %q even before", there)
		}
	}
	sweep(t, folder, 25*time.Hour)
	after := strings.ToLower(everyByte(t, folder))
	log := strings.ToLower(p.log.String())
	if !strings.Contains(log, "/api/entrance") {
		t.Errorf("the log says nothing of the requests: %s", log)
	}
	for _, needle := range append(secrets, dumpName, dumpOther, dumpChat, dumpDoor, dumpAppeal, dumpWish, dumpLabel, dumpEmail, dumpInvited, dumpAddress, dumpBrowser) {
		if strings.Contains(after, strings.ToLower(needle)) {
			t.Errorf("the data folder holds %q", needle)
		}
		if strings.Contains(log, strings.ToLower(needle)) {
			t.Errorf("the log holds %q", needle)
		}
	}
	stays(t, folder)
}

// meetForTheDump holds a meeting and returns the secrets in it.
func meetForTheDump(t *testing.T, p *process, folder string) []string {
	t.Helper()
	ana, ben, invite := p.staff(0), p.staff(1), p.links[2][3]
	var groups []api.Group
	ana.get("/api/groups").want(t, 200, &groups)
	var all []api.Meeting
	path := "/api/groups/" + string(groups[0].ID)
	ana.get(path+"/meetings").want(t, 200, &all)
	var link api.InviteLink
	ana.post(path+"/invites", api.NewInvite{Kind: meeting.Personal, Label: dumpLabel, Meeting: all[0].ID}).want(t, 201, &link)
	lead := ben.enter(t, entering{Meeting: all[0].ID, Name: "Ben"})
	from := func() *visitor {
		v := p.visitor()
		v.header = []string{"X-Forwarded-For", dumpAddress, "User-Agent", dumpBrowser}
		return v
	}
	osprey := from().enter(t, entering{Invite: meeting.Token(invite), Name: dumpName})
	kestrel := from().enter(t, entering{Invite: meeting.Token(invite), Name: dumpOther})
	lead.ask("door.say", map[string]any{"participant": osprey.self("waiting"), "text": "Welcome"})
	osprey.ask("door.reply", map[string]any{"text": dumpDoor})
	if !strings.Contains(everyByte(t, folder), dumpName) {
		t.Errorf("the search does not find %q while the meeting runs", dumpName)
	}
	lead.ask("door.admit", map[string]any{"all": true})
	osprey.self("present")
	osprey.ask("chat.say", map[string]any{"lane": "everyone", "text": dumpChat})
	lead.ask("person.remove", map[string]any{"participant": kestrel.self("present"), "reason": "unkind"})
	record := hears[room.Snapshot](kestrel, "snapshot", nil).Record
	kestrel.visitor.reads(t, record, func(r api.PersonRecord) bool { return r.Removal != nil })
	kestrel.visitor.post("/api/record/appeal", api.NewAppeal{RecordRequest: api.RecordRequest{Token: record}, Text: dumpAppeal}).want(t, 201, nil)
	osprey.visitor.post("/api/proposals", api.NewProposal{Invite: meeting.Token(invite), Text: dumpWish}).want(t, 204, nil)
	lead.ask("meeting.end", map[string]any{})
	eventually(t, "the end is written down", func() bool {
		var now []api.Meeting
		ana.get(path+"/meetings?from="+all[0].StartsAt.Add(-time.Minute).Format(time.RFC3339)).want(t, 200, &now)
		return now[0].Status == meeting.Ended
	})
	secrets := []string{invite, string(record), strings.SplitN(link.Link, "#", 2)[1], osprey.welcome.Token, osprey.welcome.Session}
	for _, v := range []*visitor{ana, ben, osprey.visitor, kestrel.visitor} {
		for _, cookie := range v.cookies {
			secrets = append(secrets, cookie)
		}
	}
	return secrets
}

// mailForTheDump gives staff addresses, and returns the secrets of their links.
func mailForTheDump(t *testing.T, p *process, folder string, inbox *mailtest.Server) []string {
	t.Helper()
	commands(t, nil, "account email --data="+folder+" Ben "+dumpEmail)
	p.visitor().asks(dumpEmail).want(t, 202, nil)
	one := inbox.Next(t).Token()
	ana := p.visitor()
	link := &strings.Builder{}
	if code := run(t.Context(), []string{"account", "link", "Ana", "--data=" + folder}, nil, link, os.Stderr); code != 0 {
		t.Fatal("no link for Ana")
	}
	_, token, _ := strings.Cut(strings.TrimSpace(link.String()), "#")
	ana.post("/api/session", api.SignInRequest{Token: meeting.Token(token)}).want(t, 200, nil)
	ana.post("/api/staff-invites", api.NewStaffInvite{Role: moderation.Manager, Email: dumpInvited, Language: "en"}).want(t, 201, nil)
	return []string{one, token, inbox.Next(t).Token()}
}

// sweep does what the server does once an hour, at a later time.
func sweep(t *testing.T, folder string, later time.Duration) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	db, _, err := openStore(t.Context(), StoreConfig{Data: folder}, log)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	service := meeting.NewService(db, func() time.Time { return time.Now().Add(later) }, log)
	if err := service.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// stays checks that what may be known later is: counts and hashes.
func stays(t *testing.T, folder string) {
	t.Helper()
	db, service, err := openStore(context.Background(), StoreConfig{Data: folder}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	orgs, err := service.Organisations(t.Context())
	if err != nil || len(orgs) != 1 {
		t.Fatal(orgs, err)
	}
	groups, err := service.OrganisationGroups(t.Context(), orgs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	hashes := 0
	bytes := everyByte(t, folder)
	for _, g := range groups {
		a, err := db.CurrentAgreement(t.Context(), g.ID)
		if err != nil {
			t.Fatal(err)
		}
		hashes += strings.Count(bytes, a.Hash)
	}
	if hashes < len(groups)+2 {
		t.Errorf("%d hashes of agreements are there, want those of two acceptances too", hashes)
	}
}

// everyByte returns the content of all files below a folder.
func everyByte(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(&all, "%s\n%s\n", path, b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
