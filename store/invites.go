package store

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

type inviteRow struct {
	ID        string `gorm:"primaryKey"`
	GroupID   string
	Realm     string
	MeetingID *string
	Kind      string
	Label     string
	Observer  bool
	TokenHash string
	ExpiresAt *time.Time
	RevokedAt *time.Time
	CreatedBy string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
}

func (inviteRow) TableName() string { return "invites" }

func (r inviteRow) domain() meeting.Invite {
	return meeting.Invite{
		ID: meeting.InviteID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Meeting: deref[meeting.ID](r.MeetingID), Kind: meeting.InviteKind(r.Kind), Label: r.Label, Observer: r.Observer, TokenHash: r.TokenHash,
		ExpiresAt: when(r.ExpiresAt), RevokedAt: when(r.RevokedAt),
		CreatedBy: meeting.AccountID(r.CreatedBy), CreatedAt: r.CreatedAt.UTC(),
	}
}

func (q queries) AddInvite(ctx context.Context, i meeting.Invite) error {
	return translate(q.with(ctx).Create(&inviteRow{
		ID: string(i.ID), GroupID: string(i.Group), Realm: string(i.Realm), MeetingID: ref(i.Meeting), Kind: string(i.Kind),
		Label: i.Label, Observer: i.Observer, TokenHash: i.TokenHash, ExpiresAt: maybe(i.ExpiresAt), RevokedAt: maybe(i.RevokedAt),
		CreatedBy: string(i.CreatedBy), CreatedAt: stamp(i.CreatedAt),
	}).Error)
}

func (q queries) InviteByToken(ctx context.Context, tokenHash string) (meeting.Invite, error) {
	return one(q.with(ctx).Where("token_hash = ?", tokenHash), inviteRow.domain)
}

func (q queries) Invites(ctx context.Context, g meeting.GroupID) ([]meeting.Invite, error) {
	return list(q.with(ctx).Where("group_id = ?", g).Order("created_at DESC, id DESC"), inviteRow.domain)
}

func (q queries) RevokeInvite(ctx context.Context, g meeting.GroupID, id meeting.InviteID, at time.Time) error {
	_, err := mark(q.with(ctx).Model(&inviteRow{}).Where("id = ? AND group_id = ?", id, g), "revoked_at", at)
	return err
}
