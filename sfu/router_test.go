package sfu_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/pion/webrtc/v4"

	"warmroom/sfu"
	"warmroom/sfu/sfutest"
)

// stuck is an Observer that can be made to hang.
type stuck struct {
	*witness
	gate sync.Mutex
}

func (s *stuck) Slots(id sfu.PeerID, changed []sfu.Mapping) {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.witness.Slots(id, changed)
}

// TestStuckObserverDelaysOnlyWhatIsNew: media that flows goes on flowing, cuts included, and what is new waits.
func TestStuckObserverDelaysOnlyWhatIsNew(t *testing.T) {
	m := &meeting{t: t, sfu: open(t, sfu.Config{}), seen: newWitness()}
	observer := &stuck{witness: m.seen}
	m.router = m.sfu.NewRouter(observer)
	t.Cleanup(m.router.Close)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2})
	ana.Speak(sfutest.Speech)
	ben.Speak(sfutest.Speech)
	m.hears(ana, 2, 3)
	m.hears(ben, 1, 3)

	observer.gate.Lock()
	cem := m.enter("cem", sfutest.Options{Tag: 3})
	cem.Speak(sfutest.Speech)
	m.hears(ana, 2, 10)
	if n := ana.Frames("audio", 3) + cem.Packets(); n > 0 {
		t.Errorf("%d packets were sent before the observer knew", n)
	}
	m.router.Permit("ben", sfu.Microphone, false)
	m.hears(ben, 1, 3)
	before := ana.Frames("audio", 2)
	m.hears(ben, 1, 10)
	if n := ana.Frames("audio", 2) - before; n > 0 {
		t.Errorf("%d packets passed after the mute", n)
	}
	observer.gate.Unlock()
	m.hears(ana, 3, 3)
	m.hears(cem, 1, 3)
}

func TestClosedRouterRefuses(t *testing.T) {
	m := meet(t)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	offer, err := ana.Offer()
	if err != nil {
		t.Fatal(err)
	}
	m.router.Close()
	m.router.Close()
	if _, err := m.router.Join(t.Context(), "ben", offer); !errors.Is(err, sfu.ErrClosed) {
		t.Errorf("join: %v", err)
	}
	m.router.Admit("ana") // has nothing to act on, and must not hang
	m.router.Remove("ana")
	if err := ana.WaitState(m.ctx(), webrtc.PeerConnectionStateClosed); err != nil {
		t.Errorf("the connection outlived the router: %v", err)
	}
}

func TestClosedSFUTakesEverythingWithIt(t *testing.T) {
	s, err := sfu.Open(sfu.Config{UDP: "127.0.0.1:0", TCP: "127.0.0.1:0", TURN: sfu.TURNConfig{UDP: "127.0.0.1:0", TCP: "127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	m := &meeting{t: t, sfu: s, seen: newWitness()}
	m.router = s.NewRouter(m.seen)
	ana := m.enter("ana", sfutest.Options{Tag: 1})
	ben := m.enter("ben", sfutest.Options{Tag: 2, TCPOnly: true})
	cem := m.enter("cem", sfutest.Options{Tag: 3, RelayOnly: true, ICEServers: relays(m, "turn:", "udp")})
	ana.Speak(sfutest.Speech)
	m.hears(ben, 1, 3)
	m.hears(cem, 1, 3)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	r := s.NewRouter(m.seen)
	if _, err := r.Join(t.Context(), "late", "v=0"); err == nil {
		t.Error("a closed SFU took an offer")
	}
	r.Close()
	m.router.Close()
}

// TestCertificateMustMatchTheOffer: whoever intercepts the connection but not the signaling gets no keys.
func TestCertificateMustMatchTheOffer(t *testing.T) {
	m := meet(t)
	c, err := sfutest.New(sfutest.Options{Tag: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	ctx, cancel := context.WithCancel(m.ctx())
	defer cancel()
	connected := make(chan error, 1)
	go func() {
		connected <- c.Connect(ctx, func(offer string) (string, error) {
			at := strings.Index(offer, "sha-256 ") + len("sha-256 ")
			forged := "0"
			if offer[at] == '0' {
				forged = "1"
			}
			return m.router.Join(ctx, "eve", offer[:at]+forged+offer[at+1:])
		})
	}()
	m.until("refused", func() bool { return m.seen.state("eve") == sfu.Failed })
	cancel()
	if err := <-connected; err == nil || m.seen.state("eve") == sfu.Connected {
		t.Error("connected with a certificate that is not the offer's")
	}
}

func TestCancelledJoinIsAnError(t *testing.T) {
	m := meet(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.router.Join(ctx, "ana", "v=0"); err == nil {
		t.Error("no error")
	}
	c, err := sfutest.New(sfutest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	offer, err := c.Offer()
	if err != nil {
		t.Fatal(err)
	}
	for range 20 { // the loop may be quicker than the cancellation; both are right, a hang or a leak is not
		if answer, err := m.router.Join(ctx, "ana", offer); err == nil && answer == "" || err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("answer %q, error %v", answer, err)
		}
	}
}
