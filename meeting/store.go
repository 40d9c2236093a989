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
// insert returns a Conflict with reason "exists" when a unique key is taken,
// and NotFound when what it refers to is not there (or is in another realm); a
// database out of reach is Unavailable; other failures have no kind. Lists are
// ordered as documented and empty, without an error, for none. Times come back
// in UTC with microsecond precision. Where a method takes a realm, AnyRealm
// means either.
type Store interface {
	// InTx runs f in one transaction, as if no other ran meanwhile: all of its
	// writes happen or none. f gets a Store of its own and may be run again
	// when transactions collide, so it must not leave traces elsewhere until
	// it returns; a returned error or a panic rolls back. Inside f, InTx and
	// View run in the same transaction.
	InTx(ctx context.Context, f func(Store) error) error
	// View runs f on one consistent state, for reading only.
	View(ctx context.Context, f func(Store) error) error

	OrganisationStore
	MeetingStore
	AgreementStore
	InviteStore
	PassStore
	RepeatStore
	AccountStore
	StaffInviteStore
	APITokenStore
	PasskeyStore
	RemovalStore
	ProposalStore
	RehearsalStore
	ReminderStore
	WebhookStore
	LiveStore
	AttendanceStore
	ReceiptStore
	AuditStore
	JobStore
	TallyStore

	// Forget deletes what is needed no longer at now, from the disk too. What
	// that is says one table, store.Retention, which docs/retention.md shows.
	Forget(ctx context.Context, now time.Time) error
}

// OrganisationStore keeps organisations, groups and schedules.
type OrganisationStore interface {
	PutOrganisation(ctx context.Context, o Organisation) error // insert or replace, lines included
	Organisation(ctx context.Context, id OrganisationID) (Organisation, error)
	OrganisationBySlug(ctx context.Context, slug string) (Organisation, error)
	Organisations(ctx context.Context) ([]Organisation, error) // by CreatedAt

	AddGroup(ctx context.Context, g Group) error
	// UpdateGroup replaces a group whose stored version is g.Version and
	// counts the version up; Conflict "version" when it is another, Conflict
	// "exists" when the slug is taken. Organisation, realm and CreatedAt stay.
	UpdateGroup(ctx context.Context, g Group) error
	Group(ctx context.Context, realm moderation.Realm, id GroupID) (Group, error)
	// Groups lists those of an organisation, or of all for "", by name.
	Groups(ctx context.Context, org OrganisationID, realm moderation.Realm) ([]Group, error)

	PutSchedule(ctx context.Context, s Schedule) error            // insert or replace
	Schedules(ctx context.Context, g GroupID) ([]Schedule, error) // oldest first
	AllSchedules(ctx context.Context) ([]Schedule, error)

	DateStore
	ListingStore
	CalendarStore
}

// CalendarStore keeps the calendars of staff.
type CalendarStore interface {
	PutCalendarFeed(ctx context.Context, f CalendarFeed) error // insert or replace
	CalendarFeed(ctx context.Context, a AccountID) (CalendarFeed, error)
	CalendarFeedByToken(ctx context.Context, tokenHash string) (CalendarFeed, error)
	DeleteCalendarFeed(ctx context.Context, a AccountID) error
}

// ListingStore reads what is public of a realm, each in one query.
type ListingStore interface {
	// GroupBySlug finds a group of a realm whatever its visibility.
	GroupBySlug(ctx context.Context, realm moderation.Realm, o OrganisationID, slug string) (Group, error)
	ListedGroups(ctx context.Context, realm moderation.Realm) ([]Group, error) // the Public ones, by name
	ListedSchedules(ctx context.Context, realm moderation.Realm) ([]Schedule, error)
	// ListedMeetings lists the meetings of listed groups that end after from
	// and start before to, by StartsAt.
	ListedMeetings(ctx context.Context, realm moderation.Realm, from, to time.Time) ([]Meeting, error)
	// LaterMeetings lists the first Scheduled meeting of each of some groups
	// that starts at or after a time, by StartsAt.
	LaterMeetings(ctx context.Context, groups []GroupID, from time.Time) ([]Meeting, error)
}

// DateStore keeps what differs from the schedules, and who leads.
type DateStore interface {
	PutDateChange(ctx context.Context, c DateChange) error // insert or replace
	DeleteDateChange(ctx context.Context, g GroupID, date string) error
	// DateChanges lists those of a group, or of all groups for "", by date.
	DateChanges(ctx context.Context, g GroupID) ([]DateChange, error)
	PutHoliday(ctx context.Context, h Holiday) error // insert or replace
	DeleteHoliday(ctx context.Context, o OrganisationID, date string) error
	// Holidays lists those of an organisation, or of all for "", by date.
	Holidays(ctx context.Context, o OrganisationID) ([]Holiday, error)

	AddShift(ctx context.Context, s Shift) error // no error when it is there
	DeleteShift(ctx context.Context, m ID, a AccountID) error
	// Shifts lists those of a group's meetings that end after from and start
	// before to, by meeting and account.
	Shifts(ctx context.Context, g GroupID, from, to time.Time) ([]Shift, error)
	// Busy lists the Scheduled meetings of any realm that an account has a
	// shift in and that overlap a span, by StartsAt.
	Busy(ctx context.Context, a AccountID, from, to time.Time) ([]Meeting, error)
}

// MeetingStore keeps meetings.
type MeetingStore interface {
	// AddMeetings inserts occurrences; one that exists already (same schedule
	// and start) is left as it is.
	AddMeetings(ctx context.Context, ms []Meeting) error
	// UpdateMeeting replaces start, end and status with what explains them.
	UpdateMeeting(ctx context.Context, m Meeting) error
	Meeting(ctx context.Context, realm moderation.Realm, id ID) (Meeting, error)
	// MeetingsOf lists a group's meetings that end after from and start before
	// to, by StartsAt.
	MeetingsOf(ctx context.Context, g GroupID, from, to time.Time) ([]Meeting, error)
	// NextMeeting returns a group's first Scheduled meeting that starts after
	// a time.
	NextMeeting(ctx context.Context, g GroupID, after time.Time) (Meeting, error)
	// Overdue lists the Scheduled meetings of all groups that end before a
	// time, by EndsAt.
	Overdue(ctx context.Context, before time.Time) ([]Meeting, error)
}

// AgreementStore keeps agreements and acceptances.
type AgreementStore interface {
	AddAgreement(ctx context.Context, a Agreement) error // Conflict if the version exists
	CurrentAgreement(ctx context.Context, g GroupID) (Agreement, error)
	Agreements(ctx context.Context, g GroupID) ([]Agreement, error) // newest first
	AddAcceptance(ctx context.Context, a Acceptance) error
	Acceptance(ctx context.Context, id AcceptanceID) (Acceptance, error)
	// CountAcceptances counts a group's acceptances by version.
	CountAcceptances(ctx context.Context, g GroupID) (map[int]int, error)
}

// InviteStore keeps invites.
type InviteStore interface {
	AddInvite(ctx context.Context, i Invite) error
	InviteByToken(ctx context.Context, tokenHash string) (Invite, error)
	Invites(ctx context.Context, g GroupID) ([]Invite, error) // newest first
	// UseInvite counts that a browser comes by an invite to a meeting, once for
	// each three, and reports whether it may: false when there are MaxUses
	// already.
	UseInvite(ctx context.Context, id InviteID, m ID, device string) (bool, error)
	// InviteUsed reports whether that was counted before.
	InviteUsed(ctx context.Context, id InviteID, m ID, device string) (bool, error)
	// RevokeInvite revokes an invite of a group; the first time stays.
	RevokeInvite(ctx context.Context, g GroupID, id InviteID, at time.Time) error
}

// RepeatStore keeps what was done once.
type RepeatStore interface {
	// BeginRepeat stores b and reports that it is the caller's to do, unless
	// there is one of its key already: that is returned then. One of the same
	// request that was begun before stale and is not done becomes the caller's.
	BeginRepeat(ctx context.Context, b Begun, stale time.Time) (Begun, bool, error)
	EndRepeat(ctx context.Context, b Begun, answer []byte) error
	DropRepeat(ctx context.Context, b Begun) error // one that is not done
}

// PassStore keeps passes.
type PassStore interface {
	AddPass(ctx context.Context, p Pass) error
	PassByToken(ctx context.Context, tokenHash string) (Pass, error)
	// CountPasses counts those of a group that hold at a time.
	CountPasses(ctx context.Context, g GroupID, now time.Time) (int, error)
	UsePass(ctx context.Context, id PassID, day string) error   // no error when it is gone
	DeletePass(ctx context.Context, g GroupID, id PassID) error // of a group
	DeletePasses(ctx context.Context, g GroupID) error          // all of a group
}

// AccountStore keeps accounts, their roles, sign-in links and sessions.
type AccountStore interface {
	AddAccount(ctx context.Context, a Account) error // Conflict if the organisation has the name
	Account(ctx context.Context, id AccountID) (Account, error)
	Accounts(ctx context.Context, org OrganisationID) ([]Account, error) // by Name
	// DisableAccount disables an account and deletes its address, its passkeys,
	// its sessions and its tokens; the first time stays.
	DisableAccount(ctx context.Context, id AccountID, at time.Time) error
	// SetEmail gives an account an address, "" takes the one it has away;
	// Conflict "exists" when another account has it.
	SetEmail(ctx context.Context, id AccountID, e Email) error
	Email(ctx context.Context, id AccountID) (Email, error) // "" for none
	AccountByEmail(ctx context.Context, e Email) (Account, error)

	PutStaffRole(ctx context.Context, r StaffRole) error // insert or replace
	StaffRoles(ctx context.Context, a AccountID) ([]StaffRole, error)
	OrganisationRoles(ctx context.Context, org OrganisationID) ([]StaffRole, error) // by group
	DeleteStaffRole(ctx context.Context, g GroupID, a AccountID) error
	SetManager(ctx context.Context, a AccountID, manager bool) error
	// Leads lists the accounts with a role in a group that are not disabled,
	// by Name.
	Leads(ctx context.Context, g GroupID) ([]Account, error)

	AddSignInLink(ctx context.Context, l SignInLink) error
	// UseSignInLink marks a link used, exactly once even under concurrency,
	// and returns it; NotFound when it is unknown, Gone "link_used" or
	// "link_expired" when it is over at now.
	UseSignInLink(ctx context.Context, tokenHash string, now time.Time) (SignInLink, error)
	AddSession(ctx context.Context, s Session) error
	SessionByToken(ctx context.Context, tokenHash string) (Session, error)
	TouchSession(ctx context.Context, id SessionID, seen time.Time) error // no error when it is gone
	Sessions(ctx context.Context, a AccountID) ([]Session, error)         // newest first
	DeleteSession(ctx context.Context, a AccountID, id SessionID) error
}

// StaffInviteStore keeps invites of people who are to become staff. Where one
// was sent is deleted once it is used, revoked or expired.
type StaffInviteStore interface {
	AddStaffInvite(ctx context.Context, i StaffInvite) error
	StaffInviteByToken(ctx context.Context, tokenHash string) (StaffInvite, error)
	StaffInvites(ctx context.Context, org OrganisationID) ([]StaffInvite, error) // newest first
	// RevokeStaffInvite revokes an invite of an organisation; the first time
	// stays.
	RevokeStaffInvite(ctx context.Context, org OrganisationID, id StaffInviteID, at time.Time) error
	// UseStaffInvite marks an invite used and reports whether this call did,
	// which one call does even under concurrency.
	UseStaffInvite(ctx context.Context, id StaffInviteID, at time.Time) (bool, error)
}

// APITokenStore keeps tokens of programs.
type APITokenStore interface {
	AddAPIToken(ctx context.Context, t APIToken) error
	APITokenByToken(ctx context.Context, tokenHash string) (APIToken, error)
	APITokens(ctx context.Context, org OrganisationID) ([]APIToken, error)       // newest first
	TouchAPIToken(ctx context.Context, id APITokenID, day time.Time) error       // no error when it is gone
	DeleteAPIToken(ctx context.Context, org OrganisationID, id APITokenID) error // NotFound in another organisation
}

// PasskeyStore keeps passkeys and ceremonies.
type PasskeyStore interface {
	AddPasskey(ctx context.Context, p Passkey) error // Conflict if the credential exists
	PasskeyByCredential(ctx context.Context, credential string) (Passkey, error)
	Passkeys(ctx context.Context, a AccountID) ([]Passkey, error) // newest first
	// UsePasskey replaces the record and when it was used.
	UsePasskey(ctx context.Context, p Passkey) error
	RenamePasskey(ctx context.Context, a AccountID, id PasskeyID, name string) error
	DeletePasskey(ctx context.Context, a AccountID, id PasskeyID) error

	AddCeremony(ctx context.Context, c Ceremony) error
	// TakeCeremony deletes a ceremony and returns it, exactly once even under
	// concurrency; NotFound when it is not there.
	TakeCeremony(ctx context.Context, tokenHash string) (Ceremony, error)
}

// ProposalStore keeps wishes for agreements.
type ProposalStore interface {
	AddProposal(ctx context.Context, p Proposal) error
	Proposals(ctx context.Context, g GroupID) ([]Proposal, error) // newest day first
	DeleteProposal(ctx context.Context, g GroupID, id ProposalID) error
}

// RehearsalStore keeps what accounts did in rehearsals.
type RehearsalStore interface {
	AddRehearsed(ctx context.Context, r Rehearsed) error             // the first time stays
	Rehearsed(ctx context.Context, a AccountID) ([]Rehearsed, error) // oldest first
}

// RemovalStore keeps removals.
type RemovalStore interface {
	AddRemoval(ctx context.Context, r Removal) error
	// UndoRemoval undoes a removal of a meeting; the first time stays.
	UndoRemoval(ctx context.Context, m ID, id RemovalID, at time.Time) error
	Removals(ctx context.Context, m ID) ([]Removal, error) // oldest first, the undone among them
}
