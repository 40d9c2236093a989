package store

import (
	"context"
	"errors"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

var errDecided = fault.New(fault.Conflict, "decided", "Somebody has decided this already.")

type appealRow struct {
	RemovalID string `gorm:"primaryKey"`
	MeetingID string
	GroupID   string
	Realm     string
	Text      string // encrypted; empty once it is erased
	MadeAt    time.Time
	Decision  string
	DecidedBy string
	DecidedAt *time.Time
}

func (appealRow) TableName() string { return "appeals" }

// place is where the text of an appeal stands.
func (r appealRow) place() string { return "appeals.text:" + r.RemovalID }

func (q queries) AddAppeal(ctx context.Context, a meeting.Appeal) error {
	row := appealRow{
		RemovalID: a.Removal, MeetingID: string(a.Meeting), GroupID: string(a.Group), Realm: string(a.Realm), MadeAt: stamp(a.At),
	}
	var err error
	if row.Text, err = q.keys.encrypt(row.place(), a.Text); err != nil {
		return err
	}
	return translate(q.with(ctx).Create(&row).Error)
}

func (q queries) Appeal(ctx context.Context, removal meeting.RemovalID) (meeting.Appeal, error) {
	row, err := one(q.with(ctx).Where("removal_id = ?", removal), func(r appealRow) appealRow { return r })
	if err != nil {
		return meeting.Appeal{}, err
	}
	a := meeting.Appeal{
		Appeal: moderation.Appeal{
			Removal: row.RemovalID, At: row.MadeAt.UTC(), Decision: moderation.Decision(row.Decision),
			DecidedBy: row.DecidedBy, DecidedAt: when(row.DecidedAt),
		},
		Meeting: meeting.ID(row.MeetingID), Group: meeting.GroupID(row.GroupID), Realm: moderation.Realm(row.Realm),
	}
	if row.Text != "" {
		a.Text, err = q.keys.decrypt(row.place(), row.Text)
	}
	return a, err
}

func (q queries) DecideAppeal(ctx context.Context, a meeting.Appeal) error {
	r := q.with(ctx).Model(&appealRow{}).Where("removal_id = ? AND decision = ''", a.Removal).
		Select("decision", "decided_by", "decided_at").
		Updates(appealRow{Decision: string(a.Decision), DecidedBy: a.DecidedBy, DecidedAt: maybe(a.DecidedAt)})
	if err := hit(r); !errors.Is(err, errNotFound) {
		return err
	}
	if _, err := q.Appeal(ctx, meeting.RemovalID(a.Removal)); err != nil {
		return err
	}
	return errDecided
}

func (q queries) Contested(ctx context.Context, g meeting.GroupID) ([]meeting.Removal, error) {
	open := q.with(ctx).Model(&appealRow{}).Select("removal_id").Where("group_id = ? AND decision = ''", g)
	return list(q.with(ctx).Where("id IN (?)", open).Order("id"), removalRow.domain)
}

// encryptAppeals writes the words of appeals with the first key.
func (q queries) encryptAppeals(ctx context.Context) error {
	rows, err := list(q.with(ctx).Where("text <> ''"), func(r appealRow) appealRow { return r })
	for _, row := range rows {
		text, err := q.keys.decrypt(row.place(), row.Text)
		if err == nil {
			text, err = q.keys.encrypt(row.place(), text)
		}
		if err == nil {
			err = hit(q.with(ctx).Model(&appealRow{}).Where("removal_id = ?", row.RemovalID).Update("text", text))
		}
		if err != nil {
			return err
		}
	}
	return err
}
