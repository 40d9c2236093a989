package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

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
	MaxUses   int
	Uses      int
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
		MaxUses: r.MaxUses, Uses: r.Uses, ExpiresAt: when(r.ExpiresAt), RevokedAt: when(r.RevokedAt),
		CreatedBy: meeting.AccountID(r.CreatedBy), CreatedAt: r.CreatedAt.UTC(),
	}
}

func (q queries) AddInvite(ctx context.Context, i meeting.Invite) error {
	return translate(q.with(ctx).Create(&inviteRow{
		ID: string(i.ID), GroupID: string(i.Group), Realm: string(i.Realm), MeetingID: ref(i.Meeting), Kind: string(i.Kind),
		Label: i.Label, Observer: i.Observer, TokenHash: i.TokenHash, MaxUses: i.MaxUses, Uses: i.Uses, ExpiresAt: maybe(i.ExpiresAt), RevokedAt: maybe(i.RevokedAt),
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

// inviteUseRow is a browser that came by an invite to a meeting.
type inviteUseRow struct {
	InviteID  string `gorm:"primaryKey"`
	MeetingID string `gorm:"primaryKey"`
	Device    string `gorm:"primaryKey"`
}

func (inviteUseRow) TableName() string { return "invite_uses" }

func (q queries) UseInvite(ctx context.Context, id meeting.InviteID, m meeting.ID, device string) (bool, error) {
	row := inviteUseRow{InviteID: string(id), MeetingID: string(m), Device: device}
	r := q.with(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if r.Error != nil || r.RowsAffected == 0 {
		return r.Error == nil, translate(r.Error)
	}
	counted := q.with(ctx).Model(&inviteRow{}).Where("id = ? AND (max_uses = 0 OR uses < max_uses)", id).
		Update("uses", clause.Expr{SQL: "uses + 1"})
	if counted.Error != nil || counted.RowsAffected > 0 {
		return counted.Error == nil, translate(counted.Error)
	}
	return false, translate(q.with(ctx).Delete(&row).Error)
}

func (q queries) InviteUsed(ctx context.Context, id meeting.InviteID, m meeting.ID, device string) (bool, error) {
	var rows int64
	err := q.with(ctx).Model(&inviteUseRow{}).Where("invite_id = ? AND meeting_id = ? AND device = ?", id, m, device).Count(&rows).Error
	return rows > 0, translate(err)
}
