package signaling

import (
	"fmt"

	"warmroom/room"
)

// CloseCode is why the server closed a socket (RFC 6455, 7.4.2: 4000 to 4999
// are private use).
type CloseCode int

// The close codes.
const (
	CloseProtocol       CloseCode = 4001
	CloseFlooding       CloseCode = 4002
	CloseRemoved        CloseCode = 4003
	CloseEnded          CloseCode = 4004
	CloseReplaced       CloseCode = 4005
	CloseSessionUnknown CloseCode = 4006
	CloseDeclined       CloseCode = 4007
	CloseSlow           CloseCode = 4008
	CloseLeft           CloseCode = 4009
	CloseRestarting     CloseCode = 4010
)

// Close is a row of the table of close codes.
type Close struct {
	Code CloseCode
	Word string // the reason in the close frame begins with it
	Why  string
	Then string // what the client does
}

var closes = []Close{
	{CloseProtocol, "protocol", "The client broke the protocol: a binary frame, no JSON, a frame over 512 KiB, nothing entered within 10 s.", "Don't come back by yourself: it would happen again. Offer to reload the page."},
	{CloseFlooding, "flooding", "More than 200 commands within a minute were refused as too many.", "Don't come back by yourself. Resume when the person asks for it."},
	{CloseRemoved, "removed", "A facilitator removed the person; `you.removed` came before.", "Show the kind page for it. Never come back."},
	{CloseEnded, "ended", "The meeting is over; `meeting.ended` came before.", "Show the closing page."},
	{CloseReplaced, "replaced", "The session was resumed on another socket, or the same person came in from another tab or device.", "If this page did not do it, say that the meeting goes on elsewhere. Never come back by yourself: two tabs would push each other out for ever."},
	{CloseSessionUnknown, "session_unknown", "The session to resume is unknown or was over longer than its grace.", "Enter again."},
	{CloseDeclined, "declined", "A facilitator could not admit the person now; `you.declined` came before.", "Show the sentence. Enter again only when the person asks for it."},
	{CloseSlow, "slow", "The socket did not take its events in time.", "Resume, at once the first time, later with back-off."},
	{CloseLeft, "left", "The person left, here or by another socket.", "Show the page after leaving."},
	{CloseRestarting, "restarting", "The server stops.", "Resume after a random time of 1 to 10 s; enter again if the session is unknown by then."},
}

// closed is the error that ends a socket with a close code.
type closed struct {
	code   CloseCode
	detail string // for developers; may be empty
}

func (c closed) Error() string { return fmt.Sprintf("closed with %d: %s", c.code, c.reason()) }

// reason is the text of the close frame (RFC 6455, 5.5.1: at most 123 bytes).
func (c closed) reason() string {
	if c.detail == "" {
		return c.code.word()
	}
	return c.code.word() + ": " + c.detail
}

// farewellCode returns the code for a session that the room has ended.
func farewellCode(f room.Farewell) CloseCode {
	switch f {
	case room.FarewellRemoved:
		return CloseRemoved
	case room.FarewellEnded:
		return CloseEnded
	case room.FarewellDeclined:
		return CloseDeclined
	case room.FarewellLeft:
		return CloseLeft
	case room.FarewellReplaced:
		return CloseReplaced
	case room.FarewellLost:
		return CloseSessionUnknown
	default: // FarewellClosed
		return CloseRestarting
	}
}

// word names the code in close frames and metrics.
func (code CloseCode) word() string {
	for _, c := range closes {
		if c.Code == code {
			return c.Word
		}
	}
	return ""
}
