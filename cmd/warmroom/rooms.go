package main

import (
	"context"
	"log/slog"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
)

// loadRoom returns what the room of a meeting starts with, and a place for it
// in the media plane. It is the loader of room.Rooms.
func (a *App) loadRoom(ctx context.Context, id meeting.ID) (room.Config, error) {
	o, err := a.meetings.Load(ctx, id)
	if err != nil {
		return room.Config{}, err
	}
	begin, err := func(*room.Room) {}, error(nil)
	var j room.Journal = journal{a.meetings, id, a.errands, a.log}
	if id.IsExercise() {
		if begin, err = a.troupe.Play(id); err != nil {
			return room.Config{}, err
		}
		j = forgetful{}
	}
	m, opened := newMedia(a.sfu)
	return room.Config{
		Group: o.Group, Meeting: o.Meeting, Clauses: o.Agreement.Clauses, Closing: closing(o.Closing, time.Now()), Removals: o.Removals,
		Before: o.Before, Leads: o.Leads, Media: m, Opened: func(r *room.Room) { opened(r); begin(r) }, Journal: j, Log: a.log,
	}, nil
}

// lifted tells a room that a removal from it was taken back. A room that is
// being opened just now finds it so in the store.
func (a *App) lifted(ctx context.Context, m meeting.ID, id meeting.RemovalID) {
	r, open := a.rooms.Get(m)
	if !open {
		return
	}
	if err := r.LiftRemoval(ctx, id); err != nil {
		a.log.WarnContext(ctx, "the room does not know of a removal that was taken back", "room", m, "error", err)
	}
}

// revoked sees to it that nobody stays at a door who came by what was revoked.
func (a *App) revoked(ctx context.Context, what meeting.Revocation) {
	a.rooms.Each(func(r *room.Room) {
		if err := r.TurnAway(ctx, what); err != nil && fault.KindOf(err) != fault.Gone {
			a.log.WarnContext(ctx, "somebody may still be at the door by what was revoked", "error", err)
		}
	})
}

// forgetful is the journal of an exercise, of which nothing is kept.
type forgetful struct{}

func (forgetful) Removed(context.Context, meeting.Removal, []moderation.Deed) error { return nil }

func (forgetful) RemovalUndone(context.Context, meeting.RemovalID, moderation.Deed) error { return nil }

func (forgetful) Done(context.Context, moderation.Deed) error { return nil }

func (forgetful) Unled(context.Context) error { return nil }

func (forgetful) EndMoved(context.Context, time.Time) error { return nil }

func (forgetful) Ended(context.Context, time.Time, meeting.Tally) error { return nil }

func (forgetful) Kept(context.Context, meeting.LiveChange) error { return nil }

// journal writes down what has to outlive the room of a meeting.
type journal struct {
	meetings *meeting.Service
	meeting  meeting.ID
	errands  *errands
	log      *slog.Logger
}

// Removed implements room.Journal.
func (j journal) Removed(ctx context.Context, r meeting.Removal, deeds []moderation.Deed) error {
	return j.meetings.RecordRemoval(ctx, r, deeds...)
}

// RemovalUndone implements room.Journal.
func (j journal) RemovalUndone(ctx context.Context, id meeting.RemovalID, d moderation.Deed) error {
	return j.meetings.UndoRemoval(ctx, j.meeting, id, d)
}

// Done implements room.Journal.
func (j journal) Done(ctx context.Context, d moderation.Deed) error {
	return j.meetings.RecordDeed(ctx, j.meeting, d)
}

// EndMoved implements room.Journal.
func (j journal) EndMoved(ctx context.Context, endsAt time.Time) error {
	return j.meetings.MoveEnd(ctx, j.meeting, endsAt)
}

// Unled implements room.Journal. Letters are no reason to try again.
func (j journal) Unled(ctx context.Context) error {
	if err := j.meetings.MarkUnled(ctx, j.meeting); err != nil {
		return err
	}
	tell := func(ctx context.Context) error { return j.meetings.TellOfUnled(ctx, j.meeting) }
	if err := j.errands.send("tell that nobody led", tell); err != nil {
		j.log.WarnContext(ctx, "managers get no letter that nobody led", "room", j.meeting, "error", err)
	}
	return nil
}

// Ended implements room.Journal.
func (j journal) Ended(ctx context.Context, at time.Time, t meeting.Tally) error {
	return j.meetings.EndMeeting(ctx, j.meeting, at, t)
}

// Kept implements room.Journal.
func (j journal) Kept(ctx context.Context, c meeting.LiveChange) error {
	return j.meetings.KeepRoom(ctx, c)
}
