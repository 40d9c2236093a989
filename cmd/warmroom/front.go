package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"time"
)

// front is where browsers come in over TCP: the app's listener, the
// certificate, and who shares the port.
type front struct {
	listener net.Listener
	tls      *tls.Config // nil for plain HTTP
	auto     *autoTLS    // nil without a domain
	names    []string    // the certificate's, where it comes from files
	shared   *sharedPort // nil where the relay does not share the app's port
}

// openFront listens for the app, and gets what TLS needs. Nothing is served
// yet.
func (a *App) openFront(ctx context.Context) error {
	if err := a.openTLS(); err != nil {
		return err
	}
	l, err := listen(ctx, "WARMROOM_LISTEN", a.cfg.Web.listenAddress())
	if err != nil {
		return err
	}
	a.front.listener = l
	share := a.front.tls != nil && a.cfg.Media.turnTLS() == turnOnApp
	if share && a.relayName() == "" {
		a.log.Warn("no relay over TLS, because the certificate has no name. WARMROOM_TURN_HOST can give one")
		share = false
	}
	end := func() { _ = l.Close() } // the app's server has closed it already, unless it never began
	if share {
		a.front.shared = newSharedPort(l, a.front.tls)
		end = a.front.shared.close
	}
	a.closers = append(a.closers, func(context.Context) error { end(); return nil })
	return nil
}

// openTLS gets the TLS settings of the app, none for plain HTTP.
func (a *App) openTLS() error {
	switch {
	case a.cfg.Web.Domain != "":
		folder := filepath.Join(a.cfg.Store.Data, "certificates")
		if err := prepareFolder(folder); err != nil {
			return err
		}
		auto := newAutoTLS(a.automaticNames(), folder, nil, a.log)
		a.closers = append(a.closers, func(context.Context) error { auto.close(); return nil })
		a.front.auto, a.front.tls = auto, auto.config()
	case a.cfg.Web.TLSCert != "":
		files, err := newFileTLS(a.cfg.Web.TLSCert, a.cfg.Web.TLSKey, time.Now)
		if err != nil {
			return err
		}
		a.front.tls, a.front.names = files.config(), files.names()
	}
	return nil
}

// automaticNames are those to get certificates for: the domain, and the name
// of a relay that speaks TLS.
func (a *App) automaticNames() []string {
	names := []string{a.cfg.Web.Domain}
	host := a.cfg.Media.TURNHost
	_, notAddress := netip.ParseAddr(host)
	if a.cfg.Media.turnTLS() != "" && host != "" && notAddress != nil && host != a.cfg.Web.Domain {
		names = append(names, host)
	}
	return names
}

// relayName is by what browsers reach the relay over TLS: a name that the
// certificate has. "" when none is known.
func (a *App) relayName() string {
	host := a.cfg.Media.TURNHost
	if host == "" {
		host = a.cfg.Web.Domain
	}
	if u, err := url.Parse(a.cfg.Web.PublicURL); host == "" && err == nil {
		host = u.Hostname()
	}
	if host == "" && len(a.front.names) > 0 {
		host = a.front.names[0]
	}
	return host
}

// relayTLS returns the listener of the relay over TLS and what browsers are
// told of it; nil where there is none.
func (a *App) relayTLS(ctx context.Context) (l net.Listener, address string, err error) {
	switch where := a.cfg.Media.turnTLS(); {
	case where == "" || a.front.tls == nil || where == turnOnApp && a.front.shared == nil:
		return nil, "", nil
	case where == turnOnApp:
		return a.front.shared.relay, net.JoinHostPort(a.relayName(), a.publicPort()), nil
	case a.relayName() == "":
		return nil, "", errors.New("WARMROOM_TURN_HOST: the relay over TLS needs a name that the certificate has. Write such as turn.example.org")
	default:
		if l, err = listen(ctx, "WARMROOM_TURN_TLS", where); err != nil {
			return nil, "", err
		}
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	settings := a.front.tls.Clone()
	settings.NextProtos = append([]string{turnProtocol}, slices.DeleteFunc(slices.Clone(settings.NextProtos), speaksHTTP)...)
	return tls.NewListener(l, settings), net.JoinHostPort(a.relayName(), port), nil
}

// publicPort is the port browsers use to reach the app.
func (a *App) publicPort() string {
	if u, err := url.Parse(a.URL()); err == nil && u.Port() != "" {
		return u.Port()
	}
	return "443" // the relay shares a port that speaks TLS
}

func speaksHTTP(protocol string) bool { return protocol == "h2" || protocol == "http/1.1" }
