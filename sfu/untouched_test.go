package sfu_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/stun/v4"
	"github.com/prometheus/client_golang/prometheus"

	"warmroom/sfu"
	"warmroom/sfu/sfutest"
)

// attack is what mallory does, a burst of it every attackEvery, while two others meet.
type attack struct {
	name string
	// begin prepares the attack; what it returns is called for every burst.
	begin func(*siege) func()
	// reason is why the server drops what she sends; "" when it is taken and does no harm.
	reason string
}

// siege is a meeting with mallory in it.
type siege struct {
	*meeting
	x        *mallory
	ana, ben *sfutest.Client // the victims: ben watches ana
	registry *prometheus.Registry
}

const attackEvery = 10 * time.Millisecond

// times returns a burst of n calls of f.
func times(n int, f func()) func() {
	return func() {
		for range n {
			f()
		}
	}
}

var attacks = []attack{
	{"noise from a client", func(s *siege) func() {
		return times(20, func() { s.x.raw(noise(1 + rand.IntN(300))) })
	}, "malformed"},
	{"noise from strangers", func(s *siege) func() {
		conn := stranger(s.t)
		hello := append([]byte{22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 1}, make([]byte, 49)...)
		return times(10, func() {
			_, _ = conn.WriteToUDPAddrPort(noise(1+rand.IntN(300)), s.x.server)
			_, _ = conn.WriteToUDPAddrPort(hello, s.x.server)
		})
	}, "unknown"},
	{"noise that is encrypted", func(s *siege) func() {
		return times(20, func() {
			b := noise(12 + rand.IntN(300))
			b[0], b[1] = 0x80|b[0]&0x3f, vp8PT
			binary.BigEndian.PutUint32(b[8:], cameraSSRC)
			s.x.rtp(b)
			b[1] = 201
			s.x.rtcp(b)
		})
	}, "malformed"},
	{"header extensions that lie", func(s *siege) func() {
		v := s.x.stream(cameraSSRC, vp8PT, malloryCamera, "q")
		return times(5, func() {
			b := v.next(keyFrame(100)) // a length beyond the packet, or elements beyond their block, read before any key is
			b[15] = byte(rand.Uint32())
			b[16+rand.IntN(8)] |= 0xf
			s.x.raw(b)
			v.exts[ridID], v.exts[midID] = noise(1+rand.IntN(16)), noise(1+rand.IntN(16))
			s.x.rtp(v.next(keyFrame(100))) // and names of nothing
		})
	}, "crypto"},
	{"payload types never agreed on", func(s *siege) func() {
		v := s.x.stream(cameraSSRC, vp8PT, malloryCamera, "q")
		return times(10, func() {
			v.header.PayloadType = uint8(rand.IntN(64))
			s.x.rtp(v.next(keyFrame(100)))
		})
	}, "unknown"},
	{"ten times the bitrate", func(s *siege) func() {
		q := s.x.stream(cameraSSRC, vp8PT, malloryCamera, "q")
		f := s.x.stream(otherSSRC, vp8PT, malloryCamera, "f")
		return times(10, func() {
			s.x.rtp(q.next(keyFrame(1000)))
			s.x.rtp(f.next(keyFrame(1000)))
		})
	}, "rate"},
	{"tiny packets", func(s *siege) func() {
		a := s.x.stream(micSSRC, opusPT, malloryMic, "")
		return times(8, func() { s.x.rtp(a.next([]byte{1})) })
	}, "rate"},
	{"another SSRC with every packet", func(s *siege) func() {
		v := s.x.stream(cameraSSRC, vp8PT, malloryCamera, "q")
		return times(10, func() {
			v.header.SSRC++
			s.x.rtp(v.next(keyFrame(100)))
		})
	}, "unknown"},
	{"two SSRCs that fight over a layer", func(s *siege) func() {
		a, b := s.x.stream(cameraSSRC, vp8PT, malloryCamera, "q"), s.x.stream(otherSSRC, vp8PT, malloryCamera, "q")
		b.header.SequenceNumber, b.header.Timestamp = 30_000, 1<<31
		return times(5, func() {
			s.x.rtp(a.next(keyFrame(100)))
			s.x.rtp(b.next(keyFrame(100)))
		})
	}, ""},
	{"the SSRCs of others", func(s *siege) func() {
		var streams []*stream
		for _, sender := range s.ana.PeerConnection().GetSenders() {
			for _, e := range sender.GetParameters().Encodings {
				streams = append(streams, s.x.stream(uint32(e.SSRC), vp8PT, malloryCamera, "q"))
			}
		}
		return func() {
			for _, x := range streams {
				s.x.rtp(x.next(keyFrame(100)))
			}
		}
	}, ""},
	{"numbers and times that jump", func(s *siege) func() {
		v := s.x.stream(cameraSSRC, vp8PT, malloryCamera, "q")
		a := s.x.stream(micSSRC, opusPT, malloryMic, "")
		return times(5, func() {
			v.header.SequenceNumber += uint16(rand.IntN(1 << 14))
			v.header.Timestamp = rand.Uint32()
			a.header.Timestamp = rand.Uint32()
			s.x.rtp(v.next(keyFrame(100)))
			s.x.rtp(a.next(make([]byte, 60)))
		})
	}, "duplicate"},
	{"pictures without key frames", func(s *siege) func() {
		v := s.x.stream(cameraSSRC, vp8PT, malloryCamera, "q")
		return times(3, func() { s.x.rtp(v.next(deltaFrame(500))) })
	}, ""},
	{"retransmissions of what never was", func(s *siege) func() {
		v, r := s.x.stream(cameraSSRC, vp8PT, malloryCamera, "q"), s.x.stream(otherSSRC, rtxPT, malloryCamera, "")
		r.exts[rridID] = []byte("q")
		return times(5, func() {
			s.x.rtp(v.next(keyFrame(100)))
			osn := uint16(rand.Uint32())
			s.x.rtp(r.next(append([]byte{byte(osn >> 8), byte(osn)}, keyFrame(100)...)))
		})
	}, "duplicate"},
	{"the camera sent as the screen, and the microphone as both", func(s *siege) func() {
		v := s.x.stream(cameraSSRC, vp8PT, malloryScreen, "q")
		a := s.x.stream(micSSRC, opusPT, malloryCamera, "f")
		b := s.x.stream(otherSSRC, vp8PT, malloryMic, "h")
		return times(3, func() {
			s.x.rtp(v.next(keyFrame(100)))
			s.x.rtp(a.next(make([]byte, 60)))
			s.x.rtp(b.next(keyFrame(100)))
		})
	}, "unknown"},
	{"key frames asked for without end", func(s *siege) func() {
		return times(5, func() {
			var list []rtcp.Packet
			for _, ssrc := range s.x.slots {
				list = append(list, &rtcp.PictureLossIndication{MediaSSRC: ssrc}, &rtcp.FullIntraRequest{MediaSSRC: ssrc, FIR: []rtcp.FIREntry{{SSRC: ssrc}}})
			}
			s.x.report(list...)
		})
	}, "rate"},
	{"everything asked for again", func(s *siege) func() {
		seq := uint16(0)
		return times(4, func() {
			var list []rtcp.Packet
			for _, ssrc := range s.x.slots {
				for range 10 {
					list = append(list, &rtcp.TransportLayerNack{MediaSSRC: ssrc, Nacks: []rtcp.NackPair{{PacketID: seq, LostPackets: 0xffff}}})
					seq += 17
				}
			}
			s.x.report(list...)
		})
	}, "rate"},
	{"feedback on packets never sent", func(s *siege) func() {
		return times(5, func() {
			m := []byte{0x8f, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, byte(rand.Uint32()), byte(rand.Uint32()), 8, 0, 0, 0, 0, 0, 0x27, 0xff, 0x27, 0xff}
			binary.BigEndian.PutUint32(m[16:], rand.Uint32())
			s.x.rtcp(m)
		})
	}, "rate"},
	{"estimates, losses and round trips that lie", func(s *siege) func() {
		return times(3, func() {
			bps := []float32{0, 1, 1e9, float32(math.Inf(1))}[rand.IntN(4)]
			list := []rtcp.Packet{&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: bps, SSRCs: s.x.slots}, &rtcp.SenderReport{SSRC: cameraSSRC, NTPTime: rand.Uint64()}}
			for _, ssrc := range s.x.slots {
				list = append(list, &rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{{
					SSRC: ssrc, FractionLost: uint8(rand.Uint32()), LastSenderReport: rand.Uint32(), Delay: rand.Uint32(),
				}}})
			}
			s.x.report(list...)
		})
	}, ""},
	{"a subscriber that says nothing", func(*siege) func() { return func() {} }, ""},
	{"checks without end", func(s *siege) func() {
		return times(8, func() { s.x.raw(s.x.check()) })
	}, "rate"},
	{"checks from many ports", func(s *siege) func() {
		var conns []*net.UDPConn
		for range 200 {
			conns = append(conns, stranger(s.t))
		}
		return func() {
			for _, c := range conns[:8] {
				_, _ = c.WriteToUDPAddrPort(s.x.check(), s.x.server)
			}
			conns = append(conns[8:], conns[:8]...)
		}
	}, "rate"},
	{"checks of people who do not exist", func(s *siege) func() {
		n := 0
		return times(8, func() {
			n++
			s.x.raw(stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewUsername(strconv.Itoa(n)+":x"), stun.NewShortTermIntegrity("x"), stun.Fingerprint).Raw)
		})
	}, "unknown"},
	{"handshakes without end", func(s *siege) func() {
		hello := append([]byte{22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 1}, make([]byte, 49)...)
		return times(8, func() { s.x.raw(hello) })
	}, "rate"},
	{"connections that never come up", func(s *siege) func() {
		_, fingerprint := ownCertificate(s.t)
		n := 0
		return func() {
			n++
			_, _ = s.router.Join(s.t.Context(), sfu.PeerID(fmt.Sprintf("ghost%d", n%5)), malloryOffer(fingerprint))
		}
	}, ""},
	{"giant frames over TCP", func(s *siege) func() {
		address := "127.0.0.1:" + field(s.x.answer, `tcp \d+ 127\.0\.0\.1 (\d+)`)
		return func() {
			c, err := net.DialTimeout("tcp", address, time.Second)
			if err != nil {
				return
			}
			defer c.Close()
			_, _ = c.Write(append([]byte{0xff, 0xff}, noise(5000)...))
		}
	}, ""},
}

func noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

// stranger returns a socket nobody knows.
func stranger(t *testing.T) *net.UDPConn {
	c, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// TestRoomIsUntouched: whatever one participant does, two others in the same room hear and see each other as if she were
// not there, and what she sends is dropped for a reason that operators can see.
func TestRoomIsUntouched(t *testing.T) {
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			registry := prometheus.NewRegistry()
			s := &siege{meeting: meetAt(t, open(t, sfu.Config{Registerer: registry, TCP: "127.0.0.1:0"})), registry: registry}
			seen := &ledger{}
			s.ana = s.enter("ana", sfutest.Options{Tag: 1})
			s.ben = s.enter("ben", sfutest.Options{Tag: 2, NoFeedback: true, OnPacket: seen.note}) // is sent everything, however slow the machine
			s.ana.Speak(sfutest.Speech)
			s.ana.Show(sfutest.SingleCamera)
			s.x = s.intrude()
			s.router.View("ben", []sfu.Tile{{Peer: "ana", Source: sfu.Camera, Height: 360}, {Peer: "mallory", Source: sfu.Camera, Height: 180}})
			s.router.View("mallory", []sfu.Tile{{Peer: "ana", Source: sfu.Camera, Height: 360}})
			s.hears(s.ben, 1, 3)
			s.sees(s.ben, 1, 3)

			burst := a.begin(s)
			stop := repeat(burst)
			from := seen.newest()
			s.sees(s.ben, 1, 25)
			s.hears(s.ben, 1, 10)
			if a.reason != "" {
				s.untilDropped(a.reason)
			}
			stop()
			to := seen.newest()
			s.hears(s.ben, 1, 3)
			s.sees(s.ben, 1, 3)
			for i, kind := range ledgerKinds {
				if missing, all := seen.missing(i, from[i], to[i]), int(to[i]-from[i]); missing > all/20 {
					t.Errorf("%d of %d frames of %s did not arrive", missing, all, kind)
				}
			}
			if n := s.ana.KeyRequests(); n > 12 {
				t.Errorf("%d key frames were asked of somebody else", n)
			}
		})
	}
}

// repeat calls f every attackEvery until the function it returns is called, which waits for the last call.
func repeat(f func()) (stop func()) {
	quit := make(chan struct{})
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		ticker := time.NewTicker(attackEvery)
		defer ticker.Stop()
		for {
			f()
			select {
			case <-ticker.C:
			case <-quit:
				return
			}
		}
	}()
	return func() {
		close(quit)
		wg.Wait()
	}
}

// untilDropped waits, as long as the victim keeps hearing, for packets to be dropped for a reason.
func (s *siege) untilDropped(reason string) {
	s.t.Helper()
	ctx := s.ctx()
	if err := s.ben.Wait(ctx, func() bool { return s.dropped(reason) >= 20 }); err != nil {
		s.t.Errorf("%.0f packets were dropped as %s", s.dropped(reason), reason)
	}
}

func (s *siege) dropped(reason string) float64 {
	list, err := s.registry.Gather()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range list {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == "warmroom_sfu_dropped_packets_total" && l.GetValue() == reason {
					return m.GetCounter().GetValue()
				}
			}
		}
	}
	return 0
}
