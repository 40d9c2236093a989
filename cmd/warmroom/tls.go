package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
)

// autoTLS gets and renews the certificate of one domain by ACME (RFC 8555).
// Its keeper goroutine is owned by it and ends in close.
type autoTLS struct {
	domain string
	magic  *certmagic.Config
	cache  *certmagic.Cache
	log    *slog.Logger
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// newAutoTLS starts to look after the certificate of domain, kept in folder.
// issuer nil means the ACME authority of certmagic's choice, Let's Encrypt.
func newAutoTLS(domain, folder string, issuer certmagic.Issuer, log *slog.Logger) *autoTLS {
	a := &autoTLS{domain: domain, log: log}
	quiet := zap.NewNop() // what matters comes as events
	a.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return a.magic, nil },
		Logger:           quiet,
	})
	a.magic = certmagic.New(a.cache, certmagic.Config{
		Storage: &certmagic.FileStorage{Path: folder},
		OnEvent: a.event,
		Logger:  quiet,
		// A nil list would make an issuer that the fields below know nothing of.
		Issuers: []certmagic.Issuer{issuer},
	})
	if issuer == nil {
		a.magic.Issuers = []certmagic.Issuer{certmagic.NewACMEIssuer(a.magic, certmagic.ACMEIssuer{Agreed: true, Logger: quiet})}
	}
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel = cancel
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		a.keep(ctx)
	}()
	return a
}

// keep obtains the certificate, or loads the one that is kept, and hands it to
// the cache, which renews it from then on. It tries until ctx ends.
func (a *autoTLS) keep(ctx context.Context) {
	if err := a.hold(ctx); err != nil && ctx.Err() == nil {
		a.log.Error("no certificate, and no more tries", "domain", a.domain, "error", err)
	}
}

// hold does the work of keep. Despite their names certmagic's Async functions
// wait; what is asynchronous about them is that they ask nobody and retry.
func (a *autoTLS) hold(ctx context.Context) error {
	if err := a.magic.ObtainCertAsync(ctx, a.domain); err != nil {
		return err
	}
	cert, err := a.magic.CacheManagedCertificate(ctx, a.domain)
	if err != nil || !cert.NeedsRenewal(a.magic) {
		return err
	}
	if err := a.magic.RenewCertAsync(ctx, a.domain, false); err != nil {
		return err
	}
	a.cache.Remove([]string{cert.Hash()})
	_, err = a.magic.CacheManagedCertificate(ctx, a.domain)
	return err
}

// event tells the operator how it goes with the certificate.
func (a *autoTLS) event(_ context.Context, event string, data map[string]any) error {
	switch event {
	case "cert_obtained":
		a.log.Info("certificate obtained", "domain", a.domain)
	case "cert_failed":
		a.log.Warn("no certificate yet; does the domain point here, and are ports 80 and 443 open?",
			"domain", a.domain, "error", data["error"])
	}
	return nil
}

// config returns the TLS settings of the listener.
func (a *autoTLS) config() *tls.Config {
	c := a.magic.TLSConfig()
	c.NextProtos = append([]string{"h2", "http/1.1"}, c.NextProtos...)
	return c
}

// redirect answers on port 80: the authority's questions, and for everybody
// else the way to the domain by HTTPS.
func (a *autoTLS) redirect() http.Handler {
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Use HTTPS.", http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, "https://"+a.domain+r.URL.RequestURI(), http.StatusMovedPermanently)
	})
	for _, i := range a.magic.Issuers {
		if acme, ok := i.(*certmagic.ACMEIssuer); ok {
			h = acme.HTTPChallengeHandler(h)
		}
	}
	return h
}

func (a *autoTLS) close() {
	a.cancel()
	a.wg.Wait()
	a.cache.Stop()
}

// openTLS returns the TLS settings of the app's listener, nil for plain HTTP.
func (a *App) openTLS() (*tls.Config, error) {
	switch {
	case a.cfg.Web.Domain != "":
		folder := filepath.Join(a.cfg.Store.Data, "certificates")
		if err := prepareFolder(folder); err != nil {
			return nil, err
		}
		a.auto = newAutoTLS(a.cfg.Web.Domain, folder, nil, a.log)
		a.closers = append(a.closers, func(context.Context) error { a.auto.close(); return nil })
		return a.auto.config(), nil
	case a.cfg.Web.TLSCert != "":
		files, err := newFileTLS(a.cfg.Web.TLSCert, a.cfg.Web.TLSKey, time.Now)
		if err != nil {
			return nil, err
		}
		return files.config(), nil
	}
	return nil, nil
}

// openRedirect serves port 80 where the certificate is automatic.
func (a *App) openRedirect(ctx context.Context) error {
	if a.auto == nil {
		return nil
	}
	l, err := listen(ctx, "WARMROOM_DOMAIN", ":80")
	if err != nil {
		return err
	}
	a.serve("redirects", &webServer{l: l, http: newHTTPServer(a.auto.redirect(), nil)})
	return nil
}

// fileTLS serves a certificate from two files, and takes up a renewed one
// without a restart.
type fileTLS struct {
	cert, key string
	now       func() time.Time

	// mu guards the fields below; it is held while the files are read, which
	// happens once a minute.
	mu      sync.Mutex
	current *tls.Certificate
	read    time.Time // modification time of what is current
	checked time.Time
}

// recheck is how old a look at the certificate's files may be.
const recheck = time.Minute

// newFileTLS reads the files; the error names the option to mend.
func newFileTLS(cert, key string, now func() time.Time) (*fileTLS, error) {
	f := &fileTLS{cert: cert, key: key, now: now}
	if err := f.load(); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *fileTLS) load() error {
	f.checked = f.now()
	info, err := os.Stat(f.cert)
	if err != nil {
		return fmt.Errorf("WARMROOM_TLS_CERT: %s can't be read: %w", f.cert, reason(err))
	}
	if f.current != nil && info.ModTime().Equal(f.read) {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return fmt.Errorf("WARMROOM_TLS_CERT and WARMROOM_TLS_KEY are no usable pair: %w. Both must be PEM files, and the key must belong to the certificate", reason(err))
	}
	f.current, f.read = &pair, info.ModTime()
	return nil
}

// reason strips the path that the sentence around it names already.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

func (f *fileTLS) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: f.certificate}
}

// certificate returns the current pair. While a renewal is half written the
// old one serves on.
func (f *fileTLS) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now().Sub(f.checked) >= recheck {
		_ = f.load() // the next check tries again
	}
	return f.current, nil
}
