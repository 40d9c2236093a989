package room

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPeopleInsideLearnWhoseConnectionIsWeak(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	fox := h.guest("Red Fox")
	h.quality(heron.id, Poor)
	h.quality(fox.id, Fair)
	h.quality("nobody", Poor)
	h.pass(qualityEvery)
	want := []QualityChanged{{[]PersonQuality{{heron.id, Poor}}}}
	for name, g := range map[string]*page{"a facilitator": ana, "the person": heron} {
		if told := got[QualityChanged](g); !cmp.Equal(told, want) {
			t.Errorf("%s is told %v, want %v", name, told, want)
		}
	}
	if told := got[QualityChanged](fox); len(told) > 0 {
		t.Errorf("somebody at the door is told %v", told)
	}
	owl := h.insider(ana, "Grey Owl")
	if q := owl.qualityOf(heron.id); q != Poor {
		t.Errorf("who comes in later sees %q, want poor", q)
	}
	h.ok(h.admit(ana.id, []ParticipantID{fox.id}))
	h.pass(joinsEvery)
	if q := heron.qualityOf(fox.id); q != Fair {
		t.Errorf("what was found at the door is not told with the person: %q", q)
	}
}

func TestQualityIsToldOnceASecondAtMost(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	owl := h.insider(ana, "Grey Owl")
	for i := range 60 { // 3 s of changes, 20 a second
		h.quality([]ParticipantID{heron.id, owl.id}[i%2], []Quality{Poor, Fair, Good}[i%3])
		h.pass(50 * time.Millisecond)
	}
	h.quality(heron.id, Good)
	h.quality(owl.id, Good)
	h.pass(2 * qualityEvery)
	told := got[QualityChanged](ana)
	if len(told) < 3 || len(told) > 5 {
		t.Errorf("told %d times in 3 s, want about 4", len(told))
	}
	latest := map[ParticipantID]Quality{}
	for _, e := range told {
		for _, p := range e.People {
			latest[p.Participant] = p.Quality
		}
	}
	if want := map[ParticipantID]Quality{heron.id: Good, owl.id: Good}; !cmp.Equal(latest, want) {
		t.Errorf("at last they have %v, want %v", latest, want)
	}
	before := len(told)
	h.quality(heron.id, Good)
	h.pass(2 * qualityEvery)
	if len(got[QualityChanged](ana)) > before {
		t.Error("what has not changed is told")
	}
}

func TestWhoLeavesTakesTheirQualityAlong(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	h.quality(ana.id, Fair) // told at once, so that what follows has to wait
	h.quality(heron.id, Poor)
	h.ok(h.leaveBy(heron.id, false))
	h.pass(2 * qualityEvery)
	if told := got[QualityChanged](ana); len(told) != 1 {
		t.Errorf("told %v; of somebody who is gone there is nothing to tell", told)
	}
	again := h.insider(ana, "Blue Heron")
	if q := ana.qualityOf(again.id); q != "" {
		t.Errorf("a new connection begins as %q", q)
	}
}

// qualityOf returns what a page shows of somebody's connection.
func (p *page) qualityOf(id ParticipantID) Quality {
	for _, q := range p.state.People {
		if q.ID == id {
			return q.Quality
		}
	}
	return "nobody"
}
