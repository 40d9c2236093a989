package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"warmroom/meeting"
)

// Failure is a job that did not succeed so far, or was given up.
type Failure struct {
	ID       int64
	Kind     meeting.JobKind
	GivenUp  bool
	Attempts int
	At       time.Time // of the last attempt
	Next     time.Time // zero when it was given up
	Why      string    // one sentence that is safe to show
}

// desk looks at jobs without doing any.
func desk(d riverdriver.Driver[*sql.Tx]) (*river.Client[*sql.Tx], error) {
	return river.NewClient(d, &river.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

// Failures lists what failed, the newest first, at most 100.
func Failures(ctx context.Context, d riverdriver.Driver[*sql.Tx]) ([]Failure, error) {
	c, err := desk(d)
	if err != nil {
		return nil, err
	}
	found, err := c.JobList(ctx, river.NewJobListParams().First(100).OrderBy(river.JobListOrderByID, river.SortOrderDesc).
		States(rivertype.JobStateRetryable, rivertype.JobStateDiscarded))
	if err != nil {
		return nil, fmt.Errorf("list failures: %w", err)
	}
	all := make([]Failure, 0, len(found.Jobs))
	for _, j := range found.Jobs {
		f := Failure{ID: j.ID, Kind: meeting.JobKind(j.Kind), GivenUp: j.State == rivertype.JobStateDiscarded, Attempts: j.Attempt}
		if !f.GivenUp {
			f.Next = j.ScheduledAt
		}
		if n := len(j.Errors); n > 0 {
			f.At, f.Why = j.Errors[n-1].At, j.Errors[n-1].Error
		}
		all = append(all, f)
	}
	return all, nil
}

// errNoJob is for an id that no job has.
var errNoJob = errors.New("there is no such job any more; what was done is kept for an hour, what was given up for a week")

// Retry lets a job be done at once, also one that was given up.
func Retry(ctx context.Context, d riverdriver.Driver[*sql.Tx], id int64) error {
	c, err := desk(d)
	if err != nil {
		return err
	}
	_, err = c.JobRetry(ctx, id)
	if errors.Is(err, river.ErrNotFound) {
		return errNoJob
	}
	return err
}
