package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyserver/certmagic"
)

// authority signs certificates; as a certmagic.Issuer it stands for Let's
// Encrypt.
type authority struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	cert    *x509.Certificate
	life    atomic.Int64 // of what it signs, a time.Duration
	refuse  atomic.Int32 // how many requests fail first
	issued  atomic.Int32
	refused chan struct{} // one token for each refusal
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, key: key, cert: cert, refused: make(chan struct{}, 100)}
	a.life.Store(int64(24 * time.Hour))
	return a
}

// sign returns a certificate for a name as PEM.
func (a *authority) sign(name string, key any) []byte {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Duration(a.life.Load())),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key, a.key)
	if err != nil {
		a.t.Error(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// Issue implements certmagic.Issuer.
func (a *authority) Issue(_ context.Context, r *x509.CertificateRequest) (*certmagic.IssuedCertificate, error) {
	if a.refuse.Add(-1) >= 0 {
		a.refused <- struct{}{}
		return nil, certmagic.ErrNoRetry{Err: errors.New("the authority is out of sorts")}
	}
	a.issued.Add(1)
	return &certmagic.IssuedCertificate{Certificate: a.sign(r.DNSNames[0], r.PublicKey)}, nil
}

// IssuerKey implements certmagic.Issuer.
func (a *authority) IssuerKey() string { return "test" }

// client trusts the authority, and finds every name at one address.
func (a *authority) client(address string) *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	dialer := &net.Dialer{}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DisableKeepAlives: true,
			TLSClientConfig:   &tls.Config{RootCAs: roots},
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, address)
			},
		},
	}
}

// eventually waits until something holds; a test that waits in vain fails.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("in vain: %s", what)
		}
	}
}

func TestCertificateOfDomainComesByItself(t *testing.T) {
	ca, folder := newAuthority(t), t.TempDir()
	auto := newAutoTLS([]string{"rooms.example.org"}, folder, ca, slog.New(slog.DiscardHandler))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	server.TLS = auto.config()
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	client := ca.client(server.Listener.Addr().String())
	eventually(t, "the domain is served with its certificate", func() bool {
		r, err := client.Get("https://rooms.example.org/")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusTeapot
	})
	if _, err := client.Get("https://elsewhere.example.org/"); err == nil {
		t.Error("another domain is served too")
	}
	server.Close()
	auto.close()

	again := newAutoTLS([]string{"rooms.example.org"}, folder, ca, slog.New(slog.DiscardHandler))
	defer again.close()
	eventually(t, "the kept certificate is loaded", func() bool {
		return len(again.cache.AllMatchingCertificates("rooms.example.org")) == 1
	})
	if n := ca.issued.Load(); n != 1 {
		t.Errorf("%d certificates were asked for, want 1: the first one is kept", n)
	}
}

func TestCertificateThatRunsOutIsRenewedAtTheStart(t *testing.T) {
	ca, folder, quiet := newAuthority(t), t.TempDir(), slog.New(slog.DiscardHandler)
	ca.life.Store(int64(10 * time.Minute)) // of an hour and ten minutes
	first := newAutoTLS([]string{"rooms.example.org"}, folder, ca, quiet)
	first.wg.Wait() // it is kept
	first.close()

	ca.life.Store(int64(24 * time.Hour))
	again := newAutoTLS([]string{"rooms.example.org"}, folder, ca, quiet)
	defer again.close()
	eventually(t, "only a fresh one is served", func() bool {
		list := again.cache.AllMatchingCertificates("rooms.example.org")
		return len(list) == 1 && time.Until(list[0].Leaf.NotAfter) > time.Hour
	})
}

func TestOperatorLearnsThatThereIsNoCertificate(t *testing.T) {
	ca := newAuthority(t)
	ca.refuse.Store(1000)
	log := &safeBuffer{}
	auto := newAutoTLS([]string{"rooms.example.org"}, t.TempDir(), ca, newLogger(log, slog.LevelInfo, "text"))
	<-ca.refused
	eventually(t, "the log says so", func() bool { return strings.Contains(log.String(), "out of sorts") })
	auto.close() // ends although nothing was obtained
	if !strings.Contains(log.String(), "ports 80 and 443") {
		t.Errorf("the log does not say what to look at: %s", log)
	}
}

func TestPort80LeadsToHTTPS(t *testing.T) {
	auto := newAutoTLS([]string{"rooms.example.org"}, t.TempDir(), newAuthority(t), slog.New(slog.DiscardHandler))
	defer auto.close()
	w := httptest.NewRecorder()
	auto.redirect().ServeHTTP(w, httptest.NewRequest("GET", "http://1.2.3.4/join?x=1", nil))
	if got := w.Header().Get("Location"); w.Code != http.StatusMovedPermanently || got != "https://rooms.example.org/join?x=1" {
		t.Errorf("status %d, location %q", w.Code, got)
	}
	w = httptest.NewRecorder()
	auto.redirect().ServeHTTP(w, httptest.NewRequest("POST", "http://rooms.example.org/api/session", strings.NewReader("{}")))
	if w.Code != http.StatusBadRequest {
		t.Errorf("a secret sent in the clear: status %d, want 400", w.Code)
	}
}

// pair writes a certificate and its key, and returns their paths.
func (a *authority) pair(t *testing.T, folder, name string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	for path, text := range map[string][]byte{
		cert: a.sign(name, private.Public()),
		key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
	} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestRenewedCertificateFileIsTakenUp(t *testing.T) {
	ca, folder, now := newAuthority(t), t.TempDir(), time.Now()
	cert, key := ca.pair(t, folder, "old.example.org")
	f, err := newFileTLS(cert, key, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	served := func() string {
		t.Helper()
		c, err := f.certificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(c.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.Subject.CommonName
	}
	ca.pair(t, folder, "new.example.org")
	if err := os.Chtimes(cert, now.Add(time.Hour), now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := served(); got != "old.example.org" {
		t.Errorf("at once: %s; the files are looked at once a minute", got)
	}
	now = now.Add(recheck)
	if got := served(); got != "new.example.org" {
		t.Errorf("after a minute: %s", got)
	}
	if err := os.WriteFile(cert, []byte("half written"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(recheck)
	if got := served(); got != "new.example.org" {
		t.Errorf("while the next one is written: %s", got)
	}
}

func TestUnusableCertificateFiles(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.pair(t, t.TempDir(), "a.example.org")
	other, _ := ca.pair(t, t.TempDir(), "b.example.org")
	for _, c := range []struct{ cert, key, says string }{
		{"/nothing/here.pem", key, "WARMROOM_TLS_CERT: /nothing/here.pem can't be read"},
		{other, key, "no usable pair"},
		{cert, cert, "no usable pair"},
	} {
		if _, err := newFileTLS(c.cert, c.key, time.Now); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("error = %v, want %q", err, c.says)
		}
	}
}

// The whole server, over TLS from files.
func TestServesTLS(t *testing.T) {
	ca := newAuthority(t)
	cfg := testConfig(t)
	cfg.Web.TLSCert, cfg.Web.TLSKey = ca.pair(t, t.TempDir(), "rooms.example.org")
	a, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close(context.Background())
	r, err := ca.client(a.Address().String()).Get("https://rooms.example.org/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != 200 || r.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("status %d, HSTS %q", r.StatusCode, r.Header.Get("Strict-Transport-Security"))
	}
	code, _, complaint := command(t, nil, "healthcheck", "--listen="+a.Address().String(), "--tls-cert="+cfg.Web.TLSCert, "--tls-key="+cfg.Web.TLSKey)
	if code != 0 {
		t.Errorf("healthcheck over TLS: exit code %d, %s", code, complaint)
	}
}

// safeBuffer is written to by the goroutines of a server and read by a test.
type safeBuffer struct {
	mu     sync.Mutex // guards the fields below
	b      bytes.Buffer
	writes chan struct{} // one is sent after each write, should somebody wait
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.writes <- struct{}{}:
	default:
	}
	return s.b.Write(p)
}

// waitFor returns once the text holds part.
func (s *safeBuffer) waitFor(t *testing.T, part string) {
	t.Helper()
	written := make(chan struct{}, 1)
	s.mu.Lock()
	s.writes = written
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for !strings.Contains(s.String(), part) {
		select {
		case <-written:
		case <-ctx.Done():
			t.Fatalf("%q was never written, but %s", part, s.String())
		}
	}
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
