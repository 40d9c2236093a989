package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"warmroom/meeting"
	"warmroom/moderation"
)

type webhookRow struct {
	ID             string `gorm:"primaryKey"`
	OrganisationID string
	Realm          string
	Sealed         string // encrypted
	CreatedBy      string
	CreatedAt      time.Time `gorm:"autoCreateTime:false"`
}

func (webhookRow) TableName() string { return "webhooks" }

func (r webhookRow) domain() meeting.Webhook {
	return meeting.Webhook{
		ID: meeting.WebhookID(r.ID), Organisation: meeting.OrganisationID(r.OrganisationID), Realm: moderation.Realm(r.Realm),
		CreatedBy: meeting.AccountID(r.CreatedBy), CreatedAt: r.CreatedAt.UTC(),
	}
}

// webhooksPlace is where the target of a webhook stands.
func webhooksPlace(id string) string { return "webhooks.sealed:" + id }

func (q queries) sealTarget(id string, t meeting.WebhookTarget) (string, error) {
	return q.keys.encrypt(webhooksPlace(id), t.Secret+"\n"+t.URL)
}

func (q queries) openTarget(r webhookRow) (meeting.WebhookTarget, error) {
	text, err := q.keys.decrypt(webhooksPlace(r.ID), r.Sealed)
	if err != nil {
		return meeting.WebhookTarget{}, err
	}
	secret, url, found := strings.Cut(text, "\n")
	if !found {
		return meeting.WebhookTarget{}, fmt.Errorf("%s is damaged", webhooksPlace(r.ID))
	}
	return meeting.WebhookTarget{URL: url, Secret: secret}, nil
}

func (q queries) AddWebhook(ctx context.Context, w meeting.Webhook, t meeting.WebhookTarget) error {
	sealed, err := q.sealTarget(string(w.ID), t)
	if err != nil {
		return err
	}
	return translate(q.with(ctx).Create(&webhookRow{
		ID: string(w.ID), OrganisationID: string(w.Organisation), Realm: string(w.Realm), Sealed: sealed,
		CreatedBy: string(w.CreatedBy), CreatedAt: stamp(w.CreatedAt),
	}).Error)
}

func (q queries) Webhook(ctx context.Context, id meeting.WebhookID) (meeting.Webhook, meeting.WebhookTarget, error) {
	r, err := one(q.with(ctx).Where("id = ?", id), func(r webhookRow) webhookRow { return r })
	if err != nil {
		return meeting.Webhook{}, meeting.WebhookTarget{}, err
	}
	t, err := q.openTarget(r)
	return r.domain(), t, err
}

func (q queries) Webhooks(ctx context.Context, o meeting.OrganisationID) ([]meeting.Webhook, error) {
	all := q.with(ctx).Order("id")
	if o != "" {
		all = all.Where("organisation_id = ?", o)
	}
	return list(all, webhookRow.domain)
}

func (q queries) DeleteWebhook(ctx context.Context, o meeting.OrganisationID, id meeting.WebhookID) error {
	return hit(q.with(ctx).Where("id = ? AND organisation_id = ?", id, o).Delete(&webhookRow{}))
}

type deliveryRow struct {
	ID        string `gorm:"primaryKey"`
	WebhookID string
	Event     string
	Subject   string
	Body      string
	MadeAt    time.Time
	Status    string
	Attempts  int
	Code      int
	Why       string
	TriedAt   *time.Time
}

func (deliveryRow) TableName() string { return "webhook_deliveries" }

func (r deliveryRow) domain() meeting.Delivery {
	return meeting.Delivery{
		ID: meeting.DeliveryID(r.ID), Webhook: meeting.WebhookID(r.WebhookID), Event: meeting.WebhookEvent(r.Event), Subject: r.Subject, Body: r.Body,
		MadeAt: r.MadeAt.UTC(), Status: meeting.DeliveryStatus(r.Status), Attempts: r.Attempts, Code: r.Code, Why: r.Why, TriedAt: when(r.TriedAt),
	}
}

func (q queries) AddDelivery(ctx context.Context, d meeting.Delivery) (bool, error) {
	r := q.with(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&deliveryRow{
		ID: string(d.ID), WebhookID: string(d.Webhook), Event: string(d.Event), Subject: d.Subject, Body: d.Body, MadeAt: stamp(d.MadeAt),
		Status: string(d.Status), Attempts: d.Attempts, Code: d.Code, Why: d.Why, TriedAt: maybe(d.TriedAt),
	})
	return r.RowsAffected > 0, translate(r.Error)
}

func (q queries) Delivery(ctx context.Context, id meeting.DeliveryID) (meeting.Delivery, error) {
	return one(q.with(ctx).Where("id = ?", id), deliveryRow.domain)
}

func (q queries) PutAttempt(ctx context.Context, d meeting.Delivery) error {
	return translate(q.with(ctx).Model(&deliveryRow{}).Where("id = ?", d.ID).
		Select("status", "attempts", "code", "why", "tried_at").
		Updates(deliveryRow{Status: string(d.Status), Attempts: d.Attempts, Code: d.Code, Why: d.Why, TriedAt: maybe(d.TriedAt)}).Error)
}

func (q queries) Deliveries(ctx context.Context, w meeting.WebhookID, most int) ([]meeting.Delivery, error) {
	return list(q.with(ctx).Where("webhook_id = ?", w).Order("id DESC").Limit(most), deliveryRow.domain)
}

func (q queries) OnNow(ctx context.Context, o meeting.OrganisationID, realm moderation.Realm, now time.Time) ([]meeting.Meeting, error) {
	groups := q.with(ctx).Model(&groupRow{}).Select("id").Where("organisation_id = ? AND realm = ?", o, realm)
	return list(q.with(ctx).Where("group_id IN (?) AND status = ? AND starts_at <= ? AND ends_at > ?", groups, meeting.Scheduled, stamp(now), stamp(now)).
		Order("starts_at, id"), meetingRow.domain)
}

// encryptWebhooks writes all targets with the first key.
func (q queries) encryptWebhooks(ctx context.Context) error {
	all, err := list(q.with(ctx), func(r webhookRow) webhookRow { return r })
	for _, r := range all {
		if err != nil {
			return err
		}
		t, unopened := q.openTarget(r)
		if unopened != nil {
			return unopened
		}
		sealed, unsealed := q.sealTarget(r.ID, t)
		if unsealed != nil {
			return unsealed
		}
		err = hit(q.with(ctx).Model(&webhookRow{}).Where("id = ?", r.ID).Update("sealed", sealed))
	}
	return err
}
