package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river/rivermigrate"

	"warmroom/fault"
	"warmroom/jobs"
	"warmroom/meeting"
	"warmroom/store"
)

// look lists everything of River's in a database, a line each.
var look = map[string]string{
	"sqlite": `SELECT type || ' ' || name || ' ' || sql FROM sqlite_master WHERE name LIKE 'river%' AND sql IS NOT NULL`,
	"postgres": `SELECT concat_ws(' ', 'column', table_name, column_name, udt_name, is_nullable, column_default) FROM information_schema.columns WHERE table_name LIKE 'river%'
		UNION ALL SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE tablename LIKE 'river%'
		UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'river%'
		UNION ALL SELECT concat_ws(' ', relname, relkind, relpersistence) FROM pg_class WHERE relname LIKE 'river%'
		UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE 'river%'
		UNION ALL SELECT concat_ws(' ', 'state', enumlabel, row_number() OVER (ORDER BY enumsortorder)) FROM pg_enum
		UNION ALL SELECT concat_ws(' ', 'migration', line, version) FROM river_migration`,
}

// riversThings are what a database has for River, without how it is written.
func riversThings(t *testing.T, where string) []string {
	t.Helper()
	engine := "sqlite"
	if strings.HasPrefix(where, "postgres:") {
		engine = "postgres"
	}
	rows, err := raw(t, where).QueryContext(t.Context(), look[engine])
	must(t, err)
	defer rows.Close()
	var all []string
	written := regexp.MustCompile(`--[^\n]*\n|\s+|"`)
	for rows.Next() { // River makes one table twice, so that the name of its key has a number
		var line string
		must(t, rows.Scan(&line))
		all = append(all, strings.ReplaceAll(written.ReplaceAllString(line, ""), "pkey1", "pkey"))
	}
	must(t, rows.Err())
	slices.Sort(all)
	return all
}

// When River is updated and wants more of the database, this fails: write the
// next migration.
func TestRiverFindsTheTablesItWouldMake(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		other := filepath.Join(t.TempDir(), "river.db")
		if strings.HasPrefix(where, "postgres:") {
			other = postgres.database(t)
		}
		theirs := open(t, other)
		pool := raw(t, other)
		for _, name := range []string{"river_job", "river_leader", "river_queue", "river_notification", "river_migration"} {
			_, err := pool.ExecContext(t.Context(), "DROP TABLE "+name)
			must(t, err)
		}
		if strings.HasPrefix(where, "postgres:") {
			_, err := pool.ExecContext(t.Context(), "DROP FUNCTION river_job_state_in_bitmask; DROP TYPE river_job_state")
			must(t, err)
		}
		migrator, err := rivermigrate.New(theirs.JobDriver(), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
		must(t, err)
		_, err = migrator.Migrate(t.Context(), rivermigrate.DirectionUp, nil)
		must(t, err)
		want := riversThings(t, other)
		if len(want) < 8 {
			t.Fatalf("River made %q", want)
		}
		if d := cmp.Diff(want, riversThings(t, where)); d != "" {
			t.Errorf("(-River's +ours)\n%s", d)
		}
	})
}

// done counts how often each job was done, by when it was due.
type done struct {
	mu   sync.Mutex // guards all
	all  map[time.Time]int
	fail func(times int) error
}

// do is jobs.Config.Do. Those that come by themselves are not counted.
func (d *done) do(_ context.Context, j meeting.Job) error {
	if j.Due.IsZero() {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil {
		d.all = map[time.Time]int{}
	}
	d.all[j.Due.UTC()]++
	if d.fail != nil {
		return d.fail(d.all[j.Due.UTC()])
	}
	return nil
}

// work does jobs until the end of the test, or the call of what it returns.
func work(t *testing.T, db *store.DB, do func(context.Context, meeting.Job) error) (stop func()) {
	t.Helper()
	j, err := jobs.Open(t.Context(), jobs.Config{
		Driver: db.JobDriver(), Do: do, Log: slog.New(slog.DiscardHandler), Pause: func(int) time.Duration { return time.Millisecond },
	})
	must(t, err)
	stop = sync.OnceFunc(func() { must(t, j.Close(context.Background())) })
	t.Cleanup(stop)
	return stop
}

// until waits until the jobs that did not come by themselves are in a state.
func until(t *testing.T, where, state string, n int) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	pool := raw(t, where)
	for got := -1; ; {
		must(t, pool.QueryRowContext(ctx, "SELECT count(*) FROM river_job WHERE unique_key IS NULL AND state = '"+state+"'").Scan(&got))
		if got == n {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatalf("%d jobs are %s, want %d", got, state, n)
		}
	}
}

// some are jobs that differ in when they are due, long ago.
func some(n int) []meeting.Job {
	all := make([]meeting.Job, n)
	for i := range all {
		all[i] = meeting.Job{Kind: meeting.JobSweep, Due: noon.AddDate(-1, 0, 0).Add(time.Duration(i) * time.Second)}
	}
	return all
}

func TestJobIsDoneOnceBySeveralPrograms(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		var d done
		work(t, db, d.do)
		work(t, open(t, where), d.do)
		must(t, db.AddJobs(t.Context(), some(40)...))
		until(t, where, "completed", 40)
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(d.all) != 40 {
			t.Errorf("%d of 40 jobs were done", len(d.all))
		}
		for due, n := range d.all {
			if n != 1 {
				t.Errorf("the job of %v was done %d times", due, n)
			}
		}
	})
}

func TestJobWaitsForTheNextStart(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		must(t, db.AddJobs(t.Context(), some(1)...), db.AddJobs(t.Context()))
		undone := errors.New("undone")
		err := db.InTx(t.Context(), func(s meeting.Store) error {
			must(t, s.AddJobs(t.Context(), meeting.Job{Kind: meeting.JobSweep, Due: noon.AddDate(-2, 0, 0)}))
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		later := meeting.Job{Kind: meeting.JobSweep, Due: time.Now().Add(time.Hour)}
		must(t, db.AddJobs(t.Context(), later))
		var d done
		work(t, open(t, where), d.do)()
		work(t, open(t, where), d.do)
		until(t, where, "completed", 1)
		until(t, where, "scheduled", 1)
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(d.all) != 1 || d.all[some(1)[0].Due] != 1 {
			t.Errorf("what was done is %v", d.all)
		}
	})
}

func TestFailedJobComesAgainAndSaysWhySafely(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		sick := fault.New(fault.Unavailable, "mail", "The message could not be sent.").Because(errors.New("ana@harbor.example said no"))
		healed := make(chan struct{})
		d := done{fail: func(int) error {
			select {
			case <-healed:
				return nil
			default:
				return sick
			}
		}}
		work(t, db, d.do)
		must(t, db.AddJobs(t.Context(), some(1)...))
		until(t, where, "discarded", 1)
		var kept string
		must(t, raw(t, where).QueryRowContext(t.Context(), "SELECT CAST(errors AS TEXT) FROM river_job WHERE unique_key IS NULL").Scan(&kept))
		if strings.Contains(kept, "ana@") {
			t.Errorf("the database keeps %s", kept)
		}
		close(healed)
		failures, err := jobs.Failures(t.Context(), db.JobDriver())
		must(t, err)
		if len(failures) != 1 || !failures[0].GivenUp || failures[0].Attempts != meeting.JobSweep.Attempts() ||
			failures[0].Kind != meeting.JobSweep || failures[0].Why != "The message could not be sent." || failures[0].At.IsZero() {
			t.Fatalf("failures are %+v", failures)
		}
		must(t, jobs.Retry(t.Context(), db.JobDriver(), failures[0].ID))
		until(t, where, "completed", 1)
		if err := jobs.Retry(t.Context(), db.JobDriver(), 1<<40); err == nil {
			t.Error("a job that is not there is tried again")
		}
	})
}

func TestJobWithNothingToDoIsDropped(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		d := done{fail: func(int) error { return fault.New(fault.NotFound, "not_found", "There is nothing here.") }}
		work(t, db, d.do)
		must(t, db.AddJobs(t.Context(), some(1)...))
		until(t, where, "cancelled", 1)
		counts, err := db.JobCounts(t.Context())
		must(t, err)
		if !slices.Contains(counts, meeting.JobCount{Kind: meeting.JobSweep, State: "cancelled", N: 1}) {
			t.Errorf("counts are %v", counts)
		}
	})
}

// What the last program was doing when it was killed is done again at once by
// the next one, where there is only one.
func TestJobOfAKilledProgramIsTakenOver(t *testing.T) {
	where := filepath.Join(t.TempDir(), "warmroom.db")
	db := open(t, where)
	must(t, db.AddJobs(t.Context(), some(1)...))
	leave(t, raw(t, where))
	var d done
	j, err := jobs.Open(t.Context(), jobs.Config{Driver: db.JobDriver(), Do: d.do, Alone: true, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	defer func() { must(t, j.Close(context.Background())) }()
	until(t, where, "completed", 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.all) != 1 || d.all[some(1)[0].Due] != 1 {
		t.Errorf("what was done is %v", d.all)
	}
}

// leave makes the database look as a kill does that interrupts a job.
func leave(t *testing.T, pool *sql.DB) {
	t.Helper()
	soon := time.Now().Add(time.Hour).UTC().Format("2006-01-02 15:04:05.000")
	for _, statement := range []string{
		"UPDATE river_job SET state = 'running', attempt = 1, attempted_at = '" + soon + "'",
		fmt.Sprintf("INSERT INTO river_leader (leader_id, elected_at, expires_at) VALUES ('killed', '%s', '%s')", soon, soon),
	} {
		_, err := pool.ExecContext(t.Context(), statement)
		must(t, err)
	}
}
