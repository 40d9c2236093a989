package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

type tallyRow struct {
	MeetingID string `gorm:"primaryKey"`
	Came      int
	Newcomers int
	Most      int
	Leads     int
	OpenMs    int64
	PresentMs int64
}

func (tallyRow) TableName() string { return "tallies" }

func (r tallyRow) domain() meeting.Tally {
	return meeting.Tally{
		Came: r.Came, Newcomers: r.Newcomers, Most: r.Most, Leads: r.Leads,
		Open: time.Duration(r.OpenMs) * time.Millisecond, Present: time.Duration(r.PresentMs) * time.Millisecond,
	}
}

func (q queries) PutTally(ctx context.Context, m meeting.ID, t meeting.Tally) error {
	return translate(q.with(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&tallyRow{
		MeetingID: string(m), Came: t.Came, Newcomers: t.Newcomers, Most: t.Most, Leads: t.Leads,
		OpenMs: t.Open.Milliseconds(), PresentMs: t.Present.Milliseconds(),
	}).Error)
}

func (q queries) Tally(ctx context.Context, m meeting.ID) (meeting.Tally, error) {
	t, err := one(q.with(ctx).Where("meeting_id = ?", m), tallyRow.domain)
	if fault.KindOf(err) == fault.NotFound {
		return meeting.Tally{}, nil
	}
	return t, err
}

// countedRow is a meeting beside its tally; what was not counted is 0.
type countedRow struct {
	Meeting  meetingRow `gorm:"embedded"`
	Tally    tallyRow   `gorm:"embedded"`
	Accepted int
}

func (countedRow) TableName() string { return "meetings" }

func (r countedRow) domain() meeting.Counted {
	return meeting.Counted{Meeting: r.Meeting.domain(), Tally: r.Tally.domain(), Acceptances: r.Accepted}
}

func (q queries) Counted(ctx context.Context, o meeting.OrganisationID, g meeting.GroupID, from, to time.Time) ([]meeting.Counted, error) {
	over := q.with(ctx).
		Select("meetings.*, COALESCE(came, 0) AS came, COALESCE(newcomers, 0) AS newcomers, COALESCE(most, 0) AS most, "+
			"COALESCE(leads, 0) AS leads, COALESCE(open_ms, 0) AS open_ms, COALESCE(present_ms, 0) AS present_ms, "+
			"(SELECT COUNT(*) FROM acceptances WHERE acceptances.meeting_id = meetings.id) AS accepted").
		Joins("LEFT JOIN tallies ON tallies.meeting_id = meetings.id").
		Where("meetings.group_id IN (?)", q.groupsOf(ctx, o, g)).
		Where("meetings.status <> ? AND meetings.cause <> ?", meeting.Scheduled, meeting.CauseSchedule).
		Where("meetings.starts_at >= ? AND meetings.starts_at < ?", stamp(from), stamp(to))
	return list(over.Order("meetings.starts_at, meetings.id"), countedRow.domain)
}

// groupsOf selects the ids of an organisation's group, or of all of its groups.
func (q queries) groupsOf(ctx context.Context, o meeting.OrganisationID, g meeting.GroupID) *gorm.DB {
	ids := q.with(ctx).Model(&groupRow{}).Select("id").Where("organisation_id = ?", o)
	if g != "" {
		ids = ids.Where("id = ?", g)
	}
	return ids
}

type outreachRow struct {
	ID      string `gorm:"primaryKey"`
	GroupID string
	Realm   string
	DoneOn  time.Time
	Due     int
	Reached int
	Missed  int
	Stopped int
}

func (outreachRow) TableName() string { return "outreach" }

func (r outreachRow) domain() meeting.Outreach {
	return meeting.Outreach{
		ID: meeting.OutreachID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm), On: r.DoneOn.UTC(),
		Due: r.Due, Reached: r.Reached, Missed: r.Missed, Stopped: r.Stopped,
	}
}

func (q queries) AddOutreach(ctx context.Context, o meeting.Outreach) error {
	return translate(q.with(ctx).Create(&outreachRow{
		ID: string(o.ID), GroupID: string(o.Group), Realm: string(o.Realm), DoneOn: stamp(o.On),
		Due: o.Due, Reached: o.Reached, Missed: o.Missed, Stopped: o.Stopped,
	}).Error)
}

func (q queries) Outreach(ctx context.Context, o meeting.OrganisationID, g meeting.GroupID, from, to time.Time) ([]meeting.Outreach, error) {
	return list(q.with(ctx).Where("group_id IN (?) AND done_on >= ? AND done_on < ?", q.groupsOf(ctx, o, g), stamp(from), stamp(to)).
		Order("done_on DESC, id DESC"), outreachRow.domain)
}

func (q queries) DeleteOutreach(ctx context.Context, g meeting.GroupID, id meeting.OutreachID) error {
	return hit(q.with(ctx).Where("id = ? AND group_id = ?", id, g).Delete(&outreachRow{}))
}
