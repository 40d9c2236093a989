package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Time limits of an HTTP connection. A WebSocket leaves them behind when it
// is upgraded; signaling has limits of its own.
const (
	headerWithin = 10 * time.Second
	readWithin   = 30 * time.Second
	writeWithin  = 60 * time.Second
	idleWithin   = 2 * time.Minute
	maxHeader    = 32 << 10 // bytes
)

// newHTTPServer returns a server for the open network; settings may be nil,
// for plain HTTP behind a proxy or on this machine.
func newHTTPServer(h http.Handler, settings *tls.Config) *http.Server {
	return &http.Server{
		Handler:           knowTLS(h),
		ConnContext:       rememberTLS,
		TLSConfig:         settings,
		ReadHeaderTimeout: headerWithin,
		ReadTimeout:       readWithin,
		WriteTimeout:      writeWithin,
		IdleTimeout:       idleWithin,
		MaxHeaderBytes:    maxHeader,
		// net/http's own lines name the address of the browser.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}

// tlsKey is where a request's context has the TLS state of its connection.
type tlsKey struct{}

// rememberTLS keeps the TLS state of connections that net/http does not
// recognise as TLS.
func rememberTLS(ctx context.Context, c net.Conn) context.Context {
	if b, ok := c.(*begun); ok {
		return context.WithValue(ctx, tlsKey{}, b.ConnectionState())
	}
	return ctx
}

// knowTLS tells requests of such connections.
func knowTLS(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if state, ok := r.Context().Value(tlsKey{}).(tls.ConnectionState); ok {
			r.TLS = &state
		}
		h.ServeHTTP(w, r)
	})
}

// webServer serves one listener. Its goroutine begins in start and has ended
// when stop returns.
type webServer struct {
	http   *http.Server
	l      net.Listener
	spoken bool // what l accepts has TLS behind it
	wg     sync.WaitGroup
}

// start serves. A server that ends by itself says why to failed, once.
func (s *webServer) start(failed func(error)) {
	s.wg.Go(func() {
		serve := s.http.Serve
		if s.http.TLSConfig != nil && !s.spoken {
			serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
		}
		if err := serve(s.l); !errors.Is(err, http.ErrServerClosed) {
			failed(err)
		}
	})
}

// finishWithin is how long requests under way may take once the server stops.
// Answers take milliseconds; what is still open after that is mostly
// connections that browsers opened in case they might need them.
const finishWithin = time.Second

// stop accepts nothing more, lets requests under way finish, and cuts off what
// is left.
func (s *webServer) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, finishWithin)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = s.http.Close()
	}
	s.wg.Wait()
	return err
}

// opsHandler serves what operators look at: metrics and profiles. It answers
// only under the names of this machine, so that no web page an operator visits
// can read them by pointing a name of its own here.
func opsHandler(g prometheus.Gatherer) http.Handler {
	m := http.NewServeMux()
	m.Handle("GET /metrics", promhttp.HandlerFor(g, promhttp.HandlerOpts{}))
	m.HandleFunc("GET /debug/pprof/", pprof.Index)
	m.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	m.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	m.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	m.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if !loopback(host) {
			http.Error(w, "Ask under localhost or a loopback address.", http.StatusForbidden)
			return
		}
		m.ServeHTTP(w, r)
	})
}
