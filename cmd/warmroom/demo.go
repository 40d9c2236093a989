package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"warmroom/meeting"
)

// demoCommand is serve with defaults for looking around: any free port for
// media, loopback announced, a folder of its own, and people in it.
type demoCommand struct {
	Config Config `embed:""`
}

// Run seeds what is missing, prints the links and serves until ctx ends.
func (d *demoCommand) Run(ctx context.Context, t terminals) error {
	log := newLogger(t.err, slog.Level(d.Config.LogLevel), d.Config.LogFormat)
	d.Config.Terminal = t.out // its links are there too
	err := serve(ctx, d.Config, log, func(a *App) error {
		seeded, err := a.meetings.SeedDemo(ctx)
		if err != nil {
			return fmt.Errorf("seed the demonstration: %w", err)
		}
		return d.welcome(t.out, a.URL(), seeded)
	})
	if err == nil {
		_, err = fmt.Fprintln(t.out, "\nStopped. The data is kept.")
	}
	return err
}

// welcome says what runs and how to look at it.
func (d *demoCommand) welcome(w io.Writer, url string, s meeting.Demo) error {
	var text strings.Builder
	fmt.Fprintf(&text, "\nWarmroom is running with a demonstration of %s.\n", s.Organisation.Name)
	fmt.Fprintf(&text, "%q is meeting now, until %s.\n\n", s.Recovery.Name, s.Meeting.EndsAt.Local().Format(time.TimeOnly[:5]))
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, l := range []struct {
		who, page string
		token     meeting.Token
	}{
		{"facilitator (" + s.Facilitator.Name + ")", "sign-in", s.FacilitatorSignIn},
		{"co-facilitator (" + s.CoFacilitator.Name + ")", "sign-in", s.CoFacilitatorSignIn},
		{"participants", "join", s.ParticipantInvite},
		{"family group", "join", s.FamilyInvite},
		{"staff page (" + s.Facilitator.Name + ")", "sign-in", s.ManagerSignIn},
	} {
		fmt.Fprintf(table, "  %s\t%s/%s#%s\n", l.who, url, l.page, string(l.token))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(&text, "\nOpen each person in a browser or private window of their own: a browser is one member of staff\n"+
		"at a time, and their links work once. Run the demo again for new ones.\n\n"+
		"The data lies in %s.\nPress Ctrl-C to stop; the data stays.\n", d.Config.Store.place())
	_, err := io.WriteString(w, text.String())
	return err
}

// place names where the data lies, without the password of a database.
func (c *StoreConfig) place() string {
	if c.DatabaseURL != "" {
		return "the database of WARMROOM_DATABASE_URL"
	}
	if folder, err := filepath.Abs(c.Data); err == nil {
		return folder
	}
	return c.Data
}
