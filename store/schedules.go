package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
	"warmroom/moderation"
)

type scheduleRow struct {
	ID              string `gorm:"primaryKey"`
	GroupID         string
	Realm           string
	Start           string
	Zone            string
	Rule            string
	DurationMinutes int
	Sequence        int
	ChangedAt       *time.Time
}

func (scheduleRow) TableName() string { return "schedules" }

func (r scheduleRow) domain() meeting.Schedule {
	return meeting.Schedule{
		ID: meeting.ScheduleID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Start: r.Start, Zone: r.Zone, Rule: r.Rule, Duration: time.Duration(r.DurationMinutes) * time.Minute,
		Sequence: r.Sequence, ChangedAt: when(r.ChangedAt),
	}
}

func (q queries) PutSchedule(ctx context.Context, s meeting.Schedule) error {
	row := scheduleRow{
		ID: string(s.ID), GroupID: string(s.Group), Realm: string(s.Realm),
		Start: s.Start, Zone: s.Zone, Rule: s.Rule, DurationMinutes: int(s.Duration / time.Minute),
		Sequence: s.Sequence, ChangedAt: maybe(s.ChangedAt),
	}
	replace := clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"start", "zone", "rule", "duration_minutes", "sequence", "changed_at"}),
	}
	return translate(q.with(ctx).Clauses(replace).Create(&row).Error)
}

func (q queries) Schedules(ctx context.Context, g meeting.GroupID) ([]meeting.Schedule, error) {
	return list(q.with(ctx).Where("group_id = ?", g).Order("id"), scheduleRow.domain)
}

func (q queries) AllSchedules(ctx context.Context) ([]meeting.Schedule, error) {
	return list(q.with(ctx).Order("id"), scheduleRow.domain)
}
