package meeting_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// diary is a Store that lets a test do the jobs that were added.
type diary struct {
	meeting.Store
	jobs *[]meeting.Job
}

func (d diary) InTx(ctx context.Context, f func(meeting.Store) error) error {
	return d.Store.InTx(ctx, func(tx meeting.Store) error { return f(diary{tx, d.jobs}) })
}

func (d diary) AddJobs(_ context.Context, jobs ...meeting.Job) error {
	*d.jobs = append(*d.jobs, jobs...)
	return nil
}

// office is a Post that keeps letters.
type office struct{ letters []meeting.Letter }

func (o *office) Send(_ context.Context, l meeting.Letter) error {
	o.letters = append(o.letters, l)
	return nil
}

// remindingHouse is a house with post, in which Circle and Kin are public.
type remindingHouse struct {
	*house
	post *office
	jobs []meeting.Job
}

func newRemindingHouse(t *testing.T) *remindingHouse {
	t.Helper()
	h := &remindingHouse{house: newHouse(t), post: &office{}}
	h.Service = meeting.NewService(diary{h.store, &h.jobs}, h.now, slog.New(slog.DiscardHandler)).With(meeting.Tools{Post: h.post})
	for _, g := range []meeting.Group{h.circle, h.kin} {
		g.Visibility = meeting.Unlisted
		if err := h.store.UpdateGroup(t.Context(), g); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// sides of the house.
var recovery, family = meeting.Sides()[0], meeting.Sides()[1]

// ask asks to be reminded of Circle and returns the letter that came.
func (h *remindingHouse) ask(to meeting.Email, before time.Duration, m meeting.ID) meeting.Letter {
	h.t.Helper()
	r := meeting.Reminder{Language: "en", Before: before, Meeting: m}
	if err := h.AskReminders(h.t.Context(), recovery, h.org.Slug, "circle", r, to); err != nil {
		h.t.Fatal(err)
	}
	return h.letters(1)[0]
}

// agree asks and confirms.
func (h *remindingHouse) agree(to meeting.Email, before time.Duration, m meeting.ID) meeting.Token {
	h.t.Helper()
	token := h.ask(to, before, m).Token
	if err := h.ConfirmReminder(h.t.Context(), token); err != nil {
		h.t.Fatal(err)
	}
	return token
}

// letters does all jobs, looks for reminders, and takes the letters there are.
func (h *remindingHouse) letters(want int) []meeting.Letter {
	h.t.Helper()
	for round := append([]meeting.Job{{Kind: meeting.JobRemind}}, h.take()...); len(round) > 0; round = h.take() {
		for _, j := range round {
			if err := h.Do(h.t.Context(), j); err != nil && fault.KindOf(err) != fault.NotFound && fault.KindOf(err) != fault.Gone {
				h.t.Fatalf("%s: %v", j.Kind, err)
			}
		}
	}
	got := h.post.letters
	h.post.letters = nil
	if len(got) != want {
		h.t.Fatalf("%d letters came, want %d: %v", len(got), want, got)
	}
	return got
}

func (h *remindingHouse) take() []meeting.Job {
	jobs := slices.Clone(h.jobs)
	h.jobs = nil
	return jobs
}

func TestReminderComesOnceToWhoeverConfirmed(t *testing.T) {
	h := newRemindingHouse(t)
	asked := h.ask("heron@example.org", time.Hour, "")
	if asked.Kind != meeting.LetterConfirmReminder || asked.Token == "" || asked.Holds != meeting.ConfirmWithin {
		t.Errorf("the letter that asks is %+v", asked)
	}
	h.at(time.Tuesday, 18, 30)
	h.letters(0) // nobody confirmed
	if err := h.ConfirmReminder(t.Context(), asked.Token); err == nil {
		t.Error("it could be confirmed a day later")
	}
	h.at(time.Monday, 20, 0)
	token := h.agree("heron@example.org", time.Hour, "")
	if kept := must(h.AskedReminder(t.Context(), token))(t); !kept.Confirmed() || kept.Wording != meeting.ReminderWording ||
		!kept.ConfirmedAt.Equal(h.now()) || kept.GroupName != "Circle" || kept.Page != "/groups/harbor/circle" || kept.Next.ID != h.next().ID {
		t.Errorf("what is kept of it is %+v", kept)
	}
	h.letters(0) // it is 23 hours away
	h.at(time.Tuesday, 18, 1)
	l := h.letters(1)[0]
	if l.Kind != meeting.LetterReminder || l.To != "heron@example.org" || l.Token != token || l.Zone != "America/New_York" || !l.At.Equal(h.next().StartsAt) {
		t.Errorf("the letter is %+v", l)
	}
	h.letters(0)                       // once
	h.pass(7*24*time.Hour - time.Hour) // clocks went forward
	h.letters(1)
}

func TestNobodyIsToldWhoStopped(t *testing.T) {
	h := newRemindingHouse(t)
	token := h.agree("heron@example.org", 24*time.Hour, "")
	other := h.agree("fox@example.org", 24*time.Hour, "")
	if err := h.StopReminder(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	refused(t, "a reminder that was stopped", failed(h.AskedReminder(t.Context(), token)), fault.NotFound, "not_found")
	if err := h.StopReminder(t.Context(), token); err != nil {
		t.Errorf("stopped twice: %v", err)
	}
	h.at(time.Tuesday, 12, 0)
	if l := h.letters(1)[0]; l.To != "fox@example.org" {
		t.Errorf("a letter to %q", string(l.To))
	}
	// A letter that waits is not written any more either.
	h.pass(7 * 24 * time.Hour)
	if err := h.Remind(t.Context()); err != nil || len(h.jobs) != 1 {
		t.Fatalf("jobs %v, %v", h.jobs, err)
	}
	if err := h.StopReminder(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	h.letters(0)
}

func TestWhoAskedTwiceGetsOneLetter(t *testing.T) {
	h := newRemindingHouse(t)
	token := h.agree("heron@example.org", time.Hour, "")
	if again := h.ask("heron@example.org", time.Hour, ""); again.Token != token {
		t.Error("who asks again has a second reminder")
	}
	first, second := h.ask("fox@example.org", time.Hour, ""), h.ask("fox@example.org", 24*time.Hour, "")
	refused(t, "what was asked for anew", h.ConfirmReminder(t.Context(), first.Token), fault.NotFound, "not_found")
	if err := h.ConfirmReminder(t.Context(), second.Token); err != nil {
		t.Error(err)
	}
}

func TestChangesAreToldToThoseWhoAsked(t *testing.T) {
	h := newRemindingHouse(t)
	ctx := t.Context()
	h.agree("heron@example.org", time.Hour, "")
	h.ask("wren@example.org", time.Hour, "") // not confirmed
	next := h.next()
	change := func(kind meeting.DateKind, to string) {
		t.Helper()
		must(h.ChangeDate(ctx, h.ana, h.circle.ID, meeting.DateChange{Date: "2026-03-10", Kind: kind, To: to}))(t)
	}
	// Second thoughts before anybody is told.
	change(meeting.DateOff, "")
	must(h.RestoreDate(ctx, h.ana, h.circle.ID, "2026-03-10"))(t)
	h.letters(0)

	slot := next.StartsAt.AddDate(0, 0, 7).Add(-time.Hour) // clocks went forward on 8 March
	change(meeting.DateMoved, "2026-03-11T18:00")
	if l := h.letters(1)[0]; l.Kind != meeting.LetterMoved || !l.Was.Equal(slot) || !l.At.Equal(slot.Add(23*time.Hour)) || l.To != "heron@example.org" {
		t.Errorf("told of a move: %+v", l)
	}
	change(meeting.DateOff, "")
	if l := h.letters(1)[0]; l.Kind != meeting.LetterCalledOff || !l.Was.Equal(slot.Add(23*time.Hour)) {
		t.Errorf("told of what is called off: %+v", l)
	}
	must(h.RestoreDate(ctx, h.ana, h.circle.ID, "2026-03-10"))(t)
	if l := h.letters(1)[0]; !l.At.Equal(slot) || l.Kind != meeting.LetterMoved {
		t.Errorf("told of what is as it was: %+v", l)
	}
	must(h.PutHoliday(ctx, h.max, "2026-03-10", "Spring day"))(t)
	if l := h.letters(1)[0]; l.Kind != meeting.LetterCalledOff {
		t.Errorf("told of a holiday: %+v", l)
	}
	h.at(time.Tuesday, 18, 30)
	h.pass(7*24*time.Hour - time.Hour)
	h.letters(0) // nobody is reminded of what is called off
}

func TestReminderOfOneMeetingEndsWithIt(t *testing.T) {
	h := newRemindingHouse(t)
	next := h.next()
	token := h.agree("heron@example.org", time.Hour, next.ID)
	h.at(time.Tuesday, 18, 10)
	h.letters(1)
	h.at(time.Tuesday, 20, 30)
	must(h.EndOverdue(t.Context()))(t)
	h.at(time.Wednesday, 20, 30)
	if err := h.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	refused(t, "a reminder of a meeting that is over", failed(h.AskedReminder(t.Context(), token)), fault.NotFound, "not_found")
	r := meeting.Reminder{Language: "en", Before: time.Hour, Meeting: next.ID}
	refused(t, "a meeting that is over", h.AskReminders(t.Context(), recovery, h.org.Slug, "circle", r, "heron@example.org"), fault.NotFound, "not_found")
}

// What a side does not show can't be asked about there, not even by the id of a
// meeting.
func TestRemindersKeepTheSidesApart(t *testing.T) {
	h := newRemindingHouse(t)
	ctx := t.Context()
	ask := func(side meeting.Side, group string, m meeting.ID) error {
		return h.AskReminders(ctx, side, h.org.Slug, group, meeting.Reminder{Language: "en", Before: time.Hour, Meeting: m}, "heron@example.org")
	}
	refused(t, "a group of the other side", ask(family, "circle", ""), fault.NotFound, "not_found")
	refused(t, "a family group on the recovery side", ask(recovery, "kin", ""), fault.NotFound, "not_found")
	refused(t, "a meeting of the other side", ask(family, "kin", h.next().ID), fault.NotFound, "not_found")
	private := must(h.store.Group(ctx, moderation.Recovery, h.circle.ID))(t)
	private.Visibility = meeting.Private
	if err := h.store.UpdateGroup(ctx, private); err != nil {
		t.Fatal(err)
	}
	refused(t, "a private group", ask(recovery, "circle", ""), fault.NotFound, "not_found")
	h.letters(0)
	if err := ask(family, "kin", ""); err != nil {
		t.Error(err)
	}
	l := h.letters(1)[0]
	if a := must(h.AskedReminder(ctx, l.Token))(t); a.Realm != moderation.Family || a.GroupName != "Kin" || a.Page != "/family/harbor/kin" {
		t.Errorf("asked on the family side: %+v", a)
	}
}

// A private group has no page; whoever has its link can ask.
func TestWhoHasALinkIsRemindedOfAPrivateGroup(t *testing.T) {
	h := newRemindingHouse(t)
	ctx := t.Context()
	g := must(h.store.Group(ctx, moderation.Family, h.kin.ID))(t)
	g.Visibility = meeting.Private
	if err := h.store.UpdateGroup(ctx, g); err != nil {
		t.Fatal(err)
	}
	r := meeting.Reminder{Language: "es", Before: 24 * time.Hour}
	invite, made, err := h.CreateInvite(ctx, h.cleo, h.kin.ID, meeting.InviteSettings{Kind: meeting.Shared, Label: "a link"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.AskRemindersByInvite(ctx, made, r, "wren@example.org"); err != nil {
		t.Fatal(err)
	}
	l := h.letters(1)[0]
	if a := must(h.AskedReminder(ctx, l.Token))(t); a.Group != h.kin.ID || a.Realm != moderation.Family || a.Page != "" || l.Language != "es" {
		t.Errorf("asked for %+v", a)
	}
	if err := h.RevokeInvite(ctx, h.cleo, h.kin.ID, invite.ID); err != nil {
		t.Fatal(err)
	}
	refused(t, "with a link that was taken back", h.AskRemindersByInvite(ctx, made, r, "fox@example.org"), fault.Gone, "invite_revoked")
	refused(t, "with a link that never was", h.AskRemindersByInvite(ctx, "x", r, "fox@example.org"), fault.NotFound, "no_invite")
	h.letters(0)
}

func TestRemindersThatCanNotBe(t *testing.T) {
	h := newRemindingHouse(t)
	for field, r := range map[string]meeting.Reminder{
		"language": {Language: "xx", Before: time.Hour},
		"before":   {Language: "en", Before: time.Minute},
	} {
		refused(t, field, h.AskReminders(t.Context(), recovery, h.org.Slug, "circle", r, "heron@example.org"), fault.Invalid, field)
	}
	silent := meeting.NewService(h.store, h.now, slog.New(slog.DiscardHandler))
	err := silent.AskReminders(t.Context(), recovery, h.org.Slug, "circle", meeting.Reminder{Language: "en", Before: time.Hour}, "heron@example.org")
	refused(t, "without post", err, fault.Unsupported, "no_mail")
	refused(t, "no token", h.ConfirmReminder(t.Context(), ""), fault.NotFound, "not_found")
}
