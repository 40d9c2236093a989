package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"warmroom/meeting"
)

// SignInRequest carries the token of a one-time link.
type SignInRequest struct {
	Token meeting.Token `json:"token" minLength:"1" maxLength:"128" doc:"From the fragment of the link"`
}

// Account is a member of staff.
type Account struct {
	ID      meeting.AccountID `json:"id"`
	Name    string            `json:"name"`
	Manager bool              `json:"manager"`
}

// SignedIn says who has signed in and where the link leads.
type SignedIn struct {
	Account Account    `json:"account"`
	Meeting meeting.ID `json:"meeting,omitempty" doc:"Missing: to the staff page"`
}

// CurrentSession is who is signed in, and what they have to do with.
type CurrentSession struct {
	Account Account        `json:"account"`
	Groups  []SessionGroup `json:"groups"`
}

// SessionGroup is a group with its meetings at hand.
type SessionGroup struct {
	Group
	OnNow *Meeting `json:"on_now,omitempty"`
	Next  *Meeting `json:"next,omitempty" doc:"The first that has not started"`
	// Appeals are for managers.
	Unled   *time.Time `json:"unled,omitempty" doc:"When a meeting began that ended within the last week because nobody led it any more"`
	Appeals int        `json:"appeals,omitempty" doc:"What removed people say, and waits for your decision"`
}

// Session is one browser that is signed in.
type Session struct {
	ID        meeting.SessionID `json:"id"`
	CreatedAt time.Time         `json:"created_at"`
	SeenAt    time.Time         `json:"seen_at" doc:"To the hour"`
	Current   bool              `json:"current" doc:"The one this request came with"`
}

type (
	signInInput struct {
		StaffInput
		Body SignInRequest
	}
	signInOutput struct {
		SetCookie []http.Cookie `header:"Set-Cookie" hidden:"true"`
		Body      SignedIn
	}
	sessionInput  struct{ StaffInput }
	sessionOutput struct{ Body CurrentSession }
	signOutOutput struct {
		SetCookie     []http.Cookie `header:"Set-Cookie" hidden:"true"`
		ClearSiteData string        `header:"Clear-Site-Data" hidden:"true"`
	}
	sessionsOutput     struct{ Body []Session }
	revokeSessionInput struct {
		ID meeting.SessionID `path:"id" maxLength:"40"`
	}
)

func (a *API) sessionRoutes(h huma.API, attempts huma.Middlewares) {
	handle(a, h, huma.Operation{
		OperationID: "sign-in", Method: http.MethodPost, Path: "/api/session", Tags: []string{"session"},
		Middlewares: attempts,
		Summary:     "Sign in with a one-time link",
		Description: "Sets the session cookie. 404 for an unknown link, 410 link_used or link_expired.",
	}, a.signIn)
	handle(a, h, huma.Operation{
		OperationID: "session", Method: http.MethodGet, Path: "/api/session", Tags: []string{"session"}, Security: staffOnly,
		Summary: "Who is signed in", Description: "401 when nobody is.",
	}, a.session)
	handle(a, h, huma.Operation{
		OperationID: "sign-out", Method: http.MethodDelete, Path: "/api/session", Tags: []string{"session"},
		Summary: "Sign this browser out", Description: "Also where nobody is signed in. Clears what the browser kept.",
	}, a.signOut)
	handle(a, h, huma.Operation{
		OperationID: "sessions", Method: http.MethodGet, Path: "/api/sessions", Tags: []string{"session"}, Security: staffOnly,
		Summary: "One's own sessions, newest first",
	}, a.sessions)
	handle(a, h, huma.Operation{
		OperationID: "revoke-session", Method: http.MethodDelete, Path: "/api/sessions/{id}", Tags: []string{"session"}, Security: staffOnly,
		Summary: "End one of one's own sessions",
	}, a.revokeSession)
}

func (a *API) signIn(ctx context.Context, in *signInInput) (*signInOutput, error) {
	s, err := a.cfg.Meetings.Redeem(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return a.welcome(ctx, in.Session, s), nil
}

// welcome gives a browser its new session, and ends the one it had.
func (a *API) welcome(ctx context.Context, before meeting.Token, s meeting.SignIn) *signInOutput {
	if before != "" {
		// The browser forgets its old session now; nobody should find it alive.
		if err := a.cfg.Meetings.SignOut(ctx, before); err != nil {
			a.cfg.Log.WarnContext(ctx, "the session before a sign-in stays", "request", requestID(ctx), "error", err)
		}
	}
	return &signInOutput{
		SetCookie: []http.Cookie{keepSession(s.Token, s.Session.ExpiresAt)},
		Body:      SignedIn{Account: accountOf(s.Account), Meeting: s.Meeting},
	}
}

func (a *API) session(ctx context.Context, in *sessionInput) (*sessionOutput, error) {
	by, _, err := a.cfg.Meetings.Authenticate(ctx, in.Session)
	if err != nil {
		return nil, err
	}
	groups, err := a.cfg.Meetings.Groups(ctx, by.ID)
	if err != nil {
		return nil, err
	}
	return &sessionOutput{Body: CurrentSession{Account: accountOf(by), Groups: listOf(groups, sessionGroupOf)}}, nil
}

// signOut leaves the cookies of other programs on the same domain alone:
// Clear-Site-Data would take theirs too, so ours is dropped by name.
func (a *API) signOut(ctx context.Context, in *sessionInput) (*signOutOutput, error) {
	if in.Session != "" {
		if err := a.cfg.Meetings.SignOut(ctx, in.Session); err != nil {
			return nil, err
		}
	}
	return &signOutOutput{SetCookie: []http.Cookie{dropSession()}, ClearSiteData: `"cache", "storage"`}, nil
}

func (a *API) sessions(ctx context.Context, in *sessionInput) (*sessionsOutput, error) {
	by, current, err := a.cfg.Meetings.Authenticate(ctx, in.Session)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Meetings.Sessions(ctx, by.ID)
	if err != nil {
		return nil, err
	}
	return &sessionsOutput{Body: listOf(list, func(s meeting.Session) Session {
		return Session{ID: s.ID, CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, Current: s.ID == current.ID}
	})}, nil
}

func (a *API) revokeSession(ctx context.Context, in *revokeSessionInput) (*struct{}, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Meetings.RevokeSession(ctx, by, in.ID)
}

// staffKey is where a context has the account of who is signed in.
type staffKey struct{}

// staffDoor lets through who is signed in and programs with a token that opens
// the operation, before anything else of a request
// is looked at: a stranger learns nothing from what is wrong with it.
func (a *API) staffDoor(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	by, err := a.whoAsks(ctx, c)
	if err != nil {
		refuse(c, a.problem(ctx.Context(), err))
		return
	}
	next(huma.WithValue(ctx, staffKey{}, by))
}

// whoAsks returns whose session a request comes with, or in whose name its
// token asks. A request with a token is the program's, whatever cookies it has.
func (a *API) whoAsks(ctx huma.Context, c *gin.Context) (meeting.AccountID, error) {
	if token, ok := bearer(ctx.Header("Authorization")); ok {
		return a.program(ctx.Context(), c, token, ctx.Operation().OperationID)
	}
	token, _ := c.Cookie(sessionCookie) // without one it is empty
	by, _, err := a.cfg.Meetings.Authenticate(ctx.Context(), meeting.Token(token))
	return by.ID, err
}

// staff returns who a request comes from, in an operation for staff.
func (a *API) staff(ctx context.Context) (meeting.AccountID, error) {
	by, ok := ctx.Value(staffKey{}).(meeting.AccountID)
	if !ok {
		return "", errors.New("an operation without a door asks who is signed in")
	}
	return by, nil
}

func accountOf(a meeting.Account) Account {
	return Account{ID: a.ID, Name: a.Name, Manager: a.Manager}
}

func sessionGroupOf(g meeting.StaffGroup) SessionGroup {
	return SessionGroup{Group: groupOf(g), OnNow: maybeMeeting(g, g.OnNow), Next: maybeMeeting(g, g.Next), Appeals: g.Appeals, Unled: instant(g.Unled)}
}

func maybeMeeting(g meeting.StaffGroup, m *meeting.Meeting) *Meeting {
	if m == nil {
		return nil
	}
	out := meetingOf(*m, g.DoorsOpenAt(*m))
	return &out
}
