package meeting_test

import (
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// roster tells what somebody sees of it in the next n days.
func (h *house) roster(who meeting.AccountID, days int) string {
	h.t.Helper()
	var all []string
	for _, e := range must(h.Roster(h.t.Context(), who, h.now(), h.now().AddDate(0, 0, days)))(h.t) {
		var names []string
		for _, a := range e.Leads {
			names = append(names, a.Name)
		}
		text := e.Group.Name + " " + e.Meeting.StartsAt.Format("2 Jan") + ": " + strings.Join(names, " and ")
		if e.Gap() {
			text += "nobody"
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

func TestRosterShowsGapsToThoseItIsAbout(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	must(h.PutSchedule(ctx, h.max, h.kin.ID, tuesdays))(t)
	m := h.next()
	second := must(h.NextMeeting(ctx, h.circle.ID, m.StartsAt))(t)
	for range 2 {
		if err := h.AddShift(ctx, h.ben, h.circle.ID, m.ID, h.ben); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.AddShift(ctx, h.max, h.circle.ID, m.ID, h.ana); err != nil {
		t.Fatal(err)
	}
	must(h.change("2026-03-17", meeting.DateOff, ""))(t)
	if got, want := h.roster(h.ben, 16), "Circle 4 Mar: Ana and Ben\nCircle 10 Mar: nobody\nCircle 17 Mar: "; got != want {
		t.Errorf("ben sees:\n%s", got)
	}
	if got, want := h.roster(h.cleo, 8), "Kin 4 Mar: nobody"; got != want {
		t.Errorf("cleo, of the family side, sees:\n%s", got)
	}
	if got := h.roster(h.zed, 8); got != "" {
		t.Errorf("zed, who works elsewhere, sees:\n%s", got)
	}
	if err := h.DeleteShift(ctx, h.ben, h.circle.ID, m.ID, h.ben); err != nil {
		t.Fatal(err)
	}
	refused(t, "taken back twice", h.DeleteShift(ctx, h.ben, h.circle.ID, m.ID, h.ben), fault.NotFound, "not_found")
	if err := h.DisableAccount(ctx, h.ana); err != nil {
		t.Fatal(err)
	}
	if got, want := h.roster(h.ben, 3), "Circle 4 Mar: nobody"; got != want {
		t.Errorf("after both are gone:\n%s", got)
	}
	refused(t, "ben for somebody else", h.AddShift(ctx, h.ben, h.circle.ID, second.ID, h.cleo), fault.Forbidden, "manager_only")
	refused(t, "somebody without a role", h.AddShift(ctx, h.max, h.circle.ID, second.ID, h.cleo), fault.Invalid, "account")
	refused(t, "a manager without a role", h.AddShift(ctx, h.max, h.circle.ID, second.ID, h.max), fault.Forbidden, "role")
	refused(t, "the other side", h.AddShift(ctx, h.cleo, h.circle.ID, second.ID, h.cleo), fault.NotFound, "not_found")
	refused(t, "a meeting of another group", h.AddShift(ctx, h.cleo, h.kin.ID, second.ID, h.cleo), fault.NotFound, "not_found")
}

func TestNobodyLeadsTwoMeetingsAtOnce(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	half := tuesdays
	half.Start = "2026-03-03T19:30"
	must(h.PutSchedule(ctx, h.max, h.kin.ID, half))(t)
	if err := h.GrantRole(ctx, h.ben, h.kin.ID, moderation.CoFacilitator); err != nil {
		t.Fatal(err)
	}
	circle, kin := h.next(), must(h.NextMeeting(ctx, h.kin.ID, h.now()))(t)
	if err := h.AddShift(ctx, h.ben, h.circle.ID, circle.ID, h.ben); err != nil {
		t.Fatal(err)
	}
	refused(t, "both at once", h.AddShift(ctx, h.ben, h.kin.ID, kin.ID, h.ben), fault.Conflict, "double_booked")
	// An hour later it would fit, and then the first may not follow.
	move := meeting.DateChange{Date: "2026-03-03", Kind: meeting.DateMoved, To: "2026-03-03T20:00"}
	must(h.ChangeDate(ctx, h.cleo, h.kin.ID, move))(t)
	if err := h.AddShift(ctx, h.ben, h.kin.ID, kin.ID, h.ben); err != nil {
		t.Fatal(err)
	}
	refused(t, "moved into the other", failed(h.change("2026-03-03", meeting.DateMoved, "2026-03-03T20:15")), fault.Conflict, "double_booked")
	if got := must(h.Meetings(ctx, h.ana, h.circle.ID, h.now(), h.now().Add(48*time.Hour)))(t); !got[0].StartsAt.Equal(circle.StartsAt) {
		t.Error("it was moved all the same")
	}
	must(h.change("2026-03-03", meeting.DateOff, ""))(t)
	move.To = "2026-03-03T19:00"
	must(h.ChangeDate(ctx, h.cleo, h.kin.ID, move))(t) // a cancelled meeting keeps nobody busy
	refused(t, "back again", failed(h.RestoreDate(ctx, h.ben, h.circle.ID, "2026-03-03")), fault.Conflict, "double_booked")
}
