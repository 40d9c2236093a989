package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Config is everything that can be set about a Warmroom: the only struct of
// options, filled from defaults, then WARMROOM_* variables, then flags. The
// defaults that differ between commands stand in main.go.
type Config struct {
	Store StoreConfig `embed:""`
	Web   WebConfig   `embed:""`
	Mail  MailConfig  `embed:""`
	OIDC  OIDCConfig  `embed:""`
	Media MediaConfig `embed:""`
	Hooks HooksConfig `embed:""`

	OpsListen string   `env:"WARMROOM_OPS_LISTEN" placeholder:"ADDRESS" default:"${ops}" help:"Loopback address of metrics and profiles; off switches them off. Default: ${default}."`
	LogLevel  logLevel `env:"WARMROOM_LOG_LEVEL" placeholder:"LEVEL" default:"${log_level}" help:"debug, info, warn or error. Default: ${default}."`
	LogFormat string   `env:"WARMROOM_LOG_FORMAT" placeholder:"FORMAT" default:"auto" enum:"auto,text,json" help:"auto writes text to a terminal and JSON elsewhere."`

	// Terminal is where an operator is told of links that somebody asked for,
	// where there is no mail. It is nil unless somebody reads it as it is
	// written: a log must not hold what signs in.
	Terminal io.Writer `kong:"-"`
}

// StoreConfig says where the data lies.
type StoreConfig struct {
	Data        string `env:"WARMROOM_DATA" placeholder:"FOLDER" default:"${data}" help:"Folder of the embedded database and of certificates. Default: ${default}."`
	DatabaseURL string `env:"WARMROOM_DATABASE_URL" placeholder:"URL" help:"postgres://… instead of the embedded database."`
	Key         string `env:"WARMROOM_KEY" placeholder:"KEY" help:"What addresses of staff are encrypted with. Default: the file warmroom.key in the data folder, made at the first start."`
}

// WebConfig says how browsers reach the server.
type WebConfig struct {
	Listen         string   `env:"WARMROOM_LISTEN" placeholder:"ADDRESS" help:"Where the app and the API listen. Default: 127.0.0.1:8080, or :443 with a domain."`
	PublicURL      string   `env:"WARMROOM_PUBLIC_URL" placeholder:"URL" help:"How browsers reach this server, where a proxy stands before it."`
	Domain         string   `env:"WARMROOM_DOMAIN" placeholder:"NAME" help:"Serve this domain with an automatic certificate; needs ports 443 and 80."`
	TLSCert        string   `name:"tls-cert" env:"WARMROOM_TLS_CERT" placeholder:"FILE" help:"Certificate chain (PEM) to serve with; goes with --tls-key."`
	TLSKey         string   `name:"tls-key" env:"WARMROOM_TLS_KEY" placeholder:"FILE" help:"Private key (PEM) of --tls-cert."`
	TrustedProxies []string `env:"WARMROOM_TRUSTED_PROXIES" placeholder:"CIDR" default:"127.0.0.0/8,::1/128" help:"Whose X-Forwarded-For is believed when requests are counted. Default: ${default}."`
}

// MediaConfig says where sound and pictures arrive.
type MediaConfig struct {
	UDP      string      `name:"media-udp" env:"WARMROOM_MEDIA_UDP" placeholder:"ADDRESS" default:"${media}" help:"Where sound and pictures arrive over UDP. Default: ${default}."`
	TCP      string      `name:"media-tcp" env:"WARMROOM_MEDIA_TCP" placeholder:"ADDRESS" default:"${media}" help:"The same over TCP, for networks without UDP; off switches it off. Default: ${default}."`
	IPs      []announced `name:"media-ips" env:"WARMROOM_MEDIA_IPS" placeholder:"IP" help:"Public addresses to announce where the machine sits behind a 1:1 mapping."`
	Loopback bool        `name:"media-loopback" env:"WARMROOM_MEDIA_LOOPBACK" default:"${loopback}" negatable:"" help:"Also announce loopback addresses, for browsers on this machine."`
	TURN     string      `name:"turn" env:"WARMROOM_TURN" placeholder:"ADDRESS" default:"${turn}" help:"Where the embedded relay listens, on UDP and TCP; off switches it off. Default: ${default}."`
	TURNTLS  string      `name:"turn-tls" env:"WARMROOM_TURN_TLS" placeholder:"ADDRESS" default:"app" help:"Where the relay speaks TLS, for networks that let out port 443 only: app shares the app's port, off switches it off. Default: ${default}."`
	TURNHost string      `name:"turn-host" env:"WARMROOM_TURN_HOST" placeholder:"NAME" help:"Name or address by which browsers reach the relay; over TLS a name that the certificate has."`
}

// HooksConfig says which other programs may be told of meetings.
type HooksConfig struct {
	Private bool `name:"webhooks-private" env:"WARMROOM_WEBHOOKS_PRIVATE" help:"Also tell other programs on this machine and in private networks of meetings, and without TLS. Any manager can then have this server send something to any address it reaches."`
}

// logLevel is a slog.Level that says what may be written.
type logLevel slog.Level

// UnmarshalText takes the names of slog's levels.
func (l *logLevel) UnmarshalText(text []byte) error {
	if (*slog.Level)(l).UnmarshalText(text) != nil {
		return fmt.Errorf("WARMROOM_LOG_LEVEL: %q is not a level. Write debug, info, warn or error", text)
	}
	return nil
}

// announced is an address that says what may be written.
type announced netip.Addr

// UnmarshalText takes an IP address.
func (a *announced) UnmarshalText(text []byte) error {
	if (*netip.Addr)(a).UnmarshalText(text) != nil || !netip.Addr(*a).IsValid() {
		return fmt.Errorf("WARMROOM_MEDIA_IPS: %q is not an IP address. Write the public address of this machine, such as 203.0.113.7", text)
	}
	return nil
}

// off is what an optional listener is set to when it is not wanted.
const off = "off"

// validate checks each option and how they go together. The error names the
// option by its variable and says how to mend it.
func (c *Config) validate() error {
	var ops error
	if c.OpsListen != off {
		ops = checkAddress("WARMROOM_OPS_LISTEN", c.OpsListen)
		if host, _, err := net.SplitHostPort(c.OpsListen); err == nil && !loopback(host) {
			ops = fmt.Errorf("WARMROOM_OPS_LISTEN: %s is reachable from outside, and profiles show what runs. Write 127.0.0.1:8081, or off", c.OpsListen)
		}
	}
	return errors.Join(c.Store.validate(), c.Web.validate(), c.Mail.validate(), c.OIDC.validate(), c.Media.validate(), c.validateRelay(), ops)
}

// validateRelay checks that a relay which is to speak TLS can.
func (c *Config) validateRelay() error {
	where := c.Media.turnTLS()
	if where == "" || where == turnOnApp {
		return nil
	}
	if !c.Web.tls() {
		return errors.New("WARMROOM_TURN_TLS needs a certificate. Set WARMROOM_DOMAIN, or WARMROOM_TLS_CERT and WARMROOM_TLS_KEY, or write off")
	}
	return checkAddress("WARMROOM_TURN_TLS", where)
}

// validate checks the options of the store.
func (c *StoreConfig) validate() error {
	if c.DatabaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.DatabaseURL)
	if err != nil || !slices.Contains([]string{"postgres", "postgresql"}, u.Scheme) {
		return errors.New("WARMROOM_DATABASE_URL: write postgres://user:password@host/database, or leave it out for the embedded database")
	}
	return nil
}

// validate checks the options of the web server.
func (c *WebConfig) validate() error {
	errs := []error{c.validateTLS()}
	if c.Listen != "" {
		errs = append(errs, checkAddress("WARMROOM_LISTEN", c.Listen))
	}
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
			errs = append(errs, fmt.Errorf("WARMROOM_PUBLIC_URL: %q is not an origin. Write scheme and host only, such as https://rooms.example.org", c.PublicURL))
		}
	}
	for _, p := range c.TrustedProxies {
		_, notNetwork := netip.ParsePrefix(p)
		_, notAddress := netip.ParseAddr(p)
		if notNetwork != nil && notAddress != nil {
			errs = append(errs, fmt.Errorf("WARMROOM_TRUSTED_PROXIES: %q is not an address or a network. Write such as 10.0.0.0/8", p))
		}
	}
	return errors.Join(errs...)
}

// validate checks the options of media.
func (c *MediaConfig) validate() error {
	errs := []error{checkAddress("WARMROOM_MEDIA_UDP", c.UDP)}
	if c.TCP != off {
		errs = append(errs, checkAddress("WARMROOM_MEDIA_TCP", c.TCP))
	}
	if c.TURN != off {
		errs = append(errs, checkAddress("WARMROOM_TURN", c.TURN))
	}
	for _, a := range c.IPs {
		if ip := netip.Addr(a); ip.IsUnspecified() || ip.IsMulticast() {
			errs = append(errs, fmt.Errorf("WARMROOM_MEDIA_IPS: %s can't be announced. Write the address by which browsers reach this machine", ip))
		}
	}
	return errors.Join(errs...)
}

// checkAddress accepts host:port with a numeric port, port 0 included.
func checkAddress(option, address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("%s: %q is not an address. Write host:port, such as 127.0.0.1:8080 or :8080", option, address)
	}
	return nil
}

// loopback reports whether only this machine reaches a listener on host.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func (c *WebConfig) validateTLS() error {
	switch {
	case c.Domain != "" && (c.TLSCert != "" || c.TLSKey != ""):
		return errors.New("WARMROOM_DOMAIN and WARMROOM_TLS_CERT exclude each other: the first gets a certificate by itself. Remove one of them")
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("WARMROOM_TLS_CERT and WARMROOM_TLS_KEY go together. Set both or neither")
	case strings.ContainsAny(c.Domain, ":/ ") || c.Domain != "" && !strings.Contains(c.Domain, "."):
		return fmt.Errorf("WARMROOM_DOMAIN: %q is not a domain name. Write it without scheme or port, such as rooms.example.org", c.Domain)
	}
	return nil
}

// listenAddress is where the app listens.
func (c *WebConfig) listenAddress() string {
	switch {
	case c.Listen != "":
		return c.Listen
	case c.Domain != "":
		return ":443"
	default:
		return "127.0.0.1:8080"
	}
}

// tls reports whether this process speaks TLS itself.
func (c *WebConfig) tls() bool { return c.Domain != "" || c.TLSCert != "" }

// turnOnApp lets the relay share the app's port.
const turnOnApp = "app"

// turnTLS is where the relay speaks TLS, "" for nowhere.
func (c *MediaConfig) turnTLS() string {
	if enabled(c.TURN) == "" {
		return ""
	}
	return enabled(c.TURNTLS)
}

// addresses returns the public addresses to announce.
func (c *MediaConfig) addresses() []netip.Addr {
	list := make([]netip.Addr, len(c.IPs))
	for i, a := range c.IPs {
		list[i] = netip.Addr(a)
	}
	return list
}

// enabled returns the address of an optional listener, "" when it is off.
func enabled(address string) string {
	if address == off {
		return ""
	}
	return address
}

// publicURL is how browsers reach a server that listens at address.
func (c *WebConfig) publicURL(address string) string {
	switch {
	case c.PublicURL != "":
		return strings.TrimSuffix(c.PublicURL, "/")
	case c.Domain != "":
		return "https://" + c.Domain
	}
	host, port, err := net.SplitHostPort(address)
	if ip, e := netip.ParseAddr(host); err == nil && (host == "" || e == nil && (ip.IsLoopback() || ip.IsUnspecified())) {
		host = "localhost" // a name that browsers count as secure
	}
	scheme := "http"
	if c.tls() {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}
