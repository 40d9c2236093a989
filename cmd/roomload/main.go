// Command roomload fills a room of any Warmroom server with synthetic
// participants and says how well the server carried it. Operators size a
// machine with it; docs/performance.md was measured with it.
//
// It knows the server only by its protocol (docs/protocol.md): every
// participant reads the entrance, accepts the agreements, enters over a
// WebSocket and makes one offer. A facilitator's link lets it admit them.
//
//	roomload --url=https://host/join#… --facilitator=https://host/sign-in#… --people=25 --video=8
//
// It starts a goroutine and a socket for each participant, besides those of
// sfutest; all have ended when it returns. It must not import sfu, and asks
// the server's own metrics for what it cost.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	// The generator must not be what bounds the server: it trades memory for
	// fewer collections.
	debug.SetGCPercent(400)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "roomload: %v\n", err)
		os.Exit(1)
	}
}

// run is main without a process. The table goes to out, progress to news.
func run(ctx context.Context, args []string, out, news io.Writer) error {
	var o options
	parser, err := kong.New(&o, kong.Name("roomload"), kong.Writers(out, news),
		kong.Description("Fill a room with synthetic participants and tell how well the server carried it."))
	if err != nil {
		return err
	}
	if _, err := parser.Parse(doubled(args)); err != nil {
		return err
	}
	if o.Onlooker {
		return entertain(ctx, o, news)
	}
	r, err := fill(ctx, o, news)
	if err != nil {
		return err
	}
	if o.JSON != "-" {
		if err := r.table(out); err != nil {
			return err
		}
	}
	return r.save(o.JSON, out)
}

// doubled lets long options be written with one dash too.
func doubled(args []string) []string {
	list := make([]string, len(args))
	for i, a := range args {
		if len(a) > 2 && a[0] == '-' && a[1] != '-' {
			a = "-" + a
		}
		list[i] = a
	}
	return list
}

// save writes the report as JSON into a file, or to out for "-".
func (r *report) save(file string, out io.Writer) error {
	if file == "" {
		return nil
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return err
	}
	if file == "-" {
		_, err := io.WriteString(out, b.String())
		return err
	}
	return os.WriteFile(file, []byte(b.String()), 0o600)
}
