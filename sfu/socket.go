package sfu

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"sync/atomic"
	"syscall"
)

const (
	socketBuffer = 4 << 20 // asked of the kernel in each direction; it may grant less
	bindAttempts = 16      // for port 0 on several addresses
	maxShards    = 8
)

// socket is one of the UDP sockets of an address: one for each processor, among which the kernel divides the clients. Its
// reader goroutine handles every datagram that arrives, forwarding included, and owns the table of client addresses: a
// client always arrives at the same socket, so the table needs no lock.
type socket struct {
	conn   *net.UDPConn
	raw    syscall.RawConn
	local  netip.AddrPort
	first  bool        // of its address
	single atomic.Bool // the kernel does not segment
}

// listenUDP opens the sockets of address: one, or one for each of the machine's addresses when the host is unspecified.
func listenUDP(address string, loopback bool) ([]*socket, error) {
	want, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, fmt.Errorf("media address: %w", err)
	}
	ip, _ := netip.AddrFromSlice(want.IP)
	ip = ip.Unmap()
	if ip.IsValid() && !ip.IsUnspecified() {
		return bindAll([]netip.Addr{ip}, uint16(want.Port))
	}
	ips, err := machineAddresses(loopback)
	if err != nil {
		return nil, err
	}
	if ip.Is4() {
		ips = slices.DeleteFunc(ips, func(a netip.Addr) bool { return !a.Is4() })
	}
	if len(ips) == 0 {
		return nil, errors.New("media address: this machine has no usable address")
	}
	for range bindAttempts {
		var sockets []*socket
		if sockets, err = bindAll(ips, uint16(want.Port)); err == nil || want.Port != 0 {
			return sockets, err
		}
	}
	return nil, err
}

// machineAddresses lists the addresses clients could reach; link-local ones are of no use without a zone.
func machineAddresses(loopback bool) ([]netip.Addr, error) {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("media address: %w", err)
	}
	var ips []netip.Addr
	for _, a := range list {
		n, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		ip, _ := netip.AddrFromSlice(n.IP)
		ip = ip.Unmap()
		if ip.IsLoopback() && (!loopback || !ip.Is4()) || ip.IsLinkLocalUnicast() || !ip.IsValid() {
			continue
		}
		ips = append(ips, ip)
	}
	return ips, nil
}

// bindAll opens the sockets of each address, all on one port.
func bindAll(ips []netip.Addr, port uint16) ([]*socket, error) {
	var sockets []*socket
	for _, ip := range ips {
		list, err := bind(netip.AddrPortFrom(ip, port))
		if err != nil {
			closeSockets(sockets)
			return nil, fmt.Errorf("media address: %w", err)
		}
		sockets = append(sockets, list...)
		port = list[0].local.Port()
	}
	return sockets, nil
}

// bind opens the sockets of one address.
func bind(address netip.AddrPort) (sockets []*socket, err error) {
	shards := 1
	if canShare {
		shards = min(runtime.GOMAXPROCS(0), maxShards)
	}
	// Sockets that share an address do not fail where another server's do too, so it is first taken alone.
	alone, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(address))
	if err != nil {
		return nil, err
	}
	if shards == 1 {
		s, err := newSocket(alone, true)
		return []*socket{s}, err
	}
	address = alone.LocalAddr().(*net.UDPAddr).AddrPort()
	_ = alone.Close()
	sharing := net.ListenConfig{Control: shareable}
	for i := range shards {
		c, err := sharing.ListenPacket(context.Background(), "udp", address.String())
		if err != nil {
			closeSockets(sockets)
			return nil, err
		}
		s, err := newSocket(c.(*net.UDPConn), i == 0)
		if err != nil {
			_ = c.Close()
			closeSockets(sockets)
			return nil, err
		}
		sockets = append(sockets, s)
	}
	return sockets, nil
}

func newSocket(c *net.UDPConn, first bool) (*socket, error) {
	// Refusals leave the system's default, which is enough for small rooms.
	_ = c.SetReadBuffer(socketBuffer)
	_ = c.SetWriteBuffer(socketBuffer)
	local := c.LocalAddr().(*net.UDPAddr).AddrPort()
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	s := &socket{conn: c, raw: raw, local: netip.AddrPortFrom(local.Addr().Unmap(), local.Port()), first: first}
	s.single.Store(!segments(raw))
	return s, nil
}

func closeSockets(sockets []*socket) {
	for _, s := range sockets {
		_ = s.conn.Close()
	}
}

// send writes one datagram; UDP promises nothing, so neither does send.
func (s *socket) send(b []byte, to netip.AddrPort) {
	_, _ = s.conn.WriteToUDPAddrPort(b, to)
}

// read handles datagrams until the socket is closed.
func (s *socket) read(r *reader) {
	in := newReceiveBatch(s)
	known := make(map[netip.AddrPort]*path)
	for {
		n, err := in.receive()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // an ICMP error about an earlier send
		}
		for i := range n {
			b, from := in.datagram(i)
			was := known[from]
			p := r.receive(b, was, from)
			if p != was {
				forgetClosed(known)
				known[from] = p
			}
		}
		r.out.flush()
	}
}

// forgetClosed keeps the table as small as the number of paths of live connections; called when an address is added.
func forgetClosed(known map[netip.AddrPort]*path) {
	for a, p := range known {
		if p == nil || p.gone.Load() || p.conn.isClosed() {
			delete(known, a)
		}
	}
}
