package meeting

import (
	"cmp"
	"context"
	"slices"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Credentials are the proofs a person brings, as the edge found them. All may
// be empty. An invite goes before a session: who opens a participant link is
// a participant, whatever else their browser holds.
type Credentials struct {
	Invite  Token // of an invite link
	Session Token // of a staff cookie
	Device  Token // of the device cookie
}

// Entrance is what a person sees before they join.
type Entrance struct {
	Organisation Organisation
	Group        Group
	Meeting      Meeting
	Agreement    Agreement
	DoorsOpenAt  time.Time
	Zone         string // of the group's schedule, IANA; empty without a schedule
	// Suggestions are pseudonyms to choose from, such as "Blue Heron"; none
	// for staff.
	Suggestions []string
	// Role is what the person will be in the room.
	Role moderation.Role
	// Name is fixed for staff (the account's) and empty for others.
	Name string
	// Removed is set when a standing removal matches the person's marks.
	Removed bool
}

// EnterRequest asks to stand at the door.
type EnterRequest struct {
	Credentials
	Meeting    ID     // needed with a session; with an invite it may be empty
	Name       string // pseudonym; ignored for staff
	Acceptance AcceptanceID
}

// Entry is a person who may stand at the door of a meeting (or go straight in,
// for those who lead). Its Name is the one to show.
type Entry struct {
	Entrance
	Marks      moderation.Marks
	Acceptance AcceptanceID
}

// Closing is what a person is told when a meeting is over, or when their link
// no longer holds.
type Closing struct {
	GroupName string
	Next      time.Time // when the group meets next; zero if that is not known
	Zone      string    // of the group's schedule, IANA
	Lines     []SupportLine
}

// Over is a fault of kind Gone with something to tell the person instead.
// fault.Of finds the fault inside it.
type Over struct {
	Closing Closing
	fault   *fault.Error
}

// Error is for logs, as that of the fault.
func (o *Over) Error() string { return o.fault.Error() }

// Unwrap returns the fault.
func (o *Over) Unwrap() error { return o.fault }

// Faults of the door.
var (
	errUnknownInvite = fault.New(fault.NotFound, "no_invite", "This link does not lead to a group here. Please check that all of it was copied.")
	errDoorsClosed   = fault.New(fault.Conflict, "doors_closed", "The doors are not open yet.")
	errRemoved       = fault.New(fault.Forbidden, "removed", "A facilitator has asked that you do not come back to this meeting.")
)

// Entrance returns the page before the room. m may be empty with an invite:
// it is then the meeting on now, or else the next one. Kinds: Unauthenticated
// without an invite or a session that holds; NotFound for an unknown invite or
// meeting (and for all that is in another realm); Forbidden for staff without
// a role in the group; and, as an *Over, Gone with reason "invite_revoked",
// "invite_expired", "meeting_ended", "meeting_cancelled" or "no_meeting".
// A removed person gets the page with Removed set.
func (s *Service) Entrance(ctx context.Context, c Credentials, m ID) (Entrance, error) {
	var page Entrance
	err := s.store.View(ctx, func(tx Store) error {
		v, err := s.receive(ctx, tx, c, m)
		if err != nil {
			return err
		}
		page, err = s.page(ctx, tx, v)
		return err
	})
	if err == nil && page.Role == moderation.Participant {
		page.Suggestions = Suggestions(suggested)
	}
	return page, fault.Wrap(err, "show entrance")
}

// suggested is how many pseudonyms the page before the room offers.
const suggested = 6

// Enter checks everything that is checked before a person stands at the door:
// invite or staff role, meeting open, agreements of the current version
// accepted under this pseudonym (staff excepted), no standing removal. Kinds
// as Entrance, and: Conflict "doors_closed" before the doors open, Conflict
// "agreement_changed", Forbidden "removed", Invalid for the name or the
// acceptance.
func (s *Service) Enter(ctx context.Context, r EnterRequest) (Entry, error) {
	var entry Entry
	err := s.store.View(ctx, func(tx Store) error {
		v, err := s.receive(ctx, tx, r.Credentials, r.Meeting)
		if err != nil {
			return err
		}
		page, err := s.page(ctx, tx, v)
		switch {
		case err != nil:
			return err
		case page.Removed:
			return errRemoved
		case s.now().Before(page.DoorsOpenAt):
			return errDoorsClosed
		}
		entry = Entry{Entrance: page, Marks: v.marks}
		if page.Role.Leads() {
			return nil
		}
		entry.Acceptance = r.Acceptance
		entry.Name, err = CleanName("name", r.Name)
		if err != nil {
			return err
		}
		return accepted(ctx, tx, entry)
	})
	return entry, fault.Wrap(err, "enter")
}

// accepted checks that the acceptance of an entry is of this meeting, of the
// current agreements and under the name.
func accepted(ctx context.Context, tx Store, e Entry) error {
	a, err := tx.Acceptance(ctx, e.Acceptance)
	switch {
	case fault.KindOf(err) == fault.NotFound, err == nil && (a.Meeting != e.Meeting.ID || a.Pseudonym != e.Name):
		return fault.Field("acceptance", "accept the group agreements under this name first")
	case err != nil:
		return err
	case a.Version != e.Agreement.Version || a.Hash != e.Agreement.Hash:
		return errAgreementChanged
	}
	return nil
}

// Accept records that the holder of an invite accepts the current agreements
// under a pseudonym, for one meeting. Kinds as Entrance, and: Conflict
// "agreement_changed" when version and hash are not the current ones, Invalid
// for the pseudonym.
func (s *Service) Accept(ctx context.Context, invite Token, m ID, version int, hash, pseudonym string) (Acceptance, error) {
	var made Acceptance
	err := s.store.InTx(ctx, func(tx Store) error {
		v, err := s.receiveGuest(ctx, tx, Credentials{Invite: invite}, m)
		if err != nil {
			return err
		}
		current, err := tx.CurrentAgreement(ctx, v.group.ID)
		if err != nil {
			return err
		}
		if current.Version != version || current.Hash != hash {
			return errAgreementChanged
		}
		name, err := CleanName("pseudonym", pseudonym)
		if err != nil {
			return err
		}
		now := s.now()
		made = Acceptance{
			ID: newID[AcceptanceID](now), Group: v.group.ID, Realm: v.group.Realm, Meeting: v.meeting.ID,
			Version: current.Version, Hash: current.Hash, Pseudonym: name, AcceptedAt: now,
		}
		return tx.AddAcceptance(ctx, made)
	})
	return made, fault.Wrap(err, "accept agreements")
}

// visitor is a person whose proofs hold for a meeting that is not over.
type visitor struct {
	organisation Organisation
	group        Group
	meeting      Meeting
	role         moderation.Role
	name         string // of staff
	marks        moderation.Marks
}

// page gathers what a visitor may see before the room.
func (s *Service) page(ctx context.Context, tx Store, v visitor) (Entrance, error) {
	agreement, noAgreement := tx.CurrentAgreement(ctx, v.group.ID)
	zone, noZone := zoneOf(ctx, tx, v.group.ID)
	removals, noRemovals := tx.Removals(ctx, v.meeting.ID)
	return Entrance{
		Organisation: v.organisation, Group: v.group, Meeting: v.meeting, Agreement: agreement,
		DoorsOpenAt: v.group.DoorsOpenAt(v.meeting), Zone: zone, Role: v.role, Name: v.name,
		Removed: slices.ContainsFunc(removals, func(r Removal) bool { return r.Stands() && r.Marks.Match(v.marks) }),
	}, first(noAgreement, noZone, noRemovals)
}

// receive checks the proofs a person brings for a meeting.
func (s *Service) receive(ctx context.Context, tx Store, c Credentials, m ID) (visitor, error) {
	if c.Invite != "" {
		return s.receiveGuest(ctx, tx, c, m)
	}
	return s.receiveStaff(ctx, tx, c, m)
}

// receiveGuest checks an invite.
func (s *Service) receiveGuest(ctx context.Context, tx Store, c Credentials, m ID) (visitor, error) {
	i, err := tx.InviteByToken(ctx, c.Invite.Hash())
	if fault.KindOf(err) == fault.NotFound {
		return visitor{}, errUnknownInvite
	}
	if err != nil {
		return visitor{}, err
	}
	v := visitor{role: moderation.Participant, marks: moderation.Marks{Device: c.Device.Hash()}}
	if i.Kind == Personal {
		v.marks.Invite = string(i.ID)
	}
	if v.group, err = tx.Group(ctx, i.Realm, i.Group); err != nil {
		return visitor{}, err
	}
	if v.organisation, err = tx.Organisation(ctx, v.group.Organisation); err != nil {
		return visitor{}, err
	}
	if err := s.holds(ctx, tx, v, i); err != nil {
		return visitor{}, err
	}
	if i.Meeting != "" && m != "" && i.Meeting != m {
		return visitor{}, errNotFound
	}
	v.meeting, err = s.meetingFor(ctx, tx, v, cmp.Or(i.Meeting, m))
	return v, err
}

// holds checks that an invite is neither revoked nor expired.
func (s *Service) holds(ctx context.Context, tx Store, v visitor, i Invite) error {
	var refusal *fault.Error
	switch {
	case !i.RevokedAt.IsZero():
		refusal = fault.New(fault.Gone, "invite_revoked", "This link is no longer in use. The group can give you a new one.")
	case !i.ExpiresAt.IsZero() && !s.now().Before(i.ExpiresAt):
		refusal = fault.New(fault.Gone, "invite_expired", "This link was for an earlier time. The group can give you a new one.")
	default:
		return nil
	}
	return gone(ctx, tx, v, refusal, time.Time{})
}

// meetingFor returns a meeting of a visitor's group that is not over: the
// given one or, for "", the one on now or else the next.
func (s *Service) meetingFor(ctx context.Context, tx Store, v visitor, id ID) (Meeting, error) {
	now := s.now()
	if id != "" {
		m, err := tx.Meeting(ctx, v.group.Realm, id)
		if err == nil && m.Group != v.group.ID {
			err = errNotFound
		}
		if err != nil {
			return Meeting{}, err
		}
		return m, s.open(ctx, tx, v, m)
	}
	m, err := onNow(ctx, tx, v.group.ID, now)
	if fault.KindOf(err) == fault.NotFound {
		m, err = tx.NextMeeting(ctx, v.group.ID, now)
	}
	if fault.KindOf(err) == fault.NotFound {
		err = gone(ctx, tx, v, fault.New(fault.Gone, "no_meeting", "This group has no meeting planned right now."), time.Time{})
	}
	return m, err
}

// open checks that a meeting of a visitor's group is not over.
func (s *Service) open(ctx context.Context, tx Store, v visitor, m Meeting) error {
	now := s.now()
	switch {
	case m.Status == Cancelled:
		return gone(ctx, tx, v, fault.New(fault.Gone, "meeting_cancelled", "This meeting was cancelled."), now)
	case m.over(now):
		return gone(ctx, tx, v, fault.New(fault.Gone, "meeting_ended", "This meeting has ended."), now)
	}
	return nil
}

// gone returns an *Over with what to tell a visitor instead.
func gone(ctx context.Context, tx Store, v visitor, f *fault.Error, after time.Time) error {
	c, err := closing(ctx, tx, v.organisation, v.group, after)
	if err != nil {
		return err
	}
	return &Over{Closing: c, fault: f}
}

// receiveStaff checks a session and the role of its account in the group.
func (s *Service) receiveStaff(ctx context.Context, tx Store, c Credentials, id ID) (visitor, error) {
	a, _, err := s.whose(ctx, tx, c.Session)
	if err != nil {
		return visitor{}, err
	}
	if id == "" {
		return visitor{}, fault.Field("meeting", "the id of a meeting")
	}
	m, err := tx.Meeting(ctx, moderation.AnyRealm, id)
	if err != nil {
		return visitor{}, err
	}
	who, g, err := permit(ctx, tx, a.ID, moderation.EnterAsStaff, m.Group)
	if err != nil {
		return visitor{}, err
	}
	// Staff are known by their account alone: a person removed from this browser
	// must not keep out the facilitator who uses it next.
	v := visitor{
		group: g, meeting: m, role: who.roleIn(g), name: a.Name,
		marks: moderation.Marks{Account: string(a.ID)},
	}
	if v.organisation, err = tx.Organisation(ctx, g.Organisation); err != nil {
		return visitor{}, err
	}
	return v, s.open(ctx, tx, v, m)
}
