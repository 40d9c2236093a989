package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"warmroom/meeting"
	"warmroom/moderation"
)

// listed selects the ids of the groups of a realm that are in its lists.
func (q queries) listed(ctx context.Context, realm moderation.Realm) *gorm.DB {
	return q.with(ctx).Model(&groupRow{}).Select("id").Where("realm = ? AND visibility = ?", realm, meeting.Public)
}

func (q queries) GroupBySlug(ctx context.Context, realm moderation.Realm, o meeting.OrganisationID, slug string) (meeting.Group, error) {
	return one(q.with(ctx).Where("organisation_id = ? AND slug = ? AND realm = ?", o, slug, realm), groupRow.domain)
}

func (q queries) ListedGroups(ctx context.Context, realm moderation.Realm) ([]meeting.Group, error) {
	return list(q.with(ctx).Where("realm = ? AND visibility = ?", realm, meeting.Public).Order("name, id"), groupRow.domain)
}

func (q queries) ListedSchedules(ctx context.Context, realm moderation.Realm) ([]meeting.Schedule, error) {
	return list(q.with(ctx).Where("group_id IN (?)", q.listed(ctx, realm)).Order("id"), scheduleRow.domain)
}

func (q queries) ListedMeetings(ctx context.Context, realm moderation.Realm, from, to time.Time) ([]meeting.Meeting, error) {
	return list(q.with(ctx).Where("group_id IN (?) AND ends_at > ? AND starts_at < ?", q.listed(ctx, realm), stamp(from), stamp(to)).
		Order("starts_at, id"), meetingRow.domain)
}

func (q queries) LaterMeetings(ctx context.Context, groups []meeting.GroupID, from time.Time) ([]meeting.Meeting, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	firsts := q.with(ctx).Model(&meetingRow{}).Select("group_id, MIN(starts_at)").
		Where("group_id IN (?) AND status = ? AND starts_at >= ?", groups, meeting.Scheduled, stamp(from)).Group("group_id")
	return list(q.with(ctx).Where("(group_id, starts_at) IN (?) AND status = ?", firsts, meeting.Scheduled).
		Order("starts_at, id"), meetingRow.domain)
}
