package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// cluster is a throw-away Postgres server on a Unix socket in a folder of its
// own: no port to clash on, nothing on the network. It dies with the tests.
type cluster struct {
	folder string
	server *exec.Cmd
	made   atomic.Int64
}

// postgres is the cluster of this test run; TestMain starts it.
var postgres *cluster

func TestMain(m *testing.M) {
	var err error
	if postgres, err = startCluster(); err != nil {
		fmt.Fprintln(os.Stderr, "The store is tested on Postgres too, and it can't be started:", err,
			"\nOn Debian: apt-get install postgresql")
		os.Exit(1)
	}
	code := m.Run()
	postgres.stop()
	os.Exit(code)
}

// program finds a program of the Postgres server.
func program(name string) string {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
		return slices.Max(found)
	}
	return name
}

// drop makes a command die with the tests and, as Postgres refuses to run as
// root, gives it to the server's own user. It returns that user's id.
func drop(cmd *exec.Cmd) (int, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Geteuid() != 0 {
		return os.Geteuid(), nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, err
	}
	uid, badUID := strconv.Atoi(u.Uid)
	gid, badGID := strconv.Atoi(u.Gid)
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return uid, errors.Join(badUID, badGID)
}

func startCluster() (_ *cluster, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	base := "/dev/shm" // memory, where there is some to write to
	if i, err := os.Stat(base); err != nil || !i.IsDir() {
		base = ""
	}
	folder, err := os.MkdirTemp(base, "warmroom-pg-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(folder)
		}
	}()
	data := filepath.Join(folder, "data")
	initdb := exec.CommandContext(ctx, program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
		"--locale=C", "--no-sync", "--no-instructions")
	initdb.Dir = folder
	uid, err := drop(initdb)
	if err = errors.Join(err, os.Chown(folder, uid, -1)); err != nil {
		return nil, err
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	// The server outlives this function: it must not end with ctx.
	server := exec.Command(program("postgres"), "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "timezone=America/New_York")
	server.Dir = folder
	if _, err := drop(server); err != nil {
		return nil, err
	}
	c := &cluster{folder: folder, server: server}
	return c, c.serve(ctx)
}

// serve starts the server and returns when it says that it is ready.
func (c *cluster) serve(ctx context.Context) error {
	log, err := c.server.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.server.Start(); err != nil {
		return err
	}
	ready := make(chan struct{})
	var said strings.Builder
	go func() { // ends when the server closes its log, which stop waits for
		lines, open := bufio.NewScanner(log), true
		for lines.Scan() {
			if open && strings.Contains(lines.Text(), "ready to accept connections") {
				open = false
				close(ready)
			}
			if open {
				said.WriteString(lines.Text() + "\n")
			}
		}
		if open {
			close(ready)
		}
	}()
	select {
	case <-ready:
	case <-ctx.Done():
		c.stop()
		return fmt.Errorf("it took too long: %s", said.String())
	}
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		c.stop()
		return fmt.Errorf("%w: %s", err, said.String())
	}
	return conn.Close(ctx)
}

func (c *cluster) stop() {
	_ = c.server.Process.Signal(syscall.SIGQUIT) // at once
	_ = c.server.Wait()
	_ = os.RemoveAll(c.folder)
}

// url is where a database of the cluster is.
func (c *cluster) url(database string) string {
	return (&url.URL{
		Scheme: "postgres", User: url.User("postgres"), Path: "/" + database,
		RawQuery: url.Values{"host": {c.folder}, "sslmode": {"disable"}}.Encode(),
	}).String()
}

// database makes an empty database that goes away with the test.
func (c *cluster) database(t *testing.T) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", c.made.Add(1))
	c.exec(t.Context(), t, "CREATE DATABASE "+name)
	t.Cleanup(func() { c.exec(context.Background(), t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return c.url(name)
}

func (c *cluster) exec(ctx context.Context, t *testing.T, statement string) {
	t.Helper()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
