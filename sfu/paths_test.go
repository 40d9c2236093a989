package sfu

import (
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

// seeker looks for its server from addresses of its choice, real or forged: what is sent to them it finds in to.
type seeker struct {
	t    *testing.T
	conn *connection
	r    *reader
	to   *tap
}

func newSeeker(t *testing.T, r *reader, to *tap) *seeker {
	c := r.sfu.newConnection(&offer{ufrag: "client", pwd: newCredentials().pwd})
	r.sfu.registry.add(c, c.local)
	return &seeker{t: t, conn: c, r: r, to: to}
}

func newSeekers(t *testing.T, n int) (list []*seeker, s *SFU) {
	s = &SFU{started: time.Now()}
	s.registry.entries = map[string]registration{}
	to := &tap{}
	r := s.newReader(nil, to)
	for range n {
		list = append(list, newSeeker(t, r, to))
	}
	return list, s
}

// check sends a check from an address whose path is known to be p, and returns the path that is known then.
func (x *seeker) check(p *path, from netip.AddrPort) *path {
	m := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewUsername(x.conn.local.ufrag+":client"),
		stun.RawAttribute{Type: stun.AttrPriority, Value: []byte{0, 0, 0, 1}}, stun.RawAttribute{Type: stun.AttrUseCandidate},
		stun.NewShortTermIntegrity(x.conn.local.pwd), stun.Fingerprint)
	return x.r.receive(m.Raw, p, from)
}

// answer answers the latest of the server's own checks.
func (x *seeker) answer(p *path, from netip.AddrPort) *path {
	x.t.Helper()
	var trigger stun.Message
	if err := stun.Decode(x.to.sent[len(x.to.sent)-1], &trigger); err != nil || trigger.Type != stun.BindingRequest {
		x.t.Fatal("the server did not check back")
	}
	m := stun.MustBuild(stun.NewTransactionIDSetter(trigger.TransactionID), stun.BindingSuccess,
		stun.NewShortTermIntegrity(x.conn.offer.pwd), stun.Fingerprint)
	return x.r.receive(m.Raw, p, from)
}

// TestForgedAddressTakesNothingAway: a participant who checks with somebody else's address neither gets what is sent to
// it nor keeps what comes from it; whoever really has the address then gets it.
func TestForgedAddressTakesNothingAway(t *testing.T) {
	list, _ := newSeekers(t, 2)
	victim, thief := list[0], list[1]
	home := netip.MustParseAddrPort("192.0.2.1:1000")
	p := victim.check(nil, home)
	p = victim.answer(p, home)
	if victim.conn.selected.Load() != p || p == nil {
		t.Fatal("the victim's path does not work")
	}
	for range 5 {
		if q := thief.check(p, home); q != p {
			t.Fatal("a check with a forged address took the path away")
		}
	}
	if thief.conn.selected.Load() != nil {
		t.Fatal("media of the thief would be sent to the victim")
	}
	if victim.check(p, home) != p || victim.conn.selected.Load() != p {
		t.Fatal("the victim's own check is no longer known")
	}
	// The same, but the thief has the address now, as a page that was loaded anew may.
	thief.check(p, home)
	q := thief.answer(p, home)
	if q == nil || q.conn != thief.conn || thief.conn.selected.Load() != q {
		t.Error("who answers from an address does not get it")
	}
	victim.conn.close()
	if r := list[0].check(q, home); r != q {
		t.Error("a connection that was closed is still found")
	}
}

// TestAddressOfAClosedConnectionIsFree: nothing has to be waited for.
func TestAddressOfAClosedConnectionIsFree(t *testing.T) {
	list, _ := newSeekers(t, 2)
	home := netip.MustParseAddrPort("192.0.2.1:1000")
	p := list[0].check(nil, home)
	list[0].conn.close()
	if q := list[1].check(p, home); q == nil || q.conn != list[1].conn {
		t.Error("the address still belongs to the closed connection")
	}
}

// TestChecksAreLimited: an authentic client cannot have an address, its own or not, flooded with answers.
func TestChecksAreLimited(t *testing.T) {
	list, s := newSeekers(t, 1)
	x := list[0]
	from := netip.MustParseAddrPort("192.0.2.1:1000")
	var p *path
	const asked = 20 * checksPerSecond
	for range asked {
		p = x.check(p, from)
	}
	// The clock of this SFU runs: what a slow machine let pass meanwhile, the drops say.
	dropped := int(s.counters.drops[dropRate].Load())
	if want := 2 * (asked - dropped); len(x.to.sent) != want || dropped == 0 {
		t.Errorf("%d of %d checks dropped, %d datagrams sent, want %d", dropped, asked, len(x.to.sent), want)
	}
	if most := 2 * checksPerSecond * (2 + int(s.now()/nanosecond)); len(x.to.sent) > most {
		t.Errorf("%d datagrams for %d checks", len(x.to.sent), asked)
	}
}

// TestManyAddressesAreForgotten: a client that checks from ever new addresses fills no table, and keeps the path it uses.
func TestManyAddressesAreForgotten(t *testing.T) {
	list, _ := newSeekers(t, 1)
	x := list[0]
	known := map[netip.AddrPort]*path{}
	home := netip.MustParseAddrPort("192.0.2.1:1000")
	known[home] = x.answer(x.check(nil, home), home)
	now := int64(nanosecond)
	for i := range 50 * maxPaths {
		now += nanosecond / newPathsPerSecond
		from := netip.AddrPortFrom(home.Addr(), uint16(2000+i))
		x.conn.reached.checks.level = 1
		x.conn.reached.adopted.level, x.conn.reached.adopted.filled = 1, now
		if p := x.check(known[from], from); p != nil {
			p.heard.Store(now)
			forgetClosed(known)
			known[from] = p
		}
	}
	if n := len(known); n > maxPaths+2 {
		t.Errorf("%d addresses of one client are remembered", n)
	}
	if n := len(x.conn.reached.paths); n > maxPaths {
		t.Errorf("%d paths of one connection are remembered", n)
	}
	if x.conn.selected.Load() != known[home] {
		t.Error("the path in use was forgotten")
	}
}

// TestNewAddressesAreLimited: each costs a look through the whole table.
func TestNewAddressesAreLimited(t *testing.T) {
	list, s := newSeekers(t, 1)
	x := list[0]
	given := 0
	for i := range 10 * maxPaths {
		x.conn.reached.checks.level = 1
		if x.check(nil, netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), uint16(2000+i))) != nil {
			given++
		}
	}
	if most := maxPaths + newPathsPerSecond*(1+int(s.now()/nanosecond)); given > most || given < maxPaths {
		t.Errorf("%d new addresses at once were taken, want %d to %d", given, maxPaths, most)
	}
}

// TestHandshakeFloodIsCut: DTLS datagrams of an authentic client beyond what a handshake takes are dropped.
func TestHandshakeFloodIsCut(t *testing.T) {
	list, s := newSeekers(t, 1)
	x := list[0]
	from := netip.MustParseAddrPort("192.0.2.1:1000")
	p := x.answer(x.check(nil, from), from)
	for range 10 * handshakeBurst {
		p = x.r.receive([]byte{22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, p, from)
	}
	if n := s.counters.drops[dropRate].Load(); n < 8*handshakeBurst {
		t.Errorf("%d of %d were dropped", n, 10*handshakeBurst)
	}
	if n := len(x.conn.dtls.in); n > pipeLength {
		t.Errorf("%d wait", n)
	}
}
