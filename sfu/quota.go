package sfu

import (
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// relayLimits bound what a relay holds for its clients. A browser allocates once per transport and network interface;
// a whole programme may sit behind one address.
type relayLimits struct {
	total       int           // allocations
	credential  int           // allocations with the same credentials
	source      int           // allocations, and connections, of one address (of one /64 of IPv6)
	connections int           // over TCP, and as many over TLS
	first       time.Duration // for a connection to allocate
	unused      time.Duration // for an allocation to reach somebody
}

// usualRelayLimits are those of a relay that was not told otherwise.
func usualRelayLimits() relayLimits {
	return relayLimits{total: 4096, credential: 24, source: 512, connections: 4096, first: 10 * time.Second, unused: time.Minute}
}

// relayQuota counts allocations by holder: credentials at a source.
type relayQuota struct {
	limits relayLimits
	count  *atomic.Int64 // allocations in total, also read by the metrics

	mu sync.Mutex // guards by; nothing is called while it is held
	by map[string]int
}

func newRelayQuota(l *relayLimits, count *atomic.Int64) relayQuota {
	limits := usualRelayLimits()
	if l != nil {
		limits = *l
	}
	return relayQuota{limits: limits, count: count, by: make(map[string]int)}
}

const holderSeparator = " " // in no user name we give out and in no address

// holderOf names who allocates: with which credentials, from where.
func holderOf(username string, client net.Addr) string {
	return username + holderSeparator + sourceOf(client)
}

// sourceOf returns the address a client is counted under: what one line gets.
func sourceOf(client net.Addr) string {
	host, _, err := net.SplitHostPort(client.String())
	if err != nil {
		return ""
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if line, err := ip.Prefix(64); err == nil {
			return line.String()
		}
	}
	return ip.String()
}

// allows reports whether holder may allocate once more, just now.
func (q *relayQuota) allows(holder string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.fits(holder)
}

// take counts an allocation of holder, or reports that there is none left.
func (q *relayQuota) take(holder string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.fits(holder) {
		return false
	}
	q.add(holder, 1)
	return true
}

func (q *relayQuota) release(holder string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.add(holder, -1)
}

// fits is allows with q.mu held.
func (q *relayQuota) fits(holder string) bool {
	credential, source, _ := strings.Cut(holder, holderSeparator)
	return q.count.Load() < int64(q.limits.total) && q.by[credential] < q.limits.credential && q.by[source] < q.limits.source
}

// add counts with q.mu held.
func (q *relayQuota) add(holder string, n int) {
	q.count.Add(int64(n))
	credential, source, _ := strings.Cut(holder, holderSeparator)
	for _, key := range []string{credential, source} {
		if q.by[key] += n; q.by[key] == 0 {
			delete(q.by, key)
		}
	}
}
