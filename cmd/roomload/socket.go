package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"warmroom/fault"
	"warmroom/signaling"
)

// socket is one WebSocket. It owns the goroutine that reads it; Close waits
// for that.
type socket struct {
	conn  *websocket.Conn
	event func(name string, text []byte) // called for each event, from the reading goroutine
	ended chan struct{}                  // closed when nothing more comes
	end   error                          // why; set before that

	mu      sync.Mutex // guards the fields below, and is held while writing
	last    int        // id of the last command
	answers map[int]chan<- []byte
}

// head is what every frame from the server begins with.
type head struct {
	Type string `json:"type"`
	Re   int    `json:"re"`
}

// writeWithin bounds how long a server may leave a command untaken.
const writeWithin = 10 * time.Second

// dial opens a socket with a visitor's cookies.
func (v *visitor) dial(ctx context.Context, event func(name string, text []byte)) (*socket, error) {
	header := http.Header{"Origin": {v.link.origin}}
	for name, value := range v.cookies {
		header.Add("Cookie", name+"="+value)
	}
	if c := header.Values("Cookie"); len(c) > 1 {
		header.Set("Cookie", strings.Join(c, "; "))
	}
	d := websocket.Dialer{Subprotocols: []string{signaling.Subprotocol}, EnableCompression: true, HandshakeTimeout: writeWithin}
	conn, resp, err := d.DialContext(ctx, v.link.socketURL(), header)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		if resp != nil {
			err = fmt.Errorf("%w: %s", err, resp.Status)
		}
		return nil, fmt.Errorf("open the socket: %w", err)
	}
	s := &socket{conn: conn, event: event, ended: make(chan struct{}), answers: map[int]chan<- []byte{}}
	go s.read()
	return s, nil
}

func (s *socket) read() {
	defer close(s.ended)
	for {
		_, text, err := s.conn.ReadMessage()
		if err != nil {
			s.end = fmt.Errorf("the socket ended: %w", err)
			return
		}
		if name := eventName(text); name != "" {
			s.event(name, text)
			continue
		}
		var h head
		if err := json.Unmarshal(text, &h); err != nil {
			s.end = fmt.Errorf("the server sent what is no frame: %w", err)
			return
		}
		s.mu.Lock()
		answer := s.answers[h.Re]
		delete(s.answers, h.Re)
		s.mu.Unlock()
		if answer != nil {
			answer <- text // buffered
		}
	}
}

// eventName returns the type of an event, "" for an answer. Most events are
// about other people and looked at no further: in a full room that is what
// keeps many participants cheap.
func eventName(text []byte) string {
	rest, ok := bytes.CutPrefix(text, []byte(`{"type":"`))
	name, rest, found := bytes.Cut(rest, []byte(`",`))
	if ok && found && bytes.HasPrefix(rest, []byte(`"seq":`)) {
		return string(name)
	}
	return ""
}

// refusal is a command that the server did not do.
type refusal struct{ told signaling.Refused }

func (r refusal) Error() string {
	return fmt.Sprintf("refused (%s %s): %s", r.told.Kind, r.told.Reason, r.told.Sentence)
}

// wait returns how long the server asked to wait before trying again, 0 when
// trying again is no use.
func wait(err error) time.Duration {
	r, ok := errors.AsType[refusal](err)
	if !ok || r.told.Kind != fault.TooMany {
		return 0
	}
	return time.Duration(max(r.told.RetryMS, 1)) * time.Millisecond
}

// ask gives a command, as often as the server says that it was too early, and
// reads its answer into out, which may be nil.
func (s *socket) ask(ctx context.Context, name string, command, out any) error {
	for {
		err := s.try(ctx, name, command, out)
		d := wait(err)
		if d == 0 {
			return err
		}
		if err := pause(ctx, d); err != nil {
			return err
		}
	}
}

// try is ask once.
func (s *socket) try(ctx context.Context, name string, command, out any) error {
	members, err := json.Marshal(command)
	if err != nil {
		return err
	}
	answer, err := s.send(name, members)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	select {
	case text := <-answer:
		return readAnswer(name, text, out)
	case <-s.ended:
		return fmt.Errorf("%s: %w", name, s.end)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *socket) send(name string, members []byte) (<-chan []byte, error) {
	answer := make(chan []byte, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	s.answers[s.last] = answer
	text := fmt.Appendf(nil, `{"type":%q,"id":%d`, name, s.last)
	if rest := members[1:]; len(rest) > 1 {
		text = append(text, ',')
		text = append(text, rest...)
	} else {
		text = append(text, '}')
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return nil, err
	}
	return answer, s.conn.WriteMessage(websocket.TextMessage, text)
}

func readAnswer(name string, text []byte, out any) error {
	var h head
	if err := json.Unmarshal(text, &h); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if h.Type == "refused" {
		var r refusal
		if err := json.Unmarshal(text, &r.told); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return fmt.Errorf("%s: %w", name, r)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

// Close cuts the connection and waits for the reading to end.
func (s *socket) Close() {
	_ = s.conn.Close() // the server finds out by itself
	<-s.ended
}
