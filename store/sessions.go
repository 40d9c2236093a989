package store

import (
	"context"
	"time"

	"warmroom/meeting"
)

type signInLinkRow struct {
	TokenHash string `gorm:"primaryKey"`
	AccountID string
	MeetingID *string
	ExpiresAt time.Time
	UsedAt    *time.Time
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
}

func (signInLinkRow) TableName() string { return "sign_in_links" }

func (r signInLinkRow) domain() meeting.SignInLink {
	return meeting.SignInLink{
		TokenHash: r.TokenHash, Account: meeting.AccountID(r.AccountID), Meeting: deref[meeting.ID](r.MeetingID),
		ExpiresAt: r.ExpiresAt.UTC(), UsedAt: when(r.UsedAt), CreatedAt: r.CreatedAt.UTC(),
	}
}

func (q queries) AddSignInLink(ctx context.Context, l meeting.SignInLink) error {
	return translate(q.with(ctx).Create(&signInLinkRow{
		TokenHash: l.TokenHash, AccountID: string(l.Account), MeetingID: ref(l.Meeting),
		ExpiresAt: stamp(l.ExpiresAt), UsedAt: maybe(l.UsedAt), CreatedAt: stamp(l.CreatedAt),
	}).Error)
}

func (q queries) UseSignInLink(ctx context.Context, tokenHash string, now time.Time) (meeting.SignInLink, error) {
	fresh := q.with(ctx).Model(&signInLinkRow{}).Where("token_hash = ? AND used_at IS NULL AND expires_at > ?", tokenHash, stamp(now))
	r := fresh.Update("used_at", stamp(now))
	if r.Error != nil {
		return meeting.SignInLink{}, translate(r.Error)
	}
	l, err := one(q.with(ctx).Where("token_hash = ?", tokenHash), signInLinkRow.domain)
	switch {
	case err != nil, r.RowsAffected > 0:
		return l, err
	case !l.UsedAt.IsZero():
		return meeting.SignInLink{}, errLinkUsed
	default:
		return meeting.SignInLink{}, errLinkExpired
	}
}

type sessionRow struct {
	ID        string `gorm:"primaryKey"`
	TokenHash string
	AccountID string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	SeenAt    time.Time
	ExpiresAt time.Time
}

func (sessionRow) TableName() string { return "sessions" }

func (r sessionRow) domain() meeting.Session {
	return meeting.Session{
		ID: meeting.SessionID(r.ID), TokenHash: r.TokenHash, Account: meeting.AccountID(r.AccountID),
		CreatedAt: r.CreatedAt.UTC(), SeenAt: r.SeenAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(),
	}
}

func (q queries) AddSession(ctx context.Context, s meeting.Session) error {
	return translate(q.with(ctx).Create(&sessionRow{
		ID: string(s.ID), TokenHash: s.TokenHash, AccountID: string(s.Account),
		CreatedAt: stamp(s.CreatedAt), SeenAt: stamp(s.SeenAt), ExpiresAt: stamp(s.ExpiresAt),
	}).Error)
}

func (q queries) SessionByToken(ctx context.Context, tokenHash string) (meeting.Session, error) {
	return one(q.with(ctx).Where("token_hash = ?", tokenHash), sessionRow.domain)
}

func (q queries) TouchSession(ctx context.Context, id meeting.SessionID, seen time.Time) error {
	return translate(q.with(ctx).Model(&sessionRow{}).Where("id = ?", id).Update("seen_at", stamp(seen)).Error)
}

func (q queries) Sessions(ctx context.Context, a meeting.AccountID) ([]meeting.Session, error) {
	return list(q.with(ctx).Where("account_id = ?", a).Order("created_at DESC, id DESC"), sessionRow.domain)
}

func (q queries) DeleteSession(ctx context.Context, a meeting.AccountID, id meeting.SessionID) error {
	return hit(q.with(ctx).Where("id = ? AND account_id = ?", id, a).Delete(&sessionRow{}))
}
