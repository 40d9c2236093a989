package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// closeWithin is how long an orderly end may take.
const closeWithin = 20 * time.Second

type serveCommand struct {
	Config Config `embed:""`
}

// Run serves until ctx ends.
func (s *serveCommand) Run(ctx context.Context, t terminals) error {
	log := newLogger(t.err, slog.Level(s.Config.LogLevel), s.Config.LogFormat)
	if terminal(t.out) {
		s.Config.Terminal = t.out
	}
	return serve(ctx, s.Config, log, func(a *App) error {
		log.Info("ready", "url", a.URL())
		return nil
	})
}

// serve opens an App, lets ready do its part, and closes the App when ctx
// ends or the App can't go on.
func serve(ctx context.Context, cfg Config, log *slog.Logger, ready func(*App) error) error {
	a, err := Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	why := ready(a)
	debug.FreeOSMemory() // opening takes twice what waiting for people does
	if why == nil {
		select {
		case <-ctx.Done():
		case why = <-a.Failed():
		}
	}
	log.Info("stopping")
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
	defer cancel()
	if err := a.Close(closing); err != nil {
		why = errors.Join(why, fmt.Errorf("not everything ended in order: %w", err))
	}
	return why
}
