package sfu

import (
	"slices"

	"github.com/pion/rtp"
)

// inStream is what an SSRC stands for.
type inStream struct {
	section *inSection
	layer   *layer
	rtx     bool
}

// takes reports whether packets of payload type pt belong to the stream.
func (s *inStream) takes(pt uint8) bool {
	if s.rtx {
		return pt == s.section.rtxPT
	}
	return pt == s.section.pt || s.section.redPT != 0 && pt == s.section.redPT
}

// stream finds out what the packet whose header was just read belongs to: by SSRC once known, before that by its mid
// and rid extensions (RFC 8852), and for clients that send none by the SSRCs they declared.
func (in *ingress) stream(h *rtp.Header, now int64) (inStream, bool) {
	s, ok := in.streams[h.SSRC]
	if ok {
		return s, s.takes(h.PayloadType) && (s.rtx || s.layer.follows(h.SSRC, now))
	}
	if len(in.streams) >= maxStreams {
		return inStream{}, false
	}
	if s, ok = in.identify(h); !ok {
		return inStream{}, false
	}
	in.streams[h.SSRC] = s
	if !s.rtx {
		s.layer.moveTo(h.SSRC)
	}
	return s, true
}

// follows reports whether the layer is sent with ssrc, and lets it return to one it had before when the present one has
// stopped. With the lock of the layer's ingress held.
func (l *layer) follows(ssrc uint32, now int64) bool {
	if l.ssrc.Load() == ssrc {
		return true
	}
	if now-l.lastAt.Load() <= layerAlive {
		return false
	}
	l.moveTo(ssrc)
	return true
}

// moveTo begins the layer with ssrc, anew if anything of it came before: that is told by the window, as 0 may be an SSRC
// too. With the lock of the layer's ingress held.
func (l *layer) moveTo(ssrc uint32) {
	l.ssrc.Store(ssrc)
	if !l.window.started {
		return
	}
	l.window = window{}
	l.beginAnew()
}

func (in *ingress) identify(h *rtp.Header) (inStream, bool) {
	for _, x := range in.sections {
		if x == nil {
			continue
		}
		mid := in.extension(x.extmap.mid)
		if mid != nil && string(mid) != x.mid || mid == nil && !slices.Contains(x.ssrcs, h.SSRC) {
			continue
		}
		switch {
		case h.PayloadType == x.pt, x.redPT != 0 && h.PayloadType == x.redPT:
			l := x.layerOf(in.extension(x.extmap.rid))
			return inStream{section: x, layer: l}, l != nil
		case x.rtxPT != 0 && h.PayloadType == x.rtxPT:
			l := x.layerOf(in.extension(x.extmap.repairedRid))
			return inStream{section: x, layer: l, rtx: true}, l != nil
		}
	}
	return inStream{}, false
}

// layerOf returns the layer a rid names; sections without simulcast have one layer and need no rid.
func (x *inSection) layerOf(rid []byte) *layer {
	if len(x.rids) == 0 {
		return x.layers[0]
	}
	if i := slices.Index(x.rids, string(rid)); i >= 0 {
		return x.layers[i]
	}
	return nil
}
