package sfu

import (
	"encoding/binary"
	"sync"

	"github.com/pion/rtcp"
	"github.com/pion/srtp/v3"
)

// Feedback to a publisher is driven by its own packets: no timer runs for a connection that sends nothing.
const (
	twccInterval   = 80_000_000    // nanoseconds between transport-wide feedback messages
	nackInterval   = 5_000_000     // between looks at what is missing
	reportInterval = 1_000_000_000 // between receiver reports
	upstreamRTT    = 60_000_000    // assumed between repeated NACKs while the true one is unknown
)

// recordTransport notes the transport-wide sequence number of every packet, padding and probes included: a publisher
// whose probes go unreported believes them lost.
func (in *ingress) recordTransport(s inStream, now int64) {
	id := uint8(0)
	if s.section != nil {
		id = s.section.extmap.transportCC
	} else {
		for _, x := range in.sections {
			if x != nil && x.extmap.transportCC != 0 {
				id = x.extmap.transportCC
				break
			}
		}
	}
	if v := in.extension(id); len(v) == 2 {
		in.twcc.Record(in.header.SSRC, uint16(v[0])<<8|uint16(v[1]), now/1000)
	}
}

// feedback sends what is due at now, with in.mu held.
func (in *ingress) feedback(now int64) {
	if now-in.twccAt >= twccInterval {
		in.twccAt = now
		if list := in.twcc.BuildFeedbackPacket(); len(list) > 0 {
			in.conn.rtcp.send(list...)
		}
	}
	if now-in.nackAt >= nackInterval {
		in.nackAt = now
		in.askAgain(now)
	}
	if now-in.reportAt >= reportInterval {
		in.reportAt = now
		in.report(now)
	}
}

// askAgain sends NACKs for what is missing (RFC 4585, 6.2.1): of pictures always, of sound where the answer comes in
// time to be heard.
func (in *ingress) askAgain(now int64) {
	rtt := in.conn.out.congestion.rtt.Load()
	if rtt == 0 {
		rtt = upstreamRTT
	}
	for _, x := range in.sections {
		if x == nil || x.track == nil || !x.track.allowed.Load() || x.kind == audio && (rtt >= shortRTT || !x.resends()) {
			continue
		}
		for _, l := range x.layers {
			if l.window.nmissing == 0 {
				continue
			}
			in.lost = l.window.due(in.lost[:0], x.kind.asking(), now, rtt)
			if len(in.lost) > 0 {
				in.conn.sfu.counters.nacksOut.Add(uint64(len(in.lost)))
				in.conn.rtcp.send(&rtcp.TransportLayerNack{
					SenderSSRC: in.conn.rtcp.ssrc,
					MediaSSRC:  l.ssrc.Load(),
					Nacks:      rtcp.NackPairsFromSequenceNumbers(in.lost),
				})
			}
		}
	}
}

// report sends a receiver report over all layers that were heard (RFC 3550, 6.4.2).
func (in *ingress) report(now int64) {
	rr := &rtcp.ReceiverReport{SSRC: in.conn.rtcp.ssrc}
	worst := uint8(0)
	for _, x := range in.sections {
		if x == nil {
			continue
		}
		for _, l := range x.layers {
			if !l.window.started || now-l.lastAt.Load() > 2*reportInterval {
				continue
			}
			highest, lost, fraction := l.window.report()
			worst = max(worst, fraction)
			r := rtcp.ReceptionReport{
				SSRC: l.ssrc.Load(), FractionLost: fraction, TotalLost: lost, LastSequenceNumber: highest,
				Jitter: uint32(l.jitter.estimate), LastSenderReport: l.reported,
			}
			if l.reported != 0 {
				r.Delay = uint32((now - l.reportAt) * 65536 / nanosecond)
			}
			rr.Reports = append(rr.Reports, r)
		}
	}
	if len(rr.Reports) > 0 {
		in.loss.Store(int32(worst) * 1000 / 256)
		in.lossAt.Store(now)
		in.conn.rtcp.send(rr)
	}
}

// rtcp handles one SRTCP packet from a client: reports about what it sends, requests about what it receives.
func (in *ingress) rtcp(b []byte, p *path, now int64, out *outbox) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.srtp == nil {
		return
	}
	stats := &in.conn.sfu.counters
	if in.flood.empty(now) {
		stats.drop(dropRate)
		return
	}
	ssrc := binary.BigEndian.Uint32(b[4:])
	if !in.mayKnow(ssrc) {
		stats.drop(dropUnknown)
		return
	}
	plain, err := in.srtp.DecryptRTCP(b, b, nil)
	if err != nil {
		stats.drop(dropCrypto)
		return
	}
	in.known[ssrc] = true
	in.flood.take(1, now)
	in.conn.touch(p, now)
	statuses, ok := modest(plain)
	if !ok {
		stats.drop(dropMalformed)
		return
	}
	if !in.reports.take(1, now) || !in.statuses.take(statuses, now) {
		stats.drop(dropRate)
		return
	}
	list, err := rtcp.Unmarshal(plain)
	if err != nil {
		stats.drop(dropMalformed)
		return
	}
	in.conn.out.sendReports(now)
	in.obey(list, now, out)
}

// obey does what reports and requests ask for, with in.mu held.
func (in *ingress) obey(list []rtcp.Packet, now int64, out *outbox) {
	for _, x := range list {
		switch x := x.(type) {
		case *rtcp.SenderReport:
			in.senderReport(x, now)
			in.receptionReports(x.Reports, now)
		case *rtcp.ReceiverReport:
			in.receptionReports(x.Reports, now)
		case *rtcp.TransportLayerCC:
			in.conn.out.transportFeedback(x, now)
		case *rtcp.ReceiverEstimatedMaximumBitrate:
			in.conn.out.maximum(x.Bitrate, now)
		case *rtcp.TransportLayerNack:
			in.conn.out.resend(x, now, out)
		case *rtcp.PictureLossIndication:
			in.conn.out.wantKey(x.MediaSSRC, now)
		case *rtcp.FullIntraRequest:
			for _, e := range x.FIR {
				in.conn.out.wantKey(e.SSRC, now)
			}
		}
	}
}

func (in *ingress) senderReport(sr *rtcp.SenderReport, now int64) {
	if s, ok := in.streams[sr.SSRC]; ok && !s.rtx {
		s.layer.reported, s.layer.reportAt = uint32(sr.NTPTime>>16), now
	}
}

func (in *ingress) receptionReports(list []rtcp.ReceptionReport, now int64) {
	for i := range list {
		in.conn.out.receiverReport(&list[i], now)
	}
}

// modest reports whether a compound packet says no more than could be meant, and how many packets its transport-wide
// feedback speaks of: reading a message costs time and memory for each.
func modest(b []byte) (statuses int, ok bool) {
	for n := 0; len(b) >= 4; n++ {
		size := 4 + 4*int(binary.BigEndian.Uint16(b[2:]))
		transportFeedback := b[1] == byte(rtcp.TypeTransportSpecificFeedback) && b[0]&0x1f == rtcp.FormatTCC
		if transportFeedback && len(b) >= 16 {
			statuses += int(binary.BigEndian.Uint16(b[14:]))
		}
		if n >= maxMessages || statuses > maxStatusCount {
			return statuses, false
		}
		b = b[min(size, len(b)):]
	}
	return statuses, true
}

// jitter is the interarrival jitter of RFC 3550, 6.4.1, in units of the media clock.
type jitter struct {
	estimate float64
	transit  int64
	started  bool
}

func (j *jitter) update(ts uint32, now int64, k kind) {
	clock := int64(videoClock)
	if k == audio {
		clock = audioClock
	}
	transit := now/1000*clock/1_000_000 - int64(ts)
	if j.started {
		d := int64(int32(transit - j.transit))
		j.estimate += (float64(max(d, -d)) - j.estimate) / 16
	}
	j.transit, j.started = transit, true
}

// rtcpWriter sends RTCP to one client. It has keys and a lock of its own, so that a request for a key frame never waits
// for media.
type rtcpWriter struct {
	conn *connection
	ssrc uint32 // the server's, in what it sends

	mu   sync.Mutex // guards srtp
	srtp *srtp.Context
}

func (w *rtcpWriter) init(c *connection) { w.conn, w.ssrc = c, randomSSRC() }

func (w *rtcpWriter) open(ctx *srtp.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.srtp = ctx
}

// send drops the packets while the connection is not up.
func (w *rtcpWriter) send(packets ...rtcp.Packet) {
	p := w.conn.selected.Load()
	if p == nil || w.conn.isClosed() {
		return
	}
	plain, err := rtcp.Marshal(packets)
	if err != nil {
		return
	}
	w.mu.Lock()
	var sealed []byte
	if w.srtp != nil {
		sealed, err = w.srtp.EncryptRTCP(nil, plain, nil)
	}
	w.mu.Unlock()
	if err == nil && len(sealed) > 0 {
		p.send(sealed)
	}
}
