package main

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/room"
)

// readCounts goes through what is asked of the API about counts.
func readCounts(t *testing.T, h *house, ana, ben *visitor) {
	t.Helper()
	group := "/api/groups/" + string(h.demo.Recovery.ID)
	figures := api.OutreachFigures{Due: 12, Reached: 9, Missed: 2, Stopped: 1}
	var done api.Outreach
	ben.post(group+"/outreach", api.NewOutreach{On: time.Now().UTC().Format(time.DateOnly), OutreachFigures: figures}).want(t, 201, &done)
	var list []api.Outreach
	ana.get(group+"/outreach").want(t, 200, &list)
	if len(list) != 1 || list[0] != done || done.OutreachFigures != figures {
		t.Errorf("recorded %+v, listed %+v", done, list)
	}
	var all []api.GroupCounts
	ana.get("/api/counts").want(t, 200, &all)
	var trend api.GroupTrend
	ana.get(group+"/counts").want(t, 200, &trend)
	if trend.Outreach != (api.OutreachTotals{Due: 12, Reached: 9, Missed: 2, Stopped: 1}) {
		t.Errorf("counted %+v", trend.Outreach)
	}
	ana.get("/api/counts.csv").want(t, 200, nil)
	ben.get("/api/counts").refused(t, 403, "manager_only")
	ben.get("/api/counts.csv").refused(t, 403, "manager_only")
	ben.get(group+"/counts").refused(t, 403, "manager_only")
	h.visitor().get("/api/counts").refused(t, 401, "")
	h.visitor().get("/api/counts.csv").refused(t, 401, "")
	ana.do("DELETE", group+"/outreach/"+string(done.ID), nil).want(t, 204, nil)
	ana.do("DELETE", group+"/outreach/"+string(done.ID), nil).refused(t, 404, "")
}

// A meeting leaves its counts, and neither they nor the sheet of them holds
// anything of who was there.
func TestAMeetingLeavesCountsAndNoNames(t *testing.T) {
	p := meet(t, "")
	p.ana.ask("meeting.end", struct{}{})
	hears[room.MeetingEnded](p.otter, "meeting.ended", nil)
	ana := p.signedIn(p.demo.ManagerSignIn)
	trend := "/api/groups/" + string(p.demo.Recovery.ID) + "/counts?to=" + time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
	var of api.GroupTrend
	var page answer
	eventually(t, "the counts are stored", func() bool {
		page = ana.get(trend)
		page.want(t, 200, &of)
		return of.Held == 1
	})
	m := of.Meetings[len(of.Meetings)-1]
	if m.Outcome != "held" || m.Came != 2 || m.Most != 2 || m.Average > 2 || m.Acceptances != 2 {
		t.Errorf("counted %+v", m)
	}
	sheet := ana.get("/api/counts.csv").want(t, 200, nil)
	if got := sheet.header.Get("Content-Type"); !strings.HasPrefix(got, "text/csv; charset=utf-8") {
		t.Errorf("the sheet is %s", got)
	}
	rows, err := csv.NewReader(strings.NewReader(string(sheet.body))).ReadAll()
	if err != nil || len(rows) < 2 || rows[0][0] != "group" {
		t.Fatalf("the sheet reads %q, %v", sheet.body, err)
	}
	if last := rows[len(rows)-1]; last[0] != p.demo.Recovery.Name || last[3] != "held" || last[4] != "2" {
		t.Errorf("the last row is %q", last)
	}
	for _, name := range []string{"Heron", "Otter", "Ana"} {
		if strings.Contains(string(page.body)+string(sheet.body), name) {
			t.Errorf("the counts hold %q", name)
		}
	}
}
