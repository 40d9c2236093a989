package room

import (
	"context"
	"time"
)

// RaiseHand puts one's hand up behind those that are up.
func (r *Room) RaiseHand(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.raiseHand(by) })
}

// LowerHand lowers one's own hand, or, for those who arrange the floor, anybody's.
func (r *Room) LowerHand(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.lowerHand(by, id) })
}

// SetFloor ends a circle and lets people speak freely or when given the floor.
func (r *Room) SetFloor(ctx context.Context, by ParticipantID, mode FloorMode) error {
	return r.call(ctx, func(s *state) error { return s.setFloor(by, mode) })
}

// GiveFloor gives somebody the floor; Conflict "not_asking" in other modes
// than FloorAsk. It turns no microphone on.
func (r *Room) GiveFloor(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.giveFloor(by, id) })
}

// NextTurn ends the turn there is: the speaker's own, or for those who arrange
// the floor anybody's. NotFound when it is nobody's.
func (r *Room) NextTurn(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.nextTurn(by) })
}

// AddShareTime adds 1 minute to MaxShareMore to the share that goes on;
// Conflict "no_share" when there is none.
func (r *Room) AddShareTime(ctx context.Context, by ParticipantID, d time.Duration) error {
	return r.call(ctx, func(s *state) error { return s.addShareTime(by, d) })
}

// StartCircle begins a round with a share of MinShare to MaxShare each.
func (r *Room) StartCircle(ctx context.Context, by ParticipantID, share time.Duration, first First) error {
	return r.call(ctx, func(s *state) error { return s.startCircle(by, share, first) })
}

// Pass lets one's own turn of this round go by. Conflicts: "no_circle", "no_turn".
func (r *Room) Pass(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.pass(by) })
}

// Later puts oneself, or for those who arrange the floor anybody, at the end
// of the round. Conflicts: "no_circle", "last_turn".
func (r *Room) Later(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.later(by, id) })
}

// MoveInCircle puts somebody inside at a place of those to come, 0 to MaxSeat.
func (r *Room) MoveInCircle(ctx context.Context, by, id ParticipantID, place int) error {
	return r.call(ctx, func(s *state) error { return s.moveInCircle(by, id, place) })
}
