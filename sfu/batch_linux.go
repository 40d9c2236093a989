package sfu

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Many datagrams in one system call: recvmmsg(2) and sendmmsg(2), and runs of one size to one client by UDP segmentation
// (UDP_SEGMENT in udp(7)), where the kernel goes through its layers once for all of them.

const (
	receiveMany  = 32
	receiveBytes = 2048 // of one datagram; longer ones are cut, and fail to decrypt
	sendMany     = 128  // messages
	sendVectors  = 512  // packets
	runPackets   = 8    // in one run: longer bursts overflow what stands between us and a phone
)

// socketName is a sockaddr_in or sockaddr_in6.
type socketName struct {
	bytes [unix.SizeofSockaddrInet6]byte
	size  uint32
}

// nameOf returns addr as sockets bound to local take it.
func nameOf(addr netip.AddrPort, local netip.Addr) (n socketName) {
	binary.BigEndian.PutUint16(n.bytes[2:], addr.Port())
	if local.Is4() {
		binary.NativeEndian.PutUint16(n.bytes[:], unix.AF_INET)
		ip := addr.Addr().Unmap().As4()
		copy(n.bytes[4:], ip[:])
		n.size = unix.SizeofSockaddrInet4
		return n
	}
	binary.NativeEndian.PutUint16(n.bytes[:], unix.AF_INET6)
	ip := addr.Addr().As16()
	copy(n.bytes[8:], ip[:])
	n.size = unix.SizeofSockaddrInet6
	return n
}

// address reads a sockaddr_in or sockaddr_in6.
func (n *socketName) address() netip.AddrPort {
	port := binary.BigEndian.Uint16(n.bytes[2:])
	if binary.NativeEndian.Uint16(n.bytes[:]) == unix.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(n.bytes[4:8])), port)
	}
	return netip.AddrPortFrom(netip.AddrFrom16([16]byte(n.bytes[8:24])).Unmap(), port)
}

// shareable lets several sockets have one address; the kernel gives all of a client's datagrams to one of them.
func shareable(_, _ string, c syscall.RawConn) error {
	var err error
	if e := c.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
	}); e != nil {
		return e
	}
	return err
}

// canShare is whether shareable does anything.
const canShare = true

// segments reports whether the kernel segments for conn.
func segments(conn syscall.RawConn) bool {
	ok := false
	_ = conn.Control(func(fd uintptr) {
		_, err := unix.GetsockoptInt(int(fd), unix.SOL_UDP, unix.UDP_SEGMENT)
		ok = err == nil
	})
	return ok
}

// message is a struct mmsghdr.
type message struct {
	head unix.Msghdr
	size uint32 // of what was received
}

// receiveBatch takes in datagrams; it belongs to the reader of a socket.
type receiveBatch struct {
	sock     *socket
	messages [receiveMany]message
	vectors  [receiveMany]unix.Iovec
	names    [receiveMany]socketName
	buffers  [receiveMany][receiveBytes]byte

	read  func(fd uintptr) bool // made once, since closures take memory
	n     int                   // results of read
	errno syscall.Errno
}

func newReceiveBatch(s *socket) *receiveBatch {
	b := &receiveBatch{sock: s}
	for i := range b.messages {
		b.vectors[i].Base = &b.buffers[i][0]
		b.vectors[i].SetLen(receiveBytes)
		b.messages[i].head.Iov = &b.vectors[i]
		b.messages[i].head.SetIovlen(1)
		b.messages[i].head.Name = &b.names[i].bytes[0]
	}
	b.read = func(fd uintptr) bool {
		n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&b.messages[0])), receiveMany, unix.MSG_DONTWAIT, 0, 0)
		b.n, b.errno = int(n), errno
		return errno != unix.EAGAIN
	}
	return b
}

// receive waits for datagrams and returns how many there are; the error is net.ErrClosed or one that passes.
func (b *receiveBatch) receive() (int, error) {
	for i := range b.messages {
		b.messages[i].head.Namelen = unix.SizeofSockaddrInet6
	}
	if err := b.sock.raw.Read(b.read); err != nil {
		return 0, net.ErrClosed
	}
	if b.errno != 0 {
		return 0, b.errno
	}
	return b.n, nil
}

// datagram returns the i-th datagram, which is good until the next receive, and who sent it.
func (b *receiveBatch) datagram(i int) ([]byte, netip.AddrPort) {
	return b.buffers[i][:b.messages[i].size], b.names[i].address()
}

// sendBatch sends packets; it belongs to an outbox.
type sendBatch struct {
	sock     *socket // that what was added is to be sent with
	messages [sendMany]message
	vectors  [sendVectors]unix.Iovec
	controls [sendMany]segmentSize
	n        int // messages added
	nvectors int

	write func(fd uintptr) bool
	done  int // messages sent
	errno syscall.Errno
}

// segmentSize is the control message that says how to cut up a run.
type segmentSize struct {
	head unix.Cmsghdr
	size uint16
	_    [6]byte
}

func newSendBatch() *sendBatch {
	b := &sendBatch{}
	for i := range b.controls {
		b.controls[i].head.Level, b.controls[i].head.Type = unix.SOL_UDP, unix.UDP_SEGMENT
		b.controls[i].head.SetLen(unix.CmsgLen(2))
	}
	b.write = func(fd uintptr) bool {
		n, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, fd,
			uintptr(unsafe.Pointer(&b.messages[b.done])), uintptr(b.n-b.done), unix.MSG_DONTWAIT, 0, 0)
		if b.errno = errno; errno == 0 {
			b.done += int(n)
		}
		return errno != unix.EAGAIN
	}
	return b
}

// add sends the chain that begins with packets[at] with sock, as runs where it can.
func (b *sendBatch) add(sock *socket, packets []outgoing, at int32) {
	if b.sock != sock {
		b.commit()
		b.sock = sock
	}
	for {
		if b.n == sendMany || b.nvectors+runPackets > sendVectors {
			b.commit()
		}
		next := b.run(packets, at)
		if next == 0 {
			return
		}
		at = next
	}
}

// run makes one message of the packet at and those behind it that it can leave with: of its size, or the last one
// shorter. It returns the index of the first packet left over, 0 for none.
func (b *sendBatch) run(packets []outgoing, at int32) (rest int32) {
	m := &b.messages[b.n]
	to := packets[at].path
	m.head.Name, m.head.Namelen = &to.name.bytes[0], to.name.size
	m.head.Iov = &b.vectors[b.nvectors]
	size, count := len(packets[at].data), 0
	for {
		x := &packets[at]
		v := &b.vectors[b.nvectors]
		v.Base = &x.data[0]
		v.SetLen(len(x.data))
		b.nvectors++
		count++
		rest = x.next
		if rest == 0 || b.sock.single.Load() || count == runPackets || len(x.data) < size || len(packets[rest].data) > size {
			break
		}
		at = rest
	}
	m.head.SetIovlen(count)
	m.head.Control = nil
	m.head.SetControllen(0)
	if count > 1 {
		c := &b.controls[b.n]
		c.size = uint16(size)
		m.head.Control = (*byte)(unsafe.Pointer(c))
		m.head.SetControllen(unix.CmsgSpace(2))
	}
	b.n++
	return rest
}

// commit sends what was added. While the socket's buffer is full it waits, as a single send does.
func (b *sendBatch) commit() {
	for b.done < b.n {
		if err := b.sock.raw.Write(b.write); err != nil {
			break // closed
		}
		if b.errno != 0 && !errors.Is(b.errno, unix.EINTR) {
			b.give(b.errno)
		}
	}
	for i := range b.n { // what was sent must not be kept
		b.messages[i].head.Name = nil
	}
	b.n, b.nvectors, b.done = 0, 0, 0
}

// give sends the packets of a message that failed one by one if it was a run, and never tries one again where runs can't
// be sent at all; a single packet is lost, as UDP may.
func (b *sendBatch) give(errno syscall.Errno) {
	m := &b.messages[b.done]
	b.done++
	if m.head.Control == nil {
		return
	}
	if errno == unix.EIO || errno == unix.EINVAL || errno == unix.EOPNOTSUPP {
		b.sock.single.Store(true) // such as an interface without checksums
	}
	name := socketName{bytes: [unix.SizeofSockaddrInet6]byte(unsafe.Slice(m.head.Name, unix.SizeofSockaddrInet6))}
	for _, v := range unsafe.Slice(m.head.Iov, m.head.Iovlen) {
		b.sock.send(unsafe.Slice(v.Base, v.Len), name.address())
	}
}
