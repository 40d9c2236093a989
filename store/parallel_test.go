package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

// together runs f n times at once and returns the errors.
func together(n int, f func(i int) error) []error {
	var (
		errs  = make([]error, n)
		start = make(chan struct{})
		all   sync.WaitGroup
	)
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

// tally counts errors by kind and reason; "ok" for none.
func tally(errs []error) map[string]int {
	n := map[string]int{}
	for _, err := range errs {
		if err == nil {
			n["ok"]++
			continue
		}
		e := fault.Of(err)
		n[string(e.Kind)+"/"+e.Reason]++
	}
	return n
}

func TestLinkIsUsedOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		must(t, db.AddSignInLink(t.Context(), link))
		got := tally(together(16, func(int) error {
			return db.InTx(t.Context(), func(s meeting.Store) error { return failed(s.UseSignInLink(t.Context(), "link", noon)) })
		}))
		if got["ok"] != 1 || got["gone/link_used"] != 15 {
			t.Errorf("16 uses at once: %v, want 1 ok and 15 link_used", got)
		}
	})
}

func TestOneOfTwoUpdatesConflicts(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		got := tally(together(2, func(i int) error {
			g := circle
			g.Name = fmt.Sprint("Name ", i)
			return db.InTx(t.Context(), func(s meeting.Store) error { return s.UpdateGroup(t.Context(), g) })
		}))
		if got["ok"] != 1 || got["conflict/version"] != 1 {
			t.Errorf("two updates at once: %v, want 1 ok and 1 version", got)
		}
	})
}

func TestFiftyAcceptancesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		errs := together(50, func(i int) error {
			return db.InTx(ctx, func(s meeting.Store) error {
				current, err := s.CurrentAgreement(ctx, "circle")
				a := heron
				a.ID, a.Hash = meeting.AcceptanceID(fmt.Sprint("a", i)), current.Hash
				return errors.Join(err, s.AddAcceptance(ctx, a))
			})
		})
		if got := tally(errs); got["ok"] != 50 {
			t.Fatalf("50 acceptances at once: %v %v", got, errors.Join(errs...))
		}
		for i := range 50 {
			if _, err := db.Acceptance(ctx, meeting.AcceptanceID(fmt.Sprint("a", i))); err != nil {
				t.Errorf("acceptance %d: %v", i, err)
			}
		}
		same(t, "accepted, by version", map[int]int{heron.Version: 50})(db.CountAcceptances(ctx, "circle"))
	})
}

// A use case that reads, thinks and writes loses nothing to another that does
// the same: transactions run as if one after the other.
func TestNoUpdateIsLost(t *testing.T) {
	const n, times = 8, 5
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		errs := together(n, func(int) error {
			for range times {
				err := db.InTx(ctx, func(s meeting.Store) error {
					m, err := s.Meeting(ctx, moderation.Recovery, "tuesday")
					if err != nil {
						return err
					}
					m.EndsAt = m.EndsAt.Add(1e9)
					return s.UpdateMeeting(ctx, m)
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		must(t, errs...)
		m, err := db.Meeting(ctx, moderation.Recovery, "tuesday")
		if got, want := m.EndsAt.Sub(tuesday.EndsAt).Seconds(), float64(n*times); err != nil || got != want {
			t.Errorf("%v seconds were added, %v, want %v", got, err, want)
		}
	})
}
