package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

var dora = meeting.StaffInvite{
	ID: "dora", Organisation: "harbor", Group: "circle", Realm: moderation.Recovery, Role: moderation.CoFacilitator,
	Email: "dora@harbor.example", ByMail: true, TokenHash: "dora-hash", ExpiresAt: noon.Add(time.Hour), CreatedBy: "ana", CreatedAt: noon,
}

func TestStaffInvitesComeOutAndGo(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		furnish(t, db)
		old, fresh := store.NewKey(), store.NewKey()
		must(t, db.Unlock(ctx, keys(t, old)), db.AddStaffInvite(ctx, dora))
		manager := meeting.StaffInvite{
			ID: "manager", Organisation: "harbor", Role: moderation.Manager, TokenHash: "manager-hash",
			ExpiresAt: noon.Add(time.Hour), CreatedBy: "ana", CreatedAt: noon.Add(time.Second),
		}
		must(t, db.AddStaffInvite(ctx, manager))
		same(t, "by token", dora)(db.StaffInviteByToken(ctx, "dora-hash"))
		same(t, "newest first", []meeting.StaffInvite{manager, dora})(db.StaffInvites(ctx, "harbor"))
		wants(t, "unknown", failed(db.StaffInviteByToken(ctx, "none")), fault.NotFound, "not_found")
		wants(t, "another organisation's", db.RevokeStaffInvite(ctx, "other", "dora", noon), fault.NotFound, "not_found")
		across := dora
		across.ID, across.TokenHash, across.Realm = "across", "across-hash", moderation.Family
		wants(t, "across realms", db.AddStaffInvite(ctx, across), fault.NotFound, "not_found")

		again := open(t, where)
		must(t, again.Unlock(ctx, keys(t, fresh, old)))
		same(t, "with a new key", dora)(again.StaffInviteByToken(ctx, "dora-hash"))

		got := tally(together(5, func(int) error {
			won, err := again.UseStaffInvite(ctx, "dora", noon)
			if err == nil && !won {
				err = fault.New(fault.Gone, "lost", "")
			}
			return err
		}))
		if got["ok"] != 1 || got["gone/lost"] != 4 {
			t.Errorf("5 use one invite: %v", got)
		}
		used := dora
		used.UsedAt, used.Email = noon, ""
		same(t, "used", used)(again.StaffInviteByToken(ctx, "dora-hash"))
		must(t, again.RevokeStaffInvite(ctx, "harbor", "manager", noon), again.RevokeStaffInvite(ctx, "harbor", "manager", noon.Add(time.Hour)))
		manager.RevokedAt = noon
		same(t, "revoked", manager)(again.StaffInviteByToken(ctx, "manager-hash"))
		must(t, again.Forget(ctx, noon.Add(32*24*time.Hour)))
		same(t, "after a month", []meeting.StaffInvite{})(again.StaffInvites(ctx, "harbor"))
	})
}

func TestWhereAnInviteWasSentIsForgotten(t *testing.T) {
	where := filepath.Join(t.TempDir(), "warmroom.db")
	db := open(t, where)
	ctx := t.Context()
	furnish(t, db)
	must(t, db.Unlock(ctx, keys(t, store.NewKey())), db.AddStaffInvite(ctx, dora))
	if inFiles(t, filepath.Dir(where), string(dora.Email)) {
		t.Error("the address is readable in the files")
	}
	must(t, db.Forget(ctx, dora.ExpiresAt.Add(-time.Second)))
	same(t, "before it runs out", dora)(db.StaffInviteByToken(ctx, "dora-hash"))
	must(t, db.Forget(ctx, dora.ExpiresAt))
	forgotten := dora
	forgotten.Email = ""
	same(t, "after it ran out", forgotten)(db.StaffInviteByToken(ctx, "dora-hash"))
}

func TestRolesAreGivenAndTaken(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		furnish(t, db)
		role := meeting.StaffRole{Group: "circle", Realm: moderation.Recovery, Account: "ana", Role: moderation.Facilitator}
		must(t, db.PutStaffRole(ctx, role))
		same(t, "of an organisation", []meeting.StaffRole{role})(db.OrganisationRoles(ctx, "harbor"))
		same(t, "of another", []meeting.StaffRole{})(db.OrganisationRoles(ctx, "other"))
		must(t, db.DeleteStaffRole(ctx, "circle", "ana"))
		wants(t, "taken already", db.DeleteStaffRole(ctx, "circle", "ana"), fault.NotFound, "not_found")
		must(t, db.SetManager(ctx, "ana", false))
		staff := ana
		staff.Manager = false
		same(t, "no manager any more", staff)(db.Account(ctx, "ana"))
		wants(t, "nobody", db.SetManager(ctx, "none", true), fault.NotFound, "not_found")
	})
}
