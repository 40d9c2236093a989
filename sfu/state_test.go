package sfu

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// recorder is an Observer for tests without a Router.
type recorder struct {
	states []ConnectionState
	slots  map[string]Mapping
	levels []Level
	layers [][]string // of cameras, in the order reported
}

func (r *recorder) Slots(_ PeerID, changed []Mapping) {
	for _, m := range changed {
		r.slots[m.Slot] = m
	}
}
func (r *recorder) Levels(changed []Level) { r.levels = append(r.levels, changed...) }
func (r *recorder) Layers(_ PeerID, src Source, rids []string) {
	if src == Camera {
		r.layers = append(r.layers, rids)
	}
}
func (r *recorder) State(_ PeerID, s ConnectionState)    { r.states = append(r.states, s) }
func (r *recorder) takeStates() (list []ConnectionState) { list, r.states = r.states, nil; return list }

// room is a control state whose clock and connections the test moves by hand.
type room struct {
	*state
	sfu  *SFU
	seen *recorder
	at   int64
}

func newRoom() *room {
	r := &room{sfu: &SFU{}, seen: &recorder{slots: make(map[string]Mapping)}, at: nanosecond}
	r.sfu.registry.entries = make(map[string]registration)
	now := func() int64 { return r.at }
	r.state = newState(newAnnouncer(r.seen, now), func() {}, now)
	return r
}

// enter gives id a connection that is up, with everything allowed.
func (r *room) enter(id PeerID) *connection {
	r.admit(id, true)
	for _, src := range sources {
		r.permit(id, src, true)
	}
	return r.connect(id)
}

// connect gives id a connection that is up.
func (r *room) connect(id PeerID) *connection {
	o := &offer{sections: []section{testSection(audio, upstream, "0"), testSection(video, upstream, "1")}}
	for _, mid := range []string{"a1", "a2", "a3", "a4", "v1", "v2", "v3"} {
		k := audio
		if mid[0] == 'v' {
			k = video
		}
		o.sections = append(o.sections, testSection(k, downstream, mid))
	}
	c := r.sfu.newConnection(o)
	r.join(id, c)
	c.opened.Store(true)
	c.heard.Store(r.at)
	r.connection(id, c, Connected)
	r.announcer.deliver()
	return c
}

func (r *room) pass(d time.Duration) []ConnectionState {
	for end := r.at + int64(d); r.at < end; {
		r.at += rankEvery
		r.tick()
		r.announcer.deliver()
	}
	return r.seen.takeStates()
}

func TestSilentConnectionIsInterruptedThenFailedAndMayComeBack(t *testing.T) {
	r := newRoom()
	c := r.enter("ana")
	r.seen.takeStates()
	if got := r.pass(interruptedAfter - 2*time.Second); len(got) > 0 {
		t.Errorf("after 5 s of silence: %v", got)
	}
	if got := r.pass(4 * time.Second); len(got) != 1 || got[0] != Interrupted {
		t.Errorf("after 9 s of silence: %v, want interrupted", got)
	}
	if got := r.pass(failedAfter); len(got) != 1 || got[0] != Failed {
		t.Errorf("after 39 s of silence: %v, want failed", got)
	}
	c.heard.Store(r.at)
	if got := r.pass(2 * time.Second); len(got) != 1 || got[0] != Connected {
		t.Errorf("when it is heard again: %v, want connected", got)
	}
}

func TestSlotsOfAStaleConnectionAreNotTouchedByItsReports(t *testing.T) {
	r := newRoom()
	old := r.enter("ana")
	r.enter("ben")
	fresh := r.enter("ana")
	r.seen.takeStates()
	r.connection("ana", old, Closed)
	r.announcer.deliver()
	if got := r.seen.takeStates(); len(got) > 0 {
		t.Errorf("a replaced connection reported %v", got)
	}
	if fresh.isClosed() || !old.isClosed() {
		t.Error("the wrong connection was closed")
	}
}

func TestEveryoneInASmallCircleHasOneSlotPerVoice(t *testing.T) {
	r := newRoom()
	for _, id := range []PeerID{"a", "b", "c", "d"} {
		r.enter(id)
	}
	for id, p := range r.peers {
		heard := map[PeerID]bool{}
		for _, x := range p.audio {
			if tr := x.track(); tr != nil {
				if tr.peer == id || heard[tr.peer] {
					t.Errorf("%s hears %s twice or hears itself", id, tr.peer)
				}
				heard[tr.peer] = true
			}
		}
		if len(heard) != 3 {
			t.Errorf("%s hears %d of 3", id, len(heard))
		}
	}
}

func TestViewerIsNeverShownToThemselves(t *testing.T) {
	r := newRoom()
	r.enter("a")
	r.enter("b")
	r.view("a", []Tile{{Peer: "a", Source: Camera}, {Peer: "b", Source: Camera}, {Peer: "b", Source: Camera}, {Peer: "nobody", Source: Camera}, {Peer: "b", Source: Microphone}, {Peer: "b", Source: "smell"}})
	shown := 0
	for _, x := range r.peers["a"].video {
		if tr := x.track(); tr != nil {
			shown++
			if tr.peer != "b" || tr.source != Camera {
				t.Errorf("shown: %s of %s", tr.source, tr.peer)
			}
		}
	}
	if shown != 1 {
		t.Errorf("%d pictures shown, want 1", shown)
	}
}

func TestPriorityDecidesWhenTilesOutnumberSlots(t *testing.T) {
	r := newRoom()
	for _, id := range []PeerID{"a", "b", "c", "d"} {
		r.enter(id)
	}
	r.view("a", []Tile{{Peer: "b", Source: Camera}, {Peer: "c", Source: Camera, Priority: 1}, {Peer: "d", Source: Camera, Priority: 2}})
	shown := map[PeerID]bool{}
	for _, x := range r.peers["a"].video {
		if tr := x.track(); tr != nil {
			shown[tr.peer] = true
		}
	}
	if !shown["c"] || !shown["d"] || shown["b"] { // three slots, the last of them for screens
		t.Errorf("shown: %v, want c and d", shown)
	}
}

func TestWhatTheObserverMissedIsMerged(t *testing.T) {
	r := newRoom()
	r.enter("a")
	r.enter("b")
	for range 1000 {
		r.permit("b", Microphone, false)
		r.permit("b", Microphone, true)
	}
	if n := len(r.announcer.news["a"].slots); n > 7 {
		t.Errorf("%d announcements are waiting for 7 slots", n)
	}
	r.announcer.deliver()
	filled := 0
	for _, m := range r.seen.slots {
		if m.Peer == "b" && m.Source == Microphone {
			filled++
		}
	}
	if filled == 0 {
		t.Error("the newest state was not delivered")
	}
}

func TestNothingIsSaidAboutSomebodyRemoved(t *testing.T) {
	r := newRoom()
	c := r.enter("a")
	r.seen.takeStates()
	r.connection("a", c, Interrupted)
	r.remove("a")
	r.announcer.deliver()
	if got := r.seen.takeStates(); len(got) > 0 {
		t.Errorf("reported %v", got)
	}
	if !c.isClosed() {
		t.Error("the connection is still open")
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	taken, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		name   string
		config Config
		want   string
	}{
		{"nothing", Config{}, "no UDP address"},
		{"taken", Config{UDP: taken.LocalAddr().String()}, "address already in use"},
		{"nonsense", Config{UDP: "127.0.0.1:port"}, "media address"},
		{"public", Config{UDP: "127.0.0.1:0", PublicIPs: []netip.Addr{netip.IPv4Unspecified()}}, "public address"},
		{"tcp", Config{UDP: "127.0.0.1:0", TCP: "192.0.2.77:1"}, "media address (TCP)"},
		{"relay", Config{UDP: "127.0.0.1:0", TURN: TURNConfig{UDP: taken.LocalAddr().String()}}, "relay address"},
	} {
		s, err := Open(c.config)
		if err == nil {
			_ = s.Close()
			t.Errorf("%s: opened", c.name)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q does not say %q", c.name, err, c.want)
		}
	}
}

func TestPublicAddressesAreAnnouncedInPlaceOfTheSockets(t *testing.T) {
	s, err := Open(Config{UDP: "127.0.0.1:0", TCP: "127.0.0.1:0", PublicIPs: []netip.Addr{netip.MustParseAddr("203.0.113.9")}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if len(s.candidates) != 2 {
		t.Fatalf("candidates: %q", s.candidates)
	}
	for _, c := range s.candidates {
		if !strings.Contains(c, " 203.0.113.9 ") || strings.Contains(c, "127.0.0.1") {
			t.Errorf("candidate %q", c)
		}
	}
	if !strings.Contains(s.candidates[1], "tcptype passive") {
		t.Errorf("no TCP candidate: %q", s.candidates)
	}
}

func TestMetricsAreRegisteredAndGoWithTheSFU(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	s, err := Open(Config{UDP: "127.0.0.1:0", Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	count := func() int {
		families, err := registry.Gather()
		if err != nil {
			t.Error(err)
		}
		return len(families)
	}
	if n := count(); n < 10 {
		t.Errorf("only %d metrics", n)
	}
	if _, err := Open(Config{UDP: "127.0.0.1:0", Registerer: registry}); err == nil {
		t.Error("the same metrics were registered twice")
	}
	if count() < 10 {
		t.Error("a failed second SFU took the metrics of the first away")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if n := count(); n != 0 {
		t.Errorf("%d metrics are left", n)
	}
}
