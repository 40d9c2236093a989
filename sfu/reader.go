package sfu

import "net/netip"

// reader handles the datagrams of one socket, TCP connection or relay allocation. It belongs to one goroutine: every
// packet is decrypted, forwarded and encrypted there.
type reader struct {
	sfu    *SFU
	sock   *socket
	stream stream
	checks checker
	out    *outbox
}

// newReader returns the reader of a socket or of a stream.
func (s *SFU) newReader(sock *socket, to stream) *reader {
	return &reader{sfu: s, sock: sock, stream: to, checks: checker{registry: &s.registry}, out: newOutbox(sock, &s.counters)}
}

// newPath returns the path to a client that a check came from.
func (r *reader) newPath(c *connection, from netip.AddrPort) *path {
	p := &path{conn: c, sock: r.sock, addr: from, stream: r.stream, number: r.sfu.paths.Add(1)}
	if r.sock != nil {
		p.name = nameOf(from, r.sock.local.Addr())
	}
	return p
}

// receive handles one datagram from a client whose path is known (or nil) and returns the path it belongs to from now
// on. Everything but authenticated checks is dropped until there is one. RFC 7983 says how the kinds are told apart.
func (r *reader) receive(b []byte, p *path, from netip.AddrPort) *path {
	if len(b) == 0 {
		return p
	}
	switch first := b[0]; {
	case first < 4:
		return r.stun(b, p, from)
	case p == nil || p.conn.isClosed():
		r.sfu.counters.drop(dropUnknown)
	case first >= 20 && first < 64:
		p.conn.handshakePacket(b, p, r.sfu.now())
	case first >= 128 && first < 192 && len(b) >= 12:
		r.sfu.counters.packetsIn.Add(1)
		r.sfu.counters.bytesIn.Add(uint64(len(b)))
		if b[1] >= 192 && b[1] < 224 { // RFC 5761, 4
			p.conn.in.rtcp(b, p, r.sfu.now(), r.out)
		} else {
			p.conn.in.rtp(b, p, r.sfu.now(), r.out)
		}
	default:
		r.sfu.counters.drop(dropMalformed)
	}
	return p
}

// stun handles a connectivity check, or the response to one of the server's.
func (r *reader) stun(b []byte, p *path, from netip.AddrPort) *path {
	response, ok := r.checks.decode(b)
	if !ok || response && p == nil {
		r.sfu.counters.drop(dropUnknown)
		return p
	}
	now := r.sfu.now()
	if response {
		if n := p.next; n != nil && n.conn.confirmed(n, &r.checks.in, now) {
			return n
		}
		p.conn.confirmed(p, &r.checks.in, now)
		return p
	}
	c, ok := r.checks.request(from)
	if !ok {
		r.sfu.counters.drop(dropUnknown)
		return p
	}
	q := r.claim(p, c.conn, from, now)
	if q == nil {
		r.sfu.counters.drop(dropRate)
		return p
	}
	q.send(c.response)
	if trigger := q.conn.checked(q, c, &r.checks, now); trigger != nil {
		q.send(trigger)
	}
	if p != nil && p != q && !p.conn.isClosed() {
		p.next = q // addresses can be forged: p stays until q has answered
		return p
	}
	return q
}

// claim returns the path that a check of connection c came over, where p is the one known to come from there; nil when
// c checks too often, or from too many addresses.
func (r *reader) claim(p *path, c *connection, from netip.AddrPort, now int64) *path {
	if !c.mayCheck(now) {
		return nil
	}
	if p != nil {
		for _, q := range []*path{p, p.next} {
			if q != nil && q.conn == c {
				return q
			}
		}
	}
	q := r.newPath(c, from)
	if !c.adopt(q, now) {
		return nil
	}
	return q
}
