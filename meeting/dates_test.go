package meeting_test

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// change decides about a date of Circle, as Ben.
func (h *house) change(date string, kind meeting.DateKind, to string) (meeting.Meeting, error) {
	return h.ChangeDate(h.t.Context(), h.ben, h.circle.ID, meeting.DateChange{Date: date, Kind: kind, To: to})
}

func (h *house) sequence() int {
	h.t.Helper()
	return must(h.Schedules(h.t.Context(), h.ana, h.circle.ID))(h.t)[0].Sequence
}

func TestOneDateIsCalledOffAndNoOther(t *testing.T) {
	h := newHouse(t)
	m := must(h.change("2026-03-10", meeting.DateOff, ""))(t)
	if m.Status != meeting.Cancelled || m.Cause != meeting.CauseDate {
		t.Errorf("the meeting is %s for %q", m.Status, m.Cause)
	}
	const want = `Tue 3 Mar 19:00 1h0m0s
Tue 10 Mar 19:00 1h0m0s cancelled
Tue 17 Mar 19:00 1h0m0s`
	if got := planned(t, h, 16); got != want {
		t.Errorf("planned:\n%s", got)
	}
	// Neither planning nor a schedule that keeps the date brings it back.
	if err := h.Plan(t.Context(), h.now().Add(meeting.PlanAhead)); err != nil {
		t.Fatal(err)
	}
	must(h.PutSchedule(t.Context(), h.ana, h.circle.ID, tuesdays))(t)
	if got := planned(t, h, 16); got != want {
		t.Errorf("planned again:\n%s", got)
	}
	before := h.sequence()
	back := must(h.RestoreDate(t.Context(), h.ben, h.circle.ID, "2026-03-10"))(t)
	if back.ID != m.ID || back.Status != meeting.Scheduled || back.Cause != "" {
		t.Errorf("restored to %+v", back)
	}
	if h.sequence() != before+1 {
		t.Error("calendars would not hear of it")
	}
	refused(t, "restored twice", failed(h.RestoreDate(t.Context(), h.ben, h.circle.ID, "2026-03-10")), fault.NotFound, "not_found")
}

func TestMovedDateKeepsItsMeeting(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	first := must(h.change("2026-03-10", meeting.DateMoved, "2026-03-11T20:30"))(t)
	slot := time.Date(2026, 3, 10, 23, 0, 0, 0, time.UTC) // summer time began on the 8th
	if !first.MovedFrom.Equal(slot) || !first.StartsAt.Equal(slot.Add(25*time.Hour+30*time.Minute)) || first.EndsAt.Sub(first.StartsAt) != time.Hour {
		t.Errorf("moved to %+v", first)
	}
	for range 2 {
		if err := h.Plan(ctx, h.now().Add(meeting.PlanAhead)); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := planned(t, h, 16), `Tue 3 Mar 19:00 1h0m0s
Wed 11 Mar 20:30 1h0m0s
Tue 17 Mar 19:00 1h0m0s`; got != want {
		t.Errorf("planned:\n%s", got)
	}
	again := must(h.change("2026-03-10", meeting.DateMoved, "2026-03-09T09:00"))(t)
	off := must(h.change("2026-03-10", meeting.DateOff, ""))(t)
	if again.ID != first.ID || off.ID != first.ID {
		t.Error("a moved meeting is another one: links to it are broken")
	}
	if off.Status != meeting.Cancelled || !off.StartsAt.Equal(again.StartsAt) || !off.MovedFrom.Equal(slot) {
		t.Errorf("called off after it was moved: %+v", off)
	}
	home := must(h.RestoreDate(ctx, h.ben, h.circle.ID, "2026-03-10"))(t)
	if home.ID != first.ID || !home.StartsAt.Equal(slot) || !home.MovedFrom.IsZero() {
		t.Errorf("restored to %+v", home)
	}
}

func TestDateFarAheadIsRememberedUntilItIsPlanned(t *testing.T) {
	h := newHouse(t)
	m := must(h.change("2026-12-22", meeting.DateOff, ""))(t)
	if m.Status != meeting.Cancelled || m.StartsAt.Format(time.RFC3339) != "2026-12-23T00:00:00Z" {
		t.Errorf("decided: %+v", m)
	}
	must(h.change("2026-12-15", meeting.DateMoved, "2026-12-16T18:00"))(t)
	if off := must(h.change("2026-12-15", meeting.DateOff, ""))(t); off.StartsAt.Sub(off.MovedFrom) != 23*time.Hour {
		t.Errorf("moved and called off: %+v", off)
	}
	must(h.RestoreDate(t.Context(), h.ben, h.circle.ID, "2026-12-15"))(t)
	h.pass(280 * 24 * time.Hour) // 7 December
	if err := h.Plan(t.Context(), h.now().Add(meeting.PlanAhead)); err != nil {
		t.Fatal(err)
	}
	if got, want := planned(t, h, 23), `Tue 8 Dec 19:00 1h0m0s
Tue 15 Dec 19:00 1h0m0s
Tue 22 Dec 19:00 1h0m0s cancelled
Tue 29 Dec 19:00 1h0m0s`; got != want {
		t.Errorf("planned:\n%s", got)
	}
}

func TestHolidayFreesAllGroupsButThoseThatHoldIt(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	kin := tuesdays
	kin.Start = "2026-03-03T12:00"
	must(h.PutSchedule(ctx, h.max, h.kin.ID, kin))(t)
	must(h.PutHoliday(ctx, h.max, "2026-03-10", " Founders' Day "))(t)
	if got, want := planned(t, h, 16), `Tue 3 Mar 19:00 1h0m0s
Tue 10 Mar 19:00 1h0m0s cancelled
Tue 17 Mar 19:00 1h0m0s`; got != want {
		t.Errorf("planned:\n%s", got)
	}
	if next := must(h.NextMeeting(ctx, h.kin.ID, h.now().AddDate(0, 0, 4)))(t); next.StartsAt.Day() != 17 {
		t.Errorf("the family group meets on %v", next.StartsAt)
	}
	if held := must(h.change("2026-03-10", meeting.DateHeld, ""))(t); held.Status != meeting.Scheduled {
		t.Errorf("held: %+v", held)
	}
	if all := must(h.Holidays(ctx, h.cleo))(t); len(all) != 1 || all[0].Name != "Founders' Day" {
		t.Errorf("holidays: %v", all)
	}
	if err := h.DeleteHoliday(ctx, h.max, "2026-03-10"); err != nil {
		t.Fatal(err)
	}
	if next := must(h.NextMeeting(ctx, h.kin.ID, h.now().AddDate(0, 0, 4)))(t); next.StartsAt.Day() != 10 {
		t.Errorf("after the holiday was deleted, the family group meets on %v", next.StartsAt)
	}
	refused(t, "a facilitator", failed(h.PutHoliday(ctx, h.ben, "2026-03-10", "x")), fault.Forbidden, "manager_only")
	refused(t, "a day there is not", failed(h.PutHoliday(ctx, h.max, "2026-02-30", "x")), fault.Invalid, "date")
	refused(t, "without a name", failed(h.PutHoliday(ctx, h.max, "2026-03-10", " ")), fault.Invalid, "name")
	refused(t, "one that is not there", h.DeleteHoliday(ctx, h.max, "2026-03-10"), fault.NotFound, "not_found")
}

// When every date within reach is off, the next one that is held is planned.
func TestNextHeldDateIsPlannedPastThoseOff(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	must(h.PutSchedule(ctx, h.max, h.circle.ID, meeting.ScheduleSettings{
		Start: "2026-05-30T10:00", Zone: "Europe/London", Rule: "FREQ=MONTHLY;BYMONTHDAY=30", Duration: time.Hour,
	}))(t)
	must(h.change("2026-05-30", meeting.DateOff, ""))(t)
	must(h.change("2026-06-30", meeting.DateOff, ""))(t)
	if next := h.next(); next.StartsAt.Format(time.RFC3339) != "2026-07-30T09:00:00Z" {
		t.Errorf("next is at %v", next.StartsAt)
	}
}

func TestDateFaults(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		what, date string
		kind       meeting.DateKind
		to         string
		want       fault.Kind
		reason     string
	}{
		{"a day it does not meet", "2026-03-11", meeting.DateOff, "", fault.Invalid, "date"},
		{"no day", "soon", meeting.DateOff, "", fault.Invalid, "date"},
		{"a kind there is not", "2026-03-10", "late", "", fault.Invalid, "kind"},
		{"moved nowhere", "2026-03-10", meeting.DateMoved, "", fault.Invalid, "to"},
		{"moved to where it is", "2026-03-10", meeting.DateMoved, "2026-03-10T19:00", fault.Invalid, "to"},
		{"moved too far", "2026-03-10", meeting.DateMoved, "2026-03-25T19:00", fault.Invalid, "to"},
		{"moved to the past", "2026-03-03", meeting.DateMoved, "2026-03-01T19:00", fault.Invalid, "to"},
		{"moved into the next one", "2026-03-10", meeting.DateMoved, "2026-03-17T19:30", fault.Conflict, "date_taken"},
		{"a date that is over", "2026-02-24", meeting.DateOff, "", fault.Invalid, "date"}, // before its first
	} {
		refused(t, c.what, failed(h.change(c.date, c.kind, c.to)), c.want, c.reason)
	}
	h.at(time.Tuesday, 18, 44)
	must(h.change("2026-03-03", meeting.DateOff, ""))(t)
	must(h.RestoreDate(t.Context(), h.ben, h.circle.ID, "2026-03-03"))(t)
	h.at(time.Tuesday, 18, 45) // the doors are open
	refused(t, "people may be at the door", failed(h.change("2026-03-03", meeting.DateOff, "")), fault.Conflict, "doors_open")
	h.at(time.Wednesday, 8, 0)
	refused(t, "it is over", failed(h.change("2026-03-03", meeting.DateMoved, "2026-03-05T19:00")), fault.Conflict, "doors_open")
	refused(t, "the other side", failed(h.ChangeDate(t.Context(), h.cleo, h.circle.ID, meeting.DateChange{Date: "2026-03-10", Kind: meeting.DateOff})),
		fault.NotFound, "not_found")
	refused(t, "a group without a schedule", failed(h.ChangeDate(t.Context(), h.max, h.kin.ID, meeting.DateChange{Date: "2026-03-10", Kind: meeting.DateOff})),
		fault.Invalid, "date")
}

func TestExtraMeetingsArePlannedAndCancelled(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	plan := func(start string) (meeting.Meeting, error) {
		return h.PlanExtraMeeting(ctx, h.ben, h.circle.ID, start, "America/New_York", 90*time.Minute)
	}
	m := must(plan("2026-03-06T20:00"))(t)
	must(h.PutSchedule(ctx, h.ana, h.circle.ID, tuesdays))(t)
	if got, want := planned(t, h, 5), `Tue 3 Mar 19:00 1h0m0s
Fri 6 Mar 20:00 1h30m0s`; got != want {
		t.Errorf("planned:\n%s", got)
	}
	refused(t, "over another", failed(plan("2026-03-10T18:00")), fault.Conflict, "date_taken")
	refused(t, "in the past", failed(plan("2026-03-01T18:00")), fault.Invalid, "start")
	refused(t, "one of the schedule", h.CancelExtraMeeting(ctx, h.ben, h.circle.ID, h.next().ID), fault.NotFound, "not_found")
	for range 2 {
		if err := h.CancelExtraMeeting(ctx, h.ben, h.circle.ID, m.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := planned(t, h, 5), `Tue 3 Mar 19:00 1h0m0s
Fri 6 Mar 20:00 1h30m0s cancelled`; got != want {
		t.Errorf("planned:\n%s", got)
	}
	must(plan("2026-03-06T20:30"))(t)
}
