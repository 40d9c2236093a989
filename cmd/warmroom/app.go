package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"warmroom/api"
	"warmroom/frontend"
	"warmroom/identity"
	"warmroom/meeting"
	"warmroom/rehearsal"
	"warmroom/room"
	"warmroom/sfu"
	"warmroom/signaling"
	"warmroom/store"
	"warmroom/webhook"
)

// App is a running Warmroom: every part, put together. It owns their
// goroutines; Close waits for all of them.
type App struct {
	cfg      Config
	log      *slog.Logger
	registry *prometheus.Registry
	failed   chan error // a listener ended by itself

	db       *store.DB
	meetings *meeting.Service
	links    api.LinkWay
	errands  *errands
	sfu      *sfu.SFU
	checks   *checks
	troupe   *rehearsal.Troupe
	rooms    *room.Rooms
	closings *closings
	sockets  *signaling.Server
	edge     *api.API
	front    front
	ops      net.Listener // may be nil

	// closers end what has been opened, in reverse order.
	closers []func(context.Context) error
}

// Open starts a Warmroom as configured. Its errors are sentences for the
// person who starts it. The caller closes the App.
func Open(ctx context.Context, cfg Config, log *slog.Logger) (*App, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, log: log, registry: prometheus.NewRegistry(), failed: make(chan error, 3)}
	a.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, open := range []func(context.Context) error{
		a.openStore, a.openFront, a.openMedia, a.openRooms, a.openWatch, a.openOps, a.openJobs, a.openWeb, a.openRedirect,
	} {
		if err := open(ctx); err != nil {
			if closing := a.Close(ctx); closing != nil {
				log.Error("closing what had been opened", "error", closing)
			}
			return nil, err
		}
	}
	return a, nil
}

// Close ends everything in the reverse order of opening: nothing new comes
// in, people are told to come back, sockets and requests end, then rooms,
// media and the database. What has not ended when ctx does is cut off.
func (a *App) Close(ctx context.Context) error {
	var errs []error
	for _, end := range slices.Backward(a.closers) {
		errs = append(errs, end(ctx))
	}
	a.closers = nil
	return errors.Join(errs...)
}

// Failed tells why the App can't go on, should that happen.
func (a *App) Failed() <-chan error { return a.failed }

// Address is where the app listens.
func (a *App) Address() net.Addr { return a.front.listener.Addr() }

// OpsAddress is where metrics are served; nil when they are switched off.
func (a *App) OpsAddress() net.Addr {
	if a.ops == nil {
		return nil
	}
	return a.ops.Addr()
}

// URL is how browsers reach the app, without a slash at its end.
func (a *App) URL() string { return a.cfg.Web.publicURL(a.front.listener.Addr().String()) }

func (a *App) openStore(ctx context.Context) error {
	if err := a.lockData(); err != nil {
		return err
	}
	db, meetings, err := openStore(ctx, a.cfg.Store, a.log)
	if err != nil {
		return err
	}
	post, links, err := a.openPost()
	if err != nil {
		return errors.Join(err, db.Close())
	}
	a.db, a.meetings, a.links = db, meetings.With(meeting.Tools{Post: post, Passkeys: identity.Passkeys{}, Provider: a.openProvider(), Caller: webhook.New(webhook.Config{Private: a.cfg.Hooks.Private, Now: time.Now})}), links
	a.errands = startErrands(a.log)
	a.closers = append(a.closers, func(context.Context) error {
		a.errands.close()
		return db.Close()
	})
	return nil
}

// lockData takes the data folder of an embedded database, before anything in
// it is migrated.
func (a *App) lockData() error {
	if a.cfg.Store.DatabaseURL != "" {
		return nil
	}
	if err := prepareFolder(a.cfg.Store.Data); err != nil {
		return err
	}
	lock, err := lockFolder(a.cfg.Store.Data)
	if err != nil {
		return err
	}
	a.closers = append(a.closers, func(context.Context) error { return lock.Close() })
	return nil
}

// openStore opens the database, embedded or not, and the use cases on it.
func openStore(ctx context.Context, cfg StoreConfig, log *slog.Logger) (*store.DB, *meeting.Service, error) {
	if err := cfg.validate(); err != nil {
		return nil, nil, err
	}
	where := cfg.DatabaseURL
	if where == "" {
		if err := prepareFolder(cfg.Data); err != nil {
			return nil, nil, err
		}
		where = cfg.databaseFile()
	}
	db, err := store.Open(ctx, where, log)
	if err != nil {
		return nil, nil, err
	}
	if err := unlock(ctx, db, cfg); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, meeting.NewService(db, time.Now, log), nil
}

func (a *App) openMedia(ctx context.Context) error {
	c := a.cfg.Media
	relay, address, err := a.relayTLS(ctx)
	if err != nil {
		return err
	}
	s, err := sfu.Open(sfu.Config{
		UDP: c.UDP, TCP: enabled(c.TCP), PublicIPs: c.addresses(), Loopback: c.Loopback,
		TURN: sfu.TURNConfig{UDP: enabled(c.TURN), TCP: enabled(c.TURN), Host: c.TURNHost, TLS: relay, TLSAddress: address},
		Log:  a.log, Registerer: a.registry,
	})
	if err != nil {
		if relay != nil {
			err = errors.Join(err, relay.Close())
		}
		return c.fault(err)
	}
	a.sfu, a.checks = s, newChecks(s)
	a.closers = append(a.closers, func(context.Context) error {
		a.checks.close()
		return s.Close()
	})
	return nil
}

func (a *App) openRooms(context.Context) error {
	a.troupe = rehearsal.New(rehearsal.Config{Media: a.sfu.Local(), Record: a.meetings.RecordStep, Log: a.log})
	a.rooms = room.NewRooms(a.loadRoom)
	a.closings = startClosings(a.meetings, a.rooms, time.Now, a.log)
	a.closers = append(a.closers, func(ctx context.Context) error {
		a.closings.close()
		err := a.rooms.Close(ctx)
		a.troupe.Close()
		return err
	})
	return a.registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "warmroom_rooms", Help: "Rooms that are open.",
	}, func() float64 { return float64(a.rooms.Count()) }))
}

func (a *App) openOps(ctx context.Context) error {
	if enabled(a.cfg.OpsListen) == "" {
		return nil
	}
	l, err := listen(ctx, "WARMROOM_OPS_LISTEN", a.cfg.OpsListen)
	if err != nil {
		return err
	}
	a.ops = l
	a.serve("operations", &webServer{l: l, http: &http.Server{Handler: opsHandler(a.registry)}})
	return nil
}

// openWeb opens what browsers talk to: the app, the API and the sockets.
func (a *App) openWeb(context.Context) error {
	a.sockets = signaling.New(signaling.Config{
		Meetings: a.meetings, Rooms: a.rooms, ICEServers: a.iceServers, AllowedOrigin: a.allowedOrigin, Caller: api.Caller,
		Log: a.log, Registerer: a.registry,
	})
	edge, err := api.New(api.Config{
		Meetings: a.meetings, Links: a.links, Lifted: a.lifted, Revoked: a.revoked, ProviderName: a.cfg.OIDC.Name, Later: a.errands.send, App: frontend.FS(), Tokens: frontend.Tokens(), Socket: a.sockets, Checks: a.checks, Ready: a.db.Ping,
		PublicURL: a.cfg.Web.PublicURL, Home: a.URL, TrustedProxies: a.cfg.Web.TrustedProxies,
		Now: time.Now, Log: a.log, Registerer: a.registry,
	})
	if err != nil {
		return err
	}
	a.edge = edge
	s := &webServer{l: a.front.listener, http: newHTTPServer(edge.Handler(), a.front.tls)}
	if shared := a.front.shared; shared != nil {
		s = &webServer{l: shared.web, http: newHTTPServer(edge.Handler(), shared.settings), spoken: true}
	}
	a.serve("app", s)
	a.closers[len(a.closers)-1] = func(ctx context.Context) error { return a.closeWeb(ctx, s) }
	return nil
}

// closeWeb stops accepting at once; meanwhile the sockets, which an
// http.Server knows nothing of, tell their people and end.
func (a *App) closeWeb(ctx context.Context, s *webServer) error {
	var stopped error
	var wg sync.WaitGroup
	wg.Go(func() { stopped = s.stop(ctx) })
	told := a.sockets.Close(ctx)
	wg.Wait()
	return errors.Join(stopped, told)
}

// serve starts a server that Close stops.
func (a *App) serve(name string, s *webServer) {
	s.start(func(err error) {
		select {
		case a.failed <- fmt.Errorf("the listener for %s at %s ended: %w", name, s.l.Addr(), err):
		default: // somebody is being told already
		}
	})
	a.closers = append(a.closers, s.stop)
}

// iceServers are what a participant's browser may use to get through.
func (a *App) iceServers() []signaling.ICEServer {
	list := a.sfu.ICEServers(time.Now())
	servers := make([]signaling.ICEServer, len(list))
	for i, s := range list {
		servers[i] = signaling.ICEServer(s)
	}
	return servers
}

// allowedOrigin accepts sockets from pages of this host, or of the public
// address where a proxy does not pass the host on.
func (a *App) allowedOrigin(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || origin.Host == "" {
		return r.Header.Get("Origin") == "" // no browser: it holds no cookies of anybody's
	}
	return strings.EqualFold(origin.Host, r.Host) ||
		strings.EqualFold(origin.Scheme+"://"+origin.Host, strings.TrimSuffix(a.cfg.Web.PublicURL, "/"))
}
