package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
	"warmroom/moderation"
)

type dateChangeRow struct {
	GroupID string `gorm:"primaryKey"`
	Realm   string
	Date    string `gorm:"primaryKey"`
	Kind    string
	MovedTo string
}

func (dateChangeRow) TableName() string { return "date_changes" }

func (r dateChangeRow) domain() meeting.DateChange {
	return meeting.DateChange{
		Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm), Date: r.Date, Kind: meeting.DateKind(r.Kind), To: r.MovedTo,
	}
}

func (q queries) PutDateChange(ctx context.Context, c meeting.DateChange) error {
	row := dateChangeRow{GroupID: string(c.Group), Realm: string(c.Realm), Date: c.Date, Kind: string(c.Kind), MovedTo: c.To}
	replace := clause.OnConflict{
		Columns:   []clause.Column{{Name: "group_id"}, {Name: "date"}},
		DoUpdates: clause.AssignmentColumns([]string{"kind", "moved_to"}),
	}
	return translate(q.with(ctx).Clauses(replace).Create(&row).Error)
}

func (q queries) DeleteDateChange(ctx context.Context, g meeting.GroupID, date string) error {
	return hit(q.with(ctx).Where("group_id = ? AND date = ?", g, date).Delete(&dateChangeRow{}))
}

func (q queries) DateChanges(ctx context.Context, g meeting.GroupID) ([]meeting.DateChange, error) {
	of := q.with(ctx)
	if g != "" {
		of = of.Where("group_id = ?", g)
	}
	return list(of.Order("date, group_id"), dateChangeRow.domain)
}

type holidayRow struct {
	OrganisationID string `gorm:"primaryKey"`
	Date           string `gorm:"primaryKey"`
	Name           string
}

func (holidayRow) TableName() string { return "holidays" }

func (r holidayRow) domain() meeting.Holiday {
	return meeting.Holiday{Organisation: meeting.OrganisationID(r.OrganisationID), Date: r.Date, Name: r.Name}
}

func (q queries) PutHoliday(ctx context.Context, h meeting.Holiday) error {
	row := holidayRow{OrganisationID: string(h.Organisation), Date: h.Date, Name: h.Name}
	replace := clause.OnConflict{
		Columns:   []clause.Column{{Name: "organisation_id"}, {Name: "date"}},
		DoUpdates: clause.AssignmentColumns([]string{"name"}),
	}
	return translate(q.with(ctx).Clauses(replace).Create(&row).Error)
}

func (q queries) DeleteHoliday(ctx context.Context, o meeting.OrganisationID, date string) error {
	return hit(q.with(ctx).Where("organisation_id = ? AND date = ?", o, date).Delete(&holidayRow{}))
}

func (q queries) Holidays(ctx context.Context, o meeting.OrganisationID) ([]meeting.Holiday, error) {
	of := q.with(ctx)
	if o != "" {
		of = of.Where("organisation_id = ?", o)
	}
	return list(of.Order("date, organisation_id"), holidayRow.domain)
}

type shiftRow struct {
	MeetingID string `gorm:"primaryKey"`
	GroupID   string
	Realm     string
	AccountID string `gorm:"primaryKey"`
}

func (shiftRow) TableName() string { return "shifts" }

func (r shiftRow) domain() meeting.Shift {
	return meeting.Shift{
		Meeting: meeting.ID(r.MeetingID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm), Account: meeting.AccountID(r.AccountID),
	}
}

func (q queries) AddShift(ctx context.Context, s meeting.Shift) error {
	row := shiftRow{MeetingID: string(s.Meeting), GroupID: string(s.Group), Realm: string(s.Realm), AccountID: string(s.Account)}
	known := clause.OnConflict{Columns: []clause.Column{{Name: "meeting_id"}, {Name: "account_id"}}, DoNothing: true}
	return translate(q.with(ctx).Clauses(known).Create(&row).Error)
}

func (q queries) DeleteShift(ctx context.Context, m meeting.ID, a meeting.AccountID) error {
	return hit(q.with(ctx).Where("meeting_id = ? AND account_id = ?", m, a).Delete(&shiftRow{}))
}

func (q queries) Shifts(ctx context.Context, g meeting.GroupID, from, to time.Time) ([]meeting.Shift, error) {
	these := q.with(ctx).Model(&meetingRow{}).Select("id").
		Where("group_id = ? AND ends_at > ? AND starts_at < ?", g, stamp(from), stamp(to))
	return list(q.with(ctx).Where("meeting_id IN (?)", these).Order("meeting_id, account_id"), shiftRow.domain)
}

func (q queries) Busy(ctx context.Context, a meeting.AccountID, from, to time.Time) ([]meeting.Meeting, error) {
	theirs := q.with(ctx).Model(&shiftRow{}).Select("meeting_id").Where("account_id = ?", a)
	return list(q.with(ctx).Where("id IN (?) AND status = ? AND ends_at > ? AND starts_at < ?",
		theirs, meeting.Scheduled, stamp(from), stamp(to)).Order("starts_at, id"), meetingRow.domain)
}
