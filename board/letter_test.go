package board

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// there is a letter of somebody who was there.
func there(name string) meeting.WrittenLetter {
	code, _ := meeting.ReadCode("7K3QF-9XW2M-0A1B2-CDEFG")
	at := now.Truncate(time.Hour)
	return meeting.WrittenLetter{
		Attended: meeting.Attended{
			Organisation: "Harbor Recovery Community", Meeting: "m", Zone: "America/New_York", StartsAt: at, EndsAt: at.Add(time.Hour), Minutes: 57,
		},
		Name: meeting.LegalName(name), Code: code, Sealed: strings.Repeat("sealed-", 12), MadeAt: now,
	}
}

func TestALetterIsTheSameEachTime(t *testing.T) {
	for _, l := range Languages() {
		first, err := Letter("https://rooms.example.org", l.Code, there("Zoë Łukasiewicz Ωμέγα"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := Letter("https://rooms.example.org", l.Code, there("Zoë Łukasiewicz Ωμέγα"))
		if err != nil || !bytes.Equal(first, again) {
			t.Errorf("%s: two letters differ: %v", l.Code, err)
		}
		if !bytes.HasPrefix(first, []byte("%PDF-")) || !bytes.Contains(first, []byte("/URI (https://rooms.example.org/verify/7K3QF-9XW2M-0A1B2-CDEFG/sealed-")) {
			t.Errorf("%s: it is no PDF with the address to check", l.Code)
		}
	}
}

func TestANameThatALetterCannotShowIsRefused(t *testing.T) {
	for _, name := range []string{"Zoë Łukasiewicz", "Ωμέγα", "Иван Петров", "O’Neill-Smith Jr."} {
		if err := Writable(meeting.LegalName(name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"李明", "محمد", "Jo 😀"} {
		if err := Writable(meeting.LegalName(name)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func check(t *testing.T, c Check) string {
	t.Helper()
	c.Request = request("/verify", "")
	body, err := newBoard(t).Check(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestTheCheckSaysWhatALetterIsWorth(t *testing.T) {
	w := there("Jo Doe")
	found := Check{State: CheckFound, Code: w.Code, Checked: meeting.Checked{Attended: w.Attended, MadeAt: w.MadeAt, Name: "Jo Doe"}}
	has(t, check(t, found), "still holds", "Jo Doe", "Harbor Recovery Community", "57 minutes", "Tuesday, March 10, 2026", "7:00 PM to 8:00 PM (New York time), 60 minutes",
		"attendance only", `action="/verify"`, "!Name on the letter<input")
	unnamed := found
	unnamed.Checked.Name = ""
	has(t, check(t, unnamed), "type the name", "57 minutes", `action="/verify/7K3QF-9XW2M-0A1B2-CDEFG"`, "!still holds")
	altered := unnamed
	altered.Checked.Altered = true
	has(t, check(t, altered), "not the name", "!57", "!Harbor", "!still holds")
	revoked := found
	revoked.Checked.RevokedAt = now
	has(t, check(t, revoked), "does not hold any more", "!57", "!Jo Doe", "!Harbor")
	has(t, check(t, Check{State: CheckUnknown}), "no letter with this code", "!57")
	has(t, check(t, Check{State: CheckWait}), "wait a minute")
	has(t, check(t, Check{State: CheckAsks}), "Type its code", "!role=\"status\"")
}

func TestAGroupSaysWhetherItGivesProof(t *testing.T) {
	g := circle()
	page := func() string {
		body, err := newBoard(t).Group(GroupPage{Request: request("/groups/harbor/circle", ""), Side: meeting.Sides()[0], Group: g})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	has(t, page(), "This group gives none.", "!keep a receipt")
	if got := strings.Join(guideTypes(g.Group), " "); strings.Contains(got, "POA") {
		t.Errorf("types %s", got)
	}
	g.Proof = true
	has(t, page(), "keep a receipt at the end", "!This group gives none.")
	if got := strings.Join(guideTypes(g.Group), " "); !strings.Contains(got, "POA") {
		t.Errorf("types %s", got)
	}
	g.Realm = "family"
	if got := strings.Join(guideTypes(g.Group), " "); strings.Contains(got, "POA") {
		t.Errorf("on the family side, types %s", got)
	}
}
