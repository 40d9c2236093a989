package store_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/store"
)

const anasEmail meeting.Email = "ana@harbor.example"

// keys parses keys that a test made.
func keys(t *testing.T, texts ...string) store.Keys {
	t.Helper()
	ks, err := store.ParseKeys(strings.Join(texts, ","))
	if err != nil {
		t.Fatal(err)
	}
	return ks
}

func TestAccountIsFoundByItsAddress(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		must(t, db.Unlock(ctx, keys(t, store.NewKey())))
		furnish(t, db)
		ben := meeting.Account{ID: "ben", Organisation: "harbor", Name: "Ben", CreatedAt: noon}
		must(t, db.AddAccount(ctx, ben), db.SetEmail(ctx, "ana", anasEmail))
		same(t, "the account of an address", ana)(db.AccountByEmail(ctx, anasEmail))
		same(t, "the address", anasEmail)(db.Email(ctx, "ana"))
		same(t, "no address", meeting.Email(""))(db.Email(ctx, "ben"))
		wants(t, "an address nobody has", failed(db.AccountByEmail(ctx, "ben@harbor.example")), fault.NotFound, "not_found")
		wants(t, "an address of another", db.SetEmail(ctx, "ben", anasEmail), fault.Conflict, "exists")
		wants(t, "an address of nobody", db.SetEmail(ctx, "none", "none@harbor.example"), fault.NotFound, "not_found")
		must(t, db.SetEmail(ctx, "ana", "a@harbor.example"), db.SetEmail(ctx, "ben", anasEmail))
		same(t, "who has it now", ben)(db.AccountByEmail(ctx, anasEmail))

		must(t, db.DisableAccount(ctx, "ben", noon), db.SetEmail(ctx, "ana", anasEmail))
		same(t, "the address of a disabled account", meeting.Email(""))(db.Email(ctx, "ben"))
		same(t, "who has it after that", ana)(db.AccountByEmail(ctx, anasEmail))
	})
}

// raw opens a database beside gorm, to look at what is stored.
func raw(t *testing.T, where string) *sql.DB {
	t.Helper()
	driver, source := "sqlite3", "file:"+where
	if strings.HasPrefix(where, "postgres:") {
		driver, source = "pgx", where
	}
	db, err := sql.Open(driver, source)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// hidden is the address of an account as it is stored.
func hidden(t *testing.T, where, account string) (email, hash string) {
	t.Helper()
	query := fmt.Sprintf("SELECT email, email_hash FROM accounts WHERE id = '%s'", account)
	must(t, raw(t, where).QueryRowContext(t.Context(), query).Scan(&email, &hash))
	return email, hash
}

func TestStoredAddressIsUnreadable(t *testing.T) {
	folder := t.TempDir()
	db := open(t, filepath.Join(folder, "warmroom.db"))
	ctx := t.Context()
	must(t, db.Unlock(ctx, keys(t, store.NewKey())))
	furnish(t, db)
	must(t, db.SetEmail(ctx, "ana", anasEmail))
	if !inFiles(t, folder, "Harbor") {
		t.Fatal("the search finds nothing")
	}
	for _, part := range []string{string(anasEmail), "ana@", "harbor.example"} {
		if inFiles(t, folder, part) {
			t.Errorf("%q is in the files", part)
		}
	}
}

func TestKeyThatDoesNotFitIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		furnish(t, db)
		if err := db.SetEmail(ctx, "ana", anasEmail); err == nil {
			t.Error("an address was stored without a key")
		}
		right := store.NewKey()
		must(t, db.Unlock(ctx, keys(t, right)), db.SetEmail(ctx, "ana", anasEmail))
		again := open(t, where)
		err := again.Unlock(ctx, keys(t, store.NewKey()))
		if err == nil || !strings.Contains(err.Error(), "WARMROOM_KEY") || !strings.Contains(err.Error(), "warmroom.key") {
			t.Errorf("another key: %v", err)
		}
		if _, err := again.Email(ctx, "ana"); err == nil {
			t.Error("the address could be read without the key")
		}
		must(t, again.Unlock(ctx, keys(t, right)))
		same(t, "with the right key", anasEmail)(again.Email(ctx, "ana"))
	})
}

func TestNewKeyReplacesTheOld(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		furnish(t, db)
		old, fresh := store.NewKey(), store.NewKey()
		must(t, db.Unlock(ctx, keys(t, old)), db.SetEmail(ctx, "ana", anasEmail))
		before, beforeHash := hidden(t, where, "ana")

		both := open(t, where)
		must(t, both.Unlock(ctx, keys(t, fresh, old)))
		if email, hash := hidden(t, where, "ana"); email == before || hash == beforeHash {
			t.Error("the address is still encrypted with the old key")
		}
		only := open(t, where)
		must(t, only.Unlock(ctx, keys(t, fresh)))
		same(t, "with the new key alone", anasEmail)(only.Email(ctx, "ana"))
		same(t, "found with the new key", ana)(only.AccountByEmail(ctx, anasEmail))
		if err := open(t, where).Unlock(ctx, keys(t, old)); err == nil {
			t.Error("the old key still opens the database")
		}
	})
}

// Whoever can write to the database can't give somebody another's address.
func TestAddressMovedToAnotherRowIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		furnish(t, db)
		must(t,
			db.Unlock(ctx, keys(t, store.NewKey())), db.SetEmail(ctx, "ana", anasEmail),
			db.AddAccount(ctx, meeting.Account{ID: "ben", Organisation: "harbor", Name: "Ben", CreatedAt: noon}))
		_, err := raw(t, where).ExecContext(ctx, "UPDATE accounts SET email = (SELECT email FROM accounts WHERE id = 'ana') WHERE id = 'ben'")
		must(t, err)
		if got, err := db.Email(ctx, "ben"); err == nil {
			t.Errorf("it is read as %q", string(got))
		}
	})
}

func TestKeysAreReadAndHideThemselves(t *testing.T) {
	for _, text := range []string{"", " , ", "short", strings.Repeat("a", 42), strings.Repeat("a", 42) + "!", store.NewKey() + " x"} {
		if _, err := store.ParseKeys(text); err == nil || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
	secret := store.NewKey()
	ks := keys(t, secret)
	if got := fmt.Sprintf("%v %+v %s", ks, struct{ K store.Keys }{ks}, ks.LogValue()); strings.Contains(got, secret[:8]) || !strings.Contains(got, "[redacted]") {
		t.Errorf("keys print as %s", got)
	}
}

func TestTwoMayUnlockAtOnce(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, where string) {
		ks := keys(t, store.NewKey())
		dbs := []*store.DB{open(t, where), open(t, where), open(t, where)}
		must(t, together(len(dbs), func(i int) error { return dbs[i].Unlock(t.Context(), ks) })...)
	})
}
