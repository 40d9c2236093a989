package meeting

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"warmroom/fault"
	"warmroom/moderation"
)

// The use cases in this file are for the operator of an installation, who
// holds its database anyway; they ask nobody and no edge may offer them.

// CreateOrganisation makes an organisation, with an address after its name.
// Kind: Invalid naming the field.
func (s *Service) CreateOrganisation(ctx context.Context, name string, lines []SupportLine) (Organisation, error) {
	now := s.now()
	name, err := line("name", name, 1, 80)
	if err == nil {
		err = checkLines(lines)
	}
	if err != nil {
		return Organisation{}, fault.Wrap(err, "create organisation")
	}
	o := Organisation{ID: newID[OrganisationID](now), Name: name, CreatedAt: now, Lines: lines}
	err = s.store.InTx(ctx, func(tx Store) error {
		if o.Slug, err = freeSlug(ctx, tx, name); err != nil {
			return err
		}
		return tx.PutOrganisation(ctx, o)
	})
	return o, fault.Wrap(err, "create organisation")
}

// freeSlug returns an address after the name of an organisation that no other
// has.
func freeSlug(ctx context.Context, tx Store, name string) (string, error) {
	const most = 34 // leaves room for a number
	made := strings.Trim(prefix(slugFrom(name), most), "-")
	if made == "" {
		made = "organisation"
	}
	for n := 1; ; n++ {
		free := made
		if n > 1 {
			free = fmt.Sprintf("%s-%d", made, n)
		}
		_, err := tx.OrganisationBySlug(ctx, free)
		if fault.KindOf(err) == fault.NotFound {
			return free, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// slugFrom spells a name with what a slug may hold: "Café Común" is "cafe-comun".
func slugFrom(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r) && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return b.String()
}

// prefix returns at most n bytes from the beginning of a text of ASCII.
func prefix(s string, n int) string { return s[:min(n, len(s))] }

// checkLines checks support lines.
func checkLines(lines []SupportLine) error {
	if len(lines) > 20 {
		return fault.Field("lines", "at most 20")
	}
	for i, l := range lines {
		field := func(name string) string { return fmt.Sprintf("lines[%d].%s", i, name) }
		_, badName := line(field("name"), l.Name, 1, 80)
		_, badHours := line(field("hours"), l.Hours, 0, 80)
		err := first(
			oneOf(field("kind"), l.Kind, Warmline, Crisis), badName, badHours,
			dialled(field("call"), l.Call), dialled(field("text"), l.Text), under(fmt.Sprintf("lines[%d]", i), checkRegion(l.Region)), l.Open.check(field))
		if err == nil && l.Call == "" && l.Text == "" {
			err = fault.Field(field("call"), "a number to call or to text")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dialled checks that a number can stand in a tel: or sms: link; empty is no
// number.
func dialled(field, number string) error {
	for i, r := range number {
		if (r < '0' || r > '9') && (r != '+' || i > 0) || len(number) > 16 {
			return fault.Field(field, "a number such as +12125550123 or a short code such as 988")
		}
	}
	return nil
}

// Organisations lists all organisations, oldest first.
func (s *Service) Organisations(ctx context.Context) ([]Organisation, error) {
	all, err := s.store.Organisations(ctx)
	return all, fault.Wrap(err, "list organisations")
}

// OrganisationGroups lists all groups of an organisation, both realms, by name.
func (s *Service) OrganisationGroups(ctx context.Context, o OrganisationID) ([]Group, error) {
	all, err := s.store.Groups(ctx, o, moderation.AnyRealm)
	return all, fault.Wrap(err, "list groups")
}

// CreateAccount makes an account of a member of staff; name is what rooms
// show. Kinds: NotFound, Invalid naming the field, Conflict "name_taken".
func (s *Service) CreateAccount(ctx context.Context, o OrganisationID, name string, manager bool) (Account, error) {
	now := s.now()
	name, err := line("name", name, 1, 40)
	if err != nil {
		return Account{}, fault.Wrap(err, "create account")
	}
	a := Account{ID: newID[AccountID](now), Organisation: o, Name: name, Manager: manager, CreatedAt: now}
	err = s.store.AddAccount(ctx, a)
	if errors.Is(err, errExists) {
		err = errAccountName.Because(err)
	}
	return a, fault.Wrap(err, "create account")
}

// SetEmail gives an account an address, to sign in with; "" takes the one it
// has away. Kinds: NotFound, Conflict "email_taken".
func (s *Service) SetEmail(ctx context.Context, a AccountID, e Email) error {
	err := s.store.InTx(ctx, func(tx Store) error { return tx.SetEmail(ctx, a, e) })
	if errors.Is(err, errExists) {
		err = errEmailTaken.Because(err)
	}
	return fault.Wrap(err, "set address")
}

// Accounts lists the accounts of an organisation, by name.
func (s *Service) Accounts(ctx context.Context, o OrganisationID) ([]Account, error) {
	all, err := s.store.Accounts(ctx, o)
	return all, fault.Wrap(err, "list accounts")
}

// DisableAccount signs an account out everywhere and keeps it out. Kind:
// NotFound.
func (s *Service) DisableAccount(ctx context.Context, a AccountID) error {
	err := s.store.InTx(ctx, func(tx Store) error { return tx.DisableAccount(ctx, a, s.now()) })
	return fault.Wrap(err, "disable account")
}

// GrantRole gives an account a role in a group of its organisation, or
// replaces the one it has. Kinds: NotFound, Invalid for a role that does not
// lead.
func (s *Service) GrantRole(ctx context.Context, a AccountID, g GroupID, role moderation.Role) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		if err := oneOf("role", role, moderation.Facilitator, moderation.CoFacilitator); err != nil {
			return err
		}
		account, err := tx.Account(ctx, a)
		if err != nil {
			return err
		}
		group, err := tx.Group(ctx, moderation.AnyRealm, g)
		if err == nil && group.Organisation != account.Organisation {
			err = errNotFound
		}
		if err != nil {
			return err
		}
		return tx.PutStaffRole(ctx, StaffRole{Group: g, Realm: group.Realm, Account: a, Role: role})
	})
	return fault.Wrap(err, "grant role")
}

// RevokeRole takes an account's role in a group away. Kind: NotFound.
func (s *Service) RevokeRole(ctx context.Context, a AccountID, g GroupID) error {
	err := s.store.InTx(ctx, func(tx Store) error { return tx.DeleteStaffRole(ctx, g, a) })
	return fault.Wrap(err, "revoke role")
}

// SlugFrom spells a name as the part of an address that names a group.
func SlugFrom(name string) string { return strings.Trim(prefix(slugFrom(name), 64), "-") }

// OrganisationMeeting returns a meeting of an organisation. Kind: NotFound.
func (s *Service) OrganisationMeeting(ctx context.Context, o OrganisationID, id ID) (Meeting, error) {
	var found Meeting
	err := s.store.View(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, id)
		if err != nil {
			return err
		}
		g, err := tx.Group(ctx, m.Realm, m.Group)
		if err == nil && g.Organisation != o {
			err = errNotFound
		}
		found = m
		return err
	})
	return found, fault.Wrap(err, "read meeting")
}

// StopMeeting ends a meeting whose doors are open, for somebody who is not in
// its room. A server that has the room closes it soon after (see
// Service.Stopped). Kinds: NotFound, Gone "meeting_ended", Conflict
// "doors_closed" for one that has not begun: that is cancelled.
func (s *Service) StopMeeting(ctx context.Context, o OrganisationID, id ID) error {
	m, err := s.OrganisationMeeting(ctx, o, id)
	if err != nil {
		return err
	}
	g, err := s.store.Group(ctx, m.Realm, m.Group)
	now := s.now()
	switch {
	case err != nil:
		return fault.Wrap(err, "stop meeting")
	case m.over(now):
		return fault.Wrap(errEnded, "stop meeting")
	case now.Before(g.DoorsOpenAt(m)):
		return fault.New(fault.Conflict, "doors_closed", "This meeting has not begun. It can be cancelled.")
	}
	return s.EndMeeting(ctx, id, now, Tally{})
}

// Outside is what was changed of a meeting from outside of its room.
type Outside struct {
	Over  bool                          // it was ended
	Leads map[AccountID]moderation.Role // who leads its group now, and as what
}

// FromOutside returns what holds now of a meeting that has a room. Kind:
// NotFound, also for an exercise, which nobody can change.
func (s *Service) FromOutside(ctx context.Context, id ID) (Outside, error) {
	var o Outside
	err := s.store.View(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, id)
		if err != nil {
			return err
		}
		o.Over, o.Leads = m.Status != Scheduled, map[AccountID]moderation.Role{}
		accounts, err := leads(ctx, tx, m.Group)
		for _, a := range accounts {
			if err != nil {
				return err
			}
			var who staff
			who, err = readStaff(ctx, tx, a)
			o.Leads[a] = who.roleIn(Group{ID: m.Group})
		}
		return err
	})
	return o, fault.Wrap(err, "look at a meeting from outside")
}

// Date is the day of a meeting of a schedule, as the rule has it in the
// schedule's zone: what a DateChange is about.
func (m Meeting) Date(zone string) string {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	return m.slot().In(place).Format(time.DateOnly)
}

// Roles lists the roles of an account, by group.
func (s *Service) Roles(ctx context.Context, a AccountID) ([]StaffRole, error) {
	all, err := s.store.StaffRoles(ctx, a)
	return all, fault.Wrap(err, "list roles")
}
