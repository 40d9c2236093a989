package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/moderation"
)

// accountCommand is how the operator of an installation makes the first
// members of staff, and helps those who can't sign in.
type accountCommand struct {
	Add    accountAdd    `cmd:"" help:"Make an account; the first one also makes the organisation."`
	Email  accountEmail  `cmd:"" help:"Set the e-mail address that an account signs in with."`
	Grant  accountGrant  `cmd:"" help:"Give an account a role in a group."`
	Revoke accountRevoke `cmd:"" help:"Take an account's role in a group away."`
	Link   accountLink   `cmd:"" help:"Print a link that signs an account in, once."`
	List   accountList   `cmd:"" help:"List organisations, groups and accounts."`
	Show   accountShow   `cmd:"" help:"Show an account and its roles."`
	Close  accountClose  `cmd:"" help:"Sign an account out everywhere, for good."`
}

type accountAdd struct {
	Store        StoreConfig `embed:""`
	Name         string      `arg:"" help:"The name that rooms show, such as Ana."`
	Manager      bool        `help:"May make and change groups."`
	Email        string      `help:"Where links to sign in go."`
	Organisation string      `help:"Name of the organisation; needed for the first account, and where there are several."`
}

// Run makes the account.
func (c *accountAdd) Run(ctx context.Context, t terminals) error {
	return inOffice(ctx, c.Store, t, func(o office) error {
		org, err := o.organisation(ctx, c.Organisation, true)
		if err != nil {
			return err
		}
		email, err := optionalEmail(c.Email)
		if err != nil {
			return err
		}
		a, err := o.CreateAccount(ctx, org.ID, c.Name, c.Manager)
		if err == nil && email != "" {
			err = o.SetEmail(ctx, a.ID, email)
		}
		if err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(o.out, "Made the account %s of %s.\nSign in with: warmroom account link %s\n", a.ID, org.Name, a.ID)
		return err
	})
}

// optionalEmail checks an address that may be missing.
func optionalEmail(text string) (meeting.Email, error) {
	if text == "" {
		return "", nil
	}
	e, err := meeting.CleanEmail("--email", text)
	return e, spoken(err)
}

type accountEmail struct {
	Store        StoreConfig `embed:""`
	Account      string      `arg:"" help:"Id or name of the account."`
	Email        string      `arg:"" optional:"" help:"The address; without it, the account has none."`
	Organisation string      `help:"Name of the organisation, where there are several."`
}

// Run sets the address.
func (c *accountEmail) Run(ctx context.Context, t terminals) error {
	return inOffice(ctx, c.Store, t, func(o office) error {
		org, err := o.organisation(ctx, c.Organisation, false)
		if err != nil {
			return err
		}
		a, err := o.account(ctx, org, c.Account)
		if err != nil {
			return err
		}
		email, err := optionalEmail(c.Email)
		if err != nil {
			return err
		}
		if err := o.SetEmail(ctx, a.ID, email); err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(o.out, "The address of %s is set.\n", a.Name)
		return err
	})
}

type accountGrant struct {
	Store        StoreConfig     `embed:""`
	Account      string          `arg:"" help:"Id or name of the account."`
	Group        string          `arg:"" help:"Id or short name (slug) of the group."`
	Role         moderation.Role `arg:"" enum:"facilitator,co_facilitator" help:"facilitator or co_facilitator."`
	Organisation string          `help:"Name of the organisation, where there are several."`
}

// Run gives the role.
func (c *accountGrant) Run(ctx context.Context, t terminals) error {
	return inOffice(ctx, c.Store, t, func(o office) error {
		a, g, err := o.accountAndGroup(ctx, c.Organisation, c.Account, c.Group)
		if err != nil {
			return err
		}
		if err := o.GrantRole(ctx, a.ID, g.ID, c.Role); err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(o.out, "%s is %s in %q.\n", a.Name, c.Role, g.Name)
		return err
	})
}

type accountRevoke struct {
	Store        StoreConfig `embed:""`
	Account      string      `arg:"" help:"Id or name of the account."`
	Group        string      `arg:"" help:"Id or short name (slug) of the group."`
	Organisation string      `help:"Name of the organisation, where there are several."`
}

// Run takes the role away.
func (c *accountRevoke) Run(ctx context.Context, t terminals) error {
	return inOffice(ctx, c.Store, t, func(o office) error {
		a, g, err := o.accountAndGroup(ctx, c.Organisation, c.Account, c.Group)
		if err != nil {
			return err
		}
		if err := o.RevokeRole(ctx, a.ID, g.ID); err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(o.out, "%s has no role in %q any more.\n", a.Name, g.Name)
		return err
	})
}

type accountLink struct {
	Store        StoreConfig   `embed:""`
	Web          WebConfig     `embed:""`
	Account      string        `arg:"" help:"Id or name of the account."`
	Meeting      meeting.ID    `help:"Id of the meeting it leads to; without it, the staff page."`
	For          time.Duration `default:"24h" help:"How long the link works, 1m to 168h."`
	Organisation string        `help:"Name of the organisation, where there are several."`
}

// Run prints the link.
func (c *accountLink) Run(ctx context.Context, t terminals) error {
	return inOffice(ctx, c.Store, t, func(o office) error {
		org, err := o.organisation(ctx, c.Organisation, false)
		if err != nil {
			return err
		}
		a, err := o.account(ctx, org, c.Account)
		if err != nil {
			return err
		}
		token, err := o.CreateSignInLink(ctx, a.ID, c.Meeting, c.For)
		if err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(o.out, "%s/sign-in#%s\n", c.Web.publicURL(c.Web.listenAddress()), string(token))
		return err
	})
}

// accountShown is an account as these commands show it in JSON.
type accountShown struct {
	api.Account
	Organisation string          `json:"organisation"`
	Roles        []api.StaffRole `json:"roles,omitempty"`
}

type accountShow struct {
	Store        StoreConfig `embed:""`
	Account      string      `arg:"" help:"Id or name of the account."`
	Organisation string      `help:"Name of the organisation, where there are several."`
	JSON         bool        `name:"json" help:"Answer with JSON."`
}

// Run shows the account.
func (c *accountShow) Run(ctx context.Context, t terminals) error {
	return inOffice(ctx, c.Store, t, func(o office) error {
		org, a, err := o.accountIn(ctx, c.Organisation, c.Account)
		if err != nil {
			return err
		}
		roles, err := o.Roles(ctx, a.ID)
		if err != nil {
			return err
		}
		shown := accountShown{Account: api.AccountOf(a), Organisation: org.Name}
		for _, r := range roles {
			shown.Roles = append(shown.Roles, api.StaffRole{Group: r.Group, Role: r.Role})
		}
		return say(desk{office: o, json: c.JSON}, shown, func(w io.Writer) {
			fmt.Fprintf(w, "account\t%s\t%s\t%s\n", a.ID, a.Name, what(a))
			for _, r := range roles {
				fmt.Fprintf(w, "  role\t%s\t%s\n", r.Group, r.Role)
			}
		})
	})
}

type accountClose struct {
	Store        StoreConfig `embed:""`
	Account      string      `arg:"" help:"Id or name of the account."`
	Organisation string      `help:"Name of the organisation, where there are several."`
}

// Run closes the account. Unlike a manager, the operator may close the last
// one that manages: they can make another.
func (c *accountClose) Run(ctx context.Context, t terminals) error {
	return inOffice(ctx, c.Store, t, func(o office) error {
		_, a, err := o.accountIn(ctx, c.Organisation, c.Account)
		if err != nil {
			return err
		}
		if err := o.DisableAccount(ctx, a.ID); err != nil {
			return spoken(err)
		}
		_, err = fmt.Fprintf(o.out, "The account of %s is closed: its address, passkeys, sessions and tokens are erased.\n", a.Name)
		return err
	})
}

type accountList struct {
	Store StoreConfig `embed:""`
	JSON  bool        `name:"json" help:"Answer with JSON: the accounts that are not closed."`
}

// Run prints what there is.
func (c *accountList) Run(ctx context.Context, t terminals) error {
	return inOffice(ctx, c.Store, t, func(o office) error {
		orgs, err := o.Organisations(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return o.listJSON(ctx, orgs)
		}
		if len(orgs) == 0 {
			_, err := fmt.Fprintln(o.out, "There is nobody yet. Begin with: warmroom account add NAME --manager --organisation NAME")
			return err
		}
		for _, org := range orgs {
			if err := o.list(ctx, org); err != nil {
				return err
			}
		}
		return nil
	})
}

// listJSON prints the accounts of organisations that are not closed.
func (o office) listJSON(ctx context.Context, orgs []meeting.Organisation) error {
	shown := []accountShown{}
	for _, org := range orgs {
		accounts, err := o.Accounts(ctx, org.ID)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if a.DisabledAt.IsZero() {
				shown = append(shown, accountShown{Account: api.AccountOf(a), Organisation: org.Name})
			}
		}
	}
	return say(desk{office: o, json: true}, shown, nil)
}

// what says in a word or two what an account is.
func what(a meeting.Account) string {
	is := "staff"
	if a.Manager {
		is = "manager"
	}
	if !a.DisabledAt.IsZero() {
		is += ", closed"
	}
	return is
}

// list prints one organisation with its groups and accounts.
func (o office) list(ctx context.Context, org meeting.Organisation) error {
	groups, err := o.OrganisationGroups(ctx, org.ID)
	if err != nil {
		return err
	}
	accounts, err := o.Accounts(ctx, org.ID)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(o.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\n", org.ID, org.Name)
	for _, g := range groups {
		fmt.Fprintf(w, "  group\t%s\t%s\t%s\n", g.ID, g.Slug, g.Name)
	}
	for _, a := range accounts {
		fmt.Fprintf(w, "  account\t%s\t%s\t%s\n", a.ID, a.Name, what(a))
	}
	return w.Flush()
}
