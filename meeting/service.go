package meeting

import (
	"context"
	"log/slog"
	"time"

	"warmroom/moderation"
)

// Service holds the use cases on stored things. Each asks moderation.Allow and
// runs in one transaction. It has no state of its own besides its Store.
type Service struct {
	store Store
	now   func() time.Time
	log   *slog.Logger
}

// NewService returns the use cases on a store. now is the clock, time.Now
// outside tests.
func NewService(s Store, now func() time.Time, log *slog.Logger) *Service {
	return &Service{store: s, now: now, log: log}
}

// Entrance is what a person sees before they join.
type Entrance struct {
	Organisation Organisation
	Group        Group
	Meeting      Meeting
	Agreement    Agreement
	DoorsOpenAt  time.Time
	// Suggestions are pseudonyms to choose from, such as "Blue Heron".
	Suggestions []string
	// Role is what the person will be in the room.
	Role moderation.Role
	// Name is fixed for staff (the account's) and empty for others.
	Name string
	// Removed is set when a standing removal matches the person's marks.
	Removed bool
}

// Credentials are the proofs a person brings, as the edge found them. All may
// be empty. An invite goes before a session: who opens a participant link is
// a participant, whatever else their browser holds.
type Credentials struct {
	Invite  Token // of an invite link
	Session Token // of a staff cookie
	Device  Token // of the device cookie
}

// Entry is a person who may stand at the door of a meeting (or go straight in,
// for those who lead).
type Entry struct {
	Entrance
	Marks      moderation.Marks
	Acceptance AcceptanceID
}

// EnterRequest asks to stand at the door.
type EnterRequest struct {
	Credentials
	Meeting    ID     // needed with a session; with an invite it may be empty
	Name       string // pseudonym; ignored for staff
	Acceptance AcceptanceID
}

// Entrance returns the page before the room. Kinds: NotFound for an unknown
// invite or meeting (and for all that is in another realm), Gone with reason
// "invite_revoked", "invite_expired", "meeting_ended" or "meeting_cancelled".
// A removed person gets the page with Removed set.
func (s *Service) Entrance(ctx context.Context, c Credentials, m ID) (Entrance, error) {
	panic("contract")
}

// Enter checks everything that is checked before a person stands at the door:
// invite or staff role, meeting open, agreements of the current version
// accepted under this pseudonym (staff excepted), no standing removal. Kinds
// as Entrance, and: Conflict "doors_closed" before the doors open, Conflict
// "agreement_changed", Forbidden "removed", Invalid for the name.
func (s *Service) Enter(ctx context.Context, r EnterRequest) (Entry, error) { panic("contract") }
