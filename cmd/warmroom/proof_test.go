package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/mail/mailtest"
	"warmroom/meeting"
	"warmroom/moderation"
)

// wasThere is the record token of somebody whom the room counted for some
// minutes, up to now.
func (h *house) wasThere(person string, minutes int) meeting.Token {
	h.t.Helper()
	record := meeting.RecordToken("the room's secret", person)
	total := time.Duration(minutes) * time.Minute
	err := h.meetings.KeepRoom(h.t.Context(), meeting.LiveChange{
		Meeting: h.demo.Meeting.ID, Secret: "the room's secret", KeptAt: time.Now(), State: []byte("{}"),
		Put: []meeting.LivePerson{{ID: person, State: []byte("{}"), Attendance: meeting.Attendance{Holder: record.Hash(), Whose: record.Hash(), Total: total}}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return record
}

// letterOf has a letter made and returns the addresses in it: of the page for
// its code, and of the one that has the name too.
func (v *visitor) letterOf(receipt meeting.Token, name string) (typed, scanned string) {
	t := v.house.t
	t.Helper()
	pdf := v.post("/api/letters", api.NewLetter{Receipt: api.Receipt{Receipt: receipt}, Name: name, Language: "en"}).want(t, 200, nil)
	found := regexp.MustCompile(`/URI \(([^)]+)\)`).FindSubmatch(pdf.body)
	if !bytes.HasPrefix(pdf.body, []byte("%PDF-")) || found == nil {
		t.Fatalf("the letter is no PDF with a link: %.40q", pdf.body)
	}
	address, err := url.Parse(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return address.Path[:strings.LastIndex(address.Path, "/")], address.Path
}

// proveAttendance goes through every operation on receipts and letters.
func proveAttendance(t *testing.T, h *house, inbox *mailtest.Server) {
	t.Helper()
	v, record := h.visitor(), api.AttendanceRequest{Token: h.wasThere("heron", 57)}
	var offer api.AttendanceOffer
	v.post("/api/attendance", record).want(t, 200, &offer)
	if offer.Minutes != 57 || offer.PlannedMinutes < 60 || !offer.ByMail || offer.Organisation.Name != h.demo.Organisation.Name {
		t.Errorf("offered %+v", offer)
	}
	v.post("/api/attendance", api.AttendanceRequest{Token: "other"}).refused(t, 404, "no_attendance")
	var kept api.Receipt
	v.post("/api/receipts", record).want(t, 201, &kept)
	checkSignature(t, v, string(kept.Receipt))

	const address = "heron@mail.example"
	v.post("/api/receipts/mail", api.ReceiptMail{Receipt: kept, Email: address, Language: "es"}).want(t, 204, nil)
	letter := inbox.Next(t)
	if letter.To != address || strings.Contains(letter.Text+letter.Subject, "Circle") || strings.Contains(letter.Text, "Harbor") {
		t.Errorf("mailed to %q: %q %q", letter.To, letter.Subject, letter.Text)
	}
	if letter.Token() != string(kept.Receipt) {
		t.Errorf("mailed %q", letter.Text)
	}
	var mailed api.ReceiptState
	v.post("/api/receipts/show", kept).want(t, 200, &mailed)
	if mailed.Minutes != 57 || mailed.RevokedAt != nil || mailed.LetteredAt != nil {
		t.Errorf("mailed %+v", mailed)
	}
	v.letterOf(kept.Receipt, "Jo Doe")
	v.post("/api/letters", api.NewLetter{Receipt: kept, Name: "Sam Poe", Language: "en"}).refused(t, 409, "other_name")
	if p := v.post("/api/letters", api.NewLetter{Receipt: kept, Name: "李明", Language: "en"}).refused(t, 422, ""); p.Field != "name" {
		t.Errorf("a name that no letter can show: %+v", p)
	}
	v.post("/api/receipts/revoke", kept).want(t, 204, nil)
	v.post("/api/letters", api.NewLetter{Receipt: kept, Name: "Jo Doe", Language: "en"}).refused(t, 410, "revoked")
}

// checkSignature checks a receipt as anybody can, without us.
func checkSignature(t *testing.T, v *visitor, receipt string) {
	t.Helper()
	var keys []api.ReceiptKey
	v.get("/api/receipts/keys").want(t, 200, &keys)
	part := strings.Split(receipt, ".")
	signature, err := base64.RawURLEncoding.DecodeString(part[3])
	if err != nil || len(keys) != 1 || keys[0].ID != part[2] || !ed25519.Verify(keys[0].Public, []byte(part[0]+"."+part[1]), signature) {
		t.Errorf("%s is not signed by %v: %v", receipt, keys, err)
	}
}

// shows checks what is on a page and what is not; "!" before a text forbids it.
func (a answer) shows(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		unwanted, no := strings.CutPrefix(text, "!")
		if strings.Contains(string(a.body), unwanted) == no {
			t.Errorf("%s: says %q: %t\n%s", a.what, unwanted, no, a.body)
		}
	}
}

func TestACourtChecksALetter(t *testing.T) {
	h := openHouse(t)
	v, court := h.visitor(), h.visitor()
	var kept api.Receipt
	v.post("/api/receipts", api.AttendanceRequest{Token: h.wasThere("heron", 57)}).want(t, 201, &kept)
	typed, scanned := v.letterOf(kept.Receipt, "Zoë <Doe>")
	attendance := []string{"57 minutes", h.demo.Organisation.Name, "!Circle", "!Heron", "attendance only"}

	court.get("/verify").want(t, 200, nil).shows(t, "Code on the letter", "!57")
	a := court.get(scanned).want(t, 200, nil)
	a.shows(t, append(attendance, "We gave this letter, and it still holds.", "Zoë &lt;Doe&gt;")...)
	if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self'") || a.header.Get("Cache-Control") != "no-store" ||
		!strings.Contains(a.header.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("headers %v", a.header)
	}
	court.get(typed).want(t, 200, nil).shows(t, append(attendance, "!still holds", "!Zoë", "type the name")...)
	court.form(t, typed, url.Values{"name": {"ZOË <doe>"}}).want(t, 200, nil).shows(t, append(attendance, "still holds")...)
	court.form(t, typed, url.Values{"name": {"Sam Poe"}}).want(t, 200, nil).shows(t, "not the name", "!57", "!Sam", "!still holds")
	court.form(t, typed, url.Values{}).want(t, 200, nil).shows(t, "not the name", "!57")
	court.get(scanned[:len(scanned)-2]+"AA").want(t, 200, nil).shows(t, "not the name", "!57", "!Zoë")
	court.do("GET", scanned, nil, "Accept-Language", "es").want(t, 200, nil).shows(t, "Dimos esta carta", "57 minutos", `lang="es"`)
	court.get(typed[:len(typed)-1]).want(t, 404, nil).shows(t, "no letter with this code", "!57")
	court.form(t, "/verify", url.Values{"code": {"nonsense"}}).want(t, 404, nil).shows(t, "no letter with this code")
	plain := strings.ToLower(strings.ReplaceAll(typed[len("/verify/"):], "-", " "))
	court.form(t, "/verify", url.Values{"code": {plain}}).want(t, 200, nil).shows(t, append(attendance, "type the name")...) // by way of a 303

	v.post("/api/receipts/revoke", kept).want(t, 204, nil)
	court.get(scanned).want(t, 200, nil).shows(t, "took it back on", "!57", "!Zoë", "!still holds")
	for range 60 {
		a = court.get("/verify/00000-00000-00000-00000")
	}
	if a.status != 429 || a.header.Get("Retry-After") == "" {
		t.Errorf("after many wrong codes: %d %v", a.status, a.header)
	}
	a.shows(t, "a lot of tries")
}

func TestOnlyWhoAsksGetsAReceipt(t *testing.T) {
	h := openHouse(t)
	v := h.visitor()
	record := api.AttendanceRequest{Token: h.wasThere("heron", 57)}
	if err := h.meetings.EndMeeting(t.Context(), h.demo.Meeting.ID, time.Now(), meeting.Tally{}); err != nil {
		t.Fatal(err)
	}
	ana := h.signedIn(h.demo.ManagerSignIn)
	var deeds []api.Deed
	deedsOf := func() int {
		ana.get("/api/groups/"+string(h.demo.Recovery.ID)+"/deeds").want(t, 200, &deeds)
		return len(deeds)
	}
	v.post("/api/attendance", record).want(t, 200, nil)
	if n := deedsOf(); n != 0 {
		t.Errorf("asking made %d entries: %+v", n, deeds)
	}
	var kept api.Receipt
	v.post("/api/receipts", record).want(t, 201, &kept)
	if deedsOf() != 1 || deeds[0].What != moderation.KeepReceipt || deeds[0].Role != moderation.Participant || deeds[0].By != "" || deeds[0].Participant != "" {
		t.Errorf("entries %+v", deeds)
	}
	v.post("/api/receipts/mail", api.ReceiptMail{Receipt: kept, Email: "a@b.example", Language: "en"}).refused(t, 409, "no_mail")
	off := false
	var g api.Group
	ana.get("/api/groups/"+string(h.demo.Recovery.ID)).want(t, 200, &g)
	ana.do("PATCH", "/api/groups/"+string(g.ID), api.GroupChange{Version: g.Version, Proof: &off}).want(t, 200, &g)
	if g.Proof {
		t.Error("proof is still on")
	}
	v.post("/api/attendance", record).refused(t, 403, "no_proof")
	v.post("/api/receipts", record).refused(t, 403, "no_proof")
	v.get("/groups/harbor/evening-circle").want(t, 200, nil).shows(t, "This group gives none.")
}

// A name that a letter was made out to is in no file, log or temporary folder.
func TestALegalNameIsLeftNowhere(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	cfg := testConfig(t)
	h := openHouseAt(t, cfg)
	v := h.visitor()
	var kept api.Receipt
	v.post("/api/receipts", api.AttendanceRequest{Token: h.wasThere("heron", 57)}).want(t, 201, &kept)
	const name = "Quixotine Vandermeulen"
	typed, scanned := v.letterOf(kept.Receipt, name)
	v.get(scanned).want(t, 200, nil).shows(t, name)
	v.form(t, typed, url.Values{"name": {name}}).want(t, 200, nil).shows(t, name)
	v.post("/api/letters", api.NewLetter{Receipt: kept, Name: "Quixotine\nVandermeulen", Language: "en"}).refused(t, 422, "")
	h.close()
	looked := 0
	for _, root := range []string{cfg.Store.Data, temporary} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			looked++
			data, err := os.ReadFile(path)
			for _, secret := range []string{"Quixotine", "Vandermeulen", string(kept.Receipt), typed[len("/verify/"):]} {
				if bytes.Contains(data, []byte(secret)) {
					t.Errorf("%q is in %s", secret, path)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if looked == 0 {
		t.Error("no file was looked at")
	}
	for _, secret := range []string{"Quixotine", "Vandermeulen", string(kept.Receipt), typed[len("/verify/"):]} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}
