package signaling

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
	{CloseReplaced, "replaced", "The session was resumed on another socket.", "Do nothing; if this page did not do it, say that the meeting goes on in another tab."},
	{CloseSessionUnknown, "session_unknown", "The session to resume is unknown or was over longer than its grace.", "Enter again."},
	{CloseDeclined, "declined", "A facilitator could not admit the person now; `you.declined` came before.", "Show the sentence. Enter again only when the person asks for it."},
	{CloseSlow, "slow", "The socket did not take its events in time.", "Resume, at once the first time, later with back-off."},
	{CloseLeft, "left", "The person left, here or by another socket.", "Show the page after leaving."},
	{CloseRestarting, "restarting", "The server stops.", "Resume after a random time of 1 to 10 s; enter again if the session is unknown by then."},
}
