package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
)

type organisationRow struct {
	ID        string `gorm:"primaryKey"`
	Slug      string
	Name      string
	Lines     []supportLine `gorm:"serializer:json"`
	Region    string
	Resources []resource `gorm:"serializer:json"`
	CreatedAt time.Time  `gorm:"autoCreateTime:false"`
}

// resource is how a resource stands in JSON; its names are part of the schema.
type resource struct {
	Title    string `json:"title"`
	URL      string `json:"url"`
	About    string `json:"about,omitempty"`
	Language string `json:"language,omitempty"`
}

// supportLine is how a line stands in JSON; its names are part of the schema.
type supportLine struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Call   string `json:"call,omitempty"`
	Text   string `json:"text,omitempty"`
	Hours  string `json:"hours,omitempty"`
	Region string `json:"region,omitempty"`
	Opens  string `json:"opens,omitempty"`
	Closes string `json:"closes,omitempty"`
	Days   string `json:"days,omitempty"`
	Zone   string `json:"zone,omitempty"`
}

func (organisationRow) TableName() string { return "organisations" }

func (r organisationRow) domain() meeting.Organisation {
	o := meeting.Organisation{ID: meeting.OrganisationID(r.ID), Slug: r.Slug, Name: r.Name, Region: r.Region, CreatedAt: r.CreatedAt.UTC()}
	for _, l := range r.Lines {
		o.Lines = append(o.Lines, meeting.SupportLine{
			Kind: meeting.LineKind(l.Kind), Name: l.Name, Call: l.Call, Text: l.Text, Hours: l.Hours, Region: l.Region,
			Open: meeting.OpenHours{Opens: l.Opens, Closes: l.Closes, Days: l.Days, Zone: l.Zone},
		})
	}
	for _, r := range r.Resources {
		o.Resources = append(o.Resources, meeting.Resource(r))
	}
	return o
}

func (q queries) PutOrganisation(ctx context.Context, o meeting.Organisation) error {
	row := organisationRow{ID: string(o.ID), Slug: o.Slug, Name: o.Name, Region: o.Region, CreatedAt: stamp(o.CreatedAt), Lines: []supportLine{}, Resources: []resource{}}
	for _, l := range o.Lines {
		row.Lines = append(row.Lines, supportLine{
			Kind: string(l.Kind), Name: l.Name, Call: l.Call, Text: l.Text, Hours: l.Hours, Region: l.Region,
			Opens: l.Open.Opens, Closes: l.Open.Closes, Days: l.Open.Days, Zone: l.Open.Zone,
		})
	}
	for _, r := range o.Resources {
		row.Resources = append(row.Resources, resource(r))
	}
	replace := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"slug", "name", "lines", "region", "resources"})}
	return translate(q.with(ctx).Clauses(replace).Create(&row).Error)
}

func (q queries) Organisation(ctx context.Context, id meeting.OrganisationID) (meeting.Organisation, error) {
	return one(q.with(ctx).Where("id = ?", id), organisationRow.domain)
}

func (q queries) OrganisationBySlug(ctx context.Context, slug string) (meeting.Organisation, error) {
	return one(q.with(ctx).Where("slug = ?", slug), organisationRow.domain)
}

func (q queries) Organisations(ctx context.Context) ([]meeting.Organisation, error) {
	return list(q.with(ctx).Order("created_at, id"), organisationRow.domain)
}
