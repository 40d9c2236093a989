package sfu

const (
	audioReserve = 50_000 // bits per second kept for each filled audio slot, headers included

	patience      = 5_000_000_000 // nanoseconds after pictures were lowered before they are raised,
	longPatience  = 10_000_000_000
	relapseWithin = 10_000_000_000 // and twice as long when they had just been raised

	keepTenths  = 11 // pictures stay as they are while they cost at most so many tenths of what there is,
	raiseTenths = 9  // and are raised to cost at most so many

	probeFor     = 1_000_000_000
	probePause   = 500_000_000
	probeLoss    = 50            // thousandths; who loses so much is not sent more to find out
	probeBackOff = 5_000_000_000 // after one that was too much
)

// share is how a client's pictures share the path to it, as the control loop sees it.
type share struct {
	waits    int64 // how long to wait after lowering, in nanoseconds
	raiseAt  int64 // not before
	raisedAt int64

	probing   bool
	probeFrom int64 // when the probe began
	probeAt   int64 // when the next one may
}

// lowered notes that there was less than thought.
func (h *share) lowered(now int64) {
	h.waits = patience
	if h.raisedAt != 0 && now-h.raisedAt < relapseWithin {
		h.waits = longPatience
	}
	h.raiseAt = now + h.waits
}

// probe returns the bitrate to fill up to at now, 0 for none; goal is what the next step would cost in all, 0 when
// nothing is missing.
func (h *share) probe(goal, estimate, fellAt, now int64) int64 {
	switch {
	case h.probing && fellAt >= h.probeFrom:
		h.probing, h.probeAt = false, now+probeBackOff
	case h.probing && (now-h.probeFrom >= probeFor || goal <= estimate):
		h.probing, h.probeAt = false, now+probePause
	case !h.probing && goal > estimate && now >= h.probeAt && now >= h.raiseAt:
		h.probing, h.probeFrom = true, now
	}
	if !h.probing {
		return 0
	}
	return min(goal, 2*estimate+100_000)
}

// listPortions lists what p is shown, in order of importance, into the control loop's scratch.
func (s *state) listPortions(p *peer) []portion {
	s.portions = s.portions[:0]
	for _, m := range p.shown {
		x := portion{stage: m.stage}
		cost, highest := m.track.costs()
		x.cost, x.most = cost, whole(min(m.want, highest))
		s.portions = append(s.portions, x)
	}
	return s.portions
}

// reserve returns what the sound takes of the estimate, in bits per second: nothing where the estimate is of pictures alone.
func (p *peer) reserve() (bps int64) {
	if p.conn.out.congestion.answered.Load() {
		return 0
	}
	for _, x := range p.audio {
		if x.mapping != nil {
			bps += audioReserve
		}
	}
	return bps
}

// apportion divides what the path to p carries among its pictures: at once when there is less than they cost, with
// patience when there is more. Sound comes first and is never paused.
func (s *state) apportion(p *peer) {
	if p.conn == nil {
		return
	}
	now := s.now()
	c := &p.conn.out.congestion
	if len(p.shown) == 0 {
		c.probe.Store(0)
		return
	}
	estimate, reserve := c.estimate.Load(), p.reserve()
	left := max(estimate-reserve, 0)
	list := s.listPortions(p)
	spent, lowered := keep(left, list, p.shown, now < p.share.raiseAt)
	if lowered {
		p.share.lowered(now)
	} else if now >= p.share.raiseAt {
		spent = s.raise(p, left*raiseTenths/10, spent)
	}
	s.settle(p, s.portions)
	goal := int64(0)
	for i := range s.portions {
		if c.loss.Load() >= probeLoss {
			break
		}
		if price := s.portions[i].next(); price > 0 {
			goal = (spent+price)*(10+1)/raiseTenths + reserve
			break
		}
	}
	c.probe.Store(p.share.probe(goal, estimate, c.fellAt.Load(), now))
}

// keep leaves the pictures as they are if that is possible, and else lowers them to what is left. New pictures begin
// with as much as there is, or in times of patience with the lowest layer.
func keep(left int64, list []portion, shown []*mapping, patient bool) (spent int64, lowered bool) {
	for i, m := range shown {
		switch x := &list[i]; {
		case m.settled:
			x.most = min(x.most, m.grade())
		case patient:
			x.most = min(x.most, whole(0))
		}
	}
	spent = allocate(left*keepTenths/10, list)
	for i, m := range shown {
		lowered = lowered || m.settled && list[i].got < list[i].most
	}
	if lowered {
		spent = allocate(left, list)
	}
	return spent, lowered
}

// raise gives the pictures more if there is room for it; s.portions holds what they have and get.
func (s *state) raise(p *peer, left, spent int64) int64 {
	kept := append(s.kept[:0], s.portions...)
	s.kept = kept
	list := s.listPortions(p)
	more := allocate(left, list)
	better := more > spent
	for i := range kept { // nobody pays for somebody else's pixels, but for the stage
		better = better && (list[i].got >= kept[i].got || list[0].stage)
	}
	if !better {
		for i := range list {
			list[i].got = kept[i].got
		}
		return spent
	}
	p.share.raisedAt = s.now()
	return more
}

// settle carries out what was decided, and says which pictures were paused or are back.
func (s *state) settle(p *peer, list []portion) {
	var changed []announcement
	for i, m := range p.shown {
		was := m.about.Paused
		m.settled = true
		m.setGrade(list[i].got)
		if m.about.Paused = list[i].got == paused; m.about.Paused != was {
			changed = append(changed, announcement{Mapping: m.about, mapping: m})
			if m.about.Paused {
				p.conn.sfu.counters.pauses.Add(1)
			}
		}
	}
	if len(changed) > 0 {
		s.announcer.slots(p.id, changed)
	}
}
