package api

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// Invite is a link to a group's door as staff see it; its token is known to
// nobody but those who hold the link.
type Invite struct {
	ID        meeting.InviteID   `json:"id"`
	Kind      meeting.InviteKind `json:"kind" enum:"personal,shared"`
	Label     string             `json:"label"`
	Observer  bool               `json:"observer" doc:"Who comes by it observes, and everybody sees that"`
	Meeting   meeting.ID         `json:"meeting,omitempty" doc:"Missing: any meeting of the group"`
	MaxUses   int                `json:"max_uses" doc:"How many browsers may come by it, counted anew for each meeting; 0: any number"`
	Uses      int                `json:"uses" doc:"How many did; counted only with max_uses"`
	ExpiresAt *time.Time         `json:"expires_at,omitempty" doc:"Missing: never"`
	RevokedAt *time.Time         `json:"revoked_at,omitempty" doc:"Missing while it holds"`
	CreatedAt time.Time          `json:"created_at"`
}

// NewInvite is what staff say of a new invite.
type NewInvite struct {
	Kind      meeting.InviteKind `json:"kind" enum:"personal,shared"`
	Label     string             `json:"label" minLength:"1" maxLength:"80" doc:"For the staff, such as 'spring flyer'"`
	Observer  bool               `json:"observer,omitempty" doc:"Who comes by it observes, and everybody sees that"`
	Meeting   meeting.ID         `json:"meeting,omitempty" maxLength:"40" doc:"Missing: any meeting of the group"`
	MaxUses   int                `json:"max_uses,omitempty" minimum:"0" maximum:"10000" doc:"How many browsers may come by it, counted anew for each meeting; missing: any number"`
	ExpiresAt time.Time          `json:"expires_at,omitzero" doc:"Missing: never"`
}

// InviteLink is a new invite's link. It is shown this once.
type InviteLink struct {
	ID   meeting.InviteID `json:"id"`
	Link string           `json:"link" doc:"The token stands in the fragment, which browsers send to nobody"`
}

type (
	newInviteInput struct {
		GroupInput
		OriginInput
		Body NewInvite
	}
	inviteInput struct {
		GroupInput
		Invite meeting.InviteID `path:"invite" maxLength:"40"`
	}
	inviteLinkOutput struct{ Body InviteLink }
	invitesOutput    struct{ Body []Invite }
)

func (a *API) inviteRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "invites", Method: http.MethodGet, Path: "/api/groups/{group}/invites", Tags: []string{"invites"},
		Security: staffOnly, Summary: "A group's invites, newest first",
	}, a.invites)
	create(a, h, huma.Operation{
		OperationID: "create-invite", Method: http.MethodPost, Path: "/api/groups/{group}/invites", Tags: []string{"invites"},
		Security: staffOnly, DefaultStatus: http.StatusCreated, Summary: "Make an invite",
		Description: "The answer holds the link, the only time it is known.",
	}, a.createInvite)
	handle(a, h, huma.Operation{
		OperationID: "revoke-invite", Method: http.MethodDelete, Path: "/api/groups/{group}/invites/{invite}", Tags: []string{"invites"},
		Security: staffOnly, Summary: "Make an invite hold no longer",
	}, a.revokeInvite)
}

func (a *API) invites(ctx context.Context, in *GroupInput) (*invitesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Invites(ctx, by, in.Group)
	if err != nil {
		return nil, err
	}
	return &invitesOutput{Body: listOf(list, inviteOf)}, nil
}

func (a *API) createInvite(ctx context.Context, in *newInviteInput) (*inviteLinkOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	made, token, err := a.cfg.Meetings.CreateInvite(ctx, by, in.Group, meeting.InviteSettings{
		Kind: b.Kind, Label: b.Label, Observer: b.Observer, Meeting: b.Meeting, MaxUses: b.MaxUses, ExpiresAt: b.ExpiresAt.UTC(),
	})
	if err != nil {
		return nil, err
	}
	return &inviteLinkOutput{Body: InviteLink{ID: made.ID, Link: a.origin(in.OriginInput) + "/join#" + string(token)}}, nil
}

func (a *API) revokeInvite(ctx context.Context, in *inviteInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.cfg.Meetings.RevokeInvite(ctx, by, in.Group, in.Invite); err != nil {
		return nil, err
	}
	a.turnAway(ctx, meeting.Revocation{Invite: in.Invite})
	return nil, nil
}

// turnAway tells the rooms of what was revoked.
func (a *API) turnAway(ctx context.Context, what meeting.Revocation) {
	if a.cfg.Revoked != nil {
		a.cfg.Revoked(ctx, what)
	}
}

func inviteOf(i meeting.Invite) Invite {
	return Invite{
		ID: i.ID, Kind: i.Kind, Label: i.Label, Observer: i.Observer, Meeting: i.Meeting,
		MaxUses: i.MaxUses, Uses: i.Uses,
		ExpiresAt: instant(i.ExpiresAt), RevokedAt: instant(i.RevokedAt), CreatedAt: i.CreatedAt,
	}
}

// OriginInput is, for operations that make links, the origin that the browser of a request is on.
type OriginInput struct{ origin string }

// Resolve implements huma.Resolver.
func (o *OriginInput) Resolve(ctx huma.Context) []error {
	*o = originOf(ctx.TLS() != nil, ctx.Host())
	return nil
}

// originOf tells an origin by how a request came. Browsers run the app over
// TLS or on this machine, so what is neither came through a proxy that speaks
// TLS.
func originOf(overTLS bool, host string) OriginInput {
	scheme := "https"
	if !overTLS && onThisMachine(host) {
		scheme = "http"
	}
	return OriginInput{origin: scheme + "://" + host}
}

// origin is how the browser of a request reaches this server.
func (a *API) origin(o OriginInput) string {
	return strings.TrimSuffix(cmp.Or(a.cfg.PublicURL, o.origin), "/")
}

// onThisMachine reports whether a Host header names the loopback interface.
func onThisMachine(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && ip.IsLoopback()
}
