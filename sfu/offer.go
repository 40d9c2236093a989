package sfu

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

const (
	maxOfferBytes    = 512 << 10
	maxMediaSections = 128
	maxMidBytes      = 16 // what fits a one-byte header extension (RFC 8285, 4.2)
)

// URIs of the header extensions the SFU reads or writes.
const (
	uriMid         = "urn:ietf:params:rtp-hdrext:sdes:mid"
	uriRid         = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
	uriRepairedRid = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
	uriAudioLevel  = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
	uriTransportCC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
)

// conventionalRids are the names of simulcast layers, lowest first.
var conventionalRids = []string{"q", "h", "f"}

// extensions holds the negotiated ids of header extensions, 0 where not negotiated. Ids differ by browser.
type extensions struct {
	mid, rid, repairedRid, audioLevel, transportCC uint8
}

// section is one m-line of an offer.
type section struct {
	media     string // as offered: audio, video, application
	protocol  string
	formats   []string
	mid       string
	kind      kind
	use       use
	extmap    extensions
	pt, rtxPT uint8 // VP8 or Opus; rtxPT is 0 when RTX was not offered
	redPT     uint8 // redundant Opus (RFC 2198), 0 when not offered
	fmtp      string
	feedback  []string // rtcp-fb values offered for pt
	rids      []string // simulcast layers the client sends, lowest first
	ssrcs     []uint32 // declared by the client, retransmissions among them
}

// use is what the server makes of a section.
type use uint8

const (
	unused     use = iota // refused with port 0
	upstream              // the client sends
	downstream            // the client receives: a slot
)

// offer is what the server needs to know of a client's description.
type offer struct {
	ufrag, pwd  string
	hash        string // fingerprint algorithm, lower case
	fingerprint []byte
	allowMixed  bool
	bundle      []string
	sections    []section
}

// parseOffer reads the description a client sends with Join or Restart; errors are *OfferError.
func parseOffer(text string) (*offer, error) {
	if len(text) > maxOfferBytes {
		return nil, &OfferError{Reason: "too_large"}
	}
	var d sdp.SessionDescription
	if err := d.UnmarshalString(text); err != nil {
		return nil, &OfferError{Reason: "malformed", Detail: "not SDP"}
	}
	if len(d.MediaDescriptions) == 0 {
		return nil, &OfferError{Reason: "not_an_offer", Detail: "no media sections"}
	}
	if len(d.MediaDescriptions) > maxMediaSections {
		return nil, &OfferError{Reason: "too_many_media_sections"}
	}
	o := &offer{}
	_, o.allowMixed = d.Attribute("extmap-allow-mixed")
	if err := o.readTransport(&d); err != nil {
		return nil, err
	}
	seen := make(map[string]bool, len(d.MediaDescriptions))
	for _, m := range d.MediaDescriptions {
		s, err := parseSection(m)
		if err != nil {
			return nil, err
		}
		if seen[s.mid] {
			return nil, &OfferError{Reason: "malformed", Detail: "repeated mid"}
		}
		seen[s.mid] = true
		if s.use != unused && !slices.Contains(o.bundle, s.mid) {
			return nil, &OfferError{Reason: "no_bundle", Detail: "a section outside the bundle"}
		}
		o.sections = append(o.sections, s)
	}
	return o, nil
}

// readTransport reads what is common to the bundle from the session or, failing that, from its first section.
func (o *offer) readTransport(d *sdp.SessionDescription) error {
	first := d.MediaDescriptions[0]
	attribute := func(key string) string {
		if v, ok := first.Attribute(key); ok {
			return v
		}
		v, _ := d.Attribute(key)
		return v
	}
	group, _ := d.Attribute("group")
	fields := strings.Fields(group)
	if len(fields) < 2 || fields[0] != "BUNDLE" {
		return &OfferError{Reason: "no_bundle"}
	}
	if o.bundle = fields[1:]; len(o.bundle) > maxMediaSections {
		return &OfferError{Reason: "no_bundle", Detail: "more than there are sections"}
	}
	o.ufrag, o.pwd = attribute("ice-ufrag"), attribute("ice-pwd")
	if len(o.ufrag) < 4 || len(o.ufrag) > 256 || len(o.pwd) < 22 || len(o.pwd) > 256 { // RFC 8839, 5.4
		return &OfferError{Reason: "malformed", Detail: "ICE credentials"}
	}
	if s := attribute("setup"); s != "actpass" && s != "active" {
		return &OfferError{Reason: "not_an_offer", Detail: "setup must be actpass or active"}
	}
	hash, digest, _ := strings.Cut(attribute("fingerprint"), " ")
	sum, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(digest), ":", ""))
	o.hash, o.fingerprint = strings.ToLower(hash), sum
	if err != nil || len(sum) == 0 || len(sum) != fingerprintLen(o.hash) {
		return &OfferError{Reason: "no_security", Detail: "fingerprint"}
	}
	return nil
}

func fingerprintLen(hash string) int {
	switch hash {
	case "sha-256":
		return sha256.Size
	case "sha-384":
		return sha512.Size384
	case "sha-512":
		return sha512.Size
	}
	return -1
}

// parseSection reads one m-line. Sections the server has no use for come back with use == unused.
func parseSection(m *sdp.MediaDescription) (section, error) {
	s := section{media: m.MediaName.Media, protocol: strings.Join(m.MediaName.Protos, "/"), formats: m.MediaName.Formats}
	s.mid, _ = m.Attribute("mid")
	if s.mid == "" || len(s.mid) > maxMidBytes || strings.ContainsAny(s.mid, " \t\r\n") {
		return s, &OfferError{Reason: "malformed", Detail: "mid"}
	}
	switch {
	case s.media == "audio":
		s.kind = audio
	case s.media == "video":
		s.kind = video
	default:
		return s, nil
	}
	_, bundleOnly := m.Attribute("bundle-only")
	if m.MediaName.Port.Value == 0 && !bundleOnly {
		return s, nil
	}
	s.use = direction(m)
	if s.use == unused {
		return s, nil
	}
	if _, ok := m.Attribute("rtcp-mux"); !ok {
		return s, &OfferError{Reason: "no_bundle", Detail: "rtcp-mux"}
	}
	if err := s.readCodec(m); err != nil {
		return s, err
	}
	for _, a := range m.Attributes {
		s.readAttribute(a)
	}
	return s, nil
}

func direction(m *sdp.MediaDescription) use {
	for _, a := range m.Attributes {
		switch a.Key {
		case "sendonly", "sendrecv":
			return upstream
		case "recvonly":
			return downstream
		case "inactive":
			return unused
		}
	}
	return upstream // sendrecv is the default (RFC 8866, 6.7)
}

// readCodec finds VP8 or Opus and the RTX or RED that goes with it.
func (s *section) readCodec(m *sdp.MediaDescription) error {
	want, reason := "opus/48000/2", "no_audio_codec"
	if s.kind == video {
		want, reason = "vp8/90000", "no_vp8"
	}
	var found bool
	if s.pt, found = payloadType(m, want); !found {
		return &OfferError{Reason: reason}
	}
	red := -1
	if pt, ok := payloadType(m, "red/48000/2"); ok && s.kind == audio {
		red = int(pt)
	}
	for _, a := range m.Attributes {
		pt, value, _ := strings.Cut(a.Value, " ")
		switch {
		case a.Key == "fmtp" && pt == strconv.Itoa(int(s.pt)):
			s.fmtp = value
		case a.Key == "fmtp" && s.kind == video && strings.TrimSpace(value) == "apt="+strconv.Itoa(int(s.pt)):
			if n, err := strconv.ParseUint(pt, 10, 7); err == nil {
				s.rtxPT = uint8(n)
			}
		case a.Key == "fmtp" && pt == strconv.Itoa(red) && repeats(value, s.pt):
			s.redPT = uint8(red)
		case a.Key == "rtcp-fb" && (pt == "*" || pt == strconv.Itoa(int(s.pt))):
			s.feedback = append(s.feedback, strings.TrimSpace(value))
		}
	}
	return nil
}

// payloadType returns the first payload type that stands for the codec.
func payloadType(m *sdp.MediaDescription, codec string) (pt uint8, ok bool) {
	for _, a := range m.Attributes {
		if a.Key != "rtpmap" {
			continue
		}
		number, name, _ := strings.Cut(a.Value, " ")
		if n, err := strconv.ParseUint(number, 10, 7); err == nil && strings.EqualFold(strings.TrimSpace(name), codec) {
			return uint8(n), true
		}
	}
	return 0, false
}

// repeats reports whether the parameters of RED, "111/111", name nothing but payload type pt (RFC 2198, 5).
func repeats(parameters string, pt uint8) bool {
	for _, block := range strings.Split(strings.TrimSpace(parameters), "/") {
		if block != strconv.Itoa(int(pt)) {
			return false
		}
	}
	return true
}

// resends reports whether lost sound may be sent again under its own number, in both directions: both sides have to
// know of it, and no two packets of one number may differ. A transport-wide number would be another one each time, and
// the same SRTP nonce would encrypt two different packets.
func (s *section) resends() bool {
	return s.kind == audio && s.extmap.transportCC == 0 && slices.Contains(s.feedback, "nack")
}

func (s *section) readAttribute(a sdp.Attribute) {
	switch a.Key {
	case "extmap":
		s.readExtension(a.Value)
	case "simulcast":
		s.readSimulcast(a.Value)
	case "ssrc":
		id, _, _ := strings.Cut(a.Value, " ")
		if n, err := strconv.ParseUint(id, 10, 32); err == nil && !slices.Contains(s.ssrcs, uint32(n)) && len(s.ssrcs) < 8 {
			s.ssrcs = append(s.ssrcs, uint32(n))
		}
	}
}

func (s *section) readExtension(value string) {
	id, uri, _ := strings.Cut(value, " ")
	id, _, _ = strings.Cut(id, "/") // "4/sendonly"
	n, err := strconv.ParseUint(id, 10, 8)
	if err != nil || n == 0 || n > 14 { // one-byte headers only
		return
	}
	uri, _, _ = strings.Cut(uri, " ")
	switch uri {
	case uriMid:
		s.extmap.mid = uint8(n)
	case uriRid:
		s.extmap.rid = uint8(n)
	case uriRepairedRid:
		s.extmap.repairedRid = uint8(n)
	case uriAudioLevel:
		s.extmap.audioLevel = uint8(n)
	case uriTransportCC:
		if s.kind == video { // see congestion
			s.extmap.transportCC = uint8(n)
		}
	}
}

// readSimulcast reads "send q;h;f" (RFC 8853). Browsers list the lowest layer first when asked to; the conventional
// names q, h and f are put in that order whatever the list says.
func (s *section) readSimulcast(value string) {
	f := strings.Fields(value)
	for i := 0; i+1 < len(f); i += 2 {
		if f[i] != "send" {
			continue
		}
		for _, alternatives := range strings.Split(f[i+1], ";") {
			rid, _, _ := strings.Cut(alternatives, ",")
			rid = strings.TrimPrefix(rid, "~") // initially paused
			if rid != "" && len(rid) <= maxMidBytes && len(s.rids) < maxLayers && !slices.Contains(s.rids, rid) {
				s.rids = append(s.rids, rid)
			}
		}
	}
	sortRids(s.rids)
}

// sortRids moves q before h before f; other names keep the order of the list.
func sortRids(rids []string) {
	slices.SortStableFunc(rids, func(a, b string) int {
		i, j := slices.Index(conventionalRids, a), slices.Index(conventionalRids, b)
		if i < 0 || j < 0 {
			return 0
		}
		return i - j
	})
}
