package board

import (
	"fmt"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical"

	"warmroom/meeting"
)

// Calendars are given the changes of a zone's clock for as far as people plan,
// and a year back.
const (
	zoneBack  = 1 // years
	zoneAhead = 5
)

// calendarZone is a time zone with the first start that needs it.
type calendarZone struct {
	name string
	zone *time.Location
	from time.Time
}

// zonesOf lists the zones of groups, by name.
func zonesOf(groups []meeting.PublicGroup) []calendarZone {
	var zones []calendarZone
	for _, g := range groups {
		name := g.Schedule.Zone
		start, ok := g.Schedule.First()
		if !ok || name == "UTC" {
			continue
		}
		i := slices.IndexFunc(zones, func(z calendarZone) bool { return z.name == name })
		if i < 0 {
			zones = append(zones, calendarZone{name: name, zone: g.Zone(), from: start})
		} else if start.Before(zones[i].from) {
			zones[i].from = start
		}
	}
	slices.SortFunc(zones, func(a, b calendarZone) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	return zones
}

// add writes the zone as its changes of offset, one by one (RFC 5545, 3.6.5):
// what was in force before the first start, and each change up to some years
// from now. Rules are not written, since Go knows none; a calendar that is
// refreshed never reaches the end of them.
func (z calendarZone) add(cal *ics.Calendar, now time.Time) {
	from := z.from.AddDate(0, 0, -1)
	if back := now.AddDate(-zoneBack, 0, 0); back.Before(from) {
		from = back
	}
	until := now.AddDate(zoneAhead, 0, 0)
	vtz := cal.AddTimezone(z.name)
	at := from.In(z.zone)
	_, before := at.Zone()
	z.observe(vtz, at.Truncate(24*time.Hour), before, before)
	for {
		_, change := at.ZoneBounds()
		if change.IsZero() || change.After(until) {
			return
		}
		_, after := change.In(z.zone).Zone()
		z.observe(vtz, change.In(z.zone), before, after)
		at, before = change.In(z.zone), after
	}
}

// observe adds one stretch of an offset, in seconds. Its start is told by the
// clock that was in force before it.
func (z calendarZone) observe(vtz *ics.VTimezone, from time.Time, before, after int) {
	name, _ := from.Zone()
	set := func(c *ics.ComponentBase) {
		c.SetProperty(ics.ComponentPropertyDtStart, from.UTC().Add(time.Duration(before)*time.Second).Format(wall))
		c.SetProperty("TZOFFSETFROM", offset(before))
		c.SetProperty("TZOFFSETTO", offset(after))
		c.SetProperty("TZNAME", name)
	}
	if from.IsDST() {
		d := &ics.Daylight{}
		set(&d.ComponentBase)
		vtz.Components = append(vtz.Components, d)
		return
	}
	s := &ics.Standard{}
	set(&s.ComponentBase)
	vtz.Components = append(vtz.Components, s)
}

// offset is a distance from UTC, "+0530".
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}
