package meeting

import (
	"context"
	"time"

	"warmroom/moderation"
)

// Store keeps the stored things. Implementations (package store) run the same
// suite on SQLite and Postgres.
//
// Every getter returns a fault of kind NotFound when there is no row; every
// insert or update returns a Conflict when a unique key or a Version is
// violated; other failures have no kind. Lists are ordered as documented and
// never nil errors for "none". Times come back in UTC.
type Store interface {
	// InTx runs f in one transaction: all of its writes happen or none. f gets
	// a Store of its own; a returned error or a panic rolls back.
	InTx(ctx context.Context, f func(Store) error) error

	PutOrganisation(ctx context.Context, o Organisation) error // insert or replace, lines included
	Organisation(ctx context.Context, id OrganisationID) (Organisation, error)
	Organisations(ctx context.Context) ([]Organisation, error) // by CreatedAt

	AddGroup(ctx context.Context, g Group) error
	UpdateGroup(ctx context.Context, g Group) error // g.Version is the one read; stored + 1
	Group(ctx context.Context, realm moderation.Realm, id GroupID) (Group, error)
	Groups(ctx context.Context, org OrganisationID, realm moderation.Realm) ([]Group, error) // by Name

	PutSchedule(ctx context.Context, s Schedule) error
	Schedules(ctx context.Context, g GroupID) ([]Schedule, error)
	AllSchedules(ctx context.Context) ([]Schedule, error)

	// AddMeetings inserts occurrences; one that exists already (same schedule
	// and start) is left as it is.
	AddMeetings(ctx context.Context, ms []Meeting) error
	UpdateMeeting(ctx context.Context, m Meeting) error
	Meeting(ctx context.Context, realm moderation.Realm, id ID) (Meeting, error)
	// MeetingsOf lists a group's meetings that end after from and start before
	// to, by StartsAt.
	MeetingsOf(ctx context.Context, g GroupID, from, to time.Time) ([]Meeting, error)

	AddAgreement(ctx context.Context, a Agreement) error // Conflict if the version exists
	CurrentAgreement(ctx context.Context, g GroupID) (Agreement, error)
	Agreements(ctx context.Context, g GroupID) ([]Agreement, error) // newest first
	AddAcceptance(ctx context.Context, a Acceptance) error
	Acceptance(ctx context.Context, id AcceptanceID) (Acceptance, error)

	AddInvite(ctx context.Context, i Invite) error
	InviteByToken(ctx context.Context, tokenHash string) (Invite, error)
	Invites(ctx context.Context, g GroupID) ([]Invite, error) // newest first
	RevokeInvite(ctx context.Context, g GroupID, id InviteID, at time.Time) error

	AddAccount(ctx context.Context, a Account) error
	Account(ctx context.Context, id AccountID) (Account, error)
	Accounts(ctx context.Context, org OrganisationID) ([]Account, error) // by Name
	PutStaffRole(ctx context.Context, r StaffRole) error
	StaffRoles(ctx context.Context, a AccountID) ([]StaffRole, error)

	AddSignInLink(ctx context.Context, l SignInLink) error
	// UseSignInLink marks a link used, exactly once even under concurrency,
	// and returns it; NotFound when it is unknown, used or expired at now.
	UseSignInLink(ctx context.Context, tokenHash string, now time.Time) (SignInLink, error)
	AddSession(ctx context.Context, s Session) error
	SessionByToken(ctx context.Context, tokenHash string) (Session, error)
	TouchSession(ctx context.Context, id SessionID, seen time.Time) error
	Sessions(ctx context.Context, a AccountID) ([]Session, error) // newest first
	DeleteSession(ctx context.Context, a AccountID, id SessionID) error

	AddRemoval(ctx context.Context, r Removal) error
	UndoRemoval(ctx context.Context, m ID, id RemovalID, at time.Time) error
	Removals(ctx context.Context, m ID) ([]Removal, error) // oldest first

	// Forget deletes what a finished meeting needs no longer: acceptances'
	// pseudonyms, removals' device marks, used sign-in links, expired
	// sessions. It is called about once an hour with the current time.
	Forget(ctx context.Context, now time.Time) error
}
