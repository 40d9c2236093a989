package store

import (
	"context"

	"warmroom/meeting"
)

// emails is what addresses are found again for.
const emails = "accounts.email"

func (q queries) SetEmail(ctx context.Context, id meeting.AccountID, e meeting.Email) error {
	var row accountRow
	if e != "" {
		hidden, unreadable := q.keys.encrypt(emails+":"+string(id), string(e))
		hash, unfound := q.keys.digest(emails, string(e))
		if unreadable != nil || unfound != nil {
			return unreadable
		}
		row.Email, row.EmailHash = &hidden, &hash
	}
	return hit(q.with(ctx).Model(&accountRow{}).Where("id = ?", id).Select("email", "email_hash").Updates(row))
}

func (q queries) Email(ctx context.Context, id meeting.AccountID) (meeting.Email, error) {
	hidden, err := one(q.with(ctx).Where("id = ?", id), func(r accountRow) *string { return r.Email })
	if err != nil || hidden == nil {
		return "", err
	}
	text, err := q.keys.decrypt(emails+":"+string(id), *hidden)
	return meeting.Email(text), err
}

func (q queries) AccountByEmail(ctx context.Context, e meeting.Email) (meeting.Account, error) {
	hash, err := q.keys.digest(emails, string(e))
	if err != nil {
		return meeting.Account{}, err
	}
	return one(q.with(ctx).Where("email_hash = ?", hash), accountRow.domain)
}

// encryptEmails writes all addresses with the first key.
func (q queries) encryptEmails(ctx context.Context) error {
	with, err := list(q.with(ctx).Where("email IS NOT NULL"), func(r accountRow) meeting.AccountID { return meeting.AccountID(r.ID) })
	if err != nil {
		return err
	}
	for _, id := range with {
		e, err := q.Email(ctx, id)
		if err == nil {
			err = q.SetEmail(ctx, id, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
