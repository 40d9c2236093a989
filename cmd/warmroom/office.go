package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"warmroom/meeting"
)

// office is the database as these commands use it.
type office struct {
	*meeting.Service
	out io.Writer
}

// inOffice runs f on an open database.
func inOffice(ctx context.Context, cfg StoreConfig, t terminals, f func(office) error) error {
	db, service, err := openBeside(ctx, cfg, quietLogger(t.err))
	if err != nil {
		return err
	}
	return errors.Join(f(office{service, t.out}), db.Close())
}

// accountAndGroup finds an account and a group of one organisation.
func (o office) accountAndGroup(ctx context.Context, organisation, account, group string) (meeting.Account, meeting.Group, error) {
	org, a, err := o.accountIn(ctx, organisation, account)
	if err != nil {
		return meeting.Account{}, meeting.Group{}, err
	}
	g, err := o.group(ctx, org, group)
	return a, g, err
}

// accountIn finds an account and its organisation.
func (o office) accountIn(ctx context.Context, organisation, account string) (meeting.Organisation, meeting.Account, error) {
	org, err := o.organisation(ctx, organisation, false)
	if err != nil {
		return meeting.Organisation{}, meeting.Account{}, err
	}
	a, err := o.account(ctx, org, account)
	return org, a, err
}

// organisation finds an organisation by name, or the only one there is; with
// create it makes one that has a name and is not there.
func (o office) organisation(ctx context.Context, name string, create bool) (meeting.Organisation, error) {
	orgs, err := o.Organisations(ctx)
	if err != nil {
		return meeting.Organisation{}, err
	}
	if name == "" && len(orgs) == 1 {
		return orgs[0], nil
	}
	for _, org := range orgs {
		if strings.EqualFold(org.Name, name) {
			return org, nil
		}
	}
	switch {
	case name != "" && create:
		org, err := o.CreateOrganisation(ctx, name, nil)
		return org, spoken(err)
	case name != "":
		return meeting.Organisation{}, fmt.Errorf("there is no organisation %q. `warmroom account list` shows what there is", name)
	case len(orgs) == 0:
		return meeting.Organisation{}, errors.New("there is no organisation yet. Name it with --organisation when you add the first account")
	default:
		return meeting.Organisation{}, errors.New("there are several organisations. Say which one with --organisation")
	}
}

// account finds an account by id or name.
func (o office) account(ctx context.Context, org meeting.Organisation, which string) (meeting.Account, error) {
	accounts, err := o.Accounts(ctx, org.ID)
	if err != nil {
		return meeting.Account{}, err
	}
	for _, a := range accounts {
		if string(a.ID) == which || strings.EqualFold(a.Name, which) && a.DisabledAt.IsZero() {
			return a, nil
		}
	}
	return meeting.Account{}, fmt.Errorf("there is no account %q in %s. `warmroom account list` shows what there is", which, org.Name)
}

// group finds a group by id or slug.
func (o office) group(ctx context.Context, org meeting.Organisation, which string) (meeting.Group, error) {
	groups, err := o.OrganisationGroups(ctx, org.ID)
	if err != nil {
		return meeting.Group{}, err
	}
	for _, g := range groups {
		if string(g.ID) == which || g.Slug == which {
			return g, nil
		}
	}
	return meeting.Group{}, fmt.Errorf("there is no group %q in %s. `warmroom account list` shows what there is", which, org.Name)
}
