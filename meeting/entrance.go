package meeting

import (
	"context"
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

// Entrance returns the page before the room. m may be empty with an invite:
// it is then the meeting on now, or else the next one. Kinds: Unauthenticated
// without an invite or a session that holds; NotFound for an unknown invite or
// meeting (and for all that is in another realm); Forbidden for staff without
// a role in the group; and, as an *Over, Gone with reason "invite_revoked",
// "invite_expired", "meeting_ended", "meeting_cancelled" or "no_meeting".
// A removed person gets the page with Removed set.
func (s *Service) Entrance(ctx context.Context, c Credentials, m ID) (Entrance, error) {
	panic("contract")
}

// Enter checks everything that is checked before a person stands at the door:
// invite or staff role, meeting open, agreements of the current version
// accepted under this pseudonym (staff excepted), no standing removal. Kinds
// as Entrance, and: Conflict "doors_closed" before the doors open, Conflict
// "agreement_changed", Forbidden "removed", Invalid for the name or the
// acceptance.
func (s *Service) Enter(ctx context.Context, r EnterRequest) (Entry, error) { panic("contract") }

// Accept records that the holder of an invite accepts the current agreements
// under a pseudonym, for one meeting. Kinds as Entrance, and: Conflict
// "agreement_changed" when version and hash are not the current ones, Invalid
// for the pseudonym.
func (s *Service) Accept(ctx context.Context, invite Token, m ID, version int, hash, pseudonym string) (Acceptance, error) {
	panic("contract")
}
