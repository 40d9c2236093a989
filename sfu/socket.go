package sfu

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
)

const (
	socketBuffer = 4 << 20 // asked of the kernel in each direction; it may grant less
	socketBatch  = 64      // packets sent together
	bindAttempts = 16      // for port 0 on several addresses
)

// socket is one UDP socket. Its reader goroutine handles every datagram that arrives, forwarding included, and owns the
// table of client addresses: a client always arrives at the same socket, so the table needs no lock.
type socket struct {
	conn  *net.UDPConn
	local netip.AddrPort
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

// bindAll opens a socket per address, all on one port.
func bindAll(ips []netip.Addr, port uint16) ([]*socket, error) {
	var sockets []*socket
	for _, ip := range ips {
		c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(ip, port)))
		if err != nil {
			closeSockets(sockets)
			return nil, fmt.Errorf("media address: %w", err)
		}
		// Refusals leave the system's default, which is enough for small rooms.
		_ = c.SetReadBuffer(socketBuffer)
		_ = c.SetWriteBuffer(socketBuffer)
		local := c.LocalAddr().(*net.UDPAddr).AddrPort()
		port = local.Port()
		sockets = append(sockets, &socket{conn: c, local: netip.AddrPortFrom(local.Addr().Unmap(), port)})
	}
	return sockets, nil
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
	buf := make([]byte, 2048)
	known := make(map[netip.AddrPort]*path)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue // an ICMP error about an earlier send
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		was := known[from]
		p := r.receive(buf[:n], was, from)
		if p != was {
			forgetClosed(known)
			known[from] = p
		}
		r.out.flush()
	}
}

// forgetClosed keeps the table as small as the number of live connections; called when an address is added.
func forgetClosed(known map[netip.AddrPort]*path) {
	for a, p := range known {
		if p == nil || p.conn.isClosed() {
			delete(known, a)
		}
	}
}
