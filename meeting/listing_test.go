package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// open makes a group public with an open door, or changes it otherwise.
func (h *house) open(g meeting.Group, change func(*meeting.GroupSettings)) meeting.Group {
	h.t.Helper()
	now := must(h.Group(h.t.Context(), h.max, g.ID))(h.t)
	s := now.Settings()
	s.Visibility, s.OpenDoor, s.Place.Area = meeting.Public, true, "New Haven, CT, USA"
	if change != nil {
		change(&s)
	}
	return must(h.UpdateGroup(h.t.Context(), h.max, g.ID, now.Version, s))(h.t)
}

var recoverySide, familySide = meeting.Sides()[0], meeting.Sides()[1]

// listing tells what a side lists: each group with what is on and next.
func (h *house) listing(side meeting.Side) string {
	h.t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		h.t.Fatal(err)
	}
	var all []string
	l := must(h.Listing(h.t.Context(), side))(h.t)
	for _, g := range l.Groups {
		text := g.Name + " of " + g.Organisation.Name
		if m := g.OnNow(h.now()); m != nil {
			text += ", on until " + m.EndsAt.In(zone).Format("15:04")
		}
		if m := g.OffToday(h.now()); m != nil {
			text += ", off at " + m.StartsAt.In(zone).Format("15:04")
		}
		if m := g.Next(h.now()); m != nil {
			text += ", next " + m.StartsAt.In(zone).Format("2 Jan 15:04")
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

func TestListingIsRightToTheMinute(t *testing.T) {
	h := newHouse(t)
	h.open(h.circle, nil)
	for _, c := range []struct {
		hour, minute int
		want         string
	}{
		{18, 59, "Circle of Harbor, next 3 Mar 19:00"},
		{19, 0, "Circle of Harbor, on until 20:00, next 10 Mar 19:00"},
		{19, 59, "Circle of Harbor, on until 20:00, next 10 Mar 19:00"},
		{20, 0, "Circle of Harbor, next 10 Mar 19:00"},
	} {
		h.at(time.Tuesday, c.hour, c.minute)
		if got := h.listing(recoverySide); got != c.want {
			t.Errorf("at %d:%02d: %q", c.hour, c.minute, got)
		}
	}
}

func TestCancelledMeetingSaysSoUntilMidnight(t *testing.T) {
	h := newHouse(t)
	h.open(h.circle, nil)
	must(h.change("2026-03-03", meeting.DateOff, ""))(t)
	must(h.PutHoliday(t.Context(), h.max, "2026-03-10", "Spring day"))(t)
	for _, c := range []struct {
		at   time.Duration // from Tuesday, midnight in New York
		want string
	}{
		{-time.Minute, "Circle of Harbor, next 17 Mar 19:00"},
		{0, "Circle of Harbor, off at 19:00, next 17 Mar 19:00"},
		{24*time.Hour - time.Minute, "Circle of Harbor, off at 19:00, next 17 Mar 19:00"},
		{24 * time.Hour, "Circle of Harbor, next 17 Mar 19:00"},
	} {
		h.at(time.Tuesday, 0, 0)
		h.pass(c.at)
		if got := h.listing(recoverySide); got != c.want {
			t.Errorf("%v from midnight: %q", c.at, got)
		}
	}
}

func TestListingHasNothingOfTheOtherSideOrPrivate(t *testing.T) {
	h := newHouse(t)
	if h.listing(recoverySide)+h.listing(familySide) != "" {
		t.Error("groups that said nothing are listed")
	}
	h.open(h.kin, func(s *meeting.GroupSettings) { s.Name = "Kin" })
	if got := h.listing(recoverySide); got != "" {
		t.Errorf("the recovery side lists %q", got)
	}
	if got := h.listing(familySide); got != "Kin of Harbor" {
		t.Errorf("the family side lists %q", got)
	}
	h.open(h.circle, func(s *meeting.GroupSettings) { s.Visibility = meeting.Unlisted })
	if got := h.listing(recoverySide); got != "" {
		t.Errorf("an unlisted group is listed: %q", got)
	}
}

func TestListingLooksFurtherForRareGroups(t *testing.T) {
	h := newHouse(t)
	rare := circleSettings()
	rare.Slug, rare.Name = "rare", "Rare"
	g := must(h.CreateGroup(t.Context(), h.max, rare, &meeting.ScheduleSettings{
		Start: "2026-11-21T10:00", Zone: "America/New_York", Rule: "FREQ=YEARLY", Duration: time.Hour,
	}))(t)
	h.open(g, nil)
	if got := h.listing(recoverySide); got != "Rare of Harbor, next 21 Nov 10:00" {
		t.Errorf("listed: %q", got)
	}
}

// Unknown, private, and of the other side: one answer.
func TestPublicGroupIsFoundOnItsSideOnly(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	private := circleSettings()
	private.Slug = "private"
	must(h.CreateGroup(ctx, h.max, private, nil))(t)
	h.open(h.circle, func(s *meeting.GroupSettings) { s.Visibility = meeting.Unlisted })
	h.open(h.kin, nil)
	must(h.change("2026-03-10", meeting.DateOff, ""))(t)
	if g := must(h.PublicGroup(ctx, recoverySide, "harbor", "circle"))(t); g.Name != "Circle" || len(g.Changes) != 1 || g.Schedule.Zone == "" {
		t.Errorf("found %+v", g)
	}
	must(h.PublicGroup(ctx, familySide, "harbor", "kin"))(t)
	for _, c := range []struct {
		side      meeting.Side
		org, slug string
	}{
		{recoverySide, "harbor", "kin"},
		{familySide, "harbor", "circle"},
		{recoverySide, "harbor", "private"},
		{familySide, "harbor", "private"},
		{recoverySide, "harbor", "none"},
		{recoverySide, "elsewhere", "circle"},
		{recoverySide, "none", "circle"},
	} {
		_, err := h.PublicGroup(ctx, c.side, c.org, c.slug)
		refused(t, fmt.Sprint(c), err, fault.NotFound, "not_found")
	}
}

func TestOpenDoorLetsPassersByStandAtIt(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.open(h.circle, nil)
	h.open(h.kin, func(s *meeting.GroupSettings) { s.OpenDoor = false })
	door := meeting.OpenDoor(recoverySide, "harbor", "circle")
	page := must(h.Entrance(ctx, meeting.Credentials{Invite: door}, ""))(t)
	if page.Group.Name != "Circle" || len(page.Suggestions) == 0 || page.Role != "participant" {
		t.Errorf("the page is %+v", page)
	}
	accepted := h.accept(door, "Blue Heron")
	h.at(time.Tuesday, 18, 50)
	device := meeting.NewToken()
	entry := must(h.enter(meeting.Credentials{Invite: door, Device: device}, "", "Blue Heron", accepted))(t)
	if entry.Marks.Invite != "" || entry.Marks.Device != device.Hash() {
		t.Errorf("marks are %+v, want the device's alone", entry.Marks)
	}
	for _, c := range []struct {
		what string
		door meeting.Token
	}{
		{"a group whose door is not open", meeting.OpenDoor(familySide, "harbor", "kin")},
		{"the other side", meeting.OpenDoor(familySide, "harbor", "circle")},
		{"no such group", meeting.OpenDoor(recoverySide, "harbor", "none")},
		{"no such organisation", meeting.OpenDoor(recoverySide, "none", "circle")},
		{"no address", "open:/groups/harbor"},
		{"nothing", "open:"},
	} {
		refused(t, c.what, failed(h.Entrance(ctx, meeting.Credentials{Invite: c.door}, "")), fault.NotFound, "no_invite")
	}
	h.open(h.circle, func(s *meeting.GroupSettings) { s.Visibility, s.OpenDoor = meeting.Private, false })
	refused(t, "closed by now", failed(h.Entrance(ctx, meeting.Credentials{Invite: door}, "")), fault.NotFound, "no_invite")
}

func TestPatternsAreWhatPeopleSay(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"", "{once 0 [] 0 0}"},
		{"FREQ=DAILY", "{daily 1 [Monday Tuesday Wednesday Thursday Friday Saturday Sunday] 0 0}"},
		{"FREQ=DAILY;BYDAY=MO,FR", "{weekly 1 [Monday Friday] 0 0}"},
		{"FREQ=WEEKLY", "{weekly 1 [Tuesday] 0 0}"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU", "{weekly 2 [Tuesday Sunday] 0 0}"},
		{"FREQ=MONTHLY;BYDAY=2TU", "{monthly 1 [Tuesday] 2 0}"},
		{"FREQ=MONTHLY;BYDAY=-1TU", "{monthly 1 [Tuesday] -1 0}"},
		{"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=3", "{monthly 1 [Tuesday] 3 0}"},
		{"FREQ=MONTHLY", "{monthly 1 [] 0 3}"},
		{"FREQ=MONTHLY;BYMONTHDAY=31", "{monthly 1 [] 0 31}"},
	} {
		if got := fmt.Sprint(meeting.Schedule{Start: "2026-03-03T19:00", Rule: c.rule}.Pattern()); got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
	for _, rule := range []string{"FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=WEEKLY;BYMONTH=5", "FREQ=MONTHLY;BYDAY=TU"} {
		if p := (meeting.Schedule{Start: "2026-03-03T19:00", Rule: rule}).Pattern(); p.Every != meeting.Otherwise || p.Weekly() {
			t.Errorf("%s has the pattern %v", rule, p)
		}
	}
}
