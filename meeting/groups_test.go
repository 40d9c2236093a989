package meeting_test

import (
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestEachSeesTheGroupsTheyHaveToDoWith(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	for _, c := range []struct {
		name string
		who  meeting.AccountID
		want string
	}{
		{"ana leads one and manages all", h.ana, "Circle facilitator, Kin manager"},
		{"ben helps in one", h.ben, "Circle co_facilitator"},
		{"cleo is of the family side", h.cleo, "Kin facilitator"},
		{"max manages all", h.max, "Circle manager, Kin manager"},
		{"zed works elsewhere", h.zed, ""},
	} {
		var got []string
		for _, g := range must(h.Groups(ctx, c.who))(t) {
			got = append(got, g.Name+" "+string(g.Role))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, ", "), c.want)
		}
	}
	refused(t, "nobody", failed(h.Groups(ctx, "none")), fault.Unauthenticated, "sign_in")
}

func TestGroupTellsWhatIsOnAndNext(t *testing.T) {
	h := newHouse(t)
	first := h.next()
	for _, c := range []struct {
		hour     int
		on, next bool // whether the first meeting is on, or is the next
	}{{18, false, true}, {19, true, false}, {20, false, false}} {
		h.at(time.Tuesday, c.hour, 0)
		g := must(h.Group(t.Context(), h.ben, h.circle.ID))(t)
		if on := g.OnNow != nil && g.OnNow.ID == first.ID; on != c.on {
			t.Errorf("at %d: on now %v", c.hour, g.OnNow)
		}
		if next := g.Next != nil && g.Next.ID == first.ID; next != c.next || g.Next == nil {
			t.Errorf("at %d: next %v", c.hour, g.Next)
		}
		if g.Zone != "America/New_York" {
			t.Errorf("zone %q", g.Zone)
		}
	}
	g := must(h.Group(t.Context(), h.cleo, h.kin.ID))(t)
	if g.OnNow != nil || g.Next != nil || g.Zone != "" {
		t.Errorf("a group without a schedule: %v %v %q", g.OnNow, g.Next, g.Zone)
	}
}

// What the other side of the house has does not exist, for every use case.
func TestOtherSideAnswersNotFound(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	clause := []meeting.Clause{{Title: "A", Text: "B"}}
	for _, c := range []struct {
		name string
		who  meeting.AccountID
		g    meeting.GroupID
	}{
		{"family staff at the recovery group", h.cleo, h.circle.ID},
		{"recovery staff at the family group", h.ben, h.kin.ID},
		{"a manager of another organisation", h.zed, h.circle.ID},
		{"a group that is not there", h.ana, "none"},
	} {
		for use, err := range map[string]error{
			"Group":            failed(h.Group(ctx, c.who, c.g)),
			"UpdateGroup":      failed(h.UpdateGroup(ctx, c.who, c.g, 1, circleSettings())),
			"Schedules":        failed(h.Schedules(ctx, c.who, c.g)),
			"PutSchedule":      failed(h.PutSchedule(ctx, c.who, c.g, tuesdays)),
			"Meetings":         failed(h.Meetings(ctx, c.who, c.g, h.now(), h.now().Add(time.Hour))),
			"OpenExtraMeeting": failed(h.OpenExtraMeeting(ctx, c.who, c.g, 60)),
			"Agreements":       failed(h.Agreements(ctx, c.who, c.g)),
			"PublishAgreement": failed(h.PublishAgreement(ctx, c.who, c.g, 1, clause)),
			"Invites":          failed(h.Invites(ctx, c.who, c.g)),
			"DateChanges":      failed(h.DateChanges(ctx, c.who, c.g)),
			"ChangeDate":       failed(h.ChangeDate(ctx, c.who, c.g, meeting.DateChange{Date: "2026-03-10", Kind: meeting.DateOff})),
			"RestoreDate":      failed(h.RestoreDate(ctx, c.who, c.g, "2026-03-10")),
			"PlanExtraMeeting": failed(h.PlanExtraMeeting(ctx, c.who, c.g, "2026-03-10T10:00", "UTC", time.Hour)),
			"CancelExtra":      h.CancelExtraMeeting(ctx, c.who, c.g, "x"),
			"Staff":            failed(h.Staff(ctx, c.who, c.g)),
			"AddShift":         h.AddShift(ctx, c.who, c.g, "x", c.who),
			"DeleteShift":      h.DeleteShift(ctx, c.who, c.g, "x", c.who),
			"RevokeInvite":     h.RevokeInvite(ctx, c.who, c.g, "x"),
			"CreateInvite": func() error {
				_, _, err := h.CreateInvite(ctx, c.who, c.g, meeting.InviteSettings{Kind: meeting.Shared, Label: "x"})
				return err
			}(),
		} {
			refused(t, c.name+", "+use, err, fault.NotFound, "not_found")
		}
	}
}

func TestOnlyManagersChangeGroups(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	settings := circleSettings()
	settings.Slug = "another"
	for use, err := range map[string]error{
		"CreateGroup":      failed(h.CreateGroup(ctx, h.ben, settings, nil)),
		"UpdateGroup":      failed(h.UpdateGroup(ctx, h.ben, h.circle.ID, 1, settings)),
		"PutSchedule":      failed(h.PutSchedule(ctx, h.ben, h.circle.ID, tuesdays)),
		"PublishAgreement": failed(h.PublishAgreement(ctx, h.ben, h.circle.ID, 1, nil)),
	} {
		refused(t, use, err, fault.Forbidden, "manager_only")
	}
	// A facilitator who is not of the group, but of its side, may know that it exists.
	other := must(h.CreateGroup(ctx, h.max, settings, nil))(t)
	refused(t, "ben at another group of his side", failed(h.Group(ctx, h.ben, other.ID)), fault.Forbidden, "role")
}

func TestCreateGroupIsWhole(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	settings := circleSettings()
	settings.Slug, settings.Name, settings.Kind = "court-evening", "  Court Evening ", meeting.KindCourtLinked
	settings.CourtNotice = "The court learns nothing from us."
	g := must(h.CreateGroup(ctx, h.max, settings, &tuesdays))(t)
	if g.Realm != moderation.Recovery || g.Version != 1 || g.Name != "Court Evening" || g.Organisation != h.org.ID {
		t.Errorf("the group is %+v", g)
	}
	read := must(h.Group(ctx, h.max, g.ID))(t)
	if read.Settings() != g.Settings() || read.Next == nil {
		t.Errorf("read back: %+v, next %v", read.Settings(), read.Next)
	}
	if all := must(h.Agreements(ctx, h.max, g.ID))(t); len(all) != 1 || all[0].Version != 1 {
		t.Errorf("agreements: %v", all)
	}

	settings.Slug = "half"
	refused(t, "a bad schedule", failed(h.CreateGroup(ctx, h.max, settings, &meeting.ScheduleSettings{Start: "x"})), fault.Invalid, "schedule.start")
	for _, g := range must(h.Groups(ctx, h.max))(t) {
		if g.Slug == "half" {
			t.Error("half a group was left behind")
		}
	}
	settings.Slug = "circle"
	refused(t, "a taken slug", failed(h.CreateGroup(ctx, h.max, settings, nil)), fault.Conflict, "slug_taken")
}

func TestGroupFaultsNameTheField(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		field  string
		change func(*meeting.GroupSettings)
	}{
		{"kind", func(g *meeting.GroupSettings) { g.Kind = "secret" }},
		{"slug", func(g *meeting.GroupSettings) { g.Slug = "" }},
		{"slug", func(g *meeting.GroupSettings) { g.Slug = "Big" }},
		{"slug", func(g *meeting.GroupSettings) { g.Slug = "a--b" }},
		{"slug", func(g *meeting.GroupSettings) { g.Slug = "-a" }},
		{"slug", func(g *meeting.GroupSettings) { g.Slug = strings.Repeat("a", 65) }},
		{"name", func(g *meeting.GroupSettings) { g.Name = " " }},
		{"name", func(g *meeting.GroupSettings) { g.Name = strings.Repeat("n", 81) }},
		{"name", func(g *meeting.GroupSettings) { g.Name = "two\nlines" }},
		{"who_may_attend", func(g *meeting.GroupSettings) { g.WhoMayAttend = "" }},
		{"who_may_attend", func(g *meeting.GroupSettings) { g.WhoMayAttend = strings.Repeat("w", 201) }},
		{"camera_rule", func(g *meeting.GroupSettings) { g.CameraRule = "required" }},
		{"cross_talk", func(g *meeting.GroupSettings) { g.CrossTalk = "" }},
		{"language", func(g *meeting.GroupSettings) { g.Language = "english" }},
		{"capacity", func(g *meeting.GroupSettings) { g.Capacity = 1 }},
		{"capacity", func(g *meeting.GroupSettings) { g.Capacity = 301 }},
		{"doors_open_minutes", func(g *meeting.GroupSettings) { g.DoorsOpen = 61 * time.Minute }},
		{"doors_open_minutes", func(g *meeting.GroupSettings) { g.DoorsOpen = 90 * time.Second }},
		{"doors_open_minutes", func(g *meeting.GroupSettings) { g.DoorsOpen = -time.Minute }},
	} {
		settings := circleSettings()
		c.change(&settings)
		refused(t, "create", failed(h.CreateGroup(t.Context(), h.max, settings, nil)), fault.Invalid, c.field)
		refused(t, "update", failed(h.UpdateGroup(t.Context(), h.max, h.circle.ID, 1, settings)), fault.Invalid, c.field)
	}
	moved := circleSettings()
	moved.Kind = meeting.KindFamily
	refused(t, "to the other side", failed(h.UpdateGroup(t.Context(), h.max, h.circle.ID, 1, moved)), fault.Invalid, "kind")
}

func TestUpdateGroupCountsVersions(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	settings := circleSettings()
	settings.Name, settings.CameraRule = "Night Circle", meeting.CameraOff
	h.pass(time.Minute)
	g := must(h.UpdateGroup(ctx, h.max, h.circle.ID, 1, settings))(t)
	if g.Version != 2 || !g.UpdatedAt.Equal(h.now()) || !g.CreatedAt.Equal(h.circle.CreatedAt) {
		t.Errorf("changed to version %d at %v", g.Version, g.UpdatedAt)
	}
	if read := must(h.Group(ctx, h.max, h.circle.ID))(t); read.Group != g {
		t.Errorf("read back %+v, want %+v", read.Group, g)
	}
	refused(t, "the version before", failed(h.UpdateGroup(ctx, h.max, h.circle.ID, 1, settings)), fault.Conflict, "version")
	refused(t, "a version to come", failed(h.UpdateGroup(ctx, h.max, h.circle.ID, 3, settings)), fault.Conflict, "version")
	settings.Slug = "kin"
	refused(t, "a taken slug", failed(h.UpdateGroup(ctx, h.max, h.circle.ID, 2, settings)), fault.Conflict, "slug_taken")
}

func TestGroupDoorsOpenBeforeTheMeeting(t *testing.T) {
	g := meeting.Group{DoorsOpen: 20 * time.Minute}
	if got := g.DoorsOpenAt(meeting.Meeting{StartsAt: monday}); !got.Equal(monday.Add(-20 * time.Minute)) {
		t.Errorf("doors open at %v", got)
	}
}
