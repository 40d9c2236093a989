package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Health says that the server answers.
type Health struct {
	Status string `json:"status" enum:"ok"`
}

type healthOutput struct{ Body Health }

func (a *API) healthRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "healthz", Method: http.MethodGet, Path: "/healthz", Tags: []string{"operation"},
		Summary: "Alive", Description: "Answers as long as the process serves requests.",
	}, a.alive)
	handle(a, h, huma.Operation{
		OperationID: "readyz", Method: http.MethodGet, Path: "/readyz", Tags: []string{"operation"},
		Summary: "Ready", Description: "The database answers and its schema is current; 503 otherwise.",
	}, a.ready)
}

func (a *API) alive(context.Context, *struct{}) (*healthOutput, error) {
	return &healthOutput{Body: Health{Status: "ok"}}, nil
}

func (a *API) ready(ctx context.Context, _ *struct{}) (*healthOutput, error) {
	if err := a.cfg.Ready(ctx); err != nil {
		return nil, errNotReady.Because(err)
	}
	return &healthOutput{Body: Health{Status: "ok"}}, nil
}
