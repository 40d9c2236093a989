package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"

	"warmroom/api"
	"warmroom/meeting"
)

// A copy is made while a server in another process writes without pause. What
// was written before is in the copy, and a server that finds nothing but the
// copy and the key goes on from there.
func TestBackupOfARunningServerIsRestored(t *testing.T) {
	folder := t.TempDir()
	p := startProcess(t, folder, "127.0.0.1:0")
	ana := p.staff(0)
	var groups []api.Group
	ana.get("/api/groups").want(t, 200, &groups)
	path := "/api/groups/" + string(groups[0].ID) + "/invites"
	invite := func(n int) {
		ana.post(path, api.NewInvite{Kind: meeting.Shared, Label: fmt.Sprint("flyer ", n)}).want(t, 201, nil)
	}
	const before = 5
	for n := range before {
		invite(n)
	}
	var wg sync.WaitGroup
	begun, copied := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		for n := before; ; n++ {
			invite(n)
			if n == before {
				close(begun)
			}
			select {
			case <-copied:
				return
			default:
			}
		}
	})
	<-begun
	file := filepath.Join(t.TempDir(), "warmroom-copy.db")
	commands(t, nil, "backup --data="+folder+" "+file)
	close(copied)
	wg.Wait()
	p.kill() // not a clean end: the copy has to do without it

	cfg := testConfig(t)
	copyFile(t, file, filepath.Join(cfg.Store.Data, "warmroom.db"))
	copyFile(t, filepath.Join(folder, "warmroom.key"), filepath.Join(cfg.Store.Data, "warmroom.key"))
	sound(t, filepath.Join(cfg.Store.Data, "warmroom.db"))
	commands(t, nil, "account email --data="+cfg.Store.Data+" Ana ana@harbor.example") // needs the key
	h := openHouseAt(t, cfg)
	link, err := h.meetings.CreateSignInLink(t.Context(), h.demo.Facilitator.ID, "", meeting.LinkByMail)
	if err != nil {
		t.Fatal(err)
	}
	var invites []api.Invite
	h.signedIn(link).get(path).want(t, 200, &invites)
	found := map[string]bool{}
	for _, i := range invites {
		found[i.Label] = true
	}
	for n := range before {
		if !found[fmt.Sprint("flyer ", n)] {
			t.Errorf("invite %d, made before the copy, is lost", n)
		}
	}
}

// sound checks that a database is whole.
func sound(t *testing.T, file string) {
	t.Helper()
	db, err := driver.Open("file:" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var says string
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&says); err != nil || says != "ok" {
		t.Errorf("%s: %q, %v", file, says, err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestBackupSaysWhatIsWrong(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	file := filepath.Join(elsewhere, "copy.db")
	says := func(args ...string) string {
		t.Helper()
		code, _, complaint := command(t, nil, append([]string{"backup"}, args...)...)
		if code != 1 {
			t.Errorf("%v: exit code %d", args, code)
		}
		return complaint
	}
	if s := says("--data="+folder, file); !strings.Contains(s, "no database") || !strings.Contains(s, "--data") {
		t.Errorf("nothing to copy: %q", s)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) > 0 {
		t.Errorf("looking for a database left %v", left)
	}
	commands(t, nil, "migrate --data="+folder)
	code, out, _ := command(t, nil, "backup", "--data="+folder, file)
	if code != 0 || !strings.Contains(out, filepath.Join(folder, "warmroom.key")) {
		t.Errorf("exit code %d, %q; want the key named", code, out)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", info, err)
	}
	if s := says("--data="+folder, file); !strings.Contains(s, "exists already") {
		t.Errorf("a second time: %q", s)
	}
	if s := says("--data="+folder, filepath.Join(file, "copy.db")); !strings.Contains(s, "can't write to") {
		t.Errorf("into a file: %q", s)
	}
	if s := says("--database-url=postgres://localhost/x", file); !strings.Contains(s, "pg_dump") {
		t.Errorf("from Postgres: %q", s)
	}
	if left, _ := filepath.Glob(filepath.Join(elsewhere, "*")); len(left) != 1 {
		t.Errorf("%v is left, want the one copy", left)
	}
}

// An older program is refused by a newer schema, and changes nothing in it; a
// copy of it can still be made.
func TestOlderProgramLeavesANewerDatabaseAlone(t *testing.T) {
	folder := t.TempDir()
	commands(t, nil, "migrate --data="+folder)
	pretendNewer(t, filepath.Join(folder, "warmroom.db"))
	for _, line := range []string{"migrate", "account list", "key rotate"} {
		code, _, complaint := command(t, nil, append(strings.Split(line, " "), "--data="+folder)...)
		if code != 1 || !strings.Contains(complaint, "newer warmroom") || !strings.Contains(complaint, "restore a backup") {
			t.Errorf("%s: exit code %d, %q", line, code, complaint)
		}
	}
	commands(t, nil, "backup --data="+folder+" "+filepath.Join(t.TempDir(), "copy.db"))
}
