package meeting

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Frequency says in what a schedule counts.
type Frequency string

// The frequencies a pattern has words for; Otherwise is every other rule.
const (
	Once      Frequency = "once"
	Daily     Frequency = "daily"
	Weekly    Frequency = "weekly"
	Monthly   Frequency = "monthly"
	Otherwise Frequency = "otherwise"
)

// Pattern is a schedule as people say it.
type Pattern struct {
	Every    Frequency
	Interval int // every second week: 2
	// Days are those of the week, Monday first; of a monthly pattern at most one.
	Days []time.Weekday
	// Nth is which one of the month a monthly pattern's day is, -1 for the last;
	// zero where it goes by MonthDay.
	Nth      int
	MonthDay int
}

// Weekly reports whether the group meets each week on the same days.
func (p Pattern) Weekly() bool {
	return p.Interval == 1 && (p.Every == Weekly || p.Every == Daily)
}

// Pattern reads the schedule's rule.
func (s Schedule) Pattern() Pattern {
	start, err := time.Parse(wallClock, s.Start)
	if err != nil {
		return Pattern{Every: Otherwise}
	}
	if s.Rule == "" {
		return Pattern{Every: Once}
	}
	parts := ruleParts(s.Rule)
	interval, err := strconv.Atoi(cmp.Or(parts["INTERVAL"], "1"))
	if err != nil || parts["BYMONTH"] != "" {
		return Pattern{Every: Otherwise}
	}
	days, nth := patternDays(parts["BYDAY"])
	p := Pattern{Interval: interval, Days: days}
	switch {
	case parts["FREQ"] == "DAILY" && parts["BYMONTHDAY"] == "" && len(days) == 0:
		p.Every, p.Days = Daily, patternWeek()
	case parts["FREQ"] == "DAILY" && parts["BYMONTHDAY"] == "" && interval == 1:
		p.Every = Weekly
	case parts["FREQ"] == "WEEKLY":
		p.Every = Weekly
		if len(days) == 0 {
			p.Days = []time.Weekday{start.Weekday()}
		}
	case parts["FREQ"] == "MONTHLY":
		return p.monthly(parts, nth, start)
	default:
		p.Every = Otherwise
	}
	return p
}

// monthly completes a pattern by month.
func (p Pattern) monthly(parts map[string]string, nth int, start time.Time) Pattern {
	position, noPosition := strconv.Atoi(parts["BYSETPOS"])
	day, noDay := strconv.Atoi(parts["BYMONTHDAY"])
	p.Every = Monthly
	switch {
	case len(p.Days) == 1 && parts["BYMONTHDAY"] == "" && nth != 0 && parts["BYSETPOS"] == "":
		p.Nth = nth
	case len(p.Days) == 1 && parts["BYMONTHDAY"] == "" && nth == 0 && noPosition == nil:
		p.Nth = position
	case len(p.Days) == 0 && parts["BYMONTHDAY"] == "":
		p.MonthDay = start.Day()
	case len(p.Days) == 0 && noDay == nil && day > 0 && parts["BYSETPOS"] == "":
		p.MonthDay = day
	default:
		p.Every = Otherwise
	}
	if p.Nth < -1 || p.Nth > 5 {
		p.Every = Otherwise
	}
	return p
}

// patternDays reads a BYDAY value: the days, Monday first, and the number
// before the one day there is.
func patternDays(value string) ([]time.Weekday, int) {
	if value == "" {
		return nil, 0
	}
	var days []time.Weekday
	nth := 0
	for day := range strings.SplitSeq(value, ",") {
		name := day[max(0, len(day)-2):]
		i := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, name)
		if i < 0 {
			return nil, 0
		}
		days = append(days, time.Weekday(i))
		if n, err := strconv.Atoi(strings.TrimSuffix(day, name)); err == nil {
			nth = n
		}
	}
	slices.SortFunc(days, func(a, b time.Weekday) int { return int(a+6)%7 - int(b+6)%7 })
	return slices.Compact(days), nth
}

// patternWeek is all days, Monday first.
func patternWeek() []time.Weekday {
	days, _ := patternDays("MO,TU,WE,TH,FR,SA,SU")
	return days
}

// First returns the wall clock of a schedule's first meeting, as a time in
// UTC, and whether there is one. It may be later than Start, on which the rule
// need not fall.
func (s Schedule) First() (time.Time, bool) {
	r, err := newRecurrence(s.Start, s.Zone, s.Rule)
	if err != nil {
		return time.Time{}, false
	}
	if r.rule == nil {
		return r.start, true
	}
	first := r.rule.After(r.start, true)
	return first, !first.IsZero()
}
