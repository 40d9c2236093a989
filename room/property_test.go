package room

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"warmroom/meeting"
	"warmroom/moderation"
)

// riot is a room and everybody who was ever in it, driven at random. What a
// facilitator has decided is kept here once more, apart from the state.
type riot struct {
	*house
	ids      []ParticipantID // of everybody, also of those who are gone
	pages    map[ParticipantID]*page
	letIn    map[ParticipantID]bool            // participants for whom somebody opened the door
	wants    map[ParticipantID]map[Source]bool // what people turned on themselves, and nobody turned off since
	greeters map[ParticipantID]bool
	calmed   bool
	mode     FloorMode // that somebody set last
	muted    map[ParticipantID]bool
	dark     map[ParticipantID]bool // cameras stopped
	banished []moderation.Marks
	removals map[meeting.RemovalID]moderation.Marks
	said     []MessageID
	alone    time.Time // since when nobody who leads is connected, though people are inside
}

// TestAnySequenceOfCommandsKeepsTheRoomSafe does anything anybody could do, in
// any order, and looks at the whole room after each step. The pages check by
// themselves that they get nothing they may not see (page.check).
func TestAnySequenceOfCommandsKeepsTheRoomSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &riot{
			house: newHouse(t, func(c *Config) { c.Group.Capacity = 4 }),
			pages: map[ParticipantID]*page{}, letIn: map[ParticipantID]bool{},
			greeters: map[ParticipantID]bool{}, wants: map[ParticipantID]map[Source]bool{}, muted: map[ParticipantID]bool{}, dark: map[ParticipantID]bool{},
			removals: map[meeting.RemovalID]moderation.Marks{},
		}
		t.Repeat(map[string]func(*rapid.T){
			"arrive": c.arrive, "come again": c.arrive, "connection": c.connection, "leave": c.goAway, "publish": c.publish,
			"chat": c.talk, "report": c.tellOn, "door": c.atTheDoor, "let in": c.open, "restrain": c.restrain, "close": c.shut, "floor": c.arrange, "turn": c.takeTurn, "plan": c.planning,
			"remove": c.removeOrUndo, "media": c.hear, "time": c.wait, "end": c.finishing,
			"": c.check,
		})
	})
}

func (c *riot) arrive(t *rapid.T) {
	name := rapid.SampledFrom([]string{"Ana", "Ben", "Mike", "mike", "Blue Heron", "Red Fox"}).Draw(t, "name")
	a := Arrival{Name: name, Role: moderation.Participant, Newcomer: rapid.Bool().Draw(t, "newcomer")}
	a.Marks.Device = rapid.SampledFrom([]string{"", "d1", "d2", "d3", "d4", "d5"}).Draw(t, "device")
	a.Marks.Invite = rapid.SampledFrom([]string{"", "", "i1", "i2"}).Draw(t, "invite")
	switch rapid.IntRange(0, 5).Draw(t, "who") {
	case 0:
		a = staff("Ana", moderation.Facilitator)
	case 1:
		a = staff("Ben", moderation.CoFacilitator)
	case 2:
		a = staff("Ana", moderation.Facilitator)
		a.Account, a.Marks.Account = "acc-other", "acc-other"
	}
	p := &page{t: c.t}
	id, err := c.state.arrive(a, p)
	if c.forbidden(a) && err == nil {
		t.Fatalf("somebody who was removed came back")
	}
	if err != nil {
		return
	}
	p.id = id
	if old := c.pages[id]; old == nil {
		c.ids = append(c.ids, id)
	} else if old.farewell != FarewellReplaced {
		t.Fatalf("%s has two sinks", a.Name)
	}
	c.pages[id] = p
}

// forbidden reports whether a removal that stands holds against an arrival.
func (c *riot) forbidden(a Arrival) bool {
	m := a.Marks
	if a.Role.Leads() {
		m = moderation.Marks{Account: string(a.Account)}
	}
	return slices.ContainsFunc(c.banished, m.Match)
}

// anybody returns the id of somebody who is or was here, or of nobody.
func (c *riot) anybody(t *rapid.T, label string) ParticipantID {
	return rapid.SampledFrom(append([]ParticipantID{"nobody"}, c.ids...)).Draw(t, label)
}

func (c *riot) connection(t *rapid.T) {
	id := c.anybody(t, "id")
	if rapid.Bool().Draw(t, "lost") {
		c.interrupted(id, c.pages[id])
		return
	}
	_ = c.resumed(id, rapid.Bool().Draw(t, "fresh"))
}

func (c *riot) goAway(t *rapid.T) {
	_ = c.leaveBy(c.anybody(t, "id"), rapid.Bool().Draw(t, "goodbye"))
}

func (c *riot) publish(t *rapid.T) {
	src := rapid.SampledFrom([]Source{Microphone, Camera, Screen, "other"}).Draw(t, "source")
	id, on := c.anybody(t, "id"), rapid.IntRange(0, 3).Draw(t, "on") > 0
	if c.state.publish(id, src, on) != nil {
		return
	}
	if c.wants[id] == nil {
		c.wants[id] = map[Source]bool{}
	}
	c.wants[id][src] = on
}

// shut closes or opens things for everybody who doesn't lead.
func (c *riot) shut(t *rapid.T) {
	by, on := c.anybody(t, "by"), rapid.IntRange(0, 2).Draw(t, "on") == 0
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 4:
		_ = c.quiet(by, on)
	case 0:
		if c.state.calm(by, on) != nil {
			return
		}
		if c.calmed = on; on {
			c.unwant("", Microphone, Camera)
		}
	case 1:
		except := c.anybody(t, "except")
		if c.muteAll(by, except) == nil {
			c.unwant(except, Microphone)
		}
	case 2:
		_ = c.closeMicrophones(by, on)
	case 3:
		_ = c.closeLane(by, rapid.SampledFrom([]Lane{LaneEveryone, LaneFacilitators, "other"}).Draw(t, "lane"), on)
	}
}

// arrange is what somebody does who leads a circle.
func (c *riot) arrange(t *rapid.T) {
	by, id := c.anybody(t, "by"), c.anybody(t, "id")
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		mode := rapid.SampledFrom([]FloorMode{FloorFree, FloorAsk, "other"}).Draw(t, "mode")
		if c.setFloor(by, mode) == nil {
			c.mode = mode
		}
	case 1:
		if c.startCircle(by, time.Minute, rapid.SampledFrom([]First{FirstIn, LeastHeard}).Draw(t, "first")) == nil {
			c.mode = FloorCircle
		}
	case 2:
		_ = c.giveFloor(by, id)
	case 3:
		_ = c.moveInCircle(by, id, rapid.IntRange(0, 3).Draw(t, "place"))
	case 4:
		_ = c.addShareTime(by, time.Minute)
	}
}

func (c *riot) planning(t *rapid.T) {
	by, n := c.anybody(t, "by"), rapid.IntRange(-1, 4).Draw(t, "n")
	switch rapid.IntRange(0, 3).Draw(t, "what") {
	case 0:
		_ = c.setPlan(by, slices.Repeat([]Segment{{Title: "Check-in", Minutes: 20}}, max(n, 0)), rapid.IntRange(-1, 4).Draw(t, "current"))
	case 1:
		_ = c.goTo(by, n)
	case 2:
		_ = c.stretch(by, n)
	case 3:
		_ = c.addPlanTime(by, n)
	}
}

// takeTurn is what somebody does who takes part in a circle.
func (c *riot) takeTurn(t *rapid.T) {
	by, id := c.anybody(t, "by"), c.anybody(t, "id")
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		_ = c.raiseHand(by)
	case 1:
		_ = c.lowerHand(by, id)
	case 2:
		_ = c.nextTurn(by)
	case 3:
		_ = c.state.pass(by)
	case 4:
		_ = c.later(by, id)
	}
}

func (c *riot) unwant(except ParticipantID, which ...Source) {
	for _, p := range c.inside {
		for _, src := range which {
			if !p.Role.Leads() && p.ID != except {
				delete(c.wants[p.ID], src)
			}
		}
	}
}

func (c *riot) talk(t *rapid.T) {
	id := c.anybody(t, "id")
	if len(c.said) > 0 && rapid.IntRange(0, 2).Draw(t, "hide") == 0 {
		_ = c.hideMessage(id, rapid.SampledFrom(c.said).Draw(t, "message"))
		return
	}
	if len(c.said) > 0 && rapid.IntRange(0, 2).Draw(t, "release") == 0 {
		_ = c.releaseMessage(id, rapid.SampledFrom(c.said).Draw(t, "message"))
		return
	}
	lane := rapid.SampledFrom([]Lane{LaneEveryone, LaneFacilitators, LaneResources}).Draw(t, "lane")
	text := rapid.SampledFrom([]string{"Hello", "Call me on 555 010 9988"}).Draw(t, "text")
	if m, err := c.say(id, lane, text); err == nil {
		c.said = append(c.said, m)
	}
}

func (c *riot) tellOn(t *rapid.T) {
	by := c.anybody(t, "by")
	if len(c.reports) > 0 && rapid.Bool().Draw(t, "close") {
		_ = c.closeReport(by, rapid.SampledFrom(c.reports).Draw(t, "report").ID)
		return
	}
	_ = c.report(by, c.anybody(t, "about"), "", moderation.Unkind)
	_ = c.react(by, Heart)
}

func (c *riot) open(t *rapid.T) {
	by := c.anybody(t, "by")
	if rapid.Bool().Draw(t, "all") {
		_ = c.admitAll(by)
	} else {
		_ = c.admit(by, []ParticipantID{c.anybody(t, "one"), c.anybody(t, "two")})
	}
	if p := c.people[by]; p == nil || !p.Role.Leads() && !c.greeters[by] || p.standing != moderation.Present || c.locked || c.calmed {
		return
	}
	for _, p := range c.inside {
		c.letIn[p.ID] = true
	}
}

func (c *riot) atTheDoor(t *rapid.T) {
	by, id := c.anybody(t, "by"), c.anybody(t, "id")
	switch rapid.IntRange(0, 5).Draw(t, "what") {
	case 4:
		_ = c.sayAtDoor(by, rapid.SampledFrom([]ParticipantID{"", id}).Draw(t, "to"), "Two minutes")
	case 5:
		_ = c.replyAtDoor(by, "I wait")
	case 0:
		_ = c.decline(by, id, "")
	case 1:
		if c.sendBack(by, id) == nil {
			delete(c.letIn, id)
			delete(c.greeters, id)
		}
	default:
		_ = c.lockDoor(by, rapid.IntRange(0, 3).Draw(t, "locked") == 0)
	}
}

func (c *riot) restrain(t *rapid.T) {
	by, id := c.anybody(t, "by"), c.anybody(t, "id")
	switch rapid.IntRange(0, 10).Draw(t, "what") {
	case 9:
		on := rapid.IntRange(0, 2).Draw(t, "hat") > 0
		if c.giveHat(by, id, Greeter, on) == nil {
			c.greeters[id] = on
		}
	case 10:
		_ = c.giveHat(by, id, Timekeeper, true)
	case 0:
		if c.mute(by, id) == nil {
			c.muted[id] = true
		}
	case 1:
		if c.askToUnmute(by, id) == nil {
			delete(c.muted, id)
		}
	case 2:
		if c.stopCamera(by, id) == nil {
			c.dark[id] = true
		}
	case 3:
		if c.allowCamera(by, id) == nil {
			delete(c.dark, id)
		}
	case 4:
		_ = c.stopShare(by, id)
	case 5:
		_ = c.remind(by, id, moderation.Disrupting)
	case 6:
		_ = c.warn(by, id, moderation.Disrupting)
	case 7:
		_ = c.askMinute(by)
	case 8:
		_ = c.endMinute(by, id)
	}
}

func (c *riot) removeOrUndo(t *rapid.T) {
	by := c.anybody(t, "by")
	if len(c.removals) > 0 && rapid.Bool().Draw(t, "undo") {
		r := rapid.SampledFrom(slices.Sorted(maps.Keys(c.removals))).Draw(t, "removal")
		if c.undoRemoval(by, r) == nil {
			m := c.removals[r]
			delete(c.removals, r)
			i := slices.Index(c.banished, m)
			c.banished = slices.Delete(c.banished, i, i+1)
		}
		return
	}
	if c.remove(by, c.anybody(t, "id"), moderation.Unkind) == nil {
		r := c.diary.removals[len(c.diary.removals)-1]
		c.removals[meeting.RemovalID(r.ID)] = r.Marks
		c.banished = append(c.banished, r.Marks)
	}
}

func (c *riot) hear(t *rapid.T) {
	id := c.anybody(t, "id")
	switch rapid.IntRange(0, 3).Draw(t, "what") {
	case 0:
		c.speaking([]ParticipantID{c.anybody(t, "speaker"), id})
	case 1:
		c.mapSlots(id, []Mapping{{Slot: "1", Participant: c.anybody(t, "shown"), Source: Camera}})
	case 2:
		c.mediaState(id, false)
	case 3:
		_ = c.view(id, []Tile{{Participant: c.anybody(t, "shown"), Source: Camera}})
	}
}

func (c *riot) wait(t *rapid.T) {
	c.pass(time.Duration(rapid.IntRange(0, 90_000).Draw(t, "ms")) * time.Millisecond)
}

func (c *riot) finishing(t *rapid.T) {
	if rapid.IntRange(0, 20).Draw(t, "really") == 0 {
		_ = c.state.end(c.anybody(t, "by"))
		return
	}
	_ = c.extend(c.anybody(t, "by"), time.Minute)
}

// check holds the state against all that must always be true.
func (c *riot) check(t *rapid.T) {
	if c.over != nil {
		for _, p := range c.pages {
			if p.farewell == "" {
				t.Fatalf("somebody was forgotten in a room that is over")
			}
		}
		t.Skip("the room is over")
	}
	c.checkLists(t)
	c.checkMedia(t)
	c.checkHold(t)
	c.checkFloor(t)
	for _, p := range c.people {
		if !p.Role.Leads() && p.standing == moderation.Present && !c.letIn[p.ID] {
			t.Fatalf("%s is inside and nobody let them in", p.Name)
		}
		if slices.ContainsFunc(c.banished, p.identity().Match) {
			t.Fatalf("%s was removed and is here", p.Name)
		}
		c.checkPage(t, p)
	}
}

func (c *riot) checkLists(t *rapid.T) {
	if len(c.door)+len(c.inside) != len(c.people) {
		t.Fatalf("%d at the door and %d inside are not %d people", len(c.door), len(c.inside), len(c.people))
	}
	names, guests, shares := map[string]bool{}, 0, 0
	for _, p := range c.inside {
		if names[meeting.Fold(p.Name)] {
			t.Fatalf("two people inside are called %s", p.Name)
		}
		names[meeting.Fold(p.Name)] = true
		if !p.Role.Leads() {
			guests++
		}
		if p.Screen == On {
			shares++
		}
	}
	if guests > c.group.Capacity || shares > 1 {
		t.Fatalf("%d guests inside, %d screens shared", guests, shares)
	}
	for _, p := range c.people {
		if (p.Link == Reconnecting) != slices.Contains(c.lost, p) {
			t.Fatalf("%s is %s", p.Name, p.Link)
		}
	}
}

// checkMedia holds what the media plane lets through against what people see
// and what facilitators decided.
func (c *riot) checkMedia(t *rapid.T) {
	for id := range c.plane.admitted {
		if p := c.people[id]; p == nil || p.standing != moderation.Present {
			t.Fatalf("media of somebody who is not inside is accepted")
		}
	}
	for id := range c.plane.permitted {
		if c.people[id] == nil {
			t.Fatalf("the media plane remembers somebody who is gone")
		}
	}
	for _, p := range c.inside {
		for _, src := range []Source{Microphone, Camera, Screen} {
			if flows, shown := c.plane.flows(p.ID, src), *p.source(src) == On && !c.heldBack(p); flows != shown {
				t.Fatalf("%s of %s: forwarded is %t, shown as on is %t", src, p.Name, flows, shown)
			}
		}
		for _, src := range sources {
			if c.plane.flows(p.ID, src) && !c.wants[p.ID][src] {
				t.Fatalf("%s of %s is forwarded, and they did not turn it on", src, p.Name)
			}
		}
		if c.calmed && !p.Role.Leads() && (c.plane.flows(p.ID, Microphone) || c.plane.flows(p.ID, Camera)) {
			t.Fatalf("%s is heard or seen in a calm room", p.Name)
		}
		if c.muted[p.ID] && (c.plane.flows(p.ID, Microphone) || p.Microphone != Stopped) {
			t.Fatalf("%s is muted and %s", p.Name, p.Microphone)
		}
		if c.dark[p.ID] && (c.plane.flows(p.ID, Camera) || p.Camera != Stopped) {
			t.Fatalf("%s's camera is stopped and %s", p.Name, p.Camera)
		}
	}
}

// checkFloor looks whether one speaks at a time where that was agreed, and
// whether everybody who has a turn is inside and has one.
func (c *riot) checkFloor(t *rapid.T) {
	f := c.floor
	for _, p := range c.inside {
		if (c.mode == FloorAsk || c.mode == FloorCircle) && !p.Role.Leads() && p.ID != f.Speaker && c.plane.flows(p.ID, Microphone) {
			t.Fatalf("%s is heard in somebody else's turn", p.Name)
		}
	}
	if c.mode == FloorCircle && f.Speaker == "" && len(f.Order) > 0 {
		t.Fatalf("it is nobody's turn, though %d are to come", len(f.Order))
	}
	turns := map[ParticipantID]int{}
	for _, id := range slices.Concat([]ParticipantID{f.Speaker}, f.Order, f.Passed) {
		if turns[id]++; id != "" && (turns[id] > 1 || !c.isInside(id)) {
			t.Fatalf("somebody has %d turns, inside %t", turns[id], c.isInside(id))
		}
	}
	for _, id := range c.hands {
		if !c.isInside(id) {
			t.Fatalf("the hand of somebody who left is up")
		}
	}
}

// checkHold looks for what must not be in a room that nobody leads.
func (c *riot) checkHold(t *rapid.T) {
	if len(c.inside) == 0 || slices.ContainsFunc(c.inside, func(p *person) bool { return p.Role.Leads() && p.Link == Connected }) {
		c.alone = zero
		if c.hold.on() {
			t.Fatalf("the room is on hold, though it is led or empty")
		}
		return
	}
	if c.alone.IsZero() {
		c.alone = c.now
	}
	heard := 0
	for _, p := range c.inside {
		if c.plane.flows(p.ID, Microphone) || c.plane.flows(p.ID, Camera) || c.plane.flows(p.ID, Screen) {
			heard++
		}
	}
	switch without := c.now.Sub(c.alone); {
	case without >= HoldAfter+HoldFor:
		t.Fatalf("the meeting goes on without anybody who leads after %v", without)
	case without >= HoldAfter+HoldFloor && heard > 0, without >= HoldAfter && heard > 1:
		t.Fatalf("%d people are heard or seen after %v without anybody who leads", heard, without)
	}
}

// byNote orders notes, which have no order.
func byNote(a, b Note) bool { return a.Participant < b.Participant }

// checkPage holds what a page made of its events against a new snapshot.
func (c *riot) checkPage(t *rapid.T, p *person) {
	page := c.pages[p.ID]
	if page.farewell != "" {
		t.Fatalf("%s is here, and their session is over", p.Name)
	}
	fresh := c.snapshot(p, c.roster())
	ignore := cmpopts.IgnoreFields(Snapshot{}, "Now", "AskedToUnmute", "Speaking", "MayTurnOnMic", "MayTurnOnCam", "MayShareScreen")
	if diff := cmp.Diff(fresh, page.state, ignore, cmpopts.EquateEmpty(), cmpopts.SortSlices(byNote)); diff != "" {
		t.Fatalf("the page of %s is not what it should be (-want +got):\n%s", p.Name, diff)
	}
	if fresh.MayTurnOnMic != page.mayTurnOnMic() {
		t.Fatalf("%s may speak: %t, and their page thinks otherwise; microphone %s", p.Name, fresh.MayTurnOnMic, page.self().Microphone)
	}
}
