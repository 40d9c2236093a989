package moderation

import "time"

// Reason is why a person was removed; a removal always has one.
type Reason string

// The reasons a facilitator chooses from.
const (
	Disrupting     Reason = "disrupting"        // keeps the group from going on
	Unkind         Reason = "unkind"            // hurts or threatens people
	GraphicContent Reason = "graphic_content"   // showed or posted what must not be seen
	Recording      Reason = "recording"         // records, photographs or takes notes by machine
	NotForThisRoom Reason = "not_for_this_room" // the group is not meant for them
	SomethingElse  Reason = "something_else"
)

// Reasons are all reasons, in the order the interface shows them.
var Reasons = []Reason{Disrupting, Unkind, GraphicContent, Recording, NotForThisRoom, SomethingElse}

// Valid reports whether r is one of Reasons.
func (r Reason) Valid() bool {
	for _, x := range Reasons {
		if r == x {
			return true
		}
	}
	return false
}

// Marks are the traces by which a removed person is known again. A network
// address is never one of them. Empty fields match nothing.
type Marks struct {
	// Invite is the id of a personal invite. A shared invite is not a mark:
	// it would keep out everyone who holds the same link.
	Invite string
	// Account is the id of a staff account.
	Account string
	// Device is the hash of the random cookie of one browser.
	Device string
	// Pass is the id of the pass that a person came with or keeps.
	Pass string
}

// Match reports whether two sets of marks have one in common.
func (m Marks) Match(o Marks) bool {
	return m.Invite != "" && m.Invite == o.Invite ||
		m.Account != "" && m.Account == o.Account ||
		m.Device != "" && m.Device == o.Device ||
		m.Pass != "" && m.Pass == o.Pass
}

// Removal is the record that a person was removed from a meeting. It stands
// until it is undone.
type Removal struct {
	ID       string
	Reason   Reason
	Marks    Marks
	Person   string // by the id they had in that meeting
	By       string // the account of the facilitator
	At       time.Time
	UndoneAt time.Time // zero while it stands
}

// Stands reports whether the removal is in force.
func (r Removal) Stands() bool { return r.UndoneAt.IsZero() }
