package sfu

import "github.com/pion/rtcp"

const (
	minSendLog = 256  // packets: a second of sound
	maxSendLog = 4096 // packets: a second at the highest bitrate
	sendLogAge = 1_000_000_000
)

// sendLog remembers what was sent under recent transport-wide sequence numbers, until the client has said what became
// of it (draft-holmer-rmcat-transport-wide-cc-extensions-01). It grows to about a second of what is sent.
type sendLog struct {
	entries    []sendEntry
	unanswered int64 // when the oldest packet was sent since the last feedback, 0 when none was

	reference uint32 // 24 bits of the latest message's reference time, in 64 ms
	base      int64  // that time, unwrapped, in nanoseconds
}

type sendEntry struct {
	at   int64 // nanoseconds; 0 when unused or answered for
	seq  uint16
	size uint16 // bytes on the wire
	lost bool   // reported as such, and counted
}

// add notes that packet seq of size bytes left at now.
func (l *sendLog) add(seq uint16, size int, now int64) {
	if l.entries == nil {
		l.entries = make([]sendEntry, minSendLog)
	}
	x := &l.entries[int(seq)%len(l.entries)]
	if x.at != 0 && now-x.at < sendLogAge && len(l.entries) < maxSendLog {
		l.grow()
		x = &l.entries[int(seq)%len(l.entries)]
	}
	*x = sendEntry{at: now, seq: seq, size: uint16(size)}
	if l.unanswered == 0 {
		l.unanswered = now
	}
}

func (l *sendLog) grow() {
	old := l.entries
	l.entries = make([]sendEntry, 2*len(old))
	for _, x := range old {
		l.entries[int(x.seq)%len(l.entries)] = x
	}
}

// answer appends to list what message m says of packets that were sent. Packets never sent, and those answered for
// before, are left out, so a message is worth no more than what was sent.
func (l *sendLog) answer(list []ack, m *rtcp.TransportLayerCC) []ack {
	if l.entries == nil {
		return list
	}
	l.unanswered = 0
	l.base += int64(int32((m.ReferenceTime-l.reference)<<8)>>8) * 64_000_000
	l.reference = m.ReferenceTime
	at, seq, left := l.base, m.BaseSequenceNumber, int(m.PacketStatusCount)
	deltas := m.RecvDeltas
	status := func(symbol uint16) {
		if left == 0 {
			return
		}
		left--
		received := symbol == rtcp.TypeTCCPacketReceivedSmallDelta || symbol == rtcp.TypeTCCPacketReceivedLargeDelta
		if received {
			if len(deltas) == 0 {
				left = 0
				return
			}
			at += deltas[0].Delta * 1000
			deltas = deltas[1:]
		}
		if a, ok := l.take(seq, received); ok {
			a.arrived = at
			list = append(list, a)
		}
		seq++
	}
	for _, chunk := range m.PacketChunks {
		switch c := chunk.(type) {
		case *rtcp.RunLengthChunk:
			for range c.RunLength {
				status(c.PacketStatusSymbol)
			}
		case *rtcp.StatusVectorChunk:
			for _, s := range c.SymbolList {
				status(s)
			}
		}
	}
	return list
}

// take returns what is known of packet seq, once when it arrived and before that at most once when it is lost.
func (l *sendLog) take(seq uint16, received bool) (a ack, ok bool) {
	x := &l.entries[int(seq)%len(l.entries)]
	if x.at == 0 || x.seq != seq || x.lost && !received {
		return a, false
	}
	a = ack{sent: x.at, size: int(x.size), lost: !received}
	x.lost = true
	if received {
		x.at = 0
	}
	return a, true
}
