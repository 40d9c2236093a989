package sfu

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Config says where the SFU listens and what it tells clients about it. The zero value of each field is usable except
// for UDP.
type Config struct {
	// UDP is the address media arrives at, "host:port". An unspecified host opens one socket for every address of the
	// machine, so that answers leave from the address they were asked at. Port 0 picks a free one.
	UDP string

	// TCP is the address of ICE-TCP (RFC 6544, passive), "host:port"; empty switches it off. The host decides only
	// what is listened on; what is announced follows UDP.
	TCP string

	// PublicIPs replace the socket addresses in candidates where the machine sits behind a 1:1 mapping.
	PublicIPs []netip.Addr

	// Loopback also announces loopback addresses: for demos and tests on one machine.
	Loopback bool

	// TURN configures the embedded relay.
	TURN TURNConfig

	// Log receives warnings about sockets and connections; never addresses or media. Nil discards.
	Log *slog.Logger

	// Registerer receives the metrics of the SFU; nil keeps them unregistered.
	Registerer prometheus.Registerer
}

// TURNConfig configures the embedded TURN relay (RFC 8656), which relays to this SFU and to nothing else.
type TURNConfig struct {
	// UDP and TCP are listen addresses, "host:port"; empty switches that transport off.
	UDP, TCP string

	// Host is the name or address clients are told for UDP and TCP; empty means the first candidate's address.
	Host string

	// TLS accepts connections on which TLS is spoken, its handshake done or at the first read; nil switches it off. An
	// SFU that has opened closes it at its end. TLSAddress is the "host:port" clients are told, by a name the certificate has.
	TLS        net.Listener
	TLSAddress string

	// Realm is the authentication realm; empty means "warmroom".
	Realm string

	// Secret signs the short-lived credentials; empty draws a random one, good for a single process.
	Secret string

	now    func() time.Time // nil means time.Now
	limits *relayLimits     // nil means the usual ones
}

func (c *Config) validate() error {
	if c.UDP == "" {
		return errors.New("sfu: no UDP address to listen on")
	}
	for _, ip := range c.PublicIPs {
		if !ip.IsValid() || ip.IsUnspecified() || ip.IsMulticast() {
			return fmt.Errorf("sfu: %s cannot be announced as a public address", ip)
		}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}
