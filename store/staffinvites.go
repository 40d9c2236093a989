package store

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

type staffInviteRow struct {
	ID             string `gorm:"primaryKey"`
	OrganisationID string
	GroupID        *string
	Realm          *string
	Role           string
	Email          *string // encrypted
	ByMail         bool
	TokenHash      string
	ExpiresAt      time.Time
	RevokedAt      *time.Time
	UsedAt         *time.Time
	CreatedBy      string
	CreatedAt      time.Time `gorm:"autoCreateTime:false"`
}

func (staffInviteRow) TableName() string { return "staff_invites" }

// invitedAt is where the addresses of invites stand.
const invitedAt = "staff_invites.email:"

// domain is the invite with its address still encrypted.
func (r staffInviteRow) domain() meeting.StaffInvite {
	return meeting.StaffInvite{
		ID: meeting.StaffInviteID(r.ID), Organisation: meeting.OrganisationID(r.OrganisationID),
		Group: deref[meeting.GroupID](r.GroupID), Realm: deref[moderation.Realm](r.Realm), Role: moderation.Role(r.Role),
		Email: deref[meeting.Email](r.Email), ByMail: r.ByMail, TokenHash: r.TokenHash,
		ExpiresAt: r.ExpiresAt.UTC(), RevokedAt: when(r.RevokedAt), UsedAt: when(r.UsedAt),
		CreatedBy: meeting.AccountID(r.CreatedBy), CreatedAt: r.CreatedAt.UTC(),
	}
}

// readInvite decrypts the address of an invite.
func (q queries) readInvite(i meeting.StaffInvite, err error) (meeting.StaffInvite, error) {
	if err != nil || i.Email == "" {
		return i, err
	}
	text, err := q.keys.decrypt(invitedAt+string(i.ID), string(i.Email))
	i.Email = meeting.Email(text)
	return i, err
}

func (q queries) AddStaffInvite(ctx context.Context, i meeting.StaffInvite) error {
	row := staffInviteRow{
		ID: string(i.ID), OrganisationID: string(i.Organisation), GroupID: ref(i.Group), Realm: ref(i.Realm), Role: string(i.Role),
		ByMail: i.ByMail, TokenHash: i.TokenHash, ExpiresAt: stamp(i.ExpiresAt), RevokedAt: maybe(i.RevokedAt), UsedAt: maybe(i.UsedAt),
		CreatedBy: string(i.CreatedBy), CreatedAt: stamp(i.CreatedAt),
	}
	if i.Email != "" {
		hidden, err := q.keys.encrypt(invitedAt+row.ID, string(i.Email))
		if err != nil {
			return err
		}
		row.Email = &hidden
	}
	return translate(q.with(ctx).Create(&row).Error)
}

func (q queries) StaffInviteByToken(ctx context.Context, tokenHash string) (meeting.StaffInvite, error) {
	return q.readInvite(one(q.with(ctx).Where("token_hash = ?", tokenHash), staffInviteRow.domain))
}

func (q queries) StaffInvites(ctx context.Context, org meeting.OrganisationID) ([]meeting.StaffInvite, error) {
	all, err := list(q.with(ctx).Where("organisation_id = ?", org).Order("created_at DESC, id DESC"), staffInviteRow.domain)
	for i := range all {
		if err == nil {
			all[i], err = q.readInvite(all[i], nil)
		}
	}
	return all, err
}

func (q queries) RevokeStaffInvite(ctx context.Context, org meeting.OrganisationID, id meeting.StaffInviteID, at time.Time) error {
	scope := q.with(ctx).Model(&staffInviteRow{}).Where("id = ? AND organisation_id = ?", id, org)
	if _, err := mark(scope, "revoked_at", at); err != nil {
		return err
	}
	return q.dropInviteEmail(ctx, id)
}

func (q queries) UseStaffInvite(ctx context.Context, id meeting.StaffInviteID, at time.Time) (bool, error) {
	won, err := mark(q.with(ctx).Model(&staffInviteRow{}).Where("id = ?", id), "used_at", at)
	if err != nil {
		return false, err
	}
	return won, q.dropInviteEmail(ctx, id)
}

// dropInviteEmail forgets where an invite was sent.
func (q queries) dropInviteEmail(ctx context.Context, id meeting.StaffInviteID) error {
	return translate(q.with(ctx).Model(&staffInviteRow{}).Where("id = ?", id).Update("email", nil).Error)
}

// encryptInvites writes the addresses of invites with the first key.
func (q queries) encryptInvites(ctx context.Context) error {
	all, err := list(q.with(ctx).Where("email IS NOT NULL"), staffInviteRow.domain)
	for _, i := range all {
		if err != nil {
			break
		}
		if i, err = q.readInvite(i, nil); err != nil {
			break
		}
		var hidden string
		if hidden, err = q.keys.encrypt(invitedAt+string(i.ID), string(i.Email)); err == nil {
			err = translate(q.with(ctx).Model(&staffInviteRow{}).Where("id = ?", i.ID).Update("email", hidden).Error)
		}
	}
	return err
}
