package meeting_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// heronsRecord is the record token of the participant of these tests.
var heronsRecord = meeting.RecordToken("secret", "heron")

// attends has a participant be in the room of a meeting from now on.
func (h *house) attends(m meeting.ID, person string, since time.Time, total time.Duration) {
	h.t.Helper()
	hash := meeting.RecordToken("secret", person).Hash()
	err := h.KeepRoom(h.t.Context(), meeting.LiveChange{
		Meeting: m, Secret: "secret", KeptAt: h.now(), State: []byte("{}"),
		Put: []meeting.LivePerson{{ID: person, State: []byte("{}"), Attendance: meeting.Attendance{Holder: hash, Whose: hash, Since: since, Total: total}}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// afterTheMeeting is a house where heron was in Tuesday's meeting from five past
// seven to its end.
func afterTheMeeting(t *testing.T) (*house, meeting.Meeting) {
	t.Helper()
	h := newHouse(t)
	m := h.next()
	h.at(time.Tuesday, 19, 5)
	h.attends(m.ID, "heron", h.now(), 0)
	h.at(time.Tuesday, 20, 0)
	if err := h.EndMeeting(t.Context(), m.ID, h.now(), meeting.Tally{}); err != nil {
		t.Fatal(err)
	}
	return h, m
}

func TestAttendanceIsShownWhileAndAfter(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	m := h.next()
	h.at(time.Tuesday, 19, 5)
	h.attends(m.ID, "heron", h.now(), 0)
	refused(t, "at once", failed(h.Attendance(ctx, heronsRecord)), fault.Conflict, "too_short")
	h.at(time.Tuesday, 19, 25)
	if a := must(h.Attendance(ctx, heronsRecord))(t); a.Minutes != 20 {
		t.Errorf("inside: %+v", a)
	}
	h.at(time.Tuesday, 20, 0)
	if err := h.EndMeeting(ctx, m.ID, h.now(), meeting.Tally{}); err != nil {
		t.Fatal(err)
	}
	h.at(time.Wednesday, 19, 59)
	want := meeting.Attended{
		Organisation: "Harbor", Meeting: m.ID, Zone: "America/New_York", StartsAt: m.StartsAt, EndsAt: m.EndsAt, Minutes: 55,
	}
	if a := must(h.Attendance(ctx, heronsRecord))(t); a != want || a.Planned() != 60 {
		t.Errorf("next day: %+v, want %+v", a, want)
	}
	for _, token := range []meeting.Token{"", "other", meeting.RecordToken("secret", "wren")} {
		refused(t, "another token", failed(h.Attendance(ctx, token)), fault.NotFound, "no_attendance")
	}
	h.at(time.Wednesday, 20, 1)
	if err := h.Forget(ctx); err != nil {
		t.Fatal(err)
	}
	refused(t, "a day later", failed(h.Attendance(ctx, heronsRecord)), fault.NotFound, "no_attendance")
}

// A server that was killed counts until the room was seen alive last.
func TestAnOverdueMeetingCountsUntilItsRoomWasAlive(t *testing.T) {
	h := newHouse(t)
	m := h.next()
	h.at(time.Tuesday, 19, 40)
	h.attends(m.ID, "heron", h.now().Add(-30*time.Minute), 4*time.Minute)
	h.at(time.Tuesday, 22, 0)
	must(h.EndOverdue(t.Context()))(t)
	if a := must(h.Attendance(t.Context(), heronsRecord))(t); a.Minutes != 34 {
		t.Errorf("%d minutes, want 34", a.Minutes)
	}
}

func TestReceiptIsKeptByItsHolderAlone(t *testing.T) {
	h, m := afterTheMeeting(t)
	ctx := t.Context()
	receipt := must(h.KeepReceipt(ctx, heronsRecord))(t)
	shown := must(h.ShowReceipt(ctx, receipt))(t)
	if shown.Minutes != 55 || shown.Organisation != "Harbor" || !shown.MadeAt.Equal(h.now()) || !shown.RevokedAt.IsZero() || shown.Letter.Code != "" {
		t.Errorf("shown %+v", shown)
	}
	stored := must(h.store.Receipt(ctx, receipt.Hash()))(t)
	want := meeting.Receipt{Hash: receipt.Hash(), Meeting: m.ID, Group: h.circle.ID, Realm: moderation.Recovery, Whose: heronsRecord.Hash(), MadeAt: h.now()}
	if stored != want {
		t.Errorf("stored %+v, want %+v", stored, want)
	}
	for i := 0; i < len(receipt); i += 7 { // no part of it can be changed
		other := []byte(receipt)
		other[i] ^= 1
		if _, err := h.ShowReceipt(ctx, meeting.Token(other)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("with another character %d: %v", i, err)
		}
	}
	again := must(h.KeepReceipt(ctx, heronsRecord))(t)
	if s := must(h.ShowReceipt(ctx, receipt))(t); again == receipt || s.RevokedAt.IsZero() {
		t.Error("two receipts hold for one attendance")
	}
	refused(t, "a letter of the one before", failed(h.WriteLetter(ctx, receipt, "Jo Doe")), fault.Gone, "revoked")
	if _, err := h.WriteLetter(ctx, again, "Jo Doe"); err != nil {
		t.Error(err)
	}
	refused(t, "asking after the letter", failed(h.Attendance(ctx, heronsRecord)), fault.Conflict, "lettered")
	refused(t, "after the letter", failed(h.KeepReceipt(ctx, heronsRecord)), fault.Conflict, "lettered")
}

func TestAGroupMaySwitchProofOff(t *testing.T) {
	h, _ := afterTheMeeting(t)
	ctx := t.Context()
	receipt := must(h.KeepReceipt(ctx, heronsRecord))(t)
	s := circleSettings()
	s.Proof = false
	must(h.UpdateGroup(ctx, h.max, h.circle.ID, h.circle.Version, s))(t)
	refused(t, "asking", failed(h.Attendance(ctx, heronsRecord)), fault.Forbidden, "no_proof")
	refused(t, "keeping", failed(h.KeepReceipt(ctx, heronsRecord)), fault.Forbidden, "no_proof")
	if _, err := h.WriteLetter(ctx, receipt, "Jo Doe"); err != nil {
		t.Errorf("a receipt that was given before: %v", err)
	}
}

func TestALetterHoldsForOneName(t *testing.T) {
	h, _ := afterTheMeeting(t)
	ctx := t.Context()
	receipt := must(h.KeepReceipt(ctx, heronsRecord))(t)
	w := must(h.WriteLetter(ctx, receipt, "Zoë Łukasiewicz"))(t)
	h.pass(time.Hour)
	again := must(h.WriteLetter(ctx, receipt, " ZOË  łukasiewicz"))(t)
	if again.Code != w.Code || !again.MadeAt.Equal(w.MadeAt) {
		t.Errorf("asked again: %s of %v, then %s of %v", w.Code.Text(), w.MadeAt, again.Code.Text(), again.MadeAt)
	}
	refused(t, "a second presenter", failed(h.WriteLetter(ctx, receipt, "Sam Poe")), fault.Conflict, "other_name")

	found := must(h.CheckLetter(ctx, w.Code.Text(), w.Sealed))(t)
	if found.Name != "Zoë Łukasiewicz" || found.Altered || found.Minutes != 55 || found.Organisation != "Harbor" || !found.RevokedAt.IsZero() {
		t.Errorf("scanned: %+v", found)
	}
	if found := must(h.CheckLetter(ctx, strings.ToLower(string(w.Code)), ""))(t); found.Name != "" || found.Altered || found.Minutes != 55 {
		t.Errorf("typed: %+v", found)
	}
	if found := must(h.CheckName(ctx, w.Code.Text(), "zoë łukasiewicz"))(t); found.Altered || found.Name == "" {
		t.Errorf("the name that was typed: %+v", found)
	}
	for what, found := range map[string]meeting.Checked{
		"another name":        must(h.CheckName(ctx, w.Code.Text(), "Sam Poe"))(t),
		"another sealed name": must(h.CheckLetter(ctx, w.Code.Text(), w.Sealed[:len(w.Sealed)-2]+"AA"))(t),
		"no sealed name":      must(h.CheckLetter(ctx, w.Code.Text(), "!"))(t),
		"that of other codes": must(h.CheckLetter(ctx, w.Code.Text(), must(h.otherLetter(ctx))(t).Sealed))(t),
	} {
		if !found.Altered || found.Name != "" {
			t.Errorf("%s: %+v", what, found)
		}
	}
	for _, code := range []string{"", "12345", strings.Repeat("0", 20), w.Code.Text() + "0", strings.Repeat("-", 200)} {
		refused(t, "code "+code, failed(h.CheckLetter(ctx, code, "")), fault.NotFound, "no_code")
	}
	if err := h.RevokeReceipt(ctx, receipt); err != nil {
		t.Fatal(err)
	}
	if found := must(h.CheckLetter(ctx, w.Code.Text(), w.Sealed))(t); !found.RevokedAt.Equal(h.now()) {
		t.Errorf("taken back: %+v", found)
	}
	refused(t, "a letter of a receipt that was taken back", failed(h.WriteLetter(ctx, receipt, "Zoë Łukasiewicz")), fault.Gone, "revoked")
	refused(t, "taking back nothing", h.RevokeReceipt(ctx, "wr1.a.b.c"), fault.NotFound, "no_receipt")
}

// otherLetter is the letter of another participant.
func (h *house) otherLetter(ctx context.Context) (meeting.WrittenLetter, error) {
	m, err := h.OpenExtraMeeting(ctx, h.ben, h.circle.ID, 60)
	if err != nil {
		return meeting.WrittenLetter{}, err
	}
	h.attends(m.ID, "wren", h.now().Add(-time.Hour), time.Hour)
	receipt, err := h.KeepReceipt(ctx, meeting.RecordToken("secret", "wren"))
	if err != nil {
		return meeting.WrittenLetter{}, err
	}
	return h.WriteLetter(ctx, receipt, "Zoë Łukasiewicz")
}

func TestWhatIsDoneWithReceiptsIsAuditedWithoutAWordOfWhose(t *testing.T) {
	h, m := afterTheMeeting(t)
	ctx := t.Context()
	receipt := must(h.KeepReceipt(ctx, heronsRecord))(t)
	must(h.WriteLetter(ctx, receipt, "Jo Doe"))(t)
	must(h.WriteLetter(ctx, receipt, "Jo Doe"))(t)
	for range 2 {
		if err := h.RevokeReceipt(ctx, receipt); err != nil {
			t.Fatal(err)
		}
	}
	var done []moderation.Action
	for _, d := range must(h.Deeds(ctx, h.max, h.circle.ID, ""))(t) {
		done = append(done, d.What)
		want := moderation.Deed{ID: d.ID, At: h.now(), Role: moderation.Participant, What: d.What}
		if d.Deed.Deed != want || d.Meeting != m.ID || d.Actor != "" {
			t.Errorf("entry %+v", d)
		}
	}
	slices.Sort(done)
	if want := []moderation.Action{moderation.KeepReceipt, moderation.RevokeReceipt, moderation.WriteLetter}; !slices.Equal(done, want) {
		t.Errorf("audited: %v, want %v", done, want)
	}
}

func TestNamesAreCheckedAndHideThemselves(t *testing.T) {
	for _, name := range []string{"", "J", strings.Repeat("a", 81), "two\nlines", "to\u202ename"} {
		refused(t, name, failed(meeting.CleanLegalName("name", name)), fault.Invalid, "name")
	}
	name := must(meeting.CleanLegalName("name", " Jo Doe "))(t)
	code, _ := meeting.ReadCode("o0il1-23456-789ab-cdefg")
	printed := fmt.Sprintf("%v %+v %#v %s", name, struct{ N meeting.LegalName }{name}, name, code)
	text, err := json.Marshal(struct{ N meeting.LegalName }{name})
	if err != nil || strings.Contains(printed+string(text), "Doe") || strings.Contains(printed, "23456") {
		t.Errorf("printed as %s, %s", printed, text)
	}
	if code.Text() != "00111-23456-789AB-CDEFG" {
		t.Errorf("read as %s", code.Text())
	}
}
