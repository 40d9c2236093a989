package board

import (
	"bytes"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/store"
)

// update writes the calendars that frontend/src/calendar.test.ts reads with an
// independent parser: go test ./board -run TestCalendarFiles -update
var update = flag.Bool("update", false, "write testdata anew")

// planner plans groups as a server does, from 1 March 2026 to the year's end.
type planner struct {
	*meeting.Service
	t     *testing.T
	staff meeting.AccountID
}

var spring = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func newPlanner(t *testing.T) planner {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "warmroom.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	p := planner{Service: meeting.NewService(db, func() time.Time { return spring }, log), t: t}
	o, err := p.CreateOrganisation(t.Context(), "Harbor", nil)
	if err != nil {
		t.Fatal(err)
	}
	staff, err := p.CreateAccount(t.Context(), o.ID, "Max", true)
	if err != nil {
		t.Fatal(err)
	}
	p.staff = staff.ID
	return p
}

// group plans a group and returns it as strangers see it, with ids that are
// the same each time.
func (p planner) group(id, start, zone, rule string, changes ...meeting.DateChange) meeting.PublicGroup {
	p.t.Helper()
	ctx := p.t.Context()
	settings := circle().Settings()
	settings.Slug, settings.Name = id, id
	plan := meeting.ScheduleSettings{Start: start, Zone: zone, Rule: rule, Duration: 75 * time.Minute}
	made, err := p.CreateGroup(ctx, p.staff, settings, &plan)
	for _, c := range changes {
		if err == nil {
			_, err = p.ChangeDate(ctx, p.staff, made.ID, c)
		}
	}
	if err == nil {
		err = p.Plan(ctx, spring.AddDate(0, 10, 0))
	}
	var g meeting.PublicGroup
	if err == nil {
		g, err = p.PublicGroup(ctx, meeting.Sides()[0], "harbor", id)
	}
	if err != nil {
		p.t.Fatalf("%s: %v", id, err)
	}
	g.ID = meeting.GroupID(id)
	return g
}

// calendars are the files by name.
func calendars(t *testing.T) map[string]Calendar {
	t.Helper()
	p := newPlanner(t)
	if _, err := p.PutHoliday(t.Context(), p.staff, "2026-11-24", "Thanksgiving week"); err != nil {
		t.Fatal(err)
	}
	tuesdays := p.group("tuesdays", "2026-03-01T19:00", "America/New_York", "FREQ=WEEKLY;BYDAY=TU",
		meeting.DateChange{Date: "2026-03-31", Kind: meeting.DateOff},
		meeting.DateChange{Date: "2026-04-14", Kind: meeting.DateMoved, To: "2026-04-16T20:30"},
		meeting.DateChange{Date: "2026-05-05", Kind: meeting.DateMoved, To: "2026-05-06T18:00"},
		meeting.DateChange{Date: "2026-05-05", Kind: meeting.DateOff})
	tuesdays.Meetings = append(tuesdays.Meetings, meeting.Meeting{
		ID: "extra", Group: "tuesdays", StartsAt: time.Date(2026, 6, 6, 16, 0, 0, 0, time.UTC), EndsAt: time.Date(2026, 6, 6, 17, 0, 0, 0, time.UTC),
		Status: meeting.Scheduled,
	})
	return map[string]Calendar{
		"exceptions": {Groups: []meeting.PublicGroup{tuesdays}},
		"zones": {Open: true, Groups: []meeting.PublicGroup{
			p.group("new-york", "2026-03-03T19:00", "America/New_York", "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2"),
			p.group("london", "2026-03-17T19:00", "Europe/London", "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261105"),
			p.group("phoenix", "2026-03-01T18:00", "America/Phoenix", "FREQ=MONTHLY;BYDAY=1SU"),
			p.group("kolkata", "2026-03-02T19:30", "Asia/Kolkata", "FREQ=DAILY;INTERVAL=10"),
			p.group("apia", "2026-07-01T19:00", "Pacific/Apia", "FREQ=WEEKLY"),
			p.group("last-tuesday", "2026-03-01T19:00", "America/New_York", "FREQ=MONTHLY;BYDAY=-1TU"),
			p.group("thirty-first", "2026-03-31T12:00", "Europe/London", "FREQ=MONTHLY;COUNT=5"),
			p.group("once", "2026-10-31T23:30", "America/New_York", ""),
		}},
	}
}

// expected lists what is held of each group as Warmroom has planned it.
func expected(c Calendar) map[string][]string {
	all := map[string][]string{}
	for _, g := range c.Groups {
		for _, m := range g.Meetings {
			id := uid("group", string(g.ID))
			if m.Schedule == "" {
				id = uid("meeting", string(m.ID))
			}
			if m.Status == meeting.Scheduled && m.StartsAt.Before(spring.AddDate(0, 10, 0)) {
				all[id] = append(all[id], m.StartsAt.UTC().Format(time.RFC3339))
			}
		}
	}
	return all
}

func TestCalendarFiles(t *testing.T) {
	for name, c := range calendars(t) {
		c.Request, c.Side, c.Name = request("/groups/calendar.ics", ""), meeting.Sides()[0], "Harbor, groups; online"
		starts, err := json.MarshalIndent(expected(c), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string][]byte{name + ".ics": c.Calendar(), name + ".json": append(starts, '\n')} {
			path := filepath.Join("testdata", file)
			if *update {
				if err := os.WriteFile(path, text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			kept, err := os.ReadFile(path)
			if err != nil || !bytes.Equal(kept, text) {
				t.Errorf("%s is another one (%v); look at the change, then: go test ./board -run TestCalendarFiles -update", path, err)
			}
		}
	}
}

// events returns the lines of each event of a calendar, unfolded.
func events(text []byte) []string {
	unfolded := strings.ReplaceAll(string(text), "\r\n ", "")
	var all []string
	for _, part := range strings.Split(unfolded, "BEGIN:VEVENT\r\n")[1:] {
		event, _, _ := strings.Cut(part, "END:VEVENT")
		all = append(all, event)
	}
	return all
}

func TestCalendarKeepsTheRulesOfRFC5545(t *testing.T) {
	for name, c := range calendars(t) {
		c.Request, c.Side, c.Name = request("/", ""), meeting.Sides()[0], "Harbor"
		text := c.Calendar()
		for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("%s: a line of %d bytes: %q", name, len(line), line)
			}
		}
		has(t, string(text), "PRODID:", "VERSION:2.0\r\n", "METHOD:PUBLISH\r\n", "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n", "!ATTENDEE", "!ORGANIZER")
		for _, e := range events(text) {
			has(t, e, "UID:", "DTSTAMP:", "SEQUENCE:", "CLASS:PRIVATE\r\n", "CONFERENCE;FEATURE=VIDEO,AUDIO", "CONFERENCE;FEATURE=PHONE", "VALUE=URI:tel:+12025550143,,99%23")
			if strings.Contains(e, "TZID=") != strings.Contains(string(text), "BEGIN:VTIMEZONE") {
				t.Errorf("%s: an event without its zone: %s", name, e)
			}
		}
	}
}

func TestCallingOffOneDateCancelsOneDate(t *testing.T) {
	c := calendars(t)["exceptions"]
	c.Request, c.Side = request("/", ""), meeting.Sides()[0]
	all := events(c.Calendar())
	series, ids := all[0], map[string]int{}
	has(t, series, "RRULE:FREQ=WEEKLY;BYDAY=TU\r\n", "STATUS:CONFIRMED\r\n", "SEQUENCE:8\r\n", "!RECURRENCE-ID",
		"EXDATE;TZID=America/New_York:20260331T190000\r\n", "SUMMARY:Tuesday group\r\n")
	cancelled := 0
	for _, e := range all[1:] {
		id, _, _ := strings.Cut(e[strings.Index(e, "UID:"):], "\r\n")
		ids[id]++
		if strings.Contains(e, "RECURRENCE-ID") {
			has(t, e, id, "SEQUENCE:9\r\n")
		}
		if strings.Contains(e, "STATUS:CANCELLED") {
			cancelled++
		}
	}
	if cancelled != 3 || len(ids) != 2 { // the series and the extra meeting
		t.Errorf("%d cancelled dates, ids %v", cancelled, ids)
	}
	for _, want := range []string{
		"RECURRENCE-ID;TZID=America/New_York:20260414T190000\r\nDTSTART;TZID=America/New_York:20260416T203000\r\n",
		"RECURRENCE-ID;TZID=America/New_York:20260505T190000\r\nDTSTART;TZID=America/New_York:20260506T180000\r\n",
		"RECURRENCE-ID;TZID=America/New_York:20261124T190000\r\n",
	} {
		has(t, strings.Join(all, ""), want)
	}
}

func TestPublicCalendarsSayNoThemes(t *testing.T) {
	c := calendars(t)["zones"]
	c.Request, c.Side = request("/", ""), meeting.Sides()[0]
	c.Open = false
	for _, e := range events(c.Calendar()) {
		summary, _, _ := strings.Cut(e[strings.Index(e, "SUMMARY:"):], "\r\n")
		if !strings.HasSuffix(strings.ToLower(summary), "group") || strings.Contains(e, "DESCRIPTION") {
			t.Errorf("an event says %q", summary)
		}
	}
}
