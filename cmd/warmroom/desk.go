package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"warmroom/meeting"
)

// deskOptions are those of the commands by which an operator does what a
// manager does on the staff page: the same use cases, with the same rights.
type deskOptions struct {
	Store        StoreConfig `embed:""`
	Organisation string      `help:"Name of the organisation, where there are several."`
	As           string      `placeholder:"ACCOUNT" help:"Id or name of the manager in whose name it is done. Default: the first by name."`
	JSON         bool        `name:"json" help:"Answer with JSON, in the words of the API."`
}

// desk is an office in which somebody acts.
type desk struct {
	office
	org  meeting.Organisation
	by   meeting.AccountID
	json bool
}

// atDesk runs f on an open database, which a server may be using as well.
// Faults are told in their sentence.
func (d *deskOptions) atDesk(ctx context.Context, t terminals, f func(context.Context, desk) error) error {
	return inOffice(ctx, d.Store, t, func(o office) error {
		org, err := o.organisation(ctx, d.Organisation, false)
		if err != nil {
			return err
		}
		by, err := o.manager(ctx, org, d.As)
		if err != nil {
			return err
		}
		return spoken(f(ctx, desk{o, org, by, d.JSON}))
	})
}

// manager finds who acts.
func (o office) manager(ctx context.Context, org meeting.Organisation, name string) (meeting.AccountID, error) {
	if name != "" {
		a, err := o.account(ctx, org, name)
		return a.ID, err
	}
	accounts, err := o.Accounts(ctx, org.ID)
	if err != nil {
		return "", err
	}
	for _, a := range accounts {
		if a.Manager && a.DisabledAt.IsZero() {
			return a.ID, nil
		}
	}
	return "", fmt.Errorf("%s has no manager to act for. Make one with: warmroom account add NAME --manager", org.Name)
}

// staffGroup finds a group by id or slug, as the manager who acts sees it.
func (d desk) staffGroup(ctx context.Context, which string) (meeting.StaffGroup, error) {
	g, err := d.group(ctx, d.org, which)
	if err != nil {
		return meeting.StaffGroup{}, err
	}
	return d.Group(ctx, d.by, g.ID)
}

// say prints a value as JSON, or what text writes of it in columns.
func say[T any](d desk, value T, text func(w io.Writer)) error {
	if d.json {
		e := json.NewEncoder(d.out)
		e.SetIndent("", "  ")
		return e.Encode(value)
	}
	w := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	text(w)
	return w.Flush()
}

// done prints what was done, where there is nothing to show.
func (d desk) done(format string, args ...any) error {
	if d.json {
		return nil
	}
	_, err := fmt.Fprintf(d.out, format+"\n", args...)
	return err
}

// meeting finds a meeting of the organisation by its id, and its group.
func (d desk) meeting(ctx context.Context, id meeting.ID) (meeting.Meeting, meeting.StaffGroup, error) {
	m, err := d.OrganisationMeeting(ctx, d.org.ID, id)
	if err != nil {
		return meeting.Meeting{}, meeting.StaffGroup{}, err
	}
	g, err := d.Group(ctx, d.by, m.Group)
	return m, g, err
}
