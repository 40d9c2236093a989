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

// StartReading lets the agreements be read aloud, a clause each, in turns;
// Conflict "no_agreements".
func (r *Room) StartReading(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.startReading(by) })
}

// NextClause goes on to the next clause, or ends the reading behind the last
// one. The reader may do it and those who lead; Conflict "no_reading".
func (r *Room) NextClause(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.nextClause(by) })
}

// PassReading gives the clause to the next one; see NextClause.
func (r *Room) PassReading(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.passReading(by) })
}

// GiveReading asks somebody inside to read the clause; Conflict "no_reading"
// and "observes".
func (r *Room) GiveReading(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.giveReading(by, id) })
}

// EndReading ends it; Conflict "no_reading".
func (r *Room) EndReading(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.endReading(by) })
}

// SetPlan replaces the plan, of at most MaxSegments; current is the segment
// that goes on, or -1, and keeps the time it began at if one went on before.
func (r *Room) SetPlan(ctx context.Context, by ParticipantID, segments []Segment, current int) error {
	return r.call(ctx, func(s *state) error { return s.setPlan(by, segments, current) })
}

// SetTopic says in up to MaxTopic characters what the meeting is about.
func (r *Room) SetTopic(ctx context.Context, by ParticipantID, topic string) error {
	return r.call(ctx, func(s *state) error { return s.setTopic(by, topic) })
}

// GoTo begins a segment of the plan; -1 for none.
func (r *Room) GoTo(ctx context.Context, by ParticipantID, segment int) error {
	return r.call(ctx, func(s *state) error { return s.goTo(by, segment) })
}

// Stretch puts a break of 1 to 30 minutes behind the current segment and
// begins it; Conflict "long_plan".
func (r *Room) Stretch(ctx context.Context, by ParticipantID, minutes int) error {
	return r.call(ctx, func(s *state) error { return s.stretch(by, minutes) })
}

// AddPlanTime makes the current segment 1 to 30 minutes longer; Conflict
// "no_segment".
func (r *Room) AddPlanTime(ctx context.Context, by ParticipantID, minutes int) error {
	return r.call(ctx, func(s *state) error { return s.addPlanTime(by, minutes) })
}
