package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
)

type calendarFeedRow struct {
	AccountID string `gorm:"primaryKey"`
	TokenHash string
	Names     bool
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
}

func (calendarFeedRow) TableName() string { return "calendar_feeds" }

func (r calendarFeedRow) domain() meeting.CalendarFeed {
	return meeting.CalendarFeed{Account: meeting.AccountID(r.AccountID), TokenHash: r.TokenHash, Names: r.Names, CreatedAt: r.CreatedAt.UTC()}
}

func (q queries) PutCalendarFeed(ctx context.Context, f meeting.CalendarFeed) error {
	row := calendarFeedRow{AccountID: string(f.Account), TokenHash: f.TokenHash, Names: f.Names, CreatedAt: stamp(f.CreatedAt)}
	replace := clause.OnConflict{
		Columns:   []clause.Column{{Name: "account_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"token_hash", "names", "created_at"}),
	}
	return translate(q.with(ctx).Clauses(replace).Create(&row).Error)
}

func (q queries) CalendarFeed(ctx context.Context, a meeting.AccountID) (meeting.CalendarFeed, error) {
	return one(q.with(ctx).Where("account_id = ?", a), calendarFeedRow.domain)
}

func (q queries) CalendarFeedByToken(ctx context.Context, tokenHash string) (meeting.CalendarFeed, error) {
	return one(q.with(ctx).Where("token_hash = ?", tokenHash), calendarFeedRow.domain)
}

func (q queries) DeleteCalendarFeed(ctx context.Context, a meeting.AccountID) error {
	return hit(q.with(ctx).Where("account_id = ?", a).Delete(&calendarFeedRow{}))
}
