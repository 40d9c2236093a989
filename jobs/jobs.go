// Package jobs does what Warmroom does by itself: it ends what nobody ended,
// plans ahead, forgets, writes letters and calls other programs. River keeps
// the jobs in the database, so that they survive a restart, come again when
// they fail, and are done by one of however many programs share a Postgres.
//
// What a job does is a use case of package meeting ([meeting.Service.Do]);
// others add jobs through [meeting.JobStore], in the transaction that is the
// reason for them. cmd/warmroom opens it, after what jobs need and before
// people come in. It imports meeting and fault. Its goroutines are River's,
// and end in Close.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"warmroom/fault"
	"warmroom/meeting"
)

// Config is what jobs stand on.
type Config struct {
	// Driver leads to where the jobs are; see store.DB.
	Driver riverdriver.Driver[*sql.Tx]
	// Do does one job; see meeting.Service.
	Do func(context.Context, meeting.Job) error
	// Counts counts what there is, for the metrics; may be nil.
	Counts func(context.Context) ([]meeting.JobCount, error)
	// Alone says that no other program works on this database. What was being
	// done when the last one ended is then done again at once.
	Alone bool
	// Pause is how long to wait after an attempt that failed, from 1 on; nil is
	// what Warmroom does.
	Pause func(attempt int) time.Duration
	Log   *slog.Logger
	// Registerer takes the metrics; nil keeps them unregistered.
	Registerer prometheus.Registerer
}

const (
	workers     = 4
	doWithin    = time.Minute
	rescueAfter = 3 * time.Minute // when a program has died over a job; longer than doWithin
	lookEvery   = time.Second
	softly      = 5 * time.Second // how long Close lets jobs finish
	keptDone    = time.Hour
	keptFailed  = 7 * 24 * time.Hour
)

// Jobs are being done until Close.
type Jobs struct {
	client *river.Client[*sql.Tx]
}

// args is a job as River keeps it; package store writes it.
type args struct{ Job meeting.Job }

// Kind implements river.JobArgs.
func (a args) Kind() string { return string(a.Job.Kind) }

// Open begins to do jobs; the recurring ones soon, and then in their time. The
// caller closes it before the database.
func Open(ctx context.Context, cfg Config) (*Jobs, error) {
	if cfg.Pause == nil {
		cfg.Pause = pause
	}
	m := newMetrics(cfg)
	if err := m.register(cfg.Registerer); err != nil {
		return nil, err
	}
	if cfg.Alone {
		if err := takeOver(ctx, cfg.Driver); err != nil {
			return nil, fmt.Errorf("take over jobs: %w", err)
		}
	}
	bundle := river.NewWorkers()
	var recurring []*river.PeriodicJob
	for _, k := range meeting.JobKinds() {
		river.AddWorkerArgs(bundle, args{meeting.Job{Kind: k}}, &worker{cfg: cfg, metrics: m})
		if every := k.Recurring(); every > 0 {
			recurring = append(recurring, river.NewPeriodicJob(river.PeriodicInterval(every), again(k), &river.PeriodicJobOpts{RunOnStart: true}))
		}
	}
	client, err := river.NewClient(cfg.Driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}}, Workers: bundle, PeriodicJobs: recurring,
		PollOnly: true, FetchPollInterval: lookEvery, JobTimeout: doWithin, RescueStuckJobsAfter: rescueAfter,
		CompletedJobRetentionPeriod: keptDone, CancelledJobRetentionPeriod: keptDone, DiscardedJobRetentionPeriod: keptFailed,
		RetryPolicy: policy(cfg.Pause), Logger: slog.New(warnings{cfg.Log.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("prepare jobs: %w", err)
	}
	// They end in Close, not with the context of the opening.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("begin with jobs: %w", err)
	}
	return &Jobs{client: client}, nil
}

// Close takes no new jobs, gives those at hand a moment to finish, interrupts
// them otherwise, and returns when all have ended.
func (j *Jobs) Close(ctx context.Context) error {
	soon, cancel := context.WithTimeout(ctx, softly)
	defer cancel()
	if j.client.Stop(soon) == nil {
		return nil
	}
	return j.client.StopAndCancel(ctx)
}

// again makes a recurring job, unless one waits or is being done.
func again(k meeting.JobKind) river.PeriodicJobConstructor {
	return func() (river.JobArgs, *river.InsertOpts) {
		return args{meeting.Job{Kind: k}}, &river.InsertOpts{
			MaxAttempts: k.Attempts(),
			UniqueOpts: river.UniqueOpts{ByState: []rivertype.JobState{
				rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
				rivertype.JobStateRunning, rivertype.JobStateScheduled,
			}},
		}
	}
}

// takeOver lets go of what a program held that is there no more.
func takeOver(ctx context.Context, d riverdriver.Driver[*sql.Tx]) error {
	for _, statement := range []string{
		"UPDATE river_job SET state = 'available' WHERE state = 'running'",
		"DELETE FROM river_leader",
	} {
		if err := d.GetExecutor().Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// pauses are those after the first attempts; the last one is for all others.
var pauses = [...]time.Duration{
	5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour,
}

func pause(attempt int) time.Duration { return pauses[min(max(attempt, 1), len(pauses))-1] }

// policy is river.ClientRetryPolicy.
type policy func(attempt int) time.Duration

// NextRetry implements river.ClientRetryPolicy.
func (p policy) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(p(len(j.Errors) + 1))
}

// worker does jobs of one kind.
type worker struct {
	river.WorkerDefaults[args]
	cfg     Config
	metrics *metrics
}

// Work implements river.Worker. What it returns is kept in the database: it
// says what a person may be told, and the log has the cause.
func (w *worker) Work(ctx context.Context, j *river.Job[args]) error {
	began := time.Now()
	j.Args.Job.Last = j.Attempt >= j.MaxAttempts
	err := w.cfg.Do(ctx, j.Args.Job)
	over := fault.KindOf(err) == fault.NotFound || fault.KindOf(err) == fault.Gone
	w.metrics.done(j.Args.Job.Kind, time.Since(began), err, over)
	switch {
	case err == nil:
		return nil
	case over:
		return river.JobCancel(safe(err))
	case ctx.Err() == nil:
		w.cfg.Log.ErrorContext(ctx, "a job failed", "job", string(j.Args.Job.Kind), "id", j.ID, "attempt", j.Attempt, "of", j.MaxAttempts, "error", err)
	}
	return safe(err)
}

// errInterrupted is read by people, as all that [safe] returns.
var errInterrupted = errors.New("It was interrupted.") //nolint:staticcheck // a sentence

// safe is what a person may be told of an error.
func safe(err error) error {
	f := fault.Of(err)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return errInterrupted
	}
	return errors.New(f.Sentence)
}
