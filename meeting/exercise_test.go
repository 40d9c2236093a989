package meeting_test

import (
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestAnybodyMayPractise(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	device := meeting.Credentials{Device: meeting.NewToken()}
	page := must(h.Entrance(ctx, device, meeting.Practice))(t)
	if page.Role != moderation.Participant || len(page.Suggestions) == 0 || page.Meeting.ID != meeting.Practice {
		t.Errorf("the page before is %+v", page)
	}
	one := must(h.Enter(ctx, meeting.EnterRequest{Credentials: device, Meeting: meeting.Practice, Name: " Blue  Heron "}))(t)
	other := must(h.Enter(ctx, meeting.EnterRequest{Credentials: device, Meeting: meeting.Practice, Name: "Blue Heron"}))(t)
	if one.Meeting.ID == other.Meeting.ID || !one.Meeting.ID.IsPractice() || one.Name != "Blue Heron" {
		t.Errorf("two people practise in %s and %s", one.Meeting.ID, other.Meeting.ID)
	}
	refused(t, "a name that reveals", failed(h.Enter(ctx, meeting.EnterRequest{Meeting: meeting.Practice, Name: "a@example.org"})), fault.Invalid, "name_reveals")
	refused(t, "somebody else's room", failed(h.Enter(ctx, meeting.EnterRequest{Meeting: one.Meeting.ID, Name: "Crow"})), fault.Unauthenticated, "sign_in")
	o := must(h.Load(ctx, one.Meeting.ID))(t)
	if o.Meeting.ID != one.Meeting.ID || !o.Meeting.EndsAt.After(h.now()) || len(o.Agreement.Clauses) == 0 {
		t.Errorf("the room begins with %+v", o.Meeting)
	}
}

func TestARehearsalIsForOneAccount(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	ana, ben := meeting.Credentials{Session: h.signIn(h.ana)}, meeting.Credentials{Session: h.signIn(h.ben)}
	own := meeting.RehearsalOf(h.ana, "es")
	whose, language := own.Rehearses()
	entry := must(h.Enter(ctx, meeting.EnterRequest{Credentials: ana, Meeting: own}))(t)
	if entry.Role != moderation.Facilitator || entry.Name != "Ana" || entry.Marks.Account != string(h.ana) || whose != h.ana || language != "es" || entry.Group.Language != "es" {
		t.Errorf("Ana rehearses as %s %s", entry.Role, entry.Name)
	}
	refused(t, "Ben in Ana's", failed(h.Enter(ctx, meeting.EnterRequest{Credentials: ben, Meeting: own})), fault.NotFound, "not_found")
	refused(t, "nobody", failed(h.Entrance(ctx, meeting.Credentials{}, own)), fault.Unauthenticated, "sign_in")
	if groups := must(h.Groups(ctx, h.ana))(t); len(groups) != 2 { // as before
		t.Errorf("an exercise is among the groups: %d", len(groups))
	}
}

func TestWhatStaffRehearsedIsForThemAndTheirManager(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	for _, step := range []meeting.Step{meeting.StepMute, meeting.StepMute, meeting.StepRemove} {
		if err := h.RecordStep(ctx, h.ben, step); err != nil {
			t.Fatal(err)
		}
	}
	if own := must(h.Rehearsed(ctx, h.ben))(t); len(own) != 2 {
		t.Errorf("Ben did %v", own)
	}
	for _, m := range must(h.People(ctx, h.max))(t) {
		if want := map[string]int{"Ben": 2}[m.Name]; len(m.Rehearsed) != want {
			t.Errorf("%s did %v", m.Name, m.Rehearsed)
		}
	}
}
