package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// StaffMember is a member of staff as a manager sees them.
type StaffMember struct {
	Account
	Roles     []StaffRole `json:"roles"`
	Rehearsed Rehearsed   `json:"rehearsed"`
}

// Rehearsed is how many of the steps of a rehearsal somebody did.
type Rehearsed struct {
	Done int `json:"done"`
	All  int `json:"all"`
}

// StaffRole is what a member of staff is in one group.
type StaffRole struct {
	Group meeting.GroupID `json:"group"`
	Role  moderation.Role `json:"role" enum:"facilitator,co_facilitator"`
}

// StaffInvite is an invite that can still be used.
type StaffInvite struct {
	ID        meeting.StaffInviteID `json:"id"`
	Role      moderation.Role       `json:"role" enum:"manager,facilitator,co_facilitator"`
	Group     meeting.GroupID       `json:"group,omitempty" doc:"Missing: for a manager"`
	Email     string                `json:"email,omitempty" doc:"Where it was sent. Missing: the link was handed over"`
	ExpiresAt time.Time             `json:"expires_at"`
	CreatedAt time.Time             `json:"created_at"`
}

// NewStaffInvite is what a manager says of somebody to invite.
type NewStaffInvite struct {
	Role     moderation.Role `json:"role" enum:"manager,facilitator,co_facilitator"`
	Group    meeting.GroupID `json:"group,omitempty" maxLength:"40" doc:"Needed but for a manager"`
	Email    string          `json:"email,omitempty" maxLength:"254" doc:"The link goes there. Missing: the answer holds it"`
	Language string          `json:"language" enum:"en,es" doc:"Of the letter"`
}

// StaffInviteLink is a new invite. Its link is shown this once, and not at all
// where it was mailed.
type StaffInviteLink struct {
	ID   meeting.StaffInviteID `json:"id"`
	Link string                `json:"link,omitempty" doc:"Missing: it was mailed"`
}

// StaffInviteToken carries the token of an invite's link.
type StaffInviteToken struct {
	Token meeting.Token `json:"token" minLength:"1" maxLength:"128" doc:"From the fragment of the link"`
}

// InvitedStaff is what an invite is for.
type InvitedStaff struct {
	Organisation string          `json:"organisation"`
	Group        string          `json:"group,omitempty" doc:"Its name. Missing: for a manager"`
	Role         moderation.Role `json:"role" enum:"manager,facilitator,co_facilitator"`
	Account      string          `json:"account,omitempty" doc:"The name of the account that the address has already. Missing: for somebody new"`
}

// StaffAcceptance makes the account that an invite is for.
type StaffAcceptance struct {
	StaffInviteToken
	Name string `json:"name,omitempty" maxLength:"40" doc:"What rooms show. Not looked at where there is an account already"`
}

// NewStaffRole gives a role in a group.
type NewStaffRole struct {
	Role moderation.Role `json:"role" enum:"facilitator,co_facilitator"`
}

// StaffMemberInput is what every operation on one member of staff takes.
type StaffMemberInput struct {
	Account meeting.AccountID `path:"account" maxLength:"40"`
}

// StaffRoleInput is what every operation on one role takes.
type StaffRoleInput struct {
	StaffMemberInput
	Group meeting.GroupID `path:"group" maxLength:"40"`
}

type (
	peopleOutput        struct{ Body []StaffMember }
	staffInvitesOutput  struct{ Body []StaffInvite }
	newStaffInviteInput struct {
		OriginInput
		Body NewStaffInvite
	}
	staffInviteLinkOutput struct{ Body StaffInviteLink }
	staffInviteInput      struct {
		ID meeting.StaffInviteID `path:"id" maxLength:"40"`
	}
	staffInviteTokenInput struct{ Body StaffInviteToken }
	invitedStaffOutput    struct{ Body InvitedStaff }
	staffAcceptanceInput  struct {
		StaffInput
		Body StaffAcceptance
	}
	newStaffRoleInput struct {
		StaffRoleInput
		Body NewStaffRole
	}
)

func (a *API) staffRoutes(h huma.API, attempts huma.Middlewares) {
	tags := []string{"staff"}
	handle(a, h, huma.Operation{
		OperationID: "people", Method: http.MethodGet, Path: "/api/staff", Tags: tags, Security: staffOnly,
		Summary: "The staff of the organisation, by name", Description: "Managers only.",
	}, a.people)
	handle(a, h, huma.Operation{
		OperationID: "disable-staff", Method: http.MethodDelete, Path: "/api/staff/{account}", Tags: tags, Security: staffOnly,
		Summary: "Sign a member of staff out everywhere, for good", Description: "Managers only, and not oneself. Forgets their address and passkeys.",
	}, a.disableStaff)
	handle(a, h, huma.Operation{
		OperationID: "set-staff-role", Method: http.MethodPut, Path: "/api/staff/{account}/roles/{group}", Tags: tags, Security: staffOnly,
		Summary: "Give a role in a group, or another one", Description: "Managers only.",
	}, a.setStaffRole)
	handle(a, h, huma.Operation{
		OperationID: "end-staff-role", Method: http.MethodDelete, Path: "/api/staff/{account}/roles/{group}", Tags: tags, Security: staffOnly,
		Summary: "Take a role in a group away", Description: "Managers only.",
	}, a.endStaffRole)
	handle(a, h, huma.Operation{
		OperationID: "staff-invites", Method: http.MethodGet, Path: "/api/staff-invites", Tags: tags, Security: staffOnly,
		Summary: "Invites of staff that can still be used, newest first", Description: "Managers only.",
	}, a.staffInvites)
	create(a, h, huma.Operation{
		OperationID: "invite-staff", Method: http.MethodPost, Path: "/api/staff-invites", Tags: tags, Security: staffOnly,
		DefaultStatus: http.StatusCreated, Summary: "Invite somebody to the staff",
		Description: "Managers only. Holds seven days, once. 422 no_mail where an address is given and there is no mail.",
	}, a.inviteStaff)
	handle(a, h, huma.Operation{
		OperationID: "revoke-staff-invite", Method: http.MethodDelete, Path: "/api/staff-invites/{id}", Tags: tags, Security: staffOnly,
		Summary: "Take an invite of staff back", Description: "Managers only.",
	}, a.revokeStaffInvite)
	handle(a, h, huma.Operation{
		OperationID: "invited-staff", Method: http.MethodPost, Path: "/api/staff-invite", Tags: tags, Middlewares: attempts,
		Summary: "What an invite of staff is for", Description: "404 for an unknown one, 410 invite_used, invite_revoked or invite_expired.",
	}, a.invitedStaff)
	handle(a, h, huma.Operation{
		OperationID: "accept-staff-invite", Method: http.MethodPost, Path: "/api/staff-invite/accept", Tags: tags, Middlewares: attempts,
		Summary: "Become a member of staff", Description: "Sets the session cookie. 409 name_taken, and as invited-staff.",
	}, a.acceptStaffInvite)
}

func (a *API) people(ctx context.Context, _ *struct{}) (*peopleOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.cfg.Meetings.People(ctx, by)
	if err != nil {
		return nil, err
	}
	return &peopleOutput{Body: listOf(all, func(m meeting.StaffMember) StaffMember {
		return StaffMember{Account: accountOf(m.Account), Rehearsed: Rehearsed{Done: len(m.Rehearsed), All: len(meeting.Steps)}, Roles: listOf(m.Roles, func(r meeting.StaffRole) StaffRole {
			return StaffRole{Group: r.Group, Role: r.Role}
		})}
	})}, nil
}

func (a *API) disableStaff(ctx context.Context, in *StaffMemberInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.DisableStaff(ctx, by, in.Account)
}

func (a *API) setStaffRole(ctx context.Context, in *newStaffRoleInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.SetStaffRole(ctx, by, in.Account, in.Group, in.Body.Role)
}

func (a *API) endStaffRole(ctx context.Context, in *StaffRoleInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.EndStaffRole(ctx, by, in.Account, in.Group)
}

func (a *API) staffInvites(ctx context.Context, _ *struct{}) (*staffInvitesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.cfg.Meetings.StaffInvites(ctx, by)
	if err != nil {
		return nil, err
	}
	return &staffInvitesOutput{Body: listOf(all, func(i meeting.StaffInvite) StaffInvite {
		return StaffInvite{
			ID: i.ID, Role: i.Role, Group: i.Group, Email: string(i.Email), ExpiresAt: i.ExpiresAt, CreatedAt: i.CreatedAt,
		}
	})}, nil
}

func (a *API) inviteStaff(ctx context.Context, in *newStaffInviteInput) (*staffInviteLinkOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	settings := meeting.StaffInviteSettings{Role: in.Body.Role, Group: in.Body.Group, Language: in.Body.Language}
	if in.Body.Email != "" {
		if settings.Email, err = meeting.CleanEmail("email", in.Body.Email); err != nil {
			return nil, err
		}
		if err := a.maySend(by, settings.Email); err != nil {
			return nil, err
		}
	}
	made, token, err := a.cfg.Meetings.InviteStaff(ctx, by, settings)
	if err != nil {
		return nil, err
	}
	link := StaffInviteLink{ID: made.ID}
	if token != "" {
		link.Link = a.origin(in.OriginInput) + "/staff/invite#" + string(token)
	}
	return &staffInviteLinkOutput{Body: link}, nil
}

func (a *API) revokeStaffInvite(ctx context.Context, in *staffInviteInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.RevokeStaffInvite(ctx, by, in.ID)
}

func (a *API) invitedStaff(ctx context.Context, in *staffInviteTokenInput) (*invitedStaffOutput, error) {
	page, err := a.cfg.Meetings.InvitedStaff(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &invitedStaffOutput{Body: InvitedStaff{
		Organisation: page.Organisation.Name, Group: page.Group.Name, Role: page.Role, Account: page.Account.Name,
	}}, nil
}

func (a *API) acceptStaffInvite(ctx context.Context, in *staffAcceptanceInput) (*signInOutput, error) {
	s, err := a.cfg.Meetings.AcceptStaffInvite(ctx, in.Body.Token, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return a.welcome(ctx, in.Session, s), nil
}
