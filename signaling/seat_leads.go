package signaling

import "context"

// Hats, the steps before a removal, and the commands that concern everybody.

func (s seat) calmRoom(ctx context.Context, c CalmRoom) error { return s.room.Calm(ctx, s.id, c.On) }

func (s seat) muteAll(ctx context.Context, c MuteAll) error {
	return s.room.MuteAll(ctx, s.id, c.Except)
}

func (s seat) closeMicrophones(ctx context.Context, c CloseMicrophones) error {
	return s.room.CloseMicrophones(ctx, s.id, c.Closed)
}

func (s seat) closeLane(ctx context.Context, c CloseLane) error {
	return s.room.CloseLane(ctx, s.id, c.Lane, c.Closed)
}

func (s seat) remind(ctx context.Context, c Remind) error {
	return s.room.Remind(ctx, s.id, c.Participant, c.Reason)
}

func (s seat) warn(ctx context.Context, c Warn) error {
	return s.room.Warn(ctx, s.id, c.Participant, c.Reason)
}

func (s seat) observe(ctx context.Context, c Observe) error {
	return s.room.Observe(ctx, s.id, c.Participant, c.On)
}

func (s seat) giveHat(ctx context.Context, c GiveHat) error {
	return s.room.GiveHat(ctx, s.id, c.Participant, c.Hat, c.On)
}
