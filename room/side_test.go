package room

import (
	"slices"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// group is a room with two who lead and three who don't, in which everybody
// has the microphone on.
type group struct {
	*house
	ana, ben, heron, fox, crow *page
}

func newGroup(t *testing.T, change ...func(*Config)) *group {
	g := &group{house: newHouse(t, change...)}
	g.ana = g.lead("Ana")
	g.ben = g.come(staff("Ben", moderation.CoFacilitator))
	g.heron, g.fox, g.crow = g.insider(g.ana, "Blue Heron"), g.insider(g.ana, "Red Fox"), g.insider(g.ana, "Black Crow")
	for _, p := range g.all() {
		g.ok(g.publish(p.id, Microphone, true))
	}
	return g
}

func (g *group) all() []*page { return []*page{g.ana, g.ben, g.heron, g.fox, g.crow} }

// aside lets Ben and Heron go aside, and Fox with them.
func (g *group) aside() Side {
	g.t.Helper()
	g.ok(g.offerSide(g.ben.id, g.heron.id, g.fox.id))
	id := g.sides[0].ID
	g.ok(g.answerSide(g.heron.id, id, Yes))
	g.ok(g.answerSide(g.fox.id, id, Yes))
	return g.sides[0].Side
}

// hears returns who of all hears p.
func (g *group) hears(p *page) (names []string) {
	for _, q := range g.all() {
		if q != p && g.plane.reaches(p.id, q.id, Microphone) {
			names = append(names, g.people[q.id].Name)
		}
	}
	return names
}

func TestASideRoomIsEnteredByConsent(t *testing.T) {
	g := newGroup(t)
	g.ok(g.askMinute(g.heron.id, false))
	before := len(g.crow.events)
	g.ok(g.offerSide(g.ben.id, g.heron.id, g.fox.id))
	if len(g.heron.state.Sides) != 1 || len(g.ana.state.Sides) != 1 {
		t.Fatal("Heron or Ana does not see the offer")
	}
	if len(g.fox.state.Sides) != 0 {
		t.Error("Fox learns of it before Heron agreed to that")
	}
	x := g.heron.state.Sides[0]
	g.refused(g.answerSide(g.fox.id, x.ID, Yes), fault.NotFound, "no_side_room")
	g.refused(g.answerSide(g.ana.id, x.ID, Yes), fault.NotFound, "no_side_room")
	g.refused(g.offerSide(g.ana.id, g.heron.id, ""), fault.Conflict, "in_side_room")
	g.refused(g.offerSide(g.heron.id, g.fox.id, ""), fault.Forbidden, "role")

	g.ok(g.answerSide(g.heron.id, x.ID, Yes))
	if !slices.Equal(g.hears(g.heron), []string{"Ben"}) || g.heron.state.NeedsMinute {
		t.Errorf("Heron is heard by %v, needs a minute %t", g.hears(g.heron), g.heron.state.NeedsMinute)
	}
	if s := g.fox.state.Sides; len(s) != 1 || !slices.Equal(s[0].Asked, []ParticipantID{g.fox.id}) {
		t.Fatalf("Fox was asked: %v", s)
	}
	if !slices.Equal(g.hears(g.fox), []string{"Ana", "Black Crow"}) {
		t.Errorf("Fox is heard by %v before the answer", g.hears(g.fox))
	}
	g.ok(g.answerSide(g.fox.id, x.ID, Yes))
	if !slices.Equal(g.hears(g.fox), []string{"Ben", "Blue Heron"}) || !slices.Equal(g.hears(g.ana), []string{"Black Crow"}) {
		t.Errorf("Fox is heard by %v, Ana by %v", g.hears(g.fox), g.hears(g.ana))
	}
	for _, e := range g.crow.events[before:] {
		if _, ok := e.(PersonChanged); !ok {
			t.Errorf("Crow was told %T", e)
		}
	}
	if len(g.crow.state.Sides) != 0 {
		t.Error("Crow sees a side room")
	}
}

func TestWhoIsAskedMaySayNo(t *testing.T) {
	g := newGroup(t)
	g.ok(g.offerSide(g.ben.id, g.heron.id, ""))
	g.ok(g.answerSide(g.heron.id, g.sides[0].ID, No))
	if gone := got[SideGone](g.ben); len(gone) != 1 || !gone[0].Declined {
		t.Errorf("Ben was told %v", gone)
	}
	if len(g.hears(g.heron)) != 4 || len(g.sides) != 0 {
		t.Error("something changed though Heron said no")
	}

	g.ok(g.offerSide(g.ben.id, g.heron.id, g.fox.id))
	before := len(g.fox.events)
	g.ok(g.answerSide(g.heron.id, g.sides[0].ID, YesAlone))
	if len(got[SideChanged](g.fox)) != 0 || len(g.fox.events) != before+2 {
		t.Errorf("Fox, whom Heron did not want, was told %d things", len(g.fox.events)-before)
	}
	g.ok(g.leaveSide(g.heron.id))

	g.ok(g.offerSide(g.ben.id, g.heron.id, g.fox.id))
	id := g.sides[0].ID
	g.ok(g.answerSide(g.heron.id, id, Yes))
	g.ok(g.answerSide(g.fox.id, id, No))
	if len(g.fox.state.Sides) != 0 || g.heron.state.Sides[0].With != "" || len(g.heron.state.Sides[0].Asked) != 0 {
		t.Error("Fox's no was not taken")
	}
	g.refused(g.answerSide(g.fox.id, id, Yes), fault.NotFound, "no_side_room")
	g.refused(g.answerSide(g.heron.id, id, "perhaps"), fault.NotFound, "no_side_room")
}

func TestSomebodyWhoLeadsStaysWithTheGroup(t *testing.T) {
	g := newGroup(t)
	g.refused(g.offerSide(g.ana.id, g.heron.id, g.ben.id), fault.Conflict, "last_to_lead")
	g.refused(g.offerSide(g.ana.id, g.ben.id, ""), fault.Conflict, "last_to_lead")
	g.ok(g.offerSide(g.ben.id, g.heron.id, ""))
	id := g.sides[0].ID
	g.interrupted(g.ana.id, g.ana)
	g.refused(g.answerSide(g.heron.id, id, Yes), fault.Conflict, "lead_busy")
	g.ok(g.resumed(g.ana.id, true))
	g.interrupted(g.ben.id, g.ben)
	g.refused(g.answerSide(g.heron.id, id, Yes), fault.Conflict, "lead_away")
	g.ok(g.resumed(g.ben.id, true))
	g.ok(g.answerSide(g.heron.id, id, Yes))

	// Who leads in a side room counts: no hold while the last one with the group is away.
	g.interrupted(g.ana.id, g.ana)
	g.pass(HoldAfter + 5*time.Second)
	if g.crow.state.Hold != nil {
		t.Error("on hold though Ben is there")
	}
	g.interrupted(g.ben.id, g.ben)
	g.pass(HoldAfter)
	if g.crow.state.Hold == nil || g.plane.flows(g.heron.id, Microphone) {
		t.Error("a hold does not reach the side room")
	}
}

func TestTheGroupSeesNothingOfASideRoom(t *testing.T) {
	g := newGroup(t)
	g.aside()
	before := len(g.crow.events)
	g.ok(g.publish(g.heron.id, Microphone, false))
	g.ok(g.publish(g.heron.id, Camera, true))
	g.ok(g.publish(g.heron.id, Microphone, true))
	g.pass(time.Second)
	g.speaking([]ParticipantID{g.heron.id, g.ana.id})
	if !slices.Equal(g.crow.state.Speaking, []ParticipantID(nil)) && len(got[SpeakingChanged](g.crow)) != 1 {
		t.Errorf("Crow was told of %v", got[SpeakingChanged](g.crow))
	}
	if told := got[SpeakingChanged](g.crow); len(told) == 0 || !slices.Equal(told[len(told)-1].Speaking, []ParticipantID{g.ana.id}) {
		t.Errorf("to Crow speak %v", told)
	}
	if told := got[SpeakingChanged](g.fox); !slices.Equal(told[len(told)-1].Speaking, []ParticipantID{g.heron.id}) {
		t.Errorf("to Fox speak %v", told)
	}
	for _, e := range g.crow.events[before:] {
		if _, ok := e.(SpeakingChanged); !ok {
			t.Errorf("Crow was told %T while something went on in the side room", e)
		}
	}
	for _, p := range []*page{g.crow, g.ana, g.insider(g.ana, "Late Wren")} {
		if seen := p.person(g.heron.id); seen.Microphone != Off || seen.Camera != Off {
			t.Errorf("%s sees %+v", p.state.Name, seen)
		}
	}
	if seen := g.fox.person(g.heron.id); seen.Microphone != On || seen.Camera != On {
		t.Errorf("Fox sees %+v", seen)
	}
	heard := g.people[g.heron.id].heard
	g.pass(10 * time.Second)
	g.speaking(nil)
	if g.people[g.heron.id].heard != heard {
		t.Error("what was said aside counts as said to the group")
	}
	g.ok(g.view(g.crow.id, []Tile{{Participant: g.heron.id, Source: Camera}, {Participant: g.ana.id, Source: Camera}}))
	if tiles := g.plane.tiles[g.crow.id]; len(tiles) != 1 || tiles[0].Participant != g.ana.id {
		t.Errorf("Crow is shown %v", tiles)
	}
}

func TestTheWayBackIsQuiet(t *testing.T) {
	g := newGroup(t)
	x := g.aside()
	before := len(g.crow.events)
	g.ok(g.leaveSide(g.fox.id))
	if g.plane.flows(g.fox.id, Microphone) || g.fox.self().Microphone != Off || len(g.fox.state.Sides) != 0 {
		t.Error("Fox came back with the microphone on, or sees the side room")
	}
	if len(g.crow.events) != before {
		t.Errorf("Crow was told %T", g.crow.events[before])
	}
	if !g.plane.reaches(g.ana.id, g.fox.id, Microphone) || !slices.Equal(g.hears(g.heron), []string{"Ben"}) {
		t.Error("Fox does not hear the group, or Heron is not with Ben")
	}
	g.refused(g.leaveSide(g.fox.id), fault.NotFound, "no_side_room")
	g.ok(g.leaveSide(g.ben.id)) // a side room has somebody in it who leads
	if len(g.sides) != 0 || g.plane.flows(g.heron.id, Microphone) || !g.plane.reaches(g.ana.id, g.heron.id, Microphone) {
		t.Error("Heron was left alone, or came back with the microphone on")
	}
	g.refused(g.closeSide(g.ana.id, x.ID), fault.NotFound, "no_side_room")
	g.aside()
	g.refused(g.closeSide(g.fox.id, g.sides[0].ID), fault.Forbidden, "role")
	g.ok(g.closeSide(g.ana.id, g.sides[0].ID))
	if len(g.sides) != 0 || len(g.ana.state.Sides)+len(g.heron.state.Sides)+len(g.fox.state.Sides) != 0 {
		t.Error("the side room goes on")
	}
}

func TestWhatFacilitatorsDecideReachesIntoASideRoom(t *testing.T) {
	g := newGroup(t)
	g.aside()
	g.ok(g.mute(g.ana.id, g.fox.id))
	g.refused(g.publish(g.fox.id, Microphone, true), fault.Forbidden, "muted")
	g.ok(g.muteAll(g.ana.id, ""))
	if !g.plane.flows(g.heron.id, Microphone) || g.plane.flows(g.crow.id, Microphone) {
		t.Error("to mute all in one room reached the other, or did not reach this one")
	}
	g.ok(g.closeMicrophones(g.ana.id, true))
	g.ok(g.publish(g.heron.id, Microphone, false))
	g.ok(g.publish(g.heron.id, Microphone, true))

	g.ok(g.calm(g.ana.id, true))
	if g.plane.flows(g.heron.id, Microphone) || g.fox.person(g.heron.id).Microphone != Off {
		t.Error("calm does not reach the side room")
	}
	if off := got[SourcesOff](g.crow); slices.ContainsFunc(off, func(e SourcesOff) bool { return slices.Contains(e.Participants, g.heron.id) }) {
		t.Error("Crow learns by the calm that Heron had the microphone on aside")
	}
	g.refused(g.publish(g.heron.id, Microphone, true), fault.Forbidden, "calm")
	g.ok(g.calm(g.ana.id, false))

	g.refused(g.publish(g.ben.id, Screen, true), fault.Forbidden, "aside")
	g.ok(g.remove(g.ana.id, g.fox.id, moderation.Unkind))
	if g.fox.farewell != FarewellRemoved || len(g.heron.state.Sides) != 1 || len(g.heron.state.Sides[0].Inside) != 2 {
		t.Error("Fox was not removed from the side room")
	}
	g.ok(g.sendBack(g.ana.id, g.heron.id))
	if len(g.sides) != 0 || g.people[g.ben.id].side != nil {
		t.Error("Ben is left alone in a side room")
	}
	g.ok(g.admit(g.ana.id, []ParticipantID{g.heron.id}))
	if !g.plane.reaches(g.ana.id, g.heron.id, Screen) && g.plane.company[g.heron.id] != "" {
		t.Error("Heron came in again and is still apart")
	}
	g.ok(g.end(g.ana.id))
	if g.ben.farewell != FarewellEnded {
		t.Error("the end does not reach everybody")
	}
}

func TestALostConnectionComesBackIntoTheSideRoom(t *testing.T) {
	g := newGroup(t)
	g.aside()
	g.interrupted(g.heron.id, g.heron)
	g.pass(Grace - time.Second)
	g.ok(g.resumed(g.heron.id, true))
	if !g.heron.aside() || !slices.Equal(g.hears(g.heron), []string{"Ben", "Red Fox"}) {
		t.Errorf("Heron is aside %t and heard by %v", g.heron.aside(), g.hears(g.heron))
	}
	again := g.come(guest("Blue Heron")) // in another tab
	if again.id != g.heron.id || !again.aside() || g.plane.reaches(g.ana.id, again.id, Microphone) {
		t.Error("Heron's new tab is not where Heron is")
	}
	g.heron = again
	g.ok(g.publish(g.heron.id, Microphone, true))
	if !slices.Equal(g.hears(g.heron), []string{"Ben", "Red Fox"}) {
		t.Errorf("in the new tab Heron is heard by %v", g.hears(g.heron))
	}
	g.interrupted(g.ben.id, g.ben)
	g.pass(Grace)
	if len(g.sides) != 0 || g.plane.flows(g.heron.id, Microphone) || g.plane.flows(g.fox.id, Microphone) {
		t.Error("the side room goes on without anybody who leads")
	}
}

func TestARestartFindsPeopleAside(t *testing.T) {
	g := newGroup(t)
	g.aside()
	s := shelf{}
	s.put(t, g.keep())
	g.restart(s.room, time.Second, "acc-Ana", "acc-Ben")
	for _, p := range []*page{g.ana, g.crow} {
		if g.plane.reaches(g.heron.id, p.id, Microphone) {
			t.Fatalf("%s hears Heron before anybody is back", p.state.Name)
		}
	}
	g.heron, g.ben, g.crow = g.returns(g.heron), g.returns(g.ben), g.returns(g.crow)
	if !g.heron.aside() || !slices.Equal(g.hears(g.heron), []string{"Ben", "Red Fox"}) {
		t.Errorf("Heron is aside %t and heard by %v", g.heron.aside(), g.hears(g.heron))
	}
	if seen := g.crow.person(g.heron.id); seen.Microphone != Off || len(g.crow.state.Sides) != 0 {
		t.Errorf("Crow sees %+v", seen)
	}
}

func TestTheCircleKeepsThePlaceOfWhoGoesAside(t *testing.T) {
	g := newGroup(t)
	g.ok(g.startCircle(g.ana.id, time.Minute, FirstIn))
	if g.floor.Speaker != g.heron.id {
		t.Fatalf("it is the turn of %s", g.people[g.floor.Speaker].Name)
	}
	g.aside() // with Fox, who is next
	if g.floor.Speaker != g.crow.id || !slices.Equal(g.floor.Order, []ParticipantID{g.heron.id, g.fox.id}) {
		t.Errorf("the floor is %+v", g.floor)
	}
	g.ok(g.publish(g.heron.id, Microphone, true)) // nobody waits for a turn aside
	g.ok(g.nextTurn(g.crow.id))
	if g.floor.Speaker != "" || len(g.floor.Order) != 2 {
		t.Errorf("it is the turn of somebody who is aside: %+v", g.floor)
	}
	wren := g.insider(g.ana, "Late Wren")
	if g.floor.Speaker != wren.id {
		t.Error("who came in has no turn though nobody else has one")
	}
	g.ok(g.nextTurn(wren.id))
	g.ok(g.leaveSide(g.fox.id))
	if g.floor.Speaker != g.fox.id {
		t.Error("Fox is back and has no turn")
	}
	g.ok(g.setFloor(g.ana.id, FloorAsk))
	g.refused(g.giveFloor(g.ana.id, g.heron.id), fault.Conflict, "aside")
	g.ok(g.giveFloor(g.ana.id, g.crow.id))
	g.ok(g.leaveSide(g.heron.id))
	g.ok(g.offerSide(g.ben.id, g.crow.id, ""))
	g.ok(g.answerSide(g.crow.id, g.sides[0].ID, Yes))
	if g.floor.Speaker != "" {
		t.Error("Crow is aside and has the floor")
	}
}

func TestAnOfferGoesWithThoseItIsAbout(t *testing.T) {
	for name, gone := range map[string]func(*group) *page{
		"who offers it": func(g *group) *page { return g.ben },
		"whom it is for": func(g *group) *page {
			return g.heron
		},
	} {
		g := newGroup(t)
		g.ok(g.offerSide(g.ben.id, g.heron.id, g.fox.id))
		g.ok(g.leaveBy(gone(g).id, false))
		if len(g.sides) != 0 || len(g.ana.state.Sides) != 0 {
			t.Errorf("%s left, and the offer stands", name)
		}
	}
	g := newGroup(t)
	g.ok(g.offerSide(g.ben.id, g.heron.id, g.fox.id))
	g.ok(g.leaveBy(g.fox.id, false))
	if len(g.sides) != 1 || g.heron.state.Sides[0].With != "" {
		t.Error("Fox left and is still named")
	}
}

func TestAMinuteMayBeForACallTogether(t *testing.T) {
	g := newGroup(t)
	g.ok(g.askMinute(g.heron.id, false))
	since := g.ben.state.Notes[0].Minute
	g.ok(g.askMinute(g.heron.id, true))
	if n := g.ben.state.Notes; len(n) != 1 || !n[0].Together || !n[0].Minute.Equal(*since) {
		t.Errorf("Ben sees %+v", n)
	}
	g.ok(g.askMinute(g.heron.id, false)) // pressed again
	if !g.ben.state.Notes[0].Together {
		t.Error("the wish was forgotten")
	}
	g.ok(g.endMinute(g.ben.id, g.heron.id))
	if len(g.ben.state.Notes) != 0 {
		t.Errorf("Ben still sees %+v", g.ben.state.Notes)
	}
}
