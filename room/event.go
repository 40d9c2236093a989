package room

import (
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Event is something that happened, as one recipient may know it. Events are
// immutable once delivered; the same value may go to many recipients.
type Event interface{ event() }

// The events. Each is declared once, here; signaling lists them for the wire
// and generates TypeScript and the protocol reference from them.
type (
	// Snapshot is everything its recipient may know, as of now. It comes first
	// on every session, and again when missed events can't be replayed.
	Snapshot struct {
		Self           ParticipantID       `json:"self"`
		Name           string              `json:"name" doc:"The recipient's own name"`
		Role           moderation.Role     `json:"role" enum:"participant,co_facilitator,facilitator"`
		Standing       moderation.Standing `json:"standing" enum:"waiting,present"`
		GroupName      string              `json:"group_name"`
		CameraRule     meeting.CameraRule  `json:"camera_rule" enum:"optional,encouraged,off"`
		CrossTalk      meeting.CrossTalk   `json:"cross_talk" enum:"welcome,none"`
		StartsAt       time.Time           `json:"starts_at"`
		EndsAt         time.Time           `json:"ends_at"`
		Now            time.Time           `json:"now" doc:"The server's clock, to correct the client's"`
		DoorLocked     bool                `json:"door_locked"`
		Record         meeting.Token       `json:"record" doc:"Shows its holder what was done about them in this meeting (POST /api/record), also after the end. Theirs alone"`
		RestartedAt    *time.Time          `json:"restarted_at,omitempty" doc:"When the server was started again while the meeting went on, if it was: all is as before, but what was said in the chat until then is gone"`
		People         []Person            `json:"people" doc:"Empty for a visitor at the door"`
		Door           []Visitor           `json:"door" doc:"Empty unless the recipient leads"`
		Removals       []RemovalNote       `json:"removals" doc:"Empty unless the recipient leads"`
		Notes          []Note              `json:"notes" doc:"Of people inside of whom there is something to note. Empty unless the recipient leads"`
		Departed       []Departed          `json:"departed" doc:"The newest 50 who left. Empty unless the recipient leads"`
		Reports        []Report            `json:"reports" doc:"Open ones about others. Empty unless the recipient leads"`
		Resources      []Message           `json:"resources" doc:"What is pinned"`
		Messages       []Message           `json:"messages" doc:"What the recipient may read, but for resources; hidden messages are not among them"`
		Sides          []Side              `json:"sides" doc:"Side rooms that the recipient is in or asked to, or, for those who lead, all"`
		Speaking       []ParticipantID     `json:"speaking"`
		Apology        bool                `json:"apology,omitempty" doc:"The recipient was removed, and it was undone: say that it was a mistake"`
		DoorWord       *DoorWord           `json:"door_word,omitempty" doc:"What was said last to a visitor at the door"`
		Rules          Rules               `json:"rules" doc:"All false for a visitor at the door"`
		Hands          []ParticipantID     `json:"hands" doc:"Raised, in order. Empty for a visitor at the door"`
		Floor          Floor               `json:"floor" doc:"Free for a visitor at the door"`
		Plan           Plan                `json:"plan" doc:"Empty for a visitor at the door"`
		Hold           *Hold               `json:"hold,omitempty" doc:"Only while the room is on hold, and to people inside"`
		Reading        *Reading            `json:"reading,omitempty" doc:"While the agreements are read aloud, and to people inside"`
		Captions       bool                `json:"captions" doc:"The recipient gets captions"`
		NeedsMinute    bool                `json:"needs_minute" doc:"The recipient asked for a minute"`
		AskedToUnmute  bool                `json:"asked_to_unmute" doc:"The recipient may turn the microphone on though microphones are closed"`
		MayTurnOnMic   bool                `json:"may_turn_on_microphone"`
		MayTurnOnCam   bool                `json:"may_turn_on_camera"`
		MayShareScreen bool                `json:"may_share_screen"`
	}

	// PeopleJoined: these came in, in this order. Everybody is told of it at
	// most four times a second.
	PeopleJoined struct {
		People []Person `json:"people"`
	}
	// PersonChanged replaces what is known of a person. For the person
	// themselves it also tells what a facilitator stopped or allowed.
	PersonChanged struct {
		Person Person `json:"person"`
	}
	// SourcesOff: what these people had on of these sources is off now. What is
	// stopped stays stopped.
	SourcesOff struct {
		Participants []ParticipantID `json:"participants"`
		Sources      []Source        `json:"sources" enum:"microphone,camera,screen"`
	}
	// RulesChanged replaces what holds for everybody inside but those who lead.
	RulesChanged struct {
		Rules Rules `json:"rules"`
	}
	// PersonLeft: somebody is gone from the room, for whatever reason; the
	// reason is nobody's business.
	PersonLeft struct {
		Participant ParticipantID `json:"participant"`
		Goodbye     bool          `json:"goodbye,omitempty" doc:"They said that they leave and are fine"`
	}
	// VisitorCame: somebody stands at the door (to those who lead).
	VisitorCame struct {
		Visitor Visitor `json:"visitor"`
	}
	// VisitorChanged replaces what is known of a visitor.
	VisitorChanged struct {
		Visitor Visitor `json:"visitor"`
	}
	// VisitorGone: admitted, declined or left.
	VisitorGone struct {
		Participant ParticipantID `json:"participant"`
	}
	// DoorChanged: the door was locked or opened.
	DoorChanged struct {
		Locked bool `json:"locked"`
	}
	// DoorSaid: a word to people at the door; to them, and to those who see the
	// door.
	DoorSaid struct {
		Word        DoorWord      `json:"word"`
		Participant ParticipantID `json:"participant,omitempty" doc:"To whom alone; empty: to all who wait"`
	}
	// Admitted tells a visitor that they are in; a Snapshot follows at once.
	Admitted struct{}
	// SentBack tells a participant that they are at the door again; a Snapshot follows.
	SentBack struct{}
	// Declined tells a visitor that they can't come in now. The session ends.
	Declined struct {
		Sentence string `json:"sentence" doc:"A kind reason, plain English"`
		Revoked  bool   `json:"revoked,omitempty" doc:"No facilitator said so: the link they came by, or their role in the group, holds no longer"`
	}
	// YouWereRemoved tells a person that they were removed. The session ends.
	YouWereRemoved struct {
		Reason moderation.Reason `json:"reason"`
	}
	// YouWereReminded of the agreements, kindly; nobody else is told but those
	// who lead.
	YouWereReminded struct {
		Reason moderation.Reason `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	}
	// YouWereWarned that a removal comes next.
	YouWereWarned struct {
		Reason moderation.Reason `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	}
	// NoteChanged replaces what those who lead know of somebody inside. A note
	// goes when the person does, or nothing is left in it.
	NoteChanged struct {
		Note Note `json:"note"`
	}
	// SideChanged replaces what the recipient knows of a side room.
	SideChanged struct {
		Side Side `json:"side"`
	}
	// SideGone: a side room is over, or the offer of one, or the recipient has
	// come back from it.
	SideGone struct {
		Side     SideID `json:"side"`
		Declined bool   `json:"declined,omitempty" doc:"The one it was for would rather not, just now"`
	}
	// PersonDeparted tells those who lead who left, so that they can still act.
	PersonDeparted struct {
		Departed Departed `json:"departed"`
	}
	// MinuteChanged tells the recipient whether those who lead see that they
	// need a minute.
	MinuteChanged struct {
		Asked bool `json:"asked"`
	}
	// AskedToUnmute: a facilitator asks the recipient to speak; a restraint on
	// the microphone is lifted, and it stays off until the person turns it on.
	AskedToUnmute struct {
		By string `json:"by" doc:"The facilitator's name"`
	}
	// CameraAllowed: a facilitator lets the recipient turn the camera on again.
	CameraAllowed struct {
		By string `json:"by"`
	}
	// Removed tells those who lead of a removal, so that it can be undone.
	Removed struct {
		Removal      RemovalNote     `json:"removal"`
		Participants []ParticipantID `json:"participants" doc:"Whom it took out: several when they share a browser or link. They are not among the departed any more"`
	}
	// RemovalUndone: the person may come to the door again.
	RemovalUndone struct {
		Removal meeting.RemovalID `json:"removal"`
	}
	// ChatSaid: a new message the recipient may read.
	ChatSaid struct {
		Message Message `json:"message"`
	}
	// ChatReacted: somebody reacts, just now.
	ChatReacted struct {
		Participant ParticipantID `json:"participant"`
		Reaction    Reaction      `json:"reaction" enum:"heart,thanks,with_you,me_too"`
	}
	// ReportMade tells those who lead of a report about somebody else.
	ReportMade struct {
		Report Report `json:"report"`
	}
	// ReportClosed: somebody who leads has seen to it.
	ReportClosed struct {
		Report ReportID `json:"report"`
	}
	// ChatHidden: forget this message. When it was held and is released, it is
	// said again at once.
	ChatHidden struct {
		Message MessageID `json:"message"`
		Yours   bool      `json:"yours,omitempty" doc:"The recipient wrote it, and somebody who leads took it away: tell them, kindly"`
	}
	// SlotsMapped says what fills the recipient's slots; it comes before the
	// first packet of a new mapping.
	SlotsMapped struct {
		Slots []Mapping `json:"slots"`
	}
	// CaptionWritten is a line of what is said where the recipient is, as
	// somebody writes it down. The same line of the same person comes again as it
	// grows or is mended; empty takes it away. Only who wants captions gets it.
	CaptionWritten struct {
		Participant ParticipantID `json:"participant" doc:"Who writes"`
		Line        int           `json:"line"`
		Text        string        `json:"text"`
	}
	// CaptionsChanged: the recipient gets captions from now on, or no longer.
	CaptionsChanged struct {
		On bool `json:"on"`
	}
	// SpeakingChanged lists who speaks now, loudest first; at most 4 a second.
	SpeakingChanged struct {
		Speaking []ParticipantID `json:"speaking"`
	}
	// QualityChanged tells how well sound and pictures get to and from these
	// people by now; at most once a second.
	QualityChanged struct {
		People []PersonQuality `json:"people"`
	}
	// LayersWanted tells a publisher which layers of its camera somebody
	// watches; the others need not be encoded.
	LayersWanted struct {
		Source Source   `json:"source" enum:"camera,screen"`
		Rids   []string `json:"rids" doc:"Of q, h, f; empty: nobody watches"`
	}
	// MediaLost: the recipient's media connection is gone; offer a new one.
	MediaLost struct{}
	// HoldChanged: the room is on hold, somebody else or nobody keeps the floor
	// by now, or the hold is over and all goes on as it was.
	HoldChanged struct {
		Hold *Hold `json:"hold,omitempty" doc:"Absent: not on hold any more"`
	}
	// HandRaised: behind all that are raised already.
	HandRaised struct {
		Participant ParticipantID `json:"participant"`
	}
	// HandLowered: by the person, by somebody who leads, or because they have the
	// floor. Who leaves takes their hand with them without this event.
	HandLowered struct {
		Participant ParticipantID `json:"participant"`
	}
	// FloorChanged replaces what is known of the floor.
	FloorChanged struct {
		Floor Floor `json:"floor"`
	}
	// PlanChanged replaces the plan of the meeting.
	PlanChanged struct {
		Plan Plan `json:"plan"`
	}
	// ReadingChanged: the agreements are read aloud, by somebody else by now, or
	// not any more.
	ReadingChanged struct {
		Reading *Reading `json:"reading,omitempty" doc:"Absent: not any more"`
	}
	// EndsSoon warns of the end.
	EndsSoon struct {
		EndsAt time.Time `json:"ends_at"`
	}
	// EndMoved: a facilitator added minutes.
	EndMoved struct {
		EndsAt time.Time `json:"ends_at"`
	}
	// MeetingEnded closes the room. The session ends.
	MeetingEnded struct {
		Closing Closing `json:"closing"`
	}
)

func (Snapshot) event()        {}
func (PeopleJoined) event()    {}
func (PersonChanged) event()   {}
func (SourcesOff) event()      {}
func (RulesChanged) event()    {}
func (PersonLeft) event()      {}
func (VisitorCame) event()     {}
func (VisitorChanged) event()  {}
func (VisitorGone) event()     {}
func (DoorChanged) event()     {}
func (DoorSaid) event()        {}
func (Admitted) event()        {}
func (SentBack) event()        {}
func (Declined) event()        {}
func (YouWereRemoved) event()  {}
func (YouWereReminded) event() {}
func (YouWereWarned) event()   {}
func (NoteChanged) event()     {}
func (SideChanged) event()     {}
func (SideGone) event()        {}
func (PersonDeparted) event()  {}
func (MinuteChanged) event()   {}
func (AskedToUnmute) event()   {}
func (CameraAllowed) event()   {}
func (Removed) event()         {}
func (RemovalUndone) event()   {}
func (ChatSaid) event()        {}
func (ChatReacted) event()     {}
func (ReportMade) event()      {}
func (ReportClosed) event()    {}
func (ChatHidden) event()      {}
func (SlotsMapped) event()     {}
func (SpeakingChanged) event() {}
func (CaptionWritten) event()  {}
func (CaptionsChanged) event() {}
func (QualityChanged) event()  {}
func (LayersWanted) event()    {}
func (MediaLost) event()       {}
func (HoldChanged) event()     {}
func (HandRaised) event()      {}
func (HandLowered) event()     {}
func (FloorChanged) event()    {}
func (PlanChanged) event()     {}
func (ReadingChanged) event()  {}
func (EndsSoon) event()        {}
func (EndMoved) event()        {}
func (MeetingEnded) event()    {}
