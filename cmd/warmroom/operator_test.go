package main

import (
	"encoding/json"
	"strings"
	"testing"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
)

// told runs a command that must end well, and reads the JSON it answers.
func told[T any](t *testing.T, args ...string) T {
	t.Helper()
	var value T
	code, out, complaint := command(t, nil, append(args, "--json")...)
	if code != 0 {
		t.Fatalf("warmroom %v: %s", args, complaint)
	}
	d := json.NewDecoder(strings.NewReader(out))
	d.DisallowUnknownFields()
	if err := d.Decode(&value); err != nil {
		t.Fatalf("warmroom %v: %v: %s", args, err, out)
	}
	return value
}

// Everything is done beside a server that runs on the same folder, in another
// process, and each sees what the other did.
func TestOperatorWorksBesideARunningServer(t *testing.T) {
	folder := t.TempDir()
	p := startProcess(t, folder, "127.0.0.1:0")
	t.Setenv("WARMROOM_DATA", folder)
	ana := p.staff(0)

	made := told[api.Group](t, "group", "create", "Morning Tea", "--kind=open", "--start=2026-01-06T09:00", "--zone=Europe/London", "--rule=FREQ=WEEKLY;BYDAY=TU")
	if made.Slug != "morning-tea" || made.Kind != meeting.KindOpen || made.Role != moderation.Manager {
		t.Errorf("made %+v", made)
	}
	changed := told[api.Group](t, "group", "change", "morning-tea", "--capacity=12", "--visibility=unlisted")
	if changed.Capacity != 12 || changed.Visibility != meeting.Unlisted || changed.Name != "Morning Tea" || changed.Version != made.Version+1 {
		t.Errorf("changed to %+v", changed)
	}
	var seen api.Group
	ana.get("/api/groups/"+string(made.ID)).want(t, 200, &seen)
	if seen.Capacity != 12 || len(told[[]api.Group](t, "group", "list")) != 3 || told[api.Group](t, "group", "show", string(made.ID)).Version != seen.Version {
		t.Errorf("the server sees %+v", seen)
	}

	planned := told[[]api.Meeting](t, "meeting", "list", "morning-tea")
	off := told[api.Meeting](t, "meeting", "cancel", string(planned[0].ID))
	if off.Status != meeting.Cancelled || off.ID != planned[0].ID {
		t.Errorf("cancelled %+v", off)
	}
	extra := told[api.Meeting](t, "meeting", "start", "morning-tea", "--length=45m")
	link := told[api.InviteLink](t, "invite", "create", "morning-tea", "--label=flyer", "--for=24h", "--uses=3")
	_, token, _ := strings.Cut(link.Link, "#")
	heron := p.visitor().enter(t, entering{Invite: meeting.Token(token), Name: "Blue Heron"})
	told[api.Meeting](t, "meeting", "end", string(extra.ID))
	hears[room.MeetingEnded](heron, "meeting.ended", nil)
	if again := told[api.Meeting](t, "meeting", "show", string(extra.ID)); again.Status != meeting.Ended {
		t.Errorf("the meeting is %s", again.Status)
	}
	commands(t, nil, "invite revoke morning-tea "+string(link.ID))
	list := told[[]api.Invite](t, "invite", "list", "morning-tea")
	if len(list) != 1 || list[0].RevokedAt == nil || list[0].MaxUses != 3 {
		t.Errorf("invites = %+v", list)
	}
	p.visitor().post("/api/entrance", api.EntranceRequest{Invite: meeting.Token(token)}).refused(t, 410, "invite_revoked")
	commands(t, nil, "account add Cleo", "account grant Cleo morning-tea co_facilitator")
	if a := told[accountShown](t, "account", "show", "Cleo"); len(a.Roles) != 1 {
		t.Errorf("Cleo's roles: %v", a.Roles)
	}
	commands(t, nil, "account revoke Cleo morning-tea")
	if a := told[accountShown](t, "account", "show", "Cleo"); len(a.Roles) != 0 {
		t.Errorf("Cleo's roles are still %v", a.Roles)
	}
	commands(t, nil, "account close Cleo")
	if a := told[accountShown](t, "account", "show", "Ana"); !a.Manager || len(a.Roles) != 2 || a.Organisation == "" {
		t.Errorf("Ana is %+v", a)
	}
	for _, a := range told[[]accountShown](t, "account", "list") {
		if a.Name == "Cleo" {
			t.Error("a closed account is listed")
		}
	}
}

func TestWhoLeadsNoMoreIsOutOfARunningMeeting(t *testing.T) {
	folder := t.TempDir()
	p := startProcess(t, folder, "127.0.0.1:0")
	t.Setenv("WARMROOM_DATA", folder)
	on := told[[]api.Meeting](t, "meeting", "list", "evening-circle")[0].ID
	ana, ben := p.staff(0).enter(t, entering{Meeting: on}), p.staff(1).enter(t, entering{Meeting: on})
	gone := func(d room.Declined) bool { return d.Revoked }
	commands(t, nil, "account revoke Ben evening-circle")
	hears(ben, "you.declined", gone)
	hears[room.PersonLeft](ana, "person.left", nil)
	commands(t, nil, "account close Ana")
	hears(ana, "you.declined", gone)
}

func TestOperatorIsToldWhatIsWrong(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("WARMROOM_DATA", folder)
	for _, c := range []struct{ line, says string }{
		{"group list", "no organisation yet"},
		{"+account add Ben --organisation Harbor", ""},
		{"group list", "no manager to act for"},
		{"+account add Ana --manager", ""},
		{"+account add Max --manager", ""},
		{"group show circle", "no group \"circle\""},
		{"group create Circle --capacity=1", "2 to 300 people"},
		{"group create Circle --kind=choir", "kind"},
		{"group create Circle --as=Nobody", "no account \"Nobody\""},
		{"group create Circle --as=Ben", "Only a manager"},
		{"+group create Circle --as=Max", ""},
		{"group create Circle", "address already"},
		{"meeting start circle --length=5m", "15 to 240"},
		{"meeting show 01K0", "nothing here"},
		{"meeting end 01K0", "nothing here"},
		{"meeting plan circle 2020-01-01T10:00 --zone=Europe/London", "to come"},
		{"invite create circle --label=x --kind=secret", "kind"},
		{"invite revoke circle 01K0", "nothing here"},
		{"account revoke Ben circle", "nothing here"},
		{"account close Nobody", "no account"},
	} {
		line, good := strings.CutPrefix(c.line, "+")
		code, out, complaint := command(t, nil, strings.Split(line, " ")...)
		if good != (code == 0) || !strings.Contains(complaint, c.says) || (!good && (out != "" || strings.Contains(complaint, "  "))) {
			t.Errorf("warmroom %s: exit code %d, %q, %q; want %q", line, code, out, complaint, c.says)
		}
	}
}

// The commands of a newer program do not change the database of an older
// server that runs.
func TestNewerCommandDoesNotMigrateUnderAnOlderServer(t *testing.T) {
	h := openHouse(t)
	at := "--data=" + h.cfg.Store.Data
	commands(t, nil, "account list "+at)
	pretendOlder(t, h.cfg.Store.databaseFile())
	for _, line := range []string{"account list", "migrate", "group list"} {
		code, _, complaint := command(t, nil, append(strings.Split(line, " "), at)...)
		if code != 1 || !strings.Contains(complaint, "an older warmroom serves the folder") {
			t.Errorf("%s: exit code %d, %q", line, code, complaint)
		}
	}
	commands(t, nil, "backup "+at+" "+t.TempDir()+"/before.db") // which is what one wants then
}
