package sfu

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// mailbox is somebody who receives datagrams.
type mailbox struct {
	*net.UDPConn
	path *path
}

func newMailbox(t testing.TB, from *socket, number uint32) *mailbox {
	t.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	addr := c.LocalAddr().(*net.UDPAddr).AddrPort()
	addr = netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
	return &mailbox{UDPConn: c, path: &path{sock: from, addr: addr, name: nameOf(addr, from.local.Addr()), number: number}}
}

// take returns the next datagram.
func (m *mailbox) take(t testing.TB) []byte {
	t.Helper()
	buf := make([]byte, 2048)
	_ = m.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, _, err := m.ReadFromUDPAddrPort(buf)
	if err != nil {
		t.Fatalf("nothing came: %v", err)
	}
	return buf[:n]
}

func loopbackSocket(t testing.TB) *socket {
	t.Helper()
	sockets, err := listenUDP("127.0.0.1:0", true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeSockets(sockets) })
	return sockets[0]
}

// post adds a packet of so many bytes and returns it.
func post(o *outbox, to *mailbox, size int, mark byte) []byte {
	b := o.next()[:size]
	for i := range b {
		b[i] = mark
	}
	o.add(to.path, size)
	return bytes.Clone(b)
}

// TestPacketsOfOneFlushArriveInOrder: whatever leaves as a run arrives as it was added, with the kernel's segmentation
// and without it.
func TestPacketsOfOneFlushArriveInOrder(t *testing.T) {
	sizes := []int{100, 100, 100, 60, 100, 100, 101, 100, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 1400, 1400, 7}
	for _, single := range []bool{false, true} {
		t.Run(fmt.Sprintf("single=%v", single), func(t *testing.T) {
			s := loopbackSocket(t)
			s.single.Store(single || s.single.Load())
			o := newOutbox(s, &counters{})
			one, two := newMailbox(t, s, 1), newMailbox(t, s, 1+socketChains) // both fall on one place of the table
			var wantOne, wantTwo [][]byte
			for i, size := range sizes {
				wantOne = append(wantOne, post(o, one, size, byte(i)))
				wantTwo = append(wantTwo, post(o, two, size/2+1, byte(100+i)))
			}
			o.flush()
			for i := range sizes {
				if got := one.take(t); !bytes.Equal(got, wantOne[i]) {
					t.Errorf("packet %d of the one: %d bytes of %v, want %d of %v", i, len(got), got[0], len(wantOne[i]), wantOne[i][0])
				}
				if got := two.take(t); !bytes.Equal(got, wantTwo[i]) {
					t.Errorf("packet %d of the other: %d bytes of %v, want %d of %v", i, len(got), got[0], len(wantTwo[i]), wantTwo[i][0])
				}
			}
		})
	}
}

// TestMorePacketsThanABatchHolds: nothing is lost where an outbox or a batch is full.
func TestMorePacketsThanABatchHolds(t *testing.T) {
	s := loopbackSocket(t)
	var stats counters
	o := newOutbox(s, &stats)
	var list []*mailbox
	for i := range sendMany + 10 {
		list = append(list, newMailbox(t, s, uint32(i)))
	}
	for i := range 6 {
		for _, m := range list {
			post(o, m, 200+i%2, byte(i))
		}
	}
	o.flush()
	for _, m := range list {
		for i := range 6 {
			if got := m.take(t); len(got) != 200+i%2 || got[0] != byte(i) {
				t.Fatalf("packet %d came with %d bytes of %d", i, len(got), got[0])
			}
		}
	}
	if n := stats.packetsOut.Load(); n != uint64(6*len(list)) {
		t.Errorf("%d packets counted, %d sent", n, 6*len(list))
	}
}

// TestRunThatFailsIsSentOneByOne: an interface that does not segment costs a system call, not a packet.
func TestRunThatFailsIsSentOneByOne(t *testing.T) {
	s := loopbackSocket(t)
	o := newOutbox(s, &counters{})
	m := newMailbox(t, s, 1)
	for i := range 3 {
		post(o, m, 50, byte(i))
	}
	b := newSendBatch()
	b.sock = s
	if rest := b.run(o.packets, 0); rest != 0 || b.n != 1 {
		t.Fatalf("%d messages, and a rest from %d", b.n, rest)
	}
	b.give(unix.EIO)
	for i := range 3 {
		if got := m.take(t); len(got) != 50 || got[0] != byte(i) {
			t.Errorf("packet %d came with %d bytes of %d", i, len(got), got[0])
		}
	}
	if !s.single.Load() {
		t.Error("it would try again")
	}
}

// TestSocketsShareAnAddressAmongThemselvesOnly: a second server on the port fails, however many sockets the first has.
func TestSocketsShareAnAddressAmongThemselvesOnly(t *testing.T) {
	s := loopbackSocket(t)
	sockets, err := bind(netip.MustParseAddrPort("127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	defer closeSockets(sockets)
	if want := min(runtime.GOMAXPROCS(0), maxShards); len(sockets) != want {
		t.Errorf("%d sockets for %d processors", len(sockets), want)
	}
	for _, x := range sockets {
		if x.local != sockets[0].local {
			t.Errorf("sockets at %v and %v", sockets[0].local, x.local)
		}
	}
	for _, taken := range []netip.AddrPort{s.local, sockets[0].local} {
		if again, err := bind(taken); err == nil {
			closeSockets(again)
			t.Error("two servers share a port")
		}
	}
}

// BenchmarkSend is the way out for one packet: to 60 people one each, and to one person in runs.
func BenchmarkSend(b *testing.B) {
	for _, x := range []struct{ people, packets, size int }{{60, 1, 120}, {20, 3, 120}, {20, 3, 1100}} {
		for _, single := range []bool{true, false} {
			b.Run(fmt.Sprintf("people=%d/packets=%d/size=%d/single=%v", x.people, x.packets, x.size, single), func(b *testing.B) {
				s := loopbackSocket(b)
				s.single.Store(single)
				o := newOutbox(s, &counters{})
				var list []*mailbox
				for i := range x.people {
					list = append(list, newMailbox(b, s, uint32(i)))
				}
				b.ReportAllocs()
				for b.Loop() {
					for range x.packets {
						for _, m := range list {
							o.next()
							o.add(m.path, x.size)
						}
					}
					o.flush()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*x.people*x.packets), "ns/packet")
			})
		}
	}
}
