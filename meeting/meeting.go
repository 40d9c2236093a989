// Package meeting is the domain of stored things: organisations, groups,
// schedules, meetings, agreements, invites, accounts and removals, with the
// use cases on them and the [Store] they need.
//
// It is called by api and signaling (use cases) and by room (its types); it
// imports moderation and fault, never gorm, gin or a socket. It starts no
// goroutines. Times are UTC with microsecond precision; a schedule carries
// its own IANA zone.
package meeting

import (
	"time"

	"warmroom/moderation"
)

// Identifiers are ULIDs as text: sortable, and nothing can be read from them
// but when they were made.
type (
	OrganisationID string
	GroupID        string
	ScheduleID     string
	ID             string // of a Meeting
	AgreementID    string
	AcceptanceID   string
	InviteID       string
	AccountID      string
	SessionID      string
	RemovalID      string
)

// Organisation runs groups. One installation serves one or more.
type Organisation struct {
	ID        OrganisationID
	Slug      string // in public addresses; 1 to 40 of [a-z0-9-], unique
	Name      string
	CreatedAt time.Time
	// Lines are the phone lines shown on every kind page, warmlines first.
	Lines []SupportLine
	// Region is where its people are, ISO 3166-1 alpha-2; empty means unknown
	// or in many places. It comes from a manager, never from an address.
	Region string
	// Resources are where it points its people to, in its order.
	Resources []Resource
}

// SupportLine is a number to call or text.
type SupportLine struct {
	Kind   LineKind
	Name   string
	Call   string // E.164 or a short code, for a tel: link; may be empty
	Text   string // short code for an sms: link; may be empty
	Hours  string // plain words, "24 hours" or "daily 9 to 21"
	Region string // ISO 3166-1 alpha-2, empty means everywhere
	Open   OpenHours
}

// LineKind tells a warmline, for a talk, from a crisis line, for danger.
type LineKind string

// The kinds of lines; they are never styled alike.
const (
	Warmline LineKind = "warmline"
	Crisis   LineKind = "crisis"
)

// Kind says whom a group is for.
type Kind string

// The kinds of groups.
const (
	KindRecovery    Kind = "recovery"
	KindFamily      Kind = "family"
	KindCourtLinked Kind = "court_linked"
	KindOpen        Kind = "open"
)

// Realm returns the side of the house a kind of group lives on.
func (k Kind) Realm() moderation.Realm {
	if k == KindFamily {
		return moderation.Family
	}
	return moderation.Recovery
}

// CameraRule is what a group expects of cameras; people see it before joining.
type CameraRule string

// The camera rules. Even CameraEncouraged starts with the camera off.
const (
	CameraOptional   CameraRule = "optional"
	CameraEncouraged CameraRule = "encouraged"
	CameraOff        CameraRule = "off" // nobody's camera is forwarded
)

// CrossTalk says whether people answer each other's shares.
type CrossTalk string

// The settings for cross-talk.
const (
	CrossTalkWelcome CrossTalk = "welcome"
	CrossTalkNone    CrossTalk = "none"
)

// Group is the recurring thing people belong to.
type Group struct {
	ID           GroupID
	Organisation OrganisationID
	Realm        moderation.Realm // always Kind.Realm(); stored, so that keys can hold it
	Kind         Kind
	Slug         string // [a-z0-9-], unique in the organisation
	Name         string // 1 to 80 characters
	WhoMayAttend string // one sentence, shown before joining; at most 200 characters
	CameraRule   CameraRule
	CrossTalk    CrossTalk
	Language     string        // BCP 47, "en" or "es"
	Capacity     int           // people in the room at once, 2 to 300
	DoorsOpen    time.Duration // how long before the start; 0 to 1 h
	Access       Access
	// CourtNotice says what a court can learn of somebody's coming, in one
	// sentence shown before joining; at most 200 characters. A group linked to
	// a court has one.
	CourtNotice string
	Visibility  Visibility
	// Proof says that participants may keep a receipt of having been there.
	Proof bool
	// OpenDoor lets people come to the door from the group's public page,
	// without having been given a link.
	OpenDoor bool
	// Passes lets people who were let in once keep a pass, with which they come
	// in without waiting.
	Passes bool
	Types  Types
	Place  Place
	Phone  string // to call in by, "+12125550123,,123456789#"; may be empty
	// Region is where the people of the group are, where that is elsewhere than
	// most of the organisation: ISO 3166-1 alpha-2, empty for the organisation's.
	Region    string
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int // counts changes, for optimistic concurrency
}

// Schedule is when a group meets, as an RFC 5545 recurrence in a zone.
type Schedule struct {
	ID    ScheduleID
	Group GroupID
	Realm moderation.Realm
	// Start is the wall clock of the first occurrence, "2006-01-02T15:04".
	Start    string
	Zone     string // IANA, "America/New_York"
	Rule     string // RRULE value, "FREQ=WEEKLY;BYDAY=TU"; empty means once
	Duration time.Duration
	// Sequence counts the changes of what the schedule plans, single dates and
	// holidays among them.
	Sequence  int
	ChangedAt time.Time // zero until a first change is recorded
}

// DateKind says what becomes of one date of a schedule.
type DateKind string

// The kinds of changes of a date.
const (
	DateOff   DateKind = "off"
	DateMoved DateKind = "moved"
	DateHeld  DateKind = "held" // although it is a holiday
)

// DateChange is what a group decided about one date of its schedule.
type DateChange struct {
	Group GroupID
	Realm moderation.Realm
	Date  string // "2006-01-02" in the schedule's zone, as the rule has it
	Kind  DateKind
	// To is the wall clock of a moved one, like Schedule.Start; one that was
	// moved and then called off keeps it.
	To string
}

// Holiday is a day on which no group of an organisation meets, unless the
// group says that it does.
type Holiday struct {
	Organisation OrganisationID
	Date         string // "2006-01-02", in each group's own zone
	Name         string // said in public
}

// Shift says that an account leads a meeting.
type Shift struct {
	Meeting ID
	Group   GroupID
	Realm   moderation.Realm
	Account AccountID
}

// Status is where a meeting is in its life.
type Status string

// The statuses of a meeting.
const (
	Scheduled Status = "scheduled"
	Ended     Status = "ended"
	Cancelled Status = "cancelled"
)

// Cause says why a meeting is cancelled.
type Cause string

// The causes. What a schedule does not plan any more was never public.
const (
	CauseSchedule Cause = "schedule"
	CauseDate     Cause = "date"
	CauseHoliday  Cause = "holiday"
	// CauseUnled is of an Ended one: nobody led it any more.
	CauseUnled Cause = "unled"
)

// Meeting is one dated occurrence of a group.
type Meeting struct {
	ID       ID
	Group    GroupID
	Realm    moderation.Realm
	Schedule ScheduleID // empty for an extra meeting
	StartsAt time.Time
	EndsAt   time.Time // moves when a facilitator adds minutes
	Status   Status
	EndedAt  time.Time // zero until ended
	// MovedFrom is where the schedule had it; zero unless it was moved.
	MovedFrom time.Time
	Cause     Cause // of a cancelled one, or CauseUnled
}

// slot is the time at which the schedule has the meeting.
func (m Meeting) slot() time.Time {
	if m.MovedFrom.IsZero() {
		return m.StartsAt
	}
	return m.MovedFrom
}

// Agreement is one published version of a group's agreements.
type Agreement struct {
	ID          AgreementID
	Group       GroupID
	Realm       moderation.Realm
	Version     int // 1, 2, 3 …
	Clauses     []Clause
	Hash        string // SHA-256 of the canonical text, hex
	PublishedAt time.Time
}

// Clause is one promise, in plain words.
type Clause struct {
	Title string
	Text  string
}

// Acceptance records that somebody accepted a version. Nothing in it leads to
// a person: the pseudonym is the one used in that meeting, and no address,
// account or invite is kept.
type Acceptance struct {
	ID         AcceptanceID
	Group      GroupID
	Realm      moderation.Realm
	Meeting    ID
	Version    int
	Hash       string
	Pseudonym  string
	AcceptedAt time.Time
}

// InviteKind tells a link for one person from a link for many.
type InviteKind string

// The kinds of invites.
const (
	Personal InviteKind = "personal"
	Shared   InviteKind = "shared"
)

// Invite lets people without an account stand at a group's door. Only the
// hash of its token is stored.
type Invite struct {
	ID        InviteID
	Group     GroupID
	Realm     moderation.Realm
	Meeting   ID // empty: any meeting of the group
	Kind      InviteKind
	Label     string // for the staff who made it, "spring flyer"; at most 80 characters
	Observer  bool   // who comes by it observes, and everybody sees that
	TokenHash string
	MaxUses   int // how many browsers may come by it, counted anew for each meeting; 0: any number
	Uses      int
	ExpiresAt time.Time // zero: never
	RevokedAt time.Time // zero while it holds
	CreatedBy AccountID
	CreatedAt time.Time
}

// Account is a member of staff. Participants have none.
type Account struct {
	ID           AccountID
	Organisation OrganisationID
	Name         string // shown in rooms, with the role
	Manager      bool
	DisabledAt   time.Time
	CreatedAt    time.Time
}

// StaffRole gives an account a role in one group.
type StaffRole struct {
	Group   GroupID
	Realm   moderation.Realm
	Account AccountID
	Role    moderation.Role // Facilitator or CoFacilitator
}

// SignInLink signs an account in, once. Only the hash of its token is stored.
type SignInLink struct {
	TokenHash string
	Account   AccountID
	Meeting   ID // where it leads; empty: the staff page
	ExpiresAt time.Time
	UsedAt    time.Time
	CreatedAt time.Time
}

// Session is a signed-in browser of an account. Only the hash of its token is
// stored, and nothing about the browser or where it is.
type Session struct {
	ID        SessionID
	TokenHash string
	Account   AccountID
	CreatedAt time.Time
	SeenAt    time.Time // at most one write an hour
	ExpiresAt time.Time
}

// Removal is a moderation.Removal of one meeting, as stored.
type Removal struct {
	moderation.Removal
	Meeting ID
	Group   GroupID
	Realm   moderation.Realm
}
