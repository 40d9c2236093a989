package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// NewWebhook asks that another program be told of meetings.
type NewWebhook struct {
	URL   string           `json:"url" minLength:"1" maxLength:"500" doc:"https:// on the open Internet, unless the operator allows more"`
	Realm moderation.Realm `json:"realm" enum:"recovery,family" doc:"Of the groups it is told of"`
}

// Webhook is another program that is told when meetings start and end, and how
// many came.
type Webhook struct {
	ID         meeting.WebhookID `json:"id"`
	URL        string            `json:"url"`
	Realm      moderation.Realm  `json:"realm" enum:"recovery,family"`
	CreatedAt  time.Time         `json:"created_at"`
	Deliveries []Delivery        `json:"deliveries" nullable:"false" doc:"The newest first, at most 20; kept for a week"`
}

// MadeWebhook is a webhook with its secret.
type MadeWebhook struct {
	Webhook
	Secret string `json:"secret" doc:"Shown this once: whsec_ and what signatures are made with, by Standard Webhooks"`
}

// Delivery is one event for a webhook.
type Delivery struct {
	ID       meeting.DeliveryID     `json:"id" doc:"Sent as webhook-id, the same each time it is tried"`
	Event    meeting.WebhookEvent   `json:"event" enum:"meeting.started,meeting.ended,meeting.attendance,test"`
	MadeAt   time.Time              `json:"made_at"`
	Status   meeting.DeliveryStatus `json:"status" enum:"waiting,delivered,failed" doc:"waiting: tried again; failed: given up"`
	Attempts int                    `json:"attempts"`
	Code     int                    `json:"code,omitempty" doc:"Status of the last answer"`
	Why      string                 `json:"why,omitempty" doc:"What was wrong with it"`
	TriedAt  *time.Time             `json:"tried_at,omitempty"`
}

type (
	WebhookInput struct {
		Webhook meeting.WebhookID `path:"webhook" maxLength:"40"`
	}
	newWebhookInput struct {
		Body NewWebhook
	}
	webhooksOutput    struct{ Body []Webhook }
	madeWebhookOutput struct{ Body MadeWebhook }
)

func (a *API) webhookRoutes(h huma.API) {
	tags := []string{"webhooks"}
	handle(a, h, huma.Operation{
		OperationID: "webhooks", Method: http.MethodGet, Path: "/api/webhooks", Tags: tags, Security: staffOnly,
		Summary: "Other programs that are told of meetings", Description: "Managers only.",
	}, a.webhooks)
	handle(a, h, huma.Operation{
		OperationID: "add-webhook", Method: http.MethodPost, Path: "/api/webhooks", Tags: tags, Security: staffOnly, DefaultStatus: http.StatusCreated,
		Summary: "Have another program told of meetings",
		Description: "Managers only. It gets a POST for each event, signed as Standard Webhooks says, without names or anything of a person: " +
			"meeting.started, meeting.ended, and meeting.attendance with counts. It is tried again for two days. 422 no_webhooks.",
	}, a.addWebhook)
	handle(a, h, huma.Operation{
		OperationID: "test-webhook", Method: http.MethodPost, Path: "/api/webhooks/{webhook}/test", Tags: tags, Security: staffOnly,
		DefaultStatus: http.StatusAccepted, Summary: "Send it an event that means nothing", Description: "Managers only.",
	}, a.testWebhook)
	handle(a, h, huma.Operation{
		OperationID: "end-webhook", Method: http.MethodDelete, Path: "/api/webhooks/{webhook}", Tags: tags, Security: staffOnly,
		Summary: "Tell it nothing more", Description: "Managers only.",
	}, a.endWebhook)
}

func (a *API) webhooks(ctx context.Context, _ *struct{}) (*webhooksOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.cfg.Meetings.Webhooks(ctx, by)
	return &webhooksOutput{Body: listOf(all, webhookOf)}, err
}

func (a *API) addWebhook(ctx context.Context, in *newWebhookInput) (*madeWebhookOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	w, secret, err := a.cfg.Meetings.AddWebhook(ctx, by, in.Body.URL, in.Body.Realm)
	return &madeWebhookOutput{Body: MadeWebhook{Webhook: webhookOf(w), Secret: secret}}, err
}

func (a *API) testWebhook(ctx context.Context, in *WebhookInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.TestWebhook(ctx, by, in.Webhook)
}

func (a *API) endWebhook(ctx context.Context, in *WebhookInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.EndWebhook(ctx, by, in.Webhook)
}

func webhookOf(w meeting.WebhookView) Webhook {
	return Webhook{ID: w.ID, URL: w.URL, Realm: w.Realm, CreatedAt: w.CreatedAt, Deliveries: listOf(w.Deliveries, deliveryOf)}
}

func deliveryOf(d meeting.Delivery) Delivery {
	out := Delivery{ID: d.ID, Event: d.Event, MadeAt: d.MadeAt, Status: d.Status, Attempts: d.Attempts, Code: d.Code, Why: d.Why}
	if !d.TriedAt.IsZero() {
		out.TriedAt = &d.TriedAt
	}
	return out
}
