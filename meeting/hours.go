package meeting

import (
	"strings"
	"time"

	"warmroom/fault"
)

// OpenHours are when a line is answered, by the clock of a zone. The zero value
// says nothing of it.
type OpenHours struct {
	Opens  string // "15:04"
	Closes string // not after Opens: on the day after
	Days   string // on which it opens, digits from 1 for Monday to 7 for Sunday; empty: every day
	Zone   string // IANA
}

// At reports whether the line is answered at now, and when that changes; known
// is false when nothing is said of it.
func (h OpenHours) At(now time.Time) (open bool, until time.Time, known bool) {
	zone, err := time.LoadLocation(h.Zone)
	if h.Opens == "" || err != nil {
		return false, time.Time{}, false
	}
	// Days and clocks are compared as they are written: midnight itself, or an
	// hour, may be left out by a change of clocks.
	local := wall(now, zone)
	for day := -1; day <= 8; day++ {
		date := time.Date(local.Year(), local.Month(), local.Day()+day, 0, 0, 0, 0, time.UTC)
		if iso := '1' + rune(date.Weekday()+6)%7; h.Days != "" && !strings.ContainsRune(h.Days, iso) {
			continue
		}
		opens, closes := onClock(date, h.Opens), onClock(date, h.Closes)
		if !closes.After(opens) {
			closes = closes.AddDate(0, 0, 1)
		}
		from, to := instant(opens, zone), instant(closes, zone)
		switch {
		case !from.Before(to): // that day has none of these hours
		case now.Before(from):
			return false, from.UTC(), true
		case now.Before(to):
			return true, to.UTC(), true
		}
	}
	return false, time.Time{}, false
}

// onClock is what a clock shows on a date, both as times in UTC.
func onClock(date time.Time, clock string) time.Time {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}
	}
	return date.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}

// check refuses what At could not read. All of it may be empty.
func (h OpenHours) check(field func(string) string) error {
	if h.Opens == "" && h.Closes == "" && h.Days == "" && h.Zone == "" {
		return nil
	}
	_, badZone := loadZone(h.Zone)
	if badZone != nil {
		badZone = fault.Field(field("zone"), "the name of a time zone such as America/New_York")
	}
	err := badZone
	for name, clock := range map[string]string{"opens": h.Opens, "closes": h.Closes} {
		if t, bad := time.Parse("15:04", clock); bad != nil || t.Format("15:04") != clock {
			err = first(err, fault.Field(field(name), "a time such as 09:00"))
		}
	}
	for _, d := range h.Days {
		if d < '1' || d > '7' {
			err = first(err, fault.Field(field("days"), "digits from 1 for Monday to 7 for Sunday"))
		}
	}
	return err
}
