package sfu

import "slices"

// Filling slots: what each peer is to hear and see is worked out anew after every change and compared with what its
// slots carry; only the differences happen.

// fill brings the slots of all peers up to date.
func (s *state) fill() {
	usual := s.usualVideo()
	for _, p := range s.order {
		s.fillPeer(p, usual)
	}
	s.publish()
	s.demand()
}

// usualVideo lists the pictures shown to those who have not said what they show, in order of arrival.
func (s *state) usualVideo() []*track {
	var list []*track
	for _, p := range s.order {
		for _, t := range p.tracks {
			if t.source.kind() == video && t.allowed.Load() && p.isUp() && t.flowing.Load() {
				list = append(list, t)
			}
		}
	}
	return list
}

// fillPeer brings the slots of p up to date; usual may be nil for a peer that has said what it shows.
func (s *state) fillPeer(p *peer, usual []*track) {
	if p.conn == nil {
		return
	}
	var changed []announcement
	if p.admitted && p.isUp() {
		heard, pinned := p.audioSeats()
		changed = s.place(p, heard, s.wantedAudio(p, len(pinned) > 0), changed)
		changed = s.place(p, pinned, s.wantedPin(p), changed)
		if usual == nil && !p.viewed {
			usual = s.usualVideo()
		}
		cameras, screens := s.wantedVideo(p, usual)
		pictures, shared := p.videoSeats()
		changed = s.place(p, pictures, cameras, changed)
		changed = s.place(p, shared, screens, changed)
		s.arrange(p)
	} else {
		changed = s.clear(p, changed)
		p.shown = nil
	}
	if len(changed) > 0 {
		s.announcer.slots(p.id, changed)
	}
	s.apportion(p)
}

// audioSeats returns the seats for the loudest and the one for the pinned microphone, which a client with fewer slots
// does not have.
func (p *peer) audioSeats() (heard, pinned []*seat) {
	if len(p.audio) <= speakerSeats {
		return p.audio, nil
	}
	return p.audio[:speakerSeats], p.audio[speakerSeats : speakerSeats+1]
}

// videoSeats returns the seats for cameras and, the last one, for a screen.
func (p *peer) videoSeats() (cameras, screens []*seat) {
	if n := len(p.video); n > 1 {
		return p.video[:n-1], p.video[n-1:]
	}
	return p.video, nil
}

func (s *state) wantedAudio(p *peer, hasPinnedSeat bool) []*track {
	var list []*track
	if pinned := s.pinnedTrack(p); pinned != nil && !hasPinnedSeat && pinned.peer != p.id {
		list = append(list, pinned)
	}
	for _, t := range s.heard(p) {
		if t.peer != p.id {
			list = append(list, t)
		}
	}
	return list
}

// pinnedTrack returns the pinned microphone if p may hear it.
func (s *state) pinnedTrack(p *peer) *track {
	if x := s.peers[s.pin]; x != nil && x.isUp() && x.tracks[0].allowed.Load() && s.keeps(p, x.tracks[0]) {
		return x.tracks[0]
	}
	return nil
}

func (s *state) wantedPin(p *peer) []*track {
	if t := s.pinnedTrack(p); t != nil && t.peer != p.id {
		return []*track{t}
	}
	return nil
}

// wantedVideo lists what p is to see: its view, or the usual, within its company. Nobody is shown to themselves, or
// twice.
func (s *state) wantedVideo(p *peer, usual []*track) (cameras, screens []*track) {
	list := usual
	if p.viewed {
		list = nil
		for _, tile := range p.tiles {
			i := tile.Source.index()
			if shown := s.peers[tile.Peer]; shown != nil && i >= 0 && tile.Source.kind() == video && shown.tracks[i].allowed.Load() {
				list = append(list, shown.tracks[i])
			}
		}
	}
	seen := make(map[*track]bool, len(list))
	for _, t := range list {
		if t.peer == p.id || seen[t] || !s.keeps(p, t) {
			continue
		}
		seen[t] = true
		if t.source == Screen {
			screens = append(screens, t)
		} else {
			cameras = append(cameras, t)
		}
	}
	if len(p.video) == 1 { // one slot for everything: a shared screen goes first
		return append(screens, cameras...), nil
	}
	return cameras, screens
}

// place fills seats with what is wanted and appends what changed. A seat that changes goes quiet at once and carries
// the new track when the observer has been told.
func (s *state) place(p *peer, seats []*seat, wanted []*track, changed []announcement) []announcement {
	present := make([]*track, len(seats))
	for i, x := range seats {
		present[i] = x.track()
	}
	for i, t := range assign(present, wanted) {
		if t != present[i] {
			changed = append(changed, s.put(p, seats[i], t))
		}
	}
	return changed
}

// put changes what fills one seat; t is nil to empty it.
func (s *state) put(p *peer, x *seat, t *track) announcement {
	if x.mapping != nil {
		s.unlist(x.mapping)
	}
	p.epoch++
	a := announcement{Mapping: Mapping{Slot: x.slot.mid, Kind: x.slot.kind.String(), Epoch: p.epoch}}
	x.mapping = nil
	if t != nil {
		x.mapping = &mapping{slot: x.slot, track: t, epoch: p.epoch}
		x.mapping.setGrade(whole(maxLayers - 1))
		a.Peer, a.Source, a.mapping = t.peer, t.source, x.mapping
		x.mapping.about = a.Mapping
		s.list(x.mapping)
	}
	x.slot.mapping.Store(x.mapping)
	return a
}

func (s *state) list(m *mapping) {
	owner := s.peers[m.track.peer]
	i := m.track.source.index()
	owner.mappings[i] = append(owner.mappings[i], m)
	s.dirty[m.track] = true
}

func (s *state) unlist(m *mapping) {
	owner := s.peers[m.track.peer]
	if owner == nil || owner.tracks[m.track.source.index()] != m.track {
		return // its peer was removed
	}
	list := &owner.mappings[m.track.source.index()]
	for i, x := range *list {
		if x == m {
			last := len(*list) - 1
			(*list)[i], (*list)[last] = (*list)[last], nil
			*list = (*list)[:last]
			break
		}
	}
	s.dirty[m.track] = true
}

// publish shows the readers the lists of slots that changed.
func (s *state) publish() {
	for t := range s.dirty {
		owner := s.peers[t.peer]
		if owner == nil || owner.tracks[t.source.index()] != t {
			t.subs.Store(nil)
			continue
		}
		list := append([]*mapping(nil), owner.mappings[t.source.index()]...)
		t.subs.Store(&list)
	}
	clear(s.dirty)
}

// clear empties all seats of p and appends what changed.
func (s *state) clear(p *peer, changed []announcement) []announcement {
	for _, seats := range [][]*seat{p.audio, p.video} {
		for _, x := range seats {
			if x.mapping != nil {
				changed = append(changed, s.put(p, x, nil))
			}
		}
	}
	return changed
}

// empty is clear for a connection that is gone: there is nobody to tell.
func (s *state) empty(p *peer) {
	s.clear(p, nil)
	p.shown = nil
	s.publish()
}

// Heights, in device pixels, up to which the lowest and the middle layer are enough.
const (
	lowHeight    = 200
	middleHeight = 400
)

// arrange says what each picture is worth: the layer that fits its tile, and its place in the order of the tiles.
func (s *state) arrange(p *peer) {
	p.shown = p.shown[:0]
	for _, x := range p.video {
		if m := x.mapping; m != nil {
			m.want, m.place = maxLayers-1, len(p.tiles)
			for i, tile := range p.tiles {
				if tile.Peer == m.track.peer && tile.Source == m.track.source {
					m.want, m.place = layerFor(tile.Height), i
					break
				}
			}
			m.stage = m.track.source == Screen || m.track.peer == s.pin || p.stands(m.place)
			p.shown = append(p.shown, m)
		}
	}
	slices.SortStableFunc(p.shown, func(a, b *mapping) int {
		if a.stage != b.stage {
			if a.stage {
				return -1
			}
			return 1
		}
		return a.place - b.place
	})
}

// stands reports whether the i-th tile is more important than all others.
func (p *peer) stands(i int) bool {
	return i == 0 && len(p.tiles) > 1 && p.tiles[0].Priority > p.tiles[1].Priority
}

func layerFor(height int) int {
	switch {
	case height <= lowHeight:
		return 0
	case height <= middleHeight:
		return 1
	}
	return maxLayers - 1
}
