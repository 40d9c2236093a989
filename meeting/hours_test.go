package meeting

import (
	"testing"
	"time"
)

func TestALineSaysWhetherItIsOpenAndUntilWhen(t *testing.T) {
	day := OpenHours{Opens: "09:00", Closes: "21:00", Zone: "America/New_York"}
	night := OpenHours{Opens: "20:00", Closes: "02:00", Days: "5", Zone: "Europe/Madrid"} // Fridays
	cuba := OpenHours{Opens: "09:00", Closes: "17:00", Zone: "America/Havana"}
	sunday := OpenHours{Opens: "09:00", Closes: "17:00", Days: "7", Zone: "America/Santiago"}
	early := OpenHours{Opens: "02:30", Closes: "03:00", Zone: "America/New_York"}
	for _, c := range []struct {
		name  string
		hours OpenHours
		now   string
		open  bool
		until string
	}{
		{"in the day", day, "2026-03-03T15:00:00Z", true, "2026-03-04T02:00:00Z"},
		{"in the evening", day, "2026-03-04T03:00:00Z", false, "2026-03-04T14:00:00Z"},
		{"over a change of clocks", day, "2026-03-08T03:00:00Z", false, "2026-03-08T13:00:00Z"},
		{"past midnight", night, "2026-03-07T00:30:00Z", true, "2026-03-07T01:00:00Z"},
		{"where midnight is left out", cuba, "2026-03-08T15:00:00Z", true, "2026-03-08T21:00:00Z"},
		{"the day before that", cuba, "2026-03-07T23:00:00Z", false, "2026-03-08T13:00:00Z"},
		{"on the one day of the week, of which midnight is left out", sunday, "2026-09-06T15:00:00Z", true, "2026-09-06T20:00:00Z"},
		{"when both hours are left out", early, "2026-03-08T08:00:00Z", false, "2026-03-09T06:30:00Z"},
		{"on another day", night, "2026-03-07T12:00:00Z", false, "2026-03-13T19:00:00Z"},
	} {
		now, _ := time.Parse(time.RFC3339, c.now)
		open, until, known := c.hours.At(now)
		if !known || open != c.open || until.Format(time.RFC3339) != c.until {
			t.Errorf("%s: open %t until %s, known %t; want %t until %s", c.name, open, until.Format(time.RFC3339), known, c.open, c.until)
		}
	}
	if _, _, known := (OpenHours{}).At(time.Now()); known {
		t.Error("nothing is said of the hours, and it is known when it is open")
	}
}

func TestHoursThatMeanNothingAreRefused(t *testing.T) {
	field := func(name string) string { return name }
	for _, h := range []OpenHours{
		{Opens: "9", Closes: "21:00", Zone: "UTC"},
		{Opens: "09:00", Closes: "25:00", Zone: "UTC"},
		{Opens: "09:00", Closes: "21:00", Zone: "Moon"},
		{Opens: "09:00", Closes: "21:00", Zone: "UTC", Days: "8"},
		{Opens: "09:00", Zone: "UTC"},
	} {
		if h.check(field) == nil {
			t.Errorf("taken: %+v", h)
		}
	}
	if err := (OpenHours{}).check(field); err != nil {
		t.Errorf("no hours at all: %v", err)
	}
}
