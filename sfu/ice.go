package sfu

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"github.com/pion/stun/v4"
)

// credentials are the server's half of an ICE session (RFC 8445, 5.3).
type credentials struct{ ufrag, pwd string }

func newCredentials() credentials {
	var b [30]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	// The alphabet of RFC 8839, 5.4 is that of standard base64.
	text := base64.RawStdEncoding.EncodeToString(b[:])
	return credentials{ufrag: text[:12], pwd: text[12:]}
}

// registry finds the connection a connectivity check is meant for.
type registry struct {
	mu      sync.RWMutex // guards entries; taken for checks and joins, never for media
	entries map[string]registration
}

type registration struct {
	conn *connection
	key  stun.MessageIntegrity
}

func (g *registry) add(c *connection, cred credentials) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.entries[cred.ufrag] = registration{conn: c, key: stun.NewShortTermIntegrity(cred.pwd)}
}

func (g *registry) remove(ufrag string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.entries, ufrag)
}

func (g *registry) find(ufrag string) (registration, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	e, ok := g.entries[ufrag]
	return e, ok
}

// check is an authenticated connectivity check.
type check struct {
	conn      *connection
	ufrag     string // the server's, as the client used it
	priority  uint32
	nominated bool
	response  []byte // valid until the next check
}

// checker answers connectivity checks as an ICE-lite agent (RFC 8445, 7.3). It belongs to one reader.
type checker struct {
	registry *registry
	in, out  stun.Message
}

// read authenticates a binding request from a client at the given address; ok is false for anything else, which is not
// answered: an unknown or forged check gets no reply.
func (k *checker) read(b []byte, from netip.AddrPort) (c check, ok bool) {
	k.in.Raw = append(k.in.Raw[:0], b...)
	if err := k.in.Decode(); err != nil || k.in.Type != stun.BindingRequest {
		return c, false
	}
	username, err := k.in.Get(stun.AttrUsername)
	if err != nil {
		return c, false
	}
	ufrag, _, _ := strings.Cut(string(username), ":")
	e, found := k.registry.find(ufrag)
	if !found || e.key.Check(&k.in) != nil {
		return c, false
	}
	c = check{conn: e.conn, ufrag: ufrag, nominated: k.in.Contains(stun.AttrUseCandidate)}
	if p, err := k.in.Get(stun.AttrPriority); err == nil && len(p) == 4 {
		c.priority = uint32(p[0])<<24 | uint32(p[1])<<16 | uint32(p[2])<<8 | uint32(p[3])
	}
	k.out.Reset()
	k.out.TransactionID = k.in.TransactionID
	k.out.SetType(stun.BindingSuccess)
	k.out.WriteHeader()
	mapped := stun.XORMappedAddress{IP: from.Addr().AsSlice(), Port: int(from.Port())}
	if mapped.AddTo(&k.out) != nil || e.key.AddTo(&k.out) != nil || stun.Fingerprint.AddTo(&k.out) != nil {
		return c, false
	}
	c.response = k.out.Raw
	return c, true
}

// Candidate type preferences (RFC 8445, 5.1.2.2); TCP stands below UDP, the relay is never announced by the server.
const (
	preferUDP = 126
	preferTCP = 90
)

// candidates returns the candidate attributes of the answer, best first.
func candidates(addresses []netip.AddrPort, tcp []netip.AddrPort) []string {
	var list []string
	for i, a := range addresses {
		list = append(list, fmt.Sprintf("u%d 1 udp %d %s %d typ host", i, candidatePriority(preferUDP, i), a.Addr(), a.Port()))
	}
	for i, a := range tcp {
		list = append(list, fmt.Sprintf("t%d 1 tcp %d %s %d typ host tcptype passive", i, candidatePriority(preferTCP, i), a.Addr(), a.Port()))
	}
	return list
}

func candidatePriority(preference, i int) uint32 {
	return uint32(preference)<<24 | uint32(65535-i)<<8 | 255
}
