package meeting

import (
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones must be known on machines and images that have none

	"github.com/teambition/rrule-go"

	"warmroom/fault"
)

// wallClock is the format of Schedule.Start.
const wallClock = "2006-01-02T15:04"

// recurrence gives the starts of a schedule. The rule is computed on wall
// clocks, which are kept as times in UTC, and each result is then placed in
// the zone: so a group keeps its local hour over every change of offset.
type recurrence struct {
	start time.Time // wall clock
	zone  *time.Location
	rule  *rrule.RRule // nil means once
}

// newRecurrence checks the parts of a schedule. Its faults name "start",
// "zone" or "rule".
func newRecurrence(start, zone, rule string) (recurrence, error) {
	at, err := time.Parse(wallClock, start)
	if err != nil || at.Year() < 1970 || at.Year() > 2199 {
		return recurrence{}, fault.Field("start", "a local date and time such as 2026-03-08T19:00, without a zone")
	}
	place, err := loadZone(zone)
	if err != nil {
		return recurrence{}, err
	}
	r := recurrence{start: at, zone: place}
	if rule == "" {
		return r, nil
	}
	option, err := parseRule(rule)
	if err != nil {
		return recurrence{}, err
	}
	option.Dtstart = at
	switch until := ruleParts(rule)["UNTIL"]; {
	case strings.HasSuffix(until, "Z"):
		option.Until = wall(option.Until, place)
	case len(until) == len("20060102"): // the whole of that day
		option.Until = option.Until.Add(24*time.Hour - time.Second)
	}
	if r.rule, err = rrule.NewRRule(*option); err != nil {
		return recurrence{}, badRule(err.Error())
	}
	if first, ok := r.next(instant(at, place)); !ok || first.After(instant(at, place).AddDate(1, 0, 0)) {
		return recurrence{}, badRule("it gives no meeting within a year of the start")
	}
	return r, nil
}

// loadZone loads an IANA zone by name.
func loadZone(name string) (*time.Location, error) {
	allowed := fault.Field("zone", "the name of a time zone such as America/New_York")
	if name == "" || name == "Local" {
		return nil, allowed
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, allowed.Because(err)
	}
	return zone, nil
}

// between returns the starts in [from, to), in order.
func (r recurrence) between(from, to time.Time) []time.Time {
	walls := []time.Time{r.start}
	if r.rule != nil {
		// A day and more around covers every offset, and a start that a gap moved.
		walls = r.rule.Between(from.UTC().Add(-48*time.Hour), to.UTC().Add(48*time.Hour), true)
	}
	var starts []time.Time
	for _, w := range walls {
		if at := instant(w, r.zone); !at.Before(from) && at.Before(to) {
			starts = append(starts, at)
		}
	}
	// Where a whole day was skipped, two wall clocks meet in one instant.
	return slices.CompactFunc(starts, time.Time.Equal)
}

// next returns the first start at or after from, and whether there is one.
func (r recurrence) next(from time.Time) (time.Time, bool) {
	if r.rule == nil {
		at := instant(r.start, r.zone)
		return at, !at.Before(from)
	}
	for w := r.rule.After(from.UTC().Add(-48*time.Hour), true); !w.IsZero(); w = r.rule.After(w, false) {
		if at := instant(w, r.zone); !at.Before(from) {
			return at, true
		}
	}
	return time.Time{}, false
}

// instant places a wall clock in a zone as RFC 5545, 3.3.5 says: one that
// occurs twice means the first, and one that a gap leaves out is read with the
// offset from before the gap, which moves it forward by the gap.
func instant(wall time.Time, zone *time.Location) time.Time {
	// No offset is further than 14 h from UTC, so these lie on the two sides of
	// any change that can touch this wall clock.
	before, after := offset(wall.Add(-15*time.Hour), zone), offset(wall.Add(15*time.Hour), zone)
	first, second := wall.Add(-before), wall.Add(-after)
	if offset(first, zone) != before && offset(second, zone) == after {
		return second
	}
	return first
}

// offset is what a zone adds to UTC at an instant.
func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

// wall returns the wall clock of an instant, as a time in UTC.
func wall(at time.Time, zone *time.Location) time.Time {
	return at.UTC().Add(offset(at, zone))
}

// ruleParts splits a RRULE value into its parts; nil when it is malformed or
// names a part twice.
func ruleParts(rule string) map[string]string {
	parts := map[string]string{}
	for _, part := range strings.Split(rule, ";") {
		name, value, ok := strings.Cut(part, "=")
		if _, twice := parts[name]; !ok || value == "" || twice {
			return nil
		}
		parts[name] = value
	}
	return parts
}

// parseRule reads the part of RFC 5545, 3.3.10 that a group can need: a group
// meets at most once a day, and at the hour its schedule starts with.
func parseRule(rule string) (*rrule.ROption, error) {
	if len(rule) > 200 {
		return nil, badRule("it is longer than 200 characters")
	}
	parts := ruleParts(rule)
	for name := range parts {
		if !slices.Contains([]string{"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}, name) {
			return nil, badRule("only FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, COUNT, UNTIL and WKST may be used")
		}
	}
	if !slices.Contains([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}, parts["FREQ"]) {
		return nil, badRule("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY")
	}
	if err := checkRuleParts(parts); err != nil {
		return nil, err
	}
	option, err := rrule.StrToROption(rule)
	if err != nil {
		return nil, badRule("one of its values can't be read").Because(err)
	}
	return option, nil
}

// checkRuleParts refuses what RFC 5545 forbids and the library lets pass.
func checkRuleParts(parts map[string]string) error {
	within := func(name string, most int) bool {
		n, err := strconv.Atoi(parts[name])
		return parts[name] == "" || err == nil && n >= 1 && n <= most
	}
	_, count := parts["COUNT"]
	_, until := parts["UNTIL"]
	_, position := parts["BYSETPOS"]
	_, day := parts["BYDAY"]
	_, monthDay := parts["BYMONTHDAY"]
	often := parts["FREQ"] == "DAILY" || parts["FREQ"] == "WEEKLY"
	switch {
	case !within("INTERVAL", 366):
		return badRule("INTERVAL must be 1 to 366")
	case !within("COUNT", 1000):
		return badRule("COUNT must be 1 to 1000")
	case count && until:
		return badRule("COUNT and UNTIL exclude each other")
	case position && (often || !day && !monthDay):
		return badRule("BYSETPOS needs FREQ=MONTHLY or YEARLY, and BYDAY or BYMONTHDAY")
	case monthDay && parts["FREQ"] == "WEEKLY":
		return badRule("BYMONTHDAY does not go with FREQ=WEEKLY")
	case often && strings.ContainsAny(parts["BYDAY"], "0123456789"):
		return badRule("a number in BYDAY needs FREQ=MONTHLY or YEARLY")
	case day && !validDays(parts["BYDAY"]):
		return badRule("BYDAY must be days such as MO, or 2TU or -1TU for the second or the last Tuesday of a month")
	case strings.ContainsAny(parts["WKST"], "+-0123456789"):
		return badRule("WKST must be a day such as MO")
	}
	return nil
}

// validDays reports whether a BYDAY value has days only, with a number of 1 to 5
// or -1 to -5 before them if any. (The library breaks down on higher ones.)
func validDays(days string) bool {
	for _, day := range strings.Split(days, ",") {
		n := strings.TrimRight(day, "MOTUWEHFRSA")
		if n == "" {
			continue
		}
		if k, err := strconv.Atoi(n); err != nil || k == 0 || k < -5 || k > 5 {
			return false
		}
	}
	return true
}

func badRule(why string) *fault.Error {
	return fault.Field("rule", "a recurrence such as FREQ=WEEKLY;BYDAY=TU; "+why)
}
