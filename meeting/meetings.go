package meeting

import (
	"context"
	"time"
)

// Meetings lists a group's meetings that end after from and start before to,
// by start; at most 400 days. Kinds: NotFound, Forbidden, Invalid.
func (s *Service) Meetings(ctx context.Context, by AccountID, g GroupID, from, to time.Time) ([]Meeting, error) {
	panic("contract")
}

// OpenExtraMeeting starts a meeting now that no schedule has, of 15 to 240
// minutes. Kinds: NotFound, Forbidden, Invalid, Conflict "meeting_on_now".
func (s *Service) OpenExtraMeeting(ctx context.Context, by AccountID, g GroupID, minutes int) (Meeting, error) {
	panic("contract")
}

// NextMeeting returns the first meeting of a group that starts after a time
// and is not cancelled; NotFound when none is planned.
func (s *Service) NextMeeting(ctx context.Context, g GroupID, after time.Time) (Meeting, error) {
	panic("contract")
}
