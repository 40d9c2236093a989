package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"warmroom/api"
	"warmroom/meeting"
)

// meetingCommand is for single meetings.
type meetingCommand struct {
	List   meetingList   `cmd:"" help:"List the meetings of a group."`
	Show   meetingShow   `cmd:"" help:"Show one meeting and who leads it."`
	Start  meetingStart  `cmd:"" help:"Start an extra meeting now."`
	Plan   meetingPlan   `cmd:"" help:"Plan an extra meeting."`
	Cancel meetingCancel `cmd:"" help:"Cancel a meeting that has not begun."`
	End    meetingEnd    `cmd:"" help:"End a meeting that is on; its room closes within seconds."`
}

type meetingList struct {
	deskOptions
	Group string    `arg:"" help:"Id or short name (slug) of the group."`
	From  time.Time `placeholder:"TIME" help:"Default: now."`
	To    time.Time `placeholder:"TIME" help:"Default: 60 days after from."`
}

// Run lists the meetings.
func (c *meetingList) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		g, err := d.staffGroup(ctx, c.Group)
		if err != nil {
			return err
		}
		if c.From.IsZero() {
			c.From = time.Now()
		}
		if c.To.IsZero() {
			c.To = c.From.Add(meeting.PlanAhead)
		}
		all, err := d.Meetings(ctx, d.by, g.ID, c.From, c.To)
		if err != nil {
			return err
		}
		shown := make([]api.Meeting, len(all))
		for i, m := range all {
			shown[i] = api.MeetingOf(m, g.Group)
		}
		return say(d, shown, func(w io.Writer) {
			for _, m := range all {
				writeMeeting(w, m)
			}
		})
	})
}

func writeMeeting(w io.Writer, m meeting.Meeting) {
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.ID, m.StartsAt.Format(time.RFC3339), m.EndsAt.Sub(m.StartsAt), m.Status)
}

func (d desk) sayMeeting(m meeting.Meeting, g meeting.Group) error {
	return say(d, api.MeetingOf(m, g), func(w io.Writer) { writeMeeting(w, m) })
}

type meetingShow struct {
	deskOptions
	Meeting meeting.ID `arg:"" help:"Id of the meeting."`
}

// Run shows the meeting.
func (c *meetingShow) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		m, g, err := d.meeting(ctx, c.Meeting)
		if err != nil {
			return err
		}
		return d.sayMeeting(m, g.Group)
	})
}

type meetingStart struct {
	deskOptions
	Group  string        `arg:"" help:"Id or short name (slug) of the group."`
	Length time.Duration `default:"60m" help:"How long it is, 15m to 4h."`
}

// Run starts the meeting.
func (c *meetingStart) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		g, err := d.staffGroup(ctx, c.Group)
		if err != nil {
			return err
		}
		m, err := d.OpenExtraMeeting(ctx, d.by, g.ID, int(c.Length/time.Minute))
		if err != nil {
			return err
		}
		return d.sayMeeting(m, g.Group)
	})
}

type meetingPlan struct {
	deskOptions
	Group  string        `arg:"" help:"Id or short name (slug) of the group."`
	Start  string        `arg:"" help:"Wall clock, such as 2026-03-03T19:00."`
	Zone   string        `required:"" placeholder:"ZONE" help:"IANA time zone of the start, such as America/New_York."`
	Length time.Duration `default:"60m" help:"How long it is, 15m to 4h."`
}

// Run plans the meeting.
func (c *meetingPlan) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		g, err := d.staffGroup(ctx, c.Group)
		if err != nil {
			return err
		}
		m, err := d.PlanExtraMeeting(ctx, d.by, g.ID, c.Start, c.Zone, c.Length)
		if err != nil {
			return err
		}
		return d.sayMeeting(m, g.Group)
	})
}

type meetingCancel struct {
	deskOptions
	Meeting meeting.ID `arg:"" help:"Id of the meeting."`
}

// Run cancels the meeting: one of a schedule is a date that is called off.
func (c *meetingCancel) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		m, g, err := d.meeting(ctx, c.Meeting)
		if err != nil {
			return err
		}
		if m.Schedule == "" {
			err = d.CancelExtraMeeting(ctx, d.by, g.ID, m.ID)
		} else {
			_, err = d.ChangeDate(ctx, d.by, g.ID, meeting.DateChange{Date: m.Date(g.Zone), Kind: meeting.DateOff})
		}
		if err != nil {
			return err
		}
		if m, g, err = d.meeting(ctx, c.Meeting); err != nil {
			return err
		}
		return d.sayMeeting(m, g.Group)
	})
}

type meetingEnd struct {
	deskOptions
	Meeting meeting.ID `arg:"" help:"Id of the meeting."`
}

// Run ends the meeting. Whoever has the data folder may do that; a server that
// has its room finds out by itself.
func (c *meetingEnd) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		if err := d.StopMeeting(ctx, d.org.ID, c.Meeting); err != nil {
			return err
		}
		m, g, err := d.meeting(ctx, c.Meeting)
		if err != nil {
			return err
		}
		return d.sayMeeting(m, g.Group)
	})
}
