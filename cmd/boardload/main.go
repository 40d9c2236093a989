// Command boardload measures how fast the public directory answers: it fills a
// database with groups, serves the real API from it on loopback and asks for a
// page at a steady rate, whatever the answers take.
//
//	go run ./cmd/boardload --groups=2000 --rate=200 --duration=30s
//	go run ./cmd/boardload --database=postgres://localhost/empty
//
// The database should be empty, or one that boardload has filled before.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"testing/fstest"
	"time"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/store"
)

// options are what a run is made of.
type options struct {
	database string
	groups   int
	rate     int // requests a second
	duration time.Duration
	path     string
	packed   bool
	flood    int // attempts to sign in a minute
}

func main() {
	var o options
	flag.StringVar(&o.database, "database", "", "SQLite file or Postgres URL; a temporary SQLite file if empty")
	flag.IntVar(&o.groups, "groups", 2000, "public groups to fill the database with")
	flag.IntVar(&o.rate, "rate", 200, "requests a second")
	flag.DurationVar(&o.duration, "duration", 30*time.Second, "how long to ask")
	flag.StringVar(&o.path, "path", "/groups", "what to ask for")
	flag.BoolVar(&o.packed, "gzip", false, "ask for compressed answers")
	flag.IntVar(&o.flood, "flood", 0, "attempts to sign in a minute, meanwhile, from another address")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "boardload:", err)
		os.Exit(1)
	}
}

// run fills, serves, asks and reports.
func run(ctx context.Context, o options, out io.Writer) (err error) {
	if o.database == "" {
		folder, err := os.MkdirTemp("", "boardload-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(folder) }() // the next run has another
		o.database = filepath.Join(folder, "warmroom.db")
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	db, err := store.Open(ctx, o.database, log)
	if err != nil {
		return err
	}
	defer func() {
		if closed := db.Close(); err == nil {
			err = closed
		}
	}()
	meetings := meeting.NewService(db, time.Now, log)
	if err := fill(ctx, meetings, o.groups); err != nil {
		return fmt.Errorf("fill the database: %w", err)
	}
	edge, err := api.New(api.Config{
		Meetings: meetings, App: fstest.MapFS{"index.en.html": {Data: []byte("app")}}, Socket: http.NotFoundHandler(),
		Ready: db.Ping, Now: time.Now, Log: log,
	})
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: edge.Handler(), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	origin := "http://" + l.Addr().String()
	flooding, stop := context.WithCancel(ctx)
	tried := make(chan error, 1)
	var f flooded
	go func() {
		var err error
		if o.flood > 0 {
			f, err = flood(flooding, origin, o.flood)
		}
		tried <- err
	}()
	r, asked := ask(ctx, origin+o.path, o)
	stop()
	asked = errors.Join(asked, <-tried)
	if err := server.Close(); err != nil {
		return err
	}
	if served := <-done; !errors.Is(served, http.ErrServerClosed) {
		return served
	}
	if asked != nil {
		return asked
	}
	if o.flood > 0 {
		fmt.Fprintf(out, "meanwhile %d attempts to sign in: %d looked up, %d sent away; ", f.tried, f.refused, f.held)
	}
	return r.write(out, o)
}
