package meeting

import (
	"context"

	"warmroom/moderation"
)

// The use cases in this file are for the operator of an installation, who
// holds its database anyway; they ask nobody and no edge may offer them.

// CreateOrganisation makes an organisation. Kind: Invalid naming the field.
func (s *Service) CreateOrganisation(ctx context.Context, name string, lines []SupportLine) (Organisation, error) {
	panic("contract")
}

// Organisations lists all organisations, oldest first.
func (s *Service) Organisations(ctx context.Context) ([]Organisation, error) { panic("contract") }

// OrganisationGroups lists all groups of an organisation, both realms, by name.
func (s *Service) OrganisationGroups(ctx context.Context, o OrganisationID) ([]Group, error) {
	panic("contract")
}

// CreateAccount makes an account of a member of staff; name is what rooms
// show. Kinds: NotFound, Invalid naming the field, Conflict "name_taken".
func (s *Service) CreateAccount(ctx context.Context, o OrganisationID, name string, manager bool) (Account, error) {
	panic("contract")
}

// Accounts lists the accounts of an organisation, by name.
func (s *Service) Accounts(ctx context.Context, o OrganisationID) ([]Account, error) {
	panic("contract")
}

// DisableAccount signs an account out everywhere and keeps it out. Kind:
// NotFound.
func (s *Service) DisableAccount(ctx context.Context, a AccountID) error { panic("contract") }

// GrantRole gives an account a role in a group of its organisation, or
// replaces the one it has. Kinds: NotFound, Invalid for a role that does not
// lead.
func (s *Service) GrantRole(ctx context.Context, a AccountID, g GroupID, role moderation.Role) error {
	panic("contract")
}
