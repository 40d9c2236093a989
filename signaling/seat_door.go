package signaling

import "context"

// Words at the door.

func (s seat) sayAtDoor(ctx context.Context, c SayAtDoor) error {
	return s.room.SayAtDoor(ctx, s.id, c.Participant, c.Text)
}

func (s seat) replyAtDoor(ctx context.Context, c ReplyAtDoor) error {
	return s.room.ReplyAtDoor(ctx, s.id, c.Text)
}
