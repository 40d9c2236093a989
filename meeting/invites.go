package meeting

import (
	"context"
	"time"
)

// InviteSettings are what staff set on an invite.
type InviteSettings struct {
	Kind      InviteKind
	Label     string    // for the staff, 1 to 80 characters
	Meeting   ID        // empty: any meeting of the group
	ExpiresAt time.Time // zero: never; otherwise in the future
}

// CreateInvite makes an invite and returns its token, the only time it is
// known. Kinds: NotFound, Forbidden, Invalid naming the field.
func (s *Service) CreateInvite(ctx context.Context, by AccountID, g GroupID, i InviteSettings) (Invite, Token, error) {
	panic("contract")
}

// Invites lists a group's invites, newest first. Kinds: NotFound, Forbidden.
func (s *Service) Invites(ctx context.Context, by AccountID, g GroupID) ([]Invite, error) {
	panic("contract")
}

// RevokeInvite makes an invite hold no longer. Revoking twice is no error.
// Kinds: NotFound, Forbidden.
func (s *Service) RevokeInvite(ctx context.Context, by AccountID, g GroupID, id InviteID) error {
	panic("contract")
}
