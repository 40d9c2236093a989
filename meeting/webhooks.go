package meeting

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"net/url"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// WebhookID and DeliveryID name what they say.
type (
	WebhookID  string
	DeliveryID string
)

// Webhook is another program of an organisation that is told when meetings of
// one realm start and end, and how many came. Where it is, is no part of it.
type Webhook struct {
	ID           WebhookID
	Organisation OrganisationID
	Realm        moderation.Realm
	CreatedBy    AccountID
	CreatedAt    time.Time
}

// WebhookTarget is where a webhook is, and the secret with which it knows that
// we call. It prints as nothing.
type WebhookTarget struct{ URL, Secret string }

// LogValue hides it in logs.
func (WebhookTarget) LogValue() slog.Value { return slog.StringValue(redacted) }

// String hides it wherever it is printed.
func (WebhookTarget) String() string { return redacted }

// GoString is String, for %#v.
func (WebhookTarget) GoString() string { return redacted }

// WebhookEvent says what a webhook is told.
type WebhookEvent string

// The events. Their text is part of the contract and never changes.
const (
	EventStarted    WebhookEvent = "meeting.started"
	EventEnded      WebhookEvent = "meeting.ended"
	EventAttendance WebhookEvent = "meeting.attendance"
	EventTest       WebhookEvent = "test"
)

// DeliveryStatus says how far a delivery is.
type DeliveryStatus string

// The statuses.
const (
	DeliveryWaiting   DeliveryStatus = "waiting" // to be tried, perhaps again
	DeliveryDelivered DeliveryStatus = "delivered"
	DeliveryFailed    DeliveryStatus = "failed" // given up
)

// Delivery is one event for one webhook. It is made with the event, so that it
// says the same however often it is tried.
type Delivery struct {
	ID       DeliveryID
	Webhook  WebhookID
	Event    WebhookEvent
	Subject  string // the meeting; of a test, the delivery itself
	Body     string // JSON
	MadeAt   time.Time
	Status   DeliveryStatus
	Attempts int
	Code     int    // status of the last answer; 0 for none
	Why      string // it failed, in a sentence that is safe to show
	TriedAt  time.Time
}

// Limits of webhooks.
const (
	MaxWebhooks = 10 // of an organisation
	MaxListing  = 20 // deliveries listed of each
	maxHookURL  = 500
)

// WebhookStore keeps webhooks, their targets encrypted, and what they are told.
type WebhookStore interface {
	AddWebhook(ctx context.Context, w Webhook, t WebhookTarget) error
	Webhook(ctx context.Context, id WebhookID) (Webhook, WebhookTarget, error)
	// Webhooks lists those of an organisation, or of all for "", oldest first.
	Webhooks(ctx context.Context, o OrganisationID) ([]Webhook, error)
	DeleteWebhook(ctx context.Context, o OrganisationID, id WebhookID) error // with its deliveries

	// AddDelivery reports whether the webhook had not been told that already.
	AddDelivery(ctx context.Context, d Delivery) (bool, error)
	Delivery(ctx context.Context, id DeliveryID) (Delivery, error)
	// PutAttempt replaces what is known of the last attempt.
	PutAttempt(ctx context.Context, d Delivery) error
	Deliveries(ctx context.Context, w WebhookID, most int) ([]Delivery, error) // newest first
	// OnNow lists the Scheduled meetings of an organisation's realm that are on.
	OnNow(ctx context.Context, o OrganisationID, realm moderation.Realm, now time.Time) ([]Meeting, error)
}

// Caller calls other programs. Package webhook does, over HTTP.
type Caller interface {
	// Check refuses an address that would not be called. Kind: Invalid.
	Check(url string) error
	// Call delivers, and returns the status of the answer, 0 for none. Its
	// errors hold no address.
	Call(ctx context.Context, t WebhookTarget, d Delivery) (code int, err error)
}

// WebhookView is a webhook as a manager sees it.
type WebhookView struct {
	Webhook
	URL        string
	Deliveries []Delivery // the newest first
}

var (
	errManyWebhooks = fault.New(fault.Full, "many_webhooks", "There are ten of these already. Please end one first.")
	errNoCalls      = fault.New(fault.Unsupported, "no_webhooks", "This server calls no other programs.")
)

// hooks checks that a manager asks, and gives them their organisation.
func hooks(ctx context.Context, tx Store, by AccountID) (staff, error) {
	who, err := readStaff(ctx, tx, by)
	if err != nil {
		return who, err
	}
	return who, who.may(moderation.EditWebhooks, Group{Organisation: who.account.Organisation})
}

// Webhooks lists those of an account's organisation. Managers only. Kinds:
// Unauthenticated, Forbidden.
func (s *Service) Webhooks(ctx context.Context, by AccountID) ([]WebhookView, error) {
	var all []WebhookView
	err := s.store.View(ctx, func(tx Store) error {
		who, err := hooks(ctx, tx, by)
		if err != nil {
			return err
		}
		found, err := tx.Webhooks(ctx, who.account.Organisation)
		for _, w := range found {
			if err != nil {
				return err
			}
			v := WebhookView{Webhook: w}
			_, target, noTarget := tx.Webhook(ctx, w.ID)
			v.URL = target.URL
			v.Deliveries, err = tx.Deliveries(ctx, w.ID, MaxListing)
			all, err = append(all, v), first(noTarget, err)
		}
		return err
	})
	return all, fault.Wrap(err, "list webhooks")
}

// AddWebhook has another program told of the meetings of one realm, and
// returns the secret, which is shown once. Managers only. Kinds: Forbidden,
// Invalid naming the field, Full "many_webhooks", Unsupported "no_webhooks".
func (s *Service) AddWebhook(ctx context.Context, by AccountID, address string, realm moderation.Realm) (WebhookView, string, error) {
	if s.tools.Caller == nil {
		return WebhookView{}, "", errNoCalls
	}
	var v WebhookView
	secret := "whsec_" + base64.StdEncoding.EncodeToString(random(32))
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := hooks(ctx, tx, by)
		if err != nil {
			return err
		}
		u, err := url.Parse(address)
		if err != nil || len(address) > maxHookURL || u.Host == "" || u.User != nil || u.Fragment != "" {
			return fault.Field("url", "an address such as https://example.org/hooks, without a name and password")
		}
		if err := first(oneOf("realm", realm, moderation.Recovery, moderation.Family), s.tools.Caller.Check(address)); err != nil {
			return err
		}
		had, err := tx.Webhooks(ctx, who.account.Organisation)
		if err != nil {
			return err
		}
		if len(had) >= MaxWebhooks {
			return errManyWebhooks
		}
		now := s.now()
		v = WebhookView{Webhook: Webhook{ID: newID[WebhookID](now), Organisation: who.account.Organisation, Realm: realm, CreatedBy: by, CreatedAt: now}, URL: address}
		return tx.AddWebhook(ctx, v.Webhook, WebhookTarget{URL: address, Secret: secret})
	})
	return v, secret, fault.Wrap(err, "add webhook")
}

// random returns n random bytes.
func random(n int) []byte {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	return b
}

// EndWebhook tells it nothing more, and forgets it. Managers only. Kinds:
// NotFound, Forbidden.
func (s *Service) EndWebhook(ctx context.Context, by AccountID, id WebhookID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := hooks(ctx, tx, by)
		if err != nil {
			return err
		}
		return tx.DeleteWebhook(ctx, who.account.Organisation, id)
	})
	return fault.Wrap(err, "end webhook")
}

// TestWebhook sends an event that means nothing. Managers only. Kinds:
// NotFound, Forbidden.
func (s *Service) TestWebhook(ctx context.Context, by AccountID, id WebhookID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := hooks(ctx, tx, by)
		if err != nil {
			return err
		}
		w, _, err := tx.Webhook(ctx, id)
		if err == nil && w.Organisation != who.account.Organisation {
			err = errNotFound
		}
		if err != nil {
			return err
		}
		return s.deliver(ctx, tx, w, EventTest, Meeting{}, Tally{})
	})
	return fault.Wrap(err, "test webhook")
}
