package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
)

// autoTLS gets and renews the certificates of a domain, and of other names of
// this machine, by ACME (RFC 8555). Its keepers, a goroutine for each name, are
// owned by it and end in close.
type autoTLS struct {
	domain string
	magic  *certmagic.Config
	cache  *certmagic.Cache
	log    *slog.Logger
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// newAutoTLS starts to look after the certificates of names, kept in folder;
// the first is the domain of the app. issuer nil means the ACME authority of
// certmagic's choice, Let's Encrypt.
func newAutoTLS(names []string, folder string, issuer certmagic.Issuer, log *slog.Logger) *autoTLS {
	a := &autoTLS{domain: names[0], log: log}
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
	for _, name := range names {
		a.wg.Go(func() { a.keep(ctx, name) })
	}
	return a
}

// keep obtains the certificate of a name, or loads the one that is kept, and
// hands it to the cache, which renews it from then on. It tries until ctx ends.
func (a *autoTLS) keep(ctx context.Context, name string) {
	if err := a.hold(ctx, name); err != nil && ctx.Err() == nil {
		a.log.Error("no certificate, and no more tries", "domain", name, "error", err)
	}
}

// hold does the work of keep. Despite their names certmagic's Async functions
// wait; what is asynchronous about them is that they ask nobody and retry.
func (a *autoTLS) hold(ctx context.Context, name string) error {
	if err := a.magic.ObtainCertAsync(ctx, name); err != nil {
		return err
	}
	cert, err := a.magic.CacheManagedCertificate(ctx, name)
	if err != nil || !cert.NeedsRenewal(a.magic) {
		return err
	}
	if err := a.magic.RenewCertAsync(ctx, name, false); err != nil {
		return err
	}
	a.cache.Remove([]string{cert.Hash()})
	_, err = a.magic.CacheManagedCertificate(ctx, name)
	return err
}

// event tells the operator how it goes with the certificate.
func (a *autoTLS) event(_ context.Context, event string, data map[string]any) error {
	switch event {
	case "cert_obtained":
		a.log.Info("certificate obtained", "domain", data["identifier"])
	case "cert_failed":
		a.log.Warn("no certificate yet; does the domain point here, and are ports 80 and 443 open?",
			"domain", data["identifier"], "error", data["error"])
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

// openRedirect serves port 80 where the certificate is automatic.
func (a *App) openRedirect(ctx context.Context) error {
	if a.front.auto == nil {
		return nil
	}
	l, err := listen(ctx, "WARMROOM_DOMAIN", ":80")
	if err != nil {
		return err
	}
	a.serve("redirects", &webServer{l: l, http: newHTTPServer(a.front.auto.redirect(), nil)})
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

// names are those the certificate is for, in its order; wildcards are none.
func (f *fileTLS) names() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	leaf, err := x509.ParseCertificate(f.current.Certificate[0])
	if err != nil {
		return nil // a pair that could be loaded has a leaf that can be parsed
	}
	names := slices.DeleteFunc(slices.Clone(leaf.DNSNames), func(n string) bool { return strings.HasPrefix(n, "*") })
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	return names
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
