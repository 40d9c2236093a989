package roomtest

import (
	"context"
	"slices"
	"sync"

	"warmroom/room"
)

// Media is a room.Media without packets. It keeps what was decided about each
// participant as the real one does: from the first word until Remove, and
// also without a connection. The zero value is ready.
type Media struct {
	// OnOffer, if set before the room opens, answers offers instead of the
	// default answer, which is "answer to " and the offer.
	OnOffer func(ctx context.Context, id room.ParticipantID, offer string) (string, error)

	mu     sync.Mutex // guards what follows; not held during OnOffer
	peers  map[room.ParticipantID]Peer
	closed bool
}

// Peer is what Media knows of a participant.
type Peer struct {
	Joined    int // connections so far
	Restarted int // ICE restarts so far
	Admitted  bool
	Permitted []room.Source
	Company   string
	Tiles     []room.Tile
}

// Join implements room.Media.
func (m *Media) Join(ctx context.Context, id room.ParticipantID, offer string) (string, error) {
	return m.answer(ctx, id, offer, func(p *Peer) { p.Joined++ })
}

// Restart implements room.Media.
func (m *Media) Restart(ctx context.Context, id room.ParticipantID, offer string) (string, error) {
	return m.answer(ctx, id, offer, func(p *Peer) { p.Restarted++ })
}

func (m *Media) answer(ctx context.Context, id room.ParticipantID, offer string, note func(*Peer)) (string, error) {
	answer, err := "answer to "+offer, error(nil)
	if m.OnOffer != nil {
		answer, err = m.OnOffer(ctx, id, offer)
	}
	if err == nil {
		m.change(id, note)
	}
	return answer, err
}

// Admit implements room.Media.
func (m *Media) Admit(id room.ParticipantID) { m.change(id, func(p *Peer) { p.Admitted = true }) }

// Withdraw implements room.Media.
func (m *Media) Withdraw(id room.ParticipantID) { m.change(id, func(p *Peer) { p.Admitted = false }) }

// Permit implements room.Media.
func (m *Media) Permit(id room.ParticipantID, s room.Source, allowed bool) {
	m.change(id, func(p *Peer) {
		p.Permitted = slices.DeleteFunc(p.Permitted, func(x room.Source) bool { return x == s })
		if allowed {
			p.Permitted = append(p.Permitted, s)
		}
	})
}

// Company implements room.Media.
func (m *Media) Company(id room.ParticipantID, company string) {
	m.change(id, func(p *Peer) { p.Company = company })
}

// View implements room.Media.
func (m *Media) View(id room.ParticipantID, tiles []room.Tile) {
	m.change(id, func(p *Peer) { p.Tiles = slices.Clone(tiles) })
}

// Remove implements room.Media.
func (m *Media) Remove(id room.ParticipantID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.peers, id)
}

// Close implements room.Media.
func (m *Media) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.peers, m.closed = nil, true
}

func (m *Media) change(id room.ParticipantID, f func(*Peer)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	if m.peers == nil {
		m.peers = make(map[room.ParticipantID]Peer)
	}
	p := m.peers[id]
	f(&p)
	m.peers[id] = p
}

// Peer returns what is known of a participant; false for nobody.
func (m *Media) Peer(id room.ParticipantID) (Peer, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.peers[id]
	p.Permitted = slices.Clone(p.Permitted)
	return p, ok
}

// Permitted reports whether a source of a participant would be forwarded:
// they are admitted and the source is permitted.
func (m *Media) Permitted(id room.ParticipantID, s room.Source) bool {
	p, _ := m.Peer(id)
	return p.Admitted && slices.Contains(p.Permitted, s)
}

// Reaches reports whether a source of p would be forwarded to q.
func (m *Media) Reaches(p, q room.ParticipantID, s room.Source) bool {
	from, _ := m.Peer(p)
	to, _ := m.Peer(q)
	return m.Permitted(p, s) && to.Admitted && from.Company == to.Company
}

// Closed reports whether Close was called.
func (m *Media) Closed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.closed
}
