package signaling

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"warmroom/meeting"
	"warmroom/room"
	"warmroom/room/roomtest"
)

// house is a whole server behind an imagined network, made for a test in a
// synctest bubble: when the test ends, everything in it has to end too.
type house struct {
	t        *testing.T
	server   *Server
	rooms    *room.Rooms
	media    *roomtest.Media
	room     *room.Room // the last one that was opened
	guests   *guests
	listener *listener
	http     *http.Server
	log      *recorder
	metrics  *prometheus.Registry
	meeting  meeting.ID
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, media: &roomtest.Media{}, log: &recorder{}, metrics: prometheus.NewRegistry(), listener: newListener()}
	var relays atomic.Int32 // makes each credential another
	h.guests, h.meeting = newGuests(), "meeting"
	h.rooms = room.NewRooms(func(_ context.Context, id meeting.ID) (room.Config, error) {
		cfg := roomtest.Config(h.media, &roomtest.Journal{})
		cfg.Meeting.ID = id
		cfg.Opened = func(r *room.Room) { h.room = r }
		cfg.Log = slog.New(slog.NewTextHandler(h.log, nil))
		return cfg, nil
	})
	h.server = New(Config{
		Meetings: h.guests,
		Rooms:    h.rooms,
		ICEServers: func() []ICEServer {
			return []ICEServer{{URLs: []string{"turn:turn.test"}, Username: fmt.Sprint(relays.Add(1)), Credential: "secret"}}
		},
		Log:        slog.New(slog.NewTextHandler(h.log, nil)),
		Registerer: h.metrics,
	})
	h.http = &http.Server{Handler: h.server}
	served := make(chan error, 1)
	go func() { served <- h.http.Serve(h.listener) }()
	t.Cleanup(func() {
		h.close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve: %v", err)
		}
	})
	return h
}

// close stops everything in the order in which cmd/warmroom does.
func (h *house) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := h.server.Close(ctx); err != nil {
		h.t.Errorf("close the server: %v", err)
	}
	if err := h.http.Close(); err != nil {
		h.t.Errorf("close http: %v", err)
	}
	if err := h.rooms.Close(ctx); err != nil {
		h.t.Errorf("close the rooms: %v", err)
	}
}

// listener hands one end of a pipe to the server for each dial.
type listener struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newListener() *listener {
	return &listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *listener) Addr() net.Addr { return &net.UnixAddr{Name: "test", Net: "pipe"} }

func (l *listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// staff returns the token of a member of staff's cookie.
func (h *house) staff(name string) string { return name }

// invite returns what somebody needs to enter by a link under a name.
func (h *house) invite(link, who, name string) (object, error) {
	token := link
	if link == "personal" {
		token += " " + who
	}
	return object{"invite": token, "name": name, "acceptance": "accepted by " + name}, nil
}
