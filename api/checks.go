package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/fault"
	"warmroom/meeting"
)

// ConnectionChecks answers browsers that want to know, before a meeting,
// whether sound and pictures could reach this server. Nothing of a check is
// kept.
type ConnectionChecks interface {
	// Servers returns what a check may use to get through, with credentials of
	// its own.
	Servers() []ICEServer
	// Answer connects the sender of an SDP offer for a few seconds. Errors are
	// faults.
	Answer(ctx context.Context, offer string) (answer string, err error)
}

// ICEServer is an RTCIceServer of the W3C WebRTC API.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username"`
	Credential string   `json:"credential"`
}

// CheckServers are the relays a check of the connection may use.
type CheckServers struct {
	ICEServers []ICEServer `json:"ice_servers" doc:"May be empty"`
}

// CheckOffer begins a check: by what somebody comes, and their browser's offer.
type CheckOffer struct {
	Invite  meeting.Token `json:"invite,omitempty" maxLength:"128" doc:"From the fragment of the link; goes before the staff cookie"`
	Meeting meeting.ID    `json:"meeting,omitempty" maxLength:"40" doc:"Needed by staff"`
	SDP     string        `json:"sdp" minLength:"1" maxLength:"60000" doc:"An offer with one audio section"`
}

// CheckAnswer is the server's end of a check.
type CheckAnswer struct {
	SDP string `json:"sdp" doc:"With the server's candidates; none follow"`
}

type (
	checkServersInput struct {
		Session meeting.Token `cookie:"__Host-warmroom-session"`
		Body    EntranceRequest
	}
	checkServersOutput struct{ Body CheckServers }
	checkInput         struct {
		Session meeting.Token `cookie:"__Host-warmroom-session"`
		Body    CheckOffer
	}
	checkOutput struct{ Body CheckAnswer }
)

// checkAllowance is how often one source may check: a group behind one address
// may, all at once.
var checkAllowance = allowance{every: 500 * time.Millisecond, burst: 200}

var errNoChecks = fault.New(fault.Unavailable, "no_checks", "The connection can't be checked here.")

func (a *API) checkRoutes(h huma.API) {
	limit := huma.Middlewares{a.limited(newSourceLimit(checkAllowance, a.cfg.Now))}
	handle(a, h, huma.Operation{
		OperationID: "check-servers", Method: http.MethodPost, Path: "/api/connection-checks/servers", Tags: []string{"joining"}, Middlewares: limit,
		Summary:     "What a check of the connection may use",
		Description: "For who has a link or leads, as the entrance. The credentials are good for a few minutes.",
	}, a.checkServers)
	handle(a, h, huma.Operation{
		OperationID: "check", Method: http.MethodPost, Path: "/api/connection-checks", Tags: []string{"joining"}, Middlewares: limit,
		Summary: "Connect for a few seconds, to see whether it works",
		Description: "Answers an offer with a real media connection that carries nothing and ends by itself within 30 s: whether " +
			"it comes up, and over which path, is the result. 503 when too many are under way.",
	}, a.check)
}

// mayCheck lets in whom the entrance lets in.
func (a *API) mayCheck(ctx context.Context, invite, session meeting.Token, at meeting.ID) error {
	if a.cfg.Checks == nil {
		return errNoChecks
	}
	_, err := a.cfg.Meetings.Entrance(ctx, meeting.Credentials{Invite: invite, Session: session}, at)
	return err
}

func (a *API) checkServers(ctx context.Context, in *checkServersInput) (*checkServersOutput, error) {
	if err := a.mayCheck(ctx, in.Body.Invite, in.Session, in.Body.Meeting); err != nil {
		return nil, err
	}
	return &checkServersOutput{Body: CheckServers{ICEServers: a.cfg.Checks.Servers()}}, nil
}

func (a *API) check(ctx context.Context, in *checkInput) (*checkOutput, error) {
	if err := a.mayCheck(ctx, in.Body.Invite, in.Session, in.Body.Meeting); err != nil {
		return nil, err
	}
	answer, err := a.cfg.Checks.Answer(ctx, in.Body.SDP)
	if err != nil {
		return nil, err
	}
	return &checkOutput{Body: CheckAnswer{SDP: answer}}, nil
}
