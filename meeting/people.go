package meeting

import (
	"context"
	"slices"

	"warmroom/fault"
	"warmroom/moderation"
)

// StaffMember is a member of staff as a manager sees them. Their address is
// theirs and is not shown.
type StaffMember struct {
	Account
	Roles     []StaffRole
	Rehearsed []Rehearsed // oldest first
}

// People lists the members of staff of a manager's organisation, those who were
// disabled left out, by name. Kind: Forbidden.
func (s *Service) People(ctx context.Context, by AccountID) ([]StaffMember, error) {
	var members []StaffMember
	err := s.store.View(ctx, func(tx Store) error {
		who, err := permitStaff(ctx, tx, by, moderation.ViewStaff)
		if err != nil {
			return err
		}
		all, err := tx.Accounts(ctx, who.account.Organisation)
		if err != nil {
			return err
		}
		roles, err := tx.OrganisationRoles(ctx, who.account.Organisation)
		if err != nil {
			return err
		}
		members = nil
		for _, a := range all {
			if !a.DisabledAt.IsZero() {
				continue
			}
			own := slices.DeleteFunc(slices.Clone(roles), func(r StaffRole) bool { return r.Account != a.ID })
			rehearsed, err := tx.Rehearsed(ctx, a.ID)
			if err != nil {
				return err
			}
			members = append(members, StaffMember{Account: a, Roles: own, Rehearsed: rehearsed})
		}
		return nil
	})
	return members, fault.Wrap(err, "list staff")
}

var errOneself = fault.New(fault.Forbidden, "self", "That can't be done to yourself. Another manager can.")

// DisableStaff signs a member of staff out everywhere and keeps them out. A
// manager can't do it to themselves, so that one is always left. Kinds:
// Forbidden, NotFound for an account of another organisation.
func (s *Service) DisableStaff(ctx context.Context, by, a AccountID) error {
	return s.changeStaff(ctx, by, a, func(tx Store) error {
		if by == a {
			return errOneself
		}
		return tx.DisableAccount(ctx, a, s.now())
	})
}

// SetStaffRole gives a member of staff a role in a group, or replaces the one
// they have. Kinds: Forbidden, NotFound, Invalid for a role that does not lead.
func (s *Service) SetStaffRole(ctx context.Context, by, a AccountID, g GroupID, role moderation.Role) error {
	return s.changeStaff(ctx, by, a, func(tx Store) error {
		if err := oneOf("role", role, moderation.Facilitator, moderation.CoFacilitator); err != nil {
			return err
		}
		group, err := staffGroup(ctx, tx, by, g)
		if err != nil {
			return err
		}
		return tx.PutStaffRole(ctx, StaffRole{Group: g, Realm: group.Realm, Account: a, Role: role})
	})
}

// EndStaffRole takes a member of staff's role in a group away. Kinds:
// Forbidden, NotFound.
func (s *Service) EndStaffRole(ctx context.Context, by, a AccountID, g GroupID) error {
	return s.changeStaff(ctx, by, a, func(tx Store) error {
		if _, err := staffGroup(ctx, tx, by, g); err != nil {
			return err
		}
		return tx.DeleteStaffRole(ctx, g, a)
	})
}

// changeStaff runs f where a manager may change the account of their
// organisation.
func (s *Service) changeStaff(ctx context.Context, by, a AccountID, f func(tx Store) error) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := permitStaff(ctx, tx, by, moderation.ChangeStaff)
		if err != nil {
			return err
		}
		account, err := tx.Account(ctx, a)
		if err == nil && (account.Organisation != who.account.Organisation || !account.DisabledAt.IsZero()) {
			err = errNotFound
		}
		if err != nil {
			return err
		}
		return f(tx)
	})
	return fault.Wrap(err, "change staff")
}

// staffGroup reads a group of the organisation of who asks.
func staffGroup(ctx context.Context, tx Store, by AccountID, id GroupID) (Group, error) {
	_, g, err := permit(ctx, tx, by, moderation.ChangeStaff, id)
	return g, err
}
