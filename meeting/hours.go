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
	local := now.In(zone)
	for day := -1; day <= 8; day++ {
		date := time.Date(local.Year(), local.Month(), local.Day()+day, 0, 0, 0, 0, zone)
		if iso := '1' + rune(date.Weekday()+6)%7; h.Days != "" && !strings.ContainsRune(h.Days, iso) {
			continue
		}
		from, to := onClock(date, h.Opens, 0), onClock(date, h.Closes, 0)
		if !to.After(from) {
			to = onClock(date, h.Closes, 1)
		}
		if now.Before(from) {
			return false, from.UTC(), true
		}
		if now.Before(to) {
			return true, to.UTC(), true
		}
	}
	return false, time.Time{}, false
}

// onClock is when a clock shows a time on a date, some days later.
func onClock(date time.Time, clock string, days int) time.Time {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}
	}
	return time.Date(date.Year(), date.Month(), date.Day()+days, t.Hour(), t.Minute(), 0, 0, date.Location())
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
