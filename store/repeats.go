package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
)

type repeatRow struct {
	KeyHash     string `gorm:"primaryKey"`
	RequestHash string
	Done        bool
	Answer      string // encrypted: it may hold the token of a link
	BegunAt     time.Time
}

func (repeatRow) TableName() string { return "repeats" }

// repeats is where answers stand.
const repeats = "repeats.answer"

func (q queries) BeginRepeat(ctx context.Context, b meeting.Begun, stale time.Time) (meeting.Begun, bool, error) {
	row := repeatRow{KeyHash: b.KeyHash, RequestHash: b.RequestHash, BegunAt: stamp(b.BegunAt)}
	made := q.with(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if made.Error != nil || made.RowsAffected > 0 {
		return b, made.Error == nil, translate(made.Error)
	}
	// Nobody answers for one that was begun long ago.
	taken := q.with(ctx).Model(&repeatRow{}).Where("key_hash = ? AND request_hash = ? AND NOT done AND begun_at < ?", b.KeyHash, b.RequestHash, stamp(stale)).
		Update("begun_at", stamp(b.BegunAt))
	if taken.Error != nil || taken.RowsAffected > 0 {
		return b, taken.Error == nil, translate(taken.Error)
	}
	found, err := one(q.with(ctx).Where("key_hash = ?", b.KeyHash), func(r repeatRow) repeatRow { return r })
	if err != nil {
		return meeting.Begun{}, false, err
	}
	before := meeting.Begun{KeyHash: found.KeyHash, RequestHash: found.RequestHash, Done: found.Done, BegunAt: found.BegunAt.UTC()}
	if found.Done {
		text, err := q.keys.decrypt(repeats+":"+found.KeyHash, found.Answer)
		if err != nil {
			return meeting.Begun{}, false, err
		}
		before.Answer = []byte(text)
	}
	return before, false, nil
}

func (q queries) EndRepeat(ctx context.Context, b meeting.Begun, answer []byte) error {
	hidden, err := q.keys.encrypt(repeats+":"+b.KeyHash, string(answer))
	if err != nil {
		return err
	}
	return translate(q.with(ctx).Model(&repeatRow{}).Where("key_hash = ?", b.KeyHash).
		Select("done", "answer").Updates(repeatRow{Done: true, Answer: hidden}).Error)
}

func (q queries) DropRepeat(ctx context.Context, b meeting.Begun) error {
	return translate(q.with(ctx).Where("key_hash = ? AND begun_at = ? AND NOT done", b.KeyHash, stamp(b.BegunAt)).Delete(&repeatRow{}).Error)
}
