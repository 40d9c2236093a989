package room

import (
	"testing"

	"warmroom/fault"
	"warmroom/moderation"
)

func TestAReportReachesThoseWhoLead(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	m, err := h.say(fox.id, LaneEveryone, "something unkind")
	h.ok(err)
	before := len(fox.events)
	h.ok(h.report(heron.id, fox.id, m, moderation.Unkind))
	h.ok(h.report(heron.id, fox.id, m, moderation.Unkind)) // tapped twice
	if r := ana.state.Reports; len(r) != 1 || r[0].By != heron.id || r[0].Participant != fox.id || r[0].Message != m || r[0].Name != "Red Fox" {
		t.Fatalf("Ana has %v", r)
	}
	if len(fox.events) != before || len(heron.state.Reports) != 0 {
		t.Error("somebody else was told")
	}
	h.ok(h.leaveBy(fox.id, false))
	h.ok(h.report(heron.id, fox.id, "", moderation.Disrupting))
	h.refused(h.closeReport(heron.id, ana.state.Reports[0].ID), fault.Forbidden, "role")
	h.ok(h.closeReport(ana.id, ana.state.Reports[0].ID))
	if len(ana.state.Reports) != 1 {
		t.Errorf("open are %v", ana.state.Reports)
	}
	h.refused(h.closeReport(ana.id, "other"), fault.NotFound, "no_report")
}

func TestWhoIsReportedNeverLearnsOfIt(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.come(staff("Ben", moderation.CoFacilitator))
	heron := h.insider(ana, "Blue Heron")
	h.ok(h.report(heron.id, ben.id, "", moderation.Unkind))
	if len(ana.state.Reports) != 1 || len(ben.state.Reports) != 0 {
		t.Error("the wrong one of two facilitators was told")
	}
	h.refused(h.closeReport(ben.id, ana.state.Reports[0].ID), fault.NotFound, "no_report")
	h.ok(h.leaveBy(ben.id, false))
	if again := h.come(staff("Ben", moderation.CoFacilitator)); len(again.state.Reports) != 0 {
		t.Error("they learnt of it by coming again")
	}
}

func TestAReportIsAboutSomebodyAndSomethingTheReporterKnows(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	crow := h.guest("Black Crow")
	secret, err := h.say(fox.id, LaneFacilitators, "a word to the facilitators")
	h.ok(err)
	h.refused(h.report(heron.id, fox.id, secret, moderation.Unkind), fault.NotFound, "no_message")
	h.refused(h.report(heron.id, ana.id, secret, moderation.Unkind), fault.NotFound, "no_message")
	h.refused(h.report(heron.id, "nobody", "", moderation.Unkind), fault.NotFound, "nobody")
	h.refused(h.report(heron.id, crow.id, "", moderation.Unkind), fault.NotFound, "nobody")
	h.refused(h.report(heron.id, heron.id, "", moderation.Unkind), fault.NotFound, "nobody")
	h.refused(h.report(heron.id, fox.id, "", "because"), fault.Invalid, "field")
	h.refused(h.report(crow.id, fox.id, "", moderation.Unkind), fault.Forbidden, "not_present")
}

func TestOpenReportsAreBounded(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Group.Capacity = 20 })
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	for i := range maxReports {
		h.ok(h.report(heron.id, h.insider(ana, string(rune('a'+i))+" guest").id, "", moderation.Unkind))
	}
	h.refused(h.report(heron.id, ana.id, "", moderation.Unkind), fault.TooMany, "many_reports")
	h.ok(h.closeReport(ana.id, ana.state.Reports[0].ID))
	h.ok(h.report(heron.id, h.insider(ana, "last guest").id, "", moderation.Unkind))
}
