package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// openSecure opens an App over TLS with a certificate for rooms.example.org,
// and returns who signed it.
func openSecure(t *testing.T, change func(*Config)) (*App, *authority) {
	t.Helper()
	ca, cfg := newAuthority(t), testConfig(t)
	cfg.Web.TLSCert, cfg.Web.TLSKey = ca.pair(t, t.TempDir(), "rooms.example.org")
	cfg.Media.TURNTLS = turnOnApp
	change(&cfg)
	a, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close(context.Background()) })
	return a, ca
}

// relayAddresses are what participants are told of the relay over TLS.
func (a *App) relayAddresses() []string {
	var list []string
	for _, s := range a.iceServers() {
		for _, u := range s.URLs {
			if address, ok := strings.CutPrefix(u, "turns:"); ok {
				list = append(list, strings.TrimSuffix(address, "?transport=tcp"))
			}
		}
	}
	return list
}

// bind sends a STUN binding request over TLS and returns the first two bytes
// of what comes back: 0x0101 is its success.
func (a *authority) bind(address string, protocols ...string) ([]byte, error) {
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: roots, ServerName: "rooms.example.org", NextProtos: protocols})
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	request := append([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, make([]byte, 12)...) // RFC 8489, 5
	if _, err := conn.Write(request); err != nil {
		return nil, err
	}
	answer := make([]byte, 2)
	_, err = io.ReadFull(conn, answer)
	return answer, err
}

func TestAppAndRelayShareOnePort(t *testing.T) {
	a, ca := openSecure(t, func(*Config) {})
	address := a.Address().String()
	_, port, _ := net.SplitHostPort(address)
	if got, want := a.relayAddresses(), []string{"rooms.example.org:" + port}; !slices.Equal(got, want) {
		t.Errorf("participants are told of %q, want %q", got, want)
	}
	for _, protocols := range [][]string{nil, {"stun.turn"}} {
		if got, err := ca.bind(address, protocols...); err != nil || got[0] != 1 || got[1] != 1 {
			t.Errorf("the relay, to a client of %q: %x, %v", protocols, got, err)
		}
	}
	for _, c := range []struct {
		protocols []string
		major     int
	}{{[]string{"h2", "http/1.1"}, 2}, {[]string{"http/1.1"}, 1}, {nil, 1}} {
		client := ca.client(address)
		transport := client.Transport.(*http.Transport)
		transport.TLSClientConfig.NextProtos, transport.ForceAttemptHTTP2 = c.protocols, c.major == 2
		r, err := client.Get("https://rooms.example.org/healthz")
		if err != nil {
			t.Errorf("the app, to a client of %q: %v", c.protocols, err)
			continue
		}
		r.Body.Close()
		if r.StatusCode != 200 || r.ProtoMajor != c.major || r.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("the app, to a client of %q: %s, HTTP/%d, HSTS %q", c.protocols, r.Status, r.ProtoMajor, r.Header.Get("Strict-Transport-Security"))
		}
	}
}

func TestRelayOverTLSHasAnAddressOfItsOwn(t *testing.T) {
	a, ca := openSecure(t, func(c *Config) { c.Media.TURNTLS, c.Media.TURNHost = "127.0.0.1:0", "turn.example.org" })
	told := a.relayAddresses()
	if len(told) != 1 || !strings.HasPrefix(told[0], "turn.example.org:") {
		t.Fatalf("participants are told of %q", told)
	}
	address := "127.0.0.1" + strings.TrimPrefix(told[0], "turn.example.org")
	if got, err := ca.bind(address); err != nil || got[0] != 1 || got[1] != 1 {
		t.Errorf("%x, %v", got, err)
	}
	if got, err := ca.bind(a.Address().String()); err == nil && got[0] == 1 {
		t.Error("the app's port answers as well")
	}
}

func TestRelayOverTLSIsLeftOut(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"the relay is off":                        func(c *Config) { c.Media.TURN = off },
		"TLS is off for it":                       func(c *Config) { c.Media.TURNTLS = off },
		"there is no TLS":                         func(c *Config) { c.Web.TLSCert, c.Web.TLSKey = "", "" },
		"a proxy speaks TLS":                      func(c *Config) { c.Web = WebConfig{Listen: "127.0.0.1:0", PublicURL: "https://rooms.example.org"} },
		"the relay is off, though it has a place": func(c *Config) { c.Media.TURN, c.Media.TURNTLS = off, "127.0.0.1:0" },
	} {
		if a, _ := openSecure(t, change); len(a.relayAddresses()) > 0 {
			t.Errorf("%s: participants are told of %q", name, a.relayAddresses())
		}
	}
}

func TestPublicPortIsWhatParticipantsAreTold(t *testing.T) {
	a, _ := openSecure(t, func(c *Config) { c.Web.PublicURL = "https://rooms.example.org" })
	if got, want := a.relayAddresses(), []string{"rooms.example.org:443"}; !slices.Equal(got, want) {
		t.Errorf("participants are told of %q, want %q", got, want)
	}
}

func TestAutomaticCertificatesIncludeTheRelay(t *testing.T) {
	for _, c := range []struct {
		media MediaConfig
		want  string
	}{
		{MediaConfig{TURN: ":3478", TURNTLS: turnOnApp}, "rooms.example.org"},
		{MediaConfig{TURN: ":3478", TURNTLS: "192.0.2.8:443", TURNHost: "turn.example.org"}, "rooms.example.org turn.example.org"},
		{MediaConfig{TURN: ":3478", TURNTLS: turnOnApp, TURNHost: "192.0.2.8"}, "rooms.example.org"},
		{MediaConfig{TURN: ":3478", TURNTLS: off, TURNHost: "turn.example.org"}, "rooms.example.org"},
	} {
		a := &App{cfg: Config{Web: WebConfig{Domain: "rooms.example.org"}, Media: c.media}}
		if got := strings.Join(a.automaticNames(), " "); got != c.want {
			t.Errorf("%+v: certificates for %s, want %s", c.media, got, c.want)
		}
	}
}

// Those who have not said anything when the server stops are cut off, and a
// relay's client is not waited for.
func TestSharedPortEndsWithTheServer(t *testing.T) {
	ours := goleak.IgnoreCurrent()
	a, ca := openSecure(t, func(*Config) {})
	address := a.Address().String()
	silent, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	roots := x509.NewCertPool()
	roots.AddCert(ca.cert)
	greeted, err := tls.Dial("tcp", address, &tls.Config{RootCAs: roots, ServerName: "rooms.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	defer greeted.Close()
	relayed, err := tls.Dial("tcp", address, &tls.Config{RootCAs: roots, ServerName: "rooms.example.org", NextProtos: []string{"stun.turn"}})
	if err != nil {
		t.Fatal(err)
	}
	defer relayed.Close()
	started := time.Now()
	if err := a.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if took := time.Since(started); took > headerWithin/2 {
		t.Errorf("it took %v to stop", took)
	}
	for name, conn := range map[string]net.Conn{"silent": silent, "greeted": greeted, "relayed": relayed} {
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		if _, err := conn.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
			t.Errorf("the %s connection is still open: %v", name, err)
		}
	}
	goleak.VerifyNone(t, ours)
}

func TestLostSharedListenerIsReported(t *testing.T) {
	a, _ := openSecure(t, func(*Config) {})
	a.front.shared.l.Close()
	select {
	case err := <-a.Failed():
		if err == nil {
			t.Error("it ended without a reason")
		}
	case <-time.After(patience):
		t.Error("nobody is told")
	}
}
