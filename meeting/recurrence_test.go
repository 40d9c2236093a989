package meeting

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"warmroom/fault"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOccurrences(t *testing.T) {
	for _, c := range []struct {
		name, start, zone, rule string
		from, to                string
		want                    []string // UTC
	}{
		{
			"New York keeps 7 pm over both changes", "2026-03-03T19:00", "America/New_York", "FREQ=WEEKLY;BYDAY=TU;INTERVAL=12",
			"2026-03-01T00:00:00Z", "2026-12-01T00:00:00Z",
			[]string{"2026-03-04T00:00:00Z", "2026-05-26T23:00:00Z", "2026-08-18T23:00:00Z", "2026-11-11T00:00:00Z"},
		},
		{
			"London goes to summer time", "2026-03-17T19:00", "Europe/London", "FREQ=WEEKLY;BYDAY=TU",
			"2026-03-20T00:00:00Z", "2026-04-08T00:00:00Z",
			[]string{"2026-03-24T19:00:00Z", "2026-03-31T18:00:00Z", "2026-04-07T18:00:00Z"},
		},
		{
			"London comes back", "2026-03-17T19:00", "Europe/London", "FREQ=WEEKLY;BYDAY=TU",
			"2026-10-20T00:00:00Z", "2026-11-01T00:00:00Z",
			[]string{"2026-10-20T18:00:00Z", "2026-10-27T19:00:00Z"},
		},
		{
			"Phoenix has no summer time", "2026-03-01T18:00", "America/Phoenix", "FREQ=MONTHLY;BYDAY=1SU",
			"2026-03-01T00:00:00Z", "2026-08-01T00:00:00Z",
			[]string{"2026-03-02T01:00:00Z", "2026-04-06T01:00:00Z", "2026-05-04T01:00:00Z", "2026-06-08T01:00:00Z", "2026-07-06T01:00:00Z"},
		},
		{
			"Kolkata is half an hour off", "2026-01-01T19:30", "Asia/Kolkata", "FREQ=DAILY;INTERVAL=2",
			"2026-01-01T00:00:00Z", "2026-01-06T00:00:00Z",
			[]string{"2026-01-01T14:00:00Z", "2026-01-03T14:00:00Z", "2026-01-05T14:00:00Z"},
		},
		{
			"Apia is a day ahead", "2026-07-01T19:00", "Pacific/Apia", "FREQ=WEEKLY",
			"2026-07-01T00:00:00Z", "2026-07-10T00:00:00Z",
			[]string{"2026-07-01T06:00:00Z", "2026-07-08T06:00:00Z"},
		},
		{
			"Apia left out 30 December 2011", "2011-12-28T19:00", "Pacific/Apia", "FREQ=DAILY",
			"2011-12-29T00:00:00Z", "2012-01-02T00:00:00Z",
			[]string{"2011-12-29T05:00:00Z", "2011-12-30T05:00:00Z", "2011-12-31T05:00:00Z", "2012-01-01T05:00:00Z"},
		},
		{
			"half past two does not exist on 8 March in New York", "2026-03-01T02:30", "America/New_York", "FREQ=WEEKLY",
			"2026-03-01T00:00:00Z", "2026-03-16T00:00:00Z",
			[]string{"2026-03-01T07:30:00Z", "2026-03-08T07:30:00Z", "2026-03-15T06:30:00Z"}, // the second is 3:30 EDT
		},
		{
			"the clock is right on the days of a change too", "2026-03-07T10:00", "America/New_York", "FREQ=DAILY",
			"2026-03-07T00:00:00Z", "2026-03-10T00:00:00Z",
			[]string{"2026-03-07T15:00:00Z", "2026-03-08T14:00:00Z", "2026-03-09T14:00:00Z"},
		},
		{
			"a schedule may start in the gap", "2026-03-08T02:30", "America/New_York", "",
			"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z",
			[]string{"2026-03-08T07:30:00Z"},
		},
		{
			"half past one comes twice on 1 November, and the first counts", "2026-10-25T01:30", "America/New_York", "FREQ=WEEKLY",
			"2026-10-25T00:00:00Z", "2026-11-09T00:00:00Z",
			[]string{"2026-10-25T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-08T06:30:00Z"},
		},
		{
			"last Tuesday of the month", "2026-01-27T19:00", "America/New_York", "FREQ=MONTHLY;BYDAY=-1TU",
			"2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z",
			[]string{"2026-01-28T00:00:00Z", "2026-02-25T00:00:00Z", "2026-03-31T23:00:00Z", "2026-04-28T23:00:00Z"},
		},
		{
			"the 31st skips the months without one", "2026-01-31T12:00", "Europe/London", "FREQ=MONTHLY",
			"2026-01-01T00:00:00Z", "2026-08-01T00:00:00Z",
			[]string{"2026-01-31T12:00:00Z", "2026-03-31T11:00:00Z", "2026-05-31T11:00:00Z", "2026-07-31T11:00:00Z"},
		},
		{
			"several days of a week in London, over the end of summer time", "2026-10-20T19:00", "Europe/London", "FREQ=WEEKLY;BYDAY=TU,TH",
			"2026-10-20T00:00:00Z", "2026-10-31T00:00:00Z",
			[]string{"2026-10-20T18:00:00Z", "2026-10-22T18:00:00Z", "2026-10-27T19:00:00Z", "2026-10-29T19:00:00Z"},
		},
		{
			"the 31st in Phoenix is the first of the next month in London", "2026-01-31T19:00", "America/Phoenix", "FREQ=MONTHLY;BYMONTHDAY=31",
			"2026-01-01T00:00:00Z", "2026-09-02T00:00:00Z",
			[]string{"2026-02-01T02:00:00Z", "2026-04-01T02:00:00Z", "2026-06-01T02:00:00Z", "2026-08-01T02:00:00Z", "2026-09-01T02:00:00Z"},
		},
		{
			"the last Tuesday morning in Apia is a Monday evening in Greenwich", "2026-03-31T08:00", "Pacific/Apia", "FREQ=MONTHLY;BYDAY=-1TU",
			"2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z",
			[]string{"2026-03-30T19:00:00Z", "2026-04-27T19:00:00Z", "2026-05-25T19:00:00Z"},
		},
		{
			"the last Tuesday in Kolkata", "2026-02-24T00:30", "Asia/Kolkata", "FREQ=MONTHLY;BYDAY=-1TU",
			"2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z",
			[]string{"2026-02-23T19:00:00Z", "2026-03-30T19:00:00Z", "2026-04-27T19:00:00Z"},
		},
		{
			"last working day", "2026-01-30T12:00", "Europe/London", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
			"2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z",
			[]string{"2026-01-30T12:00:00Z", "2026-02-27T12:00:00Z", "2026-03-31T11:00:00Z"},
		},
		{
			"two times", "2026-01-05T12:00", "Europe/London", "FREQ=WEEKLY;COUNT=2",
			"2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z",
			[]string{"2026-01-05T12:00:00Z", "2026-01-12T12:00:00Z"},
		},
		{
			"until a moment, that moment included", "2026-03-31T19:00", "America/New_York", "FREQ=WEEKLY;UNTIL=20260407T230000Z",
			"2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z",
			[]string{"2026-03-31T23:00:00Z", "2026-04-07T23:00:00Z"},
		},
		{
			"until a day, the whole of it", "2026-03-31T19:00", "America/New_York", "FREQ=WEEKLY;UNTIL=20260407",
			"2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z",
			[]string{"2026-03-31T23:00:00Z", "2026-04-07T23:00:00Z"},
		},
		{
			"from is in, to is not", "2026-01-05T12:00", "Europe/London", "FREQ=DAILY",
			"2026-01-06T12:00:00Z", "2026-01-07T12:00:00Z",
			[]string{"2026-01-06T12:00:00Z"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := newRecurrence(c.start, c.zone, c.rule)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range r.between(at(t, c.from), at(t, c.to)) {
				got = append(got, s.Format(time.RFC3339))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
			next, ok := r.next(at(t, c.from))
			if !ok || next.Format(time.RFC3339) != c.want[0] {
				t.Errorf("next = %v %v, want %s", next, ok, c.want[0])
			}
		})
	}
}

func TestNextEndsWithTheRule(t *testing.T) {
	r, err := newRecurrence("2026-01-05T12:00", "Europe/London", "FREQ=WEEKLY;COUNT=2")
	if err != nil {
		t.Fatal(err)
	}
	if next, ok := r.next(at(t, "2026-01-12T12:00:01Z")); ok {
		t.Errorf("there is one more at %v", next)
	}
}

// A wall clock is kept wherever it exists; where it does not, it moves forward
// by exactly the gap.
func TestWallClockIsKeptInEveryZone(t *testing.T) {
	zones := []string{
		"America/New_York", "Europe/London", "America/Phoenix", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe",
		"America/St_Johns", "Africa/Casablanca", "Pacific/Kiritimati", "Asia/Kathmandu", "America/Santiago", "UTC",
	}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := loadZone(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		year := rapid.IntRange(2000, 2060).Draw(t, "year")
		change := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		if _, end := change.In(zone).ZoneBounds(); !end.IsZero() && rapid.Bool().Draw(t, "near a change") {
			change = end
		}
		minutes := rapid.IntRange(-30*60, 30*60).Draw(t, "minutes from it")
		clock := wall(change, zone).Add(time.Duration(minutes) * time.Minute)
		got := instant(clock, zone)
		moved := wall(got, zone).Sub(clock)
		before, after := offset(got.Add(-moved-time.Minute), zone), offset(got, zone)
		if moved != 0 && moved != after-before {
			t.Fatalf("%v in %v became %v, moved by %v and not by the gap of %v", clock, zone, got.In(zone), moved, after-before)
		}
		if moved == 0 { // of two instants with this wall clock, it is the first
			for _, back := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour} {
				if earlier := got.Add(-back); wall(earlier, zone).Equal(clock) {
					t.Fatalf("%v in %v became %v, and %v comes first", clock, zone, got, earlier)
				}
			}
		}
	})
}

func TestScheduleFaultsNameTheField(t *testing.T) {
	const start, zone, rule = "2026-01-05T12:00", "Europe/London", "FREQ=WEEKLY"
	if _, err := newRecurrence(start, zone, rule); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ field, start, zone, rule string }{
		{"start", "", zone, rule},
		{"start", "2026-01-05T12:00Z", zone, rule},
		{"start", "2026-02-30T12:00", zone, rule},
		{"start", "0001-01-05T12:00", zone, rule},
		{"start", "9999-01-05T12:00", zone, rule},
		{"zone", start, "", rule},
		{"zone", start, "Local", rule},
		{"zone", start, "EST5EDT4", rule},
		{"zone", start, "../../etc/passwd", rule},
		{"rule", start, zone, "WEEKLY"},
		{"rule", start, zone, "FREQ=HOURLY"},
		{"rule", start, zone, "FREQ=SECONDLY"},
		{"rule", start, zone, "FREQ=WEEKLY;BYHOUR=1,2,3"},
		{"rule", start, zone, "FREQ=WEEKLY;FREQ=DAILY"},
		{"rule", start, zone, "FREQ=WEEKLY;INTERVAL=0"},
		{"rule", start, zone, "FREQ=WEEKLY;INTERVAL=100000"},
		{"rule", start, zone, "FREQ=WEEKLY;INTERVAL=x"},
		{"rule", start, zone, "FREQ=DAILY;COUNT=99999"},
		{"rule", start, zone, "FREQ=DAILY;COUNT=3;UNTIL=20270101T000000Z"},
		{"rule", start, zone, "FREQ=DAILY;UNTIL=tomorrow"},
		{"rule", start, zone, "FREQ=DAILY;UNTIL=20200101T000000Z"}, // gives nothing
		{"rule", start, zone, "FREQ=WEEKLY;BYDAY=2TU"},
		{"rule", start, zone, "FREQ=WEEKLY;BYDAY=XX"},
		{"rule", start, zone, "FREQ=MONTHLY;BYDAY=8TU"},
		{"rule", start, zone, "FREQ=YEARLY;BYMONTH=3;BYDAY=-20TU"},
		{"rule", start, zone, "FREQ=MONTHLY;BYDAY=0TU"},
		{"rule", start, zone, "FREQ=WEEKLY;BYMONTHDAY=3"},
		{"rule", start, zone, "FREQ=MONTHLY;BYSETPOS=1"},
		{"rule", start, zone, "FREQ=MONTHLY;BYMONTHDAY=32"},
		{"rule", start, zone, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, // never
		{"rule", start, zone, "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"},  // never
		{"rule", start, zone, "FREQ=WEEKLY;WKST=1MO"},
		{"rule", start, zone, "FREQ=WEEKLY;;BYDAY=TU"},
		{"rule", start, zone, "RRULE:FREQ=WEEKLY"},
		{"rule", start, zone, "FREQ=WEEKLY\nDTSTART=20260101"},
		{"rule", start, zone, "FREQ=WEEKLY;BYDAY=" + strings.Repeat("TU,", 70) + "TU"},
	} {
		_, err := newRecurrence(c.start, c.zone, c.rule)
		if e := fault.Of(err); e == nil || e.Kind != fault.Invalid || e.Field != c.field {
			t.Errorf("%q %q %q: %v, want a fault of %s", c.start, c.zone, c.rule, err, c.field)
		}
	}
}

func FuzzRule(f *testing.F) {
	for _, rule := range []string{"FREQ=WEEKLY;BYDAY=TU", "FREQ=MONTHLY;BYDAY=-1TU", "FREQ=DAILY;COUNT=3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=WEEKLY;UNTIL=20270101", "FREQ=MONTHLY;BYDAY=8TU"} {
		f.Add(rule)
	}
	f.Fuzz(func(t *testing.T, rule string) {
		r, err := newRecurrence("2026-01-05T12:00", "America/New_York", rule)
		if err != nil {
			if e := fault.Of(err); e.Kind != fault.Invalid || e.Field != "rule" {
				t.Fatalf("%v is no fault of the rule", err)
			}
			return
		}
		from := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
		last := from
		for _, s := range r.between(from, from.AddDate(1, 0, 0)) {
			if s.Before(last) {
				t.Fatalf("%v comes after %v", s, last)
			}
			last = s.Add(time.Hour) // at most once a day, so an hour apart at least
		}
	})
}
