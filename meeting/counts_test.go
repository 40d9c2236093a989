package meeting_test

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// heldOnTuesday is the meeting of Circle, after it was held and counted.
func (h *house) heldOnTuesday(counted meeting.Tally) {
	h.t.Helper()
	h.at(time.Tuesday, 18, 50)
	m := h.next()
	h.at(time.Tuesday, 20, 0)
	if err := h.EndMeeting(h.t.Context(), m.ID, h.now(), counted); err != nil {
		h.t.Fatal(err)
	}
}

func TestManagersReadCountsAndNobodyElse(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	counted := meeting.Tally{Came: 5, Newcomers: 2, Most: 4, Leads: 2, Open: time.Hour, Present: 3 * time.Hour}
	h.heldOnTuesday(counted)
	from, to := monday, monday.Add(7*24*time.Hour)
	for _, who := range []meeting.AccountID{h.ana, h.max} {
		all := must(h.Counts(ctx, who, "", from, to))(t)
		if len(all) != 2 || all[0].Group.ID != h.circle.ID || all[0].Held != 1 || all[0].Tally != counted || all[1].Held != 0 {
			t.Errorf("%s reads %+v", who, all)
		}
		one := must(h.Counts(ctx, who, h.circle.ID, from, to))(t)
		if len(one) != 1 || len(one[0].Meetings) != 1 || one[0].Meetings[0].Average() != 3 {
			t.Errorf("%s reads of Circle %+v", who, one)
		}
	}
	for _, who := range []meeting.AccountID{h.ben, h.cleo} {
		refused(t, "those who lead, of all", failed(h.Counts(ctx, who, "", from, to)), fault.Forbidden, "manager_only")
	}
	refused(t, "who leads it", failed(h.Counts(ctx, h.ben, h.circle.ID, from, to)), fault.Forbidden, "manager_only")
	refused(t, "the other side", failed(h.Counts(ctx, h.cleo, h.circle.ID, from, to)), fault.NotFound, "not_found")
	refused(t, "another organisation", failed(h.Counts(ctx, h.zed, h.circle.ID, from, to)), fault.NotFound, "not_found")
	if all := must(h.Counts(ctx, h.zed, "", from, to))(t); len(all) != 0 {
		t.Errorf("another organisation reads %+v", all)
	}
	refused(t, "too long", failed(h.Counts(ctx, h.ana, "", from, from.Add(401*24*time.Hour))), fault.Invalid, "field")
	refused(t, "backwards", failed(h.Counts(ctx, h.ana, "", to, from)), fault.Invalid, "field")
}

func TestMeetingsThatNobodyCameToAndThoseCalledOffAreCountedApart(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.heldOnTuesday(meeting.Tally{Leads: 1})
	if _, err := h.ChangeDate(ctx, h.ben, h.circle.ID, meeting.DateChange{Date: "2026-03-10", Kind: meeting.DateOff}); err != nil {
		t.Fatal(err)
	}
	h.pass(14 * 24 * time.Hour)
	if _, err := h.EndOverdue(ctx); err != nil {
		t.Fatal(err)
	}
	c := must(h.Counts(ctx, h.ana, h.circle.ID, monday, monday.Add(15*24*time.Hour+12*time.Hour)))(t)[0]
	if c.Held != 1 || c.CalledOff != 1 || c.Empty != 1 || c.Came != 0 || c.Average() != 0 {
		t.Errorf("counted %+v", c)
	}
}

// What a room had counted is there although the server was away when the
// meeting ended.
func TestCountsOutliveTheServer(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.at(time.Tuesday, 18, 50)
	m := h.next()
	counted := meeting.Tally{Came: 2, Most: 2, Leads: 1, Open: 10 * time.Minute, Present: 20 * time.Minute}
	keep := meeting.LiveChange{Meeting: m.ID, Secret: "secret", KeptAt: h.now(), State: []byte("{}"), Tally: &counted}
	if err := h.KeepRoom(ctx, keep); err != nil {
		t.Fatal(err)
	}
	if o := must(h.Load(ctx, m.ID))(t); o.Before == nil || o.Before.Tally != counted {
		t.Errorf("a room goes on with %+v", o.Before)
	}
	h.pass(3 * time.Hour)
	if _, err := h.EndOverdue(ctx); err != nil {
		t.Fatal(err)
	}
	if c := must(h.Counts(ctx, h.ana, h.circle.ID, monday, h.now()))(t)[0]; c.Held != 1 || c.Tally != counted {
		t.Errorf("counted %+v", c)
	}
}

func TestOutreachIsRecordedInNumbers(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	done := meeting.OutreachSum{Due: 12, Reached: 9, Missed: 2, Stopped: 1}
	o := must(h.RecordOutreach(ctx, h.ben, h.circle.ID, "2026-03-02", done))(t)
	if o.Realm != moderation.Recovery || o.ID == "" {
		t.Errorf("recorded %+v", o)
	}
	must(h.RecordOutreach(ctx, h.max, h.circle.ID, "2026-03-01", meeting.OutreachSum{Due: 1}))(t)
	c := must(h.Counts(ctx, h.ana, "", monday.Add(-48*time.Hour), monday))(t)
	if want := (meeting.OutreachSum{Due: 13, Reached: 9, Missed: 2, Stopped: 1}); c[0].Outreach != want || c[1].Outreach != (meeting.OutreachSum{}) {
		t.Errorf("counted %+v, want %+v", c[0].Outreach, want)
	}
	if list := must(h.Outreach(ctx, h.ben, h.circle.ID))(t); len(list) != 2 || list[0].ID != o.ID {
		t.Errorf("listed %+v", list)
	}
	refused(t, "the other side records", failed(h.RecordOutreach(ctx, h.cleo, h.circle.ID, "2026-03-02", done)), fault.NotFound, "not_found")
	refused(t, "the other side reads", failed(h.Outreach(ctx, h.cleo, h.circle.ID)), fault.NotFound, "not_found")
	refused(t, "the other side erases", h.EraseOutreach(ctx, h.cleo, h.circle.ID, o.ID), fault.NotFound, "not_found")
	refused(t, "from another group", h.EraseOutreach(ctx, h.cleo, h.kin.ID, o.ID), fault.NotFound, "not_found")
	if err := h.EraseOutreach(ctx, h.ana, h.circle.ID, o.ID); err != nil {
		t.Error(err)
	}
}

func TestOutreachAddsUp(t *testing.T) {
	h := newHouse(t)
	for field, wrong := range map[string]struct {
		on  string
		sum meeting.OutreachSum
	}{
		"on":      {"2026-03-05", meeting.OutreachSum{Due: 1}},
		"due":     {"2026-03-02", meeting.OutreachSum{Due: 2, Reached: 1, Missed: 1, Stopped: 1}},
		"reached": {"2026-03-02", meeting.OutreachSum{Due: 2, Reached: -1}},
	} {
		_, err := h.RecordOutreach(t.Context(), h.ben, h.circle.ID, wrong.on, wrong.sum)
		if e := fault.Of(err); e == nil || e.Kind != fault.Invalid || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
