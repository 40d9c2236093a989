package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/store"
)

func TestRequestIsDoneOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		must(t, db.Unlock(ctx, keys(t, store.NewKey())))
		clock := noon
		s := meeting.NewService(db, func() time.Time { return clock }, slog.New(slog.DiscardHandler))
		var done atomic.Int32
		ask := func(key, request string) (string, error) {
			answer, err := s.Once(ctx, meeting.Repeat{Key: key, Request: []byte(request)}, func(context.Context) ([]byte, error) {
				return fmt.Appendf(nil, "secret-%d of %s", done.Add(1), request), nil
			})
			return string(answer), err
		}
		got := tally(together(8, func(int) error {
			answer, err := ask("k", "a group")
			if err == nil && answer != "secret-1 of a group" {
				err = errors.New(answer)
			}
			return err
		}))
		if done.Load() != 1 || got["ok"] < 1 || got["ok"]+got["conflict/under_way"] != 8 {
			t.Errorf("8 at once were done %d times: %v", done.Load(), got)
		}
		same(t, "sent again", "secret-1 of a group")(ask("k", "a group"))
		wants(t, "with the key of another", failed(ask("k", "two groups")), fault.Invalid, "key_reused")
		same(t, "with a key of its own", "secret-2 of two groups")(ask("l", "two groups"))
		if b, err := os.ReadFile(where); err == nil && strings.Contains(string(b), "secret-") {
			t.Error("the file tells what was answered")
		}
		clock = clock.Add(meeting.RepeatsKept + time.Second)
		must(t, s.Forget(ctx))
		same(t, "after a day", "secret-3 of a group")(ask("k", "a group"))
	})
}

func TestRequestThatFailedOrWasLeftMayBeDoneAgain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		must(t, db.Unlock(ctx, keys(t, store.NewKey())))
		clock := noon
		s := meeting.NewService(db, func() time.Time { return clock }, slog.New(slog.DiscardHandler))
		r := meeting.Repeat{Key: "k", Request: []byte("a group")}
		fine := func(context.Context) ([]byte, error) { return []byte("made"), nil }
		taken := fault.New(fault.Conflict, "slug_taken", "")
		wants(t, "that fails", failed(s.Once(ctx, r, func(context.Context) ([]byte, error) { return nil, taken })), fault.Conflict, "slug_taken")
		same(t, "after it failed", []byte("made"))(s.Once(ctx, r, fine))

		// A server that stops in the middle leaves it begun.
		r.Key = "left"
		left := failed(s.Once(ctx, r, func(ctx context.Context) ([]byte, error) {
			wants(t, "meanwhile", failed(s.Once(ctx, r, fine)), fault.Conflict, "under_way")
			clock = clock.Add(2 * time.Minute)
			same(t, "long after", []byte("made"))(s.Once(ctx, r, fine))
			return nil, taken
		}))
		wants(t, "by the one that was left", left, fault.Conflict, "slug_taken")
		same(t, "what another has done stays", []byte("made"))(s.Once(ctx, r, fine))
	})
}
