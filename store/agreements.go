package store

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

type agreementRow struct {
	ID          string `gorm:"primaryKey"`
	GroupID     string
	Realm       string
	Version     int
	Clauses     []clauseText `gorm:"serializer:json"`
	Hash        string
	PublishedAt time.Time
}

// clauseText is how a clause stands in JSON; its names are part of the schema.
type clauseText struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

func (agreementRow) TableName() string { return "agreements" }

func (r agreementRow) domain() meeting.Agreement {
	a := meeting.Agreement{
		ID: meeting.AgreementID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Version: r.Version, Hash: r.Hash, PublishedAt: r.PublishedAt.UTC(),
	}
	for _, c := range r.Clauses {
		a.Clauses = append(a.Clauses, meeting.Clause{Title: c.Title, Text: c.Text})
	}
	return a
}

func (q queries) AddAgreement(ctx context.Context, a meeting.Agreement) error {
	row := agreementRow{
		ID: string(a.ID), GroupID: string(a.Group), Realm: string(a.Realm), Version: a.Version,
		Clauses: []clauseText{}, Hash: a.Hash, PublishedAt: stamp(a.PublishedAt),
	}
	for _, c := range a.Clauses {
		row.Clauses = append(row.Clauses, clauseText{Title: c.Title, Text: c.Text})
	}
	return translate(q.with(ctx).Create(&row).Error)
}

func (q queries) CurrentAgreement(ctx context.Context, g meeting.GroupID) (meeting.Agreement, error) {
	return one(q.with(ctx).Where("group_id = ?", g).Order("version DESC"), agreementRow.domain)
}

func (q queries) Agreements(ctx context.Context, g meeting.GroupID) ([]meeting.Agreement, error) {
	return list(q.with(ctx).Where("group_id = ?", g).Order("version DESC"), agreementRow.domain)
}

type acceptanceRow struct {
	ID         string `gorm:"primaryKey"`
	GroupID    string
	Realm      string
	MeetingID  string
	Version    int
	Hash       string
	Pseudonym  string
	AcceptedAt time.Time
}

func (acceptanceRow) TableName() string { return "acceptances" }

func (r acceptanceRow) domain() meeting.Acceptance {
	return meeting.Acceptance{
		ID: meeting.AcceptanceID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Meeting: meeting.ID(r.MeetingID), Version: r.Version, Hash: r.Hash, Pseudonym: r.Pseudonym, AcceptedAt: r.AcceptedAt.UTC(),
	}
}

func (q queries) AddAcceptance(ctx context.Context, a meeting.Acceptance) error {
	return translate(q.with(ctx).Create(&acceptanceRow{
		ID: string(a.ID), GroupID: string(a.Group), Realm: string(a.Realm), MeetingID: string(a.Meeting),
		Version: a.Version, Hash: a.Hash, Pseudonym: a.Pseudonym, AcceptedAt: stamp(a.AcceptedAt),
	}).Error)
}

func (q queries) Acceptance(ctx context.Context, id meeting.AcceptanceID) (meeting.Acceptance, error) {
	return one(q.with(ctx).Where("id = ?", id), acceptanceRow.domain)
}

func (q queries) CountAcceptances(ctx context.Context, g meeting.GroupID) (map[int]int, error) {
	var rows []struct{ Version, Accepted int }
	err := q.with(ctx).Model(&acceptanceRow{}).Select("version, COUNT(*) AS accepted").Where("group_id = ?", g).
		Group("version").Find(&rows).Error
	counts := make(map[int]int, len(rows))
	for _, r := range rows {
		counts[r.Version] = r.Accepted
	}
	return counts, translate(err)
}
