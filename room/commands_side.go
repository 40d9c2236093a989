package room

import "context"

// OfferSide offers somebody a side room, and to a third person as well, unless
// with is empty: they are asked once the first one agrees. The others in the
// main room learn nothing of it. Errors: NotFound "nobody", Conflict
// "in_side_room", and "last_to_lead" when nobody who leads would stay.
func (r *Room) OfferSide(ctx context.Context, by, id, with ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.offerSide(by, id, with) })
}

// AnswerSide accepts or declines a side room that one was asked to. Errors:
// NotFound "no_side_room", Conflict "lead_busy", "lead_away" and
// "last_to_lead", after which the offer stands.
func (r *Room) AnswerSide(ctx context.Context, by ParticipantID, id SideID, answer SideAnswer) error {
	return r.call(ctx, func(s *state) error { return s.answerSide(by, id, answer) })
}

// LeaveSide brings one back from a side room to the main room, with microphone
// and camera off. When nobody who leads or nobody else is left there, it ends.
func (r *Room) LeaveSide(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.leaveSide(by) })
}

// CloseSide takes back the offer of a side room, or brings all who are in it
// back to the main room.
func (r *Room) CloseSide(ctx context.Context, by ParticipantID, id SideID) error {
	return r.call(ctx, func(s *state) error { return s.closeSide(by, id) })
}
