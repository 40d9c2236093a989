package store

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

type passRow struct {
	ID        string `gorm:"primaryKey"`
	GroupID   string
	Realm     string
	TokenHash string
	IssuedOn  string
	UsedOn    string
	ExpiresAt time.Time
}

func (passRow) TableName() string { return "passes" }

func (r passRow) domain() meeting.Pass {
	return meeting.Pass{
		ID: meeting.PassID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm), TokenHash: r.TokenHash,
		IssuedOn: r.IssuedOn, UsedOn: r.UsedOn, ExpiresAt: r.ExpiresAt.UTC(),
	}
}

func (q queries) AddPass(ctx context.Context, p meeting.Pass) error {
	return translate(q.with(ctx).Create(&passRow{
		ID: string(p.ID), GroupID: string(p.Group), Realm: string(p.Realm), TokenHash: p.TokenHash,
		IssuedOn: p.IssuedOn, UsedOn: p.UsedOn, ExpiresAt: stamp(p.ExpiresAt),
	}).Error)
}

func (q queries) PassByToken(ctx context.Context, tokenHash string) (meeting.Pass, error) {
	return one(q.with(ctx).Where("token_hash = ?", tokenHash), passRow.domain)
}

func (q queries) CountPasses(ctx context.Context, g meeting.GroupID, now time.Time) (int, error) {
	var kept int64
	err := q.with(ctx).Model(&passRow{}).Where("group_id = ? AND expires_at > ?", g, stamp(now)).Count(&kept).Error
	return int(kept), translate(err)
}

func (q queries) UsePass(ctx context.Context, id meeting.PassID, day string) error {
	return translate(q.with(ctx).Model(&passRow{}).Where("id = ?", id).Update("used_on", day).Error)
}

func (q queries) DeletePass(ctx context.Context, g meeting.GroupID, id meeting.PassID) error {
	return hit(q.with(ctx).Where("id = ? AND group_id = ?", id, g).Delete(&passRow{}))
}

func (q queries) DeletePasses(ctx context.Context, g meeting.GroupID) error {
	return translate(q.with(ctx).Where("group_id = ?", g).Delete(&passRow{}).Error)
}
