package sfu

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// nowhere is a path that swallows what is sent.
type nowhere struct{}

func (nowhere) send([]byte) {}

func testKeys(t testing.TB) (sender, receiver *srtp.Context) {
	t.Helper()
	key, salt := make([]byte, 16), make([]byte, 12)
	sender, err1 := srtp.CreateContext(key, salt, srtp.ProtectionProfileAeadAes128Gcm)
	receiver, err2 := srtp.CreateContext(key, salt, srtp.ProtectionProfileAeadAes128Gcm, srtp.SRTPReplayProtection(replayWindow))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return sender, receiver
}

// bench is a publisher and its subscribers without sockets: what costs time above them.
type bench struct {
	sfu     *SFU
	from    *connection
	path    *path
	out     *outbox
	cipher  *srtp.Context
	header  rtp.Header
	payload []byte
	wire    []byte
	now     int64
	every   int64 // nanoseconds between packets
}

func testSection(k kind, u use, mid string) section {
	if k == video {
		return section{mid: mid, kind: k, use: u, pt: 96, rtxPT: 97, extmap: extensions{mid: 4, transportCC: 3}}
	}
	return section{mid: mid, kind: k, use: u, pt: 111, extmap: extensions{mid: 4, audioLevel: 1}}
}

func newBench(t testing.TB, k kind, subscribers int) *bench {
	return newBenchOf(t, testSection(k, upstream, "0"), testSection(k, downstream, "7"), subscribers)
}

// newBenchOf is newBench with something else negotiated.
func newBenchOf(t testing.TB, up, down section, subscribers int) *bench {
	k := up.kind
	b := &bench{sfu: &SFU{}, now: nanosecond, every: 20_000_000}
	b.sfu.registry.entries = map[string]registration{}
	b.out = newOutbox(nil, &b.sfu.counters)
	var in *srtp.Context
	b.cipher, in = testKeys(t)
	b.from = b.sfu.newConnection(&offer{sections: []section{up}})
	b.from.in.open(in)
	b.path = &path{conn: b.from, stream: nowhere{}, addr: netip.AddrPort{}}
	var tracks [len(sources)]*track
	for i, src := range sources {
		tracks[i] = &track{peer: "publisher", source: src, wake: func() {}}
		tracks[i].allowed.Store(true)
	}
	b.from.in.bind(tracks)
	var list []*mapping
	i := Microphone.index()
	b.payload = make([]byte, 80)
	if k == video {
		i, b.every = Camera.index(), 5_000_000
		b.payload = append([]byte{0x90, 0xe0, 0x80, 0, 0, 0, 0x10, 0, 0, 0x9d, 1, 0x2a}, make([]byte, 1000)...)
	}
	for range subscribers {
		to := b.sfu.newConnection(&offer{sections: []section{down}})
		sender, _ := testKeys(t)
		to.out.open(sender)
		to.selected.Store(&path{conn: to, stream: nowhere{}})
		m := &mapping{slot: to.out.slots[0], track: tracks[i]}
		m.setGrade(whole(maxLayers - 1))
		m.announced.Store(true)
		m.slot.mapping.Store(m)
		list = append(list, m)
	}
	tracks[i].subs.Store(&list)
	b.header = rtp.Header{Version: 2, PayloadType: up.pt, SSRC: 7, SequenceNumber: 100}
	_ = b.header.SetExtension(4, []byte("0"))
	if k == audio {
		_ = b.header.SetExtension(1, []byte{30})
	} else {
		_ = b.header.SetExtension(3, []byte{0, 0})
	}
	b.wire = make([]byte, 0, 1500)
	return b
}

// packet encrypts the publisher's next packet.
func (b *bench) packet() []byte {
	b.header.SequenceNumber++
	b.header.Timestamp += 960
	n := b.header.SequenceNumber
	if b.header.GetExtension(3) != nil {
		_ = b.header.SetExtension(3, []byte{byte(n >> 8), byte(n)})
	}
	plain, _ := b.header.Marshal()
	plain = append(plain, b.payload...)
	sealed, _ := b.cipher.EncryptRTP(b.wire[:cap(b.wire)], plain, nil)
	return sealed
}

func BenchmarkForward(b *testing.B) {
	for _, k := range []kind{audio, video} {
		for _, n := range []int{0, 1, 3, 60} {
			b.Run(fmt.Sprintf("%v/subscribers=%d", k, n), func(b *testing.B) {
				x := newBench(b, k, n)
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					p := x.packet()
					b.StartTimer()
					x.now += x.every
					x.from.in.rtp(p, x.path, x.now, x.out)
					x.out.flush()
				}
				if n > 0 {
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/delivered")
				}
			})
		}
	}
}

// BenchmarkForwardRedundant is BenchmarkForward for listeners that lose much sound.
func BenchmarkForwardRedundant(b *testing.B) {
	for frames := range maxRepeats + 1 {
		b.Run(fmt.Sprintf("frames=%d", frames), func(b *testing.B) {
			x := newListened(b)
			x.slot.out.conn.selected.Load().stream = nowhere{}
			x.repeat(frames)
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				p := x.packet()
				b.StartTimer()
				x.now += 20_000_000
				x.from.in.rtp(p, x.path, x.now, x.out)
				x.out.flush()
			}
		})
	}
}
