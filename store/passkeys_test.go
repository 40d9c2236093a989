package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/store"
)

var (
	phone = meeting.Passkey{ID: "phone", Account: "ana", Name: "my phone", Credential: "credential", Record: "the public part", CreatedAt: noon}
	asked = meeting.Ceremony{TokenHash: "asked", Kind: meeting.CreatePasskey, Account: "ana", State: "state", ExpiresAt: noon.Add(time.Minute)}
)

func TestPasskeysComeOutAndGo(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		furnish(t, db)
		must(t, db.Unlock(ctx, keys(t, store.NewKey())), db.AddPasskey(ctx, phone))
		same(t, "by credential", phone)(db.PasskeyByCredential(ctx, "credential"))
		laptop := phone
		laptop.ID, laptop.Credential, laptop.CreatedAt = "laptop", "another", noon.Add(time.Second)
		must(t, db.AddPasskey(ctx, laptop))
		same(t, "newest first", []meeting.Passkey{laptop, phone})(db.Passkeys(ctx, "ana"))
		again := phone
		again.ID = "again"
		wants(t, "the same credential", db.AddPasskey(ctx, again), fault.Conflict, "exists")

		used := phone
		used.Record, used.UsedAt = "counted up", noon.Add(time.Hour)
		must(t, db.UsePasskey(ctx, used), db.RenamePasskey(ctx, "ana", "phone", "old phone"))
		used.Name = "old phone"
		same(t, "used", used)(db.PasskeyByCredential(ctx, "credential"))
		wants(t, "another's", db.RenamePasskey(ctx, "ben", "phone", "x"), fault.NotFound, "not_found")
		wants(t, "another's to delete", db.DeletePasskey(ctx, "ben", "phone"), fault.NotFound, "not_found")
		must(t, db.DeletePasskey(ctx, "ana", "phone"))
		wants(t, "deleted", failed(db.PasskeyByCredential(ctx, "credential")), fault.NotFound, "not_found")
		wants(t, "deleted, and used", db.UsePasskey(ctx, used), fault.NotFound, "not_found")
		must(t, db.DisableAccount(ctx, "ana", noon))
		same(t, "of a disabled account", []meeting.Passkey{})(db.Passkeys(ctx, "ana"))
	})
}

func TestPasskeysAndCeremoniesAreEncrypted(t *testing.T) {
	where := filepath.Join(t.TempDir(), "warmroom.db")
	db := open(t, where)
	ctx := t.Context()
	furnish(t, db)
	old, fresh := store.NewKey(), store.NewKey()
	must(t, db.Unlock(ctx, keys(t, old)), db.AddPasskey(ctx, phone))
	if inFiles(t, filepath.Dir(where), phone.Record) || !inFiles(t, filepath.Dir(where), phone.Credential) {
		t.Error("the record is readable in the files")
	}
	secret := asked
	secret.State = "a new address"
	must(t, db.AddCeremony(ctx, secret))
	if inFiles(t, filepath.Dir(where), secret.State) {
		t.Error("what a ceremony waits for is readable in the files")
	}
	must(t, open(t, where).Unlock(ctx, keys(t, fresh, old)))
	only := open(t, where)
	must(t, only.Unlock(ctx, keys(t, fresh)))
	same(t, "with the new key", phone)(only.PasskeyByCredential(ctx, phone.Credential))
}

func TestCeremonyIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		furnish(t, db)
		must(t, db.Unlock(ctx, keys(t, store.NewKey())), db.AddCeremony(ctx, asked))
		got := tally(together(6, func(int) error {
			return db.InTx(ctx, func(s meeting.Store) error { return failed(s.TakeCeremony(ctx, "asked")) })
		}))
		if got["ok"] != 1 || got["not_found/not_found"] != 5 {
			t.Errorf("6 take one ceremony: %v", got)
		}
		nobodys := asked
		nobodys.Account, nobodys.Kind = "", meeting.UsePasskey
		must(t, db.AddCeremony(ctx, nobodys))
		same(t, "as it was put", nobodys)(db.TakeCeremony(ctx, "asked"))
		must(t, db.AddCeremony(ctx, asked), db.Forget(ctx, asked.ExpiresAt))
		wants(t, "after its time", failed(db.TakeCeremony(ctx, "asked")), fault.NotFound, "not_found")
	})
}
