package store

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// keptOver is how long an invite or a sign-in link that is over still answers
// with what became of it.
const keptOver = 30 * 24 * time.Hour

func (q queries) Forget(ctx context.Context, now time.Time) error {
	over := q.with(ctx).Model(&meetingRow{}).Select("id").Where("status <> ?", meeting.Scheduled)
	ago := stamp(now).Add(-keptOver)
	for _, forget := range []func() error{
		func() error {
			return q.with(ctx).Model(&acceptanceRow{}).Where("pseudonym <> '' AND meeting_id IN (?)", over).Update("pseudonym", "").Error
		},
		func() error {
			return q.with(ctx).Model(&removalRow{}).
				Where("mark_invite || mark_account || mark_device <> '' AND meeting_id IN (?)", over).
				Select("mark_invite", "mark_account", "mark_device").Updates(removalRow{}).Error
		},
		func() error { return q.with(ctx).Where("meeting_id IN (?)", over).Delete(&livePersonRow{}).Error },
		func() error { return q.with(ctx).Where("meeting_id IN (?)", over).Delete(&liveRoomRow{}).Error },
		func() error { return q.forgetProposals(ctx, now) },
		func() error { return q.forgetAppeals(ctx, now) },
		func() error {
			return q.with(ctx).Where("done_at < ?", stamp(now.Add(-moderation.AuditKept))).Delete(&deedRow{}).Error
		},
		func() error { return q.with(ctx).Where("expires_at <= ?", stamp(now)).Delete(&sessionRow{}).Error },
		func() error { return q.with(ctx).Where("expires_at <= ?", stamp(now)).Delete(&ceremonyRow{}).Error },
		func() error {
			return q.with(ctx).Model(&staffInviteRow{}).Where("email IS NOT NULL AND expires_at <= ?", stamp(now)).Update("email", nil).Error
		},
		func() error {
			return q.with(ctx).Where("expires_at < ? OR used_at < ? OR revoked_at < ?", ago, ago, ago).Delete(&staffInviteRow{}).Error
		},
		func() error {
			return q.with(ctx).Where("expires_at < ? OR used_at < ?", ago, ago).Delete(&signInLinkRow{}).Error
		},
		func() error {
			return q.with(ctx).Where("expires_at < ? OR revoked_at < ?", ago, ago).Delete(&inviteRow{}).Error
		},
	} {
		if err := forget(); err != nil {
			return translate(err)
		}
	}
	return nil
}

// Forget is that of queries, in one transaction, and leaves nothing of it on
// the disk.
func (db *DB) Forget(ctx context.Context, now time.Time) error {
	err := db.InTx(ctx, func(s meeting.Store) error { return s.Forget(ctx, now) })
	if err != nil || db.engine.forgotten == nil {
		return err
	}
	return translate(db.engine.forgotten(ctx, db.engine.pool))
}
