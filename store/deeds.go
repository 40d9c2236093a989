package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"warmroom/meeting"
	"warmroom/moderation"
)

type deedRow struct {
	ID        string `gorm:"primaryKey"`
	MeetingID string
	GroupID   string
	Realm     string
	DoneAt    time.Time
	DoneBy    string
	Role      string
	What      string
	Lifted    bool
	Person    string
	Holder    string
	Reason    string
	RemovalID string
}

func (deedRow) TableName() string { return "deeds" }

func (r deedRow) domain() meeting.Deed {
	return meeting.Deed{
		Deed: moderation.Deed{
			ID: r.ID, At: r.DoneAt.UTC(), By: r.DoneBy, Role: moderation.Role(r.Role), What: moderation.Action(r.What), Lifted: r.Lifted,
			Person: r.Person, Holder: r.Holder, Reason: moderation.Reason(r.Reason), Removal: r.RemovalID,
		},
		Meeting: meeting.ID(r.MeetingID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
	}
}

func (q queries) AddDeed(ctx context.Context, d meeting.Deed) error {
	return translate(q.with(ctx).Create(&deedRow{
		ID: d.ID, MeetingID: string(d.Meeting), GroupID: string(d.Group), Realm: string(d.Realm), DoneAt: stamp(d.At), DoneBy: d.By,
		Role: string(d.Role), What: string(d.What), Lifted: d.Lifted, Person: d.Person, Holder: d.Holder, Reason: string(d.Reason),
		RemovalID: d.Removal,
	}).Error)
}

func (q queries) Deeds(ctx context.Context, g meeting.GroupID, before string) ([]meeting.Deed, error) {
	return list(newest(q.with(ctx).Where("group_id = ?", g), before), deedRow.domain)
}

// newest asks for the newest rows with an id below before, one list of them.
func newest(q *gorm.DB, before string) *gorm.DB {
	if before != "" {
		q = q.Where("id < ?", before)
	}
	return q.Order("id DESC").Limit(meeting.MaxDeeds)
}

func (q queries) DeedsFor(ctx context.Context, holder string) ([]meeting.Deed, error) {
	return list(q.with(ctx).Where("holder = ? AND holder <> ''", holder).Order("id"), deedRow.domain)
}

func (q queries) DeedsAbout(ctx context.Context, removal string) ([]meeting.Deed, error) {
	return list(q.with(ctx).Where("removal_id = ? AND removal_id <> ''", removal).Order("id"), deedRow.domain)
}
