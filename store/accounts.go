package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
	"warmroom/moderation"
)

type accountRow struct {
	ID             string `gorm:"primaryKey"`
	OrganisationID string
	Name           string
	Manager        bool
	Email          *string // encrypted
	EmailHash      *string
	DisabledAt     *time.Time
	CreatedAt      time.Time `gorm:"autoCreateTime:false"`
}

func (accountRow) TableName() string { return "accounts" }

func (r accountRow) domain() meeting.Account {
	return meeting.Account{
		ID: meeting.AccountID(r.ID), Organisation: meeting.OrganisationID(r.OrganisationID), Name: r.Name,
		Manager: r.Manager, DisabledAt: when(r.DisabledAt), CreatedAt: r.CreatedAt.UTC(),
	}
}

func (q queries) AddAccount(ctx context.Context, a meeting.Account) error {
	return translate(q.with(ctx).Create(&accountRow{
		ID: string(a.ID), OrganisationID: string(a.Organisation), Name: a.Name, Manager: a.Manager,
		DisabledAt: maybe(a.DisabledAt), CreatedAt: stamp(a.CreatedAt),
	}).Error)
}

func (q queries) Account(ctx context.Context, id meeting.AccountID) (meeting.Account, error) {
	return one(q.with(ctx).Where("id = ?", id), accountRow.domain)
}

func (q queries) Accounts(ctx context.Context, org meeting.OrganisationID) ([]meeting.Account, error) {
	return list(q.with(ctx).Where("organisation_id = ?", org).Order("name, id"), accountRow.domain)
}

func (q queries) DisableAccount(ctx context.Context, id meeting.AccountID, at time.Time) error {
	if _, err := mark(q.with(ctx).Model(&accountRow{}).Where("id = ?", id), "disabled_at", at); err != nil {
		return err
	}
	if err := q.SetEmail(ctx, id, ""); err != nil {
		return err
	}
	if err := q.with(ctx).Where("account_id = ?", id).Delete(&passkeyRow{}).Error; err != nil {
		return translate(err)
	}
	if err := q.with(ctx).Where("account_id = ?", id).Delete(&apiTokenRow{}).Error; err != nil {
		return translate(err)
	}
	return translate(q.with(ctx).Where("account_id = ?", id).Delete(&sessionRow{}).Error)
}

type staffRoleRow struct {
	GroupID   string `gorm:"primaryKey"`
	Realm     string
	AccountID string `gorm:"primaryKey"`
	Role      string
}

func (staffRoleRow) TableName() string { return "staff_roles" }

func (r staffRoleRow) domain() meeting.StaffRole {
	return meeting.StaffRole{
		Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Account: meeting.AccountID(r.AccountID), Role: moderation.Role(r.Role),
	}
}

func (q queries) PutStaffRole(ctx context.Context, r meeting.StaffRole) error {
	replace := clause.OnConflict{
		Columns:   []clause.Column{{Name: "group_id"}, {Name: "account_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"role"}),
	}
	return translate(q.with(ctx).Clauses(replace).Create(&staffRoleRow{
		GroupID: string(r.Group), Realm: string(r.Realm), AccountID: string(r.Account), Role: string(r.Role),
	}).Error)
}

func (q queries) StaffRoles(ctx context.Context, a meeting.AccountID) ([]meeting.StaffRole, error) {
	return list(q.with(ctx).Where("account_id = ?", a).Order("group_id"), staffRoleRow.domain)
}

func (q queries) OrganisationRoles(ctx context.Context, org meeting.OrganisationID) ([]meeting.StaffRole, error) {
	groups := q.with(ctx).Model(&groupRow{}).Select("id").Where("organisation_id = ?", org)
	return list(q.with(ctx).Where("group_id IN (?)", groups).Order("group_id, account_id"), staffRoleRow.domain)
}

func (q queries) DeleteStaffRole(ctx context.Context, g meeting.GroupID, a meeting.AccountID) error {
	return hit(q.with(ctx).Where("group_id = ? AND account_id = ?", g, a).Delete(&staffRoleRow{}))
}

func (q queries) SetManager(ctx context.Context, a meeting.AccountID, manager bool) error {
	return hit(q.with(ctx).Model(&accountRow{}).Where("id = ?", a).Update("manager", manager))
}

func (q queries) Leads(ctx context.Context, g meeting.GroupID) ([]meeting.Account, error) {
	roles := q.with(ctx).Model(&staffRoleRow{}).Select("account_id").Where("group_id = ?", g)
	return list(q.with(ctx).Where("disabled_at IS NULL AND id IN (?)", roles).Order("name, id"), accountRow.domain)
}
