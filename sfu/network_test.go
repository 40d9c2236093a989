package sfu

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/logging"
	"github.com/pion/transport/v5/vnet"
	"github.com/pion/webrtc/v4"

	"warmroom/sfu/sfutest"
)

// virtual is an SFU on a virtual network, in virtual time, with a link of its own towards each client.
type virtual struct {
	t      *testing.T
	sfu    *SFU
	router *Router
	seen   *journal
	net    *vnet.Router
	conn   net.PacketConn
	reader sync.WaitGroup
	hosts  int

	mu    sync.Mutex // guards the links
	links map[netip.Addr]*link
}

// journal is an Observer that remembers what was paused, and lets publishers stop the layers nobody watches, as browsers
// do.
type journal struct {
	mu      sync.Mutex // guards the fields below
	slots   map[string]Mapping
	pauses  int
	clients map[PeerID]*sfutest.Client
}

func (j *journal) Slots(_ PeerID, changed []Mapping) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, m := range changed {
		j.slots[m.Slot] = m
		if m.Paused {
			j.pauses++
		}
	}
}
func (j *journal) Levels([]Level)                {}
func (j *journal) State(PeerID, ConnectionState) {}

func (j *journal) Layers(id PeerID, src Source, rids []string) {
	j.mu.Lock()
	c := j.clients[id]
	j.mu.Unlock()
	if c == nil || src != Camera {
		return
	}
	for _, rid := range conventionalRids {
		c.Pause(!slices.Contains(rids, rid), rid)
	}
}

// paused returns how often a picture was held back, and whether one is.
func (j *journal) paused() (times int, now bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, m := range j.slots {
		now = now || m.Paused
	}
	return j.pauses, now
}

// downlink carries what the SFU sends to one client, with the delay, loss and width of its link.
type downlink struct {
	v  *virtual
	to netip.AddrPort
}

func (d *downlink) send(b []byte) {
	d.v.mu.Lock()
	defer d.v.mu.Unlock()
	l := d.v.links[d.to.Addr()]
	now := d.v.sfu.now()
	a := l.carry(now, len(b)+packetOverhead)
	if a.lost {
		return
	}
	b = append([]byte(nil), b...)
	time.AfterFunc(time.Duration(a.arrived-1_000_000_000_000-now), func() {
		_, _ = d.v.conn.WriteTo(b, net.UDPAddrFromAddrPort(d.to)) // closed at the end
	})
}

func newVirtual(t *testing.T) *virtual {
	t.Helper()
	v := &virtual{t: t, seen: &journal{slots: make(map[string]Mapping), clients: make(map[PeerID]*sfutest.Client)}, links: make(map[netip.Addr]*link)}
	quiet := &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled}
	var err error
	if v.net, err = vnet.NewRouter(&vnet.RouterConfig{CIDR: "10.0.0.0/8", QueueSize: 10_000, LoggerFactory: quiet}); err != nil {
		t.Fatal(err)
	}
	here := v.host("10.1.0.1")
	if err := v.net.Start(); err != nil {
		t.Fatal(err)
	}
	if v.conn, err = here.ListenPacket("udp4", "10.1.0.1:5000"); err != nil {
		t.Fatal(err)
	}
	v.sfu = &SFU{log: slog.New(slog.DiscardHandler), started: time.Now(), routers: make(map[*Router]bool)}
	v.sfu.registry.entries = make(map[string]registration)
	if v.sfu.certificate, v.sfu.fingerprint, err = newCertificate(); err != nil {
		t.Fatal(err)
	}
	if err := v.sfu.registerMetrics(); err != nil {
		t.Fatal(err)
	}
	v.sfu.candidates = candidates([]netip.AddrPort{netip.MustParseAddrPort("10.1.0.1:5000")}, nil)
	v.router = v.sfu.NewRouter(v.seen)
	v.reader.Add(1)
	go v.read()
	return v
}

func (v *virtual) host(ip string) *vnet.Net {
	v.t.Helper()
	n, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{ip}})
	if err == nil {
		err = v.net.AddNet(n)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return n
}

// read does what socket.read does.
func (v *virtual) read() {
	defer v.reader.Done()
	r := v.sfu.newReader(nil, nil)
	known := make(map[netip.AddrPort]*path)
	buf := make([]byte, 2048)
	for {
		n, addr, err := v.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		from := addr.(*net.UDPAddr).AddrPort()
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		if v.losesUp(from.Addr(), buf[:n]) {
			continue
		}
		was := known[from]
		r.stream = &downlink{v: v, to: from}
		if was != nil {
			r.stream = was.stream
		}
		known[from] = r.receive(buf[:n], was, from)
		r.out.flush()
	}
}

// losesUp decides whether a datagram from a client is lost on the way.
func (v *virtual) losesUp(from netip.Addr, b []byte) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	l := v.links[from]
	return l != nil && l.lossUp > 0 && b[0] >= 128 && b[0] < 192 && l.random.Float64() < l.lossUp
}

// enter connects a peer over a link that l describes.
func (v *virtual) enter(id PeerID, l *link, o sfutest.Options) *sfutest.Client {
	v.t.Helper()
	v.hosts++
	ip := fmt.Sprintf("10.2.0.%d", v.hosts)
	l.random, l.limit = rand.New(rand.NewPCG(uint64(v.hosts), 1)), 300_000_000
	v.mu.Lock()
	v.links[netip.MustParseAddr(ip)] = l
	v.mu.Unlock()
	host := v.host(ip)
	o.Engine = func(se *webrtc.SettingEngine) { se.SetNet(host); se.SetIncludeLoopbackCandidate(false) }
	v.router.Admit(id)
	for _, src := range sources {
		v.router.Permit(id, src, true)
	}
	ctx, cancel := context.WithTimeout(v.t.Context(), time.Minute)
	defer cancel()
	c, err := sfutest.Dial(ctx, o, func(offer string) (string, error) { return v.router.Join(ctx, id, offer) })
	if err != nil {
		v.t.Fatalf("%s: %v", id, err)
	}
	v.seen.mu.Lock()
	defer v.seen.mu.Unlock()
	v.seen.clients[id] = c
	return c
}

// change alters a link.
func (v *virtual) change(f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f()
}

func (v *virtual) close(clients ...*sfutest.Client) {
	for _, c := range clients {
		c.Close()
	}
	v.router.Close()
	_ = v.conn.Close()
	v.reader.Wait()
	if err := v.net.Stop(); err != nil {
		v.t.Error(err)
	}
}

func fast() *link { return &link{bps: 100_000_000, delay: 10_000_000} }

// heardAndSeen returns how many frames of sound and packets of pictures arrived.
func heardAndSeen(c *sfutest.Client) (heard, seen, width int) {
	for _, s := range c.Slots() {
		st := s.Stats()
		if s.Kind == "audio" {
			heard += st.ByTag[1]
		} else {
			seen += st.Packets
			width = max(width, st.Width)
		}
	}
	return heard, seen, width
}

// TestNarrowingPath: when a path of 3 Mb/s narrows to 300 kb/s and widens again, sound goes on, the picture gets smaller
// within two seconds and large again within fifteen.
func TestNarrowingPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVirtual(t)
		ana := v.enter("ana", fast(), sfutest.Options{Tag: 1, Simulcast: true})
		narrow := &link{bps: 3_000_000, delay: 25_000_000}
		ben := v.enter("ben", narrow, sfutest.Options{Tag: 2, VideoSlots: 2})
		defer func() { v.close(ana, ben) }()
		ana.Speak(sfutest.Speech)
		ana.Show(sfutest.SimulcastCamera)
		m := func() *mapping {
			var m *mapping
			v.router.apply(func(s *state) { m = s.peers["ben"].shown[0] })
			return m
		}
		<-time.After(5 * time.Second)
		if g := m().grade(); g.layer() != 2 {
			t.Fatalf("grade %d on a path of 3 Mb/s", g)
		}
		v.change(func() { narrow.bps = 300_000 })
		<-time.After(2 * time.Second)
		if g := m().grade(); g.layer() > 0 {
			t.Errorf("2 s after the path narrowed the grade is %d, the estimate %d", g, m().slot.out.congestion.estimate.Load())
		}
		heard, _, _ := heardAndSeen(ben)
		<-time.After(20 * time.Second)
		again, _, _ := heardAndSeen(ben)
		if got := again - heard; got < 950 {
			t.Errorf("%d of 1000 frames of sound arrived over 300 kb/s", got)
		}
		v.change(func() { narrow.bps = 3_000_000 })
		for i := 0; m().grade().layer() < 2; i++ {
			if i == 15 {
				t.Fatalf("15 s after the path widened the grade is %d, the estimate %d", m().grade(), m().slot.out.congestion.estimate.Load())
			}
			<-time.After(time.Second)
		}
	})
}

func (v *virtual) rtt(id PeerID) time.Duration {
	var c *connection
	v.router.apply(func(s *state) { c = s.connectionOf(id) })
	return time.Duration(c.out.congestion.rtt.Load())
}
