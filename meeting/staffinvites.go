package meeting

import (
	"context"
	"errors"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// StaffInvite lets somebody become a member of staff, once.
type StaffInvite struct {
	ID           StaffInviteID
	Organisation OrganisationID
	Group        GroupID // empty for a manager
	Realm        moderation.Realm
	Role         moderation.Role
	Email        Email // where the link was sent; empty without, and once the invite is over
	ByMail       bool
	TokenHash    string
	ExpiresAt    time.Time
	RevokedAt    time.Time
	UsedAt       time.Time
	CreatedBy    AccountID
	CreatedAt    time.Time
}

// StaffInviteID is a ULID as text, as the other identifiers.
type StaffInviteID string

// StaffInviteLife is how long an invite of a member of staff holds.
const StaffInviteLife = 7 * 24 * time.Hour

// StaffInviteSettings are what a manager says of somebody to invite.
type StaffInviteSettings struct {
	Role     moderation.Role
	Group    GroupID // empty for a manager
	Email    Email   // empty: the link is handed over by hand
	Language string  // of the letter
}

// InvitedStaff is what somebody sees of an invite before they accept it.
type InvitedStaff struct {
	Organisation Organisation
	Group        Group // zero for a manager
	Role         moderation.Role
	// Account is who the address of the invite belongs to already; zero for
	// somebody new.
	Account Account
}

// Faults of invites of staff.
var (
	errStaffInviteUsed    = fault.New(fault.Gone, "invite_used", "This invitation was used already. You can sign in.")
	errStaffInviteExpired = fault.New(fault.Gone, "invite_expired", "This invitation has run out. Please ask for a new one.")
	errStaffInviteRevoked = fault.New(fault.Gone, "invite_revoked", "This invitation was taken back.")
	errAccountName        = fault.New(fault.Conflict, "name_taken", "There is an account of that name already.")
)

// InviteStaff invites somebody to the organisation of a manager. With an
// address the link is mailed, and returned to nobody: using it then proves
// whose address it is. Without one it is returned, this once. Kinds: Forbidden,
// NotFound, Invalid naming the field, Unsupported "no_mail", those of Post.
func (s *Service) InviteStaff(ctx context.Context, by AccountID, i StaffInviteSettings) (StaffInvite, Token, error) {
	if i.Email != "" {
		if err := first(s.canSend(), oneOf("language", i.Language, "en", "es")); err != nil {
			return StaffInvite{}, "", err
		}
	}
	var (
		made  StaffInvite
		token = NewToken()
	)
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := permitStaff(ctx, tx, by, moderation.InviteStaff)
		if err != nil {
			return err
		}
		if made, err = s.newStaffInvite(ctx, tx, who, i); err != nil {
			return err
		}
		made.TokenHash = token.Hash()
		return tx.AddStaffInvite(ctx, made)
	})
	if err == nil && i.Email != "" {
		err = s.tools.Post.Send(ctx, Letter{
			To: i.Email, For: "Somebody invited", Kind: LetterStaffInvite, Language: i.Language, Token: token, Holds: StaffInviteLife,
		})
		token = ""
	}
	if err != nil {
		return StaffInvite{}, "", fault.Wrap(err, "invite staff")
	}
	return made, token, nil
}

// permitStaff reads who asks and checks that they may do what to the staff of
// their organisation.
func permitStaff(ctx context.Context, tx Store, by AccountID, what moderation.Action) (staff, error) {
	who, err := readStaff(ctx, tx, by)
	if err == nil {
		err = who.may(what, Group{Organisation: who.account.Organisation})
	}
	return who, err
}

// newStaffInvite checks the settings and returns the invite they make.
func (s *Service) newStaffInvite(ctx context.Context, tx Store, who staff, i StaffInviteSettings) (StaffInvite, error) {
	if err := oneOf("role", i.Role, moderation.Manager, moderation.Facilitator, moderation.CoFacilitator); err != nil {
		return StaffInvite{}, err
	}
	now := s.now()
	made := StaffInvite{
		ID: newID[StaffInviteID](now), Organisation: who.account.Organisation, Role: i.Role, Email: i.Email, ByMail: i.Email != "",
		ExpiresAt: now.Add(StaffInviteLife), CreatedBy: who.account.ID, CreatedAt: now,
	}
	if i.Role == moderation.Manager {
		if i.Group != "" {
			return StaffInvite{}, fault.Field("group", "no group, as a manager has to do with all of them")
		}
		return made, nil
	}
	g, err := tx.Group(ctx, moderation.AnyRealm, i.Group)
	if fault.KindOf(err) == fault.NotFound || err == nil && g.Organisation != made.Organisation {
		err = fault.Field("group", "a group of your organisation")
	}
	made.Group, made.Realm = g.ID, g.Realm
	return made, err
}

// StaffInvites lists the invites of a manager's organisation that can still be
// used, newest first. Kind: Forbidden.
func (s *Service) StaffInvites(ctx context.Context, by AccountID) ([]StaffInvite, error) {
	var open []StaffInvite
	err := s.store.View(ctx, func(tx Store) error {
		who, err := permitStaff(ctx, tx, by, moderation.InviteStaff)
		if err != nil {
			return err
		}
		all, err := tx.StaffInvites(ctx, who.account.Organisation)
		open = nil
		for _, i := range all {
			if s.staffInviteHolds(i) == nil {
				open = append(open, i)
			}
		}
		return err
	})
	return open, fault.Wrap(err, "list invites of staff")
}

// RevokeStaffInvite takes an invite back. Kinds: Forbidden, NotFound.
func (s *Service) RevokeStaffInvite(ctx context.Context, by AccountID, id StaffInviteID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := permitStaff(ctx, tx, by, moderation.InviteStaff)
		if err != nil {
			return err
		}
		return tx.RevokeStaffInvite(ctx, who.account.Organisation, id, s.now())
	})
	return fault.Wrap(err, "revoke invite of staff")
}

// staffInviteHolds returns why an invite can't be used, or nil.
func (s *Service) staffInviteHolds(i StaffInvite) error {
	switch {
	case !i.UsedAt.IsZero():
		return errStaffInviteUsed
	case !i.RevokedAt.IsZero():
		return errStaffInviteRevoked
	case !s.now().Before(i.ExpiresAt):
		return errStaffInviteExpired
	}
	return nil
}

// InvitedStaff shows what an invite is for. Kinds: NotFound for an unknown
// one; Gone "invite_used", "invite_revoked" or "invite_expired".
func (s *Service) InvitedStaff(ctx context.Context, token Token) (InvitedStaff, error) {
	var page InvitedStaff
	err := s.store.View(ctx, func(tx Store) error {
		var err error
		_, page, err = s.openStaffInvite(ctx, tx, token)
		return err
	})
	return page, fault.Wrap(err, "show invite of staff")
}

func (s *Service) openStaffInvite(ctx context.Context, tx Store, token Token) (StaffInvite, InvitedStaff, error) {
	i, err := tx.StaffInviteByToken(ctx, token.Hash())
	if err == nil {
		err = s.staffInviteHolds(i)
	}
	if err != nil {
		return StaffInvite{}, InvitedStaff{}, err
	}
	page := InvitedStaff{Role: i.Role}
	if page.Organisation, err = tx.Organisation(ctx, i.Organisation); err == nil && i.Group != "" {
		page.Group, err = tx.Group(ctx, i.Realm, i.Group)
	}
	if err != nil || i.Email == "" {
		return i, page, err
	}
	switch a, err := tx.AccountByEmail(ctx, i.Email); {
	case fault.KindOf(err) == fault.NotFound:
	case err != nil:
		return i, page, err
	case a.Organisation == i.Organisation:
		page.Account = a
	default:
		i.Email = "" // it is somebody's of another organisation, and stays theirs
	}
	return i, page, nil
}

// AcceptStaffInvite makes the account that an invite is for, under a name that
// rooms show, and signs it in; of two at once, one wins. Where the address
// belongs to an account of the organisation, that one gets the role instead
// and the name is not looked at. Kinds as InvitedStaff, Invalid for the name,
// Conflict "name_taken".
func (s *Service) AcceptStaffInvite(ctx context.Context, token Token, name string) (SignIn, error) {
	var in SignIn
	err := s.store.InTx(ctx, func(tx Store) error {
		i, page, err := s.openStaffInvite(ctx, tx, token)
		if err != nil {
			return err
		}
		if won, err := tx.UseStaffInvite(ctx, i.ID, s.now()); err != nil || !won {
			return first(err, errStaffInviteUsed)
		}
		a := page.Account.ID
		if a == "" {
			if a, err = s.newStaffAccount(ctx, tx, i, name); err != nil {
				return err
			}
		}
		if err := grant(ctx, tx, a, i); err != nil {
			return err
		}
		in, err = s.begin(ctx, tx, a)
		return err
	})
	return in, fault.Wrap(err, "accept invite of staff")
}

// newStaffAccount makes the account of somebody new.
func (s *Service) newStaffAccount(ctx context.Context, tx Store, i StaffInvite, name string) (AccountID, error) {
	name, err := line("name", name, 1, 40)
	if err != nil {
		return "", err
	}
	now := s.now()
	a := Account{ID: newID[AccountID](now), Organisation: i.Organisation, Name: name, CreatedAt: now}
	err = tx.AddAccount(ctx, a)
	if errors.Is(err, errExists) {
		taken := *errAccountName
		taken.Field = "name"
		err = taken.Because(err)
	}
	if err == nil && i.Email != "" {
		err = tx.SetEmail(ctx, a.ID, i.Email)
	}
	return a.ID, err
}

// grant gives an account what an invite is for.
func grant(ctx context.Context, tx Store, a AccountID, i StaffInvite) error {
	if i.Role == moderation.Manager {
		return tx.SetManager(ctx, a, true)
	}
	return tx.PutStaffRole(ctx, StaffRole{Group: i.Group, Realm: i.Realm, Account: a, Role: i.Role})
}
