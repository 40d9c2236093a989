package store

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

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
	Access           string
	CourtNotice      string
	Visibility       string
	OpenDoor         bool
	Types            string
	PlaceArea        string
	PlaceAddress     string
	PlaceVenue       string
	PlaceNotes       string
	Phone            string
	Passes           bool
	Proof            bool
	Region           string
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
		Access: meeting.Access(r.Access), CourtNotice: r.CourtNotice, Visibility: meeting.Visibility(r.Visibility), OpenDoor: r.OpenDoor,
		Types: meeting.Types(r.Types), Phone: r.Phone, Passes: r.Passes, Proof: r.Proof, Region: r.Region,
		Place:     meeting.Place{Area: r.PlaceArea, Address: r.PlaceAddress, Venue: r.PlaceVenue, Notes: r.PlaceNotes},
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

func rowOfGroup(g meeting.Group) groupRow {
	return groupRow{
		ID: string(g.ID), OrganisationID: string(g.Organisation), Realm: string(g.Realm), Kind: string(g.Kind), Slug: g.Slug,
		Name: g.Name, WhoMayAttend: g.WhoMayAttend, CameraRule: string(g.CameraRule), CrossTalk: string(g.CrossTalk),
		Language: g.Language, Capacity: g.Capacity, DoorsOpenMinutes: int(g.DoorsOpen / time.Minute),
		Access: string(g.Access), CourtNotice: g.CourtNotice, Visibility: string(g.Visibility), OpenDoor: g.OpenDoor,
		Types: string(g.Types), Phone: g.Phone, Passes: g.Passes, Proof: g.Proof, Region: g.Region,
		PlaceArea: g.Place.Area, PlaceAddress: g.Place.Address, PlaceVenue: g.Place.Venue, PlaceNotes: g.Place.Notes,
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
	of := inRealm(q.with(ctx), realm)
	if org != "" {
		of = of.Where("organisation_id = ?", org)
	}
	return list(of.Order("name, id"), groupRow.domain)
}
