package sfu

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestAllocationsAreBounded(t *testing.T) {
	limits := usualRelayLimits()
	limits.total, limits.credential, limits.source = 5, 2, 4
	s := openRelayed(t, TURNConfig{limits: &limits})
	first := s.ICEServers(time.Now())[0]
	refused := func(with ICEServer) bool {
		_, err := allocateAt(t, relayClientOf(t, s, "udp", with))
		return err != nil
	}
	held := make([]net.PacketConn, limits.credential)
	for i := range held {
		var err error
		if held[i], err = allocateAt(t, relayClientOf(t, s, relayTransports[i], first)); err != nil {
			t.Fatal(err)
		}
	}
	if !refused(first) {
		t.Error("the same credentials allocate without end")
	}
	second := s.ICEServers(time.Now())[0]
	for range limits.credential {
		if refused(second) {
			t.Error("other credentials are refused")
		}
	}
	if !refused(s.ICEServers(time.Now())[0]) {
		t.Error("one address allocates without end")
	}
	if n := s.counters.relayed.Load(); n != 4 {
		t.Errorf("%d allocations are counted, want 4", n)
	}
	_ = held[0].Close()
	until(t, "the allocation is given back", func() bool { return s.counters.relayed.Load() == 3 })
	if refused(first) {
		t.Error("what was given back can't be had again")
	}
}

func TestAllSourcesTogetherAreBounded(t *testing.T) {
	q := newRelayQuota(&relayLimits{total: 3, credential: 9, source: 2}, &atomic.Int64{})
	near, far := holderOf("1:a", udp("192.0.2.1:1")), holderOf("1:a", udp("[2001:db8::1]:1"))
	taken := []bool{q.take(near), q.take(near), q.take(near), q.take(far), q.take(far)}
	if want := []bool{true, true, false, true, false}; !slices.Equal(taken, want) {
		t.Errorf("taken %v, want %v", taken, want)
	}
	q.release(near)
	if neighbour := holderOf("2:b", udp("[2001:db8::ffff]:1")); !q.take(neighbour) || q.take(neighbour) {
		t.Error("addresses of one IPv6 line are not counted together")
	}
}

func TestRelayDropsConnectionsThatAllocateNothing(t *testing.T) {
	limits := usualRelayLimits()
	limits.first, limits.connections = 50*time.Millisecond, 3
	s := openRelayed(t, TURNConfig{limits: &limits})
	client := relayClientOf(t, s, "tcp", s.ICEServers(time.Now())[0])
	if _, err := allocateAt(t, client); err != nil {
		t.Fatal(err)
	}
	gone := func(c net.PacketConn) bool {
		_, _, err := c.ReadFrom(make([]byte, 100))
		return errors.Is(err, io.EOF) || err != nil && strings.Contains(err.Error(), "reset")
	}
	for range 5 { // one after the other, each in the place of the one before
		if idle, _ := dialRelay(t, s, "tcp"); !gone(idle) {
			t.Fatal("a silent connection stays")
		}
	}
	if err := client.CreatePermission(net.UDPAddrFromAddrPort(s.announced[0])); err != nil {
		t.Errorf("a connection with an allocation is dropped too: %v", err)
	}
}

func TestRelayTakesSoManyConnectionsAndNoMore(t *testing.T) {
	limits := usualRelayLimits()
	limits.connections = 2
	s := openRelayed(t, TURNConfig{limits: &limits})
	credentials := s.ICEServers(time.Now())[0]
	for range limits.connections {
		if _, err := allocateAt(t, relayClientOf(t, s, "tcp", credentials)); err != nil {
			t.Fatal(err)
		}
	}
	late, _ := dialRelay(t, s, "tcp")
	if _, _, err := late.ReadFrom(make([]byte, 100)); err == nil {
		t.Error("a third connection is served")
	}
	if _, err := allocateAt(t, relayClientOf(t, s, "tls", credentials)); err != nil {
		t.Errorf("the other listener is full as well: %v", err)
	}
}

func TestAllocationThatReachesNobodyIsGivenBack(t *testing.T) {
	limits := usualRelayLimits()
	limits.unused = 20 * time.Millisecond
	s := openRelayed(t, TURNConfig{limits: &limits})
	if _, err := allocateAt(t, relayClientOf(t, s, "udp", s.ICEServers(time.Now())[0])); err != nil {
		t.Fatal(err)
	}
	until(t, "it is given back", func() bool { return s.counters.relayed.Load() == 0 })

	released := 0
	c := s.newRelayConn(s.announced[0], time.Hour, func() { released++ })
	used := &connection{}
	c.paths[s.announced[0]] = &path{conn: used}
	if c.giveBack(time.Hour); released != 0 {
		t.Error("an allocation is taken from somebody who uses it")
	}
	used.closed.Store(true)
	if c.giveBack(time.Hour); released != 1 {
		t.Error("an allocation outlives the connection it led to")
	}
	if _ = c.Close(); released != 1 {
		t.Errorf("it was given back %d times", released)
	}
}

// troubledListener fails once, and blocks from then on until it is closed.
type troubledListener struct {
	asked  atomic.Int32
	again  chan struct{} // closed when it is asked a second time
	closed chan struct{}
}

func (l *troubledListener) Accept() (net.Conn, error) {
	if l.asked.Add(1) == 1 {
		return nil, errors.New("too many open files")
	}
	close(l.again)
	<-l.closed
	return nil, net.ErrClosed
}
func (l *troubledListener) Close() error   { close(l.closed); return nil }
func (l *troubledListener) Addr() net.Addr { return &net.TCPAddr{} }

func TestRelayListensOnWhenDescriptorsRunOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		troubled := &troubledListener{again: make(chan struct{}), closed: make(chan struct{})}
		l := newRelayListener(troubled, slog.New(slog.DiscardHandler), nil)
		accepted := make(chan error)
		go func() {
			_, err := l.Accept()
			accepted <- err
		}()
		<-troubled.again
		_ = l.Close()
		if err := <-accepted; !errors.Is(err, net.ErrClosed) {
			t.Errorf("accept: %v", err)
		}
	})
}
