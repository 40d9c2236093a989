// Package fault is the only error vocabulary of Warmroom.
//
// An [Error] has a kind for the machine, a safe sentence for the person and a
// cause for the log. The edges (api, signaling) translate kinds to HTTP
// statuses and protocol error codes; nothing else about an error leaves the
// server. Every package may import fault; fault imports only the standard
// library and starts no goroutines.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what class of failure an error is. The edges map kinds, one to
// one, to HTTP statuses and to the codes of the wire protocol.
type Kind string

// The kinds. Their text is part of the wire protocol and never changes.
const (
	Invalid         Kind = "invalid"         // the input is missing, too long, of the wrong type or out of range
	Unauthenticated Kind = "unauthenticated" // nobody is signed in, or the proof of it has expired
	Forbidden       Kind = "forbidden"       // the person is known and may not do this
	NotFound        Kind = "not_found"       // there is no such thing, or none that this person may know of
	Conflict        Kind = "conflict"        // the thing changed meanwhile, or the order of steps is wrong
	Gone            Kind = "gone"            // it existed and is over: an ended meeting, a revoked invite
	TooLarge        Kind = "too_large"       // more bytes or items than allowed
	TooMany         Kind = "too_many"        // more often than allowed; try again later
	Full            Kind = "full"            // the room holds as many people as it can
	Unsupported     Kind = "unsupported"     // this browser or device can't do what is needed
	Unavailable     Kind = "unavailable"     // a part of the service is out of reach; try again
	Internal        Kind = "internal"        // our fault; the log has the cause
)

// Error is a failure that a person may be told about.
type Error struct {
	Kind Kind
	// Reason is a stable snake_case word the interface can translate, such as
	// "meeting_ended"; empty where the kind says it all.
	Reason string
	// Field names the input that was wrong, as the client wrote it ("name",
	// "tiles[3].width"); empty where no single input is to blame.
	Field string
	// Sentence is plain English, safe to show to anyone: no names, no
	// addresses, nothing internal.
	Sentence string
	cause    error
}

// New returns an error of a kind with a sentence that is safe to show.
func New(k Kind, reason, sentence string) *Error {
	return &Error{Kind: k, Reason: reason, Sentence: sentence}
}

// Field returns an Invalid error that names the field and what is allowed.
func Field(field, allowed string) *Error {
	return &Error{Kind: Invalid, Reason: "field", Field: field, Sentence: field + ": " + allowed}
}

// Wrap says what was attempted, for the log; the kind, if err has one, stays.
// Wrap(nil) is nil.
func Wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Because returns a copy of e that carries a cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Error is for logs: it includes the cause and must not reach a person.
func (e *Error) Error() string {
	s := string(e.Kind)
	if e.Reason != "" {
		s += "/" + e.Reason
	}
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a *Error of the same kind and reason, so that
// package-level errors work with errors.Is after Because or field changes.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Reason == e.Reason
}

// internal is what a person is told of an error without a kind.
var internal = Error{Kind: Internal, Sentence: "Something went wrong on our side. Please try again."}

// Of returns the *Error in err's chain, or an Internal one that hides err.
// Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return internal.Because(err)
}

// KindOf returns the kind of err, Internal for an error without one and ""
// for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	return Of(err).Kind
}
