package signaling

import (
	"cmp"
	"context"
	"time"
)

// The commands of the floor, the circle and the plan, and of asking for a minute. Whom a command leaves out is the
// one who gives it.

func (s seat) raiseHand(ctx context.Context, _ RaiseHand) error { return s.room.RaiseHand(ctx, s.id) }

func (s seat) lowerHand(ctx context.Context, c LowerHand) error {
	return s.room.LowerHand(ctx, s.id, cmp.Or(c.Participant, s.id))
}

func (s seat) setFloor(ctx context.Context, c SetFloor) error {
	return s.room.SetFloor(ctx, s.id, c.Mode)
}

func (s seat) giveFloor(ctx context.Context, c GiveFloor) error {
	return s.room.GiveFloor(ctx, s.id, c.Participant)
}

func (s seat) nextTurn(ctx context.Context, _ NextTurn) error { return s.room.NextTurn(ctx, s.id) }

func (s seat) addShareTime(ctx context.Context, c AddShareTime) error {
	return s.room.AddShareTime(ctx, s.id, time.Duration(c.Minutes)*time.Minute)
}

func (s seat) startCircle(ctx context.Context, c StartCircle) error {
	return s.room.StartCircle(ctx, s.id, time.Duration(c.Seconds)*time.Second, c.First)
}

func (s seat) pass(ctx context.Context, _ Pass) error { return s.room.Pass(ctx, s.id) }

func (s seat) later(ctx context.Context, c Later) error {
	return s.room.Later(ctx, s.id, cmp.Or(c.Participant, s.id))
}

func (s seat) moveInCircle(ctx context.Context, c MoveInCircle) error {
	return s.room.MoveInCircle(ctx, s.id, c.Participant, c.Place)
}

func (s seat) startReading(ctx context.Context, _ StartReading) error {
	return s.room.StartReading(ctx, s.id)
}

func (s seat) nextClause(ctx context.Context, _ NextClause) error {
	return s.room.NextClause(ctx, s.id)
}

func (s seat) passReading(ctx context.Context, _ PassReading) error {
	return s.room.PassReading(ctx, s.id)
}

func (s seat) giveReading(ctx context.Context, c GiveReading) error {
	return s.room.GiveReading(ctx, s.id, c.Participant)
}

func (s seat) endReading(ctx context.Context, _ EndReading) error {
	return s.room.EndReading(ctx, s.id)
}

func (s seat) setPlan(ctx context.Context, c SetPlan) error {
	return s.room.SetPlan(ctx, s.id, c.Segments, c.Current)
}

func (s seat) setTopic(ctx context.Context, c SetTopic) error {
	return s.room.SetTopic(ctx, s.id, c.Topic)
}

func (s seat) goTo(ctx context.Context, c GoTo) error { return s.room.GoTo(ctx, s.id, c.Segment) }

func (s seat) stretch(ctx context.Context, c Stretch) error {
	return s.room.Stretch(ctx, s.id, c.Minutes)
}

func (s seat) addPlanTime(ctx context.Context, c AddPlanTime) error {
	return s.room.AddPlanTime(ctx, s.id, c.Minutes)
}

func (s seat) askMinute(ctx context.Context, c AskMinute) error {
	return s.room.AskMinute(ctx, s.id, c.Together)
}

func (s seat) endMinute(ctx context.Context, c EndMinute) error {
	return s.room.EndMinute(ctx, s.id, cmp.Or(c.Participant, s.id))
}
