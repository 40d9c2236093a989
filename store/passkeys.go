package store

import (
	"context"
	"time"

	"warmroom/meeting"
)

type passkeyRow struct {
	ID         string `gorm:"primaryKey"`
	AccountID  string
	Name       string
	Credential string
	Record     string    // encrypted
	CreatedAt  time.Time `gorm:"autoCreateTime:false"`
	UsedAt     *time.Time
}

func (passkeyRow) TableName() string { return "passkeys" }

// records is where the records of passkeys stand.
const records = "passkeys.record:"

// domain is the passkey with its record still encrypted.
func (r passkeyRow) domain() meeting.Passkey {
	return meeting.Passkey{
		ID: meeting.PasskeyID(r.ID), Account: meeting.AccountID(r.AccountID), Name: r.Name, Credential: r.Credential,
		Record: r.Record, CreatedAt: r.CreatedAt.UTC(), UsedAt: when(r.UsedAt),
	}
}

// readable decrypts the records of passkeys.
func (q queries) readable(all []meeting.Passkey, err error) ([]meeting.Passkey, error) {
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Record, err = q.keys.decrypt(records+string(all[i].ID), all[i].Record); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (q queries) AddPasskey(ctx context.Context, p meeting.Passkey) error {
	record, err := q.keys.encrypt(records+string(p.ID), p.Record)
	if err != nil {
		return err
	}
	return translate(q.with(ctx).Create(&passkeyRow{
		ID: string(p.ID), AccountID: string(p.Account), Name: p.Name, Credential: p.Credential, Record: record,
		CreatedAt: stamp(p.CreatedAt), UsedAt: maybe(p.UsedAt),
	}).Error)
}

func (q queries) PasskeyByCredential(ctx context.Context, credential string) (meeting.Passkey, error) {
	p, err := one(q.with(ctx).Where("credential = ?", credential), passkeyRow.domain)
	if err != nil {
		return meeting.Passkey{}, err
	}
	p.Record, err = q.keys.decrypt(records+string(p.ID), p.Record)
	return p, err
}

func (q queries) Passkeys(ctx context.Context, a meeting.AccountID) ([]meeting.Passkey, error) {
	return q.readable(list(q.with(ctx).Where("account_id = ?", a).Order("created_at DESC, id DESC"), passkeyRow.domain))
}

func (q queries) UsePasskey(ctx context.Context, p meeting.Passkey) error {
	record, err := q.keys.encrypt(records+string(p.ID), p.Record)
	if err != nil {
		return err
	}
	return hit(q.with(ctx).Model(&passkeyRow{}).Where("id = ?", p.ID).Select("record", "used_at").
		Updates(passkeyRow{Record: record, UsedAt: maybe(p.UsedAt)}))
}

func (q queries) RenamePasskey(ctx context.Context, a meeting.AccountID, id meeting.PasskeyID, name string) error {
	return hit(q.with(ctx).Model(&passkeyRow{}).Where("id = ? AND account_id = ?", id, a).Update("name", name))
}

func (q queries) DeletePasskey(ctx context.Context, a meeting.AccountID, id meeting.PasskeyID) error {
	return hit(q.with(ctx).Where("id = ? AND account_id = ?", id, a).Delete(&passkeyRow{}))
}

// encryptPasskeys writes all records with the first key.
func (q queries) encryptPasskeys(ctx context.Context) error {
	all, err := q.readable(list(q.with(ctx), passkeyRow.domain))
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := q.UsePasskey(ctx, p); err != nil {
			return err
		}
	}
	return nil
}
