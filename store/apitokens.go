package store

import (
	"context"
	"strings"
	"time"

	"warmroom/meeting"
)

type apiTokenRow struct {
	ID        string `gorm:"primaryKey"`
	AccountID string
	Name      string
	Scopes    string // words with spaces between them
	TokenHash string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	ExpiresAt time.Time
	UsedOn    *time.Time
}

func (apiTokenRow) TableName() string { return "api_tokens" }

func (r apiTokenRow) domain() meeting.APIToken {
	t := meeting.APIToken{
		ID: meeting.APITokenID(r.ID), Account: meeting.AccountID(r.AccountID), Name: r.Name, TokenHash: r.TokenHash,
		CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), UsedOn: when(r.UsedOn),
	}
	for word := range strings.FieldsSeq(r.Scopes) {
		t.Scopes = append(t.Scopes, meeting.Scope(word))
	}
	return t
}

func (q queries) AddAPIToken(ctx context.Context, t meeting.APIToken) error {
	words := make([]string, len(t.Scopes))
	for i, s := range t.Scopes {
		words[i] = string(s)
	}
	return translate(q.with(ctx).Create(&apiTokenRow{
		ID: string(t.ID), AccountID: string(t.Account), Name: t.Name, Scopes: strings.Join(words, " "), TokenHash: t.TokenHash,
		CreatedAt: stamp(t.CreatedAt), ExpiresAt: stamp(t.ExpiresAt), UsedOn: maybe(t.UsedOn),
	}).Error)
}

func (q queries) APITokenByToken(ctx context.Context, tokenHash string) (meeting.APIToken, error) {
	return one(q.with(ctx).Where("token_hash = ?", tokenHash), apiTokenRow.domain)
}

func (q queries) APITokens(ctx context.Context, org meeting.OrganisationID) ([]meeting.APIToken, error) {
	accounts := q.with(ctx).Model(&accountRow{}).Select("id").Where("organisation_id = ?", org)
	return list(q.with(ctx).Where("account_id IN (?)", accounts).Order("created_at DESC, id DESC"), apiTokenRow.domain)
}

func (q queries) TouchAPIToken(ctx context.Context, id meeting.APITokenID, day time.Time) error {
	return translate(q.with(ctx).Model(&apiTokenRow{}).Where("id = ?", id).Update("used_on", stamp(day)).Error)
}

func (q queries) DeleteAPIToken(ctx context.Context, org meeting.OrganisationID, id meeting.APITokenID) error {
	accounts := q.with(ctx).Model(&accountRow{}).Select("id").Where("organisation_id = ?", org)
	return hit(q.with(ctx).Where("id = ? AND account_id IN (?)", id, accounts).Delete(&apiTokenRow{}))
}
