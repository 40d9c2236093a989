package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

// Things that belong to the things of the suite.
var (
	poster = meeting.Invite{
		ID: "poster", Group: "circle", Realm: moderation.Recovery, Kind: meeting.Shared, Label: "poster", Observer: true, TokenHash: "poster-hash",
		CreatedBy: "ana", CreatedAt: noon,
	}
	pass = meeting.Invite{
		ID: "pass", Group: "circle", Realm: moderation.Recovery, Meeting: "tuesday", Kind: meeting.Personal, Label: "pass",
		TokenHash: "pass-hash", ExpiresAt: noon.Add(time.Hour), CreatedBy: "ana", CreatedAt: noon.Add(time.Second),
	}
	heron = meeting.Acceptance{
		ID: "heron", Group: "circle", Realm: moderation.Recovery, Meeting: "tuesday", Version: 1, Hash: "abc",
		Pseudonym: "Blue Heron", AcceptedAt: noon,
	}
	link = meeting.SignInLink{TokenHash: "link", Account: "ana", Meeting: "tuesday", ExpiresAt: noon.Add(time.Hour), CreatedAt: noon}
	here = meeting.Session{ID: "here", TokenHash: "here-hash", Account: "ana", CreatedAt: noon, SeenAt: noon, ExpiresAt: noon.Add(time.Hour)}
	gone = meeting.Removal{
		Removal: moderation.Removal{
			ID: "gone", Reason: moderation.Unkind, By: "ana", At: noon,
			Marks: moderation.Marks{Invite: "pass", Account: "ben", Device: "device-hash"},
		},
		Meeting: "tuesday", Group: "circle", Realm: moderation.Recovery,
	}
)

func TestWhatBelongsToAGroupComesOut(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		role := meeting.StaffRole{Group: "circle", Realm: moderation.Recovery, Account: "ana", Role: moderation.Facilitator}
		must(t,
			db.AddInvite(ctx, poster), db.AddInvite(ctx, pass), db.AddAcceptance(ctx, heron), db.AddSignInLink(ctx, link),
			db.AddSession(ctx, here), db.AddRemoval(ctx, gone), db.PutStaffRole(ctx, role))
		same(t, "invite", pass)(db.InviteByToken(ctx, "pass-hash"))
		same(t, "invites, newest first", []meeting.Invite{pass, poster})(db.Invites(ctx, "circle"))
		same(t, "acceptance", heron)(db.Acceptance(ctx, "heron"))
		same(t, "session", here)(db.SessionByToken(ctx, "here-hash"))
		same(t, "sessions", []meeting.Session{here})(db.Sessions(ctx, "ana"))
		same(t, "removals", []meeting.Removal{gone})(db.Removals(ctx, "tuesday"))
		same(t, "roles", []meeting.StaffRole{role})(db.StaffRoles(ctx, "ana"))
		same(t, "leads", []meeting.Account{ana})(db.Leads(ctx, "circle"))
		same(t, "leads of another group", []meeting.Account{})(db.Leads(ctx, "family"))

		role.Role = moderation.CoFacilitator
		must(t, db.PutStaffRole(ctx, role))
		same(t, "the role that replaced it", []meeting.StaffRole{role})(db.StaffRoles(ctx, "ana"))
		moved := harbor
		moved.Name, moved.Lines = "Harbor House", nil
		must(t, db.PutOrganisation(ctx, moved))
		same(t, "organisation that replaced it", moved)(db.Organisation(ctx, "harbor"))
		later := tuesdays
		later.Start, later.Rule, later.Duration = "2026-07-14T20:00", "", 90*time.Minute
		must(t, db.PutSchedule(ctx, later))
		same(t, "schedule that replaced it", []meeting.Schedule{later})(db.Schedules(ctx, "circle"))
	})
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for i, err := range errs {
		if err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

// failed drops the value beside an error.
func failed[T any](_ T, err error) error { return err }

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		for what, err := range map[string]error{
			"organisation":                  failed(db.Organisation(ctx, "none")),
			"organisation by its address":   failed(db.OrganisationBySlug(ctx, "none")),
			"group":                         failed(db.Group(ctx, moderation.AnyRealm, "none")),
			"group of the other realm":      failed(db.Group(ctx, moderation.Family, "circle")),
			"meeting":                       failed(db.Meeting(ctx, moderation.AnyRealm, "none")),
			"meeting of the other realm":    failed(db.Meeting(ctx, moderation.Family, "tuesday")),
			"next meeting":                  failed(db.NextMeeting(ctx, "circle", noon)),
			"agreement":                     failed(db.CurrentAgreement(ctx, "family")),
			"acceptance":                    failed(db.Acceptance(ctx, "none")),
			"invite":                        failed(db.InviteByToken(ctx, "none")),
			"account":                       failed(db.Account(ctx, "none")),
			"session":                       failed(db.SessionByToken(ctx, "none")),
			"sign-in link":                  failed(db.UseSignInLink(ctx, "none", noon)),
			"group to update":               db.UpdateGroup(ctx, meeting.Group{ID: "none", Realm: moderation.Recovery, Version: 1}),
			"meeting to update":             db.UpdateMeeting(ctx, meeting.Meeting{ID: "none", Status: meeting.Ended}),
			"invite to revoke":              db.RevokeInvite(ctx, "circle", "none", noon),
			"session to delete":             db.DeleteSession(ctx, "ana", "none"),
			"removal to undo":               db.UndoRemoval(ctx, "tuesday", "none", noon),
			"date to restore":               db.DeleteDateChange(ctx, "circle", "2026-07-21"),
			"holiday to delete":             db.DeleteHoliday(ctx, "harbor", "2026-07-21"),
			"shift to delete":               db.DeleteShift(ctx, "tuesday", "ana"),
			"shift of no such account":      db.AddShift(ctx, meeting.Shift{Meeting: "tuesday", Group: "circle", Realm: moderation.Recovery, Account: "none"}),
			"account to disable":            db.DisableAccount(ctx, "none", noon),
			"group of an organisation":      db.AddGroup(ctx, meeting.Group{ID: "x", Organisation: "none", Realm: moderation.Recovery, Kind: meeting.KindOpen, Visibility: meeting.Private}),
			"account of an organisation":    db.AddAccount(ctx, meeting.Account{ID: "x", Organisation: "none"}),
			"acceptance of no such version": db.AddAcceptance(ctx, meeting.Acceptance{ID: "x", Group: "circle", Realm: moderation.Recovery, Meeting: "tuesday", Version: 1, Hash: "forged"}),
		} {
			wants(t, what, err, fault.NotFound, "not_found")
		}
		if err := db.TouchSession(ctx, "none", noon); err != nil {
			t.Errorf("touching a session that is gone: %v", err)
		}
		same(t, "no invites", []meeting.Invite{})(db.Invites(ctx, "circle"))
		same(t, "no meetings", []meeting.Meeting{})(db.MeetingsOf(ctx, "family", noon, noon.Add(time.Hour)))
	})
}

// Nothing of the family side can hold on to a thing of the other side, not
// even by mistake of a use case.
func TestRealmsNeverMeet(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		for what, err := range map[string]error{
			"schedule":   db.PutSchedule(ctx, meeting.Schedule{ID: "x", Group: "circle", Realm: moderation.Family}),
			"meeting":    db.AddMeetings(ctx, []meeting.Meeting{{ID: "x", Group: "circle", Realm: moderation.Family, Status: meeting.Scheduled}}),
			"occurrence": db.AddMeetings(ctx, []meeting.Meeting{{ID: "x", Group: "family", Realm: moderation.Family, Schedule: "tuesdays", Status: meeting.Scheduled}}),
			"agreement":  db.AddAgreement(ctx, meeting.Agreement{ID: "x", Group: "family", Realm: moderation.Recovery, Version: 1}),
			"acceptance": db.AddAcceptance(ctx, meeting.Acceptance{ID: "x", Group: "family", Realm: moderation.Family, Meeting: "tuesday", Version: 1, Hash: "abc"}),
			"role":       db.PutStaffRole(ctx, meeting.StaffRole{Group: "family", Realm: moderation.Recovery, Account: "ana", Role: moderation.Facilitator}),
			"date":       db.PutDateChange(ctx, meeting.DateChange{Group: "circle", Realm: moderation.Family, Date: "2026-07-21", Kind: meeting.DateOff}),
			"shift":      db.AddShift(ctx, meeting.Shift{Meeting: "tuesday", Group: "family", Realm: moderation.Family, Account: "ana"}),
			"removal":    db.AddRemoval(ctx, meeting.Removal{Removal: moderation.Removal{ID: "x"}, Meeting: "tuesday", Group: "family", Realm: moderation.Family}),
			"invite": db.AddInvite(ctx, meeting.Invite{
				ID: "x", Group: "family", Realm: moderation.Family, Meeting: "tuesday", Kind: meeting.Shared, TokenHash: "x", CreatedBy: "ana",
			}),
		} {
			wants(t, what+" across realms", err, fault.NotFound, "not_found")
		}
		wrong := family
		wrong.ID, wrong.Slug, wrong.Realm = "wrong", "wrong", moderation.Recovery
		if err := db.AddGroup(ctx, wrong); err == nil {
			t.Error("a family group could be put on the other side")
		}
	})
}

func TestWhatExistsConflicts(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		must(t, db.AddInvite(ctx, poster), db.AddRemoval(ctx, gone))
		sameSlug, sameName, sameVersion, sameToken := family, ana, first, pass
		sameSlug.ID, sameSlug.Slug = "another", "circle"
		sameName.ID = "another"
		sameVersion.ID = "another"
		sameToken.TokenHash = poster.TokenHash
		for what, err := range map[string]error{
			"address":   db.PutOrganisation(ctx, meeting.Organisation{ID: "x", Slug: "harbor", Name: "X", CreatedAt: noon}),
			"group":     db.AddGroup(ctx, circle),
			"slug":      db.AddGroup(ctx, sameSlug),
			"name":      db.AddAccount(ctx, sameName),
			"version":   db.AddAgreement(ctx, sameVersion),
			"token":     db.AddInvite(ctx, sameToken),
			"removal":   db.AddRemoval(ctx, gone),
			"extra":     db.AddMeetings(ctx, []meeting.Meeting{{ID: "tuesday", Group: "circle", Realm: moderation.Recovery, Status: meeting.Scheduled}}),
			"slug move": db.UpdateGroup(ctx, func() meeting.Group { g := family; g.Slug = "circle"; return g }()),
		} {
			wants(t, what+" that exists", err, fault.Conflict, "exists")
		}
		must(t, db.DisableAccount(ctx, "ana", noon), db.AddAccount(ctx, sameName)) // her name is free again
	})
}

func TestUpdateGroupReplacesOneVersionOnly(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		changed := circle
		changed.Name, changed.Capacity, changed.DoorsOpen, changed.UpdatedAt = "Night Circle", 9, 0, noon.Add(time.Hour)
		must(t, db.UpdateGroup(ctx, changed))
		want := changed
		want.Version = 2
		same(t, "group", want)(db.Group(ctx, moderation.Recovery, "circle"))
		same(t, "the other group", family)(db.Group(ctx, moderation.Family, "family"))
		wants(t, "the old version", db.UpdateGroup(ctx, changed), fault.Conflict, "version")
	})
}

func TestMeetingsAreFoundByTheirTimes(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		micro := func(id meeting.ID, s meeting.Status, start time.Duration) meeting.Meeting {
			return meeting.Meeting{
				ID: id, Group: "circle", Realm: moderation.Recovery, StartsAt: noon.Add(start), EndsAt: noon.Add(start + time.Hour), Status: s,
			}
		}
		// A whole second sorts after the microseconds before it only if times are kept in a form that sorts.
		whole := 24*time.Hour + time.Second - time.Duration(noon.Nanosecond())
		before, at, after := micro("before", meeting.Scheduled, whole-time.Microsecond), micro("at", meeting.Scheduled, whole), micro("after", meeting.Scheduled, whole+time.Microsecond)
		off := micro("off", meeting.Cancelled, 2*time.Hour)
		must(t, db.AddMeetings(ctx, []meeting.Meeting{after, off, before, at}))

		same(t, "next", before)(db.NextMeeting(ctx, "circle", noon)) // tuesday starts at noon, and off is cancelled
		same(t, "next after", at)(db.NextMeeting(ctx, "circle", before.StartsAt))
		same(t, "next after at", after)(db.NextMeeting(ctx, "circle", at.StartsAt))
		same(t, "all", []meeting.Meeting{tuesday, off, before, at, after})(db.MeetingsOf(ctx, "circle", noon, noon.AddDate(1, 0, 0)))
		same(t, "on at noon", []meeting.Meeting{tuesday})(db.MeetingsOf(ctx, "circle", noon, noon.Add(time.Microsecond)))
		same(t, "none on as it ends", []meeting.Meeting{})(db.MeetingsOf(ctx, "circle", tuesday.EndsAt, tuesday.EndsAt.Add(time.Microsecond)))
		same(t, "overdue", []meeting.Meeting{tuesday, before})(db.Overdue(ctx, at.EndsAt))

		ended := tuesday
		ended.Status, ended.EndedAt, ended.EndsAt = meeting.Ended, noon.Add(time.Minute), noon.Add(2*time.Hour)
		must(t, db.UpdateMeeting(ctx, ended))
		same(t, "ended", ended)(db.Meeting(ctx, moderation.Recovery, "tuesday"))
		same(t, "overdue", []meeting.Meeting{before})(db.Overdue(ctx, at.EndsAt))
	})
}

func TestPlanningTwiceAddsNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		again, next := tuesday, tuesday
		again.ID, again.EndsAt, again.Status = "again", noon.Add(2*time.Hour), meeting.Cancelled
		next.ID, next.StartsAt, next.EndsAt = "next", noon.AddDate(0, 0, 7), noon.AddDate(0, 0, 7).Add(time.Hour)
		must(t, db.AddMeetings(ctx, []meeting.Meeting{again, next}), db.AddMeetings(ctx, nil))
		same(t, "meetings", []meeting.Meeting{tuesday, next})(db.MeetingsOf(ctx, "circle", noon, noon.AddDate(1, 0, 0)))
	})
}

func TestMarksAreSetOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		must(t, db.AddInvite(ctx, poster), db.AddRemoval(ctx, gone), db.AddSession(ctx, here))
		later := noon.Add(time.Hour)
		must(t,
			db.RevokeInvite(ctx, "circle", "poster", noon), db.RevokeInvite(ctx, "circle", "poster", later),
			db.UndoRemoval(ctx, "tuesday", "gone", noon), db.UndoRemoval(ctx, "tuesday", "gone", later),
			db.DisableAccount(ctx, "ana", noon), db.DisableAccount(ctx, "ana", later))
		wants(t, "an invite of another group", db.RevokeInvite(ctx, "family", "poster", noon), fault.NotFound, "not_found")
		wants(t, "a removal of another meeting", db.UndoRemoval(ctx, "other", "gone", noon), fault.NotFound, "not_found")

		revoked, undone, disabled := poster, gone, ana
		revoked.RevokedAt, undone.UndoneAt, disabled.DisabledAt = noon, noon, noon
		same(t, "invite", revoked)(db.InviteByToken(ctx, poster.TokenHash))
		same(t, "removals", []meeting.Removal{undone})(db.Removals(ctx, "tuesday"))
		same(t, "account", disabled)(db.Account(ctx, "ana"))
		same(t, "its sessions", []meeting.Session{})(db.Sessions(ctx, "ana"))
	})
}

func TestSignInLinkAndSessions(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		late := link
		late.TokenHash, late.Meeting, late.ExpiresAt = "late", "", noon
		must(t, db.AddSignInLink(ctx, link), db.AddSignInLink(ctx, late), db.AddSession(ctx, here))
		wants(t, "a link as it expires", failed(db.UseSignInLink(ctx, "late", noon)), fault.Gone, "link_expired")
		used := link
		used.UsedAt = noon
		same(t, "link", used)(db.UseSignInLink(ctx, "link", noon))
		wants(t, "a used link", failed(db.UseSignInLink(ctx, "link", noon)), fault.Gone, "link_used")

		seen := here
		seen.SeenAt = noon.Add(time.Minute)
		must(t, db.TouchSession(ctx, "here", seen.SeenAt))
		same(t, "touched session", seen)(db.SessionByToken(ctx, here.TokenHash))
		wants(t, "another's session", db.DeleteSession(ctx, "ben", "here"), fault.NotFound, "not_found")
		must(t, db.DeleteSession(ctx, "ana", "here"))
		same(t, "sessions", []meeting.Session{})(db.Sessions(ctx, "ana"))
	})
}

func TestTransactionsKeepAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		stop := errors.New("stop")
		put := func(s meeting.Store) error { return s.PutOrganisation(ctx, harbor) }
		if err := db.InTx(ctx, func(s meeting.Store) error { return errors.Join(s.InTx(ctx, put), stop) }); !errors.Is(err, stop) {
			t.Errorf("the error of the function came back as %v", err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = db.InTx(ctx, func(s meeting.Store) error { _ = put(s); panic("broken") })
		}()
		same(t, "after an error and a panic", []meeting.Organisation{})(db.Organisations(ctx))
		if err := db.View(ctx, put); err == nil {
			t.Error("a View could write")
		}
		must(t, db.InTx(ctx, put))
		same(t, "after a commit", []meeting.Organisation{harbor})(db.Organisations(ctx))
	})
}

func TestViewSeesOneState(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		must(t, db.View(ctx, func(s meeting.Store) error {
			before, err := s.Invites(ctx, "circle")
			if err = errors.Join(err, db.AddInvite(ctx, poster)); err != nil { // beside the view
				return err
			}
			after, err := s.Invites(ctx, "circle")
			if !slices.Equal(before, after) {
				t.Errorf("a view saw %v and then %v", before, after)
			}
			return err
		}))
		same(t, "after the view", []meeting.Invite{poster})(db.Invites(ctx, "circle"))
	})
}
