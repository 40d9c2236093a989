// Package signaling is the wire between browser and room: typed commands and
// events over one WebSocket, sessions that outlive their socket, limits, and
// the close codes. docs/protocol.md is its description for strangers.
//
// cmd/warmroom mounts the [Server] at /ws. A command is decoded and checked
// against its shape, becomes a method of room.Room and is answered once; a
// room delivers events into its sessions, which number them and keep the last.
// No rule about people is decided here.
//
// Each socket has two goroutines, its loop and its reader, which end with it;
// Close ends all sockets and waits. It must not import sfu, store, api, gin or
// gorm.
package signaling

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"warmroom/meeting"
	"warmroom/room"
)

// Meetings checks who may stand at a door, and knows who was in a room when
// the server stopped; meeting.Service is one.
type Meetings interface {
	Enter(ctx context.Context, r meeting.EnterRequest) (meeting.Entry, error)
	IssuePass(ctx context.Context, m meeting.ID) (meeting.Pass, meeting.Token, error)
	DropPass(ctx context.Context, p meeting.Pass) error
	Seat(ctx context.Context, token meeting.Token) (meeting.Seated, error)
}

// Config is what a Server needs. All of it is required except
// AllowedOrigin and Caller.
type Config struct {
	Meetings Meetings
	Rooms    *room.Rooms
	// ICEServers returns the servers for one participant's PeerConnection,
	// with credentials made for it.
	ICEServers func() []ICEServer
	// AllowedOrigin says whether a page may open a socket; nil means only
	// pages of the host it connects to.
	AllowedOrigin func(*http.Request) bool
	// Caller stands for the address that a request comes from, so that one
	// alone can't take the places of all who have not entered; nil or "" counts
	// it with nobody's.
	Caller     func(*http.Request) string
	Log        *slog.Logger
	Registerer prometheus.Registerer
}

// Server serves the WebSocket of the protocol.
type Server struct {
	meetings   Meetings
	rooms      *room.Rooms
	iceServers func() []ICEServer
	log        *slog.Logger
	metrics    *metrics
	codec      *codec
	upgrader   websocket.Upgrader
	turnstile  turnstile
	sessions   sessions
	sockets    sockets
	caller     func(*http.Request) string
	strangers  strangers
}

// New returns a server without sockets.
func New(cfg Config) *Server {
	return &Server{
		meetings:   cfg.Meetings,
		rooms:      cfg.Rooms,
		iceServers: cfg.ICEServers,
		log:        cfg.Log,
		metrics:    newMetrics(cfg.Registerer),
		codec:      newCodec(),
		upgrader: websocket.Upgrader{
			Subprotocols:      []string{Subprotocol},
			CheckOrigin:       cfg.AllowedOrigin,
			EnableCompression: true,
			WriteBufferPool:   &sync.Pool{},
		},
		caller:    cfg.Caller,
		strangers: strangers{of: map[string]int{}},
		turnstile: newTurnstile(),
		sessions:  sessions{byID: map[string]*session{}},
		sockets:   sockets{open: map[*socket]struct{}{}},
	}
}

// ServeHTTP upgrades the request to a WebSocket and serves it to its end.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(websocket.Subprotocols(r), Subprotocol) {
		http.Error(w, "This is the WebSocket of Warmroom. Offer the subprotocol "+Subprotocol+".", http.StatusBadRequest)
		return
	}
	caller := ""
	if s.caller != nil {
		caller = s.caller(r)
	}
	if !s.strangers.add(caller) {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "Many people are coming in at once. Please try again in a moment.", http.StatusServiceUnavailable)
		return
	}
	proofs, header := readCookies(r)
	conn, err := s.upgrader.Upgrade(w, r, header)
	if err != nil {
		s.strangers.remove(caller)
		return // the upgrader has answered
	}
	s.serve(r.Context(), newSocket(s, conn, proofs, caller))
}

func (s *Server) serve(ctx context.Context, c *socket) {
	s.metrics.sockets.Inc()
	defer s.metrics.sockets.Dec()
	defer func() {
		if !c.entered.Load() {
			s.strangers.remove(c.caller)
		}
	}()
	if !s.sockets.add(c) {
		_ = c.sendClose(closed{code: CloseRestarting}) // the connection goes anyway
		c.conn.Close()
		return
	}
	defer s.sockets.remove(c)
	c.run(ctx)
}

// welcome answers a socket that is on a session now.
func (s *Server) welcome(own *session, resumed bool) Welcome {
	return Welcome{
		Session:    own.id,
		GraceMS:    int(room.Grace.Milliseconds()),
		PingMS:     int(pingEvery.Milliseconds()),
		ICEServers: s.iceServers(),
		Resumed:    resumed,
	}
}

// Close tells every client to come back later and waits until their sockets
// are gone. When ctx ends before that, it cuts the connections.
func (s *Server) Close(ctx context.Context) error {
	s.sockets.endAll()
	done := make(chan struct{})
	go func() {
		s.sockets.gone.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		s.sockets.cutAll()
		<-done
		return ctx.Err()
	}
}
