package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"warmroom/meeting"
)

// jobArgs is a job as River keeps it.
type jobArgs struct{ Job meeting.Job }

// Kind implements river.JobArgs.
func (a jobArgs) Kind() string { return string(a.Job.Kind) }

// JobDriver is what package jobs works with. It is of no use after Close.
func (db *DB) JobDriver() riverdriver.Driver[*sql.Tx] { return db.engine.jobs }

// AddJobs is that of queries, in a transaction of its own.
func (db *DB) AddJobs(ctx context.Context, jobs ...meeting.Job) error {
	return db.InTx(ctx, func(s meeting.Store) error { return s.AddJobs(ctx, jobs...) })
}

func (q queries) AddJobs(ctx context.Context, jobs ...meeting.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	in, ok := q.gorm.Statement.ConnPool.(*sql.Tx)
	if !ok {
		return errors.New("jobs are added in a transaction")
	}
	all := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		all[i] = river.InsertManyParams{Args: jobArgs{j}, InsertOpts: &river.InsertOpts{
			MaxAttempts: j.Kind.Attempts(), ScheduledAt: j.Due,
		}}
	}
	// It reads nothing back: on SQLite the times of this connection are not River's.
	_, err := q.jobs.InsertManyFastTx(ctx, in, all)
	return translate(err)
}

// JobCounts counts the jobs by kind and state.
func (db *DB) JobCounts(ctx context.Context) ([]meeting.JobCount, error) {
	var all []meeting.JobCount
	err := db.with(ctx).Raw("SELECT kind, CAST(state AS TEXT) AS state, COUNT(*) AS n FROM river_job GROUP BY kind, state ORDER BY kind, 2").Scan(&all).Error
	return all, translate(err)
}
