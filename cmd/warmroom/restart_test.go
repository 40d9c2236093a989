package main

import (
	"bufio"
	"bytes"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/sfu/sfutest"
	"warmroom/store"
)

// beWarmroom makes this test's binary the program itself.
const beWarmroom = "BE_WARMROOM"

func TestMain(m *testing.M) {
	if os.Getenv(beWarmroom) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is the program in a process of its own, which can be killed.
type process struct {
	t       *testing.T
	command *exec.Cmd
	origin  string
	links   [][]string // as demoLink finds them
	log     *safeBuffer
}

// startProcess starts the demonstration at an address and waits for its links.
func startProcess(t *testing.T, folder, address string) *process {
	t.Helper()
	p := &process{t: t, log: &safeBuffer{}}
	p.command = exec.CommandContext(t.Context(), os.Args[0], "demo", "--data="+folder, "--listen="+address,
		"--media-udp=127.0.0.1:0", "--media-tcp=127.0.0.1:0", "--turn=off")
	p.command.Env = append(os.Environ(), beWarmroom+"=1")
	p.command.Stderr = p.log
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	var text strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.HasPrefix(lines.Text(), "Press Ctrl-C"); {
		text.WriteString(lines.Text() + "\n")
	}
	if p.links = demoLink.FindAllStringSubmatch(text.String(), -1); len(p.links) < 3 {
		t.Fatalf("no links: %s\n%s", text.String(), p.log)
	}
	p.origin = strings.Replace(p.links[0][1], "localhost", "127.0.0.1", 1)
	return p
}

// kill ends the process as a crash or the kernel does: without a word.
func (p *process) kill() {
	if p.command.ProcessState == nil {
		_ = p.command.Process.Kill()
		_ = p.command.Wait() // always complains of the signal
	}
}

// visitor returns a browser without cookies.
func (p *process) visitor() *visitor {
	v := (&house{t: p.t}).visitor()
	v.origin = p.origin
	return v
}

func (p *process) staff(n int) *visitor {
	p.t.Helper()
	v := p.visitor()
	v.post("/api/session", api.SignInRequest{Token: meeting.Token(p.links[n][3])}).want(p.t, 200, nil)
	return v
}

// kept waits until what the room wrote down of itself is so.
func kept(t *testing.T, folder string, m meeting.ID, so func(meeting.LiveRoom) bool) {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(folder, "warmroom.db"), slog.New(slog.DiscardHandler))
	if err == nil {
		err = unlock(t.Context(), db, StoreConfig{Data: folder})
	}
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	late := time.After(patience)
	for {
		r, err := db.LiveRoom(t.Context(), m)
		if err == nil && so(r) {
			return
		}
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("it is never kept: %v, %s", err, r.State)
		}
	}
}

// resume comes back on a new socket, as the page does.
func (g *guest) resume() {
	g.t.Helper()
	last := g.last()
	g.forgetFrames()
	g.dial()
	g.ask("resume", map[string]any{"session": g.welcome.Session, "token": g.welcome.Token, "seq": last}).read(g.t, &g.welcome)
}

// The server is killed in the middle of a circle and started again. Everybody
// finds the same place within 10 s, and nobody finds a better one.
func TestAMeetingGoesOnAfterTheServerWasKilled(t *testing.T) {
	folder := t.TempDir()
	p := startProcess(t, folder, "127.0.0.1:0")
	var signed api.SignedIn
	lead := p.visitor()
	lead.post("/api/session", api.SignInRequest{Token: meeting.Token(p.links[0][3])}).want(t, 200, &signed)
	invite := meeting.Token(p.links[2][3])
	ana := lead.enter(t, entering{Meeting: signed.Meeting, Name: "Ana"})
	ben := p.staff(1).enter(t, entering{Meeting: signed.Meeting, Name: "Ben"})
	people := map[string]*guest{}
	ids := map[string]room.ParticipantID{"Ana": ana.self("present"), "Ben": ben.self("present")}
	for _, name := range []string{"Blue Heron", "Red Fox", "Loud Crow", "Small Wren"} {
		people[name] = p.visitor().enter(t, entering{Invite: invite, Name: name})
		ids[name] = people[name].self("waiting")
	}
	heron, fox, crow, wren := people["Blue Heron"], people["Red Fox"], people["Loud Crow"], people["Small Wren"]
	ana.ask("door.admit", map[string]any{"participants": []room.ParticipantID{ids["Blue Heron"], ids["Red Fox"], ids["Loud Crow"]}})
	ana.ask("circle.start", map[string]any{"seconds": 600, "first": "first_in"})
	ana.ask("person.mute", map[string]any{"participant": ids["Red Fox"]})
	ana.ask("person.remove", map[string]any{"participant": ids["Loud Crow"], "reason": "disrupting"})
	heron.connectAs(t, 7)
	heron.ask("media.publish", map[string]any{"source": "microphone", "on": true})
	ana.ask("chat.say", map[string]any{"lane": "everyone", "text": "Welcome"})
	ana.ask("hand.raise", map[string]any{})
	until := hears(heron, "floor.changed", func(e room.FloorChanged) bool { return e.Floor.Speaker == ids["Blue Heron"] }).Floor.Until
	kept(t, folder, signed.Meeting, func(r meeting.LiveRoom) bool {
		return bytes.Contains(r.State, []byte(`"hands":["`+string(ids["Ana"])+`"]`)) && slices.ContainsFunc(r.People, func(q meeting.LivePerson) bool {
			return q.ID == string(ids["Blue Heron"]) && bytes.Contains(q.State, []byte(`"microphone":"on"`))
		})
	})

	p.kill()
	address := strings.TrimPrefix(p.origin, "http://")
	p = startProcess(t, folder, address)
	up := time.Now()
	for _, g := range []*guest{ana, ben, heron, fox, wren} {
		g.resume()
		if g.welcome.Resumed {
			t.Errorf("%s is told that missed events follow", g.name)
		}
	}
	for _, g := range []*guest{ana, heron, fox} {
		s := hears[room.Snapshot](g, "snapshot", nil)
		if s.Standing != moderation.Present || s.Self != ids[g.name] || s.Name != g.name || len(s.People) != 4 || len(s.Messages) != 0 || s.RestartedAt == nil {
			t.Errorf("%s is back as %+v", g.name, s)
		}
		// The time without a server is given back, to the 5 s to which it is known.
		longer := s.Floor.Until.Sub(*until)
		if s.Floor.Speaker != ids["Blue Heron"] || !slices.Equal(s.Floor.Order, []room.ParticipantID{ids["Red Fox"]}) || longer < 0 || longer > patience {
			t.Errorf("%s finds the floor %+v, want it with Blue Heron until %v", g.name, s.Floor, until)
		}
	}
	if s := hears[room.Snapshot](wren, "snapshot", nil); s.Standing != moderation.Waiting || len(s.People) != 0 || s.Self != ids["Small Wren"] {
		t.Errorf("who waited is back as %+v", s)
	}
	if r := fox.refused("media.publish", map[string]any{"source": "microphone", "on": true}); r.Reason != "muted" {
		t.Errorf("who was muted is answered %+v", r)
	}
	// Media is made anew, and goes on as it was permitted.
	hears[room.MediaLost](heron, "media.lost", nil)
	heron.media.Close()
	ana.connect(t)
	heron.connectAs(t, 9)
	heron.media.Speak(sfutest.Speech)
	ana.listens(9, 20)
	if took := time.Since(up); took > 10*time.Second {
		t.Errorf("it took %v until all were back", took)
	}

	crow.dial()
	if r := crow.refused("resume", map[string]any{"session": crow.welcome.Session, "token": crow.welcome.Token, "seq": 1}); r.Reason != "session_unknown" {
		t.Errorf("who was removed is answered %+v", r)
	}
	crow.visitor.house = &house{t: t}
	if r := crow.visitor.refusedAtTheDoor(t, entering{Invite: invite, Name: "Quiet Crow"}); r.Reason != "removed" {
		t.Errorf("at the door who was removed is answered %+v", r)
	}
	for _, secret := range []string{"Heron", "Crow", string(invite), heron.welcome.Token, "127.0.0.1"} {
		if strings.Contains(p.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
