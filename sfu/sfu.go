package sfu

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// SFU owns the sockets and the certificate all routers share.
type SFU struct {
	log         *slog.Logger
	certificate tls.Certificate
	fingerprint []byte // SHA-256 of the certificate
	sockets     []*socket
	announced   []netip.AddrPort // where clients are told to send UDP
	candidates  []string
	tcp         *tcpListener // nil without ICE-TCP
	relay       *relay       // nil without TURN
	registry    registry
	counters    counters
	paths       atomic.Uint32 // counted, to number them
	joinTime    prometheus.Histogram
	samples     samples
	metrics     []prometheus.Collector
	registerer  prometheus.Registerer
	started     time.Time
	readers     sync.WaitGroup

	mu      sync.Mutex // guards the fields below
	routers map[*Router]bool
	closed  bool
}

// Open opens the sockets and starts their readers. Errors say which address could not be used.
func Open(c Config) (*SFU, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	s := &SFU{log: c.Log, registerer: c.Registerer, started: time.Now(), routers: make(map[*Router]bool)}
	s.registry.entries = make(map[string]registration)
	var err error
	if s.certificate, s.fingerprint, err = newCertificate(); err != nil {
		return nil, err
	}
	if s.sockets, err = listenUDP(c.UDP, c.Loopback); err != nil {
		return nil, err
	}
	s.announced = s.addresses(c.PublicIPs)
	if err := s.openRest(c); err != nil {
		s.closeSockets()
		return nil, err
	}
	for _, x := range s.sockets {
		r := s.newReader(x, nil)
		s.readers.Add(1)
		go func() {
			defer s.readers.Done()
			x.read(r)
		}()
	}
	return s, nil
}

// openRest opens what is optional, and the metrics.
func (s *SFU) openRest(c Config) (err error) {
	var tcp []netip.AddrPort
	if c.TCP != "" {
		if s.tcp, err = s.listenTCP(c.TCP); err != nil {
			return fmt.Errorf("media address (TCP): %w", err)
		}
		port := s.tcp.listener.Addr().(*net.TCPAddr).AddrPort().Port()
		for _, a := range s.announced {
			tcp = append(tcp, netip.AddrPortFrom(a.Addr(), port))
		}
	}
	s.candidates = candidates(s.announced, tcp)
	if s.relay, err = s.openRelay(c.TURN); err != nil {
		return err
	}
	return s.registerMetrics()
}

// Local returns an address at which the SFU takes media from this machine, whatever it announces to others.
func (s *SFU) Local() netip.AddrPort { return s.sockets[0].local }

func (s *SFU) closeSockets() {
	if s.relay != nil {
		s.relay.close()
	}
	if s.tcp != nil {
		s.tcp.close()
	}
	closeSockets(s.sockets)
}

// addresses returns what clients are told to send to: the sockets, or the public addresses that map to them.
func (s *SFU) addresses(public []netip.Addr) []netip.AddrPort {
	var list []netip.AddrPort
	if len(public) > 0 {
		for _, ip := range public {
			list = append(list, netip.AddrPortFrom(ip.Unmap(), s.sockets[0].local.Port()))
		}
		return list
	}
	for _, x := range s.sockets {
		if x.first {
			list = append(list, x.local)
		}
	}
	return list
}

// now is the SFU's clock: monotonic nanoseconds, never 0.
func (s *SFU) now() int64 { return int64(time.Since(s.started)) + 1 }

func (s *SFU) adopt(r *Router) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.routers[r] = true
	}
	return !s.closed
}

func (s *SFU) release(r *Router) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.routers, r)
}

// Close closes all routers and sockets and waits for every goroutine.
func (s *SFU) Close() error {
	s.mu.Lock()
	s.closed = true
	var routers []*Router
	for r := range s.routers {
		routers = append(routers, r)
	}
	s.mu.Unlock()
	for _, r := range routers {
		r.Close()
	}
	s.closeSockets()
	s.readers.Wait()
	s.unregisterMetrics()
	return nil
}
