package standin_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"go.uber.org/goleak"

	"warmroom/sfu"
	"warmroom/sfu/sfutest"
	"warmroom/sfu/standin"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// quiet is an Observer that nobody asks.
type quiet struct{}

func (quiet) Slots(sfu.PeerID, []sfu.Mapping)         {}
func (quiet) Levels([]sfu.Level)                      {}
func (quiet) State(sfu.PeerID, sfu.ConnectionState)   {}
func (quiet) Layers(sfu.PeerID, sfu.Source, []string) {}

// hall is an SFU with one Router, and a person in it who hears and sees.
type hall struct {
	t      *testing.T
	sfu    *sfu.SFU
	router *sfu.Router
	person *sfutest.Client
}

func openHall(t *testing.T) *hall {
	t.Helper()
	s, err := sfu.Open(sfu.Config{UDP: "127.0.0.1:0", Loopback: true, PublicIPs: []netip.Addr{netip.MustParseAddr("192.0.2.7")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	h := &hall{t: t, sfu: s, router: s.NewRouter(quiet{})}
	t.Cleanup(h.router.Close)
	return h
}

func (h *hall) ctx() context.Context {
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	h.t.Cleanup(cancel)
	return ctx
}

// comes connects a standin whom the room lets in and lets send all.
func (h *hall) comes(o standin.Options) *standin.Standin {
	h.t.Helper()
	h.permit("standin", true)
	o.Server = h.sfu.Local()
	s, err := standin.Dial(h.ctx(), o, func(ctx context.Context, offer string) (string, error) { return h.router.Join(ctx, "standin", offer) })
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(s.Close)
	return s
}

func (h *hall) permit(id sfu.PeerID, allowed bool) {
	h.router.Admit(id)
	for _, s := range []sfu.Source{sfu.Microphone, sfu.Camera} {
		h.router.Permit(id, s, allowed)
	}
}

// enters connects the person; what the SFU announces leads nowhere here, so
// they are told the way that a standin takes.
func (h *hall) enters() {
	h.t.Helper()
	h.permit("person", true)
	c, err := sfutest.Dial(h.ctx(), sfutest.Options{Tag: 7}, func(offer string) (string, error) {
		answer, err := h.router.Join(h.ctx(), "person", offer)
		return standin.AtHome(answer, h.sfu.Local()), err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(c.Close)
	h.person = c
}

// packets counts what came to the person so far.
func (h *hall) packets(kind string) int {
	n := 0
	for _, s := range h.person.Slots() {
		if s.Kind == kind {
			n += s.Stats().Packets
		}
	}
	return n
}

func (h *hall) waitsFor(what string, met func() bool) {
	h.t.Helper()
	if err := h.person.Wait(h.ctx(), met); err != nil {
		h.t.Fatalf("%s: %v", what, err)
	}
}

func TestAStandinIsHeardAndSeenAsFarAsItMay(t *testing.T) {
	h := openHall(t)
	h.enters()
	s := h.comes(standin.Options{})
	s.Speak(standin.Voice)
	s.Show(standin.Shake)
	h.waitsFor("sound", func() bool { return h.packets("audio") > 50 })
	h.waitsFor("pictures", func() bool { return h.packets("video") > 20 })

	// A new sound takes the place of the one before, also after a mute.
	s.Speak(standin.Noise)
	h.permit("standin", false)
	before := h.packets("audio")
	h.permit("standin", true)
	h.waitsFor("sound again", func() bool { return h.packets("audio") > before+25 })
	s.Hush()
	s.Hide()
}

func TestAnEchoGivesBackOnesOwnSound(t *testing.T) {
	h := openHall(t)
	h.enters()
	h.comes(standin.Options{Echo: 300 * time.Millisecond})
	h.person.Speak(sfutest.Speech)
	spoken := time.Now()
	h.waitsFor("the echo", func() bool { return h.person.Frames("audio", 7) > 25 })
	if took := time.Since(spoken); took < 300*time.Millisecond {
		t.Errorf("it comes back after %v", took)
	}
}

func TestClipsArePlayedRoundAndRound(t *testing.T) {
	h := openHall(t)
	h.enters()
	s := h.comes(standin.Options{})
	s.Show(standin.Shake) // twenty pictures
	h.waitsFor("more pictures than there are", func() bool { return h.packets("video") > 45 })
}

func TestWhereNobodyAnswersItGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := standin.Dial(ctx, standin.Options{}, func(context.Context, string) (string, error) {
		cancel()
		return "", context.Canceled
	})
	if err == nil {
		t.Error("it is connected to nobody")
	}
}
