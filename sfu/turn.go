package sfu

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what TURN REST credentials are made of
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/pion/logging"
	"github.com/pion/turn/v5"
)

const (
	relayCredentialLife = 10 * time.Minute // to allocate with; an allocation once made is refreshed with the same
	relayMaxAllocations = 4096
	defaultRealm        = "warmroom"
)

// relay is the embedded TURN server. What clients send through it is handed to the SFU in memory: it has no sockets
// towards anybody else, so it cannot be made to reach one.
type relay struct {
	server *turn.Server
	urls   []string
	secret string
}

// openRelay starts the relay c asks for; nil without an error when it asks for none.
func (s *SFU) openRelay(c TURNConfig) (*relay, error) {
	if c.UDP == "" && c.TCP == "" {
		return nil, nil //nolint:nilnil // no relay is a configuration
	}
	if c.Realm == "" {
		c.Realm = defaultRealm
	}
	if c.Secret == "" {
		c.Secret = rand.Text()
	}
	k := &relay{secret: c.Secret}
	quiet := &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}
	allocator := &relayAllocator{sfu: s}
	config := turn.ServerConfig{
		Realm:         c.Realm,
		LoggerFactory: quiet,
		AuthHandler:   turn.NewLongTermAuthHandler(c.Secret, quiet.NewLogger("turn")),
		QuotaHandler:  func(string, string, net.Addr) bool { return s.counters.relayed.Load() < relayMaxAllocations },
	}
	if c.UDP != "" {
		conn, err := net.ListenPacket("udp", c.UDP) //nolint:noctx // returns at once
		if err != nil {
			return nil, fmt.Errorf("relay address: %w", err)
		}
		config.PacketConnConfigs = []turn.PacketConnConfig{{PacketConn: conn, RelayAddressGenerator: allocator, PermissionHandler: allocator.permit}}
		k.urls = append(k.urls, "turn:"+s.relayHost(c.Host, conn.LocalAddr())+"?transport=udp")
	}
	if c.TCP != "" {
		l, err := net.Listen("tcp", c.TCP) //nolint:noctx // returns at once
		if err != nil {
			for _, p := range config.PacketConnConfigs {
				_ = p.PacketConn.Close()
			}
			return nil, fmt.Errorf("relay address: %w", err)
		}
		config.ListenerConfigs = []turn.ListenerConfig{{Listener: l, RelayAddressGenerator: allocator, PermissionHandler: allocator.permit}}
		k.urls = append(k.urls, "turn:"+s.relayHost(c.Host, l.Addr())+"?transport=tcp")
	}
	var err error
	if k.server, err = turn.NewServer(config); err != nil {
		return nil, fmt.Errorf("relay: %w", err)
	}
	return k, nil
}

// relayHost returns the host and port clients are told for a listener.
func (s *SFU) relayHost(host string, listener net.Addr) string {
	_, port, _ := net.SplitHostPort(listener.String())
	if host == "" {
		host = s.announced[0].Addr().String()
	}
	return net.JoinHostPort(host, port)
}

// ICEServers returns what a client puts into its RTCConfiguration, with credentials that are valid from now for ten
// minutes and name nobody (the TURN REST scheme: the user name is the expiry, the password its HMAC). The list is empty
// without a relay.
func (s *SFU) ICEServers(now time.Time) []ICEServer {
	if s.relay == nil {
		return nil
	}
	username := strconv.FormatInt(now.Add(relayCredentialLife).Unix(), 10)
	mac := hmac.New(sha1.New, []byte(s.relay.secret))
	mac.Write([]byte(username))
	return []ICEServer{{
		URLs:       s.relay.urls,
		Username:   username,
		Credential: base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}}
}

// relayAllocator makes allocations that end in this process.
type relayAllocator struct{ sfu *SFU }

// permit allows the SFU's own addresses as peers and no others.
func (a *relayAllocator) permit(_ net.Addr, peer net.IP) bool {
	ip, ok := netip.AddrFromSlice(peer)
	if !ok {
		return false
	}
	for _, x := range a.sfu.announced {
		if x.Addr() == ip.Unmap() {
			return true
		}
	}
	return false
}

// Validate is part of turn.RelayAddressGenerator.
func (a *relayAllocator) Validate() error { return nil }

// AllocatePacketConn is part of turn.RelayAddressGenerator.
func (a *relayAllocator) AllocatePacketConn(turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	// The port is a name for the allocation, not an open port: nothing listens there.
	port := 49152 + a.sfu.counters.relayPorts.Add(1)%16384
	address := netip.AddrPortFrom(a.sfu.announced[0].Addr(), uint16(port))
	a.sfu.counters.relayed.Add(1)
	c := &relayConn{
		sfu:     a.sfu,
		address: address,
		reader:  a.sfu.newReader(nil, nil, streamBatch),
		paths:   make(map[netip.AddrPort]*path),
		toward:  make(chan relayed, streamQueue),
		done:    make(chan struct{}),
	}
	return c, net.UDPAddrFromAddrPort(address), nil
}

var errNotRelayed = errors.New("relay: only datagrams to this server are relayed")

// AllocateListener is part of turn.RelayAddressGenerator; TCP allocations (RFC 6062) are not offered.
func (a *relayAllocator) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errNotRelayed
}

// AllocateConn is part of turn.RelayAddressGenerator; see AllocateListener.
func (a *relayAllocator) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) {
	return nil, errNotRelayed
}
