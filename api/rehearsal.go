package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// Rehearsal is where somebody practises to lead, and what they did of it.
type Rehearsal struct {
	Meeting meeting.ID      `json:"meeting" doc:"The room. It is in no list, and opens for nobody else"`
	Steps   []RehearsalStep `json:"steps" doc:"All there are, in the order to show them in"`
}

// RehearsalStep is something to practise.
type RehearsalStep struct {
	Step   meeting.Step `json:"step" enum:"mute,stop_camera,remove,undo,side_room,hand_over"`
	DoneAt *time.Time   `json:"done_at,omitempty" doc:"For the first time. Missing: not yet"`
}

type (
	rehearsalInput struct {
		Language string `query:"language" default:"en" enum:"en,es" doc:"What the guests write"`
	}
	rehearsalOutput struct{ Body Rehearsal }
)

func (a *API) rehearsalRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "rehearsal", Method: http.MethodGet, Path: "/api/rehearsal", Tags: []string{"staff"}, Security: staffOnly,
		Summary: "One's own rehearsal", Description: "A room with simulated guests, and what was practised in it so far.",
	}, a.rehearsal)
}

func (a *API) rehearsal(ctx context.Context, in *rehearsalInput) (*rehearsalOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	done, err := a.cfg.Meetings.Rehearsed(ctx, by)
	if err != nil {
		return nil, err
	}
	at := map[meeting.Step]time.Time{}
	for _, r := range done {
		at[r.Step] = r.At
	}
	return &rehearsalOutput{Body: Rehearsal{
		Meeting: meeting.RehearsalOf(by, in.Language),
		Steps: listOf(meeting.Steps, func(s meeting.Step) RehearsalStep {
			return RehearsalStep{Step: s, DoneAt: instant(at[s])}
		}),
	}}, nil
}
