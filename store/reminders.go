package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

type reminderRow struct {
	ID          string `gorm:"primaryKey"`
	GroupID     string
	Realm       string
	MeetingID   string
	Who         string // digest of the address, of this group alone
	Sealed      string // encrypted
	TokenHash   string
	Language    string
	Minutes     int
	Wording     int
	AskedAt     time.Time
	ConfirmedAt *time.Time
	ExpiresAt   *time.Time // missing once it is confirmed
}

func (reminderRow) TableName() string { return "reminders" }

func (r reminderRow) domain() meeting.Reminder {
	return meeting.Reminder{
		ID: meeting.ReminderID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm), Meeting: meeting.ID(r.MeetingID),
		Language: r.Language, Before: time.Duration(r.Minutes) * time.Minute, Wording: r.Wording,
		AskedAt: r.AskedAt.UTC(), ConfirmedAt: when(r.ConfirmedAt),
	}
}

// remindersPlace is where the address of a reminder stands.
func remindersPlace(id string) string { return "reminders.sealed:" + id }

func (q queries) sealReminder(id string, a meeting.ReminderAddress) (string, error) {
	return q.keys.encrypt(remindersPlace(id), string(a.Email)+"\n"+string(a.Token))
}

func (q queries) openReminder(r reminderRow) (meeting.ReminderAddress, error) {
	text, err := q.keys.decrypt(remindersPlace(r.ID), r.Sealed)
	if err != nil {
		return meeting.ReminderAddress{}, err
	}
	email, token, found := strings.Cut(text, "\n")
	if !found {
		return meeting.ReminderAddress{}, fmt.Errorf("%s is damaged", remindersPlace(r.ID))
	}
	return meeting.ReminderAddress{Email: meeting.Email(email), Token: meeting.Token(token)}, nil
}

// whoIn is by what an address is known in one group, and in no other.
func (q queries) whoIn(g string, e meeting.Email) (string, error) {
	return q.keys.digest("reminders.who:"+g, string(e))
}

func (q queries) AskReminder(ctx context.Context, r meeting.Reminder, a meeting.ReminderAddress) (meeting.Reminder, meeting.Token, error) {
	who, err := q.whoIn(string(r.Group), a.Email)
	if err != nil {
		return meeting.Reminder{}, "", err
	}
	had, err := one(q.with(ctx).Where("group_id = ? AND meeting_id = ? AND who = ?", r.Group, r.Meeting, who), func(r reminderRow) reminderRow { return r })
	switch {
	case err == nil && had.ConfirmedAt != nil:
		kept, err := q.openReminder(had)
		return had.domain(), kept.Token, err
	case err == nil:
		err = q.DeleteReminder(ctx, meeting.ReminderID(had.ID))
	case fault.KindOf(err) == fault.NotFound:
		err = nil
	}
	if err != nil {
		return meeting.Reminder{}, "", err
	}
	sealed, err := q.sealReminder(string(r.ID), a)
	if err != nil {
		return meeting.Reminder{}, "", err
	}
	return r, a.Token, translate(q.with(ctx).Create(&reminderRow{
		ID: string(r.ID), GroupID: string(r.Group), Realm: string(r.Realm), MeetingID: string(r.Meeting), Who: who, Sealed: sealed, TokenHash: a.Token.Hash(),
		Language: r.Language, Minutes: int(r.Before / time.Minute), Wording: r.Wording, AskedAt: stamp(r.AskedAt), ExpiresAt: maybe(r.AskedAt.Add(meeting.ConfirmWithin)),
	}).Error)
}

func (q queries) Reminder(ctx context.Context, id meeting.ReminderID) (meeting.Reminder, meeting.ReminderAddress, error) {
	r, err := one(q.with(ctx).Where("id = ?", id), func(r reminderRow) reminderRow { return r })
	if err != nil {
		return meeting.Reminder{}, meeting.ReminderAddress{}, err
	}
	a, err := q.openReminder(r)
	return r.domain(), a, err
}

func (q queries) ReminderByToken(ctx context.Context, tokenHash string) (meeting.Reminder, error) {
	return one(q.with(ctx).Where("token_hash = ?", tokenHash), reminderRow.domain)
}

func (q queries) ConfirmReminder(ctx context.Context, id meeting.ReminderID, at time.Time) error {
	fresh, err := mark(q.with(ctx).Model(&reminderRow{}).Where("id = ?", id), "confirmed_at", at)
	if err != nil || !fresh {
		return err
	}
	return translate(q.with(ctx).Model(&reminderRow{}).Where("id = ?", id).Update("expires_at", nil).Error)
}

func (q queries) DeleteReminder(ctx context.Context, id meeting.ReminderID) error {
	return translate(q.with(ctx).Where("id = ?", id).Delete(&reminderRow{}).Error)
}

func (q queries) RemindersOf(ctx context.Context, m meeting.Meeting) ([]meeting.Reminder, error) {
	return list(q.with(ctx).Where("group_id = ? AND meeting_id IN ('', ?) AND confirmed_at IS NOT NULL", m.Group, m.ID).Order("id"), reminderRow.domain)
}

type toldRow struct {
	ReminderID string `gorm:"primaryKey"`
	MeetingID  string `gorm:"primaryKey"`
	Reminded   bool
	Changed    bool
	StartsAt   time.Time
	Off        bool
}

func (toldRow) TableName() string { return "reminders_told" }

func (r toldRow) domain() meeting.Told {
	return meeting.Told{
		Reminder: meeting.ReminderID(r.ReminderID), Meeting: meeting.ID(r.MeetingID),
		Reminded: r.Reminded, Changed: r.Changed, StartsAt: r.StartsAt.UTC(), Off: r.Off,
	}
}

// dueRow is a reminder and a meeting of its, with what was told of it.
type dueRow struct {
	ReminderID string
	MeetingID  string
	StartsAt   time.Time
	Changed    *bool
	ToldAt     *time.Time
	Off        *bool
}

func (r dueRow) domain() meeting.Told {
	t := meeting.Told{Reminder: meeting.ReminderID(r.ReminderID), Meeting: meeting.ID(r.MeetingID), StartsAt: r.StartsAt.UTC()}
	if r.Changed != nil && *r.Changed {
		t.Changed, t.StartsAt, t.Off = true, when(r.ToldAt), *r.Off
	}
	return t
}

const dueReminders = `SELECT r.id AS reminder_id, m.id AS meeting_id, m.starts_at, t.changed, t.starts_at AS told_at, t.off
	FROM reminders r
	JOIN meetings m ON m.group_id = r.group_id AND (r.meeting_id = '' OR r.meeting_id = m.id)
	LEFT JOIN reminders_told t ON t.reminder_id = r.id AND t.meeting_id = m.id
	WHERE r.confirmed_at IS NOT NULL AND r.minutes = ? AND m.status = ? AND m.starts_at > ? AND m.starts_at <= ?
		AND (t.reminded IS NULL OR t.reminded = FALSE)
	ORDER BY r.id, m.id`

func (q queries) DueReminders(ctx context.Context, before time.Duration, now time.Time) ([]meeting.Told, error) {
	return list(q.with(ctx).Raw(dueReminders, int(before/time.Minute), meeting.Scheduled, stamp(now), stamp(now.Add(before))), dueRow.domain)
}

func (q queries) Told(ctx context.Context, r meeting.ReminderID, m meeting.ID) (meeting.Told, error) {
	return one(q.with(ctx).Where("reminder_id = ? AND meeting_id = ?", r, m), toldRow.domain)
}

func (q queries) PutTold(ctx context.Context, t meeting.Told) error {
	return translate(q.with(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&toldRow{
		ReminderID: string(t.Reminder), MeetingID: string(t.Meeting), Reminded: t.Reminded, Changed: t.Changed, StartsAt: stamp(t.StartsAt), Off: t.Off,
	}).Error)
}

// encryptReminders writes all addresses with the first key.
func (q queries) encryptReminders(ctx context.Context) error {
	all, err := list(q.with(ctx), func(r reminderRow) reminderRow { return r })
	for _, r := range all {
		if err != nil {
			return err
		}
		var a meeting.ReminderAddress
		if a, err = q.openReminder(r); err != nil {
			return err
		}
		sealed, unsealed := q.sealReminder(r.ID, a)
		who, unknown := q.whoIn(r.GroupID, a.Email)
		if unsealed != nil || unknown != nil {
			return unsealed
		}
		err = hit(q.with(ctx).Model(&reminderRow{}).Where("id = ?", r.ID).Updates(map[string]any{"sealed": sealed, "who": who}))
	}
	return err
}
