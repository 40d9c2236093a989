package meeting

import (
	"context"
	"time"
)

// Opening is what a room starts with.
type Opening struct {
	Organisation Organisation
	Group        Group
	Meeting      Meeting
	Removals     []Removal // those that stand, oldest first
	Closing      Closing
}

// Load returns what is needed to open the room of a meeting. Kinds: NotFound;
// Gone "meeting_ended" or "meeting_cancelled" as an *Over.
func (s *Service) Load(ctx context.Context, m ID) (Opening, error) { panic("contract") }

// RecordRemoval keeps a removal that a room has carried out; the room has
// asked moderation.Allow. Kinds: NotFound for an unknown meeting, Invalid for
// the reason, Conflict when the id exists.
func (s *Service) RecordRemoval(ctx context.Context, r Removal) error { panic("contract") }

// UndoRemoval lets a removed person come to the door again. Undoing twice is
// no error. Kind: NotFound.
func (s *Service) UndoRemoval(ctx context.Context, m ID, id RemovalID, at time.Time) error {
	panic("contract")
}

// MoveEnd records that a running meeting ends at another time, at most 12 h
// after its start. Kinds: NotFound, Gone "meeting_ended", Invalid.
func (s *Service) MoveEnd(ctx context.Context, m ID, endsAt time.Time) error { panic("contract") }

// EndMeeting records that a meeting is over. Ending twice is no error; the
// first end stays. Kind: NotFound.
func (s *Service) EndMeeting(ctx context.Context, m ID, at time.Time) error { panic("contract") }

// EndOverdue ends the meetings whose end passed more than a minute ago and
// that no room has ended, and returns their ids. It is called about once a
// minute.
func (s *Service) EndOverdue(ctx context.Context) ([]ID, error) { panic("contract") }

// Forget deletes what finished meetings and sessions need no longer; see
// Store.Forget. It is called about once an hour.
func (s *Service) Forget(ctx context.Context) error { panic("contract") }
