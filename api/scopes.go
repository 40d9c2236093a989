package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"warmroom/fault"
	"warmroom/meeting"
)

// tokenScheme is the name of tokens of programs in the API's description.
const tokenScheme = "token"

// person marks what no token opens: it is about who is signed in, or would let
// a token become more than it is.
const person meeting.Scope = ""

// scopes says of every operation for staff which scope of a token opens it, by
// its OperationID. It is the only such table; the served description is made
// from it. What is not in it is opened by no token, and fails a test.
var scopes = map[string]meeting.Scope{
	"groups": meeting.ScopeRead, "group": meeting.ScopeRead, "schedules": meeting.ScopeRead, "meetings": meeting.ScopeRead,
	"dates": meeting.ScopeRead, "holidays": meeting.ScopeRead, "lines": meeting.ScopeRead, "roster": meeting.ScopeRead,
	"group-staff": meeting.ScopeRead, "preview-schedule": meeting.ScopeRead, "agreements": meeting.ScopeRead, "agreement-library": meeting.ScopeRead, "proposals": meeting.ScopeRead,
	"resources": meeting.ScopeRead, "put-resources": meeting.ScopeGroups,

	"create-group": meeting.ScopeGroups, "change-group": meeting.ScopeGroups, "put-lines": meeting.ScopeGroups,
	"publish-agreement": meeting.ScopeGroups, "erase-proposal": meeting.ScopeGroups,

	"put-schedule": meeting.ScopeSchedule, "change-date": meeting.ScopeSchedule, "restore-date": meeting.ScopeSchedule,
	"plan-extra-meeting": meeting.ScopeSchedule, "cancel-extra-meeting": meeting.ScopeSchedule, "open-extra-meeting": meeting.ScopeSchedule,
	"put-holiday": meeting.ScopeSchedule, "delete-holiday": meeting.ScopeSchedule,
	"add-shift": meeting.ScopeSchedule, "delete-shift": meeting.ScopeSchedule,

	"invites": meeting.ScopeInvites, "create-invite": meeting.ScopeInvites, "revoke-invite": meeting.ScopeInvites,
	"passes": meeting.ScopeInvites, "revoke-passes": meeting.ScopeInvites,

	"people": meeting.ScopeStaff, "disable-staff": meeting.ScopeStaff, "set-staff-role": meeting.ScopeStaff, "end-staff-role": meeting.ScopeStaff,
	"staff-invites": meeting.ScopeStaff, "invite-staff": meeting.ScopeStaff, "revoke-staff-invite": meeting.ScopeStaff,

	"deeds": meeting.ScopeReview, "reviews": meeting.ScopeReview, "decide-appeal": meeting.ScopeReview,

	"counts": meeting.ScopeCounts, "group-counts": meeting.ScopeCounts, "counts-sheet": meeting.ScopeCounts,
	"outreach": meeting.ScopeCounts, "record-outreach": meeting.ScopeCounts, "erase-outreach": meeting.ScopeCounts,

	"webhooks": meeting.ScopeWebhooks, "add-webhook": meeting.ScopeWebhooks, "test-webhook": meeting.ScopeWebhooks, "end-webhook": meeting.ScopeWebhooks,

	"session": person, "sessions": person, "revoke-session": person,
	"account": person, "change-email": person, "rehearsal": person, "own-calendar": person, "new-calendar": person, "revoke-calendar": person,
	"passkeys": person, "begin-passkey": person, "add-passkey": person, "rename-passkey": person, "remove-passkey": person,
	"tokens": person, "create-token": person, "revoke-token": person,
}

// A program that copies a whole programme asks often, but not without end; who
// tries tokens that are none is counted by where they come from.
var (
	programAllowance = allowance{every: 100 * time.Millisecond, burst: 300}
	guessAllowance   = allowance{every: 2 * time.Second, burst: 40}
)

var errScope = fault.New(fault.Forbidden, "scope", "This token does not open that. A manager can make one that does, or has to be signed in.")

// openedBy is what an operation for staff asks for, as it is described.
func openedBy(op huma.Operation) []map[string][]string {
	if s := scopes[op.OperationID]; s != person {
		return append(slices.Clone(op.Security), map[string][]string{tokenScheme: {string(s)}})
	}
	return op.Security
}

// bearer returns the token of an Authorization header (RFC 6750). Headers of
// other schemes are for a proxy in between.
func bearer(header string) (meeting.Token, bool) {
	scheme, token, _ := strings.Cut(header, " ")
	return meeting.Token(strings.TrimSpace(token)), strings.EqualFold(scheme, "Bearer")
}

// program returns in whose name a token asks for an operation, if it opens it.
func (a *API) program(ctx context.Context, c *gin.Context, token meeting.Token, operation string) (meeting.AccountID, error) {
	held, err := a.cfg.Meetings.AuthenticateAPIToken(ctx, token)
	if fault.KindOf(err) == fault.Unauthenticated {
		c.Header("WWW-Authenticate", `Bearer error="invalid_token"`)
		if wait := a.guesses.take(c.ClientIP()); wait > 0 {
			return "", problemOf(errTooMany).after(wait)
		}
	}
	if err != nil {
		return "", err
	}
	if wait := a.programs.take(string(held.ID)); wait > 0 {
		return "", problemOf(errTooMany).after(wait)
	}
	if s := scopes[operation]; s == person || !held.Opens(s) {
		return "", errScope
	}
	return held.Account, nil
}
