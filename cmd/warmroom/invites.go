package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"warmroom/api"
	"warmroom/meeting"
)

// inviteCommand is for links to a group's door.
type inviteCommand struct {
	List   inviteList   `cmd:"" help:"List the links to a group's door."`
	Create inviteCreate `cmd:"" help:"Make a link to a group's door, and print it this once."`
	Revoke inviteRevoke `cmd:"" help:"Make a link hold no longer."`
}

type inviteList struct {
	deskOptions
	Group string `arg:"" help:"Id or short name (slug) of the group."`
}

// Run lists the invites.
func (c *inviteList) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		g, err := d.staffGroup(ctx, c.Group)
		if err != nil {
			return err
		}
		all, err := d.Invites(ctx, d.by, g.ID)
		if err != nil {
			return err
		}
		shown := make([]api.Invite, len(all))
		for i, invite := range all {
			shown[i] = api.InviteOf(invite)
		}
		return say(d, shown, func(w io.Writer) {
			for _, i := range all {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", i.ID, i.Kind, i.Label, holds(i))
			}
		})
	})
}

// holds says whether an invite holds.
func holds(i meeting.Invite) string {
	switch {
	case !i.RevokedAt.IsZero():
		return "revoked"
	case i.ExpiresAt.IsZero():
		return "holds"
	default:
		return "until " + i.ExpiresAt.Format(time.RFC3339)
	}
}

type inviteCreate struct {
	deskOptions
	Web      WebConfig          `embed:""`
	Group    string             `arg:"" help:"Id or short name (slug) of the group."`
	Kind     meeting.InviteKind `default:"shared" help:"personal (for one) or shared (for many)."`
	Label    string             `required:"" placeholder:"TEXT" help:"For the staff, such as: spring flyer."`
	Observer bool               `help:"Who comes by it observes, and everybody sees that."`
	Meeting  meeting.ID         `placeholder:"ID" help:"For this meeting only."`
	Uses     int                `placeholder:"N" help:"How many browsers may come by it, counted anew for each meeting; without it, any number."`
	For      time.Duration      `placeholder:"TIME" help:"How long it holds, such as 720h; without it, until it is revoked."`
}

// Run makes the invite.
func (c *inviteCreate) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		g, err := d.staffGroup(ctx, c.Group)
		if err != nil {
			return err
		}
		s := meeting.InviteSettings{Kind: c.Kind, Label: c.Label, Observer: c.Observer, Meeting: c.Meeting, MaxUses: c.Uses}
		if c.For != 0 {
			s.ExpiresAt = time.Now().UTC().Add(c.For)
		}
		made, token, err := d.CreateInvite(ctx, d.by, g.ID, s)
		if err != nil {
			return err
		}
		link := c.Web.publicURL(c.Web.listenAddress()) + "/join#" + string(token)
		return say(d, api.InviteLink{ID: made.ID, Link: link}, func(w io.Writer) { fmt.Fprintln(w, link) })
	})
}

type inviteRevoke struct {
	deskOptions
	Group  string           `arg:"" help:"Id or short name (slug) of the group."`
	Invite meeting.InviteID `arg:"" help:"Id of the invite."`
}

// Run revokes the invite.
func (c *inviteRevoke) Run(ctx context.Context, t terminals) error {
	return c.atDesk(ctx, t, func(ctx context.Context, d desk) error {
		g, err := d.staffGroup(ctx, c.Group)
		if err != nil {
			return err
		}
		if err := d.RevokeInvite(ctx, d.by, g.ID, c.Invite); err != nil {
			return err
		}
		return d.done("The link does not work any more.")
	})
}
