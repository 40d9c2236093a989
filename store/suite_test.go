package store_test

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

// each runs a test on an empty database of every engine. where is how the
// database was opened.
func each(t *testing.T, test func(t *testing.T, db *store.DB, where string)) {
	t.Helper()
	for engine, place := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "warmroom.db") },
		"postgres": postgres.database,
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			where := place(t)
			test(t, open(t, where), where)
		})
	}
}

// open opens a database until the end of the test.
func open(t *testing.T, where string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), where, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// noon is a time with a whole number of microseconds and some of them.
var noon = time.Date(2026, 7, 14, 12, 0, 0, 123456000, time.UTC)

// The things of the suite: one organisation with a group on each side.
var (
	harbor = meeting.Organisation{
		ID: "harbor", Slug: "harbor", Name: "Harbor", CreatedAt: noon,
		Lines:  []meeting.SupportLine{{Kind: meeting.Crisis, Name: "988", Call: "988", Text: "988", Hours: "24 hours", Region: "US", Open: meeting.OpenHours{Opens: "00:00", Closes: "00:00", Days: "17", Zone: "UTC"}}},
		Region: "US",
	}
	circle = meeting.Group{
		ID: "circle", Organisation: "harbor", Realm: moderation.Recovery, Kind: meeting.KindRecovery, Slug: "circle", Name: "Circle",
		WhoMayAttend: "Anyone.", CameraRule: meeting.CameraOptional, CrossTalk: meeting.CrossTalkNone, Language: "en",
		Capacity: 25, DoorsOpen: 15 * time.Minute, CreatedAt: noon, UpdatedAt: noon, Version: 1,
		Access: meeting.Open, CourtNotice: "Nothing.", Visibility: meeting.Public, OpenDoor: true, Types: "BE D",
		Place: meeting.Place{Area: "New Haven, CT, USA", Address: "1 Main St", Venue: "Hall", Notes: "Ring twice."},
		Phone: "+12025550123,,1#", Proof: true,
	}
	family = meeting.Group{
		ID: "family", Organisation: "harbor", Realm: moderation.Family, Kind: meeting.KindFamily, Slug: "family", Name: "Family",
		WhoMayAttend: "Families.", CameraRule: meeting.CameraOff, CrossTalk: meeting.CrossTalkWelcome, Language: "es",
		Capacity: 12, CreatedAt: noon, UpdatedAt: noon, Version: 1, Access: meeting.Closed, Visibility: meeting.Private,
	}
	tuesdays = meeting.Schedule{
		ID: "tuesdays", Group: "circle", Realm: moderation.Recovery, Start: "2026-07-14T19:00", Zone: "America/New_York",
		Rule: "FREQ=WEEKLY;BYDAY=TU", Duration: time.Hour,
	}
	tuesday = meeting.Meeting{
		ID: "tuesday", Group: "circle", Realm: moderation.Recovery, Schedule: "tuesdays",
		StartsAt: noon, EndsAt: noon.Add(time.Hour), Status: meeting.Scheduled,
	}
	first = meeting.Agreement{
		ID: "first", Group: "circle", Realm: moderation.Recovery, Version: 1, Hash: "abc", PublishedAt: noon,
		Clauses: []meeting.Clause{{Title: "Here", Text: "stays\nhere"}},
	}
	ana = meeting.Account{ID: "ana", Organisation: "harbor", Name: "Ana", Manager: true, CreatedAt: noon}
)

// furnish puts the things of the suite into a database.
func furnish(t *testing.T, db meeting.Store) {
	t.Helper()
	ctx := t.Context()
	for _, err := range []error{
		db.PutOrganisation(ctx, harbor), db.AddAccount(ctx, ana), db.AddGroup(ctx, circle), db.AddGroup(ctx, family),
		db.PutSchedule(ctx, tuesdays), db.AddMeetings(ctx, []meeting.Meeting{tuesday}), db.AddAgreement(ctx, first),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// same returns a check that a getter's answer is want, to the location of times.
func same[T any](t *testing.T, what string, want T) func(got T, err error) {
	return func(got T, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		utc := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location() == b.Location() })
		if d := cmp.Diff(want, got, utc); d != "" {
			t.Errorf("%s: (-want +got)\n%s", what, d)
		}
	}
}

// wants checks the kind and reason of a fault.
func wants(t *testing.T, what string, err error, kind fault.Kind, reason string) {
	t.Helper()
	if !errors.Is(err, fault.New(kind, reason, "")) {
		t.Errorf("%s: %v, want %s/%s", what, err, kind, reason)
	}
}

func TestWhatIsPutComesOut(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		same(t, "organisation", harbor)(db.Organisation(ctx, "harbor"))
		same(t, "organisation by its address", harbor)(db.OrganisationBySlug(ctx, "harbor"))
		same(t, "organisations", []meeting.Organisation{harbor})(db.Organisations(ctx))
		same(t, "group", circle)(db.Group(ctx, moderation.Recovery, "circle"))
		same(t, "groups", []meeting.Group{circle, family})(db.Groups(ctx, "harbor", moderation.AnyRealm))
		same(t, "family groups", []meeting.Group{family})(db.Groups(ctx, "harbor", moderation.Family))
		same(t, "schedules", []meeting.Schedule{tuesdays})(db.Schedules(ctx, "circle"))
		same(t, "all schedules", []meeting.Schedule{tuesdays})(db.AllSchedules(ctx))
		same(t, "meeting", tuesday)(db.Meeting(ctx, moderation.AnyRealm, "tuesday"))
		same(t, "agreement", first)(db.CurrentAgreement(ctx, "circle"))
		same(t, "account", ana)(db.Account(ctx, "ana"))
		same(t, "accounts", []meeting.Account{ana})(db.Accounts(ctx, "harbor"))
	})
}
