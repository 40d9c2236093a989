package meeting_test

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

// house is the use cases on a real database, with a clock that stands still.
//
// Ana manages the programme and leads Circle, where Ben helps her. Cleo leads
// Kin, on the family side. Max manages and leads nothing. Zed works for
// another organisation.
type house struct {
	*meeting.Service
	t                        *testing.T
	store                    *store.DB
	mu                       sync.Mutex // guards clock
	clock                    time.Time
	org, other               meeting.Organisation
	ana, ben, cleo, max, zed meeting.AccountID
	circle, kin              meeting.Group
}

// monday is when the house opens: 2 March 2026, 8 am in New York.
var monday = time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC)

// tuesdays at 7 pm in New York.
var tuesdays = meeting.ScheduleSettings{
	Start: "2026-03-03T19:00", Zone: "America/New_York", Rule: "FREQ=WEEKLY;BYDAY=TU", Duration: time.Hour,
}

func circleSettings() meeting.GroupSettings {
	return meeting.GroupSettings{
		Kind: meeting.KindRecovery, Slug: "circle", Name: "Circle", WhoMayAttend: "Anyone.", CameraRule: meeting.CameraOptional,
		CrossTalk: meeting.CrossTalkNone, Language: "en", Capacity: 25, DoorsOpen: 15 * time.Minute, Proof: true,
	}
}

func kinSettings() meeting.GroupSettings {
	s := circleSettings()
	s.Kind, s.Slug, s.Name = meeting.KindFamily, "kin", "Kin"
	return s
}

func newHouse(t *testing.T) *house {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "warmroom.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	keys := must(store.ParseKeys(store.NewKey()))(t)
	if err := db.Unlock(t.Context(), keys); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, store: db, clock: monday}
	h.Service = meeting.NewService(db, h.now, log)
	ctx := t.Context()
	line := []meeting.SupportLine{{Kind: meeting.Crisis, Name: "988", Call: "988"}}
	h.org = must(h.CreateOrganisation(ctx, "Harbor", line))(t)
	h.other = must(h.CreateOrganisation(ctx, "Elsewhere", nil))(t)
	h.ana = must(h.CreateAccount(ctx, h.org.ID, "Ana", true))(t).ID
	h.ben = must(h.CreateAccount(ctx, h.org.ID, "Ben", false))(t).ID
	h.cleo = must(h.CreateAccount(ctx, h.org.ID, "Cleo", false))(t).ID
	h.max = must(h.CreateAccount(ctx, h.org.ID, "Max", true))(t).ID
	h.zed = must(h.CreateAccount(ctx, h.other.ID, "Zed", true))(t).ID
	h.circle = must(h.CreateGroup(ctx, h.max, circleSettings(), &tuesdays))(t)
	h.kin = must(h.CreateGroup(ctx, h.max, kinSettings(), nil))(t)
	for _, err := range []error{
		h.GrantRole(ctx, h.ana, h.circle.ID, moderation.Facilitator),
		h.GrantRole(ctx, h.ben, h.circle.ID, moderation.CoFacilitator),
		h.GrantRole(ctx, h.cleo, h.kin.ID, moderation.Facilitator),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clock
}

// at moves the clock to a time of the week that monday begins.
func (h *house) at(weekday time.Weekday, hour, minute int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock = time.Date(2026, 3, 1+int(weekday), hour+5, minute, 0, 0, time.UTC) // New York is 5 h behind
}

// pass moves the clock on.
func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock = h.clock.Add(d)
}

// must returns the value, or ends the test if there is an error.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// failed drops the value beside an error.
func failed[T any](_ T, err error) error { return err }

// refused checks the kind and reason of a fault; a field in the reason's place
// is that of an Invalid one.
func refused(t *testing.T, what string, err error, kind fault.Kind, reason string) {
	t.Helper()
	e := fault.Of(err)
	if e != nil && e.Kind == kind && (e.Reason == reason || e.Field == reason) {
		return
	}
	t.Errorf("%s: %v, want %s/%s", what, err, kind, reason)
}

// invite makes an invite to a group and returns its token.
func (h *house) invite(g meeting.Group, by meeting.AccountID, s meeting.InviteSettings) meeting.Token {
	h.t.Helper()
	if s.Label == "" {
		s.Label = "a link"
	}
	if s.Kind == "" {
		s.Kind = meeting.Shared
	}
	_, token, err := h.CreateInvite(h.t.Context(), by, g.ID, s)
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

// signIn signs an account in and returns the token of its session.
func (h *house) signIn(a meeting.AccountID) meeting.Token {
	h.t.Helper()
	ctx := h.t.Context()
	link := must(h.CreateSignInLink(ctx, a, "", time.Hour))(h.t)
	return must(h.Redeem(ctx, link))(h.t).Token
}

// next is the first meeting of Circle to come.
func (h *house) next() meeting.Meeting {
	h.t.Helper()
	return must(h.NextMeeting(h.t.Context(), h.circle.ID, h.now()))(h.t)
}

// accept accepts the current agreements at the entrance of an invite.
func (h *house) accept(invite meeting.Token, name string) meeting.AcceptanceID {
	h.t.Helper()
	ctx := h.t.Context()
	page := must(h.Entrance(ctx, meeting.Credentials{Invite: invite}, ""))(h.t)
	return must(h.Accept(ctx, invite, page.Meeting.ID, page.Agreement.Version, page.Agreement.Hash, name))(h.t).ID
}

// enter asks to stand at the door.
func (h *house) enter(c meeting.Credentials, m meeting.ID, name string, a meeting.AcceptanceID) (meeting.Entry, error) {
	return h.Enter(h.t.Context(), meeting.EnterRequest{Credentials: c, Meeting: m, Name: name, Acceptance: a})
}

// overWith returns the closing that comes with a fault.
func overWith(t *testing.T, err error) meeting.Closing {
	t.Helper()
	over, ok := errors.AsType[*meeting.Over](err)
	if !ok {
		t.Errorf("%v comes without a closing", err)
		return meeting.Closing{}
	}
	return over.Closing
}

// undo is the entry in the audit of undoing a removal.
func (h *house) undo() moderation.Deed {
	return moderation.Deed{
		ID: rand.Text(), At: h.now(), By: string(h.ana), Role: moderation.Facilitator, What: moderation.UndoRemoval,
	}
}
