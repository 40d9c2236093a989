package meeting_test

import (
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// planned lists the meetings of Circle in the next n days, as local time and
// status.
func planned(t *testing.T, h *house, days int) string {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range must(h.Meetings(t.Context(), h.ana, h.circle.ID, h.now(), h.now().AddDate(0, 0, days)))(t) {
		text := m.StartsAt.In(zone).Format("Mon 2 Jan 15:04 ") + m.EndsAt.Sub(m.StartsAt).String()
		if m.Status != meeting.Scheduled {
			text += " " + string(m.Status)
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

func TestPlanReachesAheadAndRepeatsNothing(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	// 60 days from 2 March; summer time begins on 8 March.
	const want = `Tue 3 Mar 19:00 1h0m0s
Tue 10 Mar 19:00 1h0m0s
Tue 17 Mar 19:00 1h0m0s
Tue 24 Mar 19:00 1h0m0s
Tue 31 Mar 19:00 1h0m0s
Tue 7 Apr 19:00 1h0m0s
Tue 14 Apr 19:00 1h0m0s
Tue 21 Apr 19:00 1h0m0s
Tue 28 Apr 19:00 1h0m0s`
	for range 3 {
		if err := h.Plan(ctx, h.now().Add(meeting.PlanAhead)); err != nil {
			t.Fatal(err)
		}
	}
	if got := planned(t, h, 100); got != want {
		t.Errorf("planned:\n%s", got)
	}
	h.pass(7 * 24 * time.Hour)
	if err := h.Plan(ctx, h.now().Add(meeting.PlanAhead)); err != nil {
		t.Fatal(err)
	}
	if got := planned(t, h, 100); !strings.HasSuffix(got, "Tue 28 Apr 19:00 1h0m0s\nTue 5 May 19:00 1h0m0s") {
		t.Errorf("a week later:\n%s", got)
	}
}

func TestPlanKeepsTheNextOneHoweverFar(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	must(h.PutSchedule(ctx, h.max, h.kin.ID, meeting.ScheduleSettings{
		Start: "2026-11-21T10:00", Zone: "Europe/London", Rule: "FREQ=YEARLY", Duration: 2 * time.Hour,
	}))(t)
	m := must(h.NextMeeting(ctx, h.kin.ID, h.now()))(t)
	if want := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC); !m.StartsAt.Equal(want) {
		t.Errorf("next is at %v, want %v", m.StartsAt, want)
	}
	h.pass(m.EndsAt.Sub(h.now()))
	if err := h.Plan(ctx, h.now().Add(meeting.PlanAhead)); err != nil {
		t.Fatal(err)
	}
	if next := must(h.NextMeeting(ctx, h.kin.ID, h.now()))(t); next.StartsAt.Year() != 2027 {
		t.Errorf("after it, next is at %v", next.StartsAt)
	}
}

func TestNewScheduleReplacesWhatIsPlanned(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	kept := must(h.NextMeeting(ctx, h.circle.ID, h.now().AddDate(0, 0, 2)))(t) // 10 March
	put := func(start, rule string, d time.Duration) meeting.Schedule {
		t.Helper()
		return must(h.PutSchedule(ctx, h.ana, h.circle.ID, meeting.ScheduleSettings{Start: start, Zone: "America/New_York", Rule: rule, Duration: d}))(t)
	}
	one := put("2026-03-03T19:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", 90*time.Minute)
	if got, want := planned(t, h, 20), `Tue 3 Mar 19:00 1h30m0s
Tue 10 Mar 19:00 1h0m0s cancelled
Tue 17 Mar 19:00 1h30m0s`; got != want {
		t.Errorf("every other week:\n%s", got)
	}
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	_, err := h.Entrance(ctx, meeting.Credentials{Invite: link}, kept.ID)
	refused(t, "a cancelled meeting", err, fault.Gone, "meeting_cancelled")
	if c := overWith(t, err); c.Next.IsZero() {
		t.Error("nothing is said of the next meeting")
	}

	two := put("2026-03-05T18:00", "FREQ=WEEKLY;COUNT=2", time.Hour)
	three := put("2026-03-03T19:00", "FREQ=WEEKLY;BYDAY=TU", time.Hour) // as it was
	if one.ID != two.ID || two.ID != three.ID {
		t.Error("a group has got more than one schedule")
	}
	if got, want := planned(t, h, 16), `Tue 3 Mar 19:00 1h0m0s
Thu 5 Mar 18:00 1h0m0s cancelled
Tue 10 Mar 19:00 1h0m0s
Thu 12 Mar 18:00 1h0m0s cancelled
Tue 17 Mar 19:00 1h0m0s`; got != want {
		t.Errorf("back again:\n%s", got)
	}
	if again := must(h.NextMeeting(ctx, h.circle.ID, h.now().AddDate(0, 0, 2)))(t); again.ID != kept.ID {
		t.Error("a meeting that came back is another one now: links to it are broken")
	}
	if all := must(h.Schedules(ctx, h.ben, h.circle.ID))(t); len(all) != 1 || all[0] != three {
		t.Errorf("schedules: %+v", all)
	}
}

func TestMeetingThatIsOnSurvivesANewSchedule(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	m := h.next()
	h.at(time.Tuesday, 19, 30)
	must(h.PutSchedule(ctx, h.ana, h.circle.ID, meeting.ScheduleSettings{
		Start: "2026-03-05T18:00", Zone: "America/New_York", Rule: "FREQ=WEEKLY", Duration: time.Hour,
	}))(t)
	if g := must(h.Group(ctx, h.ana, h.circle.ID))(t); g.OnNow == nil || g.OnNow.ID != m.ID {
		t.Errorf("on now is %v", g.OnNow)
	}
}

func TestGroupMadeDuringItsHourMeetsAtOnce(t *testing.T) {
	h := newHouse(t)
	h.at(time.Tuesday, 19, 30)
	settings := circleSettings()
	settings.Slug = "late"
	g := must(h.CreateGroup(t.Context(), h.max, settings, &tuesdays))(t)
	if seen := must(h.Group(t.Context(), h.max, g.ID))(t); seen.OnNow == nil {
		t.Error("its first meeting is not on")
	}
}

func TestScheduleFaults(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		field  string
		change func(*meeting.ScheduleSettings)
	}{
		{"start", func(s *meeting.ScheduleSettings) { s.Start = "tomorrow" }},
		{"zone", func(s *meeting.ScheduleSettings) { s.Zone = "Mars/Olympus" }},
		{"rule", func(s *meeting.ScheduleSettings) { s.Rule = "FREQ=MINUTELY" }},
		{"duration_minutes", func(s *meeting.ScheduleSettings) { s.Duration = 10 * time.Minute }},
		{"duration_minutes", func(s *meeting.ScheduleSettings) { s.Duration = 9 * time.Hour }},
		{"duration_minutes", func(s *meeting.ScheduleSettings) { s.Duration = time.Hour + time.Second }},
	} {
		s := tuesdays
		c.change(&s)
		refused(t, "put", failed(h.PutSchedule(t.Context(), h.ana, h.circle.ID, s)), fault.Invalid, c.field)
	}
	if all := must(h.Schedules(t.Context(), h.ana, h.circle.ID))(t); all[0].Rule != tuesdays.Rule {
		t.Errorf("a refused schedule changed it to %+v", all[0])
	}
}

func TestPreviewShowsAChangeOfTheClockAndStoresNothing(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	before := planned(t, h, 100)
	wednesdays := tuesdays
	wednesdays.Start, wednesdays.Rule = "2026-03-04T19:00", "FREQ=WEEKLY;BYDAY=WE"
	starts := must(h.PreviewSchedule(ctx, h.ben, wednesdays))(t)
	if len(starts) != 58 { // 400 days hold 57 weeks and a day
		t.Errorf("%d starts", len(starts))
	}
	for i, want := range []string{"2026-03-05T00:00:00Z", "2026-03-11T23:00:00Z"} { // summer time begins on 8 March
		if got := starts[i].UTC().Format(time.RFC3339); got != want {
			t.Errorf("start %d is %s, want %s", i, got, want)
		}
	}
	if after := planned(t, h, 100); after != before {
		t.Errorf("planned:\n%s", after)
	}
	h.pass(30 * 24 * time.Hour)
	once := tuesdays
	once.Rule = ""
	if starts := must(h.PreviewSchedule(ctx, h.ben, once))(t); len(starts) != 0 {
		t.Errorf("what is over would be %v", starts)
	}
	wednesdays.Zone = "Mars"
	refused(t, "a zone that is none", failed(h.PreviewSchedule(ctx, h.ben, wednesdays)), fault.Invalid, "zone")
	refused(t, "nobody", failed(h.PreviewSchedule(ctx, "none", tuesdays)), fault.Unauthenticated, "sign_in")
}
