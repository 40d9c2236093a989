package main

import (
	"bufio"
	"context"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/meeting"
)

// running is the program, run by a test until it is interrupted.
type running struct {
	interrupt context.CancelFunc
	ended     chan struct{} // closed when it has returned
	code      int           // what it returned; set before that
	log       *safeBuffer
}

// startDemo runs the demonstration and returns what it printed until it was
// ready.
func startDemo(t *testing.T, folder string) (*running, string) {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	r := &running{interrupt: interrupt, ended: make(chan struct{}), log: &safeBuffer{}}
	out, in := io.Pipe()
	go func() {
		defer close(r.ended)
		defer in.Close()
		r.code = run(ctx, []string{
			"demo", "--data=" + folder, "--listen=127.0.0.1:0", "--media-udp=127.0.0.1:0", "--media-tcp=127.0.0.1:0", "--turn=127.0.0.1:0",
		}, nil, in, r.log)
	}()
	t.Cleanup(func() { r.stop(t) })
	var text strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		text.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "Press Ctrl-C") {
			go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the program
			return r, text.String()
		}
	}
	<-r.ended
	t.Fatalf("the demonstration ended with %d: %s", r.code, r.log)
	return nil, ""
}

// stop does what Ctrl-C does. The program must end well.
func (r *running) stop(t *testing.T) {
	t.Helper()
	r.interrupt()
	<-r.ended
	if r.code != 0 {
		t.Errorf("ended with exit code %d: %s", r.code, r.log)
	}
}

var demoLink = regexp.MustCompile(`(http://\S+)/(sign-in|join)#(\S+)`)

func TestDemonstrationSeedsPrintsItsLinksAndKeepsItsData(t *testing.T) {
	folder := t.TempDir()
	first, text := startDemo(t, folder)
	links := demoLink.FindAllStringSubmatch(text, -1)
	if len(links) < 3 || links[0][2] != "sign-in" || links[1][2] != "sign-in" || links[2][2] != "join" {
		t.Fatalf("it prints %s; want the links of facilitator, co-facilitator and participants", text)
	}
	if !strings.Contains(text, folder) {
		t.Errorf("it does not say where the data lies: %s", text)
	}
	if !strings.HasPrefix(links[0][1], "http://localhost:") {
		t.Errorf("the links lead to %s, where browsers give no camera", links[0][1])
	}
	ana, page := demoVisit(t, links)
	if ana.Account.Name != "Ana" || page.Meeting.Status != meeting.Scheduled || page.Meeting.EndsAt.Before(time.Now().Add(29*time.Minute)) {
		t.Errorf("the facilitator is %+v, the meeting %+v; want Ana, and a meeting that is on for a while", ana, page.Meeting)
	}
	first.stop(t)
	if strings.Contains(first.log.String(), "ERROR") {
		t.Errorf("it complains: %s", first.log)
	}

	_, text = startDemo(t, folder)
	again := demoLink.FindAllStringSubmatch(text, -1)
	_, later := demoVisit(t, again)
	if later.Meeting != page.Meeting || later.Group.ID != page.Group.ID {
		t.Errorf("started again: %+v, want the same meeting %+v", later.Meeting, page.Meeting)
	}
	// The participant link of the first start still opens the door.
	body := api.EntranceRequest{Invite: meeting.Token(links[2][3])}
	h := &house{App: nil, t: t}
	if got := postTo(t, h, again[0][1], "/api/entrance", body); got.status != 200 {
		t.Errorf("the first start's link: status %d", got.status)
	}
}

// demoVisit uses the facilitator's and the participants' links.
func demoVisit(t *testing.T, links [][]string) (api.SignedIn, api.Entrance) {
	t.Helper()
	h := &house{t: t}
	var who api.SignedIn
	postTo(t, h, links[0][1], "/api/session", api.SignInRequest{Token: meeting.Token(links[0][3])}).want(t, 200, &who)
	var page api.Entrance
	postTo(t, h, links[2][1], "/api/entrance", api.EntranceRequest{Invite: meeting.Token(links[2][3])}).want(t, 200, &page)
	return who, page
}

// postTo sends a request to a server by its address alone.
func postTo(t *testing.T, h *house, origin, path string, body any) answer {
	t.Helper()
	v := h.visitor()
	v.origin = strings.Replace(origin, "localhost", "127.0.0.1", 1)
	return v.post(path, body)
}
