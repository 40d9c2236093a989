package sfu

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
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

// checker reads the STUN messages one reader receives.
//
// The server is a full ICE agent that was told no candidates of its client: all it does is answer checks and make
// triggered ones (RFC 8445, 7.3.1.4) to the addresses they came from. ICE-lite would leave out the latter, but Chromium
// then waits 55 ms for its second check before it starts DTLS, and a client could have media sent to an address that is
// not its own.
type checker struct {
	registry *registry
	in, out  stun.Message
}

// decode reads b and says whether it is a response.
func (k *checker) decode(b []byte) (response, ok bool) {
	k.in.Raw = append(k.in.Raw[:0], b...)
	if k.in.Decode() != nil {
		return false, false
	}
	return k.in.Type == stun.BindingSuccess, k.in.Type == stun.BindingSuccess || k.in.Type == stun.BindingRequest
}

// request authenticates the decoded binding request of a client at the given address; ok is false for a check that is
// not answered because it is forged or meant for nobody here.
func (k *checker) request(from netip.AddrPort) (c check, ok bool) {
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
		c.priority = binary.BigEndian.Uint32(p)
	}
	mapped := stun.XORMappedAddress{IP: from.Addr().AsSlice(), Port: int(from.Port())}
	c.response, ok = k.build(k.in.TransactionID, stun.BindingSuccess, mapped, e.key, stun.Fingerprint)
	return c, ok
}

// triggered returns the check the server makes itself, valid until the next message is built.
func (k *checker) triggered(transaction [stun.TransactionIDSize]byte, local string, remote *offer) []byte {
	b, _ := k.build(transaction, stun.BindingRequest,
		stun.NewUsername(remote.ufrag+":"+local),
		stun.RawAttribute{Type: stun.AttrICEControlled, Value: transaction[:8]}, // any number will do: roles are settled
		stun.RawAttribute{Type: stun.AttrPriority, Value: binary.BigEndian.AppendUint32(nil, candidatePriority(preferReflexive, 0))},
		stun.NewShortTermIntegrity(remote.pwd), stun.Fingerprint)
	return b
}

func (k *checker) build(transaction [stun.TransactionIDSize]byte, t stun.MessageType, attributes ...stun.Setter) ([]byte, bool) {
	k.out.Reset()
	k.out.TransactionID = transaction
	k.out.SetType(t)
	k.out.WriteHeader()
	for _, a := range attributes {
		if a.AddTo(&k.out) != nil {
			return nil, false
		}
	}
	return k.out.Raw, true
}

// Candidate type preferences (RFC 8445, 5.1.2.2); TCP stands below UDP, the relay is never announced by the server.
const (
	preferUDP       = 126
	preferReflexive = 110
	preferTCP       = 90
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
