// Package moderation says who may do what, and keeps the words for safety:
// roles, actions, reasons and the marks by which a removed person is known.
//
// It is pure: no I/O, no goroutines, no clock. [Allow] is the only place in
// Warmroom where a permission is decided; every edge and every room asks it.
// It imports only fault.
package moderation

import "warmroom/fault"

// Role is what a person is in one group or one room.
type Role string

// The roles, from the least to the most powerful inside a room. A Manager
// runs the programme and has no power inside a room they were not given.
const (
	Participant   Role = "participant"
	CoFacilitator Role = "co_facilitator"
	Facilitator   Role = "facilitator"
	Manager       Role = "manager"
)

// rank orders the roles of a room; a person may act only on lower ranks.
func (r Role) rank() int {
	switch r {
	case Facilitator:
		return 3
	case CoFacilitator:
		return 2
	case Participant:
		return 1
	default:
		return 0
	}
}

// Leads reports whether r is one of the roles that hold a room together.
func (r Role) Leads() bool { return r == Facilitator || r == CoFacilitator }

// Hat is a set of things that somebody was asked to see to in one meeting.
// Each allows a little more than the role does.
type Hat uint8

// The hats.
const (
	Greeter    Hat = 1 << iota // sees and opens the door
	Timekeeper                 // adds time
	PassHolder                 // came with a pass of the group, which nobody gives in a meeting
	Captioner                  // writes captions
)

// Standing is where a person is, seen from a room.
type Standing string

// The standings. Outside is a person of the programme who is not in the room.
const (
	Outside Standing = "outside"
	Waiting Standing = "waiting"
	Present Standing = "present"
	Removed Standing = "removed"
)

// Realm keeps the participant side and the family side apart. What lies in
// another realm does not exist for an actor.
type Realm string

// The realms. AnyRealm is for managers, who run both sides.
const (
	Recovery Realm = "recovery"
	Family   Realm = "family"
	AnyRealm Realm = "any"
)

// Actor is who wants to do something.
type Actor struct {
	ID       string
	Role     Role
	Standing Standing
	Realm    Realm
	Hats     Hat
	// Under is what holds the actor back, or would if they did not lead.
	Under Restraint
}

// Target is what the action is done to: a person, or a thing of a realm.
type Target struct {
	ID       string
	Role     Role // empty where the target is not a person
	Standing Standing
	Realm    Realm // empty means the actor's own
}

// Action is something a person may want to do.
type Action string

// Actions in a room.
const (
	SeeDoor         Action = "see_door"
	Admit           Action = "admit"
	Decline         Action = "decline"
	SpeakAtDoor     Action = "speak_at_door"
	SendBack        Action = "send_back"
	LockDoor        Action = "lock_door"
	CalmRoom        Action = "calm_room"
	Speak           Action = "speak"
	TakeTurn        Action = "take_turn" // raise a hand, pass, hand the turn on
	KeepPass        Action = "keep_pass"
	AskMinute       Action = "ask_for_minute"
	AnswerMinute    Action = "answer_minute"
	OfferSide       Action = "offer_side_room"
	AnswerSide      Action = "answer_side_room"
	LeaveSide       Action = "leave_side_room"
	CloseSide       Action = "close_side_room"
	ShowCamera      Action = "show_camera"
	ShareScreen     Action = "share_screen"
	SayToAll        Action = "say_to_all"
	SayToLeads      Action = "say_to_facilitators"
	PinResource     Action = "pin_resource"
	React           Action = "react"
	ReadCaptions    Action = "read_captions"
	WriteCaptions   Action = "write_captions"
	Report          Action = "report"
	ReadReports     Action = "read_reports"
	ReleaseMessage  Action = "release_message"
	ReadLeadsLane   Action = "read_facilitators_lane"
	HideMessage     Action = "hide_message"
	CloseLane       Action = "close_lane"
	Mute            Action = "mute"
	MuteAll         Action = "mute_all"
	CloseMics       Action = "close_microphones"
	ArrangePlan     Action = "arrange_plan"
	ArrangeFloor    Action = "arrange_floor"
	LeadReading     Action = "lead_reading" // of the agreements, aloud
	AddTime         Action = "add_time"
	AskToUnmute     Action = "ask_to_unmute"
	StopCamera      Action = "stop_camera"
	AllowCamera     Action = "allow_camera"
	StopShare       Action = "stop_share"
	Remind          Action = "remind"
	Warn            Action = "warn"
	GiveHat         Action = "give_hat"
	PutDownHat      Action = "put_down_hat" // one's own
	LetObserve      Action = "let_observe"  // somebody else, or no longer
	Remove          Action = "remove"
	UndoRemoval     Action = "undo_removal"
	ExtendMeeting   Action = "extend_meeting"
	EndMeeting      Action = "end_meeting"
	ReadRemovalList Action = "read_removals"
	ReadNotes       Action = "read_notes"
)

// Actions on what is stored.
const (
	ViewGroup        Action = "view_group"
	CreateGroup      Action = "create_group"
	EditGroup        Action = "edit_group"
	PublishAgreement Action = "publish_agreement"
	ViewInvites      Action = "view_invites"
	CreateInvite     Action = "create_invite"
	RevokeInvite     Action = "revoke_invite"
	ReadProposals    Action = "read_proposals" // for a change of the agreements
	EraseProposal    Action = "erase_proposal"
	OpenExtraMeeting Action = "open_extra_meeting"
	ChangeDate       Action = "change_date" // cancel, move or add a meeting
	EditHolidays     Action = "edit_holidays"
	EditLines        Action = "edit_lines"
	EditWebhooks     Action = "edit_webhooks" // other programs that are told of meetings
	EditResources    Action = "edit_resources"
	TakeShift        Action = "take_shift" // say that one leads a meeting
	AssignShift      Action = "assign_shift"
	EnterAsStaff     Action = "enter_as_staff"
	ComeIn           Action = "come_in" // without waiting at the door
	ViewStaff        Action = "view_staff"
	InviteStaff      Action = "invite_staff"
	ChangeStaff      Action = "change_staff" // their roles, and whether they have an account
	ReadCounts       Action = "read_counts"
	ReadOutreach     Action = "read_outreach"
	RecordOutreach   Action = "record_outreach"
	EraseOutreach    Action = "erase_outreach"
	ViewAPITokens    Action = "view_api_tokens"
	MakeAPIToken     Action = "make_api_token"
	RevokeAPIToken   Action = "revoke_api_token"
	ReadDeeds        Action = "read_deeds"
	ReadAppeals      Action = "read_appeals"
	DecideAppeal     Action = "decide_appeal"
	KeepReceipt      Action = "keep_receipt" // of one's own attendance
	WriteLetter      Action = "write_letter" // of one's own receipt
	RevokeReceipt    Action = "revoke_receipt"
)

var (
	errNotFound = fault.New(fault.NotFound, "not_found", "There is nothing here under that address.")
	errRole     = fault.New(fault.Forbidden, "role", "Only a facilitator can do that.")
	errOutrank  = fault.New(fault.Forbidden, "outranked", "That person holds the same role or a higher one.")
	errStanding = fault.New(fault.Forbidden, "not_present", "That is possible once you are in the room.")
	errSelf     = fault.New(fault.Forbidden, "self", "That can't be done to yourself.")
	errManager  = fault.New(fault.Forbidden, "manager_only", "Only a manager of the programme can do that.")
)

// who names the roles that may do an action.
type who int

const (
	everyone who = iota // any person in the room
	leads               // facilitator and co-facilitator
	managers            // manager only
	staff               // manager, facilitator, co-facilitator
)

// rule is one row of the table: who, and what must hold besides.
type rule struct {
	who      who
	hat      Hat       // any of these will do for who
	live     bool      // the actor must be present in the room
	onPerson bool      // the target is a person of lower rank, and not the actor
	unless   Restraint // refused to who is under any of these
	hidden   bool      // who may not must not know of it, nor who did what it is about
}

// rules is the whole policy. An action that is not here is refused.
var rules = map[Action]rule{
	SeeDoor:         {who: leads, hat: Greeter, live: true},
	Admit:           {who: leads, hat: Greeter, live: true, unless: OnHold},
	Decline:         {who: leads, live: true, onPerson: true},
	SpeakAtDoor:     {who: leads, hat: Greeter, live: true},
	SendBack:        {who: leads, live: true, onPerson: true},
	LockDoor:        {who: leads, live: true},
	CalmRoom:        {who: leads, live: true},
	Speak:           {who: everyone, live: true, unless: Muted | HeldBack | Observing | Calm | MicrophonesClosed | NoFloor},
	TakeTurn:        {who: everyone, live: true, unless: Observing},
	KeepPass:        {who: everyone, live: true, unless: Observing | OnHold},
	AskMinute:       {who: everyone, live: true},
	AnswerMinute:    {who: leads, live: true},
	OfferSide:       {who: leads, live: true, onPerson: true},
	AnswerSide:      {who: everyone, live: true},
	LeaveSide:       {who: everyone, live: true},
	CloseSide:       {who: leads, live: true},
	ShowCamera:      {who: everyone, live: true, unless: CameraStopped | HeldBack | Observing | Calm},
	ShareScreen:     {who: leads, live: true, unless: HeldBack | Aside},
	SayToAll:        {who: everyone, live: true, unless: OnHold | Observing | Calm | LaneClosed | Quiet},
	SayToLeads:      {who: everyone, live: true, unless: OnHold | LeadsLaneClosed},
	PinResource:     {who: leads, live: true},
	React:           {who: everyone, live: true, unless: OnHold | Observing | Calm},
	ReadCaptions:    {who: everyone, live: true},
	WriteCaptions:   {who: leads, hat: Captioner, live: true, unless: OnHold},
	Report:          {who: everyone, live: true},
	ReadReports:     {who: leads, live: true},
	ReleaseMessage:  {who: leads, live: true},
	ReadLeadsLane:   {who: leads, live: true},
	HideMessage:     {who: leads, live: true},
	CloseLane:       {who: leads, live: true},
	MuteAll:         {who: leads, live: true},
	CloseMics:       {who: leads, live: true},
	ArrangePlan:     {who: leads, live: true},
	ArrangeFloor:    {who: leads, live: true},
	LeadReading:     {who: leads, live: true},
	AddTime:         {who: leads, hat: Timekeeper, live: true},
	Mute:            {who: leads, live: true, onPerson: true},
	AskToUnmute:     {who: leads, live: true, onPerson: true},
	StopCamera:      {who: leads, live: true, onPerson: true},
	AllowCamera:     {who: leads, live: true, onPerson: true},
	StopShare:       {who: leads, live: true, onPerson: true},
	Remind:          {who: leads, live: true, onPerson: true},
	Warn:            {who: leads, live: true, onPerson: true},
	GiveHat:         {who: leads, live: true, onPerson: true},
	PutDownHat:      {who: everyone, live: true},
	LetObserve:      {who: leads, live: true, onPerson: true},
	Remove:          {who: leads, live: true, onPerson: true},
	UndoRemoval:     {who: leads, live: true},
	ExtendMeeting:   {who: leads, live: true},
	EndMeeting:      {who: leads, live: true},
	ReadRemovalList: {who: leads, live: true},
	ReadNotes:       {who: leads, live: true},

	ViewGroup:        {who: staff},
	CreateGroup:      {who: managers},
	EditGroup:        {who: managers},
	PublishAgreement: {who: managers},
	ViewInvites:      {who: staff},
	CreateInvite:     {who: staff},
	RevokeInvite:     {who: staff},
	ReadProposals:    {who: staff},
	EraseProposal:    {who: staff},
	OpenExtraMeeting: {who: staff},
	ChangeDate:       {who: staff},
	EditHolidays:     {who: managers},
	EditLines:        {who: managers},
	EditWebhooks:     {who: managers},
	EditResources:    {who: managers},
	TakeShift:        {who: leads},
	AssignShift:      {who: managers},
	EnterAsStaff:     {who: leads},
	ComeIn:           {who: leads, hat: PassHolder, unless: OnHold | Calm},
	ViewStaff:        {who: managers},
	InviteStaff:      {who: managers},
	ChangeStaff:      {who: managers},
	ReadCounts:       {who: managers},
	ReadOutreach:     {who: staff},
	RecordOutreach:   {who: staff},
	EraseOutreach:    {who: staff},
	ViewAPITokens:    {who: managers},
	MakeAPIToken:     {who: managers},
	RevokeAPIToken:   {who: managers},
	ReadDeeds:        {who: managers},
	ReadAppeals:      {who: managers, hidden: true}, // the target is who removed the person
	DecideAppeal:     {who: managers, hidden: true}, // likewise
	KeepReceipt:      {who: everyone, unless: NoProof},
	WriteLetter:      {who: everyone}, // who holds the receipt
	RevokeReceipt:    {who: everyone}, // likewise
}

// Allow returns nil when a may do what to t, and otherwise a fault that says
// why not: NotFound for what a may not even know of, Forbidden for the rest.
func Allow(a Actor, what Action, t Target) error {
	if t.Realm != "" && a.Realm != AnyRealm && t.Realm != a.Realm {
		return errNotFound
	}
	r, ok := rules[what]
	if !ok {
		return errRole
	}
	if r.hidden && (r.who.includes(a.Role) != nil || t.ID == a.ID) {
		return errNotFound
	}
	if err := r.who.includes(a.Role); err != nil && a.Hats&r.hat == 0 {
		return err
	}
	if r.live && a.Standing != Present {
		return errStanding
	}
	if r.onPerson {
		if t.ID == a.ID {
			return errSelf
		}
		if t.Role.rank() >= a.Role.rank() {
			return errOutrank
		}
	}
	return a.under(r.unless)
}

func (w who) includes(r Role) error {
	switch {
	case w == everyone, w == leads && r.Leads(), w == managers && r == Manager,
		w == staff && (r == Manager || r.Leads()):
		return nil
	case w == managers:
		return errManager
	default:
		return errRole
	}
}
