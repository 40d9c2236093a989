package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
	"warmroom/moderation"
)

type organisationRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Lines     []supportLine `gorm:"serializer:json"`
	CreatedAt time.Time     `gorm:"autoCreateTime:false"`
}

// supportLine is how a line stands in JSON; its names are part of the schema.
type supportLine struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Call   string `json:"call,omitempty"`
	Text   string `json:"text,omitempty"`
	Hours  string `json:"hours,omitempty"`
	Region string `json:"region,omitempty"`
}

func (organisationRow) TableName() string { return "organisations" }

func (r organisationRow) domain() meeting.Organisation {
	o := meeting.Organisation{ID: meeting.OrganisationID(r.ID), Name: r.Name, CreatedAt: r.CreatedAt.UTC()}
	for _, l := range r.Lines {
		o.Lines = append(o.Lines, meeting.SupportLine{
			Kind: meeting.LineKind(l.Kind), Name: l.Name, Call: l.Call, Text: l.Text, Hours: l.Hours, Region: l.Region,
		})
	}
	return o
}

func (q queries) PutOrganisation(ctx context.Context, o meeting.Organisation) error {
	row := organisationRow{ID: string(o.ID), Name: o.Name, CreatedAt: stamp(o.CreatedAt), Lines: []supportLine{}}
	for _, l := range o.Lines {
		row.Lines = append(row.Lines, supportLine{
			Kind: string(l.Kind), Name: l.Name, Call: l.Call, Text: l.Text, Hours: l.Hours, Region: l.Region,
		})
	}
	replace := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"name", "lines"})}
	return translate(q.with(ctx).Clauses(replace).Create(&row).Error)
}

func (q queries) Organisation(ctx context.Context, id meeting.OrganisationID) (meeting.Organisation, error) {
	return one(q.with(ctx).Where("id = ?", id), organisationRow.domain)
}

func (q queries) Organisations(ctx context.Context) ([]meeting.Organisation, error) {
	return list(q.with(ctx).Order("created_at, id"), organisationRow.domain)
}

type groupRow struct {
	ID               string `gorm:"primaryKey"`
	OrganisationID   string
	Realm            string
	Kind             string
	Slug             string
	Name             string
	WhoMayAttend     string
	CameraRule       string
	CrossTalk        string
	Language         string
	Capacity         int
	DoorsOpenMinutes int
	CreatedAt        time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt        time.Time `gorm:"autoUpdateTime:false"`
	Version          int
}

func (groupRow) TableName() string { return "groups" }

func (r groupRow) domain() meeting.Group {
	return meeting.Group{
		ID: meeting.GroupID(r.ID), Organisation: meeting.OrganisationID(r.OrganisationID),
		Realm: moderation.Realm(r.Realm), Kind: meeting.Kind(r.Kind), Slug: r.Slug, Name: r.Name, WhoMayAttend: r.WhoMayAttend,
		CameraRule: meeting.CameraRule(r.CameraRule), CrossTalk: meeting.CrossTalk(r.CrossTalk), Language: r.Language,
		Capacity: r.Capacity, DoorsOpen: time.Duration(r.DoorsOpenMinutes) * time.Minute,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

func rowOfGroup(g meeting.Group) groupRow {
	return groupRow{
		ID: string(g.ID), OrganisationID: string(g.Organisation), Realm: string(g.Realm), Kind: string(g.Kind), Slug: g.Slug,
		Name: g.Name, WhoMayAttend: g.WhoMayAttend, CameraRule: string(g.CameraRule), CrossTalk: string(g.CrossTalk),
		Language: g.Language, Capacity: g.Capacity, DoorsOpenMinutes: int(g.DoorsOpen / time.Minute),
		CreatedAt: stamp(g.CreatedAt), UpdatedAt: stamp(g.UpdatedAt), Version: g.Version,
	}
}

func (q queries) AddGroup(ctx context.Context, g meeting.Group) error {
	row := rowOfGroup(g)
	return translate(q.with(ctx).Create(&row).Error)
}

func (q queries) UpdateGroup(ctx context.Context, g meeting.Group) error {
	row := rowOfGroup(g)
	row.Version++
	r := q.with(ctx).Where("id = ? AND realm = ? AND version = ?", g.ID, g.Realm, g.Version).
		Omit("id", "organisation_id", "realm", "created_at").Select("*").Updates(row)
	if r.Error != nil || r.RowsAffected > 0 {
		return translate(r.Error)
	}
	if _, err := q.Group(ctx, g.Realm, g.ID); err != nil {
		return err
	}
	return errVersion
}

func (q queries) Group(ctx context.Context, realm moderation.Realm, id meeting.GroupID) (meeting.Group, error) {
	return one(inRealm(q.with(ctx).Where("id = ?", id), realm), groupRow.domain)
}

func (q queries) Groups(ctx context.Context, org meeting.OrganisationID, realm moderation.Realm) ([]meeting.Group, error) {
	return list(inRealm(q.with(ctx).Where("organisation_id = ?", org), realm).Order("name, id"), groupRow.domain)
}

type scheduleRow struct {
	ID              string `gorm:"primaryKey"`
	GroupID         string
	Realm           string
	Start           string
	Zone            string
	Rule            string
	DurationMinutes int
}

func (scheduleRow) TableName() string { return "schedules" }

func (r scheduleRow) domain() meeting.Schedule {
	return meeting.Schedule{
		ID: meeting.ScheduleID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Start: r.Start, Zone: r.Zone, Rule: r.Rule, Duration: time.Duration(r.DurationMinutes) * time.Minute,
	}
}

func (q queries) PutSchedule(ctx context.Context, s meeting.Schedule) error {
	row := scheduleRow{
		ID: string(s.ID), GroupID: string(s.Group), Realm: string(s.Realm),
		Start: s.Start, Zone: s.Zone, Rule: s.Rule, DurationMinutes: int(s.Duration / time.Minute),
	}
	replace := clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"start", "zone", "rule", "duration_minutes"}),
	}
	return translate(q.with(ctx).Clauses(replace).Create(&row).Error)
}

func (q queries) Schedules(ctx context.Context, g meeting.GroupID) ([]meeting.Schedule, error) {
	return list(q.with(ctx).Where("group_id = ?", g).Order("id"), scheduleRow.domain)
}

func (q queries) AllSchedules(ctx context.Context) ([]meeting.Schedule, error) {
	return list(q.with(ctx).Order("id"), scheduleRow.domain)
}
