// Command warmroom is the one binary: it serves support groups online, shows
// itself as a demonstration, and has the operator's few commands.
//
// It is the only place where the parts of the house meet. [App] puts them
// together, with Open and Close; tests start the real thing on port 0 in a
// temporary folder. Environment variables are read here and nowhere else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // schedules need their zones on machines without them

	"github.com/alecthomas/kong"
)

// program is the command line.
type program struct {
	Serve       serveCommand       `kong:"cmd,default='withargs',help='Run the server (the default).',set='data=./data',set='media=:3480',set='turn=:3478',set='ops=127.0.0.1:8081',set='loopback=false',set='log_level=info'"`
	Demo        demoCommand        `kong:"cmd,help='Run a demonstration with a seeded group whose meeting is on now.',set='data=./data/demo',set='media=:0',set='turn=:0',set='ops=off',set='loopback=true',set='log_level=warn'"`
	Migrate     migrateCommand     `kong:"cmd,help='Bring the database to the schema of this version, and end.',set='data=./data'"`
	Backup      backupCommand      `kong:"cmd,help='Copy the embedded database to a file, also while the server runs.',set='data=./data'"`
	Account     accountCommand     `kong:"cmd,help='Staff accounts: add, email, grant, link, list, show, close.',set='data=./data'"`
	Group       groupCommand       `kong:"cmd,help='Groups: list, show, create, change.',set='data=./data'"`
	Meeting     meetingCommand     `kong:"cmd,help='Meetings: list, show, start, plan, cancel, end.',set='data=./data'"`
	Invite      inviteCommand      `kong:"cmd,help='Links to the door of a group: list, create, revoke.',set='data=./data'"`
	Key         keyCommand         `kong:"cmd,help='The key that addresses of staff are encrypted with: rotate.',set='data=./data'"`
	Jobs        jobsCommand        `kong:"cmd,help='What the server does by itself: list, retry.',set='data=./data'"`
	Healthcheck healthcheckCommand `kong:"cmd,help='Ask the server on this machine whether it is alive.'"`
	Version     versionCommand     `kong:"cmd,help='Print the version.'"`
}

// terminals are where a command speaks to the person who gave it.
type terminals struct {
	out io.Writer // what was asked for
	err io.Writer // the log
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A later Ctrl-C ends the program at once. One in the same second is the
	// same one: shells and supervisors often pass it on twice.
	context.AfterFunc(ctx, func() { time.AfterFunc(time.Second, stop) })
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// exit is how kong asks to end, after --help.
type exit int

// run is main without a process: it returns the exit code. What is wrong is
// one sentence on stderr, and 1.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if r := recover(); r != nil {
			asked, ok := r.(exit)
			if !ok {
				panic(r)
			}
			code = int(asked)
		}
	}()
	err := execute(ctx, args, environ, terminals{out: stdout, err: stderr})
	if err != nil {
		fmt.Fprintf(stderr, "warmroom: %s.\n", err)
		return 1
	}
	return 0
}

func execute(ctx context.Context, args, environ []string, t terminals) error {
	parser, err := kong.New(&program{},
		kong.Name("warmroom"),
		kong.Description("A warm room for peer-led support groups online."),
		kong.Writers(t.out, t.err),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, Summary: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t),
	)
	if err != nil {
		return err
	}
	if err := checkEnvironment(environ, variables(parser.Model.Node)); err != nil {
		return err
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return err
	}
	return chosen.Run()
}

// variables lists the environment variables of all options of a command line.
func variables(n *kong.Node) []string {
	var names []string
	for _, f := range n.Flags {
		names = append(names, f.Envs...)
	}
	for _, child := range n.Children {
		names = append(names, variables(child)...)
	}
	return names
}

type versionCommand struct{}

// Run prints the version of the module and the commit it was built from.
func (versionCommand) Run(t terminals) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this binary does not know its version")
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			version += " " + s.Value
		}
	}
	_, err := fmt.Fprintln(t.out, "warmroom", version, info.GoVersion)
	return err
}

type migrateCommand struct {
	Store StoreConfig `embed:""`
}

// Run opens the database, which migrates it, and closes it.
func (m *migrateCommand) Run(ctx context.Context, t terminals) error {
	db, _, err := openBeside(ctx, m.Store, quietLogger(t.err))
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "The database is current.")
	return err
}
