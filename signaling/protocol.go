package signaling

import (
	"warmroom/room"
	"warmroom/signaling/wire"
)

// Subprotocol is the WebSocket subprotocol (RFC 6455, 1.9) a client offers.
const Subprotocol = "warmroom.v1"

// Protocol is everything that goes over the wire. cmd/protogen writes
// TypeScript and the reference in docs/protocol.md from it.
type Protocol struct {
	Commands []Command
	Answers  []Message
	Events   []Message
	Closes   []Close
}

// Message is one type of frame.
type Message struct {
	Name  string // the "type" on the wire
	Shape *wire.Shape
}

// Command is a Message that a client sends.
type Command struct {
	Message
	Answer Message // besides refused
}

// Describe returns the protocol.
func Describe() Protocol {
	return Protocol{Commands: commands, Answers: answers, Events: events, Closes: closes}
}

// The answers.
var (
	ok      = message[OK]("ok")
	refused = message[Refused]("refused")
	welcome = message[Welcome]("welcome")
	answer  = message[MediaAnswer]("answer")
	said    = message[Said]("said")

	answers = []Message{ok, refused, welcome, answer, said}
)

// commands lists every command, in the order of the reference.
var commands = []Command{
	command[Enter]("enter", welcome),
	command[Resume]("resume", welcome),
	command[Leave]("leave", ok),

	command[Offer]("media.offer", answer),
	command[View]("media.view", ok),
	command[Publish]("media.publish", ok),

	command[Say]("chat.say", said),
	command[HideMessage]("chat.hide", ok),

	command[Admit]("door.admit", ok),
	command[Decline]("door.decline", ok),
	command[SendBack]("door.send_back", ok),
	command[LockDoor]("door.lock", ok),

	command[Mute]("person.mute", ok),
	command[AskToUnmute]("person.ask_to_unmute", ok),
	command[StopCamera]("person.stop_camera", ok),
	command[AllowCamera]("person.allow_camera", ok),
	command[StopShare]("person.stop_share", ok),
	command[Remove]("person.remove", ok),
	command[UndoRemoval]("removal.undo", ok),

	command[Extend]("meeting.extend", ok),
	command[End]("meeting.end", ok),
}

// events lists every event, in the order of the reference.
var events = []Message{
	message[room.Snapshot]("snapshot"),
	message[room.PersonJoined]("person.joined"),
	message[room.PersonChanged]("person.changed"),
	message[room.PersonLeft]("person.left"),

	message[room.VisitorCame]("visitor.came"),
	message[room.VisitorChanged]("visitor.changed"),
	message[room.VisitorGone]("visitor.gone"),
	message[room.DoorChanged]("door.changed"),

	message[room.Admitted]("you.admitted"),
	message[room.SentBack]("you.sent_back"),
	message[room.Declined]("you.declined"),
	message[room.YouWereRemoved]("you.removed"),
	message[room.AskedToUnmute]("you.asked_to_unmute"),
	message[room.CameraAllowed]("you.camera_allowed"),

	message[room.Removed]("removal.made"),
	message[room.RemovalUndone]("removal.undone"),

	message[room.ChatSaid]("chat.said"),
	message[room.ChatHidden]("chat.hidden"),

	message[room.SlotsMapped]("media.slots"),
	message[room.SpeakingChanged]("media.speaking"),
	message[room.LayersWanted]("media.layers"),
	message[room.MediaLost]("media.lost"),

	message[room.EndsSoon]("meeting.ends_soon"),
	message[room.EndMoved]("meeting.end_moved"),
	message[room.MeetingEnded]("meeting.ended"),
}

func message[T any](name string) Message { return Message{Name: name, Shape: wire.Of[T]()} }

func command[T any](name string, answer Message) Command {
	return Command{Message: message[T](name), Answer: answer}
}
