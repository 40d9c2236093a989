package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
)

type rehearsedRow struct {
	AccountID string `gorm:"primaryKey"`
	Step      string `gorm:"primaryKey"`
	DoneAt    time.Time
}

func (rehearsedRow) TableName() string { return "rehearsed" }

func (r rehearsedRow) domain() meeting.Rehearsed {
	return meeting.Rehearsed{Account: meeting.AccountID(r.AccountID), Step: meeting.Step(r.Step), At: r.DoneAt.UTC()}
}

func (q queries) AddRehearsed(ctx context.Context, r meeting.Rehearsed) error {
	row := rehearsedRow{AccountID: string(r.Account), Step: string(r.Step), DoneAt: stamp(r.At)}
	return translate(q.with(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error)
}

func (q queries) Rehearsed(ctx context.Context, a meeting.AccountID) ([]meeting.Rehearsed, error) {
	return list(q.with(ctx).Where("account_id = ?", a).Order("done_at, step"), rehearsedRow.domain)
}
