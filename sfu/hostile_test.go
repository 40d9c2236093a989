package sfu

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/stun/v4"
)

// tap is a path that keeps what is sent.
type tap struct{ sent [][]byte }

func (t *tap) send(b []byte) { t.sent = append(t.sent, append([]byte(nil), b...)) }

// hostile is a publisher with valid keys that sends what it likes, and one subscriber to its camera.
func hostile(t testing.TB) (b *bench, to *tap) {
	b = newBench(t, video, 1)
	to = &tap{}
	subs := *b.from.in.sections[Camera.index()].track.subs.Load()
	subs[0].slot.out.conn.selected.Load().stream = to
	return b, to
}

// sendRTP encrypts plain with the publisher's keys and delivers it.
func (b *bench) sendRTP(plain []byte) {
	sealed, err := b.cipher.EncryptRTP(nil, plain, nil)
	if err != nil || len(sealed) < 12 {
		return // not even a header
	}
	b.from.in.rtp(sealed, b.path, b.now, b.out)
	b.out.flush()
}

func (b *bench) sendRTCP(plain []byte) {
	sealed, err := b.cipher.EncryptRTCP(nil, plain, nil)
	if err != nil || len(sealed) < 12 {
		return
	}
	b.from.in.rtcp(sealed, b.path, b.now, b.out)
	b.out.flush()
}

// checkAlive verifies that the stream still passes.
func (b *bench) checkAlive(t *testing.T, to *tap) {
	t.Helper()
	before := len(to.sent)
	for range 3 * strayLimit { // a jump in sequence numbers is believed after a while
		b.now += nanosecond / 20
		b.from.in.rtp(b.packet(), b.path, b.now, b.out)
		b.out.flush()
	}
	if len(to.sent) == before {
		t.Fatal("the stream no longer passes")
	}
}

// FuzzAuthenticRTP holds that no packet of an authentic client panics or stops its stream for good, header extensions
// that lie about their length included.
func FuzzAuthenticRTP(f *testing.F) {
	h := rtp.Header{Version: 2, PayloadType: 96, SSRC: 9, SequenceNumber: 5}
	_ = h.SetExtension(4, []byte("0"))
	_ = h.SetExtension(3, []byte{1, 2})
	plain, _ := h.Marshal()
	f.Add(append(plain, 0x90, 0xe0, 0x80, 1, 2, 0x40, 0, 1, 2, 3))
	h.PayloadType = 97
	plain, _ = h.Marshal()
	f.Add(append(plain, 0, 1))
	h.Padding = true
	plain, _ = h.Marshal()
	f.Add(append(plain, 9, 255))
	f.Add([]byte{0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0xbe, 0xde, 0, 1, 0x4f, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, plain []byte) {
		b, to := hostile(t)
		b.checkAlive(t, to)
		b.sendRTP(plain)
		if len(plain) >= 12 && binary.BigEndian.Uint32(plain[8:]) == b.header.SSRC { // SRTP takes nothing from before it any more
			if seq := binary.BigEndian.Uint16(plain[2:]); newer(seq, b.header.SequenceNumber) {
				b.header.SequenceNumber = seq
			}
		}
		b.checkAlive(t, to)
	})
}

// FuzzAuthenticRTCP holds the same for reports and requests.
func FuzzAuthenticRTCP(f *testing.F) {
	for _, p := range []rtcp.Packet{
		&rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 7}}},
		&rtcp.SenderReport{SSRC: 7, NTPTime: 1 << 40},
		&rtcp.TransportLayerNack{MediaSSRC: 7, Nacks: []rtcp.NackPair{{PacketID: 1, LostPackets: 0xffff}}},
		&rtcp.PictureLossIndication{MediaSSRC: 7},
		&rtcp.FullIntraRequest{MediaSSRC: 7, FIR: []rtcp.FIREntry{{SSRC: 7, SequenceNumber: 1}}},
		&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: 1e6, SSRCs: []uint32{7}},
		&rtcp.TransportLayerCC{
			Header:            rtcp.Header{Count: rtcp.FormatTCC, Type: rtcp.TypeTransportSpecificFeedback, Length: 5},
			PacketStatusCount: 2, PacketChunks: []rtcp.PacketStatusChunk{&rtcp.RunLengthChunk{PacketStatusSymbol: 1, RunLength: 2}},
			RecvDeltas: []*rtcp.RecvDelta{{Type: 1, Delta: 250}, {Type: 1, Delta: 250}},
		},
	} {
		plain, err := p.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		b, to := hostile(t)
		b.checkAlive(t, to)
		b.sendRTCP(plain)
		b.checkAlive(t, to)
	})
}

// FuzzDatagram holds that datagrams from strangers neither panic nor are answered.
func FuzzDatagram(f *testing.F) {
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername("abcd:efgh"), stun.NewShortTermIntegrity("secret"), stun.Fingerprint)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(m.Raw)
	f.Add([]byte{22, 254, 253, 0, 0})
	f.Add([]byte{0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		to := &tap{}
		s := &SFU{}
		s.registry.entries = map[string]registration{}
		r := s.newReader(nil, to)
		if p := r.receive(b, nil, netip.AddrPort{}); p != nil {
			t.Fatal("a stranger was given a path")
		}
		r.out.flush()
		if len(to.sent) > 0 {
			t.Fatal("a stranger was answered")
		}
	})
}

// TestFeedbackFloodIsCut: requests beyond what any browser sends are dropped, and so is feedback that claims to speak of
// more packets than there can be.
func TestFeedbackFloodIsCut(t *testing.T) {
	b, to := hostile(t)
	b.checkAlive(t, to)
	plain, err := (&rtcp.PictureLossIndication{MediaSSRC: 7}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for range 10 * rtcpPerSecond {
		b.now += nanosecond / (10 * rtcpPerSecond)
		b.sendRTCP(plain)
	}
	if n := b.sfu.counters.drops[dropRate].Load(); n < 7*rtcpPerSecond {
		t.Errorf("%d of %d messages were dropped", n, 10*rtcpPerSecond)
	}
	b.now += nanosecond
	huge := []byte{0x8f, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0x3f, 0xff, 0x3f, 0xff}
	b.sendRTCP(huge)
	if b.sfu.counters.drops[dropMalformed].Load() == 0 {
		t.Error("feedback on 65,535 packets was read")
	}
	b.checkAlive(t, to)
}

func TestFloodIsCutToWhatASourceMaySend(t *testing.T) {
	b, to := hostile(t)
	bytes := 0
	for range 10 { // ten seconds at ten times the limit
		for range 10 * videoBytesPerSecond / len(b.payload) {
			b.now += nanosecond * int64(len(b.payload)) / (10 * videoBytesPerSecond)
			b.from.in.rtp(b.packet(), b.path, b.now, b.out)
			b.out.flush()
		}
	}
	for _, p := range to.sent {
		bytes += len(p)
	}
	if limit := 11 * videoBytesPerSecond * 11 / 10; bytes > limit {
		t.Errorf("%d bytes passed, more than the %d of the limit", bytes, limit)
	}
	if bytes < 9*videoBytesPerSecond {
		t.Errorf("only %d bytes passed: the limit starves what it should let through", bytes)
	}
}

func TestRetransmissionsAreLimited(t *testing.T) {
	b, to := hostile(t)
	b.checkAlive(t, to)
	m := (*b.from.in.sections[Camera.index()].track.subs.Load())[0]
	last := binary.BigEndian.Uint16(to.sent[len(to.sent)-1][2:])
	before := len(to.sent)
	for range 10_000 {
		m.slot.out.resend(&rtcp.TransportLayerNack{MediaSSRC: m.slot.ssrc, Nacks: []rtcp.NackPair{{PacketID: last}}}, b.now, b.out)
		b.out.flush()
	}
	if n := len(to.sent) - before; n == 0 || n > resendPerSecond {
		t.Errorf("%d retransmissions for 10000 requests at once, want 1 to %d", n, resendPerSecond)
	}
}

// TestMediaGoesOnlyWhereACheckWasAnswered: a client cannot have media sent to an address that is not its own.
func TestMediaGoesOnlyWhereACheckWasAnswered(t *testing.T) {
	s := &SFU{}
	s.registry.entries = map[string]registration{}
	remote := &offer{ufrag: "client", pwd: "0123456789012345678901"}
	c := s.newConnection(remote)
	s.registry.add(c, c.local)
	to := &tap{}
	r := s.newReader(nil, to)
	ask := func(p *path, extra ...stun.Setter) *path {
		m := stun.MustBuild(append([]stun.Setter{
			stun.TransactionID, stun.BindingRequest, stun.NewUsername(c.local.ufrag + ":client"),
			stun.RawAttribute{Type: stun.AttrPriority, Value: []byte{0, 0, 0, 1}},
		}, append(extra, stun.NewShortTermIntegrity(c.local.pwd), stun.Fingerprint)...)...)
		return r.receive(m.Raw, p, netip.MustParseAddrPort("192.0.2.1:1"))
	}
	nominate := stun.RawAttribute{Type: stun.AttrUseCandidate}
	victim := ask(nil, nominate)
	if victim == nil || len(to.sent) != 2 {
		t.Fatalf("an authentic check got %d datagrams, want the response and a check in turn", len(to.sent))
	}
	if c.selected.Load() != nil {
		t.Fatal("media would be sent before the address answered")
	}
	var trigger stun.Message
	if err := stun.Decode(to.sent[1], &trigger); err != nil || stun.NewShortTermIntegrity(remote.pwd).Check(&trigger) != nil {
		t.Fatal("the triggered check is not what the client expects")
	}
	answer := func(pwd string) {
		m := stun.MustBuild(stun.NewTransactionIDSetter(trigger.TransactionID), stun.BindingSuccess, stun.NewShortTermIntegrity(pwd), stun.Fingerprint)
		r.receive(m.Raw, victim, netip.MustParseAddrPort("192.0.2.1:1"))
	}
	answer("forged-forged-forged-forged")
	if c.selected.Load() != nil {
		t.Fatal("a forged answer was believed")
	}
	answer(remote.pwd)
	if c.selected.Load() != victim {
		t.Fatal("the path that answered is not used")
	}
}

func TestSourcesWithoutNumberAreNotRemembered(t *testing.T) {
	b, to := hostile(t)
	b.checkAlive(t, to)
	h := b.header
	for ssrc := range uint32(1000) {
		h.SSRC, h.SequenceNumber = 1000+ssrc, uint16(ssrc)
		plain, _ := h.Marshal()
		b.sendRTP(append(plain, b.payload...))
	}
	if n := len(b.from.in.known); n > maxKnown {
		t.Errorf("%d SSRCs are remembered, more than %d", n, maxKnown)
	}
	if n := len(b.from.in.streams); n > maxStreams {
		t.Errorf("%d streams are remembered, more than %d", n, maxStreams)
	}
}

// TestPacketOnItsWayToACutSlotIsNotSent: a reader that still has the old list of slots finds the slot cut.
func TestPacketOnItsWayToACutSlotIsNotSent(t *testing.T) {
	b, to := hostile(t)
	b.checkAlive(t, to)
	m := (*b.from.in.sections[Camera.index()].track.subs.Load())[0]
	before := len(to.sent)
	for _, other := range []*mapping{nil, {slot: m.slot, track: m.track}} {
		m.slot.mapping.Store(other)
		b.from.in.rtp(b.packet(), b.path, b.now, b.out)
		b.out.flush()
	}
	if n := len(to.sent) - before; n > 0 {
		t.Errorf("%d packets were sent", n)
	}
}

func TestForwardingAllocatesNothing(t *testing.T) {
	for _, k := range []kind{audio, video} {
		b := newBench(t, k, 3)
		b.header.Extension, b.header.Extensions = false, nil // feedback, which allocates, is owed per 80 ms, not per packet
		b.from.in.sections[map[kind]int{audio: 0, video: 1}[k]].ssrcs = []uint32{b.header.SSRC}
		var wire [][]byte
		for range 202 {
			b.header.SequenceNumber++
			plain, _ := b.header.Marshal()
			sealed, _ := b.cipher.EncryptRTP(nil, append(plain, b.payload...), nil)
			wire = append(wire, sealed)
		}
		i := 0
		allocs := testing.AllocsPerRun(200, func() {
			b.now += nanosecond / 50
			b.from.in.rtp(wire[i], b.path, b.now, b.out)
			b.out.flush()
			i++
		})
		if allocs != 0 {
			t.Errorf("%v: %v allocations per packet", k, allocs)
		}
		if sent := b.sfu.counters.packetsOut.Load(); sent < 3*200 {
			t.Errorf("%v: only %d packets were sent", k, sent)
		}
	}
}

// TestClientThatNeverAcknowledgesIsHeldDown: who offers transport feedback and sends none is sent as little as if its
// path carried nothing, and others are not touched.
func TestClientThatNeverAcknowledgesIsHeldDown(t *testing.T) {
	b, to := hostile(t)
	c := &(*b.from.in.sections[Camera.index()].track.subs.Load())[0].slot.out.congestion
	if got := c.estimate.Load(); got != startEstimate {
		t.Fatalf("it begins with %d", got)
	}
	for range 300 { // ten seconds
		b.now += nanosecond / 30
		b.from.in.rtp(append([]byte(nil), b.packet()...), b.path, b.now, b.out)
		b.out.flush()
	}
	if got := c.estimate.Load(); got > 2*minEstimate {
		t.Errorf("after ten seconds of silence it may be sent %d b/s", got)
	}
	b.checkAlive(t, to)
}

// TestAskingAgainCostsNoMoreThanItsShare: a client that asks for everything again is sent a part of what its path
// carries, not a second stream.
func TestAskingAgainCostsNoMoreThanItsShare(t *testing.T) {
	b, to := hostile(t)
	m := (*b.from.in.sections[Camera.index()].track.subs.Load())[0]
	const bps = 400_000
	resent := 0
	for range 300 {
		b.now += nanosecond / 30
		m.slot.out.congestion.est.bps = bps
		b.from.in.rtp(append([]byte(nil), b.packet()...), b.path, b.now, b.out)
		b.out.flush()
		last := binary.BigEndian.Uint16(to.sent[len(to.sent)-1][2:])
		before := len(to.sent)
		nack := &rtcp.TransportLayerNack{MediaSSRC: m.slot.ssrc, Nacks: []rtcp.NackPair{{PacketID: last - 16, LostPackets: 0xffff}}}
		m.slot.out.resend(nack, b.now, b.out)
		b.out.flush()
		resent += len(to.sent) - before
		to.sent = to.sent[before-1:]
	}
	if got, most := resent*len(b.payload)*8/10, bps/repairShare*12/10; got > most || resent == 0 {
		t.Errorf("%d b/s of retransmissions, at most %d are due", got, most)
	}
}
