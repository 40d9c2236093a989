package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
)

type liveRoomRow struct {
	MeetingID string `gorm:"primaryKey"`
	Secret    string // encrypted, as is State
	KeptAt    time.Time
	State     string
}

func (liveRoomRow) TableName() string { return "live_rooms" }

type livePersonRow struct {
	MeetingID string `gorm:"primaryKey"`
	Person    string `gorm:"primaryKey"`
	Session   string
	TokenHash string
	State     string // encrypted
}

func (livePersonRow) TableName() string { return "live_people" }

func (r livePersonRow) seated() meeting.Seated {
	return meeting.Seated{Session: r.Session, Meeting: meeting.ID(r.MeetingID), Person: r.Person}
}

func (q queries) KeepRoom(ctx context.Context, c meeting.LiveChange) error {
	if c.Gone {
		return q.ForgetRoom(ctx, c.Meeting)
	}
	row := liveRoomRow{MeetingID: string(c.Meeting), KeptAt: stamp(c.KeptAt)}
	var noSecret, noState error
	row.Secret, noSecret = q.keys.encrypt(liveSecret(c.Meeting), string(c.Secret))
	row.State, noState = q.keys.encrypt(liveState(c.Meeting, ""), string(c.State))
	if err := errors.Join(noSecret, noState); err != nil {
		return err
	}
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
	if err := q.putPeople(ctx, c); err != nil {
		return translate(err)
	}
	return q.putAttendances(ctx, c)
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
		state, err := q.keys.encrypt(liveState(c.Meeting, p.ID), string(p.State))
		if err != nil {
			return err
		}
		rows[i] = livePersonRow{
			MeetingID: string(c.Meeting), Person: p.ID, Session: p.Seat.Session, TokenHash: p.Seat.TokenHash, State: state,
		}
	}
	return q.with(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "meeting_id"}, {Name: "person"}},
		DoUpdates: clause.AssignmentColumns([]string{"session", "token_hash", "state"}),
	}).CreateInBatches(rows, 200).Error
}

func (q queries) LiveRoom(ctx context.Context, m meeting.ID) (meeting.LiveRoom, error) {
	row, err := one(q.with(ctx).Where("meeting_id = ?", m), func(r liveRoomRow) liveRoomRow { return r })
	if err != nil {
		return meeting.LiveRoom{}, err
	}
	secret, noSecret := q.keys.decrypt(liveSecret(m), row.Secret)
	state, noState := q.keys.decrypt(liveState(m, ""), row.State)
	r := meeting.LiveRoom{Meeting: m, Secret: meeting.Token(secret), KeptAt: row.KeptAt.UTC(), State: []byte(state)}
	if err := errors.Join(noSecret, noState); err != nil {
		return meeting.LiveRoom{}, err
	}
	people, err := list(q.with(ctx).Where("meeting_id = ?", m).Order("person"), func(r livePersonRow) livePersonRow { return r })
	for _, p := range people {
		state, noState := q.keys.decrypt(liveState(m, p.Person), p.State)
		err = errors.Join(err, noState)
		r.People = append(r.People, meeting.LivePerson{
			ID: p.Person, Seat: meeting.Seat{Session: p.Session, TokenHash: p.TokenHash}, State: []byte(state),
		})
	}
	return r, err
}

func (q queries) RoomSecret(ctx context.Context, m meeting.ID) (meeting.Token, error) {
	hidden, err := one(q.with(ctx).Where("meeting_id = ?", m), func(r liveRoomRow) string { return r.Secret })
	if err != nil {
		return "", err
	}
	secret, err := q.keys.decrypt(liveSecret(m), hidden)
	return meeting.Token(secret), err
}

// Where the encrypted columns stand.
func liveSecret(m meeting.ID) string { return "live_rooms.secret:" + string(m) }

func liveState(m meeting.ID, person string) string {
	return "live_rooms.state:" + string(m) + ":" + person
}

// encryptRooms writes what is kept of rooms with the first key.
func (q queries) encryptRooms(ctx context.Context) error {
	rooms, err := list(q.with(ctx), func(r liveRoomRow) meeting.ID { return meeting.ID(r.MeetingID) })
	for _, m := range rooms {
		var r meeting.LiveRoom
		if r, err = q.LiveRoom(ctx, m); err == nil {
			err = q.KeepRoom(ctx, meeting.LiveChange{
				Meeting: m, Secret: r.Secret, KeptAt: r.KeptAt, State: r.State, Put: r.People, Whole: true,
			})
		}
		if err != nil {
			return err
		}
	}
	return err
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
