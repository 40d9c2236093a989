package meeting

import (
	"context"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// InviteSettings are what staff set on an invite.
type InviteSettings struct {
	Kind      InviteKind
	Label     string    // for the staff, 1 to 80 characters
	Observer  bool      // see Invite.Observer
	Meeting   ID        // empty: any meeting of the group
	MaxUses   int       // see Invite.MaxUses; at most MaxInviteUses
	ExpiresAt time.Time // zero: never; otherwise in the future
}

// MaxInviteUses is the largest number of uses that an invite is counted to.
const MaxInviteUses = 10_000

// CreateInvite makes an invite and returns its token, the only time it is
// known. Kinds: NotFound, Forbidden, Invalid naming the field.
func (s *Service) CreateInvite(ctx context.Context, by AccountID, g GroupID, i InviteSettings) (Invite, Token, error) {
	var (
		made  Invite
		token = NewToken()
	)
	err := s.store.InTx(ctx, func(tx Store) error {
		who, g, err := permit(ctx, tx, by, moderation.CreateInvite, g)
		if err != nil {
			return err
		}
		made, err = s.newInvite(ctx, tx, g, i)
		if err != nil {
			return err
		}
		made.CreatedBy, made.TokenHash = who.account.ID, token.Hash()
		return tx.AddInvite(ctx, made)
	})
	return made, token, fault.Wrap(err, "create invite")
}

// newInvite checks the settings and returns the invite they make.
func (s *Service) newInvite(ctx context.Context, tx Store, g Group, i InviteSettings) (Invite, error) {
	now := s.now()
	label, badLabel := line("label", i.Label, 1, 80)
	err := first(oneOf("kind", i.Kind, Personal, Shared), badLabel)
	if err == nil && (i.MaxUses < 0 || i.MaxUses > MaxInviteUses) {
		err = fault.Field("max_uses", "0 to 10000")
	}
	if err == nil && !i.ExpiresAt.IsZero() && !i.ExpiresAt.After(now) {
		err = fault.Field("expires_at", "a time to come")
	}
	if err == nil && i.Meeting != "" {
		m, missing := tx.Meeting(ctx, g.Realm, i.Meeting)
		switch {
		case fault.KindOf(missing) == fault.NotFound, missing == nil && (m.Group != g.ID || m.over(now)):
			err = fault.Field("meeting", "a meeting of this group that is not over")
		default:
			err = missing
		}
	}
	return Invite{
		ID: newID[InviteID](now), Group: g.ID, Realm: g.Realm, Meeting: i.Meeting, Kind: i.Kind, Label: label,
		Observer: i.Observer, MaxUses: i.MaxUses, ExpiresAt: i.ExpiresAt.UTC().Truncate(time.Microsecond), CreatedAt: now,
	}, err
}

// Invites lists a group's invites, newest first. Kinds: NotFound, Forbidden.
func (s *Service) Invites(ctx context.Context, by AccountID, g GroupID) ([]Invite, error) {
	var invites []Invite
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewInvites, g)
		if err != nil {
			return err
		}
		invites, err = tx.Invites(ctx, g.ID)
		return err
	})
	return invites, fault.Wrap(err, "list invites")
}

// RevokeInvite makes an invite hold no longer. Revoking twice is no error.
// Kinds: NotFound, Forbidden.
func (s *Service) RevokeInvite(ctx context.Context, by AccountID, g GroupID, id InviteID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.RevokeInvite, g)
		if err != nil {
			return err
		}
		return tx.RevokeInvite(ctx, g.ID, id, s.now())
	})
	return fault.Wrap(err, "revoke invite")
}
