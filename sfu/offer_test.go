package sfu

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/pion/sdp/v3"
)

func readOffer(t testing.TB, browser string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/offer-" + browser + ".sdp")
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(b), "\r", ""), "\n", "\r\n")
}

// TestBrowsersOffersAreUnderstood: the shape of an answer to what Chromium and Firefox really offer.
func TestBrowsersOffersAreUnderstood(t *testing.T) {
	for _, browser := range []string{"chromium", "firefox"} {
		t.Run(browser, func(t *testing.T) {
			o, err := parseOffer(readOffer(t, browser))
			if err != nil {
				t.Fatal(err)
			}
			s := &SFU{fingerprint: make([]byte, 32), candidates: candidates(nil, nil)}
			s.registry.entries = map[string]registration{}
			c := s.newConnection(o)
			for i, src := range sources {
				if c.in.sections[i] == nil {
					t.Errorf("no section for the %s", src)
				}
			}
			if n := len(c.in.sections[Camera.index()].layers); n != 3 {
				t.Errorf("camera has %d layers, want 3", n)
			}
			if x := c.in.sections[Microphone.index()].extmap; x.audioLevel == 0 || x.mid == 0 || x.transportCC != 0 {
				t.Errorf("extensions of the microphone: %+v", x)
			}
			if x := c.in.sections[Camera.index()].extmap; x.transportCC == 0 || x.mid == 0 || x.rid == 0 {
				t.Errorf("extensions of the camera: %+v", x)
			}
			for _, x := range c.out.slots {
				if x.kind == audio && (!x.resends || x.redPT != 0 != (browser == "chromium")) {
					t.Errorf("slot %s: lost sound is sent again: %v, redundancy is %d", x.mid, x.resends, x.redPT)
				}
				if numbered := x.transportAt > 0; numbered != (x.kind == video) {
					t.Errorf("slot %s for %v has transport-wide numbers: %v", x.mid, x.kind, numbered)
				}
			}
			if a, v := len(c.out.list(audio)), len(c.out.list(video)); a != 4 || v != 17 {
				t.Errorf("%d audio and %d video slots, want 4 and 17", a, v)
			}
			checkAnswer(t, o, c.answer())
		})
	}
}

// checkAnswer verifies what JSEP asks of an answer (RFC 8829, 5.3).
func checkAnswer(t *testing.T, o *offer, text string) {
	t.Helper()
	var d sdp.SessionDescription
	if err := d.UnmarshalString(text); err != nil {
		t.Fatalf("the answer is not SDP: %v", err)
	}
	if len(d.MediaDescriptions) != len(o.sections) {
		t.Fatalf("%d sections answered with %d", len(o.sections), len(d.MediaDescriptions))
	}
	ssrcs := map[string]bool{}
	for i, m := range d.MediaDescriptions {
		s := o.sections[i]
		mid, _ := m.Attribute("mid")
		setup, _ := m.Attribute("setup")
		if mid != s.mid || m.MediaName.Media != s.media || setup != "passive" {
			t.Errorf("section %d: mid %q, %s, setup %q", i, mid, m.MediaName.Media, setup)
		}
		_, sends := m.Attribute("sendonly")
		_, receives := m.Attribute("recvonly")
		if sends != (s.use == downstream) || receives != (s.use == upstream) {
			t.Errorf("section %d: direction does not mirror the offer", i)
		}
		if s.kind == audio {
			feedback, _ := m.Attribute("rtcp-fb")
			if m.MediaName.Formats[0] != strconv.Itoa(int(s.pt)) || !strings.HasSuffix(feedback, " nack") {
				t.Errorf("section %d: formats %v, feedback %q", i, m.MediaName.Formats, feedback)
			}
		}
		if group, ok := m.Attribute("ssrc-group"); s.use == downstream && s.kind == video && !ok {
			t.Errorf("section %d: no RTX", i)
		} else if ok && ssrcs[group] {
			t.Errorf("section %d: SSRCs used twice", i)
		} else {
			ssrcs[group] = true
		}
	}
	if got, _ := d.MediaDescriptions[1].Attribute("simulcast"); got != "recv q;h;f" {
		t.Errorf("simulcast answered with %q", got)
	}
}

func TestUselessOffersAreRefusedWithAReason(t *testing.T) {
	good := readOffer(t, "chromium")
	without := func(lines ...string) string {
		out := good
		for _, l := range lines {
			if !strings.Contains(out, l) {
				t.Fatalf("the offer has no %q", l)
			}
			out = strings.ReplaceAll(out, l, "a=x")
		}
		return out
	}
	section := good[strings.LastIndex(good, "m=video"):]
	for _, c := range []struct{ name, offer, reason string }{
		{"nothing", "", "not_an_offer"},
		{"prose", "hello", "malformed"},
		{"no media", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", "not_an_offer"},
		{"huge", good + strings.Repeat("a=x:y\r\n", 100_000), "too_large"},
		{"many sections", good + strings.Repeat(section, 120), "too_many_media_sections"},
		{"repeated mid", good + section, "malformed"},
		{"an answer", strings.ReplaceAll(good, "a=setup:actpass", "a=setup:passive"), "not_an_offer"},
		{"no bundle", strings.Replace(good, "a=group:BUNDLE", "a=group:LS", 1), "no_bundle"},
		{"no mux", without("a=rtcp-mux\r\n"), "no_bundle"},
		{"no fingerprint", without("a=fingerprint:sha-256"), "no_security"},
		{"weak fingerprint", strings.ReplaceAll(good, "a=fingerprint:sha-256", "a=fingerprint:md5"), "no_security"},
		{"no ice", without("a=ice-ufrag:"), "malformed"},
		{"no opus", strings.ReplaceAll(good, "opus/48000/2", "speex/16000"), "no_audio_codec"},
		{"no vp8", strings.ReplaceAll(good, "VP8/90000", "H264/90000"), "no_vp8"},
	} {
		_, err := parseOffer(c.offer)
		var refused *OfferError
		if !errors.As(err, &refused) || refused.Reason != c.reason {
			t.Errorf("%s: %v, want %s", c.name, err, c.reason)
		}
	}
}

func TestExtraSourcesAreRefusedNotAnswered(t *testing.T) {
	good := readOffer(t, "chromium")
	text := strings.Replace(good, "a=recvonly", "a=sendonly", 1) // the first audio slot becomes a second microphone
	o, err := parseOffer(text)
	if err != nil {
		t.Fatal(err)
	}
	s := &SFU{fingerprint: make([]byte, 32)}
	s.registry.entries = map[string]registration{}
	answer := s.newConnection(o).answer()
	if n := strings.Count(answer, "\r\nm=audio 0 "); n != 1 {
		t.Errorf("%d sections refused, want the second microphone", n)
	}
}

// FuzzOffer holds that no offer, however broken, panics or is answered with something that is not SDP.
func FuzzOffer(f *testing.F) {
	f.Add(readOffer(f, "chromium"))
	f.Add(readOffer(f, "firefox"))
	f.Add("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := parseOffer(text)
		if err != nil {
			var refused *OfferError
			if !errors.As(err, &refused) || refused.Reason == "" {
				t.Fatalf("refused without a reason: %v", err)
			}
			return
		}
		s := &SFU{fingerprint: make([]byte, 32)}
		s.registry.entries = map[string]registration{}
		var d sdp.SessionDescription
		answer := s.newConnection(o).answer()
		if err := d.UnmarshalString(answer); err != nil {
			t.Fatalf("answered with what is not SDP: %v\n%s", err, answer)
		}
	})
}

func BenchmarkAnswer(b *testing.B) {
	text := readOffer(b, "chromium")
	s := &SFU{fingerprint: make([]byte, 32)}
	s.registry.entries = map[string]registration{}
	b.ReportAllocs()
	for b.Loop() {
		o, err := parseOffer(text)
		if err != nil {
			b.Fatal(err)
		}
		s.newConnection(o).answer()
	}
}
