package sfu

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

const (
	blindEstimate   = 12_000_000  // bits per second to a client that has no way to say what arrives
	packetOverhead  = 28          // bytes of IP and UDP headers
	silenceEvery    = 500_000_000 // nanoseconds between looks for missing feedback
	paddingBytes    = 255         // the most one packet can have (RFC 3550, 5.1)
	paddingBurst    = 8           // packets of padding after one packet
	paddingCatchUp  = 50_000_000  // nanoseconds of padding made up for at most
	repairShare     = 4           // retransmissions get one part in so many of the estimate
	ntpEpoch        = 2208988800  // seconds from 1900 to 1970
	maxRTT          = 10_000_000_000
	sendReportEvery = 1_000_000_000
	answerAge       = 2_000_000_000 // nanoseconds after which the latest feedback says nothing of the present
)

// congestion is what an egress knows of the path to its client. The control loop reads the first fields and sets probe;
// the others are guarded by the egress's lock.
//
// Pictures and retransmissions carry transport-wide sequence numbers, sound does not: it is sent whatever the estimate
// says, and the feedback on it would be most of what a listener sends (16 to 20 messages a second). So the estimate is
// of what pictures may take beside the sound, and the loss of sound is known from receiver reports.
type congestion struct {
	estimate  atomic.Int64 // bits per second
	fellAt    atomic.Int64 // when the estimate was last lowered
	loss      atomic.Int32 // smoothed, in thousandths: of pictures, or of everything while there are none
	soundLoss atomic.Int32 // smoothed, in thousandths, of the slots for sound
	rtt       atomic.Int64 // smoothed, in nanoseconds; 0 while unknown
	probe     atomic.Int64 // bits per second to fill up to with padding; 0 for none
	answered  atomic.Bool  // transport-wide feedback came at least once

	answers  bool  // transport-wide numbers are sent, so feedback is expected
	sentAt   int64 // when the latest of them was
	heardAt  int64 // when feedback last came
	log      sendLog
	est      estimator
	acks     []ack  // scratch
	lookedAt int64  // for missing feedback
	reportAt int64  // when sender reports were last sent
	repair   bucket // bytes of retransmissions
	paddedAt int64
	credit   int64 // bytes of padding due
}

// init begins with an optimistic guess: most paths carry it, and a first picture that is good is worth a second of
// finding out where they do not.
func (c *congestion) init() {
	c.est = newEstimator()
	c.est.bps = blindEstimate
	c.publish()
}

// expectAnswers is called when the first slot with transport-wide numbers is added.
func (c *congestion) expectAnswers() {
	if !c.answers {
		c.answers = true
		c.est.bps = startEstimate
		c.publish()
	}
}

func (c *congestion) publish() {
	c.estimate.Store(int64(c.est.bps))
	c.fellAt.Store(c.est.backedOffAt)
	c.loss.Store(int32(c.est.loss * 1000))
}

// sent notes that transport-wide packet seq of n bytes leaves at now.
func (c *congestion) sent(seq uint16, n int, now int64) {
	c.credit = max(c.credit-int64(n+packetOverhead), -maxDatagram*paddingBurst) // so much less padding fills up the path
	if now-c.sentAt > sendLogAge {
		c.log.unanswered = 0 // the client may have had nothing left to speak of
	}
	c.sentAt = now
	if now-c.lookedAt >= silenceEvery {
		c.lookedAt = now
		c.est.silence(c.log.unanswered, now)
		c.publish()
	}
	c.log.add(seq, n+packetOverhead, now)
}

// mayRepair reports whether n bytes may be sent again: on a path that is full, retransmissions of what it dropped are
// what keeps it full.
func (c *congestion) mayRepair(n int, now int64) bool {
	c.repair.rate = int64(c.est.bps) / 8 / repairShare
	c.repair.burst = c.repair.rate / 2
	return c.repair.take(n, now)
}

// transportFeedback takes what the client says of packets it was sent.
func (e *egress) transportFeedback(m *rtcp.TransportLayerCC, now int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := &e.congestion
	c.acks = c.log.answer(c.acks[:0], m)
	if len(c.acks) == 0 {
		return
	}
	c.answered.Store(true)
	c.heardAt = now
	c.est.feedback(c.acks, now)
	c.publish()
	e.judgeSound(now)
}

// maximum takes the bitrate a client asks not to exceed (draft-alvestrand-rmcat-remb), which counts where it sends no
// transport-wide feedback.
func (e *egress) maximum(bps float32, now int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := &e.congestion
	if c.answered.Load() || !(bps >= 0) {
		return
	}
	if float64(bps) < c.est.bps {
		c.est.backedOffAt = now
	}
	c.est.bps, c.est.silentAt = float64(bps), now
	c.est.clamp()
	c.publish()
}

// receiverReport takes what the client says of one slot: the round trip (RFC 3550, 6.4.1), and loss where transport-wide
// feedback does not tell of it.
func (e *egress) receiverReport(r *rtcp.ReceptionReport, now int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.find(r.SSRC)
	if s == nil {
		return
	}
	c := &e.congestion
	if r.LastSenderReport != 0 {
		units := int64(int32(uint32(e.conn.sfu.ntp(now)>>16) - r.LastSenderReport - r.Delay))
		if rtt := units * nanosecond >> 16; rtt > 0 && rtt < maxRTT {
			if old := c.rtt.Load(); old != 0 {
				rtt = old + (rtt-old)/4
			}
			c.rtt.Store(rtt)
		}
	}
	loss := float64(r.FractionLost) / 256
	if s.kind == audio {
		e.soundReport(s, r, now)
	}
	switch {
	case !c.answered.Load():
		c.est.reported(loss, now)
		c.publish()
	case now-c.heardAt > answerAge:
		c.est.loss += (loss - c.est.loss) / 2
		c.publish()
	}
}

// ntp returns the wall clock at now as RTCP has it: seconds since 1900, times 2^32.
func (s *SFU) ntp(now int64) uint64 {
	t := s.started.Add(time.Duration(now))
	return uint64(t.Unix()+ntpEpoch)<<32 | uint64(t.Nanosecond())<<32/nanosecond
}

// sendReports tells the client, about once a second while it reports itself, how the timestamps of the slots that carry
// something relate to the clock (RFC 3550, 6.4.1); from its answer the round trip is known.
func (e *egress) sendReports(now int64) {
	var list []rtcp.Packet
	e.mu.Lock()
	if c := &e.congestion; now-c.reportAt >= sendReportEvery {
		c.reportAt = now
		for _, s := range e.slots {
			if s.packets != s.reported {
				s.reported = s.packets
				list = append(list, &rtcp.SenderReport{
					SSRC: s.ssrc, NTPTime: e.conn.sfu.ntp(now), RTPTime: s.time.at(now, s.kind), PacketCount: s.packets, OctetCount: s.octets,
				})
			}
		}
	}
	e.mu.Unlock()
	if len(list) > 0 {
		e.conn.rtcp.send(list...)
	}
}

// fillUp sends padding after a packet while the control loop wants to know whether the path carries more.
func (e *egress) fillUp(p *path, now int64, out *outbox) {
	for range paddingBurst {
		buf := out.next()
		e.mu.Lock()
		n := e.padding(now, buf)
		e.mu.Unlock()
		if n == 0 {
			return
		}
		out.add(p, n)
	}
}

// padding makes a packet of padding on the retransmission stream of a slot (RFC 4588 streams may carry it: it has no
// place in the media's numbers), 0 when none is due. With e.mu held.
func (e *egress) padding(now int64, buf []byte) int {
	c := &e.congestion
	passed := min(max(now-c.paddedAt, 0), paddingCatchUp)
	c.paddedAt = now
	c.credit += c.probe.Load() / 8 * passed / nanosecond
	if c.credit < paddingBytes || e.srtp == nil || !c.answers {
		return 0
	}
	for _, s := range e.slots {
		if s.rtxSSRC == 0 {
			continue
		}
		clear(e.scratch[:paddingBytes])
		e.scratch[paddingBytes-1] = paddingBytes
		n := s.put(buf, s.rtxSeq, s.time.last, false, e.transport, e.scratch[:paddingBytes])
		s.retransmission(buf)
		buf[0] |= 0x20
		e.conn.sfu.counters.padding.Add(paddingBytes)
		return e.seal(s, buf, n, now)
	}
	return 0
}
