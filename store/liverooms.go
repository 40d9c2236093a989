package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
)

type liveRoomRow struct {
	MeetingID string `gorm:"primaryKey"`
	Secret    string
	KeptAt    time.Time
	State     string
}

func (liveRoomRow) TableName() string { return "live_rooms" }

func (r liveRoomRow) domain() meeting.LiveRoom {
	return meeting.LiveRoom{
		Meeting: meeting.ID(r.MeetingID), Secret: meeting.Token(r.Secret), KeptAt: r.KeptAt.UTC(), State: []byte(r.State),
	}
}

type livePersonRow struct {
	MeetingID string `gorm:"primaryKey"`
	Person    string `gorm:"primaryKey"`
	Session   string
	TokenHash string
	State     string
}

func (livePersonRow) TableName() string { return "live_people" }

func (r livePersonRow) domain() meeting.LivePerson {
	return meeting.LivePerson{
		ID: r.Person, Seat: meeting.Seat{Session: r.Session, TokenHash: r.TokenHash}, State: []byte(r.State),
	}
}

func (r livePersonRow) seated() meeting.Seated {
	return meeting.Seated{Session: r.Session, Meeting: meeting.ID(r.MeetingID), Person: r.Person}
}

func (q queries) KeepRoom(ctx context.Context, c meeting.LiveChange) error {
	if c.Gone {
		return q.ForgetRoom(ctx, c.Meeting)
	}
	row := liveRoomRow{MeetingID: string(c.Meeting), Secret: string(c.Secret), KeptAt: stamp(c.KeptAt), State: string(c.State)}
	columns := []string{"secret", "kept_at", "state"}
	if c.State == nil {
		columns = columns[:2]
	}
	err := q.with(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "meeting_id"}}, DoUpdates: clause.AssignmentColumns(columns),
	}).Create(&row).Error
	if err != nil {
		return translate(err)
	}
	if err := q.dropPeople(ctx, c); err != nil {
		return translate(err)
	}
	return translate(q.putPeople(ctx, c))
}

// dropPeople deletes those who are to be forgotten.
func (q queries) dropPeople(ctx context.Context, c meeting.LiveChange) error {
	of := q.with(ctx).Where("meeting_id = ?", c.Meeting)
	switch {
	case c.Whole:
		return of.Delete(&livePersonRow{}).Error
	case len(c.Drop) > 0:
		return of.Where("person IN ?", c.Drop).Delete(&livePersonRow{}).Error
	default:
		return nil
	}
}

// putPeople inserts or replaces people.
func (q queries) putPeople(ctx context.Context, c meeting.LiveChange) error {
	if len(c.Put) == 0 {
		return nil
	}
	rows := make([]livePersonRow, len(c.Put))
	for i, p := range c.Put {
		rows[i] = livePersonRow{
			MeetingID: string(c.Meeting), Person: p.ID, Session: p.Seat.Session, TokenHash: p.Seat.TokenHash, State: string(p.State),
		}
	}
	return q.with(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "meeting_id"}, {Name: "person"}},
		DoUpdates: clause.AssignmentColumns([]string{"session", "token_hash", "state"}),
	}).CreateInBatches(rows, 200).Error
}

func (q queries) LiveRoom(ctx context.Context, m meeting.ID) (meeting.LiveRoom, error) {
	r, err := one(q.with(ctx).Where("meeting_id = ?", m), liveRoomRow.domain)
	if err != nil {
		return meeting.LiveRoom{}, err
	}
	r.People, err = list(q.with(ctx).Where("meeting_id = ?", m).Order("person"), livePersonRow.domain)
	return r, err
}

func (q queries) Seat(ctx context.Context, tokenHash string) (meeting.Seated, error) {
	return one(q.with(ctx).Where("token_hash = ? AND token_hash <> ''", tokenHash), livePersonRow.seated)
}

func (q queries) ForgetRoom(ctx context.Context, m meeting.ID) error {
	if err := q.with(ctx).Where("meeting_id = ?", m).Delete(&livePersonRow{}).Error; err != nil {
		return translate(err)
	}
	return translate(q.with(ctx).Where("meeting_id = ?", m).Delete(&liveRoomRow{}).Error)
}
