package sfu

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// supportedFeedback are the RTCP feedback messages the SFU sends or answers, per kind.
var supportedFeedback = map[kind][]string{
	audio: {"nack"},
	video: {"transport-cc", "nack", "nack pli", "ccm fir", "goog-remb"},
}

// opusParameters ask the client's encoder for what speech in a group needs: FEC for lossy networks, DTX for silence.
const opusParameters = "minptime=10;useinbandfec=1;usedtx=1;maxaveragebitrate=32000"

// answerWriter builds the one answer of a connection. The text is written by hand because it is small, fixed in shape,
// and on the path of every join.
type answerWriter struct {
	strings.Builder
	local       credentials
	fingerprint []byte // SHA-256 of the certificate
	candidates  []string
	version     uint64
}

func (w *answerWriter) line(format string, args ...any) {
	fmt.Fprintf(&w.Builder, format, args...)
	w.WriteString("\r\n")
}

// write returns the answer to o, in which section i is answered with lines[i].
func (w *answerWriter) write(o *offer, lines []answerLine) string {
	w.Grow(2048 + 900*len(lines))
	w.line("v=0")
	w.line("o=- %d %d IN IP4 127.0.0.1", sessionID(w.fingerprint), w.version)
	w.line("s=-")
	w.line("t=0 0")
	w.WriteString("a=group:BUNDLE")
	for i, l := range lines {
		if l.use != unused {
			w.WriteString(" " + o.sections[i].mid)
		}
	}
	w.WriteString("\r\n")
	if o.allowMixed {
		w.line("a=extmap-allow-mixed")
	}
	w.line("a=msid-semantic: WMS *")
	first := true
	for i, l := range lines {
		w.section(&o.sections[i], l, first)
		first = first && l.use == unused
	}
	return w.String()
}

// answerLine is the server's side of one section: nothing, a source it accepts, or a slot it fills.
type answerLine struct {
	use           use
	ssrc, rtxSSRC uint32 // of a slot; rtxSSRC is 0 without RTX
}

func (w *answerWriter) section(s *section, l answerLine, carriesCandidates bool) {
	if l.use == unused {
		format := "0"
		if len(s.formats) > 0 {
			format = s.formats[0]
		}
		w.line("m=%s 0 %s %s", s.media, s.protocol, format)
		w.line("c=IN IP4 0.0.0.0")
		w.line("a=mid:%s", s.mid)
		w.line("a=inactive")
		return
	}
	formats := strconv.Itoa(int(s.pt))
	for _, pt := range []uint8{s.rtxPT, s.redPT} { // the codec itself stands first: it is what is sent unless something else is asked for
		if pt != 0 {
			formats += " " + strconv.Itoa(int(pt))
		}
	}
	w.line("m=%s 9 %s %s", s.media, s.protocol, formats)
	w.line("c=IN IP4 0.0.0.0")
	if carriesCandidates {
		for _, c := range w.candidates {
			w.line("a=candidate:%s", c)
		}
		w.line("a=end-of-candidates")
	}
	w.line("a=ice-ufrag:%s", w.local.ufrag)
	w.line("a=ice-pwd:%s", w.local.pwd)
	w.line("a=fingerprint:sha-256 %s", colonHex(w.fingerprint))
	w.line("a=setup:passive")
	w.line("a=mid:%s", s.mid)
	w.line("a=rtcp-mux")
	w.line("a=rtcp-rsize")
	w.codec(s)
	if l.use == upstream {
		w.source(s)
	} else {
		w.slot(s, l)
	}
}

func (w *answerWriter) codec(s *section) {
	if s.kind == audio {
		w.line("a=rtpmap:%d opus/48000/2", s.pt)
		w.line("a=fmtp:%d %s", s.pt, opusParameters)
	} else {
		w.line("a=rtpmap:%d VP8/90000", s.pt)
	}
	for _, fb := range supportedFeedback[s.kind] {
		if s.kind == audio && fb == "nack" && !s.resends() {
			continue
		}
		for _, offered := range s.feedback {
			if fb == offered {
				w.line("a=rtcp-fb:%d %s", s.pt, fb)
				break
			}
		}
	}
	if s.rtxPT != 0 {
		w.line("a=rtpmap:%d rtx/90000", s.rtxPT)
		w.line("a=fmtp:%d apt=%d", s.rtxPT, s.pt)
	}
	if s.redPT != 0 {
		w.line("a=rtpmap:%d red/48000/2", s.redPT)
		w.line("a=fmtp:%d %d/%d", s.redPT, s.pt, s.pt)
	}
}

func (w *answerWriter) extension(id uint8, uri string) {
	if id != 0 {
		w.line("a=extmap:%d %s", id, uri)
	}
}

// source answers a section the client sends on.
func (w *answerWriter) source(s *section) {
	w.extension(s.extmap.mid, uriMid)
	w.extension(s.extmap.transportCC, uriTransportCC)
	if s.kind == audio {
		w.extension(s.extmap.audioLevel, uriAudioLevel)
	} else {
		w.extension(s.extmap.rid, uriRid)
		w.extension(s.extmap.repairedRid, uriRepairedRid)
	}
	if len(s.rids) > 0 {
		for _, rid := range s.rids {
			w.line("a=rid:%s recv", rid)
		}
		w.line("a=simulcast:recv %s", strings.Join(s.rids, ";"))
	}
	w.line("a=recvonly")
}

// slot answers a section the client receives on. Each slot has a stream of its own, or browsers would try to keep
// different people's sound and picture in step.
func (w *answerWriter) slot(s *section, l answerLine) {
	w.extension(s.extmap.mid, uriMid)
	w.extension(s.extmap.transportCC, uriTransportCC)
	w.line("a=msid:slot-%s slot-%s", s.mid, s.mid)
	if l.rtxSSRC != 0 {
		w.line("a=ssrc-group:FID %d %d", l.ssrc, l.rtxSSRC)
	}
	w.line("a=ssrc:%d cname:slot-%s", l.ssrc, s.mid)
	if l.rtxSSRC != 0 {
		w.line("a=ssrc:%d cname:slot-%s", l.rtxSSRC, s.mid)
	}
	w.line("a=sendonly")
}

func colonHex(b []byte) string {
	digits := strings.ToUpper(hex.EncodeToString(b))
	out := make([]byte, 0, len(digits)*3/2)
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			out = append(out, ':')
		}
		out = append(out, digits[i:i+2]...)
	}
	return string(out)
}

// sessionID derives the o= session id, which only has to be a number that stays the same between answers.
func sessionID(fingerprint []byte) uint64 {
	var n uint64
	for _, b := range fingerprint[:7] {
		n = n<<8 | uint64(b)
	}
	return n
}
