package signaling

import (
	"context"

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
	first  bool    // comes first on a socket, and only there
	budget budget
	// run decodes and does the command and returns the members of its answer.
	run func(*socket, context.Context, wire.Members) ([]byte, error)
}

// drawsOn returns the budget of a command; an unknown one draws on the general.
func (c *Command) drawsOn() budget {
	if c == nil {
		return general
	}
	return c.budget
}

// label names the command in logs and metrics, never with a client's words.
func (c *Command) label() string {
	if c == nil {
		return "unknown"
	}
	return c.Name
}

// Describe returns the protocol.
func Describe() Protocol {
	return Protocol{Commands: commands(), Answers: answers, Events: events, Closes: closes}
}

// The answers.
var (
	answerOK      = message[OK]("ok")
	answerRefused = message[Refused]("refused")
	answerWelcome = message[Welcome]("welcome")
	answerMedia   = message[MediaAnswer]("answer")
	answerServers = message[Servers]("servers")
	answerSaid    = message[Said]("said")
	answerPass    = message[KeptPass]("pass")

	answers = []Message{answerOK, answerRefused, answerWelcome, answerMedia, answerServers, answerSaid, answerPass}
)

// commands lists every command, in the order of the reference.
func commands() []Command {
	return []Command{
		first("enter", (*socket).enter),
		first("resume", (*socket).resume),
		act("leave", general, seat.leave),

		row("media.offer", general, answerMedia, (*socket).offer),
		row("media.servers", general, answerServers, (*socket).freshServers),
		act("media.view", viewing, seat.view),
		act("media.publish", general, seat.publish),

		ask("chat.say", chatting, answerSaid, seat.say),
		act("chat.hide", general, seat.hideMessage),
		act("chat.release", general, seat.releaseMessage),
		act("chat.react", reacting, seat.react),
		act("chat.quiet", general, seat.quietInShares),
		act("chat.close", general, seat.closeLane),

		act("captions.want", general, seat.wantCaptions),
		act("captions.write", captioning, seat.caption),

		act("door.admit", general, seat.admit),
		act("door.say", general, seat.sayAtDoor),
		act("door.reply", chatting, seat.replyAtDoor),
		act("door.decline", general, seat.decline),
		act("door.send_back", general, seat.sendBack),
		act("door.lock", general, seat.lockDoor),

		act("room.calm", general, seat.calmRoom),
		act("room.mute_all", general, seat.muteAll),
		act("room.close_microphones", general, seat.closeMicrophones),

		act("hand.raise", general, seat.raiseHand),
		act("hand.lower", general, seat.lowerHand),
		act("floor.set", general, seat.setFloor),
		act("floor.give", general, seat.giveFloor),
		act("floor.next", general, seat.nextTurn),
		act("floor.add_minutes", general, seat.addShareTime),
		act("circle.start", general, seat.startCircle),
		act("circle.pass", general, seat.pass),
		act("circle.later", general, seat.later),
		act("circle.move", general, seat.moveInCircle),

		act("reading.start", general, seat.startReading),
		act("reading.next", general, seat.nextClause),
		act("reading.pass", general, seat.passReading),
		act("reading.give", general, seat.giveReading),
		act("reading.end", general, seat.endReading),

		act("plan.set", general, seat.setPlan),
		act("plan.topic", general, seat.setTopic),
		act("plan.go", general, seat.goTo),
		act("plan.stretch", general, seat.stretch),
		act("plan.add_minutes", general, seat.addPlanTime),

		row("pass.keep", general, answerPass, (*socket).keepPass),

		act("minute.ask", general, seat.askMinute),
		act("minute.end", general, seat.endMinute),

		act("side.offer", general, seat.offerSide),
		act("side.answer", general, seat.answerSide),
		act("side.leave", general, seat.leaveSide),
		act("side.close", general, seat.closeSide),

		act("person.mute", general, seat.mute),
		act("person.ask_to_unmute", general, seat.askToUnmute),
		act("person.stop_camera", general, seat.stopCamera),
		act("person.allow_camera", general, seat.allowCamera),
		act("person.stop_share", general, seat.stopShare),
		act("person.hat", general, seat.giveHat),
		act("person.observe", general, seat.observe),
		act("person.remind", general, seat.remind),
		act("person.warn", general, seat.warn),
		act("person.remove", general, seat.remove),
		act("report.make", general, seat.report),
		act("report.close", general, seat.closeReport),
		act("removal.undo", general, seat.undoRemoval),

		act("meeting.extend", general, seat.extend),
		act("meeting.end", general, seat.end),
	}
}

// events lists every event, in the order of the reference.
var events = []Message{
	message[room.Snapshot]("snapshot"),
	message[room.PeopleJoined]("people.joined"),
	message[room.PersonChanged]("person.changed"),
	message[room.PersonLeft]("person.left"),
	message[room.SourcesOff]("people.off"),
	message[room.RulesChanged]("room.rules"),

	message[room.HandRaised]("hand.raised"),
	message[room.HandLowered]("hand.lowered"),
	message[room.FloorChanged]("floor.changed"),
	message[room.PlanChanged]("plan.changed"),
	message[room.ReadingChanged]("reading.changed"),

	message[room.VisitorCame]("visitor.came"),
	message[room.VisitorChanged]("visitor.changed"),
	message[room.VisitorGone]("visitor.gone"),
	message[room.DoorChanged]("door.changed"),

	message[room.DoorSaid]("door.said"),

	message[room.Admitted]("you.admitted"),
	message[room.SentBack]("you.sent_back"),
	message[room.Declined]("you.declined"),
	message[room.YouWereRemoved]("you.removed"),
	message[room.YouWereReminded]("you.reminded"),
	message[room.YouWereWarned]("you.warned"),
	message[room.MinuteChanged]("you.minute"),
	message[room.AskedToUnmute]("you.asked_to_unmute"),
	message[room.CameraAllowed]("you.camera_allowed"),

	message[room.NoteChanged]("note.changed"),
	message[room.SideChanged]("side.changed"),
	message[room.SideGone]("side.gone"),
	message[room.PersonDeparted]("person.departed"),
	message[room.ReportMade]("report.made"),
	message[room.ReportClosed]("report.closed"),
	message[room.Removed]("removal.made"),
	message[room.RemovalUndone]("removal.undone"),

	message[room.ChatSaid]("chat.said"),
	message[room.ChatHidden]("chat.hidden"),
	message[room.ChatReacted]("chat.reacted"),

	message[room.CaptionsChanged]("you.captions"),
	message[room.CaptionWritten]("captions.written"),

	message[room.SlotsMapped]("media.slots"),
	message[room.SpeakingChanged]("media.speaking"),
	message[room.QualityChanged]("media.quality"),
	message[room.LayersWanted]("media.layers"),
	message[room.MediaLost]("media.lost"),

	message[room.HoldChanged]("meeting.hold"),
	message[room.EndsSoon]("meeting.ends_soon"),
	message[room.EndMoved]("meeting.end_moved"),
	message[room.MeetingEnded]("meeting.ended"),
}

func message[T any](name string) Message { return Message{Name: name, Shape: wire.Of[T]()} }

// ask is a row for a command that a participant gives and that is answered
// by an A.
func ask[C, A any](name string, b budget, answer Message, do func(seat, context.Context, C) (A, error)) Command {
	return row(name, b, answer, func(c *socket, ctx context.Context, cmd C) (A, error) {
		return do(c.session.seat, ctx, cmd)
	})
}

// act is a row for a command that a participant gives and that is answered by OK.
func act[C any](name string, b budget, do func(seat, context.Context, C) error) Command {
	return ask(name, b, answerOK, func(s seat, ctx context.Context, cmd C) (OK, error) {
		return OK{}, do(s, ctx, cmd)
	})
}

// first is a row for a command that puts a socket on a session.
func first[C any](name string, do func(*socket, context.Context, C) (Welcome, error)) Command {
	r := row(name, general, answerWelcome, do)
	r.first = true
	return r
}

func row[C, A any](name string, b budget, answer Message, do func(*socket, context.Context, C) (A, error)) Command {
	m := message[C](name)
	run := func(c *socket, ctx context.Context, members wire.Members) ([]byte, error) {
		var cmd C
		if err := m.Shape.Decode(members, &cmd); err != nil {
			return nil, err
		}
		a, err := do(c, ctx, cmd)
		if err != nil {
			return nil, err
		}
		return answer.Shape.AppendMembers(nil, a), nil
	}
	return Command{Message: m, Answer: answer, budget: b, run: run}
}
