package board

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"warmroom/meeting"
)

// wall is a local time without its zone, as calendars write it.
const wall = "20060102T150405"

// Calendar is a calendar of one group or of several of one side.
type Calendar struct {
	Request
	Side   meeting.Side
	Name   string // neutral: it stands in other people's lists
	Groups []meeting.PublicGroup
	// Open names the groups; otherwise they are called by their days alone,
	// which is what anybody may see on a shared screen.
	Open bool
	// Staff is set for a calendar of those who lead: its links lead to their
	// own page, which needs them to be signed in.
	Staff bool
}

// Calendar writes an iCalendar file (RFC 5545, RFC 7986). Each group is one
// series with a UID that stays for the group's life; a date that was called
// off or moved is an exception of that series, so that calendars which know it
// by now change that date and no other.
func (c Calendar) Calendar() []byte {
	cal := ics.NewCalendarFor("Warmroom")
	cal.SetProductId("-//Warmroom//Groups//EN")
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(c.Name)
	cal.SetXWRCalName(c.Name)
	cal.SetRefreshInterval("PT1H")
	cal.SetXPublishedTTL("PT1H")
	zones := zonesOf(c.Groups)
	for _, z := range zones {
		z.add(cal, c.Now)
	}
	for _, g := range c.Groups {
		c.series(cal, g)
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// series adds the events of a group.
func (c Calendar) series(cal *ics.Calendar, g meeting.PublicGroup) {
	zone := g.Zone()
	if g.Schedule.ID != "" {
		if start, ok := g.Schedule.First(); ok {
			e := c.event(cal, g, uid("group", string(g.ID)), g.Schedule.Sequence*2)
			local(e, ics.ComponentPropertyDtStart, start, g.Schedule.Zone)
			local(e, ics.ComponentPropertyDtEnd, start.Add(g.Schedule.Duration), g.Schedule.Zone)
			if g.Schedule.Rule != "" {
				e.AddRrule(untilInUTC(g.Schedule.Rule, zone))
			}
			c.exceptions(cal, e, g)
		}
	}
	for _, m := range g.Meetings {
		if m.Schedule != "" {
			continue
		}
		e := c.event(cal, g, uid("meeting", string(m.ID)), boolean(m.Status == meeting.Cancelled))
		local(e, ics.ComponentPropertyDtStart, m.StartsAt.In(zone), g.Schedule.Zone)
		local(e, ics.ComponentPropertyDtEnd, m.EndsAt.In(zone), g.Schedule.Zone)
		if !c.Open {
			e.SetSummary(c.Language.Say("calendar.day", c.Language.weekday(m.StartsAt.In(zone).Weekday())))
		}
		if m.Status == meeting.Cancelled {
			e.SetStatus(ics.ObjectStatusCancelled)
		}
	}
}

// exceptions adds what was decided about single dates. A date that was called
// off is also left out of the series itself, for calendars that know no
// cancelled exceptions.
func (c Calendar) exceptions(cal *ics.Calendar, series *ics.VEvent, g meeting.PublicGroup) {
	zone := g.Zone()
	for _, x := range g.Exceptions() {
		slot := x.StartsAt
		if !x.MovedFrom.IsZero() {
			slot = x.MovedFrom
		}
		e := c.event(cal, g, uid("group", string(g.ID)), g.Schedule.Sequence*2+1)
		local(e, ics.ComponentPropertyRecurrenceId, slot.In(zone), g.Schedule.Zone)
		local(e, ics.ComponentPropertyDtStart, x.StartsAt.In(zone), g.Schedule.Zone)
		local(e, ics.ComponentPropertyDtEnd, x.EndsAt.In(zone), g.Schedule.Zone)
		if x.Status == meeting.Cancelled {
			e.SetStatus(ics.ObjectStatusCancelled)
			value, zone := stamped(slot.In(zone), g.Schedule.Zone)
			series.AddExdate(value, zone...)
		}
	}
}

// event adds an event with everything but its times.
func (c Calendar) event(cal *ics.Calendar, g meeting.PublicGroup, id string, sequence int) *ics.VEvent {
	e := cal.AddEvent(id)
	changed := g.UpdatedAt
	if g.Schedule.ChangedAt.After(changed) {
		changed = g.Schedule.ChangedAt
	}
	e.SetDtStampTime(changed)
	e.SetLastModifiedAt(changed)
	e.SetSequence(sequence)
	e.SetStatus(ics.ObjectStatusConfirmed)
	e.SetClass(ics.ClassificationPrivate)
	e.SetSummary(c.title(g))
	path, room := c.Origin+"/staff", c.Origin+"/staff"
	if !c.Staff {
		path = c.Origin + address(c.Side, g.ListedGroup)
		room = path
		if g.OpenDoor {
			room += "/join"
		}
	}
	e.SetURL(path)
	e.AddProperty("CONFERENCE", room, ics.WithValue("URI"),
		&ics.KeyValues{Key: "FEATURE", Value: []string{"VIDEO", "AUDIO"}}, &ics.KeyValues{Key: "LABEL", Value: []string{c.Language.Say("format.online")}})
	if g.Phone != "" {
		e.AddProperty("CONFERENCE", "tel:"+dialled(g.Phone), ics.WithValue("URI"),
			&ics.KeyValues{Key: "FEATURE", Value: []string{"PHONE"}}, &ics.KeyValues{Key: "LABEL", Value: []string{c.Language.Say("group.phone")}})
	}
	if g.Place.Hybrid() {
		e.SetLocation(g.Place.Address)
	}
	return e
}

// title is neutral: "Tuesday group". It says what no lock screen should only
// where the calendar's owner asked for names.
func (c Calendar) title(g meeting.PublicGroup) string {
	if c.Open {
		return g.Name
	}
	if start, ok := g.Schedule.First(); ok {
		if p := g.Schedule.Pattern(); len(p.Days) == 1 {
			return c.Language.Say("calendar.day", c.Language.weekday(p.Days[0]))
		} else if p.Every == meeting.Once {
			return c.Language.Say("calendar.day", c.Language.weekday(start.Weekday()))
		}
	}
	return c.Language.Say("calendar.group")
}

// uid names an event for good, and tells nothing.
func uid(kind, id string) string {
	sum := sha256.Sum256([]byte("calendar " + kind + " " + id))
	return hex.EncodeToString(sum[:16]) + "@warmroom"
}

// local sets a time by the clock of a zone.
func local(e *ics.VEvent, property ics.ComponentProperty, t time.Time, zone string) {
	value, in := stamped(t, zone)
	e.SetProperty(property, value, in...)
}

// stamped writes a time by the clock of a zone; without one, in UTC.
func stamped(t time.Time, zone string) (string, []ics.PropertyParameter) {
	if zone == "" || zone == "UTC" {
		return t.UTC().Format(wall) + "Z", nil
	}
	return t.Format(wall), []ics.PropertyParameter{&ics.KeyValues{Key: "TZID", Value: []string{zone}}}
}

// untilInUTC writes the end of a rule as RFC 5545, 3.3.10 asks for beside a
// start in a zone: in UTC.
func untilInUTC(rule string, zone *time.Location) string {
	parts := strings.Split(rule, ";")
	for i, part := range parts {
		value, ok := strings.CutPrefix(part, "UNTIL=")
		if !ok || strings.HasSuffix(value, "Z") {
			continue
		}
		until, err := time.ParseInLocation(wall, value, zone)
		if day, notDay := time.ParseInLocation("20060102", value, zone); notDay == nil {
			until, err = day.Add(24*time.Hour-time.Second), nil
		}
		if err == nil {
			parts[i] = "UNTIL=" + until.UTC().Format(wall) + "Z"
		}
	}
	return strings.Join(parts, ";")
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}
