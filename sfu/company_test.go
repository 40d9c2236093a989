package sfu

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// crossing returns a mapping that carries media from one company to another, or to somebody who is not admitted.
func (r *room) crossing() string {
	for _, p := range r.order {
		for _, x := range slices.Concat(p.audio, p.video) {
			m := x.mapping
			if wanted := x.slot.mapping.Load(); wanted != m {
				return fmt.Sprintf("slot %s of %s sends something else than it should", x.slot.mid, p.id)
			}
			if m == nil {
				continue
			}
			owner := r.peers[m.track.peer]
			if owner == nil || owner.company != p.company || !owner.admitted || !p.admitted {
				return fmt.Sprintf("%s gets %s of %s", p.id, m.track.source, m.track.peer)
			}
		}
		for _, t := range p.tracks {
			if subs := t.subs.Load(); subs != nil {
				for _, m := range *subs {
					if m.slot.mapping.Load() == m && r.companyOf(m.slot) != p.company {
						return fmt.Sprintf("the readers hand %s of %s to another company", t.source, p.id)
					}
				}
			}
		}
	}
	return ""
}

// companyOf returns the company of whoever has a slot.
func (r *room) companyOf(x *slot) string {
	for _, p := range r.order {
		if p.conn != nil && x.out == &p.conn.out {
			return p.company
		}
	}
	return "nobody's"
}

// TestNoMediaCrossesBetweenCompanies does anything to a Router in any order.
func TestNoMediaCrossesBetweenCompanies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRoom()
		ids := []PeerID{"a", "b", "c", "d", "e", "f", "g"}
		who := func(label string) PeerID { return rapid.SampledFrom(ids).Draw(t, label) }
		companyOf := map[PeerID]string{}
		t.Repeat(map[string]func(*rapid.T){
			"enter":    func(*rapid.T) { r.enter(who("who")) },
			"connect":  func(*rapid.T) { r.connect(who("who")) },
			"withdraw": func(t *rapid.T) { r.admit(who("who"), rapid.Bool().Draw(t, "in")) },
			"permit": func(t *rapid.T) {
				r.permit(who("who"), rapid.SampledFrom(sources[:]).Draw(t, "source"), rapid.Bool().Draw(t, "on"))
			},
			"move": func(t *rapid.T) {
				id := who("who")
				companyOf[id] = rapid.SampledFrom([]string{"", "", "x", "y"}).Draw(t, "company")
				r.setCompany(id, companyOf[id])
			},
			"pin": func(*rapid.T) { r.setPin(who("who")) },
			"view": func(t *rapid.T) {
				var tiles []Tile
				for _, id := range ids {
					tiles = append(tiles, Tile{Peer: id, Source: rapid.SampledFrom(sources[:]).Draw(t, "source"), Height: 300})
				}
				r.view(who("who"), tiles)
			},
			"speak": func(t *rapid.T) {
				if p := r.peers[who("who")]; p != nil {
					p.tracks[0].hear(rapid.IntRange(0, 127).Draw(t, "level"), 80, r.at)
				}
			},
			"remove": func(*rapid.T) {
				id := who("who")
				delete(companyOf, id)
				r.remove(id)
			},
			"time": func(*rapid.T) { r.pass(300 * time.Millisecond) },
			"": func(t *rapid.T) {
				if wrong := r.crossing(); wrong != "" {
					t.Fatal(wrong)
				}
				for id, p := range r.peers {
					if p.company != companyOf[id] {
						t.Fatalf("%s is in company %q, want %q", id, p.company, companyOf[id])
					}
				}
			},
		})
	})
}

// TestCompanyHasItsOwnThreeLoudest: who shouts in one company costs nobody a seat in another.
func TestCompanyHasItsOwnThreeLoudest(t *testing.T) {
	r := newRoom()
	for _, id := range []PeerID{"a", "b", "c", "d", "e", "f", "g"} {
		r.enter(id)
	}
	r.setCompany("f", "aside")
	r.setCompany("g", "aside")
	for range 20 {
		for _, id := range []PeerID{"a", "b", "c", "d", "e"} {
			r.peers[id].tracks[0].hear(0, 80, r.at)
		}
		r.peers["g"].tracks[0].hear(90, 80, r.at)
		r.pass(rankEvery)
	}
	var heard []PeerID
	for _, x := range r.peers["f"].audio {
		if tr := x.track(); tr != nil {
			heard = append(heard, tr.peer)
		}
	}
	if !slices.Equal(heard, []PeerID{"g"}) {
		t.Errorf("f hears %v, want g alone", heard)
	}
	r.setCompany("f", "")
	r.setCompany("g", "")
	if len(r.rankers) != 1 {
		t.Errorf("%d rankers are kept for one company", len(r.rankers))
	}
}

// TestWhatWasSentBeforeIsForgottenOnTheWay: the last syllable and picture stay with those who were there.
func TestWhatWasSentBeforeIsForgottenOnTheWay(t *testing.T) {
	r := newRoom()
	c := r.enter("a")
	for _, i := range []int{Microphone.index(), Camera.index()} {
		l := c.in.sections[i].layers[0]
		l.ring.put(&packet{seq: 7, ts: 1, marker: true, payload: []byte("spoken before")})
		l.run, _ = run{first: 7, present: true}, l.cached.Swap(true)
	}
	r.setCompany("a", "aside")
	var buf [maxDatagram]byte
	for _, i := range []int{Microphone.index(), Camera.index()} {
		l := c.in.sections[i].layers[0]
		if _, _, _, ok := l.ring.get(7, buf[:]); ok || l.run.present || l.cached.Load() {
			t.Errorf("%s of before can be sent again", sources[i])
		}
		if !r.peers["a"].tracks[i].allowed.Load() {
			t.Errorf("%s does not flow any more", sources[i])
		}
	}
}
