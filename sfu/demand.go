package sfu

// Which layers somebody watches decides what publishers send: most of a simulcast is for nobody, and a camera nobody
// sees is sent for nothing.

const (
	stopLayerAfter = 2_000_000_000 // nanoseconds nobody has to watch a layer before its publisher is told: resuming one costs a key frame on every layer
	demandEvery    = 500_000_000   // between looks at layers that fell silent, or that nobody watches any more
)

// demand is what the publisher of one source was told to send. Sets of layers are bit masks.
type demand struct {
	rids   []string         // names of the layers, lowest first; none without simulcast
	told   uint8            // what the publisher sends, as far as it was told
	wanted [maxLayers]int64 // when each layer was last wanted, in nanoseconds
}

// newDemands returns the demand on a new connection, which was told nothing and so sends everything.
func newDemands(in *ingress, now int64) (list [len(sources)]demand) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for i, x := range in.sections {
		d := &list[i]
		d.wanted = [maxLayers]int64{now, now, now}
		if x != nil {
			d.rids = x.rids
		}
		d.told = 1<<d.layers() - 1
	}
	return list
}

func (d *demand) layers() int { return max(1, len(d.rids)) }

// demand tells publishers what has to be sent from now on.
func (s *state) demand() {
	now := s.now()
	for _, p := range s.order {
		if p.conn == nil {
			continue
		}
		for i, t := range p.tracks {
			d := &p.demands[i]
			switch {
			case t.source.kind() != video:
			case !t.allowed.Load() || !t.flowing.Load():
				d.wanted = [maxLayers]int64{now, now, now} // others need a moment to look
			case d.update(t.needed(p.mappings[i], now), now):
				s.announcer.watched(p.id, i, d.names())
			}
		}
	}
}

// needed returns the layers the given slots need of t. A layer that does not flow, since its publisher was told to stop
// it or lacks the bandwidth for it, is asked for together with the one that is shown until it comes, or with all below
// it when none is shown.
func (t *track) needed(slots []*mapping, now int64) (mask uint8) {
	for _, m := range slots {
		want := m.grade().layer()
		mask |= 1 << want
		if l := t.best(want, now); l != nil {
			mask |= 1 << l.index
		} else {
			mask |= 1<<want - 1
		}
	}
	return mask
}

// update takes what is needed at now and reports whether the publisher has to be told something new. A wish for a layer
// above the highest one is a wish for that.
func (d *demand) update(needed uint8, now int64) bool {
	was, highest := d.told, d.layers()-1
	if needed>>highest != 0 {
		needed = needed&(1<<highest-1) | 1<<highest
	}
	for i := range highest + 1 {
		bit := uint8(1) << i
		switch {
		case needed&bit != 0:
			d.wanted[i] = now
			d.told |= bit
		case now-d.wanted[i] >= stopLayerAfter:
			d.told &^= bit
		}
	}
	return d.told != was
}

// names returns the rids of the layers to be sent.
func (d *demand) names() []string {
	rids := d.rids
	if len(rids) == 0 {
		rids = conventionalRids[maxLayers-1:]
	}
	list := []string{}
	for i, rid := range rids {
		if d.told&(1<<i) != 0 {
			list = append(list, rid)
		}
	}
	return list
}
