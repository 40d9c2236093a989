package main

import (
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/meeting"
)

// manageDates calls off, moves and restores dates of a group that meets on
// Wednesdays at 18:30 in New York, and says who leads.
func manageDates(t *testing.T, ana *visitor, g meeting.GroupID) {
	t.Helper()
	path := "/api/groups/" + string(g)
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Now().In(zone).AddDate(0, 0, 14)
	for day.Weekday() != time.Wednesday {
		day = day.AddDate(0, 0, 1)
	}
	date := day.Format(time.DateOnly)
	var m, back api.Meeting
	ana.do("PUT", path+"/dates/"+date, api.DateDecision{Kind: meeting.DateMoved, To: date + "T20:00"}).want(t, 200, &m)
	if m.MovedFrom == nil || m.StartsAt.Sub(*m.MovedFrom) != 90*time.Minute {
		t.Errorf("moved to %+v", m)
	}
	ana.do("PUT", path+"/dates/"+date, api.DateDecision{Kind: meeting.DateMoved}).refused(t, 422, "")
	ana.do("PUT", path+"/dates/2026-01-05", api.DateDecision{Kind: meeting.DateOff}).refused(t, 422, "")
	var changes []api.DateChange
	ana.get(path+"/dates").want(t, 200, &changes)
	if len(changes) != 1 || changes[0] != (api.DateChange{Date: date, Kind: meeting.DateMoved, To: date + "T20:00"}) {
		t.Errorf("changes = %+v", changes)
	}
	ana.do("DELETE", path+"/dates/"+date, nil).want(t, 200, &back)
	if back.ID != m.ID || back.MovedFrom != nil || !back.StartsAt.Equal(*m.MovedFrom) {
		t.Errorf("restored to %+v", back)
	}
	manageHolidays(t, ana, date)
	keepCalendar(t, ana)
	var extra api.Meeting
	ana.post(path+"/extra-meetings", api.PlannedMeeting{
		Start: day.AddDate(0, 0, 1).Format("2006-01-02") + "T12:00", Zone: "America/New_York", DurationMinutes: 60,
	}).want(t, 201, &extra)
	if !extra.Extra || extra.Status != meeting.Scheduled {
		t.Errorf("planned %+v", extra)
	}
	manageRoster(t, ana, g, extra.ID)
	ana.do("DELETE", path+"/extra-meetings/"+string(extra.ID), nil).want(t, 204, nil)
}

func manageHolidays(t *testing.T, ana *visitor, date string) {
	t.Helper()
	var put api.Holiday
	ana.do("PUT", "/api/holidays/"+date, api.HolidayName{Name: "A quiet day"}).want(t, 200, &put)
	ana.do("PUT", "/api/holidays/someday", api.HolidayName{Name: "A quiet day"}).refused(t, 422, "")
	var all []api.Holiday
	ana.get("/api/holidays").want(t, 200, &all)
	if len(all) != 1 || all[0] != put {
		t.Errorf("holidays = %+v", all)
	}
	ana.do("DELETE", "/api/holidays/"+date, nil).want(t, 204, nil)
	ana.do("DELETE", "/api/holidays/"+date, nil).refused(t, 404, "not_found")
}

// manageRoster looks at a meeting that nobody leads, among the groups of the
// demonstration, of which Ana leads one.
func manageRoster(t *testing.T, ana *visitor, g meeting.GroupID, m meeting.ID) {
	t.Helper()
	var staff []api.StaffName
	ana.get("/api/groups/"+string(g)+"/staff").want(t, 200, &staff)
	var all []api.RosterEntry
	ana.get("/api/roster").want(t, 200, &all)
	var led api.RosterEntry
	gap := false
	for _, e := range all {
		gap = gap || e.Meeting.ID == m && e.Gap && e.GroupName == "Morning Tea and Biscuits"
		if e.GroupName == "Evening Circle" && e.Meeting.StartsAt.After(time.Now()) && led.Group == "" {
			led = e
		}
	}
	if !gap || len(staff) != 0 {
		t.Errorf("staff %v, roster %+v: want the extra meeting as a gap", staff, all)
	}
	ana.get("/api/groups/"+string(led.Group)+"/staff").want(t, 200, &staff)
	if len(staff) != 2 || staff[0].Name != "Ana" {
		t.Fatalf("the staff of the circle are %v", staff)
	}
	path := "/api/groups/" + string(led.Group) + "/meetings/" + string(led.Meeting.ID) + "/leads/" + string(staff[0].ID)
	ana.do("PUT", path, nil).want(t, 204, nil)
	ana.do("DELETE", path, nil).want(t, 204, nil)
	ana.do("PUT", "/api/groups/"+string(g)+"/meetings/"+string(m)+"/leads/"+string(staff[0].ID), nil).refused(t, 403, "role")
}

// keepCalendar gives Ana a calendar of the groups she leads, reads it as a
// calendar program does, and ends it.
func keepCalendar(t *testing.T, ana *visitor) {
	t.Helper()
	var made api.CalendarLink
	var own api.OwnCalendar
	ana.get("/api/calendar").want(t, 200, &own)
	if own.CreatedAt != nil {
		t.Errorf("she has a calendar from the start: %+v", own)
	}
	ana.post("/api/calendar", api.CalendarWish{Names: true}).want(t, 201, &made)
	ana.get("/api/calendar").want(t, 200, &own)
	if !own.Names || own.CreatedAt == nil || time.Since(*own.CreatedAt) > time.Minute {
		t.Errorf("her calendar is %+v", own)
	}
	path := made.Link[strings.Index(made.Link, "/calendar/"):]
	text := string(ana.get(path).body)
	for _, part := range []string{"BEGIN:VCALENDAR", "SUMMARY:Evening Circle", "SUMMARY:Family Evening", "/staff\r\n"} {
		if !strings.Contains(text, part) {
			t.Errorf("the calendar lacks %q:\n%s", part, text)
		}
	}
	ana.do("DELETE", "/api/calendar", nil).want(t, 204, nil)
	if gone := ana.get(path); gone.status != 404 {
		t.Errorf("after it was revoked: %d", gone.status)
	}
}
