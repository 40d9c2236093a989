package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
)

type attendanceRow struct {
	Holder    string `gorm:"primaryKey"`
	Whose     string
	MeetingID string
	Since     *time.Time
	TotalMS   int64 `gorm:"column:total_ms"`
}

func (attendanceRow) TableName() string { return "attendances" }

func (r attendanceRow) domain() meeting.Attendance {
	return meeting.Attendance{
		Holder: r.Holder, Whose: r.Whose, Meeting: meeting.ID(r.MeetingID), Since: when(r.Since),
		Total: time.Duration(r.TotalMS) * time.Millisecond,
	}
}

// putAttendances inserts or replaces what is counted of those who changed.
func (q queries) putAttendances(ctx context.Context, c meeting.LiveChange) error {
	var rows []attendanceRow
	for _, p := range c.Put {
		if a := p.Attendance; a.Holder != "" {
			rows = append(rows, attendanceRow{
				Holder: a.Holder, Whose: a.Whose, MeetingID: string(c.Meeting), Since: maybe(a.Since), TotalMS: a.Total.Milliseconds(),
			})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return translate(q.with(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "holder"}}, DoUpdates: clause.AssignmentColumns([]string{"whose", "since", "total_ms"}),
	}).CreateInBatches(rows, 200).Error)
}

func (q queries) Attendance(ctx context.Context, holder string) (meeting.Attendance, error) {
	return one(q.with(ctx).Where("holder = ?", holder), attendanceRow.domain)
}

func (q queries) CloseAttendances(ctx context.Context, m meeting.ID, at time.Time) error {
	inside, err := list(q.with(ctx).Where("meeting_id = ? AND since IS NOT NULL", m), attendanceRow.domain)
	if err != nil {
		return err
	}
	for _, a := range inside {
		total := a.Total + max(at.Sub(a.Since), 0)
		err := q.with(ctx).Model(&attendanceRow{}).Where("holder = ?", a.Holder).
			Updates(map[string]any{"since": nil, "total_ms": total.Milliseconds()}).Error
		if err != nil {
			return translate(err)
		}
	}
	return nil
}
