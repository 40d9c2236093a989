package signaling

import (
	"context"
	"time"

	"warmroom/room"
)

// seat is a participant's place in a room: what every command but the first
// acts from. The functions below translate a command to a method of the room
// and decide nothing.
type seat struct {
	room *room.Room
	id   room.ParticipantID
}

func leave(ctx context.Context, s seat, _ Leave) error { return s.room.Leave(ctx, s.id) }

func view(ctx context.Context, s seat, c View) error { return s.room.View(ctx, s.id, c.Tiles) }

func publish(ctx context.Context, s seat, c Publish) error {
	return s.room.Publish(ctx, s.id, c.Source, c.On)
}

func say(ctx context.Context, s seat, c Say) (Said, error) {
	id, err := s.room.Say(ctx, s.id, c.Lane, c.Text)
	return Said{Message: id}, err
}

func hideMessage(ctx context.Context, s seat, c HideMessage) error {
	return s.room.HideMessage(ctx, s.id, c.Message)
}

func admit(ctx context.Context, s seat, c Admit) error {
	if c.All {
		return s.room.AdmitAll(ctx, s.id)
	}
	return s.room.Admit(ctx, s.id, c.Participants)
}

func decline(ctx context.Context, s seat, c Decline) error {
	return s.room.Decline(ctx, s.id, c.Participant, c.Sentence)
}

func sendBack(ctx context.Context, s seat, c SendBack) error {
	return s.room.SendBack(ctx, s.id, c.Participant)
}

func lockDoor(ctx context.Context, s seat, c LockDoor) error {
	return s.room.LockDoor(ctx, s.id, c.Locked)
}

func mute(ctx context.Context, s seat, c Mute) error { return s.room.Mute(ctx, s.id, c.Participant) }

func askToUnmute(ctx context.Context, s seat, c AskToUnmute) error {
	return s.room.AskToUnmute(ctx, s.id, c.Participant)
}

func stopCamera(ctx context.Context, s seat, c StopCamera) error {
	return s.room.StopCamera(ctx, s.id, c.Participant)
}

func allowCamera(ctx context.Context, s seat, c AllowCamera) error {
	return s.room.AllowCamera(ctx, s.id, c.Participant)
}

func stopShare(ctx context.Context, s seat, c StopShare) error {
	return s.room.StopShare(ctx, s.id, c.Participant)
}

func remove(ctx context.Context, s seat, c Remove) error {
	return s.room.Remove(ctx, s.id, c.Participant, c.Reason)
}

func undoRemoval(ctx context.Context, s seat, c UndoRemoval) error {
	return s.room.UndoRemoval(ctx, s.id, c.Removal)
}

func extend(ctx context.Context, s seat, c Extend) error {
	return s.room.Extend(ctx, s.id, time.Duration(c.Minutes)*time.Minute)
}

func end(ctx context.Context, s seat, _ End) error { return s.room.End(ctx, s.id) }
