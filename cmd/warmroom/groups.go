package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"warmroom/api"
	"warmroom/meeting"
)

// groupCommand is for groups.
type groupCommand struct {
	List   groupList   `cmd:"" help:"List the groups."`
	Show   groupShow   `cmd:"" help:"Show one group."`
	Create groupCreate `cmd:"" help:"Make a group."`
	Change groupChange `cmd:"" help:"Change what is named of a group, and nothing else."`
}

type groupList struct {
	deskOptions
}

// Run lists the groups.
func (c *groupList) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		all, err := d.Groups(ctx, d.by)
		if err != nil {
			return err
		}
		shown := make([]api.Group, len(all))
		for i, g := range all {
			shown[i] = api.GroupOf(g)
		}
		return say(d, shown, func(w io.Writer) {
			for _, g := range all {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", g.ID, g.Slug, g.Name, g.Kind, nextOf(g))
			}
		})
	})
}

// nextOf says when a group meets next.
func nextOf(g meeting.StaffGroup) string {
	switch {
	case g.OnNow != nil:
		return "on now"
	case g.Next != nil:
		return "next " + g.Next.StartsAt.Format(time.RFC3339)
	default:
		return "none planned"
	}
}

type groupShow struct {
	deskOptions
	Group string `arg:"" help:"Id or short name (slug) of the group."`
}

// Run shows the group.
func (c *groupShow) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		g, err := d.staffGroup(ctx, c.Group)
		if err != nil {
			return err
		}
		return d.sayGroup(g)
	})
}

func (d desk) sayGroup(g meeting.StaffGroup) error {
	return say(d, api.GroupOf(g), func(w io.Writer) {
		for _, row := range [][2]string{
			{"id", string(g.ID)},
			{"slug", g.Slug},
			{"name", g.Name},
			{"kind", string(g.Kind)},
			{"for", g.WhoMayAttend},
			{"camera", string(g.CameraRule)},
			{"cross-talk", string(g.CrossTalk)},
			{"language", g.Language},
			{"capacity", fmt.Sprint(g.Capacity)},
			{"doors open", fmt.Sprint(int(g.DoorsOpen/time.Minute), " minutes before")},
			{"access", string(g.Access)},
			{"visibility", string(g.Visibility)},
			{"open door", fmt.Sprint(g.OpenDoor)},
			{"meets", nextOf(g)},
		} {
			fmt.Fprintf(w, "%s\t%s\n", row[0], row[1])
		}
	})
}

// groupFlags are what can be set on a group; what is not named stays.
type groupFlags struct {
	Kind       *meeting.Kind       `placeholder:"KIND" help:"recovery, family, court_linked or open."`
	Slug       *string             `placeholder:"WORD" help:"Its part of an address: a to z, digits, hyphens."`
	For        *string             `placeholder:"TEXT" help:"Who may attend, in one sentence."`
	Camera     *meeting.CameraRule `placeholder:"RULE" help:"optional, encouraged or off."`
	CrossTalk  *meeting.CrossTalk  `placeholder:"RULE" help:"welcome or none."`
	Language   *string             `placeholder:"CODE" help:"en or es."`
	Capacity   *int                `placeholder:"N" help:"People in the room at once, 2 to 300."`
	Doors      *time.Duration      `placeholder:"TIME" help:"How long before the start the door opens, such as 15m."`
	Visibility *meeting.Visibility `placeholder:"WHO" help:"public, unlisted or private."`
	OpenDoor   *bool               `negatable:"" help:"People may come to the door from its public page, without a link."`
	Area       *string             `placeholder:"PLACE" help:"Where it is at home, such as: New Haven, CT, USA."`
}

// apply puts what is named into settings.
func (f groupFlags) apply(s *meeting.GroupSettings) {
	put(&s.Kind, f.Kind)
	put(&s.Slug, f.Slug)
	put(&s.WhoMayAttend, f.For)
	put(&s.CameraRule, f.Camera)
	put(&s.CrossTalk, f.CrossTalk)
	put(&s.Language, f.Language)
	put(&s.Capacity, f.Capacity)
	put(&s.DoorsOpen, f.Doors)
	put(&s.Visibility, f.Visibility)
	put(&s.OpenDoor, f.OpenDoor)
	put(&s.Place.Area, f.Area)
}

func put[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

type groupCreate struct {
	deskOptions
	Name string `arg:"" help:"What the group is called."`
	groupFlags
	Start  string        `placeholder:"TIME" help:"Wall clock of the first meeting, such as 2026-03-03T19:00; without it there is no schedule."`
	Zone   string        `placeholder:"ZONE" help:"IANA time zone of the start, such as America/New_York."`
	Rule   string        `placeholder:"RRULE" help:"How it comes back, such as FREQ=WEEKLY;BYDAY=TU; empty: once."`
	Length time.Duration `default:"60m" help:"How long a meeting is."`
}

// Run makes the group.
func (c *groupCreate) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		s := meeting.GroupSettings{
			Kind: meeting.KindRecovery, Slug: meeting.SlugFrom(c.Name), Name: c.Name, WhoMayAttend: "Anyone who would like to come.",
			CameraRule: meeting.CameraOptional, CrossTalk: meeting.CrossTalkNone, Language: "en", Capacity: 25, DoorsOpen: 15 * time.Minute,
		}
		c.apply(&s)
		var plan *meeting.ScheduleSettings
		if c.Start != "" {
			plan = &meeting.ScheduleSettings{Start: c.Start, Zone: c.Zone, Rule: c.Rule, Duration: c.Length}
		}
		made, err := d.CreateGroup(ctx, d.by, s, plan)
		if err != nil {
			return err
		}
		g, err := d.Group(ctx, d.by, made.ID)
		if err != nil {
			return err
		}
		return d.sayGroup(g)
	})
}

type groupChange struct {
	deskOptions
	Group string  `arg:"" help:"Id or short name (slug) of the group."`
	Name  *string `placeholder:"TEXT" help:"What the group is called."`
	groupFlags
}

// Run changes the group; the version guards the time between reading and
// writing.
func (c *groupChange) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		g, err := d.staffGroup(ctx, c.Group)
		if err != nil {
			return err
		}
		s := g.Settings()
		put(&s.Name, c.Name)
		c.apply(&s)
		if _, err := d.UpdateGroup(ctx, d.by, g.ID, g.Version, s); err != nil {
			return err
		}
		if g, err = d.Group(ctx, d.by, g.ID); err != nil {
			return err
		}
		return d.sayGroup(g)
	})
}
