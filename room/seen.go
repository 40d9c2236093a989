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
	LaneResources    Lane = "resources" // pinned by those who lead
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
	Quality    Quality         `json:"quality,omitempty" enum:"fair,poor" doc:"How well sound and pictures get to and from them; absent: well"`
	Greeter    bool            `json:"greeter,omitempty" doc:"Asked to see to the door"`
	Timekeeper bool            `json:"timekeeper,omitempty" doc:"Asked to see to the time"`
	Captioner  bool            `json:"captioner,omitempty" doc:"Asked to write down what is said, for captions"`
	Observer   bool            `json:"observer,omitempty" doc:"Here to observe: sends nothing and has no turn"`
	Simulated  bool            `json:"simulated,omitempty" doc:"No person: played by the server, for practice"`
}

// Hat is what somebody was asked to see to.
type Hat string

// The hats.
const (
	Greeter    Hat = "greeter"
	Timekeeper Hat = "timekeeper"
	Captioner  Hat = "captioner"
)

// Visitor is somebody at the door as those who see the door do. What is known
// of them besides (again, newcomer, looks_like_removed) is for those who lead.
type Visitor struct {
	ID    ParticipantID `json:"id"`
	Name  string        `json:"name"`
	Since time.Time     `json:"since" doc:"When they came to the door"`
	Again bool          `json:"again" doc:"They were removed or sent back before, and the removal was undone"`
	Link  Link          `json:"link" enum:"connected,reconnecting"`

	Newcomer  bool `json:"newcomer" doc:"Their first time, by their own word: a welcome, not a badge"`
	Machine   bool `json:"machine" doc:"The name reads like that of a program that takes notes or records"`
	LooksLike bool `json:"looks_like_removed" doc:"The name reads like that of somebody who was removed from this meeting"`
	Observer  bool `json:"observer,omitempty" doc:"They come to observe"`
	Simulated bool `json:"simulated,omitempty" doc:"No person: played by the server, for practice"`
	Number    int  `json:"number,omitempty" doc:"Tells people apart whose names read the same: 1, 2 … Who is let in as number 2 gets it behind their name"`

	Word  *DoorWord `json:"word,omitempty" doc:"What was said last to them alone"`
	Reply string    `json:"reply,omitempty" doc:"What they answered last to a word at the door"`
}

// DoorWord is what somebody who leads says to people at the door.
type DoorWord struct {
	By   string    `json:"by" doc:"Their name"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Message is one line of the side chat.
type Message struct {
	ID   MessageID     `json:"id"`
	Lane Lane          `json:"lane" enum:"everyone,facilitators,resources"`
	From ParticipantID `json:"from"`
	Name string        `json:"name" doc:"The author's name when it was said"`
	Text string        `json:"text" maxLength:"1000"`
	Held bool          `json:"held,omitempty" doc:"It looks like contact details: only its author and those who lead see it, until one of these releases it"`
	At   time.Time     `json:"at"`
}

// Reaction is a sign that somebody gives to what is said.
type Reaction string

// The reactions.
const (
	Heart   Reaction = "heart"
	Thanks  Reaction = "thanks"
	WithYou Reaction = "with_you"
	MeToo   Reaction = "me_too"
)

var reactions = []Reaction{Heart, Thanks, WithYou, MeToo}

// Mapping says what fills a receive slot from now on.
type Mapping struct {
	Slot        string        `json:"slot" doc:"The mid of the receiving transceiver"`
	Participant ParticipantID `json:"participant,omitempty" doc:"Empty: the slot is empty"`
	Source      Source        `json:"source,omitempty" enum:"microphone,camera,screen"`
	Epoch       uint32        `json:"epoch" doc:"Counts the mappings of this slot; never repeats on one connection"`
	Paused      bool          `json:"paused,omitempty" doc:"The server holds this picture back because the recipient's network carries no more. Said again, with the same epoch, when that changes"`
}

// RemovalNote is a removal as facilitators see it in the room.
type RemovalNote struct {
	ID     meeting.RemovalID `json:"id"`
	Name   string            `json:"name" doc:"Empty after a restart of the server: names are not stored"`
	Reason moderation.Reason `json:"reason"`
	At     time.Time         `json:"at"`
}

// Closing is the page after the meeting.
type Closing struct {
	GroupName string        `json:"group_name"`
	Next      *time.Time    `json:"next,omitempty" doc:"When the group meets next"`
	Zone      string        `json:"zone,omitempty" doc:"The group's IANA time zone"`
	Lines     []ClosingLine `json:"lines"`
	Reminders string        `json:"reminders,omitempty" doc:"Path of the page on which to ask for reminders"`
	CanRemind bool          `json:"can_remind,omitempty" doc:"Whoever has an invite can ask for reminders: POST /api/reminders"`
}

// ClosingLine is a support line on the closing page.
type ClosingLine struct {
	Kind  meeting.LineKind `json:"kind" enum:"warmline,crisis"`
	Name  string           `json:"name"`
	Call  string           `json:"call,omitempty"`
	Text  string           `json:"text,omitempty"`
	Hours string           `json:"hours,omitempty"`
	Open  *bool            `json:"open,omitempty" doc:"Whether it is answered now; absent: nothing is known of it"`
	Until *time.Time       `json:"until,omitempty" doc:"When that changes; with open"`
}
