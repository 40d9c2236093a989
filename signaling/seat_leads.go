package signaling

import "context"

// The commands of those who lead that concern everybody.

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
