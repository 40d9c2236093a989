package store_test

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

var oldPass = meeting.Pass{
	ID: "old", Group: "circle", Realm: moderation.Recovery, TokenHash: "old-hash", IssuedOn: "2026-07-13", ExpiresAt: noon.Add(time.Hour),
}

func TestPassesComeOutAndGo(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		furnish(t, db)
		fresh := oldPass
		fresh.ID, fresh.TokenHash, fresh.IssuedOn, fresh.ExpiresAt = "fresh", "fresh-hash", "2026-07-14", noon.Add(48*time.Hour)
		must(t, db.AddPass(ctx, oldPass), db.AddPass(ctx, fresh), db.UsePass(ctx, "fresh", "2026-07-15"), db.UsePass(ctx, "none", "2026-07-15"))
		fresh.UsedOn = "2026-07-15"
		same(t, "by token", oldPass)(db.PassByToken(ctx, "old-hash"))
		same(t, "those that hold", 2)(db.CountPasses(ctx, "circle", noon))
		same(t, "those that hold later", 1)(db.CountPasses(ctx, "circle", oldPass.ExpiresAt))
		same(t, "the other one by token", fresh)(db.PassByToken(ctx, "fresh-hash"))
		across := oldPass
		across.ID, across.TokenHash, across.Realm = "across", "across-hash", moderation.Family
		wants(t, "across realms", db.AddPass(ctx, across), fault.NotFound, "not_found")
		wants(t, "of another group", db.DeletePass(ctx, "family", "fresh"), fault.NotFound, "not_found")
		must(t, db.Forget(ctx, oldPass.ExpiresAt))
		wants(t, "run out", failed(db.PassByToken(ctx, "old-hash")), fault.NotFound, "not_found")
		same(t, "after one ran out", 1)(db.CountPasses(ctx, "circle", noon))
		must(t, db.DeletePass(ctx, "circle", "fresh"))
		wants(t, "deleted", failed(db.PassByToken(ctx, "fresh-hash")), fault.NotFound, "not_found")
		must(t, db.AddPass(ctx, oldPass), db.DeletePasses(ctx, "family"))
		same(t, "after those of another group were deleted", 1)(db.CountPasses(ctx, "circle", noon))
		must(t, db.DeletePasses(ctx, "circle"))
		same(t, "after all were deleted", 0)(db.CountPasses(ctx, "circle", noon))
	})
}

func TestInviteCountsWhoComesByIt(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		furnish(t, db)
		few := poster
		few.MaxUses = 3
		must(t, db.AddInvite(ctx, few))
		use := func(device string) error {
			return db.InTx(ctx, func(s meeting.Store) error {
				may, err := s.UseInvite(ctx, few.ID, "tuesday", device)
				if err == nil && !may {
					err = fault.New(fault.Gone, "invite_used_up", "")
				}
				return err
			})
		}
		got := tally(together(10, func(i int) error { return use(string(rune('a' + i%5))) }))
		if got["ok"] != 6 || got["gone/invite_used_up"] != 4 {
			t.Errorf("10 visits of 5 browsers by a link for 3: %v", got)
		}
		few.Uses = 3
		same(t, "counted", few)(db.InviteByToken(ctx, few.TokenHash))
		ended := tuesday
		ended.Status, ended.EndedAt = meeting.Ended, noon
		must(t, db.UpdateMeeting(ctx, ended), db.Forget(ctx, noon))
		same(t, "counted, after the meeting", few)(db.InviteByToken(ctx, few.TokenHash))
		for i := range 5 {
			same(t, "who came is forgotten", false)(db.InviteUsed(ctx, few.ID, "tuesday", string(rune('a'+i))))
		}
		must(t, db.RevokeInvite(ctx, "circle", few.ID, noon), db.Forget(ctx, noon.Add(32*24*time.Hour)))
		same(t, "a month after it was revoked", []meeting.Invite{})(db.Invites(ctx, "circle"))
	})
}
