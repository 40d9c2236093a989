package signaling

import (
	"context"
	"time"

	"warmroom/room"
)

// seat is a participant's place in a room: what every command but the first
// acts from. Its methods translate a command to a method of the room and decide
// nothing.
type seat struct {
	room *room.Room
	id   room.ParticipantID
}

func (s seat) leave(ctx context.Context, c Leave) error {
	if c.Goodbye {
		return s.room.Goodbye(ctx, s.id)
	}
	return s.room.Leave(ctx, s.id)
}

func (s seat) view(ctx context.Context, c View) error { return s.room.View(ctx, s.id, c.Tiles) }

func (s seat) publish(ctx context.Context, c Publish) error {
	return s.room.Publish(ctx, s.id, c.Source, c.On)
}

func (s seat) say(ctx context.Context, c Say) (Said, error) {
	id, err := s.room.Say(ctx, s.id, c.Lane, c.Text)
	return Said{Message: id}, err
}

func (s seat) hideMessage(ctx context.Context, c HideMessage) error {
	return s.room.HideMessage(ctx, s.id, c.Message)
}

func (s seat) admit(ctx context.Context, c Admit) error {
	if c.All {
		return s.room.AdmitAll(ctx, s.id)
	}
	return s.room.Admit(ctx, s.id, c.Participants)
}

func (s seat) decline(ctx context.Context, c Decline) error {
	return s.room.Decline(ctx, s.id, c.Participant, c.Sentence)
}

func (s seat) sendBack(ctx context.Context, c SendBack) error {
	return s.room.SendBack(ctx, s.id, c.Participant)
}

func (s seat) lockDoor(ctx context.Context, c LockDoor) error {
	return s.room.LockDoor(ctx, s.id, c.Locked)
}

func (s seat) mute(ctx context.Context, c Mute) error { return s.room.Mute(ctx, s.id, c.Participant) }

func (s seat) askToUnmute(ctx context.Context, c AskToUnmute) error {
	return s.room.AskToUnmute(ctx, s.id, c.Participant)
}

func (s seat) stopCamera(ctx context.Context, c StopCamera) error {
	return s.room.StopCamera(ctx, s.id, c.Participant)
}

func (s seat) allowCamera(ctx context.Context, c AllowCamera) error {
	return s.room.AllowCamera(ctx, s.id, c.Participant)
}

func (s seat) stopShare(ctx context.Context, c StopShare) error {
	return s.room.StopShare(ctx, s.id, c.Participant)
}

func (s seat) remove(ctx context.Context, c Remove) error {
	return s.room.Remove(ctx, s.id, c.Participant, c.Reason)
}

func (s seat) undoRemoval(ctx context.Context, c UndoRemoval) error {
	return s.room.UndoRemoval(ctx, s.id, c.Removal)
}

func (s seat) extend(ctx context.Context, c Extend) error {
	return s.room.Extend(ctx, s.id, time.Duration(c.Minutes)*time.Minute)
}

func (s seat) end(ctx context.Context, _ End) error { return s.room.End(ctx, s.id) }
