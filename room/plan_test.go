package room

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
)

var evening = []Segment{{Title: "Welcome", Minutes: 10}, {Title: "Check-in", Minutes: 40}, {Title: "Close", Minutes: 10}}

func TestAPlanIsFollowed(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	crow := h.guest("Black Crow")
	h.refused(h.setPlan(fox.id, evening, 0), fault.Forbidden, "role")
	h.ok(h.setPlan(ana.id, evening, -1))
	if p := fox.state.Plan; !cmp.Equal(p.Segments, evening) || p.Current != -1 || p.Until != nil {
		t.Errorf("plan = %+v", p)
	}
	if len(crow.state.Plan.Segments) != 0 || len(got[PlanChanged](crow)) != 0 {
		t.Error("somebody at the door sees the plan")
	}
	h.ok(h.goTo(ana.id, 0))
	if p := fox.state.Plan; p.Current != 0 || !p.Since.Equal(h.now) || !p.Until.Equal(h.now.Add(10*time.Minute)) {
		t.Errorf("plan = %+v", p)
	}
	h.pass(12 * time.Minute)
	if fox.state.Plan.Current != 0 {
		t.Error("the plan went on by itself")
	}
	h.ok(h.addPlanTime(ana.id, 5))
	if p := fox.state.Plan; p.Segments[0].Minutes != 15 || !p.Until.Equal(p.Since.Add(15*time.Minute)) || evening[0].Minutes != 10 {
		t.Errorf("plan = %+v", p)
	}
	h.ok(h.stretch(ana.id, 5))
	if p := fox.state.Plan; len(p.Segments) != 4 || p.Current != 1 || !p.Segments[1].Break || !p.Until.Equal(h.now.Add(5*time.Minute)) {
		t.Errorf("plan = %+v", p)
	}
	h.ok(h.goTo(ana.id, -1))
	if p := fox.state.Plan; p.Current != -1 || p.Since != nil {
		t.Errorf("plan = %+v", p)
	}
}

func TestThoseWhoLeadSayWhatTheMeetingIsAbout(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, crow := h.insider(ana, "Red Fox"), h.guest("Black Crow")
	h.refused(h.setTopic(fox.id, "Small joys"), fault.Forbidden, "role")
	h.refused(h.setTopic(ana.id, strings.Repeat("x", MaxTopic+1)), fault.Invalid, "field")
	h.ok(h.setTopic(ana.id, " Small joys "))
	h.ok(h.setPlan(ana.id, evening, 0))
	if fox.state.Plan.Topic != "Small joys" || crow.state.Plan.Topic != "" {
		t.Errorf("inside one reads %q, at the door %q", fox.state.Plan.Topic, crow.state.Plan.Topic)
	}
	h.ok(h.admit(ana.id, []ParticipantID{crow.id}))
	if crow.state.Plan.Topic != "Small joys" {
		t.Error("who comes late does not learn of the topic")
	}
	h.ok(h.setTopic(ana.id, ""))
	if fox.state.Plan.Topic != "" {
		t.Error("the topic stays")
	}
}

func TestAPlanIsEditedWhileItGoesOn(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.ok(h.setPlan(ana.id, evening, 1))
	began := h.now
	h.pass(7 * time.Minute)
	shorter := []Segment{{Title: "Check-in", Minutes: 30}, {Title: "Close", Minutes: 10}}
	h.ok(h.setPlan(ana.id, shorter, 0))
	if p := ana.state.Plan; p.Current != 0 || !p.Since.Equal(began) || !p.Until.Equal(began.Add(30*time.Minute)) {
		t.Errorf("plan = %+v", p)
	}
}

func TestAPlanHasLimits(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.refused(h.addPlanTime(ana.id, 5), fault.Conflict, "no_segment")
	for _, bad := range [][]Segment{
		{{Title: " ", Minutes: 5}},
		{{Title: strings.Repeat("x", 61), Minutes: 5}},
		{{Title: "a\x00", Minutes: 5}},
		{{Title: "a", Minutes: 0}},
		{{Title: "a", Minutes: 241}},
		make([]Segment, MaxSegments+1),
	} {
		h.refused(h.setPlan(ana.id, bad, -1), fault.Invalid, "field")
	}
	h.refused(h.setPlan(ana.id, evening, 3), fault.Invalid, "field")
	h.refused(h.setPlan(ana.id, evening, -2), fault.Invalid, "field")
	h.refused(h.goTo(ana.id, 0), fault.Invalid, "field")
	h.refused(h.stretch(ana.id, 31), fault.Invalid, "field")
	full := make([]Segment, MaxSegments)
	for i := range full {
		full[i] = Segment{Title: "Part", Minutes: 1}
	}
	h.ok(h.setPlan(ana.id, full, 0))
	h.refused(h.stretch(ana.id, 5), fault.Conflict, "long_plan")
}
