package store

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

type removalRow struct {
	ID          string `gorm:"primaryKey"`
	MeetingID   string
	GroupID     string
	Realm       string
	Reason      string
	MarkInvite  string
	MarkAccount string
	MarkDevice  string
	MarkPass    string
	Person      string
	RemovedBy   string
	RemovedAt   time.Time
	UndoneAt    *time.Time
}

func (removalRow) TableName() string { return "removals" }

func (r removalRow) domain() meeting.Removal {
	return meeting.Removal{
		Removal: moderation.Removal{
			ID: r.ID, Reason: moderation.Reason(r.Reason),
			Marks:  moderation.Marks{Invite: r.MarkInvite, Account: r.MarkAccount, Device: r.MarkDevice, Pass: r.MarkPass},
			Person: r.Person, By: r.RemovedBy, At: r.RemovedAt.UTC(), UndoneAt: when(r.UndoneAt),
		},
		Meeting: meeting.ID(r.MeetingID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
	}
}

func (q queries) AddRemoval(ctx context.Context, r meeting.Removal) error {
	return translate(q.with(ctx).Create(&removalRow{
		ID: r.ID, MeetingID: string(r.Meeting), GroupID: string(r.Group), Realm: string(r.Realm), Reason: string(r.Reason),
		MarkInvite: r.Marks.Invite, MarkAccount: r.Marks.Account, MarkDevice: r.Marks.Device, MarkPass: r.Marks.Pass,
		Person: r.Person, RemovedBy: r.By, RemovedAt: stamp(r.At), UndoneAt: maybe(r.UndoneAt),
	}).Error)
}

func (q queries) UndoRemoval(ctx context.Context, m meeting.ID, id meeting.RemovalID, at time.Time) error {
	_, err := mark(q.with(ctx).Model(&removalRow{}).Where("id = ? AND meeting_id = ?", id, m), "undone_at", at)
	return err
}

func (q queries) Removal(ctx context.Context, id meeting.RemovalID) (meeting.Removal, error) {
	return one(q.with(ctx).Where("id = ?", id), removalRow.domain)
}

func (q queries) RemovalsOf(ctx context.Context, g meeting.GroupID, before meeting.RemovalID) ([]meeting.Removal, error) {
	return list(newest(q.with(ctx).Where("group_id = ?", g), string(before)), removalRow.domain)
}

func (q queries) Removals(ctx context.Context, m meeting.ID) ([]meeting.Removal, error) {
	return list(q.with(ctx).Where("meeting_id = ?", m).Order("removed_at, id"), removalRow.domain)
}
