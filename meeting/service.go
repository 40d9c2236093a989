package meeting

import (
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/oklog/ulid/v2"
)

// Service holds the use cases on stored things. Those that act for a person
// ask moderation.Allow; each runs in one transaction. It has no state of its
// own besides its Store, and may be called from any goroutine.
type Service struct {
	store Store
	clock func() time.Time
	log   *slog.Logger
	tools Tools
}

// NewService returns the use cases on a store. now is the clock, time.Now
// outside tests.
func NewService(s Store, now func() time.Time, log *slog.Logger) *Service {
	return &Service{store: s, clock: now, log: log}
}

// now is the time as it is stored: UTC, in whole microseconds.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// newID makes an identifier of the time at and 80 random bits.
func newID[T ~string](at time.Time) T {
	return T(ulid.MustNew(ulid.Timestamp(at), rand.Reader).String())
}
