package meeting

import (
	"context"
	"encoding/json"
	"time"

	"warmroom/fault"
)

// tidings are what a webhook is told, as JSON. There is no name in it, and
// nothing of a person.
type tidings struct {
	Type      WebhookEvent `json:"type"`
	Timestamp time.Time    `json:"timestamp"`
	Data      ofMeeting    `json:"data"`
}

type ofMeeting struct {
	Meeting  ID         `json:"meeting,omitempty"`
	Group    GroupID    `json:"group,omitempty"`
	StartsAt *time.Time `json:"starts_at,omitempty"`
	EndsAt   *time.Time `json:"ends_at,omitempty"`
	EndedAt  *time.Time `json:"ended_at,omitempty"`
	// Of attendance.
	Came       *int `json:"came,omitempty"`
	Newcomers  *int `json:"newcomers,omitempty"`
	MostAtOnce *int `json:"most_at_once,omitempty"`
}

// message writes down an event.
func message(e WebhookEvent, m Meeting, t Tally, now time.Time) (string, error) {
	msg := tidings{Type: e, Timestamp: now}
	if e != EventTest {
		msg.Data = ofMeeting{Meeting: m.ID, Group: m.Group, StartsAt: &m.StartsAt, EndsAt: &m.EndsAt}
	}
	if e == EventEnded || e == EventAttendance {
		msg.Data.EndedAt = &m.EndedAt
	}
	if e == EventAttendance {
		msg.Data.Came, msg.Data.Newcomers, msg.Data.MostAtOnce = &t.Came, &t.Newcomers, &t.Most
	}
	b, err := json.Marshal(msg)
	return string(b), err
}

// deliver has a webhook told of an event, unless it was already.
func (s *Service) deliver(ctx context.Context, tx Store, w Webhook, e WebhookEvent, m Meeting, t Tally) error {
	now := s.now()
	body, err := message(e, m, t, now)
	if err != nil {
		return err
	}
	d := Delivery{
		ID: newID[DeliveryID](now), Webhook: w.ID, Event: e, Subject: string(m.ID), Body: body, MadeAt: now, Status: DeliveryWaiting,
	}
	if e == EventTest {
		d.Subject = string(d.ID)
	}
	fresh, err := tx.AddDelivery(ctx, d)
	if err != nil || !fresh {
		return err
	}
	return tx.AddJobs(ctx, Job{Kind: JobWebhook, Delivery: d.ID})
}

// announceEnd has those told who are to know that a meeting is over, and how
// many came where that was counted.
func (s *Service) announceEnd(ctx context.Context, tx Store, m Meeting) error {
	g, err := tx.Group(ctx, m.Realm, m.Group)
	if err != nil {
		return err
	}
	all, err := tx.Webhooks(ctx, g.Organisation)
	if err != nil || len(all) == 0 {
		return err
	}
	t, err := tx.Tally(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, w := range all {
		if w.Realm != m.Realm {
			continue
		}
		err := s.deliver(ctx, tx, w, EventEnded, m, Tally{})
		if err == nil && t != (Tally{}) {
			err = s.deliver(ctx, tx, w, EventAttendance, m, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// AnnounceStarts has webhooks told of the meetings that have started since
// they are there. Each is told once, however often this is called.
func (s *Service) AnnounceStarts(ctx context.Context) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		all, err := tx.Webhooks(ctx, "")
		for _, w := range all {
			if err != nil {
				return err
			}
			var on []Meeting
			on, err = tx.OnNow(ctx, w.Organisation, w.Realm, s.now())
			for _, m := range on {
				if err == nil && !m.StartsAt.Before(w.CreatedAt) {
					err = s.deliver(ctx, tx, w, EventStarted, m, Tally{})
				}
			}
		}
		return err
	})
	return fault.Wrap(err, "announce starts")
}

// CallWebhook tries a delivery, and writes down how that went; last says that
// it is not tried again. Kinds: NotFound when the webhook is ended, those of
// Caller.
func (s *Service) CallWebhook(ctx context.Context, id DeliveryID, last bool) error {
	if s.tools.Caller == nil {
		return errNoCalls
	}
	d, err := s.store.Delivery(ctx, id)
	if err != nil || d.Status == DeliveryDelivered {
		return fault.Wrap(err, "find delivery")
	}
	_, target, err := s.store.Webhook(ctx, d.Webhook)
	if err != nil {
		return fault.Wrap(err, "find webhook")
	}
	code, failed := s.tools.Caller.Call(ctx, target, d)
	d.Attempts, d.Code, d.TriedAt, d.Status, d.Why = d.Attempts+1, code, s.now(), DeliveryDelivered, ""
	if failed != nil {
		d.Status, d.Why = DeliveryWaiting, fault.Of(failed).Sentence
		if last {
			d.Status = DeliveryFailed
		}
	}
	// It is written down even if the program is being stopped.
	err = s.store.PutAttempt(context.WithoutCancel(ctx), d)
	return first(fault.Wrap(failed, "call webhook"), fault.Wrap(err, "write down a delivery"))
}
