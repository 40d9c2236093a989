package sfu

// A company is the peers who hear and see each other; media never crosses from one to another. Everybody begins in the
// company "", and a change is a matter of filling slots: no connection is renegotiated for it.

// keeps reports whether t may go to p: its peer is in p's company.
func (s *state) keeps(p *peer, t *track) bool {
	owner := s.peers[t.peer]
	return owner != nil && owner.company == p.company
}

// setCompany puts a peer in a company. What it sent before is for those it leaves: nothing of it is kept for those it
// comes to, neither the last syllable nor the last picture.
func (s *state) setCompany(id PeerID, company string) {
	p := s.peer(id)
	if p.company == company {
		return
	}
	for _, t := range p.tracks {
		t.allow(false)
	}
	p.company = company
	s.rank()
	s.fill()
	if p.conn != nil {
		p.conn.in.forget()
	}
	s.enforce(p)
}

// forget drops what was received so far. A packet that was on its way when the control loop closed its track has been
// handled when forget returns.
func (in *ingress) forget() {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, x := range in.sections {
		if x == nil {
			continue
		}
		for _, l := range x.layers {
			l.run = run{}
			l.cached.Store(false)
			l.ring.clear()
		}
	}
}

// rank looks at who speaks in each company and reports whether those who are heard changed in any.
func (s *state) rank() bool {
	now := s.now()
	voices := make(map[string][]voice, 1)
	for _, p := range s.order {
		// The pinned microphone has a slot of its own.
		if t := p.tracks[0]; t.allowed.Load() && p.isUp() && p.id != s.pin {
			voices[p.company] = append(voices[p.company], voice{track: t, level: t.level(now)})
		}
	}
	changed := false
	for company, r := range s.rankers {
		changed = r.update(now, voices[company]) || changed
		if len(voices[company]) == 0 {
			delete(s.rankers, company)
		}
		delete(voices, company)
	}
	for company, new := range voices {
		r := &ranker{}
		s.rankers[company] = r
		changed = r.update(now, new) || changed
	}
	return changed
}

// heard returns the microphones that the company of p hears, p's own among them.
func (s *state) heard(p *peer) []*track {
	if r := s.rankers[p.company]; r != nil {
		return r.seats
	}
	return nil
}
