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
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pion/logging"
	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

const (
	relayCredentialLife = 10 * time.Minute // to allocate with; an allocation once made is kept up with the same for as long as it is used
	defaultRealm        = "warmroom"
)

// relay is the embedded TURN server. What clients send through it is handed to the SFU in memory: it has no sockets
// towards anybody else, so it cannot be made to reach one.
type relay struct {
	server  *turn.Server
	streams []*relayListener
	urls    []string
	secret  string
	now     func() time.Time
	quota   relayQuota
}

// openRelay starts the relay c asks for; nil without an error when it asks for none.
func (s *SFU) openRelay(c TURNConfig) (*relay, error) {
	if c.UDP == "" && c.TCP == "" && c.TLS == nil {
		return nil, nil //nolint:nilnil // no relay is a configuration
	}
	if c.Secret == "" {
		c.Secret = rand.Text()
	}
	if c.now == nil {
		c.now = time.Now
	}
	k := &relay{secret: c.Secret, now: c.now, quota: newRelayQuota(c.limits, &s.counters.relayed)}
	packets, err := k.listen(s, &c)
	if err != nil {
		k.closeListeners(packets)
		return nil, err
	}
	if k.server, err = turn.NewServer(k.config(s, &c, packets)); err != nil {
		k.closeListeners(packets)
		return nil, fmt.Errorf("relay: %w", err)
	}
	return k, nil
}

// listen opens the addresses of c and notes what clients are told of them. What it has opened when it fails, the
// caller closes.
func (k *relay) listen(s *SFU, c *TURNConfig) (packets net.PacketConn, err error) {
	if c.UDP != "" {
		if packets, err = net.ListenPacket("udp", c.UDP); err != nil { //nolint:noctx // returns at once
			return nil, fmt.Errorf("relay address: %w", err)
		}
		k.urls = append(k.urls, "turn:"+s.relayHost(c.Host, packets.LocalAddr())+"?transport=udp")
	}
	if c.TLS != nil {
		k.streams = append(k.streams, newRelayListener(c.TLS, s.log, c.limits))
	}
	if c.TCP != "" {
		l, err := net.Listen("tcp", c.TCP) //nolint:noctx // returns at once
		if err != nil {
			return packets, fmt.Errorf("relay address: %w", err)
		}
		k.streams = append(k.streams, newRelayListener(l, s.log, c.limits))
		k.urls = append(k.urls, "turn:"+s.relayHost(c.Host, l.Addr())+"?transport=tcp")
	}
	if c.TLS != nil {
		k.urls = append(k.urls, "turns:"+c.TLSAddress+"?transport=tcp")
	}
	return packets, nil
}

func (k *relay) config(s *SFU, c *TURNConfig, packets net.PacketConn) turn.ServerConfig {
	if c.Realm == "" {
		c.Realm = defaultRealm
	}
	allocator := &relayAllocator{sfu: s, quota: &k.quota}
	config := turn.ServerConfig{
		Realm:         c.Realm,
		LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard},
		AuthHandler:   k.authenticate,
		QuotaHandler:  func(holder, _ string, _ net.Addr) bool { return k.quota.allows(holder) },
		EventHandler:  k.events(),
		// Whoever comes over IPv6 is still to reach an SFU that announces IPv4 only.
		StrictAddressFamily: slices.ContainsFunc(s.announced, func(a netip.AddrPort) bool { return a.Addr().Is4() }),
	}
	if packets != nil {
		config.PacketConnConfigs = []turn.PacketConnConfig{{PacketConn: packets, RelayAddressGenerator: allocator, PermissionHandler: allocator.permit}}
	}
	for _, l := range k.streams {
		config.ListenerConfigs = append(config.ListenerConfigs, turn.ListenerConfig{Listener: l, RelayAddressGenerator: allocator, PermissionHandler: allocator.permit})
	}
	return config
}

// events tells the listeners which of their connections hold an allocation.
func (k *relay) events() turn.EventHandler {
	each := func(holds bool, client, here net.Addr) {
		for _, l := range k.streams {
			l.allocated(client, here, holds)
		}
	}
	return turn.EventHandler{
		OnAllocationCreated: func(client, here net.Addr, _, _, _ string, _ net.Addr, _ int) { each(true, client, here) },
		OnAllocationDeleted: func(client, here net.Addr, _, _, _ string) { each(false, client, here) },
	}
}

// close ends all allocations and waits for the connections of clients.
func (k *relay) close() {
	_ = k.server.Close()
	k.closeListeners(nil)
}

func (k *relay) closeListeners(packets net.PacketConn) {
	if packets != nil {
		_ = packets.Close()
	}
	for _, l := range k.streams {
		_ = l.Close()
	}
	for _, l := range k.streams {
		l.wait()
	}
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
// minutes and name nobody (the TURN REST scheme: the user name is the expiry and something random, the password its
// HMAC). The list is empty without a relay.
func (s *SFU) ICEServers(now time.Time) []ICEServer {
	if s.relay == nil {
		return nil
	}
	username := strconv.FormatInt(now.Add(relayCredentialLife).Unix(), 10) + ":" + rand.Text()
	return []ICEServer{{URLs: s.relay.urls, Username: username, Credential: s.relay.password(username)}}
}

func (k *relay) password(username string) string {
	mac := hmac.New(sha1.New, []byte(k.secret))
	mac.Write([]byte(username))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// authenticate says who makes a request, as the quota counts them, and with which key. Credentials that have expired
// allocate nothing, but keep up what was allocated with them: meetings are longer than credentials live.
func (k *relay) authenticate(r *turn.RequestAttributes) (holder string, key []byte, ok bool) {
	expiry, _, _ := strings.Cut(r.Username, ":")
	until, err := strconv.ParseInt(expiry, 10, 64)
	if err != nil || r.Method == stun.MethodAllocate && until < k.now().Unix() {
		return "", nil, false
	}
	return holderOf(r.Username, r.SrcAddr), turn.GenerateAuthKey(r.Username, r.Realm, k.password(r.Username)), true
}

// relayAllocator makes allocations that end in this process.
type relayAllocator struct {
	sfu   *SFU
	quota *relayQuota
}

// permit allows the SFU's own addresses as peers and no others.
func (a *relayAllocator) permit(_ net.Addr, peer net.IP) bool {
	ip, ok := netip.AddrFromSlice(peer)
	return ok && slices.ContainsFunc(a.sfu.announced, func(x netip.AddrPort) bool { return x.Addr() == ip.Unmap() })
}

// Validate is part of turn.RelayAddressGenerator.
func (a *relayAllocator) Validate() error { return nil }

// AllocatePacketConn is part of turn.RelayAddressGenerator.
func (a *relayAllocator) AllocatePacketConn(c turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	family := slices.IndexFunc(a.sfu.announced, func(x netip.AddrPort) bool { return x.Addr().Is6() == (c.Network == "udp6") })
	if family < 0 {
		return nil, nil, errNotRelayed
	}
	if !a.quota.take(c.UserID) {
		return nil, nil, errRelayFull
	}
	// The port is a name for the allocation, not an open port: nothing listens there.
	port := 49152 + a.sfu.counters.relayPorts.Add(1)%16384
	address := netip.AddrPortFrom(a.sfu.announced[family].Addr(), uint16(port))
	return a.sfu.newRelayConn(address, a.quota.limits.unused, func() { a.quota.release(c.UserID) }), net.UDPAddrFromAddrPort(address), nil
}

var (
	errNotRelayed = errors.New("relay: only datagrams to this server are relayed")
	errRelayFull  = errors.New("relay: no more allocations")
)

// AllocateListener is part of turn.RelayAddressGenerator; TCP allocations (RFC 6062) are not offered.
func (a *relayAllocator) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errNotRelayed
}

// AllocateConn is part of turn.RelayAddressGenerator; see AllocateListener.
func (a *relayAllocator) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) {
	return nil, errNotRelayed
}
