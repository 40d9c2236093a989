package store

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

type receiptRow struct {
	Hash       string `gorm:"primaryKey"`
	MeetingID  string
	GroupID    string
	Realm      string
	Whose      string
	MadeAt     time.Time
	RevokedAt  *time.Time
	Code       *string
	Facts      string
	Name       string
	LetteredAt *time.Time
}

func (receiptRow) TableName() string { return "receipts" }

func (r receiptRow) domain() meeting.Receipt {
	return meeting.Receipt{
		Hash: r.Hash, Meeting: meeting.ID(r.MeetingID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Whose: r.Whose, MadeAt: r.MadeAt.UTC(), RevokedAt: when(r.RevokedAt),
		Letter: meeting.ProofLetter{Code: deref[string](r.Code), Facts: r.Facts, Name: r.Name, MadeAt: when(r.LetteredAt)},
	}
}

func (q queries) AddReceipt(ctx context.Context, r meeting.Receipt) error {
	return translate(q.with(ctx).Create(&receiptRow{
		Hash: r.Hash, MeetingID: string(r.Meeting), GroupID: string(r.Group), Realm: string(r.Realm), Whose: r.Whose,
		MadeAt: stamp(r.MadeAt), RevokedAt: maybe(r.RevokedAt),
	}).Error)
}

func (q queries) Receipt(ctx context.Context, hash string) (meeting.Receipt, error) {
	return one(q.with(ctx).Where("hash = ?", hash), receiptRow.domain)
}

func (q queries) ReceiptsOf(ctx context.Context, whose string) ([]meeting.Receipt, error) {
	return list(q.with(ctx).Where("whose = ? AND whose <> ''", whose).Order("made_at, hash"), receiptRow.domain)
}

func (q queries) ReceiptByCode(ctx context.Context, code string) (meeting.Receipt, error) {
	return one(q.with(ctx).Where("code = ?", code), receiptRow.domain)
}

var errLettered = fault.New(fault.Conflict, "lettered", "A letter was made of this receipt. It holds for one person.")

func (q queries) WriteLetter(ctx context.Context, hash string, l meeting.ProofLetter) error {
	r := q.with(ctx).Model(&receiptRow{}).Where("hash = ? AND code IS NULL", hash).
		Select("code", "facts", "name", "lettered_at").
		Updates(receiptRow{Code: &l.Code, Facts: l.Facts, Name: l.Name, LetteredAt: maybe(l.MadeAt)})
	if r.Error != nil || r.RowsAffected > 0 {
		return translate(r.Error)
	}
	if _, err := q.Receipt(ctx, hash); err != nil {
		return err
	}
	return errLettered
}

func (q queries) RevokeReceipt(ctx context.Context, hash string, at time.Time) error {
	_, err := mark(q.with(ctx).Model(&receiptRow{}).Where("hash = ?", hash), "revoked_at", at)
	return err
}

type receiptKeyRow struct {
	ID     string `gorm:"primaryKey"`
	Public string // encrypted
	MadeAt time.Time
}

func (receiptKeyRow) TableName() string { return "receipt_keys" }

// receiptKey is where the public half of a key stands.
func receiptKey(id string) string { return "receipt_keys.public:" + id }

// publishReceiptKey writes down the public half of the first key, so that what
// it signs can be checked when it is replaced.
func (q queries) publishReceiptKey(ctx context.Context) error {
	k := q.keys.keys[0]
	return q.putReceiptKey(ctx, k.id, k.sign.Public().(ed25519.PublicKey), time.Now())
}

func (q queries) putReceiptKey(ctx context.Context, id string, public []byte, at time.Time) error {
	text, err := q.keys.encrypt(receiptKey(id), base64.RawURLEncoding.EncodeToString(public))
	if err != nil {
		return err
	}
	return translate(q.with(ctx).Clauses(clause.OnConflict{DoNothing: true}).
		Create(&receiptKeyRow{ID: id, Public: text, MadeAt: stamp(at)}).Error)
}

func (q queries) SignReceipt(text string) (meeting.Signature, error) {
	if len(q.keys.keys) == 0 {
		return meeting.Signature{}, errLocked
	}
	k := q.keys.keys[0]
	return meeting.Signature{Key: k.id, Value: base64.RawURLEncoding.EncodeToString(ed25519.Sign(k.sign, []byte(text)))}, nil
}

func (q queries) ReceiptKeys(ctx context.Context) ([]meeting.ReceiptKey, error) {
	rows, err := list(q.with(ctx).Order("made_at DESC, id"), func(r receiptKeyRow) receiptKeyRow { return r })
	keys := make([]meeting.ReceiptKey, len(rows))
	for i, r := range rows {
		if err == nil {
			keys[i], err = q.publicKey(r)
		}
	}
	return keys, err
}

func (q queries) publicKey(r receiptKeyRow) (meeting.ReceiptKey, error) {
	text, err := q.keys.decrypt(receiptKey(r.ID), r.Public)
	if err != nil {
		return meeting.ReceiptKey{}, err
	}
	public, err := base64.RawURLEncoding.DecodeString(text)
	return meeting.ReceiptKey{ID: r.ID, Public: public}, err
}

func (q queries) ReceiptSigned(ctx context.Context, text string, s meeting.Signature) error {
	row, err := one(q.with(ctx).Where("id = ?", s.Key), func(r receiptKeyRow) receiptKeyRow { return r })
	if err != nil {
		return err
	}
	k, err := q.publicKey(row)
	if err != nil {
		return err
	}
	value, err := base64.RawURLEncoding.Strict().DecodeString(s.Value)
	if err != nil || len(k.Public) != ed25519.PublicKeySize || !ed25519.Verify(k.Public, []byte(text), value) {
		return errNotFound
	}
	return nil
}

// encryptReceiptKeys writes the public halves of all keys with the first key.
func (q queries) encryptReceiptKeys(ctx context.Context) error {
	rows, err := list(q.with(ctx), func(r receiptKeyRow) receiptKeyRow { return r })
	for _, r := range rows {
		if err != nil {
			return err
		}
		var k meeting.ReceiptKey
		if k, err = q.publicKey(r); err != nil {
			return err
		}
		var text string
		if text, err = q.keys.encrypt(receiptKey(r.ID), base64.RawURLEncoding.EncodeToString(k.Public)); err != nil {
			return err
		}
		err = hit(q.with(ctx).Model(&receiptKeyRow{}).Where("id = ?", r.ID).Update("public", text))
	}
	return err
}
