package room

import (
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// ParticipantID names a person within one room; it is new in every meeting
// and says nothing about them.
type ParticipantID string

// MessageID names a chat message within one room.
type MessageID string

// Source is one of the things a participant may send.
type Source string

// The sources.
const (
	Microphone Source = "microphone"
	Camera     Source = "camera"
	Screen     Source = "screen"
)

// SourceState is the state of a source as everyone sees it.
type SourceState string

// The states of a source. Stopped is off, and a facilitator has to allow it
// before the person can turn it on again.
const (
	Off     SourceState = "off"
	On      SourceState = "on"
	Stopped SourceState = "stopped"
)

// Link says how a person is connected.
type Link string

// The links. Reconnecting keeps the person's place for Grace.
const (
	Connected    Link = "connected"
	Reconnecting Link = "reconnecting"
)

// Lane is a lane of the side chat.
type Lane string

// The lanes. What is said to the facilitators is seen by them and its author.
const (
	LaneEveryone     Lane = "everyone"
	LaneFacilitators Lane = "facilitators"
)

// Person is a participant as others in the room see them.
type Person struct {
	ID         ParticipantID   `json:"id"`
	Name       string          `json:"name" doc:"Unique in the room after folding look-alike letters"`
	Role       moderation.Role `json:"role" enum:"participant,co_facilitator,facilitator"`
	Microphone SourceState     `json:"microphone" enum:"off,on,stopped"`
	Camera     SourceState     `json:"camera" enum:"off,on,stopped"`
	Screen     SourceState     `json:"screen" enum:"off,on,stopped"`
	Link       Link            `json:"link" enum:"connected,reconnecting"`
}

// Visitor is somebody at the door as facilitators see them.
type Visitor struct {
	ID    ParticipantID `json:"id"`
	Name  string        `json:"name"`
	Since time.Time     `json:"since" doc:"When they came to the door"`
	Again bool          `json:"again" doc:"They were removed or sent back before, and the removal was undone"`
	Link  Link          `json:"link" enum:"connected,reconnecting"`
}

// Message is one line of the side chat.
type Message struct {
	ID   MessageID     `json:"id"`
	Lane Lane          `json:"lane" enum:"everyone,facilitators"`
	From ParticipantID `json:"from"`
	Name string        `json:"name" doc:"The author's name when it was said"`
	Text string        `json:"text" maxLength:"1000"`
	At   time.Time     `json:"at"`
}

// Mapping says what fills a receive slot from now on.
type Mapping struct {
	Slot        string        `json:"slot" doc:"The mid of the receiving transceiver"`
	Participant ParticipantID `json:"participant,omitempty" doc:"Empty: the slot is empty"`
	Source      Source        `json:"source,omitempty" enum:"microphone,camera,screen"`
	Epoch       uint32        `json:"epoch" doc:"Counts the mappings of this slot; never repeats on one connection"`
}

// Place says where the person receiving it stands.
type Place struct {
	Standing moderation.Standing `json:"standing" enum:"waiting,present"`
}

// RemovalNote is a removal as facilitators see it in the room.
type RemovalNote struct {
	ID     meeting.RemovalID `json:"id"`
	Name   string            `json:"name" doc:"Empty after a restart of the server: names are not stored"`
	Reason moderation.Reason `json:"reason"`
	At     time.Time         `json:"at"`
}

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
		People         []Person            `json:"people" doc:"Empty for a visitor at the door"`
		Door           []Visitor           `json:"door" doc:"Empty unless the recipient leads"`
		Removals       []RemovalNote       `json:"removals" doc:"Empty unless the recipient leads"`
		Notes          []Note              `json:"notes" doc:"Of people inside of whom there is something to note. Empty unless the recipient leads"`
		Departed       []Departed          `json:"departed" doc:"The newest 50 who left. Empty unless the recipient leads"`
		Messages       []Message           `json:"messages" doc:"What the recipient may read; hidden messages are not among them"`
		Speaking       []ParticipantID     `json:"speaking"`
		Rules          Rules               `json:"rules" doc:"All false for a visitor at the door"`
		Hold           *Hold               `json:"hold,omitempty" doc:"Only while the room is on hold, and to people inside"`
		MayTurnOnMic   bool                `json:"may_turn_on_microphone"`
		MayTurnOnCam   bool                `json:"may_turn_on_camera"`
		MayShareScreen bool                `json:"may_share_screen"`
	}

	// PersonJoined: somebody came in.
	PersonJoined struct {
		Person Person `json:"person"`
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
	// Admitted tells a visitor that they are in; a Snapshot follows at once.
	Admitted struct{}
	// SentBack tells a participant that they are at the door again; a Snapshot follows.
	SentBack struct{}
	// Declined tells a visitor that they can't come in now. The session ends.
	Declined struct {
		Sentence string `json:"sentence" doc:"A kind reason, plain English"`
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
	// goes when the person does.
	NoteChanged struct {
		Note Note `json:"note"`
	}
	// PersonDeparted tells those who lead who left, so that they can still act.
	PersonDeparted struct {
		Departed Departed `json:"departed"`
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
	// ChatHidden: forget this message.
	ChatHidden struct {
		Message MessageID `json:"message"`
	}
	// SlotsMapped says what fills the recipient's slots; it comes before the
	// first packet of a new mapping.
	SlotsMapped struct {
		Slots []Mapping `json:"slots"`
	}
	// SpeakingChanged lists who speaks now, loudest first; at most 4 a second.
	SpeakingChanged struct {
		Speaking []ParticipantID `json:"speaking"`
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

// Closing is the page after the meeting.
type Closing struct {
	GroupName string        `json:"group_name"`
	Next      *time.Time    `json:"next,omitempty" doc:"When the group meets next"`
	Zone      string        `json:"zone,omitempty" doc:"The group's IANA time zone"`
	Lines     []ClosingLine `json:"lines"`
}

// ClosingLine is a support line on the closing page.
type ClosingLine struct {
	Kind  meeting.LineKind `json:"kind" enum:"warmline,crisis"`
	Name  string           `json:"name"`
	Call  string           `json:"call,omitempty"`
	Text  string           `json:"text,omitempty"`
	Hours string           `json:"hours,omitempty"`
}

func (Snapshot) event()        {}
func (PersonJoined) event()    {}
func (PersonChanged) event()   {}
func (SourcesOff) event()      {}
func (RulesChanged) event()    {}
func (PersonLeft) event()      {}
func (VisitorCame) event()     {}
func (VisitorChanged) event()  {}
func (VisitorGone) event()     {}
func (DoorChanged) event()     {}
func (Admitted) event()        {}
func (SentBack) event()        {}
func (Declined) event()        {}
func (YouWereRemoved) event()  {}
func (YouWereReminded) event() {}
func (YouWereWarned) event()   {}
func (NoteChanged) event()     {}
func (PersonDeparted) event()  {}
func (AskedToUnmute) event()   {}
func (CameraAllowed) event()   {}
func (Removed) event()         {}
func (RemovalUndone) event()   {}
func (ChatSaid) event()        {}
func (ChatHidden) event()      {}
func (SlotsMapped) event()     {}
func (SpeakingChanged) event() {}
func (LayersWanted) event()    {}
func (MediaLost) event()       {}
func (HoldChanged) event()     {}
func (EndsSoon) event()        {}
func (EndMoved) event()        {}
func (MeetingEnded) event()    {}
