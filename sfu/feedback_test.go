package sfu

import (
	"encoding/binary"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// publisher is a bench whose feedback can be read.
type publisher struct {
	*bench
	t    *testing.T
	back *tap
	keys *srtp.Context
	to   *tap

	frame int // that layered sends next
}

func newPublisher(t *testing.T) *publisher {
	p := &publisher{t: t, back: &tap{}}
	p.bench, p.to = hostile(t)
	var seal *srtp.Context
	seal, p.keys = testKeys(t)
	p.from.rtcp.open(seal)
	p.from.selected.Store(&path{conn: p.from, stream: p.back})
	return p
}

// feedback returns what the publisher was told since the last call.
func (p *publisher) feedback() (list []rtcp.Packet) {
	p.t.Helper()
	for _, b := range p.back.sent {
		plain, err := p.keys.DecryptRTCP(nil, b, nil)
		if err != nil {
			p.t.Fatal(err)
		}
		packets, err := rtcp.Unmarshal(plain)
		if err != nil {
			p.t.Fatal(err)
		}
		list = append(list, packets...)
	}
	p.back.sent = nil
	return list
}

// deliver sends n packets 10 ms apart, of which those that lose returns true for never arrive.
func (p *publisher) deliver(n int, lose func(i int) bool) (lost [][]byte) {
	for i := range n {
		p.now += nanosecond / 100
		b := p.packet()
		if lose(i) {
			plain, _ := p.header.Marshal()
			lost = append(lost, append(plain, p.payload...))
			continue
		}
		p.from.in.rtp(append([]byte(nil), b...), p.path, p.now, p.out)
		p.out.flush()
	}
	return lost
}

func find[T rtcp.Packet](list []rtcp.Packet) (found []T) {
	for _, p := range list {
		if x, ok := p.(T); ok {
			found = append(found, x)
		}
	}
	return found
}

// TestPublisherLearnsWhatWasLost: NACKs name the lost packets, reports count them, transport feedback covers all, and a
// retransmission reaches the viewer in the place of what was lost.
func TestPublisherLearnsWhatWasLost(t *testing.T) {
	p := newPublisher(t)
	lost := p.deliver(120, func(i int) bool { return i == 20 || i == 21 || i == 50 })
	all := p.feedback()

	asked := map[uint16]bool{}
	for _, n := range find[*rtcp.TransportLayerNack](all) {
		for _, pair := range n.Nacks {
			for _, seq := range pair.PacketList() {
				asked[seq] = true
			}
		}
	}
	for _, b := range lost {
		if seq := binary.BigEndian.Uint16(b[2:]); !asked[seq] {
			t.Errorf("packet %d was not asked for", seq)
		}
	}
	if len(asked) != len(lost) {
		t.Errorf("%d packets were asked for, %d lost", len(asked), len(lost))
	}
	reports := find[*rtcp.ReceiverReport](all)
	if len(reports) == 0 {
		t.Fatal("no receiver report in 1.2 s")
	}
	r := reports[len(reports)-1].Reports[0]
	if r.SSRC != p.header.SSRC || r.TotalLost != 3 || r.LastSequenceNumber < 200 {
		t.Errorf("report: %+v", r)
	}
	covered := 0
	for _, f := range find[*rtcp.TransportLayerCC](all) {
		covered += int(f.PacketStatusCount)
	}
	if covered < 100 || covered > 120 {
		t.Errorf("transport feedback covers %d of 120 packets", covered)
	}

	before := len(p.to.sent)
	p.sendRetransmission(lost[0])
	if len(p.to.sent) != before+1 {
		t.Fatal("the retransmission did not reach the viewer")
	}
	first := binary.BigEndian.Uint16(p.to.sent[0][2:])
	if got, want := binary.BigEndian.Uint16(p.to.sent[before][2:])-first, uint16(20); got != want {
		t.Errorf("it was sent as number %d of the slot, want %d", got, want)
	}
	p.sendRetransmission(lost[0])
	if len(p.to.sent) != before+1 {
		t.Error("the same retransmission was forwarded twice")
	}
}

// sendRetransmission sends plain as RTX (RFC 4588).
func (p *publisher) sendRetransmission(plain []byte) {
	var original rtp.Packet
	if err := original.Unmarshal(plain); err != nil {
		p.t.Fatal(err)
	}
	rtx := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 97, SSRC: 8, SequenceNumber: uint16(len(p.to.sent)), Timestamp: original.Timestamp}}
	_ = rtx.SetExtension(4, []byte("0"))
	rtx.Payload = append(binary.BigEndian.AppendUint16(nil, original.SequenceNumber), original.Payload...)
	b, err := rtx.Marshal()
	if err != nil {
		p.t.Fatal(err)
	}
	p.sendRTP(b)
}

// TestKeyFrameRequestsAreShared: the first request goes out at once; a crowd of them within the interval makes one more,
// sent when it has passed.
func TestKeyFrameRequestsAreShared(t *testing.T) {
	p := newPublisher(t)
	p.deliver(10, func(int) bool { return false })
	p.payload[6] |= 1 // and now none for as long as the test takes
	l := p.from.in.sections[Camera.index()].layers[0]
	p.feedback()
	l.requestKey(p.now)
	if n := len(find[*rtcp.PictureLossIndication](p.feedback())); n != 1 {
		t.Fatalf("the first request made %d, want 1 at once", n)
	}
	for range 300 {
		l.requestKey(p.now)
	}
	p.deliver(20, func(int) bool { return false }) // 200 ms
	if n := len(find[*rtcp.PictureLossIndication](p.feedback())); n != 0 {
		t.Errorf("%d more within the interval", n)
	}
	p.deliver(25, func(int) bool { return false })
	if n := len(find[*rtcp.PictureLossIndication](p.feedback())); n != 1 {
		t.Errorf("%d after the interval, want 1", n)
	}
	p.payload[6] &^= 1
	p.deliver(1, func(int) bool { return false })
	p.feedback()
	p.deliver(100, func(int) bool { return false })
	if n := len(find[*rtcp.PictureLossIndication](p.feedback())); n != 0 {
		t.Errorf("%d though the key frame came", n)
	}
}

// TestPaddingLeavesNoHole: what publishers send to probe bandwidth neither reaches viewers nor makes them ask for it.
func TestPaddingLeavesNoHole(t *testing.T) {
	p := newPublisher(t)
	p.deliver(5, func(int) bool { return false })
	for range 3 {
		p.header.SequenceNumber++
		h := p.header
		h.Padding = true
		b, _ := h.Marshal()
		p.sendRTP(append(b, append(make([]byte, 9), 10)...))
	}
	p.deliver(5, func(int) bool { return false })
	if len(p.to.sent) != 10 {
		t.Fatalf("%d packets forwarded, want 10", len(p.to.sent))
	}
	for i := 1; i < len(p.to.sent); i++ {
		if a, b := binary.BigEndian.Uint16(p.to.sent[i-1][2:]), binary.BigEndian.Uint16(p.to.sent[i][2:]); b != a+1 {
			t.Errorf("numbers %d and %d follow each other", a, b)
		}
	}
}

// layered sends n frames of three temporal layers, of one packet each; the very first is a key frame.
func (p *publisher) layered(n int) {
	for range n {
		p.now += nanosecond / 30
		p.payload[0], p.payload[2], p.payload[3] = 0x90, 0x80|byte(p.frame>>8), byte(p.frame)
		p.payload[5] = []byte{0 << 6, 2<<6 | 0x20, 1<<6 | 0x20, 2 << 6}[p.frame%4]
		p.payload[6] = 0x11
		if p.frame == 0 {
			p.payload[6] = 0x10
		}
		p.frame++
		p.from.in.rtp(append([]byte(nil), p.packet()...), p.path, p.now, p.out)
		p.out.flush()
	}
}

// TestThinnedStreamIsContinuousAndCanBeSentAgain: with fewer temporal layers wanted, numbers and picture ids have no
// holes, and a retransmission carries the ids of the first time.
func TestThinnedStreamIsContinuousAndCanBeSentAgain(t *testing.T) {
	p := newPublisher(t)
	m := (*p.from.in.sections[Camera.index()].track.subs.Load())[0]
	_, open := testKeys(t)
	for _, x := range []struct {
		want grade
		sent int // of 40 frames
	}{{whole(0), 40}, {gradeOf(0, 1), 20}, {gradeOf(0, 0), 10}, {whole(0), 40}} {
		m.setGrade(x.want)
		before := len(p.to.sent)
		p.layered(40)
		if got := len(p.to.sent) - before; got < x.sent-2 || got > x.sent {
			t.Errorf("grade %d: %d of 40 frames were sent, want %d", x.want, got, x.sent)
		}
	}
	var ids, seqs []uint16
	for _, b := range p.to.sent {
		plain, err := open.DecryptRTP(nil, b, nil)
		if err != nil {
			t.Fatal(err)
		}
		payload, _ := payloadOf(plain, false)
		d, _ := parseVP8(payload)
		ids, seqs = append(ids, d.pictureID), append(seqs, binary.BigEndian.Uint16(b[2:]))
	}
	for i := 1; i < len(ids); i++ {
		if seqs[i] != seqs[i-1]+1 || ids[i] != ids[i-1]+1 {
			t.Fatalf("packet %d is number %d, picture %d after %d, %d", i, seqs[i], ids[i], seqs[i-1], ids[i-1])
		}
	}
	last := len(seqs) - 5
	buf := make([]byte, maxDatagram)
	m.slot.out.mu.Lock()
	n := m.slot.out.retransmit(m.slot.ssrc, seqs[last], p.now, buf)
	m.slot.out.mu.Unlock()
	plain, err := open.DecryptRTP(nil, buf[:n], nil)
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := payloadOf(plain, false)
	if d, _ := parseVP8(payload[2:]); d.pictureID != ids[last] {
		t.Errorf("picture %d was sent again as %d", ids[last], d.pictureID)
	}
}
