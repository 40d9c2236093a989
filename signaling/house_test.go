package signaling

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/room/roomtest"
	"warmroom/store"
)

// house is a whole server without pictures and sound: the real store, use
// cases, rooms and sockets, seeded as the demonstration is. When its test ends
// everything in it has to end too, or the test's synctest bubble fails.
type house struct {
	t        testing.TB
	meetings *meeting.Service
	demo     meeting.Demo
	rooms    *room.Rooms
	media    *roomtest.Media
	server   atomic.Pointer[Server]
	network  network
	log      *recorder
	logger   *slog.Logger // writes into log
	capacity int          // of rooms, if more than the group's
	metrics  *prometheus.Registry

	mu     sync.Mutex // guards what follows
	latest *room.Room // the room that was opened last
	tokens map[string]meeting.Token
}

// network is how browsers reach the server.
type network interface {
	net.Listener
	dial(ctx context.Context, network, address string) (net.Conn, error)
}

func newHouse(t testing.TB, n network) *house {
	t.Helper()
	h := &house{
		t: t, network: n, log: &recorder{}, tokens: map[string]meeting.Token{},
	}
	h.logger = slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "warmroom.db"), h.logger)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := store.ParseKeys(store.NewKey())
	if err == nil {
		err = db.Unlock(t.Context(), keys)
	}
	if err != nil {
		t.Fatal(err)
	}
	h.meetings = meeting.NewService(db, time.Now, h.logger)
	if h.demo, err = h.meetings.SeedDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.start()
	web := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.server.Load().ServeHTTP(w, r) })}
	served := make(chan error, 1)
	go func() { served <- web.Serve(n) }()
	t.Cleanup(func() {
		if err := errors.Join(h.stop(), web.Close(), db.Close()); err != nil {
			t.Errorf("close: %v", err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve: %v", err)
		}
	})
	return h
}

// start starts what has no memory beyond the store.
func (h *house) start() {
	h.rooms, h.metrics, h.media = room.NewRooms(h.load), prometheus.NewRegistry(), &roomtest.Media{}
	var relays atomic.Int32 // makes each credential another
	h.server.Store(New(Config{
		Meetings: h.meetings,
		Rooms:    h.rooms,
		ICEServers: func() []ICEServer {
			return []ICEServer{{URLs: []string{"turn:turn.test"}, Username: fmt.Sprint(relays.Add(1)), Credential: "secret"}}
		},
		Log:        h.logger,
		Registerer: h.metrics,
	}))
}

// stop stops it in the order of cmd/warmroom.
func (h *house) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return errors.Join(h.server.Load().Close(ctx), h.rooms.Close(ctx))
}

// load starts a room as cmd/warmroom does, with media without packets.
func (h *house) load(ctx context.Context, id meeting.ID) (room.Config, error) {
	o, err := h.meetings.Load(ctx, id)
	o.Group.Capacity = max(o.Group.Capacity, h.capacity)
	return room.Config{
		Group: o.Group, Meeting: o.Meeting, Clauses: o.Agreement.Clauses, Closing: room.Closing{GroupName: o.Closing.GroupName}, Removals: o.Removals,
		Before: o.Before, Leads: o.Leads, Media: h.media, Journal: journal{h.meetings, id}, Log: h.logger,
		Opened: func(r *room.Room) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.latest = r
		},
	}, err
}

func (h *house) room() *room.Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.latest
}

// journal writes down what has to outlive the room.
type journal struct {
	meetings *meeting.Service
	meeting  meeting.ID
}

func (j journal) Removed(ctx context.Context, r meeting.Removal, deeds []moderation.Deed) error {
	return j.meetings.RecordRemoval(ctx, r, deeds...)
}

func (j journal) RemovalUndone(ctx context.Context, id meeting.RemovalID, d moderation.Deed) error {
	return j.meetings.UndoRemoval(ctx, j.meeting, id, d)
}

func (j journal) Done(ctx context.Context, d moderation.Deed) error {
	return j.meetings.RecordDeed(ctx, j.meeting, d)
}

func (j journal) EndMoved(ctx context.Context, endsAt time.Time) error {
	return j.meetings.MoveEnd(ctx, j.meeting, endsAt)
}

func (j journal) Unled(ctx context.Context) error { return j.meetings.MarkUnled(ctx, j.meeting) }

func (j journal) Ended(ctx context.Context, at time.Time, t meeting.Tally) error {
	return j.meetings.EndMeeting(ctx, j.meeting, at, t)
}

func (j journal) Kept(ctx context.Context, c meeting.LiveChange) error {
	return j.meetings.KeepRoom(ctx, c)
}

// once returns the token of a name, made at the first call.
func (h *house) once(name string, make func() (meeting.Token, error)) (meeting.Token, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.tokens[name]; !ok {
		token, err := make()
		if err != nil {
			return "", err
		}
		h.tokens[name] = token
	}
	return h.tokens[name], nil
}

// staff returns the cookie of Ana, who facilitates both groups, or of Ben, who
// helps her in the recovery group; for anybody else, one that was made up.
func (h *house) staff(name string) (meeting.Token, error) {
	return h.once("staff "+name, func() (meeting.Token, error) {
		link, ok := map[string]meeting.Token{"ana": h.demo.FacilitatorSignIn, "ben": h.demo.CoFacilitatorSignIn}[name]
		if !ok {
			return meeting.NewToken(), nil
		}
		in, err := h.meetings.Redeem(context.Background(), link)
		return in.Token, err
	})
}

// link returns an invite: one shared by many, one of the family group, one for
// observers, the personal one of somebody, or one that was made up.
func (h *house) link(kind, who string) (meeting.Token, error) {
	switch kind {
	case "shared":
		return h.demo.ParticipantInvite, nil
	case "family":
		return h.demo.FamilyInvite, nil
	case "made-up":
		return meeting.NewToken(), nil
	case "observer":
		return h.once("link for observers", func() (meeting.Token, error) {
			_, token, err := h.meetings.CreateInvite(context.Background(), h.demo.Facilitator.ID, h.demo.Recovery.ID,
				meeting.InviteSettings{Kind: meeting.Shared, Label: "for observers", Observer: true})
			return token, err
		})
	default:
		return h.once("link "+who, func() (meeting.Token, error) {
			_, token, err := h.meetings.CreateInvite(context.Background(), h.demo.Facilitator.ID, h.demo.Recovery.ID,
				meeting.InviteSettings{Kind: meeting.Personal, Label: "for " + who})
			return token, err
		})
	}
}

// accept does what the page before the room does and returns the members of
// the enter command that follows. What is refused there is left out.
func (h *house) accept(invite meeting.Token, name string) object {
	ctx := context.Background()
	enter := object{"invite": invite, "name": name}
	page, err := h.meetings.Entrance(ctx, meeting.Credentials{Invite: invite}, "")
	if err != nil {
		return enter
	}
	a, err := h.meetings.Accept(ctx, invite, page.Meeting.ID, page.Agreement.Version, page.Agreement.Hash, name)
	if err == nil {
		enter["acceptance"] = a.ID
	}
	return enter
}

// secrets returns every token there is.
func (h *house) secrets() []meeting.Token {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.AppendSeq([]meeting.Token{
		h.demo.ParticipantInvite, h.demo.FamilyInvite, h.demo.FacilitatorSignIn, h.demo.CoFacilitatorSignIn,
	}, maps.Values(h.tokens))
}

// guest returns the members of enter for somebody with a personal link.
func (h *house) guest(name string) object {
	h.t.Helper()
	invite, err := h.link("personal", name)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.accept(invite, name)
}
