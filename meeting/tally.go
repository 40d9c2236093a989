package meeting

import (
	"context"
	"time"

	"warmroom/moderation"
)

// Tally is what a room counts of its meeting: numbers, and nothing of whom
// they count. Those who lead, observers and simulated people are in none of
// them but Leads.
type Tally struct {
	Came      int           // people, each once
	Newcomers int           // of them
	Most      int           // at once
	Leads     int           // accounts that led
	Open      time.Duration // while any of them was there
	Present   time.Duration // of all of them together
}

// Average is how many people were there on average, while anybody was. Times
// are kept in whole milliseconds, which says too much of very short meetings.
func (t Tally) Average() float64 {
	if t.Open <= 0 {
		return 0
	}
	return min(float64(t.Most), t.Present.Seconds()/t.Open.Seconds())
}

// Counted is a meeting that is over, or was called off, and what was counted.
type Counted struct {
	Meeting
	Tally
	Acceptances int // of agreements
}

// TallyStore keeps what is counted.
type TallyStore interface {
	// PutTally inserts or replaces what was counted of a meeting.
	PutTally(ctx context.Context, m ID, t Tally) error
	// Tally is zero where nothing was counted.
	Tally(ctx context.Context, m ID) (Tally, error)
	// Counted lists the Ended and Cancelled meetings of an organisation's group,
	// or of all its groups for "", that start at or after from and before to, by
	// start. Those that a schedule does not plan any more are left out.
	Counted(ctx context.Context, o OrganisationID, g GroupID, from, to time.Time) ([]Counted, error)

	AddOutreach(ctx context.Context, o Outreach) error
	// Outreach lists what was recorded for an organisation's group, or for all
	// its groups for "", of the days at or after from and before to, newest first.
	Outreach(ctx context.Context, o OrganisationID, g GroupID, from, to time.Time) ([]Outreach, error)
	DeleteOutreach(ctx context.Context, g GroupID, id OutreachID) error
}

// OutreachID names an Outreach.
type OutreachID string

// Outreach says how many people were to be got in touch with for a group on
// one day, and what came of it. Nothing in it leads to a person.
type Outreach struct {
	ID    OutreachID
	Group GroupID
	Realm moderation.Realm
	On    time.Time // midnight UTC of the day
	Due   int       // people who had asked to be called or written to
	// What came of it, no more together than Due.
	Reached, Missed, Stopped int
}

// OutreachSum is what came of all of some outreach.
type OutreachSum struct{ Due, Reached, Missed, Stopped int }

// Add counts one in.
func (s *OutreachSum) Add(o Outreach) {
	s.Due += o.Due
	s.Reached += o.Reached
	s.Missed += o.Missed
	s.Stopped += o.Stopped
}
