package signaling

import "context"

// Side rooms.

func (s seat) offerSide(ctx context.Context, c OfferSide) error {
	return s.room.OfferSide(ctx, s.id, c.Participant, c.With)
}

func (s seat) answerSide(ctx context.Context, c AnswerSide) error {
	return s.room.AnswerSide(ctx, s.id, c.Side, c.Answer)
}

func (s seat) leaveSide(ctx context.Context, _ LeaveSide) error { return s.room.LeaveSide(ctx, s.id) }

func (s seat) closeSide(ctx context.Context, c CloseSide) error {
	return s.room.CloseSide(ctx, s.id, c.Side)
}
