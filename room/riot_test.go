package room

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"warmroom/meeting"
	"warmroom/moderation"
)

// What a riot does: anything that anybody may try.

func (c *riot) arrive(t *rapid.T) {
	name := rapid.SampledFrom([]string{"Ana", "Ben", "Mike", "mike", "Blue Heron", "Red Fox"}).Draw(t, "name")
	a := Arrival{Name: name, Role: moderation.Participant, Newcomer: rapid.Bool().Draw(t, "newcomer")}
	a.Observer = rapid.IntRange(0, 4).Draw(t, "observer") == 0
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
	if p := c.people[id]; p != nil && p.sink != Sink(c.pages[id]) {
		return // has not come back since a restart
	}
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
			c.unwant(anybody, Microphone, Camera)
		}
	case 1:
		except := c.anybody(t, "except")
		if c.muteAll(by, except) == nil {
			c.unwant(func(p *person) bool { return p.ID != except && p.side == c.people[by].side }, Microphone)
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
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 5:
		_ = c.startReading(by)
	case 6:
		_ = c.nextClause(by)
	case 7:
		_ = c.passReading(by)
	case 8:
		_ = c.giveReading(by, c.anybody(t, "reader"))
	case 9:
		_ = c.endReading(by)
	case 4:
		_ = c.setTopic(by, "Small joys")
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

func (c *riot) unwant(among func(*person) bool, which ...Source) {
	for _, p := range c.inside {
		for _, src := range which {
			if !p.Role.Leads() && among(p) {
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

// goAside is anything about side rooms. Who is in one is kept here once more.
func (c *riot) goAside(t *rapid.T) {
	by, id := c.anybody(t, "by"), SideID("none")
	if len(c.sides) > 0 {
		id = rapid.SampledFrom(c.sides).Draw(t, "side").ID
	}
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		_ = c.offerSide(by, c.anybody(t, "for"), rapid.SampledFrom([]ParticipantID{"", c.anybody(t, "with")}).Draw(t, "third"))
	case 1:
		c.answer(t, by, id)
	case 2, 3:
		if c.leaveSide(by) == nil {
			delete(c.agreed, by)
			delete(c.wants, by)
		}
	case 4:
		_ = c.closeSide(by, id)
	}
}

// gather is an offer by somebody who may make it, and the answers of those who
// are asked.
func (c *riot) gather(t *rapid.T) {
	if len(c.sides) == 0 {
		by := rapid.SampledFrom(c.ids[:3]).Draw(t, "by")
		_ = c.offerSide(by, rapid.SampledFrom(c.ids[3:]).Draw(t, "for"), rapid.SampledFrom(append([]ParticipantID{""}, c.ids...)).Draw(t, "with"))
		return
	}
	x := rapid.SampledFrom(c.sides).Draw(t, "side")
	for _, id := range x.Asked {
		c.answer(t, id, x.ID)
	}
}

// answer answers for somebody who may have been asked.
func (c *riot) answer(t *rapid.T, by ParticipantID, id SideID) {
	x := c.sideOf(id)
	answer := rapid.SampledFrom([]SideAnswer{Yes, Yes, Yes, YesAlone, No, "other"}).Draw(t, "answer")
	if c.answerSide(by, id, answer) != nil || answer == No {
		return
	}
	c.agreed[by] = id
	if by == x.For {
		c.agreed[x.By] = id
	}
}

// regroup forgets who was in side rooms that are over.
func (c *riot) regroup() {
	for id, x := range c.agreed {
		if s := c.sideOf(x); s == nil || c.people[id] == nil || !slices.Contains(s.Inside, id) {
			delete(c.agreed, id)
			delete(c.wants, id) // all that was on is off
		}
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
	switch rapid.IntRange(0, 11).Draw(t, "what") {
	case 11:
		if on := rapid.Bool().Draw(t, "observe"); c.observe(by, id, on) == nil && on {
			delete(c.greeters, id)
		}
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
		_ = c.askMinute(by, rapid.Bool().Draw(t, "together"))
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
