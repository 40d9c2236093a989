package meeting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"warmroom/fault"
)

// Repeat is a request that must be done once, however often it is sent: its
// answer got lost, or somebody pressed twice.
type Repeat struct {
	// Key is what the sender tells the request by, together with who they are
	// and what they ask for. Only a hash of it is kept.
	Key string
	// Request is all that is asked.
	Request []byte
}

// Begun is a Repeat as it is stored, for RepeatsKept.
type Begun struct {
	KeyHash     string
	RequestHash string
	Done        bool
	Answer      []byte // once it is Done
	BegunAt     time.Time
}

// Times of repeats.
const (
	// RepeatsKept is how long an answer is given again.
	RepeatsKept = 24 * time.Hour
	// repeatTries is for how long a request that has no answer is taken to be
	// under way. After that its server has stopped in the middle.
	repeatTries = time.Minute
)

var (
	errKeyReused = fault.New(fault.Invalid, "key_reused", "That key was used for another request.")
	errUnderWay  = fault.New(fault.Conflict, "under_way", "That is being done already. Please wait a moment.")
)

// Once does a request and returns its answer, or the answer it had before. A
// request that fails may be sent again under its key. Kinds, beside those of do:
// Invalid "key_reused" when another request had the key, Conflict "under_way"
// while the first one has no answer yet.
func (s *Service) Once(ctx context.Context, r Repeat, do func(context.Context) ([]byte, error)) ([]byte, error) {
	b := Begun{KeyHash: hashOf([]byte(r.Key)), RequestHash: hashOf(r.Request), BegunAt: s.now()}
	var (
		before Begun
		ours   bool
	)
	err := s.store.InTx(ctx, func(tx Store) error {
		var err error
		before, ours, err = tx.BeginRepeat(ctx, b, b.BegunAt.Add(-repeatTries))
		return err
	})
	switch {
	case err != nil:
		return nil, fault.Wrap(err, "begin what is done once")
	case before.RequestHash != b.RequestHash:
		return nil, errKeyReused
	case before.Done:
		return before.Answer, nil
	case !ours:
		return nil, errUnderWay
	}
	answer, failed := do(ctx)
	// It is done, or is not, whether or not the one who asked still waits.
	ctx = context.WithoutCancel(ctx)
	if failed != nil {
		return nil, first(failed, fault.Wrap(s.store.DropRepeat(ctx, b), "give up what is done once"))
	}
	if err := s.store.EndRepeat(ctx, b, answer); err != nil {
		s.log.WarnContext(ctx, "what was done once may be done again", "error", err)
	}
	return answer, nil
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
