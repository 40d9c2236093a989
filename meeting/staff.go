package meeting

import (
	"context"

	"warmroom/fault"
	"warmroom/moderation"
)

// Faults that several use cases share. Package-level so that errors.Is knows
// them; they are never changed.
var (
	errNotFound   = fault.New(fault.NotFound, "not_found", "There is nothing here under that address.")
	errExists     = fault.New(fault.Conflict, "exists", "That exists already.")
	errEnded      = fault.New(fault.Gone, "meeting_ended", "This meeting has ended.")
	errEmailTaken = fault.New(fault.Conflict, "email_taken", "Another account has that e-mail address already.")
	errNoMail     = fault.New(fault.Unsupported, "no_mail", "This server sends no e-mail. Please ask the person who runs it for a link.")
	errSignIn     = fault.New(fault.Unauthenticated, "sign_in", "Please sign in with a fresh link.")
)

// staff is an account with its roles: who asks.
type staff struct {
	account Account
	roles   []StaffRole
}

// readStaff reads who asks; Unauthenticated when the account is unknown or
// disabled.
func readStaff(ctx context.Context, tx Store, id AccountID) (staff, error) {
	a, err := tx.Account(ctx, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && !a.DisabledAt.IsZero() {
		return staff{}, errSignIn
	}
	if err != nil {
		return staff{}, err
	}
	roles, err := tx.StaffRoles(ctx, id)
	return staff{account: a, roles: roles}, err
}

// roleIn is the role an account has in a group, Manager for a manager without
// one, and "" for none.
func (p staff) roleIn(g Group) moderation.Role {
	for _, r := range p.roles {
		if r.Group == g.ID {
			return r.Role
		}
	}
	if p.account.Manager {
		return moderation.Manager
	}
	return ""
}

// actors are the capacities in which an account meets a group: a stranger, a
// colleague from each realm it works in, the role it has there, the manager of
// the programme.
func (p staff) actors(g Group) []moderation.Actor {
	id := string(p.account.ID)
	as := []moderation.Actor{{ID: id, Standing: moderation.Outside}}
	for _, r := range p.roles {
		a := moderation.Actor{ID: id, Realm: r.Realm, Standing: moderation.Outside}
		if r.Group == g.ID {
			a.Role = r.Role
		}
		as = append(as, a)
	}
	if p.account.Manager {
		as = append(as, moderation.Actor{ID: id, Role: moderation.Manager, Realm: moderation.AnyRealm, Standing: moderation.Outside})
	}
	return as
}

// may asks moderation.Allow in every capacity of the account. It returns nil
// if one is allowed; otherwise why not, and NotFound only if the account may
// know of the group in no capacity at all.
func (p staff) may(what moderation.Action, g Group) error {
	return p.mayTo(what, g, string(g.ID))
}

// mayAbout is may for what concerns something that an account of the group
// did.
func (p staff) mayAbout(what moderation.Action, g Group, did AccountID) error {
	return p.mayTo(what, g, string(did))
}

func (p staff) mayTo(what moderation.Action, g Group, target string) error {
	refusal := error(errNotFound)
	if g.Organisation != p.account.Organisation {
		return refusal
	}
	for _, a := range p.actors(g) {
		err := moderation.Allow(a, what, moderation.Target{ID: target, Realm: g.Realm})
		if err == nil {
			return nil
		}
		if fault.KindOf(err) != fault.NotFound {
			refusal = err
		}
	}
	return refusal
}

// permit reads who asks and the group they ask about, and checks that they may
// do what to it.
func permit(ctx context.Context, tx Store, by AccountID, what moderation.Action, id GroupID) (staff, Group, error) {
	who, err := readStaff(ctx, tx, by)
	if err != nil {
		return staff{}, Group{}, err
	}
	g, err := tx.Group(ctx, moderation.AnyRealm, id)
	if err != nil {
		return staff{}, Group{}, err
	}
	return who, g, who.may(what, g)
}
