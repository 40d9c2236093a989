package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/meeting"
)

// program is the server, built once for all tests.
var program string

func TestMain(m *testing.M) {
	os.Exit(withProgram(m.Run))
}

func withProgram(tests func() int) int {
	folder, err := os.MkdirTemp("", "roomload")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	program = filepath.Join(folder, "warmroom")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", program, "warmroom/cmd/warmroom")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the server: %v\n%s", err, out)
		return 1
	}
	return tests()
}

// demonstration is a server that runs until the test ends.
type demonstration struct {
	participants, facilitator, coFacilitator, manager string // links
	metrics                                           string
}

var anyLink = regexp.MustCompile(`http://\S+/(?:sign-in|join)#\S+`)

// startServer starts the demonstration, whose group may talk freely.
func startServer(t *testing.T) demonstration {
	t.Helper()
	ops := freeAddress(t)
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "demo", "--data="+t.TempDir(), "--listen=127.0.0.1:0", "--media-udp=127.0.0.1:0",
		"--media-tcp=off", "--turn=off", "--ops-listen="+ops)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	drained := make(chan struct{})
	t.Cleanup(func() {
		stop()
		<-drained
		if err := cmd.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the server ended with %v: %s", err, &complaint)
		}
	})
	var links []string
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Press Ctrl-C") {
		links = append(links, anyLink.FindAllString(lines.Text(), -1)...)
	}
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, out)
	}()
	if len(links) < 5 {
		t.Fatalf("the server printed %d links: %s", len(links), &complaint)
	}
	d := demonstration{facilitator: links[0], coFacilitator: links[1], participants: links[2], manager: links[4], metrics: "http://" + ops + "/metrics"}
	d.permitCrossTalk(t)
	return d
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// permitCrossTalk lets everybody in the demonstration's groups talk at once.
func (d demonstration) permitCrossTalk(t *testing.T) {
	t.Helper()
	at, err := parseLink(d.manager, "sign-in")
	if err != nil {
		t.Fatal(err)
	}
	v := newVisitor(at, http.DefaultClient)
	if err := v.post(t.Context(), "/api/session", api.SignInRequest{Token: at.token}, &api.SignedIn{}); err != nil {
		t.Fatal(err)
	}
	ask := func(method, path string, in, out any) {
		body, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), method, at.origin+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", at.origin)
		for name, value := range v.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if err := json.NewDecoder(resp.Body).Decode(out); err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %s, %v", method, path, resp.Status, err)
		}
	}
	var groups []api.Group
	ask(http.MethodGet, "/api/groups", nil, &groups)
	welcome := meeting.CrossTalkWelcome
	for _, g := range groups {
		ask(http.MethodPatch, "/api/groups/"+string(g.ID), api.GroupChange{Version: g.Version, CrossTalk: &welcome}, &api.Group{})
	}
}

func TestRoomFillsIsMeasuredAndTold(t *testing.T) {
	d := startServer(t)
	file := filepath.Join(t.TempDir(), "result.json")
	var table, news bytes.Buffer
	err := run(t.Context(), []string{
		"-url", d.participants, "-facilitator", d.facilitator, "-metrics", d.metrics, "-json", file,
		"-people", "6", "-video", "2", "-layers", "3", "-talkers", "3", "-duration", "3s", "-ramp", "300ms", "-drill", "2",
	}, &table, &news)
	if err != nil {
		t.Fatalf("%v\n%s", err, &news)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r report
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&r); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if !r.Complete || r.Seconds < 3 || r.People.In != 6 || r.People.Out != 0 {
		t.Errorf("%v s (complete: %v) with %+v, want 3 s with 6 people", r.Seconds, r.Complete, r.People)
	}
	// Three hear two others, three hear three; two see one camera, four see two.
	if r.Streams.Wanted != 3*2+3*3+2*1+4*2 || r.Streams.Started != r.Streams.Wanted {
		t.Errorf("streams %+v, want 25 of 25", r.Streams)
	}
	if r.Delivery.Percent <= 99 || r.Delivery.Percent > 100.1 || r.Delivery.Expected < 2000 || r.Loss.Percent > 1 {
		t.Errorf("delivery %+v, loss %+v; want more than 99 %%", r.Delivery, r.Loss)
	}
	if r.FirstMedia.P50 <= 0 || r.AllStreams.P95 < r.FirstMedia.P50 || r.Forwarding.P50 <= 0 || r.Forwarding.Max < r.Forwarding.P99 {
		t.Errorf("times %+v, %+v, %+v", r.FirstMedia, r.AllStreams, r.Forwarding)
	}
	if m, h := r.MuteToSilence, r.HandToAll; m == nil || m.Max > 300 || h == nil || h.P50 <= 0 || h.Max > 1000 {
		t.Errorf("mute to silence %+v, hand to all pages %+v", m, h)
	}
	if s := r.Server; s == nil || s.Cores <= 0 || s.MicrosPerPacket <= 0 || s.MiBBefore <= 0 || s.GoroutinesPerPerson <= 0 {
		t.Errorf("server %+v", s)
	}
	for _, want := range []string{
		"6 people, 3 talking, 2 cameras of 3 layers", "6 in, 0 out", "25 of 25 started", "delivery", "loss", "forwarding", "join to media", "mute to silence", "hand to all pages",
		"all streams", "µs per packet", "MiB per person", "generator CPU",
	} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, table.String())
		}
	}
	if !strings.Contains(news.String(), "6 of 6 in") {
		t.Errorf("progress: %s", &news)
	}
}

// watched is a writer that calls seen once a word was written to it.
type watched struct {
	word string
	seen context.CancelFunc
	text bytes.Buffer
}

func (w *watched) Write(b []byte) (int, error) {
	n, err := w.text.Write(b)
	if strings.Contains(w.text.String(), w.word) {
		w.seen()
	}
	return n, err
}

func TestInterruptedRunTellsWhatItHas(t *testing.T) {
	d := startServer(t)
	ctx, interrupt := context.WithCancel(t.Context())
	var out bytes.Buffer
	news := &watched{word: "p99", seen: interrupt} // told once the measuring has begun
	err := run(ctx, []string{
		"--url", d.participants, "--facilitator", d.facilitator, "--people=2", "--talkers=2", "--steady", "--video=0", "--duration=10m", "--ramp=0s", "--json=-",
	}, &out, news)
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if r.Complete || r.Seconds <= 0 || r.People.In != 2 || r.Delivery.Received == 0 {
		t.Errorf("%s", &out)
	}
}

func TestNobodyWaitsAtTheDoorForEver(t *testing.T) {
	d := startServer(t)
	var out, news bytes.Buffer
	err := run(t.Context(), []string{"--url", d.participants, "--people=1", "--video=0", "--ramp=0s", "--patience=1s", "--duration=1s"}, &out, &news)
	if err == nil || !strings.Contains(err.Error(), "door") {
		t.Errorf("nobody admits: %v, want a word on the door", err)
	}
	if !strings.Contains(news.String(), "until a facilitator lets them in") {
		t.Errorf("it does not say that it waits: %s", &news)
	}
	if err := run(t.Context(), []string{"--url", strings.Replace(d.participants, "#", "#X", 1), "--people=1"}, &out, &news); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a link that leads nowhere: %v, want 404", err)
	}
}
