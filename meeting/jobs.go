package meeting

import (
	"context"
	"fmt"
	"time"
)

// Job is something that is done apart from any request: in its time, again
// when it fails, and once, whichever of several programs on one database does
// it. It holds ids and times alone, as it lies in the database as it is.
type Job struct {
	Kind JobKind
	Due  time.Time // zero: as soon as somebody is free

	// What it is about; most kinds need less.
	Meeting  ID
	Reminder ReminderID
	Letter   LetterKind
	Delivery DeliveryID
	Was      time.Time // when the meeting was to start, as far as the reader knows

	// Last is set by who does the job: it is not tried again.
	Last bool
}

// KeptDelivery is for how long it is kept what other programs were told.
const KeptDelivery = 7 * 24 * time.Hour

// JobKind says what a job is. Its text is in the database and never changes.
type JobKind string

// The kinds of jobs.
const (
	JobEndOverdue JobKind = "end_overdue"   // end meetings that no room has ended
	JobPlan       JobKind = "plan_meetings" // create occurrences ahead
	JobSweep      JobKind = "sweep"         // forget what is needed no longer
	JobRemind     JobKind = "remind"        // have those reminded whose time has come
	JobTellChange JobKind = "tell_change"   // have those told who asked that a meeting is not as it was
	JobLetter     JobKind = "letter"        // write one letter of these
	JobAnnounce   JobKind = "announce"      // have webhooks told that meetings have started
	JobWebhook    JobKind = "webhook"       // tell one webhook one thing
)

// JobKinds returns all kinds there are.
func JobKinds() []JobKind {
	return []JobKind{JobEndOverdue, JobPlan, JobSweep, JobRemind, JobTellChange, JobLetter, JobAnnounce, JobWebhook}
}

// Recurring returns how often jobs of a kind come by themselves, and are done
// at every start; 0 for those that something else makes.
func (k JobKind) Recurring() time.Duration {
	switch k {
	case JobEndOverdue, JobRemind, JobAnnounce:
		return time.Minute
	case JobPlan, JobSweep:
		return time.Hour
	case JobTellChange, JobLetter, JobWebhook:
	}
	return 0
}

// Attempts is how often a job is tried before it is given up. One that comes
// again by itself is not worth many.
func (k JobKind) Attempts() int {
	if k.Recurring() > 0 {
		return 3
	}
	return 10
}

// JobCount is how many jobs of a kind are in a state.
type JobCount struct {
	Kind  JobKind
	State string
	N     int
}

// JobStore keeps jobs until they are done.
type JobStore interface {
	// AddJobs lets jobs be done once the transaction is committed, and not
	// at all when it isn't.
	AddJobs(ctx context.Context, jobs ...Job) error
}

// Do does a job. Done a second time, because a program was killed in the
// middle, it changes nothing more in the database; a letter or a call that had
// gone out goes again. Kinds: those of the use case; NotFound and
// Gone mean that there is nothing to be done any more.
func (s *Service) Do(ctx context.Context, j Job) error {
	switch j.Kind {
	case JobEndOverdue:
		_, err := s.EndOverdue(ctx)
		return err
	case JobPlan:
		return s.Plan(ctx, s.now().Add(PlanAhead))
	case JobSweep:
		return s.Forget(ctx)
	case JobRemind:
		return s.Remind(ctx)
	case JobTellChange:
		return s.TellChange(ctx, j)
	case JobLetter:
		return s.WriteReminder(ctx, j)
	case JobAnnounce:
		return s.AnnounceStarts(ctx)
	case JobWebhook:
		return s.CallWebhook(ctx, j.Delivery, j.Last)
	}
	return fmt.Errorf("there is no job %q", string(j.Kind))
}
