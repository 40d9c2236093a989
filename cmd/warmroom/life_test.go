package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"warmroom/api"
	"warmroom/meeting"
)

// startFails starts an App that must not start, and returns what it says.
func startFails(t *testing.T, cfg Config) string {
	t.Helper()
	a, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err == nil {
		a.Close(t.Context())
		t.Fatal("it starts")
	}
	return err.Error()
}

func TestPortInUseIsNamed(t *testing.T) {
	tcp, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	udp, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	for _, c := range []struct {
		option string
		taken  net.Addr
		change func(*Config, string)
	}{
		{"WARMROOM_LISTEN", tcp.Addr(), func(c *Config, a string) { c.Web.Listen = a }},
		{"WARMROOM_OPS_LISTEN", tcp.Addr(), func(c *Config, a string) { c.OpsListen = a }},
		{"WARMROOM_MEDIA_UDP", udp.LocalAddr(), func(c *Config, a string) { c.Media.UDP = a }},
		{"WARMROOM_MEDIA_TCP", tcp.Addr(), func(c *Config, a string) { c.Media.TCP = a }},
		{"WARMROOM_TURN", tcp.Addr(), func(c *Config, a string) { c.Media.TURN = a }},
	} {
		cfg := testConfig(t)
		c.change(&cfg, c.taken.String())
		says := startFails(t, cfg)
		_, port, _ := net.SplitHostPort(c.taken.String())
		for _, want := range []string{c.option + ":", "port " + port + " is in use", "another address"} {
			if !strings.Contains(says, want) {
				t.Errorf("%s: %q does not say %q", c.option, says, want)
			}
		}
	}
}

func TestDataFolderThatCannotBeWrittenToIsNamed(t *testing.T) {
	cfg := testConfig(t)
	cfg.Store.Data = filepath.Join(t.TempDir(), "file", "data") // root may write to any folder, but not into a file
	if err := os.WriteFile(filepath.Dir(cfg.Store.Data), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	says := startFails(t, cfg)
	for _, want := range []string{"WARMROOM_DATA", cfg.Store.Data, "writable", "another folder"} {
		if !strings.Contains(says, want) {
			t.Errorf("%q does not say %q", says, want)
		}
	}
}

func TestDatabaseOutOfReachIsNamedWithoutItsPassword(t *testing.T) {
	cfg := testConfig(t)
	cfg.Store.DatabaseURL = "postgres://warmroom:SECRET@127.0.0.1:1/rooms"
	says := startFails(t, cfg)
	if !strings.Contains(says, "WARMROOM_DATABASE_URL") || !strings.Contains(says, "127.0.0.1:1") || strings.Contains(says, "SECRET") {
		t.Errorf("it says %q", says)
	}
}

func TestDatabaseOfNewerVersionIsRefused(t *testing.T) {
	cfg := testConfig(t)
	if code, out, complaint := command(t, nil, "migrate", "--data="+cfg.Store.Data); code != 0 || !strings.Contains(out, "current") {
		t.Fatalf("migrate: exit code %d, %q, %q", code, out, complaint)
	}
	pretendNewer(t, filepath.Join(cfg.Store.Data, "warmroom.db"))
	if says := startFails(t, cfg); !strings.Contains(says, "newer") {
		t.Errorf("it says %q", says)
	}
	code, _, complaint := command(t, nil, "serve", "--data="+cfg.Store.Data, "--listen=127.0.0.1:0", "--media-udp=127.0.0.1:0", "--media-tcp=off", "--turn=off", "--ops-listen=off")
	if code != 1 || !strings.HasPrefix(complaint, "warmroom: ") || !strings.Contains(complaint, "newer") {
		t.Errorf("exit code %d, %q; want 1 and the same sentence", code, complaint)
	}
}

func TestFailedStartLeavesNothingRunning(t *testing.T) {
	ours := goleak.IgnoreCurrent()
	cfg := testConfig(t)
	cfg.Web.TLSCert, cfg.Web.TLSKey = "/nothing/here.pem", "/nothing/here.pem" // found wrong when all else is open
	if says := startFails(t, cfg); !strings.Contains(says, "WARMROOM_TLS_CERT") {
		t.Fatalf("it says %q", says)
	}
	goleak.VerifyNone(t, ours)
}

// With people in a room, sound flowing, requests coming and the sockets open.
func TestCloseEndsEverythingItStarted(t *testing.T) {
	ours := goleak.IgnoreCurrent()
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn).enter(t, entering{Meeting: h.demo.Meeting.ID})
	ana.connect(t)
	idle, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", h.Address().String())
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	began := time.Now()
	h.close()
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("closing took %v", took)
	}
	if code := ana.closeCode(); code != 4010 {
		t.Errorf("the socket was closed with %d, want 4010: come back later", code)
	}
	ana.leave()
	goleak.VerifyNone(t, ours)
	if _, err := net.Dial("tcp", h.Address().String()); err == nil {
		t.Error("the port is still open")
	}
	if err := h.db.Ping(context.Background()); err == nil {
		t.Error("the database is still open")
	}
	h.close() // a second time does nothing
}

func TestLostListenerIsReported(t *testing.T) {
	h := openHouse(t)
	h.front.listener.Close()
	select {
	case err := <-h.Failed():
		if !strings.Contains(err.Error(), h.Address().String()) {
			t.Errorf("it says %q", err)
		}
	case <-time.After(patience):
		t.Error("nobody is told")
	}
}

func TestMetricsAndProfilesAreServedApart(t *testing.T) {
	h := openHouse(t)
	h.visitor().get("/api/names").want(t, 200, nil)
	fetch := func(url string) (int, string) {
		r, err := plainClient.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(b)
	}
	status, text := fetch("http://" + h.OpsAddress().String() + "/metrics")
	for _, want := range []string{`warmroom_http_request_seconds_count{method="GET",route="/api/names",status="200"} 1`, "warmroom_rooms 0", "go_goroutines"} {
		if status != 200 || !strings.Contains(text, want) {
			t.Errorf("metrics (status %d) lack %s", status, want)
		}
	}
	if status, _ := fetch("http://" + h.OpsAddress().String() + "/debug/pprof/goroutine?debug=1"); status != 200 {
		t.Errorf("profiles: status %d", status)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if status, _ := fetch("http://" + h.Address().String() + path); status != 404 {
			t.Errorf("%s on the public listener: status %d, want 404", path, status)
		}
	}
}

func TestSocketTakesPagesOfThisSiteOnly(t *testing.T) {
	cfg := testConfig(t)
	cfg.Web.PublicURL = "https://rooms.example.org"
	h := openHouseAt(t, cfg)
	for origin, want := range map[string]int{
		"":                                 http.StatusSwitchingProtocols,
		"http://" + h.Address().String():   http.StatusSwitchingProtocols,
		"https://rooms.example.org":        http.StatusSwitchingProtocols,
		"https://ROOMS.example.org":        http.StatusSwitchingProtocols,
		"http://rooms.example.org":         http.StatusForbidden,
		"https://elsewhere.example":        http.StatusForbidden,
		"https://rooms.example.org.evil.x": http.StatusForbidden,
		"null":                             http.StatusForbidden,
	} {
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		d := websocket.Dialer{Subprotocols: []string{"warmroom.v1"}}
		conn, r, err := d.DialContext(t.Context(), "ws://"+h.Address().String()+"/ws", header)
		if err == nil {
			conn.Close()
		}
		if r == nil || r.StatusCode != want {
			t.Errorf("origin %q: %v, want status %d", origin, err, want)
		}
	}
}

func TestOneServerADataFolder(t *testing.T) {
	h := openHouse(t)
	second := testConfig(t)
	second.Store.Data = h.cfg.Store.Data
	if says := startFails(t, second); !strings.Contains(says, "another warmroom serves the folder") {
		t.Errorf("a second server on the folder: %q", says)
	}
	h.close()
	third, err := Open(t.Context(), second, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("after the first has gone: %v", err)
	}
	if err := third.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestOpsAnswersOnlyUnderNamesOfThisMachine(t *testing.T) {
	ops := opsHandler(prometheus.NewRegistry())
	for host, want := range map[string]int{
		"127.0.0.1:8081": http.StatusOK, "localhost": http.StatusOK, "[::1]:8081": http.StatusOK,
		"evil.example": http.StatusForbidden, "evil.example:8081": http.StatusForbidden, "192.0.2.1": http.StatusForbidden,
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.Host = host
		if ops.ServeHTTP(w, r); w.Code != want {
			t.Errorf("asked as %s: %d, want %d", host, w.Code, want)
		}
	}
}

func TestPortInUseEndsTheProgramWithOne(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	code, _, complaint := command(t, nil, "demo", "--data="+t.TempDir(), "--listen="+l.Addr().String(), "--media-udp=127.0.0.1:0", "--turn=off", "--media-tcp=off")
	if code != 1 || !strings.Contains(complaint, "in use") || strings.Count(complaint, "\n") != 1 {
		t.Errorf("exit code %d, %q; want 1 and one sentence", code, complaint)
	}
}

func TestHealthcheckTellsAliveFromDead(t *testing.T) {
	h := openHouse(t)
	_, port, _ := net.SplitHostPort(h.Address().String())
	// As the container sees it: configured to listen everywhere.
	if code, _, complaint := command(t, nil, "healthcheck", "--listen=:"+port); code != 0 {
		t.Errorf("alive: exit code %d, %s", code, complaint)
	}
	h.close()
	if code, _, complaint := command(t, nil, "healthcheck", "--listen=:"+port); code != 1 || !strings.Contains(complaint, "no answer") {
		t.Errorf("dead: exit code %d, %q", code, complaint)
	}
}

func TestOperatorMakesTheFirstAccounts(t *testing.T) {
	folder := t.TempDir()
	do := func(want int, args ...string) string {
		t.Helper()
		code, out, complaint := command(t, nil, append([]string{"account"}, append(args, "--data="+folder)...)...)
		if code != want {
			t.Fatalf("account %v: exit code %d, want %d: %s%s", args, code, want, out, complaint)
		}
		return out + complaint
	}
	if says := do(0, "list"); !strings.Contains(says, "nobody yet") {
		t.Errorf("an empty house: %q", says)
	}
	if says := do(1, "add", "Rosa", "--manager"); !strings.Contains(says, "--organisation") {
		t.Errorf("without an organisation: %q", says)
	}
	do(0, "add", "Rosa", "--manager", "--organisation=Riverside Recovery")
	do(0, "add", "Sam")
	if says := do(1, "add", "Sam"); strings.Contains(says, "conflict/") {
		t.Errorf("a name taken is told as %q, want a sentence", says)
	}
	do(1, "link", "Nobody")
	link := demoLink.FindStringSubmatch(do(0, "link", "rosa", "--public-url=http://localhost:1234"))
	if link == nil || link[1] != "http://localhost:1234" || link[2] != "sign-in" {
		t.Fatalf("link = %v", link)
	}
	if says := do(1, "link", "Rosa", "--for=1000h"); !strings.Contains(says, "7 days") {
		t.Errorf("a link for ever: %q", says)
	}

	cfg := testConfig(t)
	cfg.Store.Data = folder
	a, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{App: a, t: t}
	rosa := h.signedIn(meeting.Token(link[3]))
	var g api.Group
	rosa.post("/api/groups", newGroup()).want(t, 201, &g)
	h.close()

	do(0, "grant", "Sam", "morning-tea", "facilitator")
	if says := do(1, "grant", "Sam", "evening-tea", "facilitator"); !strings.Contains(says, "evening-tea") {
		t.Errorf("an unknown group: %q", says)
	}
	list := do(0, "list")
	for _, want := range []string{"Riverside Recovery", "Rosa", "manager", "Sam", string(g.ID), "morning-tea"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q:\n%s", want, list)
		}
	}
}
