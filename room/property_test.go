package room

import (
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
	agreed   map[ParticipantID]SideID // to a side room, and did not come back from it
	calmed   bool
	mode     FloorMode // that somebody set last
	muted    map[ParticipantID]bool
	dark     map[ParticipantID]bool // cameras stopped
	banished []moderation.Marks
	removals map[meeting.RemovalID]moderation.Marks
	said     []MessageID
	alone    time.Time // since when nobody who leads is connected, though people are inside
	shelf    shelf     // what is stored of the room
}

// TestAnySequenceOfCommandsKeepsTheRoomSafe does anything anybody could do, in
// any order, and looks at the whole room after each step. The pages check by
// themselves that they get nothing they may not see (page.check).
func TestAnySequenceOfCommandsKeepsTheRoomSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newRiot(t)
		t.Repeat(map[string]func(*rapid.T){
			"arrive": c.arrive, "come again": c.arrive, "connection": c.connection, "leave": c.goAway, "publish": c.publish,
			"chat": c.talk, "report": c.tellOn, "aside": c.goAside, "door": c.atTheDoor, "let in": c.open, "restrain": c.restrain,
			"close": c.shut, "floor": c.arrange, "turn": c.takeTurn, "plan": c.planning,
			"remove": c.removeOrUndo, "media": c.hear, "time": c.wait, "end": c.finishing, "restart": c.restart,
			"": c.check,
		})
	})
}

func newRiot(t *rapid.T) *riot {
	return &riot{
		house: newHouse(t, func(c *Config) { c.Group.Capacity = 4 }),
		pages: map[ParticipantID]*page{}, letIn: map[ParticipantID]bool{},
		greeters: map[ParticipantID]bool{}, agreed: map[ParticipantID]SideID{}, wants: map[ParticipantID]map[Source]bool{},
		muted: map[ParticipantID]bool{}, dark: map[ParticipantID]bool{},
		removals: map[meeting.RemovalID]moderation.Marks{},
	}
}

// TestSideRoomsStayApart is the same in a room where people have gathered
// already and go aside all the time.
func TestSideRoomsStayApart(t *testing.T) {
	opened := 0
	rapid.Check(t, func(t *rapid.T) {
		c := newRiot(t)
		for _, a := range []Arrival{
			staff("Ana", moderation.Facilitator), staff("Ben", moderation.CoFacilitator), staff("other", moderation.Facilitator),
			guest("Blue Heron"), guest("Red Fox"), guest("Black Crow"), guest("Late Wren"),
		} {
			p := c.come(a)
			c.ids, c.pages[p.id] = append(c.ids, p.id), p
		}
		for _, p := range c.door[:3] {
			c.letIn[p.ID] = true
		}
		_ = c.admit(c.ids[0], c.ids[3:6])
		t.Repeat(map[string]func(*rapid.T){
			"gather": c.gather, "gather again": c.gather, "gather more": c.gather, "aside": c.goAside, "aside again": c.goAside,
			"publish": c.publish, "publish more": c.publish, "publish still more": c.publish, "speak": c.hear, "hear": c.hear,
			"close": c.shut, "floor": c.arrange, "turn": c.takeTurn, "restrain": c.restrain, "connection": c.connection,
			"come again": c.arrive, "leave": c.goAway, "door": c.atTheDoor, "remove": c.removeOrUndo, "time": c.wait,
			"restart": c.restart,
			"": func(t *rapid.T) {
				c.check(t)
				opened += len(c.agreed)
			},
		})
	})
	if opened == 0 {
		t.Error("nobody ever went aside")
	}
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
	c.checkSides(t)
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
		if p.Observer && (c.plane.flows(p.ID, Microphone) || c.plane.flows(p.ID, Camera) || c.plane.flows(p.ID, Screen)) {
			t.Fatalf("%s observes, and is heard or seen", p.Name)
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
		if (c.mode == FloorAsk || c.mode == FloorCircle) && !p.Role.Leads() && p.side == nil && p.ID != f.Speaker && p.ID != c.reading.reader && c.plane.flows(p.ID, Microphone) {
			t.Fatalf("%s is heard in somebody else's turn", p.Name)
		}
	}
	if c.mode == FloorCircle && f.Speaker == "" && c.nextHere() >= 0 {
		t.Fatalf("it is nobody's turn, though somebody is to come")
	}
	if p := c.people[f.Speaker]; p != nil && p.side != nil {
		t.Fatalf("it is the turn of %s, who is in a side room", p.Name)
	}
	turns := map[ParticipantID]int{}
	for _, id := range slices.Concat([]ParticipantID{f.Speaker}, f.Order, f.Passed) {
		if turns[id]++; id != "" && (turns[id] > 1 || !c.isInside(id) || c.people[id].Observer) {
			t.Fatalf("somebody has %d turns, inside %t", turns[id], c.isInside(id))
		}
	}
	for _, id := range []ParticipantID{c.reading.reader, c.reading.next} {
		if id != "" && (!c.isInside(id) || c.people[id].Observer || c.people[id].side != nil) {
			t.Fatalf("somebody is to read who is not in the main room, or observes")
		}
	}
	for _, id := range c.hands {
		if !c.isInside(id) {
			t.Fatalf("the hand of somebody who left is up")
		}
	}
}

// checkSides looks whether what goes on in a side room stays there.
func (c *riot) checkSides(t *rapid.T) {
	c.regroup()
	for _, p := range c.inside {
		for _, q := range c.inside {
			_, away := q.sink.(*vacant) // since a restart; their page is of before
			for _, src := range sources {
				together := c.agreed[p.ID] == c.agreed[q.ID]
				if reaches := c.plane.reaches(p.ID, q.ID, src); reaches != (together && c.plane.flows(p.ID, src)) {
					t.Fatalf("%s of %s reaches %s: %t; they are together: %t", src, p.Name, q.Name, reaches, together)
				}
				seen := c.pages[q.ID].person(p.ID)
				if !away && *seen.source(src) == On && !together && c.agreed[p.ID] != "" {
					t.Fatalf("%s sees that the %s of %s is on in a side room", q.Name, src, p.Name)
				}
			}
		}
		if (p.side != nil) != (c.agreed[p.ID] != "") {
			t.Fatalf("%s is in a side room: %t; they agreed to one: %t", p.Name, p.side != nil, c.agreed[p.ID] != "")
		}
	}
	for _, x := range c.sides {
		led := slices.ContainsFunc(x.Inside, func(id ParticipantID) bool { return c.people[id].Role.Leads() })
		if n := len(x.Inside); n > 0 && (n < 2 || n > 3 || !led) {
			t.Fatalf("%d people are in a side room, led %t", n, led)
		}
		for _, id := range slices.Concat(x.Inside, x.Asked) {
			if !c.isInside(id) {
				t.Fatalf("somebody who left is in a side room or asked to one")
			}
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
	if _, away := p.sink.(*vacant); away {
		return
	}
	page := c.pages[p.ID]
	if page.farewell != "" {
		t.Fatalf("%s is here, and their session is over", p.Name)
	}
	strange := func(id ParticipantID) bool { return !p.knowsOf(c.people[id]) }
	fresh := c.snapshot(p, slices.DeleteFunc(c.roster(), func(x Person) bool { return strange(x.ID) }))
	fresh.Notes = slices.DeleteFunc(fresh.Notes, func(n Note) bool { return strange(n.Participant) })
	ignore := cmpopts.IgnoreFields(Snapshot{}, "Now", "AskedToUnmute", "Speaking", "MayTurnOnMic", "MayTurnOnCam", "MayShareScreen")
	if diff := cmp.Diff(fresh, page.state, ignore, cmpopts.EquateEmpty(), cmpopts.SortSlices(byNote)); diff != "" {
		t.Fatalf("the page of %s is not what it should be (-want +got):\n%s", p.Name, diff)
	}
	if fresh.MayTurnOnMic != page.mayTurnOnMic() {
		t.Fatalf("%s may speak: %t, and their page thinks otherwise; microphone %s", p.Name, fresh.MayTurnOnMic, page.self().Microphone)
	}
}
