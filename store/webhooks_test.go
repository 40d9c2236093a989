package store_test

import (
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

var (
	hook   = meeting.Webhook{ID: "hook", Organisation: "harbor", Realm: moderation.Recovery, CreatedBy: "ana", CreatedAt: noon}
	target = meeting.WebhookTarget{URL: "https://hooks.example.org/in?key=k3y", Secret: "whsec_c2VjcmV0"}
)

func TestWebhookIsKeptEncrypted(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		old, fresh := store.NewKey(), store.NewKey()
		must(t, db.Unlock(ctx, keys(t, old)))
		furnish(t, db)
		must(t, db.AddWebhook(ctx, hook, target))
		var sealed string
		must(t, raw(t, where).QueryRowContext(ctx, "SELECT sealed FROM webhooks").Scan(&sealed))
		if strings.Contains(sealed, "example") || strings.Contains(sealed, "whsec") {
			t.Errorf("it is stored as %s", sealed)
		}
		must(t, open(t, where).Unlock(ctx, keys(t, fresh, old)))
		only := open(t, where)
		must(t, only.Unlock(ctx, keys(t, fresh)))
		w, at, err := only.Webhook(ctx, "hook")
		must(t, err)
		if w != hook || at != target {
			t.Errorf("with a new key it is %+v, %q", w, at.URL)
		}
		same(t, "of the organisation", []meeting.Webhook{hook})(db.Webhooks(ctx, "harbor"))
		same(t, "of all", []meeting.Webhook{hook})(db.Webhooks(ctx, ""))
		same(t, "of another", []meeting.Webhook{})(db.Webhooks(ctx, "other"))
		wants(t, "ended by another", db.DeleteWebhook(ctx, "other", "hook"), fault.NotFound, "not_found")
		must(t, db.DeleteWebhook(ctx, "harbor", "hook"))
		wants(t, "ended twice", db.DeleteWebhook(ctx, "harbor", "hook"), fault.NotFound, "not_found")
	})
}

func TestWebhookIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		must(t, db.Unlock(ctx, keys(t, store.NewKey())))
		furnish(t, db)
		must(t, db.AddWebhook(ctx, hook, target))
		d := meeting.Delivery{
			ID: "first", Webhook: "hook", Event: meeting.EventStarted, Subject: "tuesday", Body: `{"a":1}`, MadeAt: noon, Status: meeting.DeliveryWaiting,
		}
		again := d
		again.ID = "second"
		for i, x := range []meeting.Delivery{d, again} {
			fresh, err := db.AddDelivery(ctx, x)
			must(t, err)
			if fresh != (i == 0) {
				t.Errorf("delivery %d is fresh: %v", i, fresh)
			}
		}
		d.Status, d.Attempts, d.Code, d.Why, d.TriedAt = meeting.DeliveryFailed, 3, 500, "It answered 500.", noon.Add(time.Hour)
		must(t, db.PutAttempt(ctx, d))
		same(t, "a delivery", d)(db.Delivery(ctx, "first"))
		same(t, "deliveries", []meeting.Delivery{d})(db.Deliveries(ctx, "hook", 5))

		for what, x := range map[string]struct {
			realm moderation.Realm
			at    time.Time
			n     int
		}{
			"before": {moderation.Recovery, noon.Add(-time.Second), 0}, "at the start": {moderation.Recovery, noon, 1},
			"at the end": {moderation.Recovery, noon.Add(time.Hour), 0}, "the other side": {moderation.Family, noon, 0},
		} {
			on, err := db.OnNow(ctx, "harbor", x.realm, x.at)
			must(t, err)
			if len(on) != x.n {
				t.Errorf("%s: %+v", what, on)
			}
		}
		must(t, db.Forget(ctx, noon.Add(meeting.KeptDelivery+time.Second)))
		wants(t, "long ago", failed(db.Delivery(ctx, "first")), fault.NotFound, "not_found")
		must(t, db.DeleteWebhook(ctx, "harbor", "hook"))
	})
}
