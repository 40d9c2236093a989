package sfu_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"warmroom/sfu"
	"warmroom/sfu/sfutest"
)

func TestRelayAndTCPReachTheServer(t *testing.T) {
	authority := httptest.NewTLSServer(nil)
	defer authority.Close()
	secure, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: authority.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	m := meetAt(t, open(t, sfu.Config{TCP: "127.0.0.1:0", TURN: sfu.TURNConfig{
		UDP: "127.0.0.1:0", TCP: "127.0.0.1:0", TLS: secure, TLSAddress: secure.Addr().String(),
	}}))
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ana.Speak(sfutest.Speech)
	ana.Show(sfutest.SingleCamera)
	for i, o := range []sfutest.Options{
		{TCPOnly: true},
		{RelayOnly: true, ICEServers: relays(m, "turn:", "udp")},
		{RelayOnly: true, ICEServers: relays(m, "turn:", "tcp")},
		{RelayOnly: true, ICEServers: spokenInTLS(t, authority.Certificate(), relays(m, "turns:", "tcp"))},
	} {
		o.Tag = uint32(10 + i)
		id := sfu.PeerID(rune('p' + i))
		c := m.enter(id, o)
		c.Speak(sfutest.Speech)
		m.hears(c, 1, 5)
		m.sees(c, 1, 5)
		m.hears(ana, o.Tag, 5)
		m.router.Remove(id)
	}
}

// relays returns the relay of the meeting's SFU over one transport.
func relays(m *meeting, scheme, transport string) []webrtc.ICEServer {
	var list []webrtc.ICEServer
	for _, s := range m.sfu.ICEServers(time.Now()) {
		for _, u := range s.URLs {
			if strings.HasPrefix(u, scheme) && strings.HasSuffix(u, "="+transport) {
				list = append(list, webrtc.ICEServer{URLs: []string{u}, Username: s.Username, Credential: s.Credential})
			}
		}
	}
	return list
}

// spokenInTLS returns a relay over TLS as one over TCP: the client of these tests can't be told whose certificates to
// trust, so something beside it speaks TLS for it.
func spokenInTLS(t *testing.T, trusted *x509.Certificate, servers []webrtc.ICEServer) []webrtc.ICEServer {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(trusted)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(wg.Wait)
	t.Cleanup(func() { _ = l.Close() })
	address, _, _ := strings.Cut(strings.TrimPrefix(servers[0].URLs[0], "turns:"), "?")
	wg.Go(func() {
		for {
			plain, err := l.Accept()
			if err != nil {
				return
			}
			secure, err := tls.Dial("tcp", address, &tls.Config{RootCAs: roots})
			if err != nil {
				t.Errorf("the relay over TLS: %v", err)
				_ = plain.Close()
				continue
			}
			for _, ways := range [][2]net.Conn{{plain, secure}, {secure, plain}} {
				wg.Go(func() {
					_, _ = io.Copy(ways[0], ways[1])
					_ = ways[0].Close()
				})
			}
		}
	})
	servers[0].URLs = []string{"turn:" + l.Addr().String() + "?transport=tcp"}
	return servers
}
