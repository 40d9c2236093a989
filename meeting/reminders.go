package meeting

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// ReminderID names a Reminder.
type ReminderID string

// Reminder is what somebody asked to be written about, with what they agreed
// to. The address is no part of it, so that it can't leave with one. One that
// is not confirmed by the link of a letter is forgotten within a day: nobody
// can ask for somebody else.
type Reminder struct {
	ID          ReminderID
	Group       GroupID
	Realm       moderation.Realm
	Meeting     ID            // empty: every meeting of the group
	Language    string        // "en" or "es"
	Before      time.Duration // the start; one of ReminderTimes
	Wording     int           // version of the words that were agreed to
	AskedAt     time.Time
	ConfirmedAt time.Time // zero until then
}

// ReminderTimes are how long before the start somebody can be reminded.
func ReminderTimes() []time.Duration { return []time.Duration{time.Hour, 24 * time.Hour} }

// ReminderWording is the version of the words that people agree to when they
// ask. It counts up when those words change.
const ReminderWording = 1

// ConfirmWithin is how long the link holds with which somebody confirms that
// they asked.
const ConfirmWithin = 24 * time.Hour

// ReminderAddress is where letters go, and the token that they hold.
type ReminderAddress struct {
	Email Email
	Token Token
}

// LogValue hides it in logs.
func (ReminderAddress) LogValue() slog.Value { return slog.StringValue(redacted) }

// Told is what somebody was told of one meeting.
type Told struct {
	Reminder ReminderID
	Meeting  ID
	Reminded bool
	// Changed says that the meeting was changed, and the reader knows it as the
	// rest says.
	Changed  bool
	StartsAt time.Time
	Off      bool
}

// ReminderStore keeps who asked for reminders, their addresses encrypted.
type ReminderStore interface {
	// AskReminder keeps what was asked for. Somebody who asks again for the
	// same keeps what they confirmed; what they did not confirm is replaced,
	// to its token. It returns what is kept, and the token.
	AskReminder(ctx context.Context, r Reminder, a ReminderAddress) (Reminder, Token, error)
	Reminder(ctx context.Context, id ReminderID) (Reminder, ReminderAddress, error)
	ReminderByToken(ctx context.Context, tokenHash string) (Reminder, error)
	ConfirmReminder(ctx context.Context, id ReminderID, at time.Time) error // the first time stays
	DeleteReminder(ctx context.Context, id ReminderID) error                // with what was told; no error when it is gone
	// RemindersOf lists the confirmed ones that a meeting concerns.
	RemindersOf(ctx context.Context, m Meeting) ([]Reminder, error)
	// DueReminders lists what is to be told: the confirmed reminders of a time
	// before the start that have not reminded of a Scheduled meeting which
	// starts after now and within that time.
	DueReminders(ctx context.Context, before time.Duration, now time.Time) ([]Told, error)
	Told(ctx context.Context, r ReminderID, m ID) (Told, error)
	PutTold(ctx context.Context, t Told) error // insert or replace
}

// AskReminders lets somebody be reminded of a group that a side shows, or of
// one of its meetings, once they follow the link in a letter that is sent to
// them. Its caller must not let anybody see whether they had asked before.
// Kinds: NotFound, Invalid naming the field, Unsupported "no_mail", those of
// Post.
func (s *Service) AskReminders(ctx context.Context, side Side, organisation, group string, r Reminder, to Email) error {
	return s.askReminders(ctx, r, to, func(tx Store) (Group, error) {
		return s.remindable(ctx, tx, side, organisation, group, r.Meeting)
	})
}

// AskRemindersByInvite is AskReminders for whoever holds a link to the door of
// a group, which may be private; of all its meetings. Kinds: those of
// AskReminders, and Gone as an *Over when the link no longer holds.
func (s *Service) AskRemindersByInvite(ctx context.Context, invite Token, r Reminder, to Email) error {
	return s.askReminders(ctx, r, to, func(tx Store) (Group, error) {
		v, _, err := s.invited(ctx, tx, invite)
		return v.group, err
	})
}

// askReminders keeps what was asked for of a group, and sends the letter that
// asks back.
func (s *Service) askReminders(ctx context.Context, r Reminder, to Email, of func(Store) (Group, error)) error {
	if err := first(s.canSend(), oneOf("language", r.Language, "en", "es"), checkBefore(r.Before)); err != nil {
		return err
	}
	letter := Letter{To: to, Kind: LetterConfirmReminder, Language: r.Language, Holds: ConfirmWithin}
	err := s.store.InTx(ctx, func(tx Store) error {
		g, err := of(tx)
		if err != nil {
			return err
		}
		now, asked := s.now(), r
		asked.ID, asked.Group, asked.Realm = newID[ReminderID](now), g.ID, g.Realm
		asked.Wording, asked.AskedAt, asked.ConfirmedAt = ReminderWording, now, time.Time{}
		_, letter.Token, err = tx.AskReminder(ctx, asked, ReminderAddress{Email: to, Token: NewToken()})
		return err
	})
	if err == nil {
		err = s.tools.Post.Send(ctx, letter)
	}
	return fault.Wrap(err, "ask for reminders")
}

func checkBefore(d time.Duration) error {
	if slices.Contains(ReminderTimes(), d) {
		return nil
	}
	return fault.Field("before", "60 or 1440 minutes")
}

// remindable returns a group that a side shows; a meeting that is named has to
// be one of its, and to come.
func (s *Service) remindable(ctx context.Context, tx Store, side Side, organisation, group string, m ID) (Group, error) {
	o, err := tx.OrganisationBySlug(ctx, organisation)
	if err != nil {
		return Group{}, err
	}
	g, err := tx.GroupBySlug(ctx, side.Realm, o.ID, group)
	if err == nil && !side.Shown(g) {
		err = errNotFound
	}
	if err != nil || m == "" {
		return g, err
	}
	one, err := tx.Meeting(ctx, side.Realm, m)
	if err == nil && (one.Group != g.ID || one.Status != Scheduled || !one.StartsAt.After(s.now())) {
		err = errNotFound
	}
	return g, err
}

// AskedReminder is what the holder of a letter's link is shown.
type AskedReminder struct {
	Reminder
	GroupName string
	Page      string  // path of the group's; empty when it has none
	Zone      string  // of its schedule; may be empty
	Next      Meeting // the one it is for, or the next; without an ID for none
}

// Confirmed reports whether letters come.
func (a AskedReminder) Confirmed() bool { return !a.ConfirmedAt.IsZero() }

// AskedReminder returns what a letter's link is about. Kind: NotFound for one
// that is over.
func (s *Service) AskedReminder(ctx context.Context, token Token) (AskedReminder, error) {
	var a AskedReminder
	err := s.store.View(ctx, func(tx Store) error {
		r, err := s.reminder(ctx, tx, token)
		if err != nil {
			return err
		}
		g, noGroup := tx.Group(ctx, r.Realm, r.Group)
		zone, noZone := zoneOf(ctx, tx, r.Group)
		o, noOrganisation := tx.Organisation(ctx, g.Organisation)
		a = AskedReminder{Reminder: r, GroupName: g.Name, Zone: zone, Page: groupPage(o, g)}
		var noMeeting error
		if r.Meeting != "" {
			a.Next, noMeeting = tx.Meeting(ctx, r.Realm, r.Meeting)
		} else {
			a.Next, noMeeting = tx.NextMeeting(ctx, r.Group, s.now())
		}
		if fault.KindOf(noMeeting) == fault.NotFound {
			a.Next, noMeeting = Meeting{}, nil
		}
		return first(noGroup, noZone, noOrganisation, noMeeting)
	})
	return a, fault.Wrap(err, "find reminder")
}

// groupPage is the path of a group's public page, empty when it has none.
func groupPage(o Organisation, g Group) string {
	for _, side := range Sides() {
		if side.Shown(g) {
			return side.Root + "/" + o.Slug + "/" + g.Slug
		}
	}
	return ""
}

// remindersPage is where people ask to be reminded of a group, empty when it
// has no public page.
func remindersPage(o Organisation, g Group) string {
	if page := groupPage(o, g); page != "" {
		return page + "/reminders"
	}
	return ""
}

// reminder finds the one of a token, unless nobody confirmed it in time.
func (s *Service) reminder(ctx context.Context, tx Store, token Token) (Reminder, error) {
	if token == "" {
		return Reminder{}, errNotFound
	}
	r, err := tx.ReminderByToken(ctx, token.Hash())
	if err == nil && r.ConfirmedAt.IsZero() && s.now().Sub(r.AskedAt) > ConfirmWithin {
		err = errNotFound
	}
	return r, err
}

// ConfirmReminder is the consent: who has the letter wants to be reminded.
// Confirming twice is no error. Kind: NotFound.
func (s *Service) ConfirmReminder(ctx context.Context, token Token) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		r, err := s.reminder(ctx, tx, token)
		if err != nil {
			return err
		}
		return tx.ConfirmReminder(ctx, r.ID, s.now())
	})
	return fault.Wrap(err, "confirm reminder")
}

// StopReminder erases a reminder, with the address and the consent. One that
// is gone already is no error.
func (s *Service) StopReminder(ctx context.Context, token Token) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		r, err := tx.ReminderByToken(ctx, token.Hash())
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.DeleteReminder(ctx, r.ID)
	})
	return fault.Wrap(err, "stop reminder")
}
