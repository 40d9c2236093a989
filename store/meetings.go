package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"warmroom/meeting"
	"warmroom/moderation"
)

// inRealm keeps a query to one side of the house; AnyRealm is both.
func inRealm(q *gorm.DB, realm moderation.Realm) *gorm.DB {
	if realm == moderation.AnyRealm {
		return q
	}
	return q.Where("realm = ?", realm)
}

type meetingRow struct {
	ID         string `gorm:"primaryKey"`
	GroupID    string
	Realm      string
	ScheduleID *string
	StartsAt   time.Time
	EndsAt     time.Time
	Status     string
	EndedAt    *time.Time
	MovedFrom  *time.Time
	Cause      string
}

func (meetingRow) TableName() string { return "meetings" }

func (r meetingRow) domain() meeting.Meeting {
	return meeting.Meeting{
		ID: meeting.ID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Schedule: deref[meeting.ScheduleID](r.ScheduleID), StartsAt: r.StartsAt.UTC(), EndsAt: r.EndsAt.UTC(),
		Status: meeting.Status(r.Status), EndedAt: when(r.EndedAt),
		MovedFrom: when(r.MovedFrom), Cause: meeting.Cause(r.Cause),
	}
}

func rowOfMeeting(m meeting.Meeting) meetingRow {
	return meetingRow{
		ID: string(m.ID), GroupID: string(m.Group), Realm: string(m.Realm), ScheduleID: ref(m.Schedule),
		StartsAt: stamp(m.StartsAt), EndsAt: stamp(m.EndsAt), Status: string(m.Status), EndedAt: maybe(m.EndedAt),
		MovedFrom: maybe(m.MovedFrom), Cause: string(m.Cause),
	}
}

func (q queries) AddMeetings(ctx context.Context, ms []meeting.Meeting) error {
	if len(ms) == 0 {
		return nil
	}
	rows := make([]meetingRow, len(ms))
	for i, m := range ms {
		rows[i] = rowOfMeeting(m)
	}
	known := clause.OnConflict{Columns: []clause.Column{{Name: "schedule_id"}, {Name: "starts_at"}}, DoNothing: true}
	return translate(q.with(ctx).Clauses(known).CreateInBatches(rows, 200).Error)
}

func (q queries) UpdateMeeting(ctx context.Context, m meeting.Meeting) error {
	return hit(q.with(ctx).Where("id = ?", m.ID).Select("starts_at", "ends_at", "status", "ended_at", "moved_from", "cause").Updates(rowOfMeeting(m)))
}

func (q queries) Meeting(ctx context.Context, realm moderation.Realm, id meeting.ID) (meeting.Meeting, error) {
	return one(inRealm(q.with(ctx).Where("id = ?", id), realm), meetingRow.domain)
}

func (q queries) MeetingsOf(ctx context.Context, g meeting.GroupID, from, to time.Time) ([]meeting.Meeting, error) {
	return list(q.with(ctx).Where("group_id = ? AND ends_at > ? AND starts_at < ?", g, stamp(from), stamp(to)).
		Order("starts_at, id"), meetingRow.domain)
}

func (q queries) NextMeeting(ctx context.Context, g meeting.GroupID, after time.Time) (meeting.Meeting, error) {
	return one(q.with(ctx).Where("group_id = ? AND status = ? AND starts_at > ?", g, meeting.Scheduled, stamp(after)).
		Order("starts_at, id"), meetingRow.domain)
}

func (q queries) Overdue(ctx context.Context, before time.Time) ([]meeting.Meeting, error) {
	return list(q.with(ctx).Where("status = ? AND ends_at < ?", meeting.Scheduled, stamp(before)).Order("ends_at, id"), meetingRow.domain)
}
