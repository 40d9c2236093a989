package room

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Arrive takes in somebody who has passed meeting.Service.Enter. The sink gets
// a Snapshot before Arrive returns.
//
// Those who lead come straight in, whatever the capacity; others stand at the
// door, also before anybody who leads is there and also when it is locked.
// Staff whose account is here already, and others who come from the same
// browser under the same name, take over their own place: same id, standing
// and restraints, and the sink before is closed with FarewellReplaced.
//
// Errors: Forbidden "removed" when a standing removal matches the marks,
// Conflict "name_taken" for a name that reads like a facilitator's, Full
// "door_full" beyond MaxWaiting and MaxWaitingOf, Gone "meeting_ended", Unavailable
// "room_closed". A name that somebody inside has is not refused, because that
// would tell who is inside: it gets a number on the way in ("Mike 2").
func (r *Room) Arrive(ctx context.Context, a Arrival, sink Sink) (id ParticipantID, err error) {
	err = r.call(ctx, func(s *state) error {
		id, err = s.arrive(a, sink)
		return err
	})
	return id, err
}

// Interrupted says that the connection of a sink is lost: its participant's
// place is kept for Grace. It does nothing when the participant has another
// sink by now. Calls of Interrupted and Resumed for one sink have to come in
// the order in which things happened.
func (r *Room) Interrupted(id ParticipantID, from Sink) {
	r.post(func(s *state) { s.interrupted(id, from) })
}

// Resumed says that a participant's sink has a connection again. With fresh
// it gets a Snapshot. Gone "not_in_room" when the place is lost.
func (r *Room) Resumed(ctx context.Context, id ParticipantID, fresh bool) error {
	return r.call(ctx, func(s *state) error { return s.resumed(id, fresh) })
}

// Return gives somebody who was here before a restart of the server their place
// again, by the seat they had. The sink gets a Snapshot and MediaLost. Gone
// "not_in_room" when there is no such place, or not for this seat.
func (r *Room) Return(ctx context.Context, id ParticipantID, seat meeting.Seat, sink Sink) error {
	return r.call(ctx, func(s *state) error { return s.comeBack(id, seat, sink) })
}

// MayKeepPass checks that a participant may keep a pass, and returns which
// meeting this is. Errors: Forbidden "no_passes" and "not_present", Conflict
// "has_pass".
func (r *Room) MayKeepPass(ctx context.Context, id ParticipantID) (m meeting.ID, err error) {
	err = r.ask(ctx, func(s *state) error {
		m = s.meeting.ID
		_, err := s.mayKeepPass(id)
		return err
	})
	return m, err
}

// KeptPass says that a participant got a pass. An error, as of MayKeepPass,
// means that they must not have it after all.
func (r *Room) KeptPass(ctx context.Context, id ParticipantID, pass meeting.PassID) error {
	return r.call(ctx, func(s *state) error { return s.keptPass(id, pass) })
}

// TurnAway takes those out who wait at the door and came by what holds no
// longer.
func (r *Room) TurnAway(ctx context.Context, what meeting.Revocation) error {
	return r.call(ctx, func(s *state) error {
		s.turnAway(what)
		return nil
	})
}

// LedBy says who leads the group now, and as what: others who lead are taken
// out, wherever they are.
func (r *Room) LedBy(ctx context.Context, leads map[meeting.AccountID]moderation.Role) error {
	return r.call(ctx, func(s *state) error {
		s.ledBy(leads)
		return nil
	})
}

// Leave takes a participant out at their own wish.
func (r *Room) Leave(ctx context.Context, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.leaveBy(id, false) })
}

// Goodbye takes a participant out who says that they leave and are fine.
func (r *Room) Goodbye(ctx context.Context, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.leaveBy(id, true) })
}

// AskMinute says that somebody needs a minute, to those who lead alone, and
// with together that they would like to call a line with one of them.
func (r *Room) AskMinute(ctx context.Context, by ParticipantID, together bool) error {
	return r.call(ctx, func(s *state) error { return s.askMinute(by, together) })
}

// EndMinute takes that back, for oneself, or for anybody for those who lead.
func (r *Room) EndMinute(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.endMinute(by, id) })
}

// Offer hands a participant's SDP offer to the media plane and returns its
// answer. With restart it restarts ICE on the connection there is. It runs
// outside the loop. Errors are Media's, and Gone "not_in_room".
func (r *Room) Offer(ctx context.Context, id ParticipantID, sdp string, restart bool) (answer string, err error) {
	here := func(s *state) error {
		if s.people[id] == nil {
			return errNotHere
		}
		return nil
	}
	if err := r.ask(ctx, here); err != nil {
		return "", err
	}
	if restart {
		answer, err = r.media.Restart(ctx, id, sdp)
	} else {
		answer, err = r.media.Join(ctx, id, sdp)
	}
	// Whoever was taken out meanwhile must not keep a connection.
	if gone := r.ask(context.WithoutCancel(ctx), here); gone != nil {
		r.media.Remove(id)
		return "", gone
	}
	return answer, err
}

// WantCaptions turns captions on or off for somebody inside.
func (r *Room) WantCaptions(ctx context.Context, id ParticipantID, on bool) error {
	return r.call(ctx, func(s *state) error { return s.wantCaptions(id, on) })
}

// Caption passes on a numbered line of up to MaxCaption characters to those who
// want captions; the same number again replaces it, and "" takes it away.
// Errors: Forbidden "role", "on_hold" and "not_present", Invalid.
func (r *Room) Caption(ctx context.Context, by ParticipantID, line int, text string) error {
	return r.ask(ctx, func(s *state) error { return s.caption(by, line, text) })
}

// View says what a participant's page shows; it replaces the view before.
func (r *Room) View(ctx context.Context, id ParticipantID, tiles []Tile) error {
	return r.ask(ctx, func(s *state) error { return s.view(id, tiles) })
}

// Publish turns a source of one's own on or off; while it is off nothing of
// it is forwarded. Errors: Forbidden "muted", "camera_stopped", "camera_rule",
// "role" and "not_present", Conflict "share_taken", Invalid for the source.
func (r *Room) Publish(ctx context.Context, id ParticipantID, src Source, on bool) error {
	return r.call(ctx, func(s *state) error { return s.publish(id, src, on) })
}

// Say puts a line of 1 to MaxMessageLen characters into a lane of the chat.
func (r *Room) Say(ctx context.Context, id ParticipantID, lane Lane, text string) (m MessageID, err error) {
	err = r.call(ctx, func(s *state) error {
		m, err = s.say(id, lane, text)
		return err
	})
	return m, err
}

// React shows a reaction to everybody inside.
func (r *Room) React(ctx context.Context, by ParticipantID, reaction Reaction) error {
	return r.call(ctx, func(s *state) error { return s.react(by, reaction) })
}

// ReleaseMessage lets everybody read a message that was held, and brings back
// one that was hidden within the last half minute, as long as none was hidden
// since; NotFound when there is none.
func (r *Room) ReleaseMessage(ctx context.Context, by ParticipantID, m MessageID) error {
	return r.call(ctx, func(s *state) error { return s.releaseMessage(by, m) })
}

// Quiet says whether the lane for everyone is closed while somebody shares, as
// it is from the beginning in a group without cross-talk.
func (r *Room) Quiet(ctx context.Context, by ParticipantID, on bool) error {
	return r.call(ctx, func(s *state) error { return s.quiet(by, on) })
}

// Report tells those who lead of somebody, and of a message of theirs unless
// it is empty. Errors: NotFound "nobody" and "no_message", TooMany "many_reports".
func (r *Room) Report(ctx context.Context, by, about ParticipantID, m MessageID, why moderation.Reason) error {
	return r.call(ctx, func(s *state) error { return s.report(by, about, m, why) })
}

// CloseReport says that somebody who leads has seen to a report; NotFound
// when it is not open, or about themselves.
func (r *Room) CloseReport(ctx context.Context, by ParticipantID, id ReportID) error {
	return r.call(ctx, func(s *state) error { return s.closeReport(by, id) })
}

// HideMessage takes a message away from everybody; NotFound when it is gone.
func (r *Room) HideMessage(ctx context.Context, by ParticipantID, m MessageID) error {
	return r.call(ctx, func(s *state) error { return s.hideMessage(by, m) })
}

// Admit lets visitors in; who is not at the door any more is left out.
// Errors: Forbidden "facilitator_first" when a greeter may not, NotFound when none of them is, Conflict "door_locked", Full
// "room_full" when not all of them found room; some may be in then.
func (r *Room) Admit(ctx context.Context, by ParticipantID, ids []ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.admit(by, ids) })
}

// AdmitAll lets in everybody who waits, as far as there is room, but for those
// at whom somebody should look first; see Admit. Conflict "look_first" when
// all of them are such.
func (r *Room) AdmitAll(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.admitAll(by) })
}

// SayAtDoor says up to 200 characters to everybody who waits, also to those
// who come later, or to one of them alone; NotFound when that one is gone.
func (r *Room) SayAtDoor(ctx context.Context, by, to ParticipantID, text string) error {
	return r.call(ctx, func(s *state) error { return s.sayAtDoor(by, to, text) })
}

// ReplyAtDoor is a visitor's answer of up to 200 characters; Conflict
// "not_spoken_to" when there was no word at the door to them.
func (r *Room) ReplyAtDoor(ctx context.Context, by ParticipantID, text string) error {
	return r.call(ctx, func(s *state) error { return s.replyAtDoor(by, text) })
}

// Decline sends a visitor away from the door with a sentence of up to 200
// characters; an empty one stands for a kind default.
func (r *Room) Decline(ctx context.Context, by, id ParticipantID, sentence string) error {
	return r.call(ctx, func(s *state) error { return s.decline(by, id, sentence) })
}

// SendBack puts somebody inside back at the door.
func (r *Room) SendBack(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.sendBack(by, id) })
}

// LockDoor locks or opens the door; Conflict "calm" for opening it in a calm
// room. At a locked one people may still wait, and nobody is let in but those
// who lead.
func (r *Room) LockDoor(ctx context.Context, by ParticipantID, locked bool) error {
	return r.call(ctx, func(s *state) error { return s.lockDoor(by, locked) })
}

// Calm closes microphones, cameras and the chat for all but those who lead, and
// locks the door, or takes all that back in one step. Nobody's microphone or
// camera is turned on by it.
func (r *Room) Calm(ctx context.Context, by ParticipantID, on bool) error {
	return r.call(ctx, func(s *state) error { return s.calm(by, on) })
}

// MuteAll turns off all microphones but those of people who lead and except,
// which may be empty.
func (r *Room) MuteAll(ctx context.Context, by, except ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.muteAll(by, except) })
}

// CloseMicrophones says whether people who don't lead may turn their
// microphones on only when asked.
func (r *Room) CloseMicrophones(ctx context.Context, by ParticipantID, closed bool) error {
	return r.call(ctx, func(s *state) error { return s.closeMicrophones(by, closed) })
}

// CloseLane closes a lane of the chat for those who don't lead, or opens it.
func (r *Room) CloseLane(ctx context.Context, by ParticipantID, lane Lane, closed bool) error {
	return r.call(ctx, func(s *state) error { return s.closeLane(by, lane, closed) })
}

// Mute stops a microphone until AskToUnmute, also if its owner leaves and
// comes back.
func (r *Room) Mute(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.mute(by, id) })
}

// AskToUnmute lifts a mute and asks the person to speak.
func (r *Room) AskToUnmute(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.askToUnmute(by, id) })
}

// StopCamera stops a camera until AllowCamera, also if its owner leaves and
// comes back.
func (r *Room) StopCamera(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.stopCamera(by, id) })
}

// AllowCamera lets a person turn a stopped camera on again.
func (r *Room) AllowCamera(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.allowCamera(by, id) })
}

// StopShare turns a shared screen off.
func (r *Room) StopShare(ctx context.Context, by, id ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.stopShare(by, id) })
}

// GiveHat asks somebody who doesn't lead to see to the door, the time or the captions, or
// takes that back; they get a Snapshot. Who wears one may put it down. Conflict
// "observes" for an observer.
func (r *Room) GiveHat(ctx context.Context, by, id ParticipantID, hat Hat, on bool) error {
	return r.call(ctx, func(s *state) error { return s.giveHat(by, id, hat, on) })
}

// Observe makes somebody inside an observer, or a participant again; they get a
// Snapshot. Conflict "leads" for those who lead.
func (r *Room) Observe(ctx context.Context, by, id ParticipantID, on bool) error {
	return r.call(ctx, func(s *state) error { return s.observe(by, id, on) })
}

// Remind and Warn are the steps before a removal; the person is told.
func (r *Room) Remind(ctx context.Context, by, id ParticipantID, why moderation.Reason) error {
	return r.call(ctx, func(s *state) error { return s.remind(by, id, why) })
}

// Warn: see Remind.
func (r *Room) Warn(ctx context.Context, by, id ParticipantID, why moderation.Reason) error {
	return r.call(ctx, func(s *state) error { return s.warn(by, id, why) })
}

// Remove takes somebody out of the meeting, who may be inside, at the door or
// gone already, and keeps them out.
func (r *Room) Remove(ctx context.Context, by, id ParticipantID, why moderation.Reason) error {
	return r.call(ctx, func(s *state) error { return s.remove(by, id, why) })
}

// UndoRemoval lets a removed person come to the door again.
func (r *Room) UndoRemoval(ctx context.Context, by ParticipantID, id meeting.RemovalID) error {
	return r.call(ctx, func(s *state) error { return s.undoRemoval(by, id) })
}

// LiftRemoval takes a removal back that a manager has decided about and that is
// stored as undone; NotFound when it does not stand here.
func (r *Room) LiftRemoval(ctx context.Context, id meeting.RemovalID) error {
	return r.call(ctx, func(s *state) error { return s.liftRemoval(id) })
}

// SetClosing replaces the page after the meeting: what people are told has to
// be true when they are.
func (r *Room) SetClosing(ctx context.Context, c Closing) error {
	return r.call(ctx, func(s *state) error {
		s.closing = c
		return nil
	})
}

// Extend moves the end by 1 minute to MaxExtension; Conflict "too_long" when
// the meeting would last longer than MaxLength.
func (r *Room) Extend(ctx context.Context, by ParticipantID, d time.Duration) error {
	return r.call(ctx, func(s *state) error { return s.extend(by, d) })
}

// End ends the meeting for all.
func (r *Room) End(ctx context.Context, by ParticipantID) error {
	return r.call(ctx, func(s *state) error { return s.end(by) })
}

// Stop ends the meeting for all, as somebody outside of the room has ended it.
func (r *Room) Stop(ctx context.Context) error {
	return r.call(ctx, func(s *state) error {
		s.endNow()
		return nil
	})
}

// MapSlots is the media plane's word of what fills a participant's slots. The
// event is with the participant's sink when MapSlots returns.
func (r *Room) MapSlots(id ParticipantID, slots []Mapping) {
	r.post(func(s *state) { s.mapSlots(id, slots) })
}

// Speaking is the media plane's word of who speaks now, loudest first. The
// room keeps the slice.
func (r *Room) Speaking(ids []ParticipantID) {
	r.post(func(s *state) { s.speaking(ids) })
}

// LayersWanted is the media plane's word of which layers of a participant's
// picture somebody watches.
func (r *Room) LayersWanted(id ParticipantID, l LayersWanted) {
	r.post(func(s *state) { s.layersWanted(id, l) })
}

// MediaState is the media plane's word of whether a participant's connection
// is up (ok) or gone for good.
func (r *Room) MediaState(id ParticipantID, ok bool) {
	r.post(func(s *state) { s.mediaState(id, ok) })
}

// Quality is the media plane's word of how good a participant's connection is.
func (r *Room) Quality(id ParticipantID, q Quality) {
	r.post(func(s *state) { s.quality(id, q) })
}

// post runs f in the loop and waits for it. A room that is over does nothing.
func (r *Room) post(f func(*state)) {
	_ = r.ask(context.Background(), func(s *state) error { f(s); return nil })
}
