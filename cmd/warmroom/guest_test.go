package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/room"
	"warmroom/sfu/sfutest"
)

// patience is how long a test waits for what has to come. Nothing takes that
// long; a test that has waited fails.
const patience = 20 * time.Second

// entering says by what somebody comes: staff by their meeting, others by an
// invite and a name.
type entering struct {
	Invite  meeting.Token
	Meeting meeting.ID
	Name    string
}

// frame is a message from the server.
type frame struct {
	Type string `json:"type"`
	Re   int    `json:"re"`
	Seq  uint64 `json:"seq"`
	text []byte
}

// read reads the members of a frame.
func (f frame) read(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(f.text, into); err != nil {
		t.Fatalf("%s: %v", f.text, err)
	}
}

// refusal is what a refused command is told.
type refusal struct{ Kind, Reason, Field, Sentence string }

// guest is a person in a meeting: a socket, and media once they connect. What
// the server sends is kept in order.
type guest struct {
	t       *testing.T
	visitor *visitor
	name    string
	media   *sfutest.Client // nil before connect

	welcome struct {
		Session string `json:"session"`
		Token   string `json:"token"`
		Resumed bool   `json:"resumed"`
	}

	mu     sync.Mutex // guards what follows
	conn   *websocket.Conn
	nextID int
	frames []frame
	code   int           // of the close frame; 0 while the socket is open
	news   chan struct{} // closed when something of this changes
	wg     sync.WaitGroup
}

// enter does what the app does between the link and the door.
func (v *visitor) enter(t *testing.T, e entering) *guest {
	t.Helper()
	g := &guest{t: t, visitor: v, name: e.Name, news: make(chan struct{})}
	t.Cleanup(g.leave)
	command := v.acceptance(t, e)
	g.dial()
	g.ask("enter", command).read(t, &g.welcome)
	return g
}

// refusedAtTheDoor is enter for somebody who must not get to the door.
func (v *visitor) refusedAtTheDoor(t *testing.T, e entering) refusal {
	t.Helper()
	g := &guest{t: t, visitor: v, news: make(chan struct{})}
	t.Cleanup(g.leave)
	command := v.acceptance(t, e)
	g.dial()
	return g.refused("enter", command)
}

// acceptance reads the entrance and accepts the agreements; it returns what
// the socket is told.
func (v *visitor) acceptance(t *testing.T, e entering) map[string]string {
	t.Helper()
	var page api.Entrance
	v.post("/api/entrance", api.EntranceRequest{Invite: e.Invite, Meeting: e.Meeting}).want(t, 200, &page)
	if e.Invite == "" {
		return map[string]string{"meeting": string(page.Meeting.ID)}
	}
	var accepted api.Acceptance
	v.post("/api/acceptances", api.AcceptanceRequest{
		Invite: e.Invite, Meeting: page.Meeting.ID, Version: page.Agreement.Version, Hash: page.Agreement.Hash, Pseudonym: e.Name,
	}).want(t, 201, &accepted)
	return map[string]string{
		"invite": string(e.Invite), "meeting": string(page.Meeting.ID), "name": e.Name, "acceptance": string(accepted.ID),
	}
}

// dial opens a socket with the visitor's cookies and begins to read it.
func (g *guest) dial() {
	g.t.Helper()
	var cookies []string
	for name, value := range g.visitor.cookies {
		cookies = append(cookies, name+"="+value)
	}
	d := websocket.Dialer{Subprotocols: []string{"warmroom.v1"}, EnableCompression: true}
	header := http.Header{"Origin": {g.visitor.origin}, "Cookie": {strings.Join(cookies, "; ")}}
	for i := 0; i < len(g.visitor.header); i += 2 {
		header.Set(g.visitor.header[i], g.visitor.header[i+1])
	}
	conn, _, err := d.DialContext(g.t.Context(), strings.Replace(g.visitor.origin, "http", "ws", 1)+"/ws", header)
	if err != nil {
		g.t.Fatal(err)
	}
	g.mu.Lock()
	g.conn, g.code = conn, 0
	g.mu.Unlock()
	g.wg.Go(func() { g.receive(conn) })
}

func (g *guest) receive(conn *websocket.Conn) {
	for {
		_, text, err := conn.ReadMessage()
		g.mu.Lock()
		if err != nil {
			if end, ok := errors.AsType[*websocket.CloseError](err); ok && g.conn == conn {
				g.code = end.Code
			}
			g.wake()
			g.mu.Unlock()
			return
		}
		f := frame{text: text}
		if err := json.Unmarshal(text, &f); err != nil {
			g.t.Errorf("%s: %v", text, err)
		}
		g.frames = append(g.frames, f)
		g.wake()
		g.mu.Unlock()
	}
}

// wake tells those who wait; mu is held.
func (g *guest) wake() {
	close(g.news)
	g.news = make(chan struct{})
}

// wait returns when holds does, which is called with mu held.
func (g *guest) wait(what string, holds func() bool) {
	g.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		g.mu.Lock()
		news, met := g.news, holds()
		g.mu.Unlock()
		if met {
			return
		}
		select {
		case <-news:
		case <-late.C:
			g.t.Fatalf("%s waits in vain for %s; has %s", g.name, what, g.story())
		}
	}
}

// story lists what has come, for a test that fails.
func (g *guest) story() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var b strings.Builder
	for _, f := range g.frames {
		fmt.Fprintf(&b, "\n  %.200s", f.text)
	}
	fmt.Fprintf(&b, "\n  closed with %d", g.code)
	return b.String()
}

// do sends a command and returns its answer.
func (g *guest) do(kind string, members any) frame {
	g.t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		g.t.Fatal(err)
	}
	g.mu.Lock()
	g.nextID++
	id, conn := g.nextID, g.conn
	g.mu.Unlock()
	head := fmt.Sprintf(`{"type":%q,"id":%d`, kind, id)
	if rest := strings.TrimPrefix(string(text), "{"); rest != "}" {
		head += "," + rest
	} else {
		head += rest
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte(head)); err != nil {
		g.t.Fatalf("%s sends %s: %v", g.name, kind, err)
	}
	var answer frame
	g.wait("an answer to "+kind, func() bool {
		for _, f := range g.frames {
			if f.Re == id {
				answer = f
				return true
			}
		}
		return false
	})
	return answer
}

// ask is do for a command that must be done.
func (g *guest) ask(kind string, members any) frame {
	g.t.Helper()
	f := g.do(kind, members)
	if f.Type == "refused" {
		g.t.Fatalf("%s: %s is refused: %s", g.name, kind, f.text)
	}
	return f
}

// refused is do for a command that must not be done.
func (g *guest) refused(kind string, members any) refusal {
	g.t.Helper()
	f := g.do(kind, members)
	if f.Type != "refused" {
		g.t.Fatalf("%s: %s is done: %s", g.name, kind, f.text)
	}
	var r refusal
	f.read(g.t, &r)
	return r
}

// hears waits for an event of a kind that fits, however long ago it came.
func hears[E any](g *guest, kind string, fits func(E) bool) E {
	g.t.Helper()
	var found E
	g.wait(kind, func() bool {
		for _, f := range g.frames {
			if f.Type != kind {
				continue
			}
			var e E
			if err := json.Unmarshal(f.text, &e); err == nil && (fits == nil || fits(e)) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

// last returns the number of the last event that came.
func (g *guest) last() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	last := uint64(0)
	for _, f := range g.frames {
		last = max(last, f.Seq)
	}
	return last
}

// forgetFrames lets a test wait for what comes from now on.
func (g *guest) forgetFrames() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.frames = nil
}

// self is the guest's own id, from a snapshot of a standing.
func (g *guest) self(standing string) room.ParticipantID {
	g.t.Helper()
	return hears(g, "snapshot", func(s room.Snapshot) bool { return string(s.Standing) == standing }).Self
}

// connect makes the guest's media connection through the socket.
func (g *guest) connect(t *testing.T) {
	t.Helper()
	g.connectWith(t, sfutest.Options{})
}

// connectAs marks everything the guest sends with a number.
func (g *guest) connectAs(t *testing.T, tag uint32) {
	t.Helper()
	g.connectWith(t, sfutest.Options{Tag: tag})
}

func (g *guest) connectWith(t *testing.T, o sfutest.Options) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, err := sfutest.Dial(ctx, o, func(offer string) (string, error) {
		var a struct {
			SDP string `json:"sdp"`
		}
		g.ask("media.offer", map[string]string{"sdp": offer}).read(t, &a)
		return a.SDP, nil
	})
	if err != nil {
		t.Fatalf("%s: %v", g.name, err)
	}
	g.media = c
}

// cut loses the socket as a lost network does: without a goodbye.
func (g *guest) cut() {
	g.mu.Lock()
	conn := g.conn
	g.mu.Unlock()
	conn.UnderlyingConn().Close()
	g.wg.Wait()
}

// closeCode waits for the end of the socket and returns its code.
func (g *guest) closeCode() int {
	g.t.Helper()
	g.wait("the socket's end", func() bool { return g.code != 0 })
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.code
}

// leave ends what the guest holds open.
func (g *guest) leave() {
	if g.media != nil {
		g.media.Close()
	}
	g.mu.Lock()
	conn := g.conn
	g.mu.Unlock()
	if conn != nil {
		conn.Close()
	}
	g.wg.Wait()
}
