package sfu

import (
	"slices"
	"time"
)

const (
	interruptedAfter = 7 * time.Second  // browsers check the path at least every 6 s (RFC 7675, 5.1)
	failedAfter      = 30 * time.Second // what RFC 7675 gives consent
)

// state is what a Router's control loop owns. Its methods run in the loop and must not block.
type state struct {
	announcer *announcer
	flowing   func()
	speaks    func() // may be nil
	now       func() int64

	peers map[PeerID]*peer
	order []*peer // in order of first mention
	up    int     // peers whose connection is up
	pin   PeerID

	rankers  map[string]*ranker // by company
	speaking map[PeerID]Level   // as last reported
	levelsAt int64
	aliveAt  int64
	demandAt int64
	portions []portion       // scratch
	kept     []portion       // likewise
	dirty    map[*track]bool // tracks whose list of slots changed
}

// peer is one participant's place. Everything but conn and its seats outlives connections.
type peer struct {
	id        PeerID
	admitted  bool
	company   string
	permitted [len(sources)]bool
	tracks    [len(sources)]*track
	mappings  [len(sources)][]*mapping // whom the tracks go to
	demands   [len(sources)]demand
	tiles     []Tile
	viewed    bool // View was called
	epoch     uint32

	conn  *connection
	state ConnectionState // "" until the first report
	audio []*seat
	video []*seat
	shown []*mapping // what the video seats carry, the most important first
	share share

	standing standing // of the connection's quality
}

func newState(a *announcer, flowing func(), now func() int64) *state {
	return &state{
		announcer: a,
		flowing:   flowing,
		now:       now,
		peers:     make(map[PeerID]*peer),
		rankers:   make(map[string]*ranker),
		speaking:  make(map[PeerID]Level),
		dirty:     make(map[*track]bool),
	}
}

// peer returns the place of id, new if need be.
func (s *state) peer(id PeerID) *peer {
	p := s.peers[id]
	if p == nil {
		p = &peer{id: id}
		for i, src := range sources {
			p.tracks[i] = &track{peer: id, source: src, wake: s.flowing, speaks: s.speaks}
		}
		s.peers[id] = p
		s.order = append(s.order, p)
	}
	return p
}

// isUp reports whether media can flow to and from p.
func (p *peer) isUp() bool { return p.state == Connected || p.state == Interrupted }

func (s *state) join(id PeerID, c *connection) {
	p := s.peer(id)
	s.disconnect(p)
	p.conn = c
	c.in.bind(p.tracks)
	p.demands = newDemands(&c.in, s.now())
	s.seats(p)
	s.fill()
}

// disconnect ends the connection p has, if any.
func (s *state) disconnect(p *peer) {
	if p.conn == nil {
		return
	}
	p.conn.close()
	s.setState(p, "")
	s.empty(p)
	p.conn, p.audio, p.video, p.shown, p.share = nil, nil, nil, nil, share{}
	p.standing = standing{told: p.standing.told}
}

func (s *state) setState(p *peer, st ConnectionState) {
	was := p.isUp()
	p.state = st
	switch is := p.isUp(); {
	case is && !was:
		s.up++
	case was && !is:
		s.up--
	}
}

// seats gives p a seat for each slot of its connection that has none yet.
func (s *state) seats(p *peer) {
	for k, list := range map[kind]*[]*seat{audio: &p.audio, video: &p.video} {
		for _, slot := range p.conn.out.list(k)[len(*list):] {
			*list = append(*list, &seat{slot: slot})
		}
	}
}

func (s *state) connectionOf(id PeerID) *connection {
	if p := s.peers[id]; p != nil {
		return p.conn
	}
	return nil
}

func (s *state) reshape(id PeerID, c *connection) {
	if p := s.peers[id]; p != nil && p.conn == c {
		c.in.bind(p.tracks)
		s.seats(p)
		s.fill()
	}
}

// connection takes a report of connection c of peer id; reports of a connection that was replaced are stale.
func (s *state) connection(id PeerID, c *connection, st ConnectionState) {
	p := s.peers[id]
	if p == nil || p.conn != c || p.state == st {
		return
	}
	s.setState(p, st)
	s.announcer.state(id, st)
	if !p.isUp() {
		s.empty(p)
	}
	s.rank()
	s.fill()
}

func (s *state) admit(id PeerID, admitted bool) {
	p := s.peer(id)
	p.admitted = admitted
	s.enforce(p)
}

func (s *state) permit(id PeerID, src Source, allowed bool) {
	i := src.index()
	if i < 0 {
		return
	}
	p := s.peer(id)
	p.permitted[i] = allowed
	s.enforce(p)
}

// enforce makes the tracks of p obey, before anything else happens.
func (s *state) enforce(p *peer) {
	for i, t := range p.tracks {
		t.allow(p.admitted && p.permitted[i])
	}
	s.rank()
	s.fill()
}

func (s *state) view(id PeerID, tiles []Tile) {
	p := s.peer(id)
	p.tiles, p.viewed = slices.Clone(tiles), true
	slices.SortStableFunc(p.tiles, func(a, b Tile) int { return b.Priority - a.Priority })
	s.fillPeer(p, nil)
	s.publish()
	s.demand()
}

func (s *state) setPin(id PeerID) {
	s.pin = id
	s.rank()
	s.fill()
}

func (s *state) remove(id PeerID) {
	p := s.peers[id]
	if p == nil {
		return
	}
	for _, t := range p.tracks {
		t.allow(false)
	}
	s.disconnect(p)
	delete(s.peers, id)
	delete(s.speaking, id)
	s.order = slices.DeleteFunc(s.order, func(x *peer) bool { return x == p })
	s.rank()
	s.fill()
	s.announcer.forget(id)
}

func (s *state) closeAll() {
	for _, p := range s.order {
		for _, t := range p.tracks {
			t.allow(false)
		}
		s.disconnect(p)
	}
}

// tick is called every rankEvery while somebody is connected.
func (s *state) tick() {
	if s.rank() {
		s.fill()
	}
	now := s.now()
	if now-s.levelsAt >= levelsEvery {
		s.levelsAt = now
		s.reportLevels(now)
	}
	for _, p := range s.order {
		s.apportion(p)
	}
	if now-s.demandAt >= demandEvery {
		s.demandAt = now
		s.demand()
	}
	if now-s.aliveAt >= aliveEvery {
		s.aliveAt = now
		s.checkAlive(now)
		s.judge(now)
	}
}

// reportLevels reports those whose speaking changed, or who got noticeably louder or quieter while speaking.
func (s *state) reportLevels(now int64) {
	var changed []Level
	for _, p := range s.order {
		level := 0
		if t := p.tracks[0]; t.allowed.Load() && p.isUp() {
			level = t.level(now)
		}
		was := s.speaking[p.id]
		is := Level{Peer: p.id, Speaking: level >= speakingOn || was.Speaking && level >= speakingOff, Loudness: uint8(level)}
		step := int(is.Loudness) - int(was.Loudness)
		if is.Speaking != was.Speaking || is.Speaking && max(step, -step) >= levelStep {
			s.speaking[p.id] = is
			changed = append(changed, is)
		}
	}
	if len(changed) > 0 {
		s.announcer.report(changed)
	}
}

// checkAlive notices connections nothing is heard from, and those that came back.
func (s *state) checkAlive(now int64) {
	for _, p := range s.order {
		if p.conn == nil || p.state == "" || p.state == Closed || p.conn.heard.Load() == 0 {
			continue
		}
		st := Connected
		switch silent := time.Duration(now - p.conn.heard.Load()); {
		case silent >= failedAfter:
			st = Failed
		case silent >= interruptedAfter:
			st = Interrupted
		}
		if p.state == Failed && st == Connected && !p.conn.isOpen() {
			continue // it never came up
		}
		s.connection(p.id, p.conn, st)
	}
}
