package moderation

import (
	"maps"
	"slices"
	"time"
)

// Deed is an entry of the audit: who did what to whom, when, and for which
// reason. Nothing that anybody said is in it, and of people without an account
// no name. Entries are only ever added.
type Deed struct {
	ID   string
	At   time.Time
	By   string // the account; empty for what a participant did, of whom nothing is said
	Role Role   // in which it acted
	What Action
	// Lifted: what was done before was taken back: opened again, allowed again.
	Lifted bool
	// Person is whom it was done to, by the id they had in that one meeting;
	// empty for what was done to the room.
	Person string
	// Holder is the hash of a token that only this person has, and by which they
	// are shown what was done about them.
	Holder  string
	Reason  Reason // empty where none is asked for
	Removal string // the removal it is about, if it is about one
}

// AuditKept is for how long entries are kept: until a programme has looked at a
// year.
const AuditKept = 366 * 24 * time.Hour

// written says that an entry is written.
const written = ""

// trail says of every action that is a power over others whether an entry is
// written of it, and if not, why not. What anybody in a room may do is nobody's
// power.
var trail = map[Action]string{
	Decline:      written,
	SendBack:     written,
	LockDoor:     written,
	CalmRoom:     written,
	HideMessage:  written,
	CloseLane:    written,
	Mute:         written,
	MuteAll:      written,
	CloseMics:    written,
	AskToUnmute:  written, // when it lifts a mute
	StopCamera:   written,
	AllowCamera:  written, // when it lifts a stop
	StopShare:    written,
	Remind:       written,
	Warn:         written,
	LetObserve:   written,
	Remove:       written,
	UndoRemoval:  written,
	EndMeeting:   written,
	DecideAppeal: written,

	KeepReceipt:   written, // no power over others, but what a programme answers for
	WriteLetter:   written,
	RevokeReceipt: written,

	SeeDoor:         looking,
	ReadReports:     looking,
	ReadLeadsLane:   looking,
	ReadRemovalList: looking,
	ReadNotes:       looking,
	ViewGroup:       looking,
	ViewInvites:     looking,
	ReadDeeds:       looking,
	ReadAppeals:     looking,
	ViewStaff:       looking,
	ReadProposals:   looking,
	ReadCounts:      looking,
	ReadOutreach:    looking,
	ViewAPITokens:   looking,

	Admit:          welcoming,
	SpeakAtDoor:    welcoming,
	AnswerMinute:   welcoming,
	ShareScreen:    welcoming,
	WriteCaptions:  welcoming,
	PinResource:    welcoming,
	ReleaseMessage: welcoming,
	GiveHat:        welcoming,
	ArrangePlan:    welcoming,
	ArrangeFloor:   welcoming,
	LeadReading:    welcoming,
	AddTime:        welcoming,
	ExtendMeeting:  welcoming,
	EnterAsStaff:   welcoming,
	ComeIn:         welcoming,
	OfferSide:      welcoming,
	CloseSide:      welcoming,

	EraseProposal: tidying,
	EraseOutreach: tidying,

	CreateGroup:      keeping,
	EditGroup:        keeping,
	PublishAgreement: keeping,
	CreateInvite:     keeping,
	RevokeInvite:     keeping,
	OpenExtraMeeting: keeping,
	ChangeDate:       keeping,
	EditHolidays:     keeping,
	EditLines:        keeping,
	EditWebhooks:     keeping,
	EditResources:    keeping,
	TakeShift:        keeping,
	AssignShift:      keeping,
	InviteStaff:      keeping,
	ChangeStaff:      keeping,
	RecordOutreach:   keeping,
	MakeAPIToken:     keeping,
	RevokeAPIToken:   keeping,
}

// Why of some actions nothing is written.
const (
	looking   = "only looks"
	welcoming = "takes nothing from anybody"
	keeping   = "what is stored says it"
	tidying   = "erases what leads to nobody"
)

// Audited reports whether a Deed is written of an action.
func Audited(a Action) bool {
	why, ok := trail[a]
	return ok && why == written
}

// AuditedActions lists the actions of which a Deed is written, in the order of
// their names.
func AuditedActions() []Action {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(trail)), func(a Action) bool { return !Audited(a) })
}
