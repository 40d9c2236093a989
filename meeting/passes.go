package meeting

import (
	"context"
	"strings"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Pass spares somebody without an account the wait at the door of one group.
// They keep its token; here is only its hash, and nothing of who they are.
// Whoever leads the group may let them keep one by having let them in once, if
// a manager allows passes in the group. It leads to the door like an invite
// does, even where passes are not allowed any more.
type Pass struct {
	ID        PassID
	Group     GroupID
	Realm     moderation.Realm
	TokenHash string
	// IssuedOn and UsedOn are days, "2006-01-02" in UTC: nobody should be found
	// by the minute. UsedOn is empty until then.
	IssuedOn  string
	UsedOn    string
	ExpiresAt time.Time
}

// PassID is a ULID as text, as the other identifiers.
type PassID string

// PassLife is how long a pass holds.
const PassLife = 90 * 24 * time.Hour

// passPrefix begins the token of a pass.
const passPrefix = "pass:"

var errPassesOff = fault.New(fault.Forbidden, "no_passes", "This group has no passes.")

// IssuePass makes a pass of the group of a meeting and returns its token, the
// only time it is known. The room has asked moderation.Allow. Kinds: NotFound,
// Forbidden "no_passes".
func (s *Service) IssuePass(ctx context.Context, m ID) (Pass, Token, error) {
	var (
		made  Pass
		token = passPrefix + NewToken()
	)
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, m)
		if err != nil {
			return err
		}
		g, err := tx.Group(ctx, m.Realm, m.Group)
		if err != nil {
			return err
		}
		if !g.Passes {
			return errPassesOff
		}
		now := s.now()
		made = Pass{
			ID: newID[PassID](now), Group: g.ID, Realm: g.Realm, TokenHash: token.Hash(),
			IssuedOn: now.Format(time.DateOnly), ExpiresAt: now.Add(PassLife).Truncate(24 * time.Hour),
		}
		return tx.AddPass(ctx, made)
	})
	return made, token, fault.Wrap(err, "issue pass")
}

// DropPass makes a pass hold no longer, for a room that can't hand it out after
// all. One that is not there is no error.
func (s *Service) DropPass(ctx context.Context, p Pass) error {
	return fault.Wrap(dropPass(ctx, s.store, p.Group, p.ID), "drop pass")
}

func dropPass(ctx context.Context, tx Store, g GroupID, id PassID) error {
	if err := tx.DeletePass(ctx, g, id); fault.KindOf(err) != fault.NotFound {
		return err
	}
	return nil
}

// CountPasses counts the passes of a group that hold; who keeps them, and when
// they came by them, is told nobody. Kinds: NotFound, Forbidden.
func (s *Service) CountPasses(ctx context.Context, by AccountID, g GroupID) (int, error) {
	var kept int
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewInvites, g)
		if err != nil {
			return err
		}
		kept, err = tx.CountPasses(ctx, g.ID, s.now())
		return err
	})
	return kept, fault.Wrap(err, "count passes")
}

// GiveBackPass makes a pass hold no longer, for whoever has it, and returns
// which one it was. A token that leads to none is no error: that is what was
// wished for.
func (s *Service) GiveBackPass(ctx context.Context, token Token) (PassID, error) {
	var gone PassID
	err := s.store.InTx(ctx, func(tx Store) error {
		p, err := tx.PassByToken(ctx, token.Hash())
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		gone = p.ID
		return dropPass(ctx, tx, p.Group, p.ID)
	})
	return gone, fault.Wrap(err, "give back pass")
}

// RevokePasses makes all passes of a group hold no longer. Kinds: NotFound,
// Forbidden.
func (s *Service) RevokePasses(ctx context.Context, by AccountID, g GroupID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.RevokeInvite, g)
		if err != nil {
			return err
		}
		return tx.DeletePasses(ctx, g.ID)
	})
	return fault.Wrap(err, "revoke passes")
}

// Revocation names what holds no longer: one invite, one pass, or all passes
// of a group. Whoever came by it can't stay at the door.
type Revocation struct {
	Invite   InviteID
	Pass     PassID
	PassesOf GroupID
}

// isPass reports whether a token is that of a pass.
func isPass(t Token) bool { return strings.HasPrefix(string(t), passPrefix) }

// passHolder returns whom a pass that holds lets in, of no meeting yet.
func (s *Service) passHolder(ctx context.Context, tx Store, token Token) (visitor, error) {
	p, err := tx.PassByToken(ctx, token.Hash())
	if fault.KindOf(err) == fault.NotFound || err == nil && !s.now().Before(p.ExpiresAt) {
		return visitor{}, errUnknownInvite
	}
	if err != nil {
		return visitor{}, err
	}
	v := visitor{role: moderation.Participant, passUsed: p.UsedOn, marks: moderation.Marks{Pass: string(p.ID)}}
	if v.group, err = tx.Group(ctx, p.Realm, p.Group); err != nil {
		return visitor{}, err
	}
	v.pass = v.group.Passes
	v.organisation, err = tx.Organisation(ctx, v.group.Organisation)
	return v, err
}
