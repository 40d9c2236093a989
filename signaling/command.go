package signaling

import (
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
)

// The commands, client to server. Each is declared once, here; protocol.go
// lists them with their wire names. Every command on the wire also has "type"
// and "id" (1 to 2^31-1, chosen by the client, echoed in the one answer).
// Limits in tags are checked before a command is handed on.
type (
	// Enter asks to stand at the door of a meeting. First on a new session.
	Enter struct {
		Invite     meeting.Token        `json:"invite,omitempty" maxLength:"128" doc:"Of an invite link; empty for staff, who are known by their cookie"`
		Meeting    meeting.ID           `json:"meeting,omitempty" maxLength:"40" doc:"Needed by staff"`
		Name       string               `json:"name,omitempty" maxLength:"40" doc:"Pseudonym; ignored for staff"`
		Newcomer   bool                 `json:"newcomer,omitempty" doc:"It is the person's first time; only those who lead see it"`
		Acceptance meeting.AcceptanceID `json:"acceptance,omitempty" maxLength:"40" doc:"From POST /api/acceptances; not needed by staff"`
	}
	// Resume continues a session on a new socket. First on that socket.
	Resume struct {
		Session string        `json:"session" maxLength:"64"`
		Token   meeting.Token `json:"token" maxLength:"128"`
		Seq     uint64        `json:"seq" doc:"The last event seen; 0 for none"`
	}
	// Offer carries the SDP offer of the one PeerConnection.
	Offer struct {
		SDP     string `json:"sdp" maxLength:"400000"`
		Restart bool   `json:"restart,omitempty" doc:"Restarts ICE on the same connection; false makes a new one"`
	}
	// FetchServers asks for ICE servers with fresh credentials; those of Welcome
	// hold for a few minutes. For every offer but the first.
	FetchServers struct{}
	// View says what the page shows; it replaces the view before it.
	View struct {
		Tiles []room.Tile `json:"tiles" maxItems:"64"`
	}
	// Publish turns one's own source on or off. Where one person speaks at a
	// time, turning the microphone on out of turn is refused with hand_raised,
	// and raises one's hand.
	Publish struct {
		Source room.Source `json:"source" enum:"microphone,camera,screen"`
		On     bool        `json:"on"`
	}
	// Say puts a line into the side chat. What looks like contact details in the
	// lane for everyone is held until somebody who leads releases or hides it.
	Say struct {
		Lane room.Lane `json:"lane" enum:"everyone,facilitators,resources" doc:"Resources are pinned, by those who lead"`
		Text string    `json:"text" minLength:"1" maxLength:"1000"`
	}
	// React shows a reaction to everybody inside. Nothing of it is kept.
	React struct {
		Reaction room.Reaction `json:"reaction" enum:"heart,thanks,with_you,me_too"`
	}
	// WantCaptions turns captions on or off for oneself.
	WantCaptions struct {
		On bool `json:"on"`
	}
	// Caption passes on a line of what is said, as one writes it down. The same
	// line again replaces it; empty text takes it away. Nothing of it is kept.
	Caption struct {
		Line int    `json:"line" minimum:"0" maximum:"1048576"`
		Text string `json:"text" maxLength:"300"`
	}
	// ReleaseMessage lets everybody read a message that was held. It also brings
	// back the message that was hidden last, within half a minute.
	ReleaseMessage struct {
		Message room.MessageID `json:"message" maxLength:"40"`
	}
	// QuietInShares lets the lane for everyone take reactions only while somebody
	// shares; those who lead may write.
	QuietInShares struct {
		On bool `json:"on"`
	}
	// MakeReport tells those who lead of somebody, who never learns of it.
	MakeReport struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40" doc:"They may have left"`
		Message     room.MessageID     `json:"message,omitempty" maxLength:"40" doc:"Of theirs; empty for none in particular"`
		Reason      moderation.Reason  `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	}
	// CloseReport says that somebody who leads has seen to it.
	CloseReport struct {
		Report room.ReportID `json:"report" maxLength:"40"`
	}
	// HideMessage takes a message away from everyone, also from those to come.
	HideMessage struct {
		Message room.MessageID `json:"message" maxLength:"40"`
	}
	// Admit lets visitors in. All lets in everyone who is waiting, but for those
	// whom somebody should look at first (again, machine, looks_like_removed);
	// when there are only such, it is refused with look_first. Visitors who are
	// gone are left out.
	Admit struct {
		Participants []room.ParticipantID `json:"participants,omitempty" maxItems:"500" maxLength:"40"`
		All          bool                 `json:"all,omitempty"`
	}
	// SayAtDoor says something to everybody who waits, also to those who come
	// later, or to one of them.
	SayAtDoor struct {
		Participant room.ParticipantID `json:"participant,omitempty" maxLength:"40" doc:"Empty: all who wait"`
		Text        string             `json:"text" minLength:"1" maxLength:"200"`
	}
	// ReplyAtDoor answers that, while waiting. Those who see the door read the
	// last reply with the visitor.
	ReplyAtDoor struct {
		Text string `json:"text" minLength:"1" maxLength:"200"`
	}
	// Decline tells a visitor at the door that they can't come in now.
	Decline struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
		Sentence    string             `json:"sentence,omitempty" maxLength:"200" doc:"A kind reason the visitor will read"`
	}
	// SendBack puts somebody who is in the room back at the door.
	SendBack struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
	}
	// LockDoor locks or opens the door. At a locked door people may still wait,
	// and those who lead are told of them; Admit is refused with door_locked
	// until it is opened. Those who lead come in all the same. While the room is
	// calm it can't be opened (calm).
	LockDoor struct {
		Locked bool `json:"locked"`
	}
	// CalmRoom closes microphones, cameras and the chat for everybody who
	// doesn't lead, and locks the door; all with one command. Off, it opens the
	// room again: the door and what was permitted are as before, and nobody's
	// microphone or camera is turned on.
	CalmRoom struct {
		On bool `json:"on"`
	}
	// MuteAll turns off the microphones of all who don't lead, but for one, such
	// as who is speaking. They may turn them on again.
	MuteAll struct {
		Except room.ParticipantID `json:"except,omitempty" maxLength:"40"`
	}
	// CloseMicrophones lets people who don't lead turn their microphones on only
	// when they are asked to (person.ask_to_unmute), or again by themselves. Open
	// ones stay open.
	CloseMicrophones struct {
		Closed bool `json:"closed"`
	}
	// CloseLane closes a lane of the chat for those who don't lead, or opens it.
	CloseLane struct {
		Lane   room.Lane `json:"lane" enum:"everyone,facilitators"`
		Closed bool      `json:"closed"`
	}
	// Mute turns a microphone off and keeps it off until AskToUnmute.
	Mute struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
	}
	// AskToUnmute lets a muted person speak again and asks them to; the
	// microphone stays off until they turn it on.
	AskToUnmute struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
	}
	// StopCamera turns a camera off and keeps it off until AllowCamera.
	StopCamera struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
	}
	// AllowCamera lets a person turn a stopped camera on again.
	AllowCamera struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
	}
	// StopShare turns a shared screen off.
	StopShare struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
	}
	// RaiseHand puts one's own hand up, behind those that are up.
	RaiseHand struct{}
	// LowerHand lowers one's own hand, or for those who lead anybody's.
	LowerHand struct {
		Participant room.ParticipantID `json:"participant,omitempty" maxLength:"40" doc:"Empty: one's own"`
	}
	// SetFloor lets people speak freely, or one at a time whom somebody who leads
	// gives the floor. It ends a circle. Whoever may not speak any more is turned
	// off.
	SetFloor struct {
		Mode room.FloorMode `json:"mode" enum:"free,ask"`
	}
	// GiveFloor gives somebody the floor, in mode ask. Their microphone stays off
	// until they turn it on.
	GiveFloor struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
	}
	// NextTurn ends the turn that goes on, which the speaker may do and those who
	// lead. In a circle the next one has it then.
	NextTurn struct{}
	// AddShareTime gives the speaker in a circle more time.
	AddShareTime struct {
		Minutes int `json:"minutes" minimum:"1" maximum:"10"`
	}
	// StartCircle begins a round of everybody inside who doesn't lead; those who
	// lead are put in by circle.move. Who comes in later is put at its end.
	StartCircle struct {
		Seconds int        `json:"seconds" minimum:"30" maximum:"1800" doc:"A share; nobody is cut off when it is over"`
		First   room.First `json:"first" enum:"first_in,least_heard" doc:"Who comes first: as people came in, or who spoke least"`
	}
	// KeepPass asks for a pass of the group, by which one comes in without
	// waiting at the door from then on. For participants, in groups that allow
	// it. It ends when one is removed.
	KeepPass struct{}
	// Pass lets one's own turn go by, now or before it comes.
	Pass struct{}
	// Later puts oneself, or for those who lead anybody, at the end of the round,
	// also after passing.
	Later struct {
		Participant room.ParticipantID `json:"participant,omitempty" maxLength:"40" doc:"Empty: oneself"`
	}
	// MoveInCircle puts somebody at a place of those still to come.
	MoveInCircle struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
		Place       int                `json:"place" minimum:"0" maximum:"1000" doc:"0: next; beyond the end: last"`
	}
	// StartReading lets the agreements be read aloud, a clause each, in turns of
	// those inside who don't lead.
	StartReading struct{}
	// NextClause ends a clause, which its reader may do and those who lead; behind
	// the last one the reading is over.
	NextClause struct{}
	// PassReading gives the clause to the next one: by the reader, who is not asked
	// again in this reading, or by those who lead.
	PassReading struct{}
	// GiveReading asks somebody to read the clause.
	GiveReading struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
	}
	// EndReading ends it before the last clause.
	EndReading struct{}
	// SetPlan replaces the plan of the meeting, also while it goes on.
	SetPlan struct {
		Segments []room.Segment `json:"segments" maxItems:"30"`
		Current  int            `json:"current" minimum:"-1" maximum:"29" doc:"Which of them goes on; -1: none. One that went on keeps the time it began at"`
	}
	// SetTopic says what the meeting is about, for everybody inside and who comes
	// later; empty takes that back.
	SetTopic struct {
		Topic string `json:"topic" maxLength:"80"`
	}
	// GoTo begins a segment of the plan now.
	GoTo struct {
		Segment int `json:"segment" minimum:"-1" maximum:"29" doc:"-1: none goes on"`
	}
	// Stretch puts a break behind the segment that goes on, and begins it.
	Stretch struct {
		Minutes int `json:"minutes" minimum:"1" maximum:"30"`
	}
	// AddPlanTime makes the segment that goes on longer.
	AddPlanTime struct {
		Minutes int `json:"minutes" minimum:"1" maximum:"30"`
	}
	// AskMinute says "I need a minute" to those who lead, and to nobody else.
	AskMinute struct {
		Together bool `json:"together,omitempty" doc:"They would like to call a line together with somebody who leads"`
	}
	// EndMinute takes that back: for oneself, or for anybody when one leads and
	// has seen to it.
	EndMinute struct {
		Participant room.ParticipantID `json:"participant,omitempty" maxLength:"40" doc:"Empty: oneself"`
	}
	// GiveHat asks somebody who doesn't lead to see to the door (greeter), the
	// time (timekeeper) or the captions (captioner), or takes that back, which
	// they may do themselves. They get a new snapshot.
	GiveHat struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
		Hat         room.Hat           `json:"hat" enum:"greeter,timekeeper,captioner"`
		On          bool               `json:"on"`
	}
	// Observe makes somebody who doesn't lead an observer, who sends nothing and
	// has no turn, or a participant again. They get a new snapshot.
	Observe struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
		On          bool               `json:"on"`
	}
	// Remind tells a person, kindly and alone, of the agreements: the first of
	// three steps. Those who lead see how often.
	Remind struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
		Reason      moderation.Reason  `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	}
	// Warn tells a person alone that a removal comes next: the second step.
	Warn struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
		Reason      moderation.Reason  `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	}
	// Remove takes somebody out of the meeting; they can't come back unaided.
	// Somebody who left can be removed too.
	Remove struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
		Reason      moderation.Reason  `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	}
	// UndoRemoval lets a removed person come to the door again.
	UndoRemoval struct {
		Removal meeting.RemovalID `json:"removal" maxLength:"40"`
	}
	// Extend moves the end of the meeting.
	Extend struct {
		Minutes int `json:"minutes" minimum:"1" maximum:"60"`
	}
	// End ends the meeting for all.
	End struct{}
	// Leave ends one's own session.
	Leave struct {
		Goodbye bool `json:"goodbye,omitempty" doc:"Says to the others: leaving now, I'm OK"`
	}
)

// The answers, server to client; each carries "re", the id of the command.
type (
	// OK: done, nothing to add.
	OK struct{}
	// Refused: not done, and why; a fault.Error on the wire.
	Refused struct {
		Kind     fault.Kind `json:"kind" enum:"invalid,unauthenticated,forbidden,not_found,conflict,gone,too_large,too_many,full,unsupported,unavailable,internal"`
		Reason   string     `json:"reason,omitempty" doc:"A stable word for the case, to translate"`
		Field    string     `json:"field,omitempty" doc:"The field of the command that was wrong, such as tiles[3].width"`
		Sentence string     `json:"sentence" doc:"Plain English, safe to show"`
		RetryMS  int        `json:"retry_ms,omitempty" doc:"With kind too_many: when it may work again"`
	}
	// Welcome answers Enter and Resume.
	Welcome struct {
		Session    string        `json:"session"`
		Token      meeting.Token `json:"token,omitempty" doc:"Resumes this session on another socket; keep it in memory or sessionStorage only. Absent after resume: it stays the same"`
		GraceMS    int           `json:"grace_ms" doc:"How long the place is kept without a socket"`
		PingMS     int           `json:"ping_ms" doc:"The server pings at this interval and drops a socket that misses two"`
		ICEServers []ICEServer   `json:"ice_servers" doc:"May be empty"`
		Resumed    bool          `json:"resumed" doc:"True: missed events follow. False: a snapshot follows"`
	}
	// MediaAnswer answers Offer.
	MediaAnswer struct {
		SDP string `json:"sdp" doc:"With the server's candidates; none follow"`
	}
	// Servers answers FetchServers.
	Servers struct {
		ICEServers []ICEServer `json:"ice_servers"`
	}
	// Said answers Say.
	Said struct {
		Message room.MessageID `json:"message"`
	}
	// KeptPass answers KeepPass. It is shown this once.
	KeptPass struct {
		Token     meeting.Token `json:"token" doc:"Goes in the place of an invite"`
		ExpiresAt time.Time     `json:"expires_at"`
	}
)

// ICEServer is an RTCIceServer of the W3C WebRTC API.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username,omitempty"`
	Credential string   `json:"credential,omitempty"`
}
