package sfu

import (
	"crypto/tls"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/logging"
	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

// openRelayed opens an SFU with a relay on every transport.
func openRelayed(t *testing.T, c TURNConfig) *SFU {
	t.Helper()
	certificate, _, err := newCertificate()
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		t.Fatal(err)
	}
	c.UDP, c.TCP, c.TLS, c.TLSAddress = "127.0.0.1:0", "127.0.0.1:0", l, l.Addr().String()
	s, err := Open(Config{UDP: "127.0.0.1:0", Loopback: true, TURN: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

var relayTransports = []string{"udp", "tcp", "tls"}

// dialRelay opens a connection to the relay of s over one transport.
func dialRelay(t *testing.T, s *SFU, transport string) (conn net.PacketConn, server string) {
	t.Helper()
	scheme, over := "turn:", transport
	if transport == "tls" {
		scheme, over = "turns:", "tcp"
	}
	i := slices.IndexFunc(s.relay.urls, func(u string) bool { return strings.HasPrefix(u, scheme) && strings.HasSuffix(u, "="+over) })
	if i < 0 {
		t.Fatalf("no %s among %v", transport, s.relay.urls)
	}
	server, _, _ = strings.Cut(strings.TrimPrefix(s.relay.urls[i], scheme), "?")
	var stream net.Conn
	var err error
	switch transport {
	case "udp":
		if conn, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn, server
	case "tcp":
		stream, err = net.Dial("tcp", server)
	default:
		stream, err = tls.Dial("tcp", server, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // a certificate made for this test
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stream.Close() })
	return turn.NewSTUNConn(stream), server
}

// relayClientOf returns a TURN client of s over one transport, with the credentials given.
func relayClientOf(t *testing.T, s *SFU, transport string, with ICEServer) *turn.Client {
	t.Helper()
	conn, server := dialRelay(t, s, transport)
	client, err := turn.NewClient(&turn.ClientConfig{
		TURNServerAddr: server, Conn: conn, Username: with.Username, Password: with.Credential,
		RTO: 5 * time.Second, LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	if err := client.Listen(); err != nil {
		t.Fatal(err)
	}
	return client
}

// allocateAt makes an allocation that ends with the test.
func allocateAt(t *testing.T, c *turn.Client) (net.PacketConn, error) {
	t.Helper()
	conn, err := c.Allocate()
	if err == nil {
		t.Cleanup(func() { _ = conn.Close() })
	}
	return conn, err
}

// until waits for what must happen.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline, tick := time.NewTimer(20*time.Second), time.NewTicker(time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("in vain: %s", what)
		}
	}
}

func udp(address string) *net.UDPAddr {
	a, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		panic(err) // of a literal
	}
	return a
}

func TestRelayReachesThisServerAndNobodyElse(t *testing.T) {
	s := openRelayed(t, TURNConfig{})
	neighbour, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer neighbour.Close()
	for _, transport := range relayTransports {
		client := relayClientOf(t, s, transport, s.ICEServers(time.Now())[0])
		relayed, err := allocateAt(t, client)
		if err != nil {
			t.Fatalf("%s: %v", transport, err)
		}
		for _, target := range []string{
			"127.0.0.2:3480", "0.0.0.0:3480", "10.0.0.1:80", "172.16.0.1:53", "192.168.1.1:80", "100.64.0.1:80", "169.254.169.254:80",
			"8.8.8.8:53", "224.0.0.1:5353", "255.255.255.255:9",
			"[::1]:3480", "[fe80::1]:80", "[fd00::1]:80", "[2001:4860:4860::8888]:53",
		} {
			if err := client.CreatePermission(udp(target)); err == nil {
				t.Errorf("%s: a permission for %s", transport, target)
			}
			if _, err := relayed.WriteTo([]byte("hello"), udp(target)); err == nil {
				t.Errorf("%s: a way to %s", transport, target)
			}
		}
		if err := client.CreatePermission(net.UDPAddrFromAddrPort(s.announced[0])); err != nil {
			t.Errorf("%s: no permission for the server itself: %v", transport, err)
		}
		// Another port of the same address: permissions are by address, so this one exists.
		if _, err := relayed.WriteTo([]byte("hello"), neighbour.LocalAddr()); err != nil {
			t.Errorf("%s: %v", transport, err)
		}
		if n := ping(t, s, relayed); n == 0 {
			t.Errorf("%s: nothing reached the server", transport)
		}
	}
	_ = neighbour.SetReadDeadline(time.Now()) // what was sent before the pings would be here by now
	if n, _, err := neighbour.ReadFrom(make([]byte, 100)); err == nil {
		t.Errorf("%d bytes reached a neighbour on the same address", n)
	}
}

// ping sends a datagram through the relay that the SFU counts as foreign, and returns how many it counted.
func ping(t *testing.T, s *SFU, relayed net.PacketConn) uint64 {
	t.Helper()
	before := s.counters.drops[dropUnknown].Load()
	if _, err := relayed.WriteTo(make([]byte, 40), net.UDPAddrFromAddrPort(s.announced[0])); err != nil {
		t.Fatal(err)
	}
	until(t, "the datagram arrives", func() bool { return s.counters.drops[dropUnknown].Load() > before })
	return s.counters.drops[dropUnknown].Load() - before
}

func TestExpiredCredentialsKeepUpWhatTheyAllocatedAndAllocateNothing(t *testing.T) {
	var ahead atomic.Int64
	s := openRelayed(t, TURNConfig{now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	credentials := s.ICEServers(time.Now())[0]
	client := relayClientOf(t, s, "udp", credentials)
	if _, err := allocateAt(t, client); err != nil {
		t.Fatal(err)
	}
	ahead.Store(int64(2 * time.Hour))
	if err := client.CreatePermission(net.UDPAddrFromAddrPort(s.announced[0])); err != nil {
		t.Errorf("a meeting of two hours loses its relay: %v", err)
	}
	if _, err := allocateAt(t, relayClientOf(t, s, "udp", credentials)); err == nil {
		t.Error("credentials two hours old allocate")
	}
	fresh := s.ICEServers(s.relay.now())[0]
	if _, err := allocateAt(t, relayClientOf(t, s, "udp", fresh)); err != nil {
		t.Errorf("fresh credentials: %v", err)
	}
	fresh.Username = "9" + fresh.Username
	if _, err := allocateAt(t, relayClientOf(t, s, "udp", fresh)); err == nil {
		t.Error("an expiry that was moved by its holder is believed")
	}
}

func TestCredentialsNameNobodyAndAreNeverTheSame(t *testing.T) {
	s, err := Open(Config{UDP: "127.0.0.1:0", TURN: TURNConfig{UDP: "127.0.0.1:0", Secret: "s", Host: "turn.example"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	at := time.Unix(1_000_000, 0)
	list := s.ICEServers(at)
	if len(list) != 1 || !strings.HasPrefix(list[0].Username, "1000600:") || list[0].Credential == "" {
		t.Fatalf("credentials: %+v", list)
	}
	if u := list[0].URLs; len(u) != 1 || !strings.HasPrefix(u[0], "turn:turn.example:") {
		t.Errorf("addresses: %q", u)
	}
	if again := s.ICEServers(at)[0]; again.Username == list[0].Username || again.Credential == list[0].Credential {
		t.Error("two people share credentials, and with them a quota")
	}
}

// A browser says nothing of the family of the address it wants.
func TestRelayOverIPv6ReachesAServerOnIPv4(t *testing.T) {
	relayed, err := net.ListenPacket("udp", "[::1]:0")
	if err != nil {
		t.Fatalf("the relay is to be asked over IPv6: %v", err)
	}
	_ = relayed.Close()
	s, err := Open(Config{UDP: "127.0.0.1:0", Loopback: true, TURN: TURNConfig{UDP: relayed.LocalAddr().String()}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	conn, err := net.Dial("udp", relayed.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ask := func(with ...stun.Setter) *stun.Message {
		transport := stun.RawAttribute{Type: stun.AttrRequestedTransport, Value: []byte{17, 0, 0, 0}}
		m, err := stun.Build(append([]stun.Setter{stun.TransactionID, stun.NewType(stun.MethodAllocate, stun.ClassRequest), transport}, with...)...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write(m.Raw); err != nil {
			t.Fatal(err)
		}
		answer := &stun.Message{Raw: make([]byte, 1500)}
		n, err := conn.Read(answer.Raw)
		if answer.Raw = answer.Raw[:n]; err != nil || answer.Decode() != nil {
			t.Fatalf("answer: %v", err)
		}
		return answer
	}
	var nonce stun.Nonce
	if err := nonce.GetFrom(ask()); err != nil {
		t.Fatal(err)
	}
	with := s.ICEServers(time.Now())[0]
	answer := ask(stun.NewUsername(with.Username), stun.NewRealm(defaultRealm), nonce, stun.NewLongTermIntegrity(with.Username, defaultRealm, with.Credential))
	var address stun.XORMappedAddress
	if err := address.GetFromAs(answer, stun.AttrXORRelayedAddress); err != nil || !address.IP.Equal(net.IPv4(127, 0, 0, 1)) {
		t.Errorf("relayed address %v (%v), want one that reaches 127.0.0.1", address, err)
	}
}
