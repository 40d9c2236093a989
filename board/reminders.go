package board

import (
	"strings"
	"time"

	"warmroom/meeting"
)

// RemindersPage is where somebody asks to be reminded of a group.
type RemindersPage struct {
	GroupPage
	Sent  bool   // the letter is on its way
	Fault string // key of what is wrong; empty for nothing
	// What was written, to be mended.
	Email   string
	Meeting string
	Before  string // minutes
}

type remindersView struct {
	page
	Group                  meeting.PublicGroup
	Back                   string
	Sent                   bool
	Fault                  string
	Email, Meeting, Before string
	Dates                  []dateChoice
	Sample                 string
	Wording                int
}

// dateChoice is one meeting that somebody may want to be reminded of.
type dateChoice struct{ ID, Text string }

// Reminders writes the page. It works without scripts.
func (b *Board) Reminders(g RemindersPage) ([]byte, error) {
	l, zone := g.Language, g.Group.Zone()
	v := remindersView{
		page: b.begin(g.Request, g.Group.Organisation.Name), Group: g.Group, Back: address(g.Side, g.Group.ListedGroup), Sent: g.Sent,
		Email: g.Email, Meeting: g.Meeting, Before: g.Before, Wording: meeting.ReminderWording,
	}
	v.Root = g.Side.Root
	if g.Fault != "" {
		v.Fault = l.Say(g.Fault)
	}
	if v.Before == "" {
		v.Before = "60"
	}
	at := g.Now
	for _, m := range g.Group.Meetings {
		if m.Status == meeting.Scheduled && m.StartsAt.After(g.Now) && len(v.Dates) < datesShown {
			v.Dates = append(v.Dates, dateChoice{ID: string(m.ID), Text: l.when(m.StartsAt.In(zone), g.Now)})
			if len(v.Dates) == 1 {
				at = m.StartsAt
			}
		}
	}
	v.Sample = l.sample(at.In(zone))
	return b.render("reminders", v)
}

// sample is the subject of a letter, as package mail writes it.
func (l Language) sample(t time.Time) string {
	day := []rune(l.weekday(t.Weekday()))[:3]
	return string(day) + " " + l.clock(t)
}

// ReminderPage is what the holder of a letter's link sees.
type ReminderPage struct {
	Request
	Asked meeting.AskedReminder // without an ID once it is over
}

type reminderView struct {
	page
	Asked  meeting.AskedReminder
	Over   bool
	Next   string
	Before string
}

// Reminder writes the page of a letter's link. Nothing changes by reading it.
func (b *Board) Reminder(r ReminderPage) ([]byte, error) {
	l := r.Language
	v := reminderView{page: b.begin(r.Request, l.Say("remind.tab")), Asked: r.Asked, Over: r.Asked.ID == ""}
	if !v.Over {
		v.Before = l.Say("remind." + strings.TrimSuffix(r.Asked.Before.String(), "0m0s"))
	}
	if next := r.Asked.Next; next.ID != "" {
		if zone, err := time.LoadLocation(r.Asked.Zone); err == nil {
			v.Next = l.when(next.StartsAt.In(zone), r.Now)
		}
	}
	return b.render("reminder", v)
}
