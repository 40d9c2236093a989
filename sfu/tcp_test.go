package sfu

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

func openTCP(t *testing.T) (*SFU, string) {
	t.Helper()
	s, err := Open(Config{UDP: "127.0.0.1:0", TCP: "127.0.0.1:0", Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, s.tcp.listener.Addr().String()
}

func dialTCP(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	return c
}

// hungUp reports whether the other end hangs up instead of waiting for more.
func hungUp(c net.Conn) bool {
	_, err := io.Copy(io.Discard, c)
	var late net.Error
	return !errors.As(err, &late) || !late.Timeout()
}

func framed(b []byte) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...) }

// TestWhatIsNoFrameEndsTheConnection: giant frames, and datagrams of strangers.
func TestWhatIsNoFrameEndsTheConnection(t *testing.T) {
	_, address := openTCP(t)
	for name, b := range map[string][]byte{
		"a giant frame":       {0xff, 0xff, 0, 1, 0, 0},
		"media of a stranger": framed([]byte{0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9}),
		"an empty frame":      {0, 0},
		"HTTP":                []byte("GET / HTTP/1.1\r\n\r\n"),
	} {
		c := dialTCP(t, address)
		if _, err := c.Write(b); err != nil {
			t.Fatal(err)
		}
		if !hungUp(c) {
			t.Errorf("%s is waited on", name)
		}
	}
}

// TestStrangersOverTCPMakeRoom: however many connections say nothing, a client gets through, and one address has only so
// many of them.
func TestStrangersOverTCPMakeRoom(t *testing.T) {
	s := &SFU{}
	l := &tcpListener{sfu: s, conns: make(map[*tcpConn]bool)}
	var ends []net.Conn
	stranger := func(ip byte) {
		if !l.hasRoom(netip.AddrFrom4([4]byte{192, 0, 2, ip})) {
			return
		}
		a, b := net.Pipe()
		c := &tcpConn{conn: a, from: netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, ip}), 1)}
		l.conns[c], l.unproven, ends = true, append(l.unproven, c), append(ends, b)
	}
	for range 2 * tcpUnprovenPer {
		stranger(1)
	}
	if n := len(l.unproven); n != tcpUnprovenPer {
		t.Errorf("%d silent connections of one address, want %d", n, tcpUnprovenPer)
	}
	for i := range 2 * tcpUnproven {
		stranger(byte(2 + i/tcpUnprovenPer))
	}
	if n := len(l.unproven); n != tcpUnproven {
		t.Errorf("%d silent connections, want %d", n, tcpUnproven)
	}
	if _, err := ends[0].Write([]byte{0}); err == nil {
		t.Error("the oldest of them was not closed")
	}
	l.proven(l.unproven[0])
	if n := len(l.unproven); n != tcpUnproven-1 {
		t.Errorf("%d after one proved who it is", n)
	}
}

// TestFramesAreLimited: a client that sends more of them than there can be is hung up on, and one that does not is not.
func TestFramesAreLimited(t *testing.T) {
	s, address := openTCP(t)
	c := s.newConnection(&offer{ufrag: "client", pwd: newCredentials().pwd})
	s.registry.add(c, c.local)
	check := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewUsername(c.local.ufrag+":client"),
		stun.NewShortTermIntegrity(c.local.pwd), stun.Fingerprint)
	conn := dialTCP(t, address)
	_, _ = conn.Write(framed(check.Raw))
	answer := make([]byte, 2048)
	if _, err := readFrame(conn, answer); err != nil {
		t.Fatal("an authentic check was not answered")
	}
	_, _ = conn.Write(bytes.Repeat([]byte{0, 0}, 10*tcpFrames)) // fails when the other end has had enough
	if !hungUp(conn) {
		t.Error("empty frames without end are read")
	}
	if s.counters.drops[dropRate].Load() == 0 {
		t.Error("no reason is given")
	}
}
