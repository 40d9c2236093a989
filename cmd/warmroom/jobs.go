package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"warmroom/jobs"
	"warmroom/store"
)

// openJobs begins with what the server does by itself. The folder of an
// embedded database is locked, so that nobody else does.
func (a *App) openJobs(ctx context.Context) error {
	j, err := jobs.Open(ctx, jobs.Config{
		Driver: a.db.JobDriver(), Do: a.meetings.Do, Counts: a.db.JobCounts, Alone: a.cfg.Store.DatabaseURL == "",
		Log: a.log, Registerer: a.registry,
	})
	if err != nil {
		return err
	}
	a.closers = append(a.closers, j.Close)
	return nil
}

// jobsCommand shows the operator what the server does by itself.
type jobsCommand struct {
	List  jobsList  `cmd:"" default:"withargs" help:"Say how many jobs there are, and what failed (the default)."`
	Retry jobsRetry `cmd:"" help:"Try a job again at once."`
}

type jobsList struct {
	Store StoreConfig `embed:""`
}

// Run prints the jobs.
func (c *jobsList) Run(ctx context.Context, t terminals) error {
	db, _, err := openBeside(ctx, c.Store, quietLogger(t.err))
	if err != nil {
		return err
	}
	return errors.Join(c.list(ctx, db, t), db.Close())
}

func (c *jobsList) list(ctx context.Context, db *store.DB, t terminals) error {
	counts, err := db.JobCounts(ctx)
	if err != nil {
		return spoken(err)
	}
	failures, err := jobs.Failures(ctx, db.JobDriver())
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "JOB\tSTATE\tHOW MANY")
	for _, n := range counts {
		fmt.Fprintf(w, "%s\t%s\t%d\n", n.Kind, n.State, n.N)
	}
	if len(failures) > 0 {
		fmt.Fprintln(w, "\nFAILED\tJOB\tATTEMPTS\tLAST\tNEXT\tWHY")
	}
	for _, f := range failures {
		next := "given up"
		if !f.GivenUp {
			next = f.Next.Local().Format(time.DateTime)
		}
		fmt.Fprintf(w, "%d\t%s\t%d\t%s\t%s\t%s\n", f.ID, f.Kind, f.Attempts, f.At.Local().Format(time.DateTime), next, f.Why)
	}
	return w.Flush()
}

type jobsRetry struct {
	Store StoreConfig `embed:""`
	ID    int64       `arg:"" help:"Number of the job, as the list shows it."`
}

// Run lets the job be done again, by the server when it runs.
func (c *jobsRetry) Run(ctx context.Context, t terminals) error {
	db, _, err := openBeside(ctx, c.Store, quietLogger(t.err))
	if err != nil {
		return err
	}
	if err := errors.Join(jobs.Retry(ctx, db.JobDriver(), c.ID), db.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "It is tried again as soon as the server runs.")
	return err
}
