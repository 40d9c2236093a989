package main

import (
	"bytes"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
)

// testConfig is a configuration that needs nothing and disturbs nobody: any
// free ports on loopback, and a folder of its own.
func testConfig(t *testing.T) Config {
	t.Helper()
	return Config{
		Store:     StoreConfig{Data: t.TempDir()},
		Web:       WebConfig{Listen: "127.0.0.1:0", TrustedProxies: []string{"127.0.0.0/8"}},
		Media:     MediaConfig{UDP: "127.0.0.1:0", TCP: "127.0.0.1:0", Loopback: true, TURN: "127.0.0.1:0"},
		OpsListen: "127.0.0.1:0",
		LogLevel:  logLevel(slog.LevelDebug),
		LogFormat: "json",
	}
}

func TestWrongOptionsAreNamedWithTheWayToMendThem(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Config)
		says   []string
	}{
		{"address without port", func(c *Config) { c.Web.Listen = "localhost" }, []string{"WARMROOM_LISTEN", "localhost", "host:port"}},
		{"port out of range", func(c *Config) { c.Media.UDP = ":70000" }, []string{"WARMROOM_MEDIA_UDP", ":70000"}},
		{"named port", func(c *Config) { c.Media.TCP = ":http" }, []string{"WARMROOM_MEDIA_TCP"}},
		{"no media at all", func(c *Config) { c.Media.UDP = off }, []string{"WARMROOM_MEDIA_UDP"}},
		{"relay", func(c *Config) { c.Media.TURN = "turn.example.org" }, []string{"WARMROOM_TURN"}},
		{"relay over TLS without a certificate", func(c *Config) { c.Media.TURNTLS = ":5349" }, []string{"WARMROOM_TURN_TLS", "WARMROOM_DOMAIN", "off"}},
		{"relay over TLS nowhere", func(c *Config) { c.Web.Domain, c.Media.TURNTLS = "rooms.example.org", "5349" }, []string{"WARMROOM_TURN_TLS", "host:port"}},
		{"profiles for everyone", func(c *Config) { c.OpsListen = ":8081" }, []string{"WARMROOM_OPS_LISTEN", "outside", "127.0.0.1:8081"}},
		{"two certificates", func(c *Config) { c.Web.Domain, c.Web.TLSCert, c.Web.TLSKey = "rooms.example.org", "a", "b" }, []string{"WARMROOM_DOMAIN", "WARMROOM_TLS_CERT", "exclude"}},
		{"half a certificate", func(c *Config) { c.Web.TLSCert = "a" }, []string{"WARMROOM_TLS_KEY", "both"}},
		{"domain with scheme", func(c *Config) { c.Web.Domain = "https://rooms.example.org" }, []string{"WARMROOM_DOMAIN", "without scheme"}},
		{"public address with a path", func(c *Config) { c.Web.PublicURL = "https://example.org/rooms" }, []string{"WARMROOM_PUBLIC_URL", "scheme and host"}},
		{"public address without scheme", func(c *Config) { c.Web.PublicURL = "rooms.example.org" }, []string{"WARMROOM_PUBLIC_URL"}},
		{"another database", func(c *Config) { c.Store.DatabaseURL = "mysql://localhost/x" }, []string{"WARMROOM_DATABASE_URL", "postgres://"}},
		{"mail without sender", func(c *Config) { c.Mail.SMTP = "smtp://mail.example.org" }, []string{"WARMROOM_SMTP_FROM", "rooms@example.org"}},
		{"sender without mail", func(c *Config) { c.Mail.From = "rooms@example.org" }, []string{"WARMROOM_SMTP_URL"}},
		{"mail by web", func(c *Config) { c.Mail.SMTP, c.Mail.From = "https://mail.example.org", "rooms@example.org" }, []string{"WARMROOM_SMTP_URL", "smtps://"}},
		{"provider in the clear", func(c *Config) { c.OIDC.Issuer = "http://login.example.org" }, []string{"WARMROOM_OIDC_ISSUER", "https://"}},
		{"half a provider", func(c *Config) { c.OIDC.Issuer = "https://login.example.org" }, []string{"WARMROOM_OIDC_CLIENT_ID", "all"}},
		{"proxy by name", func(c *Config) { c.Web.TrustedProxies = []string{"proxy"} }, []string{"WARMROOM_TRUSTED_PROXIES", "proxy"}},
		{"announced nowhere", func(c *Config) { c.Media.IPs = []announced{announced(netip.IPv4Unspecified())} }, []string{"WARMROOM_MEDIA_IPS", "0.0.0.0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := testConfig(t)
			c.change(&cfg)
			a, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
			if err == nil {
				a.Close(t.Context())
				t.Fatal("it starts")
			}
			for _, want := range c.says {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

func TestDatabasePasswordIsNotRepeated(t *testing.T) {
	cfg := testConfig(t)
	cfg.Store.DatabaseURL = "mysql://warmroom:SECRET@localhost/x"
	if err := cfg.validate(); err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("error = %v", err)
	}
}

func TestWhereBrowsersGo(t *testing.T) {
	for _, c := range []struct {
		web  WebConfig
		want string
	}{
		{WebConfig{}, "http://localhost:8080"},
		{WebConfig{Listen: ":9000"}, "http://localhost:9000"},
		{WebConfig{Listen: "192.0.2.7:9000"}, "http://192.0.2.7:9000"},
		{WebConfig{TLSCert: "a", TLSKey: "b"}, "https://localhost:8080"},
		{WebConfig{Domain: "rooms.example.org"}, "https://rooms.example.org"},
		{WebConfig{Listen: ":8080", PublicURL: "https://rooms.example.org/"}, "https://rooms.example.org"},
	} {
		if got := c.web.publicURL(c.web.listenAddress()); got != c.want {
			t.Errorf("%+v: %s, want %s", c.web, got, c.want)
		}
	}
	if got := (&WebConfig{Domain: "rooms.example.org"}).listenAddress(); got != ":443" {
		t.Errorf("with a domain it listens on %s", got)
	}
}

// command runs the program without a process.
func command(t *testing.T, environ []string, args ...string) (code int, out, complaint string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, environ, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestUnknownVariableIsAnError(t *testing.T) {
	for variable, want := range map[string]string{
		"WARMROOM_LISTNE":     "WARMROOM_LISTEN",
		"WARMROOM_DATABSE_UR": "WARMROOM_DATABASE_URL",
		"WARMROOM_MEDIA_IP":   "WARMROOM_MEDIA_IPS",
		"WARMROOM_COLOUR":     "--help",
	} {
		code, _, complaint := command(t, []string{"PATH=/bin", variable + "=x"}, "version")
		if code != 1 || !strings.Contains(complaint, variable+" ") || !strings.Contains(complaint, want) {
			t.Errorf("%s: exit code %d, %q; want 1 and %s", variable, code, complaint, want)
		}
	}
	code, out, complaint := command(t, []string{"WARMROOM_DATA=x", "WARMROOM_TURN_HOST=y", "OTHER=z"}, "version")
	if code != 0 || !strings.HasPrefix(out, "warmroom ") {
		t.Errorf("known variables: exit code %d, %q", code, complaint)
	}
}

func TestFlagGoesBeforeVariableGoesBeforeDefault(t *testing.T) {
	t.Setenv("WARMROOM_LISTEN", "nonsense")
	if _, _, complaint := command(t, nil, "serve"); !strings.Contains(complaint, `"nonsense"`) {
		t.Errorf("the variable is not read: %q", complaint)
	}
	if _, _, complaint := command(t, nil, "serve", "--listen=worse"); !strings.Contains(complaint, `"worse"`) {
		t.Errorf("the flag does not go before the variable: %q", complaint)
	}
}

func TestHelpListsEveryOption(t *testing.T) {
	code, out, _ := command(t, nil, "serve", "--help")
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"WARMROOM_LISTEN", "WARMROOM_DATA", "WARMROOM_MEDIA_UDP", "WARMROOM_LOG_FORMAT", ":3480"} {
		if !strings.Contains(out, want) {
			t.Errorf("the help lacks %s", want)
		}
	}
}

func TestBadValueSaysWhatToWrite(t *testing.T) {
	for flag, want := range map[string]string{
		"--log-level=loud":   "Write debug, info, warn or error",
		"--media-ips=banana": "is not an IP address. Write",
	} {
		code, _, complaint := command(t, nil, "serve", flag)
		if code != 1 || !strings.Contains(complaint, want) {
			t.Errorf("%s: exit code %d, %q; want 1 and %q", flag, code, complaint, want)
		}
	}
}

func TestUnknownCommand(t *testing.T) {
	if code, _, complaint := command(t, nil, "srve"); code != 1 || !strings.Contains(complaint, "srve") {
		t.Errorf("exit code %d, %q", code, complaint)
	}
}
