//go:build !linux

package sfu

import (
	"net/netip"
	"syscall"
)

// One datagram a system call, where the kernel has nothing better or we have not tried it.

type socketName struct{}

func nameOf(netip.AddrPort, netip.Addr) socketName { return socketName{} }

// canShare is whether several sockets may have one address.
const canShare = false

func shareable(string, string, syscall.RawConn) error { return nil }

func segments(syscall.RawConn) bool { return false }

type receiveBatch struct {
	sock *socket
	buf  [2048]byte
	n    int
	from netip.AddrPort
}

func newReceiveBatch(s *socket) *receiveBatch { return &receiveBatch{sock: s} }

func (b *receiveBatch) receive() (int, error) {
	var err error
	b.n, b.from, err = b.sock.conn.ReadFromUDPAddrPort(b.buf[:])
	return 1, err
}

func (b *receiveBatch) datagram(int) ([]byte, netip.AddrPort) {
	return b.buf[:b.n], netip.AddrPortFrom(b.from.Addr().Unmap(), b.from.Port())
}

type sendBatch struct{}

func newSendBatch() *sendBatch { return &sendBatch{} }

func (*sendBatch) add(sock *socket, packets []outgoing, at int32) {
	for {
		x := &packets[at]
		sock.send(x.data, x.path.addr)
		if at = x.next; at == 0 {
			return
		}
	}
}

func (*sendBatch) commit() {}
