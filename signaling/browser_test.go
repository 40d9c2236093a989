package signaling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// patience is how long a test waits for what has to come, in bubble time.
const patience = 30 * time.Second

// object is a JSON object as a stranger's client sees it.
type object = map[string]any

// browser is a client that knows the protocol only from its document: a cookie
// jar, and one socket at a time.
type browser struct {
	t     testing.TB
	house *house
	jar   *cookiejar.Jar
	tab   *tab
	deaf  bool // it answers no pings
}

func (h *house) browser() *browser {
	b := &browser{t: h.t, house: h}
	b.forgetCookies()
	return b
}

func (b *browser) forgetCookies() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	b.jar = jar
}

// signIn gives the browser the cookie of a member of staff.
func (b *browser) signIn(name string) {
	b.t.Helper()
	token, err := b.house.staff(name)
	if err != nil {
		b.t.Fatal(err)
	}
	b.jar.SetCookies(&url.URL{Scheme: "https", Host: "warmroom.test", Path: "/"},
		[]*http.Cookie{{Name: sessionCookie, Value: string(token), Path: "/", Secure: true, HttpOnly: true}})
}

// tab is one socket, read to its end.
type tab struct {
	t       testing.TB
	conn    *websocket.Conn
	nextID  int
	answers chan object

	mu     sync.Mutex // guards what follows
	events []object
	code   int    // of the close frame; -1 when the connection was cut
	reason string // likewise
	gate   chan struct{}

	ended chan struct{}
}

// open opens a socket and makes it the browser's tab. The one before stays
// open if it was.
func (b *browser) open() *tab {
	b.t.Helper()
	conn, err := b.dial(http.Header{}, Subprotocol)
	if err != nil {
		b.t.Fatalf("open a socket: %v", err)
	}
	b.tab = &tab{t: b.t, conn: conn, answers: make(chan object, 1000), ended: make(chan struct{})}
	if b.deaf {
		conn.SetPingHandler(func(string) error { return nil })
	}
	go b.tab.read()
	b.t.Cleanup(b.tab.cut)
	return b.tab
}

func (b *browser) dial(header http.Header, protocols ...string) (*websocket.Conn, error) {
	d := websocket.Dialer{
		NetDialTLSContext: b.house.network.dial, Jar: b.jar, Subprotocols: protocols, EnableCompression: true,
	}
	conn, resp, err := d.DialContext(context.Background(), "wss://warmroom.test/ws", header)
	if resp != nil {
		resp.Body.Close()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, resp.Status)
		}
	}
	return conn, err
}

func (c *tab) read() {
	defer close(c.ended)
	defer close(c.answers)
	for {
		c.mu.Lock()
		gate := c.gate
		c.mu.Unlock()
		if gate != nil {
			<-gate
		}
		_, text, err := c.conn.ReadMessage()
		if err != nil {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.code = -1
			if ce, ok := errors.AsType[*websocket.CloseError](err); ok {
				c.code, c.reason = ce.Code, ce.Text
			}
			return
		}
		var m object
		if err := json.Unmarshal(text, &m); err != nil {
			c.t.Errorf("the server sent %q: %v", text, err)
		}
		if _, answer := m["re"]; answer {
			c.answers <- m
			continue
		}
		c.mu.Lock()
		c.events = append(c.events, m)
		c.mu.Unlock()
	}
}

// pause makes the tab read one more frame and then no more, until it goes on.
func (c *tab) pause() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gate = make(chan struct{})
}

func (c *tab) goOn() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gate != nil {
		close(c.gate)
		c.gate = nil
	}
}

// cut ends the connection without a word.
func (c *tab) cut() {
	c.conn.NetConn().Close()
	c.goOn()
	<-c.ended
}

func (c *tab) sendText(text string) error {
	return c.conn.WriteMessage(websocket.TextMessage, []byte(text))
}

// send sends a command with the next id and doesn't wait.
func (c *tab) send(name string, members object) {
	c.t.Helper()
	if err := c.trySend(name, members); err != nil {
		c.t.Fatalf("send %s: %v", name, err)
	}
}

func (c *tab) trySend(name string, members object) error {
	c.nextID++
	m := object{"type": name, "id": c.nextID}
	for k, v := range members {
		m[k] = v
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return c.sendText(string(text))
}

// answer waits for the next answer; nil when the socket ended without one.
func (c *tab) answer() object {
	c.t.Helper()
	select {
	case a := <-c.answers:
		return a
	case <-time.After(patience):
		c.t.Fatal("no answer came")
		return nil
	}
}

// ask sends a command and returns its answer.
func (c *tab) ask(name string, members object) object {
	c.t.Helper()
	c.send(name, members)
	a := c.answer()
	if a == nil {
		code, reason := c.closed()
		c.t.Fatalf("%s was answered by the end of the socket: %d %s", name, code, reason)
	}
	if got, want := a["re"], float64(c.nextID); got != want {
		c.t.Fatalf("%s with id %v was answered by %v", name, want, a)
	}
	return a
}

// closed waits for the end of the socket and returns its close code, -1 when
// the connection was cut.
func (c *tab) closed() (code int, reason string) {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(patience):
		c.t.Fatal("the socket was not closed")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.code, c.reason
}

// received returns the events so far.
func (c *tab) received() []object {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]object(nil), c.events...)
}

// lastSeq returns the number of the newest event received.
func (c *tab) lastSeq() float64 {
	events := c.received()
	if len(events) == 0 {
		return 0
	}
	return events[len(events)-1]["seq"].(float64)
}
