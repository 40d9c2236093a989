package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
)

type ceremonyRow struct {
	TokenHash string `gorm:"primaryKey"`
	Kind      string
	AccountID *string
	State     string // encrypted
	ExpiresAt time.Time
}

func (ceremonyRow) TableName() string { return "ceremonies" }

// states is where the states of ceremonies stand.
const states = "ceremonies.state:"

func (q queries) AddCeremony(ctx context.Context, c meeting.Ceremony) error {
	state, err := q.keys.encrypt(states+c.TokenHash, c.State)
	if err != nil {
		return err
	}
	return translate(q.with(ctx).Create(&ceremonyRow{
		TokenHash: c.TokenHash, Kind: string(c.Kind), AccountID: ref(c.Account), State: state, ExpiresAt: stamp(c.ExpiresAt),
	}).Error)
}

func (q queries) TakeCeremony(ctx context.Context, tokenHash string) (meeting.Ceremony, error) {
	var gone []ceremonyRow
	if err := q.with(ctx).Clauses(clause.Returning{}).Where("token_hash = ?", tokenHash).Delete(&gone).Error; err != nil {
		return meeting.Ceremony{}, translate(err)
	}
	if len(gone) == 0 {
		return meeting.Ceremony{}, errNotFound
	}
	r := gone[0]
	state, err := q.keys.decrypt(states+r.TokenHash, r.State)
	return meeting.Ceremony{
		TokenHash: r.TokenHash, Kind: meeting.CeremonyKind(r.Kind), Account: deref[meeting.AccountID](r.AccountID),
		State: state, ExpiresAt: r.ExpiresAt.UTC(),
	}, err
}
