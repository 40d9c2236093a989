package meeting

import (
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
	Invite  Token // of an invite link, or OpenDoor
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
	// Observer says that the link is one for observers.
	Observer bool
	// Pass says that the person comes with a pass, which spares them the door.
	Pass bool
	// Removed is set when a standing removal matches the person's marks.
	Removed bool
	// Reason and Record are set with Removed: why, and the token that shows the
	// person what was done about them; it may be empty.
	Reason moderation.Reason
	Record Token
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
	Invite     InviteID // they came by; empty for others
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
	Reminders string // path of the page on which to ask for reminders; empty for none
	CanRemind bool   // letters can be sent: whoever has an invite can ask, page or not
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
	errNameTaken     = fault.New(fault.Conflict, "name_taken", "Somebody here goes by a name like that. Please choose another one.")
	errRemoved       = fault.New(fault.Forbidden, "removed", "A facilitator has asked that you do not come back to this meeting.")
)

// Entrance returns the page before the room. m may be empty with an invite:
// it is then the meeting on now, or else the next one. Kinds: Unauthenticated
// without an invite or a session that holds; NotFound for an unknown invite or
// meeting (and for all that is in another realm); Forbidden for staff without
// a role in the group; and, as an *Over, Gone with reason "invite_revoked",
// "invite_expired", "invite_used_up", "meeting_ended", "meeting_cancelled" or
// "no_meeting".
// A removed person gets the page with Removed set.
func (s *Service) Entrance(ctx context.Context, c Credentials, m ID) (Entrance, error) {
	var page Entrance
	if c.Invite == "" && m.IsExercise() {
		return s.exerciseEntrance(ctx, c, m)
	}
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
// acceptance, Conflict "name_taken" for a name like that of somebody who leads
// the group.
func (s *Service) Enter(ctx context.Context, r EnterRequest) (Entry, error) {
	var (
		entry Entry
		v     visitor
	)
	if r.Invite == "" && r.Meeting.IsExercise() {
		entry, err := s.beginExercise(ctx, r)
		return entry, fault.Wrap(err, "enter an exercise")
	}
	err := s.store.View(ctx, func(tx Store) error {
		var err error
		if v, err = s.receive(ctx, tx, r.Credentials, r.Meeting); err != nil {
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
		entry = Entry{Entrance: page, Marks: v.marks, Invite: v.invite.ID}
		if page.Role.Leads() {
			return nil
		}
		entry.Acceptance = r.Acceptance
		if entry.Name, err = pseudonym(ctx, tx, page.Group.ID, "name", r.Name); err != nil {
			return err
		}
		return accepted(ctx, tx, entry)
	})
	if err == nil {
		err = s.count(ctx, v)
	}
	return entry, fault.Wrap(err, "enter")
}

// count writes down that somebody comes by an invite that is for so many, or
// with a pass.
func (s *Service) count(ctx context.Context, v visitor) error {
	if today := s.now().Format(time.DateOnly); v.marks.Pass != "" && v.passUsed != today {
		return s.store.UsePass(ctx, PassID(v.marks.Pass), today)
	}
	if v.invite.MaxUses == 0 {
		return nil
	}
	return s.store.InTx(ctx, func(tx Store) error {
		may, err := tx.UseInvite(ctx, v.invite.ID, v.meeting.ID, v.marks.Device)
		if err == nil && !may {
			err = s.usedUp(ctx, tx, v)
		}
		return err
	})
}

// pseudonym cleans a name for a group, where it must not read like the name of
// somebody who leads.
func pseudonym(ctx context.Context, tx Store, g GroupID, field, name string) (string, error) {
	name, err := CleanName(field, name)
	if err != nil {
		return "", err
	}
	leads, err := tx.Leads(ctx, g)
	if slices.ContainsFunc(leads, func(a Account) bool { return Fold(a.Name) == Fold(name) }) {
		taken := *errNameTaken
		taken.Field = field
		return "", &taken
	}
	return name, err
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
// for the pseudonym, Conflict "name_taken" when it reads like that of somebody
// who leads the group.
func (s *Service) Accept(ctx context.Context, invite Token, m ID, version int, hash, name string) (Acceptance, error) {
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
		name, err := pseudonym(ctx, tx, v.group.ID, "pseudonym", name)
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
