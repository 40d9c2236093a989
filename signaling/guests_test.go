package signaling

import (
	"context"
	"strings"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// guests decides who may enter.
type guests struct{}

func newGuests() *guests { return &guests{} }

func (g *guests) Enter(_ context.Context, r meeting.EnterRequest) (meeting.Entry, error) {
	e := meeting.Entry{Entrance: meeting.Entrance{Meeting: meeting.Meeting{ID: "meeting"}}}
	e.Marks.Device = r.Device.Hash()
	switch {
	case r.Invite == "shared":
		e.Name, e.Role = r.Name, moderation.Participant
	case strings.HasPrefix(string(r.Invite), "personal"):
		e.Name, e.Role = r.Name, moderation.Participant
		e.Marks.Invite = string(r.Invite)
	case r.Session == "ana":
		e.Name, e.Role = "Ana", moderation.Facilitator
		e.Marks.Account = "ana"
	case r.Session == "ben":
		e.Name, e.Role = "Ben", moderation.CoFacilitator
		e.Marks.Account = "ben"
	default:
		return meeting.Entry{}, fault.New(fault.NotFound, "", "no")
	}
	return e, nil
}
