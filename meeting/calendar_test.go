package meeting_test

import (
	"strings"
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestStaffCalendarHasTheGroupsOneLeads(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	if err := h.GrantRole(ctx, h.ana, h.kin.ID, moderation.CoFacilitator); err != nil {
		t.Fatal(err)
	}
	names := func(token meeting.Token) string {
		t.Helper()
		c := must(h.StaffCalendar(ctx, token))(t)
		var all []string
		for _, g := range c.Groups {
			all = append(all, g.Name)
		}
		return strings.Join(all, " ")
	}
	anas, bens := must(h.NewCalendarFeed(ctx, h.ana, true))(t), must(h.NewCalendarFeed(ctx, h.ben, false))(t)
	must(h.change("2026-03-10", meeting.DateOff, ""))(t)
	if got := names(anas); len(got) != len("Circle Kin") || !strings.Contains(got, "Circle") || !strings.Contains(got, "Kin") {
		t.Errorf("ana, who leads on both sides, has %q", got)
	}
	if got := names(bens); got != "Circle" {
		t.Errorf("ben has %q", got)
	}
	if c := must(h.StaffCalendar(ctx, bens))(t); c.Names || len(c.Groups[0].Changes) != 1 || len(c.Groups[0].Meetings) == 0 {
		t.Errorf("ben's calendar is %+v", c)
	}
	if c := must(h.CalendarFeed(ctx, h.ben))(t); c.Names || !c.CreatedAt.Equal(h.now()) {
		t.Errorf("ben's feed is %+v", c)
	}
	again := must(h.NewCalendarFeed(ctx, h.ana, false))(t)
	refused(t, "the address before", failed(h.StaffCalendar(ctx, anas)), fault.NotFound, "not_found")
	if err := h.RevokeCalendarFeed(ctx, h.ana); err != nil {
		t.Fatal(err)
	}
	refused(t, "revoked", failed(h.StaffCalendar(ctx, again)), fault.NotFound, "not_found")
	refused(t, "none any more", failed(h.CalendarFeed(ctx, h.ana)), fault.NotFound, "not_found")
	refused(t, "revoked twice", h.RevokeCalendarFeed(ctx, h.ana), fault.NotFound, "not_found")
	if err := h.DisableAccount(ctx, h.ben); err != nil {
		t.Fatal(err)
	}
	refused(t, "of somebody who left", failed(h.StaffCalendar(ctx, bens)), fault.NotFound, "not_found")
	refused(t, "nobody", failed(h.NewCalendarFeed(ctx, "none", true)), fault.Unauthenticated, "sign_in")
	refused(t, "no token", failed(h.StaffCalendar(ctx, "")), fault.NotFound, "not_found")
}
