package moderation

import "time"

// Decision is what became of an appeal.
type Decision string

// The decisions. Lifted also takes the removal back, if its meeting goes on.
const (
	Upheld     Decision = "upheld"
	LiftedMark Decision = "lifted"
)

// Decisions are all decisions.
var Decisions = []Decision{Upheld, LiftedMark}

// Limits of appeals.
const (
	MaxAppeal = 1000 // characters
	// AppealKept is for how long the words of an appeal are kept after the
	// decision, and AppealKeptOpen without one.
	AppealKept     = 30 * 24 * time.Hour
	AppealKeptOpen = 180 * 24 * time.Hour
)

// Appeal is what a removed person says against their removal. Those read it
// who run the programme, and never who removed the person.
type Appeal struct {
	Removal   string
	Text      string // emptied when it is needed no longer
	At        time.Time
	Decision  Decision // empty while it is open
	DecidedBy string   // the account
	DecidedAt time.Time
}
