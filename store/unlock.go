package store

import (
	"context"
	"errors"
	"fmt"

	"warmroom/meeting"
)

// keyRow says which key the database is encrypted with.
type keyRow struct {
	One   int    `gorm:"primaryKey"`
	KeyID string // see key.id
}

func (keyRow) TableName() string { return "key_in_use" }

// Unlock gives the database its keys: from now on addresses can be written and
// read. It refuses keys that are not the database's, and when the first of
// them is new encrypts everything with that one, so that the others are
// needed no longer. It is called once, before the DB is used.
func (db *DB) Unlock(ctx context.Context, keys Keys) error {
	if len(keys.keys) == 0 {
		return errLocked
	}
	take := func(s meeting.Store) error { return queries{s.(tx).gorm, keys, db.jobs}.takeKey(ctx) }
	err := db.InTx(ctx, take)
	if errors.Is(err, errExists) { // another program was the first
		err = db.InTx(ctx, take)
	}
	if err != nil {
		return err
	}
	db.keys = keys
	return nil
}

// takeKey compares the keys with what the database says and writes down the
// first as the one in use.
func (q queries) takeKey(ctx context.Context) error {
	now := q.keys.keys[0].id
	in, err := one(q.with(ctx), func(r keyRow) string { return r.KeyID })
	switch {
	case errors.Is(err, errNotFound):
		if err := q.with(ctx).Create(&keyRow{One: 1, KeyID: now}).Error; err != nil {
			return translate(err)
		}
		return q.publishReceiptKey(ctx)
	case err == nil && in == now:
		return q.publishReceiptKey(ctx)
	case err != nil:
		return err
	case !q.keys.has(in):
		return errors.New("the key is not the one this database was written with. Give WARMROOM_KEY, or the file warmroom.key in the data folder, as it was; without it the addresses of staff can't be read")
	}
	if err := q.encryptAnew(ctx); err != nil {
		return fmt.Errorf("encrypt with the new key: %w", err)
	}
	if err := q.publishReceiptKey(ctx); err != nil {
		return err
	}
	return translate(q.with(ctx).Model(&keyRow{}).Where("one = 1").Update("key_id", now).Error)
}

func (ks Keys) has(id string) bool {
	for _, k := range ks.keys {
		if k.id == id {
			return true
		}
	}
	return false
}

// encryptAnew reads everything that is encrypted and writes it with the first
// key. A table that holds such things is listed here. Ceremonies, which last
// for minutes, have to be begun again; what was answered is not answered again.
func (q queries) encryptAnew(ctx context.Context) error {
	for _, row := range []any{&ceremonyRow{}, &repeatRow{}} {
		if err := q.with(ctx).Where("1 = 1").Delete(row).Error; err != nil {
			return translate(err)
		}
	}
	for _, encrypt := range []func(context.Context) error{
		q.encryptEmails, q.encryptPasskeys, q.encryptInvites, q.encryptRooms, q.encryptAppeals, q.encryptProposals, q.encryptReminders, q.encryptWebhooks,
		q.encryptReceiptKeys,
	} {
		if err := encrypt(ctx); err != nil {
			return err
		}
	}
	return nil
}
