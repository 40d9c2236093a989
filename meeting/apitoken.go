package meeting

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Scope is a part of the API that a token opens.
type Scope string

// The scopes. Each opens its own part and no other; api says which operations
// that is. What concerns a person's own account, signing in and tokens is in
// none of them.
const (
	ScopeRead     Scope = "read"     // groups, schedules, agreements, dates, lines and the roster, as they are
	ScopeGroups   Scope = "groups"   // make and change groups, agreements and lines
	ScopeSchedule Scope = "schedule" // change schedules, dates, extra meetings and who leads
	ScopeInvites  Scope = "invites"  // see, make and revoke links to the door
	ScopeStaff    Scope = "staff"    // see, invite and change members of staff
	ScopeReview   Scope = "review"   // read the audit and removals, and decide appeals
	ScopeCounts   Scope = "counts"   // counts and trends
	ScopeWebhooks Scope = "webhooks" // see, add and end other programs that are told of meetings, with counts
)

// Scopes returns all scopes, in their order.
func Scopes() []Scope {
	return []Scope{ScopeRead, ScopeGroups, ScopeSchedule, ScopeInvites, ScopeStaff, ScopeReview, ScopeCounts, ScopeWebhooks}
}

// APITokenID is a ULID as text, as the other identifiers.
type APITokenID string

// APIToken lets a program use the API in the name of the manager who made it:
// within its scopes, with that account's rights as they are at the time, and
// for as long as the account is not closed. Only the hash of it is stored.
type APIToken struct {
	ID        APITokenID
	Account   AccountID
	Name      string // what it is for, 1 to 80 characters
	Scopes    []Scope
	TokenHash string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedOn    time.Time // the day it was last used, in UTC; zero: never
}

// Opens reports whether a token has a scope.
func (t APIToken) Opens(s Scope) bool { return slices.Contains(t.Scopes, s) }

// LogValue is the id alone.
func (t APIToken) LogValue() slog.Value { return slog.StringValue(string(t.ID)) }

// apiTokenPrefix is how tokens of programs begin, so that scanners of source
// code know one when somebody publishes it.
const apiTokenPrefix = "warmroom_"

// Limits of tokens.
const (
	MaxAPITokenDays = 366 // that one may hold
	maxAPITokens    = 50  // of an organisation
)

// APITokenSettings are what a manager says of a new token.
type APITokenSettings struct {
	Name   string
	Scopes []Scope
	Days   int // 1 to 366
}

// APITokenShown is a token as managers see it.
type APITokenShown struct {
	APIToken
	Maker string // the name of the account
}

// CreateAPIToken makes a token and returns it, the only time it is known.
// Managers only. Kinds: Forbidden, Invalid naming the field, Conflict
// "many_tokens".
func (s *Service) CreateAPIToken(ctx context.Context, by AccountID, t APITokenSettings) (APIToken, Token, error) {
	var (
		made  APIToken
		token = Token(apiTokenPrefix) + NewToken()
	)
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := permitStaff(ctx, tx, by, moderation.MakeAPIToken)
		if err != nil {
			return err
		}
		if made, err = s.newAPIToken(t); err != nil {
			return err
		}
		all, err := tx.APITokens(ctx, who.account.Organisation)
		if err != nil {
			return err
		}
		if len(all) >= maxAPITokens {
			return fault.New(fault.Conflict, "many_tokens", "There are 50 tokens already. Please revoke those that nothing uses.")
		}
		made.Account, made.TokenHash = by, token.Hash()
		return tx.AddAPIToken(ctx, made)
	})
	if err != nil {
		return APIToken{}, "", fault.Wrap(err, "create token")
	}
	return made, token, nil
}

// newAPIToken checks the settings and returns the token they make.
func (s *Service) newAPIToken(t APITokenSettings) (APIToken, error) {
	name, err := line("name", t.Name, 1, 80)
	if err == nil && len(t.Scopes) == 0 {
		err = fault.Field("scopes", "at least one")
	}
	for _, scope := range t.Scopes {
		err = first(err, oneOf("scopes", scope, Scopes()...))
	}
	if err == nil && (t.Days < 1 || t.Days > MaxAPITokenDays) {
		err = fault.Field("days", "1 to 366")
	}
	now := s.now()
	scopes := slices.DeleteFunc(Scopes(), func(s Scope) bool { return !slices.Contains(t.Scopes, s) })
	return APIToken{ID: newID[APITokenID](now), Name: name, Scopes: scopes, CreatedAt: now, ExpiresAt: now.AddDate(0, 0, t.Days)}, err
}

// APITokens lists the tokens of a manager's organisation, newest first, those
// that ran out among them for a while. Kind: Forbidden.
func (s *Service) APITokens(ctx context.Context, by AccountID) ([]APITokenShown, error) {
	var shown []APITokenShown
	err := s.store.View(ctx, func(tx Store) error {
		who, err := permitStaff(ctx, tx, by, moderation.ViewAPITokens)
		if err != nil {
			return err
		}
		all, err := tx.APITokens(ctx, who.account.Organisation)
		if err != nil {
			return err
		}
		accounts, err := tx.Accounts(ctx, who.account.Organisation)
		if err != nil {
			return err
		}
		names := map[AccountID]string{}
		for _, a := range accounts {
			names[a.ID] = a.Name
		}
		shown = nil
		for _, t := range all {
			shown = append(shown, APITokenShown{APIToken: t, Maker: names[t.Account]})
		}
		return nil
	})
	return shown, fault.Wrap(err, "list tokens")
}

// RevokeAPIToken ends a token of a manager's organisation at once. Kinds:
// Forbidden, NotFound.
func (s *Service) RevokeAPIToken(ctx context.Context, by AccountID, id APITokenID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := permitStaff(ctx, tx, by, moderation.RevokeAPIToken)
		if err != nil {
			return err
		}
		return tx.DeleteAPIToken(ctx, who.account.Organisation, id)
	})
	return fault.Wrap(err, "revoke token")
}

var errAPIToken = fault.New(fault.Unauthenticated, "token", "This token is unknown, has run out or was revoked. A manager can make a new one.")

// AuthenticateAPIToken returns what a token opens and in whose name. Kind:
// Unauthenticated "token" for one that is unknown or over, and for one whose
// maker's account is closed.
func (s *Service) AuthenticateAPIToken(ctx context.Context, token Token) (APIToken, error) {
	if !strings.HasPrefix(string(token), apiTokenPrefix) {
		return APIToken{}, fault.Wrap(errAPIToken, "authenticate program")
	}
	var held APIToken
	err := s.store.View(ctx, func(tx Store) error {
		var err error
		held, err = tx.APITokenByToken(ctx, token.Hash())
		if fault.KindOf(err) == fault.NotFound || err == nil && !s.now().Before(held.ExpiresAt) {
			return errAPIToken
		}
		if err == nil {
			_, err = readStaff(ctx, tx, held.Account)
		}
		if fault.KindOf(err) == fault.Unauthenticated {
			return errAPIToken.Because(err)
		}
		return err
	})
	if err != nil {
		return APIToken{}, fault.Wrap(err, "authenticate program")
	}
	if day := s.now().Truncate(24 * time.Hour); !held.UsedOn.Equal(day) {
		held.UsedOn = day
		err = s.store.TouchAPIToken(ctx, held.ID, day)
	}
	return held, fault.Wrap(err, "authenticate program")
}
