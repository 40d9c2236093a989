package board

import (
	"strings"
	"time"

	"warmroom/meeting"
)

// rhythm says when a group meets: "Every Tuesday at 7:00 PM". It is empty for
// a group without a schedule.
func (l Language) rhythm(s meeting.Schedule) string {
	start, err := time.Parse("2006-01-02T15:04", s.Start)
	if err != nil {
		return ""
	}
	p, at := s.Pattern(), l.clock(start)
	days := make([]string, len(p.Days))
	for i, d := range p.Days {
		days[i] = l.weekday(d)
	}
	switch p.Every {
	case meeting.Once:
		return l.Say("every.once", at)
	case meeting.Daily:
		if p.Interval == 1 {
			return l.Say("every.day", at)
		}
		return l.Say("every.n_days", p.Interval, at)
	case meeting.Weekly:
		switch p.Interval {
		case 1:
			return l.Say("every.week", l.list(days), at)
		case 2:
			return l.Say("every.2_weeks", l.list(days), at)
		}
		return l.Say("every.n_weeks", p.Interval, l.list(days), at)
	case meeting.Monthly:
		return l.monthly(p, days, at)
	default:
		return l.Say("every.dates")
	}
}

func (l Language) monthly(p meeting.Pattern, days []string, at string) string {
	if p.Nth == 0 {
		if p.Interval == 1 {
			return l.Say("every.date", p.MonthDay, at)
		}
		return l.Say("every.n_dates", p.Interval, p.MonthDay, at)
	}
	nth := strings.Split(l.Say("nth"), " ")[max(0, p.Nth)]
	if p.Interval == 1 {
		return l.Say("every.month", nth, days[0], at)
	}
	return l.Say("every.n_months", p.Interval, nth, days[0], at)
}
