package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/fault"
	"warmroom/meeting"
)

// Problem is the body of every error answer (RFC 9457). It says what a person
// may be told and nothing else: no rejected value, no cause.
type Problem struct {
	Type     string          `json:"type" enum:"about:blank" doc:"Always about:blank: kind and reason tell what happened"`
	Title    string          `json:"title" doc:"The words of the status"`
	Status   int             `json:"status"`
	Kind     fault.Kind      `json:"kind" enum:"invalid,unauthenticated,forbidden,not_found,conflict,gone,too_large,too_many,full,unsupported,unavailable,internal"`
	Reason   string          `json:"reason,omitempty" doc:"A stable word the interface can translate"`
	Field    string          `json:"field,omitempty" doc:"The input that was wrong, as the client wrote it"`
	Sentence string          `json:"sentence" doc:"Plain English, safe to show"`
	Closing  *Closing        `json:"closing,omitempty" doc:"With a meeting that is over: where to go from here"`
	Newer    *NewerAgreement `json:"newer,omitempty" doc:"With agreement_changed, for who publishes: what is newer"`

	retryAfter time.Duration
}

// statuses maps each kind to its HTTP status. It is the only such table.
var statuses = map[fault.Kind]int{
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Gone:            http.StatusGone,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Full:            http.StatusConflict,
	fault.Unsupported:     http.StatusUnprocessableEntity,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Internal:        http.StatusInternalServerError,
}

// The faults of this edge.
var (
	errNotFound    = fault.New(fault.NotFound, "not_found", "There is nothing here under that address.")
	errCrossOrigin = fault.New(fault.Forbidden, "cross_origin", "That request came from another site, so it was not carried out.")
	errTooMany     = fault.New(fault.TooMany, "too_many", "That was a lot of tries in a short time. Please wait a moment.")
	errTooLarge    = fault.New(fault.TooLarge, "body", "That is more than can be sent at once.")
	errSlow        = fault.New(fault.Unavailable, "slow", "The request did not arrive in time. Please try again.")
	errNotReady    = fault.New(fault.Unavailable, "not_ready", "The service is starting or can't reach its database.")
)

// problemOf is where every error becomes what leaves the server.
func problemOf(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	f := fault.Of(err)
	status, ok := statuses[f.Kind]
	if !ok {
		status = http.StatusInternalServerError
	}
	p := &Problem{
		Type:     "about:blank",
		Title:    http.StatusText(status),
		Status:   status,
		Kind:     f.Kind,
		Reason:   f.Reason,
		Field:    f.Field,
		Sentence: f.Sentence,
	}
	if over, ok := errors.AsType[*meeting.Over](err); ok {
		p.Closing = closingOf(over.Closing, time.Now())
	}
	if late, ok := errors.AsType[*meeting.Outdated](err); ok {
		p.Newer = newerOf(late)
	}
	return p
}

// after says in how long it is worth trying again.
func (p *Problem) after(d time.Duration) *Problem {
	p.retryAfter = d
	return p
}

// Error is the sentence: a Problem holds nothing that only a log may see.
func (p *Problem) Error() string { return p.Sentence }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retryAfter.Seconds()))))
	}
	return h
}

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// huma keeps these in package variables; this is the one place where they are
// set, before any API exists.
func init() {
	huma.NewError = humaError
	huma.DefaultArrayNullable = false // our lists are empty, never null
}

// humaError turns what huma itself found wrong with a request into a Problem.
// huma's own details echo the rejected value, which may be a name or a token.
func humaError(status int, _ string, errs ...error) huma.StatusError {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return problemOf(errTooLarge)
	case http.StatusRequestTimeout:
		return problemOf(errSlow)
	case http.StatusUnsupportedMediaType:
		return problemOf(fault.Field("Content-Type", "send application/json"))
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return problemOf(invalid(errs))
	}
	// What is left is a failure of ours, or the empty example of an error that
	// huma asks for when it describes the API.
	return problemOf(errors.Join(append(errs, errors.New("huma: "+http.StatusText(status)))...))
}

// invalid names the first field that huma refused, and what is allowed there.
func invalid(errs []error) *fault.Error {
	for _, err := range errs {
		if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
			return fieldFault(d)
		}
	}
	return fault.Field("body", "a JSON object is needed")
}

const requiredPrefix, requiredSuffix = "expected required property ", " to be present"

func fieldFault(d *huma.ErrorDetail) *fault.Error {
	where, field, _ := strings.Cut(d.Location, ".")
	if name, ok := strings.CutPrefix(d.Message, requiredPrefix); ok && where == "body" {
		name = strings.TrimSuffix(name, requiredSuffix)
		return fault.Field(strings.TrimPrefix(field+"."+name, "."), "is needed")
	}
	if field == "" {
		// Text from the JSON decoder may quote the body: say it in our own words.
		return fault.Field("body", "must be a JSON object of the documented form")
	}
	const longest = 100 // an unknown property's name is the client's own text
	return fault.Field(field[:min(len(field), longest)], d.Message)
}

// fail translates an error of a use case, and logs what the person is not told.
func (a *API) fail(ctx context.Context, err error) error { return a.problem(ctx, err) }

// problem is fail for what answers outside of huma's handlers.
func (a *API) problem(ctx context.Context, err error) *Problem {
	p := problemOf(err)
	if p.Kind == fault.Internal || p.Kind == fault.Unavailable {
		a.cfg.Log.ErrorContext(ctx, "request failed", "request", requestID(ctx), "kind", p.Kind, "error", err)
	}
	return p
}
