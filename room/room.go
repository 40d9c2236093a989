// Package room runs one live meeting: the door, who is present, what is closed,
// whose turn it is, the plan, chat, reports, the hold and the end. Signaling calls a [Room], which it gets from [Rooms]; a Room
// calls its [Media] and its participants' [Sink]s, neither of which may block,
// and its [Journal], outside the loop.
//
// # How it works
//
// A Room's state is a plain struct owned by one goroutine, the loop. Exported
// methods send closures to it; what they call are the rules: methods of the
// state that never block, look at no clock and are tested without goroutines.
// Whatever has a deadline (a lost connection, the end, who speaks) is in the
// state, which tells the loop when something is due next. Who may do what is
// asked of moderation.Allow, and every event is filtered for its recipient
// here, so that a hostile page never gets what it should not show.
//
// Two goroutines belong to a Room, the loop and the writer of its journal, and
// one to each entry of Rooms. All end with the meeting, or by Close, which
// waits for them.
//
// # What survives the server
//
// A meeting goes on when the server is killed and started again: people come
// back to the same place. For that the writer asks the loop for a copy of the
// state, at once when something happened and then at most ten times a second,
// and stores what differs from what it stored last. The loop waits for nothing,
// and no rule can forget to say that it changed something. What a crash loses
// is the last moment; what is restored was true, and nobody is let in by it.
//
// Kept are: who waits and who is inside, with the name others see, role,
// marks, restraints, what they have on, hats, reminders, warnings, a minute
// they need, and for how long they spoke; the seat, as the hash of the token by
// which they come back; of people who left, the marks and restraints, and no
// name; the locked door, the rules, hands, the floor, the plan with its titles,
// the hold, open reports; and when the room was last alive, so that the time
// without a server can be given back to whose share it is. What the room has
// counted of its meeting, a meeting.Tally, is kept beside that, for good. Not kept are
// the chat, words at the door, reactions, what fills whose slots: nobody
// needs them to go on, and they are what people said. All of it is deleted,
// from the disk too, when the meeting is over.
//
// It imports meeting (types), moderation and fault; never a database, a
// socket, gin, gorm or pion.
package room

import (
	"context"
	"log/slog"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Media is what a room asks of the media plane. Join and Restart may take as
// long as a negotiation and are called outside the loop, as is Close, which is
// the last call and may wait; all the others only leave word and return at
// once. What was decided about an id belongs to the id, with or without a
// connection, until Remove. Nothing is admitted or permitted to begin with.
// Ids of other rooms never meet.
type Media interface {
	// Join answers a participant's one offer. A second Join replaces the
	// connection and keeps what was permitted.
	Join(ctx context.Context, id ParticipantID, offer string) (answer string, err error)
	// Restart answers an offer that restarts ICE on the same connection.
	Restart(ctx context.Context, id ParticipantID, offer string) (answer string, err error)
	Admit(id ParticipantID)
	Withdraw(id ParticipantID)
	Permit(id ParticipantID, s Source, allowed bool)
	// Company lets id hear and see only those of the same company, and be heard
	// and seen by them alone. Everybody begins in "".
	Company(id ParticipantID, company string)
	View(id ParticipantID, tiles []Tile)
	Remove(id ParticipantID)
	Close()
}

// Tile is one picture that a page shows.
type Tile struct {
	Participant ParticipantID `json:"participant"`
	Source      Source        `json:"source" enum:"camera,screen"`
	Width       int           `json:"width" minimum:"0" maximum:"7680" doc:"In device pixels"`
	Height      int           `json:"height" minimum:"0" maximum:"4320"`
	Priority    int           `json:"priority" minimum:"0" maximum:"9" doc:"Higher goes first when there is not enough for all"`
}

// Sink takes one participant's events. Deliver never blocks: a sink that is
// full drops its own connection, never the room's time. Both methods are
// called from the loop: they must not call the room, nor wait for anybody who
// does. Sinks are compared, so they are pointers.
type Sink interface {
	Deliver(Event)
	// Close tells the sink that nothing follows, and why.
	Close(Farewell)
}

// Farewell says why a session is over.
type Farewell string

// The farewells; signaling maps them to close codes.
const (
	FarewellLeft     Farewell = "left"
	FarewellDeclined Farewell = "declined"
	FarewellRemoved  Farewell = "removed"
	FarewellEnded    Farewell = "ended"
	FarewellLost     Farewell = "lost"   // did not come back within Grace
	FarewellClosed   Farewell = "closed" // the server stops; come back soon
	// FarewellReplaced: the same person came in on another device or tab,
	// which has their place now. Never come back by yourself.
	FarewellReplaced Farewell = "replaced"
)

// Journal takes what has to outlive the room. Its methods are called outside
// the loop, in order, one at a time.
type Journal interface {
	// Removed takes a removal, and what was done by it: to one person, or to
	// several with the same marks.
	Removed(ctx context.Context, r meeting.Removal, deeds []moderation.Deed) error
	RemovalUndone(ctx context.Context, id meeting.RemovalID, d moderation.Deed) error
	// Done takes anything else that somebody who leads did and that is audited.
	Done(ctx context.Context, d moderation.Deed) error
	EndMoved(ctx context.Context, endsAt time.Time) error
	// Unled is called before Ended when nobody led the meeting any more.
	Unled(ctx context.Context) error
	// Ended takes the end, and what was counted up to it.
	Ended(ctx context.Context, at time.Time, t meeting.Tally) error
	// Kept takes what became of the room since the last call that returned
	// nil, see the package doc.
	Kept(ctx context.Context, c meeting.LiveChange) error
}

// Limits of a room.
const (
	Grace         = 60 * time.Second // how long a lost connection keeps its place
	MaxWaiting    = 500              // visitors at the door at once
	MaxWaitingOf  = 300              // the same, of one caller: a whole group may be behind one address
	MaxMessageLen = 1000             // characters of a chat message
	KeptMessages  = 500              // chat messages a late joiner gets at most
	MaxResources  = 50               // pinned messages
	EndWarning    = 5 * time.Minute  // before the end by schedule
	LastWarning   = 1 * time.Minute  // likewise
	MaxExtension  = 60 * time.Minute // per command
	MaxLength     = 12 * time.Hour   // of a meeting, all extensions included
	HoldAfter     = 10 * time.Second // without anybody connected who leads
	HoldFloor     = 60 * time.Second // how long the speaker keeps the floor on hold
	HoldFor       = 10 * time.Minute // until a room on hold ends its meeting
)

// Config is what a room starts with.
type Config struct {
	Group    meeting.Group
	Meeting  meeting.Meeting
	Clauses  []meeting.Clause // of the agreements, to read aloud
	Closing  Closing
	Removals []meeting.Removal // of this meeting, from before a restart
	// Before is what the room has left of itself from before a restart; nil for
	// nothing. Leads are the accounts that lead the group now.
	Before  *meeting.LiveRoom
	Leads   []meeting.AccountID
	Media   Media
	Journal Journal
	Log     *slog.Logger
	// Opened, if not nil, gets the room before Open returns and before anybody
	// is in it, so that the media plane knows where to report. It must not
	// call the room.
	Opened func(*Room)
}

// Arrival is a person who has passed meeting.Service.Enter.
type Arrival struct {
	Name    string
	Role    moderation.Role
	Account meeting.AccountID // of staff
	Marks   moderation.Marks
	Seat    meeting.Seat // by which they come back after a restart
	// Newcomer says that it is their first time, by their own word.
	Newcomer bool
	// Observer says that they come to observe; everybody sees that.
	Observer bool
	// Simulated says that it is no person: somebody practises. Everybody sees that.
	Simulated bool
	// Pass says that they come with a pass, whose id is among the marks: they
	// need not wait, unless something speaks against it.
	Pass bool
	// Caller stands for the address they come from, so that one alone can't
	// fill the door; empty when it is not known. It leads to nobody, is told
	// nobody and is not kept.
	Caller string
	// Invite is what they came by, empty for those who came otherwise: should it
	// be revoked, they can't stay at the door.
	Invite meeting.InviteID
}
