package meeting_test

import (
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// removed is a meeting of Circle from which somebody has removed Heron, and
// the token by which Heron reads of it.
type removed struct {
	*house
	meeting meeting.Meeting
	id      meeting.RemovalID
	token   meeting.Token
}

func removedBy(t *testing.T, by func(h *house) meeting.AccountID) *removed {
	t.Helper()
	h := newHouse(t)
	r := &removed{house: h, meeting: h.next(), id: "r1", token: meeting.RecordToken("secret", "heron")}
	h.at(time.Tuesday, 19, 0)
	h.keep(r.meeting.ID)
	remover := string(by(h))
	d := moderation.Deed{
		ID: "01A", At: h.now(), By: remover, Role: moderation.Facilitator, What: moderation.Mute, Person: "heron", Holder: r.token.Hash(),
	}
	if err := h.RecordDeed(t.Context(), r.meeting.ID, d); err != nil {
		t.Fatal(err)
	}
	d.ID, d.What, d.Reason, d.Removal = "01B", moderation.Remove, moderation.Unkind, "r1"
	tab := d
	tab.ID, tab.Person, tab.Holder = "01C", "tab", "hash of the second tab"
	err := h.RecordRemoval(t.Context(), meeting.Removal{
		Removal: moderation.Removal{
			ID: "r1", Reason: moderation.Unkind, Marks: moderation.Marks{Device: meeting.Token("device").Hash()}, Person: "heron",
			By: remover, At: h.now(),
		},
		Meeting: r.meeting.ID,
	}, d, tab)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func byAna(h *house) meeting.AccountID { return h.ana } // facilitates Circle, and manages
func byBen(h *house) meeting.AccountID { return h.ben } // helps in Circle

func TestAPersonReadsWhatWasDoneAboutThem(t *testing.T) {
	r := removedBy(t, byBen)
	ctx := t.Context()
	rec := must(r.Record(ctx, r.token))(t)
	if len(rec.Deeds) != 2 || rec.Deeds[0].What != moderation.Mute || rec.Deeds[1].Reason != moderation.Unkind || rec.Group.Name != "Circle" {
		t.Errorf("record %+v", rec)
	}
	if rec.Removal == nil || rec.Removal.ID != "r1" || rec.Removal.Appeal != nil || rec.Removal.Reader != meeting.ReadByManagers {
		t.Errorf("removal %+v", rec.Removal)
	}
	for _, other := range []meeting.Token{"", "made up", meeting.RecordToken("secret", "fox"), meeting.RecordToken("other", "heron")} {
		refused(t, "another token", failed(r.Record(ctx, other)), fault.NotFound, "not_found")
		refused(t, "an appeal with another token", r.Appeal(ctx, other, "x"), fault.NotFound, "not_found")
	}
}

// Who meets the page before the room again, after a removal, is told why and
// gets the token: also in a new tab, which has forgotten the old one.
func TestTheEntranceTellsARemovedPersonWhyAndHowToAppeal(t *testing.T) {
	r := removedBy(t, byBen)
	ctx := t.Context()
	link := r.invite(r.circle, r.ana, meeting.InviteSettings{})
	page := must(r.Entrance(ctx, meeting.Credentials{Invite: link, Device: "device"}, ""))(t)
	if !page.Removed || page.Reason != moderation.Unkind || page.Record != r.token {
		t.Errorf("page %t %q", page.Removed, page.Reason)
	}
	page = must(r.Entrance(ctx, meeting.Credentials{Invite: link, Device: "other"}, ""))(t)
	if page.Removed || page.Reason != "" || page.Record != "" {
		t.Errorf("another browser is told %t %q", page.Removed, page.Reason)
	}
	if err := r.store.ForgetRoom(ctx, r.meeting.ID); err != nil {
		t.Fatal(err)
	}
	page = must(r.Entrance(ctx, meeting.Credentials{Invite: link, Device: "device"}, ""))(t)
	if !page.Removed || page.Record != "" {
		t.Error("without the room's secret there is a token")
	}
}

func TestAnAppealReachesTheManagersAndNeverTheRemover(t *testing.T) {
	r := removedBy(t, byBen)
	ctx := t.Context()
	refused(t, "no words", r.Appeal(ctx, r.token, " "), fault.Invalid, "text")
	refused(t, "too many words", r.Appeal(ctx, r.token, strings.Repeat("x", moderation.MaxAppeal+1)), fault.Invalid, "text")
	if err := r.Appeal(ctx, r.token, "I pressed the wrong button."); err != nil {
		t.Fatal(err)
	}
	refused(t, "twice", r.Appeal(ctx, r.token, "And another thing."), fault.Conflict, "appealed")

	for name, who := range map[string]meeting.AccountID{"Ben, who removed": r.ben, "Cleo, of the other realm": r.cleo, "Zed, of elsewhere": r.zed} {
		refused(t, name+", lists", failed(r.Reviews(ctx, who, r.circle.ID, "")), fault.NotFound, "not_found")
		refused(t, name+", decides", failed(r.DecideAppeal(ctx, who, r.id, moderation.Upheld)), fault.NotFound, "not_found")
	}
	list := must(r.Reviews(ctx, r.max, r.circle.ID, ""))(t)
	if len(list) != 1 || list[0].Remover != "Ben" || list[0].Own || list[0].Appeal == nil || list[0].Appeal.Text != "I pressed the wrong button." {
		t.Errorf("Max reads %+v", list)
	}
	refused(t, "a made up decision", failed(r.DecideAppeal(ctx, r.max, r.id, "maybe")), fault.Invalid, "decision")
	refused(t, "no such removal", failed(r.DecideAppeal(ctx, r.max, "none", moderation.Upheld)), fault.NotFound, "not_found")
	removal := must(r.DecideAppeal(ctx, r.max, r.id, moderation.LiftedMark))(t)
	if removal.Stands() || removal.Meeting != r.meeting.ID {
		t.Errorf("lifted: %+v", removal)
	}
	refused(t, "deciding twice", failed(r.DecideAppeal(ctx, r.ana, r.id, moderation.Upheld)), fault.Conflict, "decided")
	link := r.invite(r.circle, r.ana, meeting.InviteSettings{})
	if page := must(r.Entrance(ctx, meeting.Credentials{Invite: link, Device: "device"}, ""))(t); page.Removed {
		t.Error("the person can't come back to the door")
	}
	rec := must(r.Record(ctx, r.token))(t)
	last := rec.Deeds[len(rec.Deeds)-1]
	if rec.Removal.Appeal == nil || rec.Removal.Appeal.Decision != moderation.LiftedMark || last.What != moderation.DecideAppeal || !last.Lifted || last.Role != moderation.Manager {
		t.Errorf("the person reads %+v, %+v", rec.Removal, last)
	}
}

// Ana manages the programme too: what is said against her removal is for Max.
func TestAManagerWhoRemovedSomebodyDoesNotGetTheirAppeal(t *testing.T) {
	r := removedBy(t, byAna)
	ctx := t.Context()
	if rec := must(r.Record(ctx, r.token))(t); rec.Removal.Reader != meeting.ReadByOtherManagers {
		t.Errorf("the person is told that it is read by %s", rec.Removal.Reader)
	}
	if err := r.Appeal(ctx, r.token, "Please look again."); err != nil {
		t.Fatal(err)
	}
	own := must(r.Reviews(ctx, r.ana, r.circle.ID, ""))(t)
	if len(own) != 1 || !own[0].Own || own[0].Appeal != nil {
		t.Errorf("Ana reads %+v", own)
	}
	refused(t, "Ana decides", failed(r.DecideAppeal(ctx, r.ana, r.id, moderation.Upheld)), fault.NotFound, "not_found")
	if removal := must(r.DecideAppeal(ctx, r.max, r.id, moderation.Upheld))(t); !removal.Stands() {
		t.Error("upheld, and it does not stand")
	}
}

func TestWhereNobodyElseManagesNoAppealIsTaken(t *testing.T) {
	r := removedBy(t, byAna)
	ctx := t.Context()
	if err := r.store.DisableAccount(ctx, r.max, r.now()); err != nil {
		t.Fatal(err)
	}
	if rec := must(r.Record(ctx, r.token))(t); rec.Removal.Reader != meeting.ReadByNobody {
		t.Errorf("the person is told that it is read by %s", rec.Removal.Reader)
	}
	refused(t, "an appeal that only Ana could read", r.Appeal(ctx, r.token, "x"), fault.Conflict, "no_reader")
}

func TestARemovalThatWasTakenBackNeedsNoAppeal(t *testing.T) {
	r := removedBy(t, byBen)
	if err := r.UndoRemoval(t.Context(), r.meeting.ID, r.id, r.undo()); err != nil {
		t.Fatal(err)
	}
	refused(t, "an appeal", r.Appeal(t.Context(), r.token, "x"), fault.Conflict, "undone")
}

func TestManagersReadTheAudit(t *testing.T) {
	r := removedBy(t, byBen)
	ctx := t.Context()
	list := must(r.Deeds(ctx, r.max, r.circle.ID, ""))(t)
	if len(list) != 3 || list[0].ID != "01C" || list[2].Actor != "Ben" || list[2].Group != r.circle.ID || list[2].Realm != moderation.Recovery {
		t.Errorf("deeds %+v", list)
	}
	if older := must(r.Deeds(ctx, r.max, r.circle.ID, "01B"))(t); len(older) != 1 || older[0].ID != "01A" {
		t.Errorf("older %+v", older)
	}
	refused(t, "Ben", failed(r.Deeds(ctx, r.ben, r.circle.ID, "")), fault.Forbidden, "manager_only")
	refused(t, "Cleo", failed(r.Deeds(ctx, r.cleo, r.circle.ID, "")), fault.NotFound, "not_found")
	refused(t, "no meeting", r.RecordDeed(ctx, "none", moderation.Deed{ID: "x"}), fault.NotFound, "not_found")
}
