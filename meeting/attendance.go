package meeting

import (
	"context"
	"log/slog"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Attendance is for how long one participant took part in one meeting, as the
// room counts it. Nothing in it leads to them: they ask for it by their record
// token, of which it holds the hash.
type Attendance struct {
	Holder string // hash of the RecordToken; empty: there is nothing to keep
	// Whose stands for the same person who left and came back, whose time has
	// gone to the newest holder; empty for the holders before.
	Whose   string
	Meeting ID
	Since   time.Time     // inside since then, and still; zero when they are not
	Total   time.Duration // of the times before
}

// AttendanceKept is for how long after the meeting a receipt can be asked for,
// and it is known of which attendance one was made.
const AttendanceKept = 24 * time.Hour

// AttendanceStore keeps what running rooms count. KeepRoom writes it.
type AttendanceStore interface {
	Attendance(ctx context.Context, holder string) (Attendance, error)
	// CloseAttendances ends what is counted in a meeting at a time.
	CloseAttendances(ctx context.Context, m ID, at time.Time) error
}

// LogValue is the meeting alone.
func (a Attendance) LogValue() slog.Value { return slog.StringValue(string(a.Meeting)) }

// at returns how long the attendance is at a time.
func (a Attendance) at(now time.Time) time.Duration {
	if a.Since.IsZero() {
		return a.Total
	}
	return a.Total + max(now.Sub(a.Since), 0)
}

// Attended is what a receipt says: that somebody was there, and for how long.
// Nothing in it says what the group is about.
type Attended struct {
	Organisation string
	Meeting      ID
	Zone         string    // of the group's schedule, IANA; empty without one
	StartsAt     time.Time // as planned
	EndsAt       time.Time // likewise, with the minutes that were added
	Minutes      int       // whole ones, present
}

// Planned is how long the meeting was to be, in minutes.
func (a Attended) Planned() int { return int(a.EndsAt.Sub(a.StartsAt) / time.Minute) }

// Faults of attendance.
var (
	errNoAttendance = fault.New(fault.NotFound, "no_attendance", "There is no attendance to show for this meeting any more.")
	errTooShort     = fault.New(fault.Conflict, "too_short", "You were here for less than a minute.")
)

// Attendance shows participants, by their record token, for how long they were
// there, as long as a receipt can be asked for. Kinds: NotFound
// "no_attendance", Forbidden "no_proof" where the group gives none, Conflict
// "too_short", or "lettered" once a letter was made of it.
func (s *Service) Attendance(ctx context.Context, record Token) (Attended, error) {
	var shown Attended
	err := s.store.View(ctx, func(tx Store) error {
		of, err := s.attended(ctx, tx, record)
		if err != nil {
			return err
		}
		shown = of.Attended
		_, err = replaceable(ctx, tx, of.whose)
		return err
	})
	return shown, fault.Wrap(err, "show attendance")
}

// attended is what a receipt can be made of.
type attended struct {
	Attended
	whose   string
	meeting Meeting
}

func (s *Service) attended(ctx context.Context, tx Store, record Token) (attended, error) {
	if record == "" {
		return attended{}, errNoAttendance
	}
	a, err := tx.Attendance(ctx, record.Hash())
	if err != nil || a.Whose == "" {
		return attended{}, orNoAttendance(err)
	}
	m, err := tx.Meeting(ctx, moderation.AnyRealm, a.Meeting)
	if err != nil {
		return attended{}, err
	}
	g, err := tx.Group(ctx, m.Realm, m.Group)
	if err != nil {
		return attended{}, err
	}
	o, err := tx.Organisation(ctx, g.Organisation)
	if err != nil {
		return attended{}, err
	}
	zone, err := zoneOf(ctx, tx, g.ID)
	if err != nil {
		return attended{}, err
	}
	if err := mayKeepReceipt(g); err != nil {
		return attended{}, err
	}
	of := attended{whose: a.Whose, meeting: m, Attended: Attended{
		Organisation: o.Name, Meeting: m.ID, Zone: zone, StartsAt: m.StartsAt, EndsAt: m.EndsAt,
	}}
	of.Minutes = min(int(a.at(s.now())/time.Minute), of.Planned())
	if of.Minutes < 1 {
		return attended{}, errTooShort
	}
	return of, nil
}

func orNoAttendance(err error) error {
	if err == nil || fault.KindOf(err) == fault.NotFound {
		return errNoAttendance
	}
	return err
}

// mayKeepReceipt asks whether a participant of a group may have a receipt.
func mayKeepReceipt(g Group) error {
	who := moderation.Actor{Role: moderation.Participant, Realm: g.Realm}
	if !g.Proof {
		who.Under |= moderation.NoProof
	}
	return moderation.Allow(who, moderation.KeepReceipt, moderation.Target{Realm: g.Realm})
}
