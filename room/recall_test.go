package room

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// shelf is storage for one room.
type shelf struct {
	keeper keeper
	room   *meeting.LiveRoom
}

// put stores what changed, and returns the change; nil for none.
func (s *shelf) put(t fataler, m *memory) *meeting.LiveChange {
	t.Helper()
	c, any, err := s.keeper.change(m)
	if err != nil {
		t.Fatalf("change: %v", err)
	}
	if !any {
		return nil
	}
	s.keeper.stored(c, true)
	if c.Gone {
		s.room = nil
		return &c
	}
	if s.room == nil {
		s.room = &meeting.LiveRoom{}
	}
	s.room.Secret, s.room.KeptAt = c.Secret, c.KeptAt
	if c.State != nil {
		s.room.State = c.State
	}
	s.room.People = slices.DeleteFunc(s.room.People, func(p meeting.LivePerson) bool {
		return c.Whole || slices.Contains(c.Drop, p.ID) || slices.ContainsFunc(c.Put, func(q meeting.LivePerson) bool { return q.ID == p.ID })
	})
	s.room.People = append(s.room.People, c.Put...)
	return &c
}

// restart has the house go on in a state that knows only what was stored.
func (h *house) restart(stored *meeting.LiveRoom, outage time.Duration, leads ...meeting.AccountID) {
	h.t.Helper()
	cfg := h.cfg
	h.plane = newPlane()
	cfg.Meeting, cfg.Media, cfg.Removals = h.meeting, h.plane, nil
	for _, r := range h.diary.removals {
		if slices.Contains(h.diary.undone, meeting.RemovalID(r.ID)) {
			r.UndoneAt = h.now
		}
		cfg.Removals = append(cfg.Removals, r)
	}
	h.state = newState(cfg, h.now.Add(outage), h.diary)
	if stored == nil {
		return
	}
	m, err := read(*stored)
	if err != nil {
		h.t.Fatalf("read: %v", err)
	}
	h.recall(m, leads)
}

// returns has somebody come back to a new page.
func (h *house) returns(old *page) *page {
	h.t.Helper()
	p := &page{t: h.t, id: old.id}
	h.ok(h.comeBack(old.id, meeting.Seat{}, p))
	return p
}

// restart kills the server in the middle of a riot. Most people come back.
func (c *riot) restart(t *rapid.T) {
	before := map[ParticipantID]Snapshot{}
	for _, p := range c.people {
		before[p.ID] = c.snapshot(p, c.roster())
	}
	hold := c.hold.on()
	c.shelf.put(t, c.keep())
	if c.shelf.room != nil {
		c.shelf.room.KeptAt = c.now // else known to aliveFor only
	}
	c.house.restart(c.shelf.room, 0, "acc-Ana", "acc-Ben", "acc-other")
	if len(c.people) != len(before) {
		t.Fatalf("%d people were there, and %d after a restart", len(before), len(c.people))
	}
	for id := range c.plane.admitted {
		if before[id].Standing != moderation.Present {
			t.Fatalf("a restart let somebody in")
		}
	}
	if !hold {
		c.alone = zero
	}
	for _, id := range c.ids {
		if c.people[id] == nil {
			continue
		}
		c.pages[id].farewell = FarewellReplaced
		if rapid.IntRange(0, 5).Draw(t, "stays away") > 0 {
			c.pages[id] = c.returns(c.pages[id])
		}
	}
	for _, p := range c.people {
		if diff := cmp.Diff(before[p.ID], c.snapshot(p, c.roster()), cmpopts.EquateEmpty(), forgotten(), cmpopts.SortSlices(byNote)); diff != "" && !hold {
			t.Fatalf("%s finds another room after a restart (-before +after):\n%s", p.Name, diff)
		}
	}
}

// forgotten leaves out of a comparison what a restart loses.
func forgotten() cmp.Option {
	return cmp.Options{
		cmpopts.IgnoreFields(Snapshot{}, "Messages", "Resources", "DoorWord", "RestartedAt", "Speaking"),
		cmpopts.IgnoreFields(Visitor{}, "Word", "Reply", "Link"), cmpopts.IgnoreFields(Person{}, "Link"),
		cmpopts.IgnoreFields(Departed{}, "Name"), cmpopts.IgnoreFields(RemovalNote{}, "Name"),
		cmpopts.IgnoreFields(Report{}, "Name", "ByName", "Message"),
	}
}

func TestARoomGoesOnWhereItWas(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox, crow := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox"), h.insider(ana, "Loud Crow")
	wren := h.guest("Small Wren")
	h.ok(h.remove(ana.id, crow.id, moderation.Unkind))
	h.ok(h.mute(ana.id, fox.id))
	h.ok(h.giveHat(ana.id, fox.id, Timekeeper, true))
	h.ok(h.closeLane(ana.id, LaneFacilitators, true))
	h.ok(h.setPlan(ana.id, []Segment{{Title: "Check-in", Minutes: 20}}, 0))
	h.ok(h.startCircle(ana.id, 2*time.Minute, FirstIn))
	h.ok(h.publish(heron.id, Microphone, true))
	h.ok(h.raiseHand(fox.id))
	h.ok(h.lockDoor(ana.id, true))
	h.pass(45 * time.Second)
	left := h.floor.Until.Sub(h.now)

	s := shelf{}
	s.put(t, h.keep())
	h.restart(s.room, 30*time.Second, "acc-Ana")
	ana, heron, fox, wren = h.returns(ana), h.returns(heron), h.returns(fox), h.returns(wren)
	if want := []string{"Ana", "Blue Heron", "Red Fox"}; !slices.Equal(heron.names(), want) {
		t.Errorf("inside are %q, want %q", heron.names(), want)
	}
	if wren.state.Standing != moderation.Waiting || len(wren.state.People) != 0 || h.plane.admitted[wren.id] {
		t.Errorf("who waited is %s", wren.state.Standing)
	}
	f := fox.state.Floor
	if f.Speaker != heron.id || !slices.Equal(f.Order, []ParticipantID{fox.id}) || f.Until.Sub(h.now) != left {
		t.Errorf("floor %+v, with %v left, want %v", f, f.Until.Sub(h.now), left)
	}
	if !h.plane.flows(heron.id, Microphone) || len(got[MediaLost](heron)) != 1 {
		t.Error("who spoke can't go on")
	}
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "muted")
	if !fox.self().Timekeeper || !slices.Equal(fox.state.Hands, []ParticipantID{fox.id}) || !fox.state.Rules.LeadsLaneClosed {
		t.Errorf("after a restart: %+v", fox.state)
	}
	if p := ana.state.Plan; len(p.Segments) != 1 || p.Segments[0].Title != "Check-in" || p.Current != 0 {
		t.Errorf("plan %+v", p)
	}
	h.refused(h.admitAll(ana.id), fault.Conflict, "door_locked")
	if _, err := h.arrive(guest("Loud Crow"), &page{t: t}); fault.Of(err).Reason != "removed" {
		t.Errorf("who was removed is answered %v", err)
	}
	stranger := guest("Ioud Crow")
	stranger.Name, stranger.Marks.Device = "LOUD CROW", "other"
	h.come(stranger)
	if v := ana.state.Door[1]; !v.LooksLike {
		t.Error("a name like that of somebody removed before the restart is not pointed out")
	}
	if at := ana.state.RestartedAt; at == nil || !at.Equal(h.now) {
		t.Errorf("people are told of a restart at %v", at)
	}
}

func TestWhoDoesNotComeBackAfterARestartIsLost(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	s := shelf{}
	s.put(t, h.keep())
	h.restart(s.room, time.Minute, "acc-Ana")
	ana = h.returns(ana)
	if p := ana.state.People[1]; p.Name != "Blue Heron" || p.Link != Reconnecting {
		t.Errorf("others see %+v", p)
	}
	h.pass(Grace)
	if len(ana.state.People) != 1 {
		t.Errorf("%q are still seen", ana.names())
	}
	h.refused(h.comeBack(heron.id, meeting.Seat{}, &page{t: t}), fault.Gone, "not_in_room")
}

func TestAPlaceIsGivenBackToItsSeatAlone(t *testing.T) {
	h := newHouse(t)
	a := staff("Ana", moderation.Facilitator)
	a.Seat = meeting.Seat{Session: "s", TokenHash: "hash"}
	ana := h.come(a)
	s := shelf{}
	s.put(t, h.keep())
	h.restart(s.room, 0, "acc-Ana")
	for _, seat := range []meeting.Seat{{}, {Session: "s"}, {Session: "s", TokenHash: "other"}, {TokenHash: "hash"}} {
		h.refused(h.comeBack(ana.id, seat, &page{t: t}), fault.Gone, "not_in_room")
	}
	h.ok(h.comeBack(ana.id, a.Seat, &page{t: t}))
}

// A crash may come between two writes.
func TestWhoWasRemovedIsNotBroughtBackByAnOlderMemory(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	crow := h.insider(ana, "Loud Crow")
	s := shelf{}
	s.put(t, h.keep())
	h.ok(h.remove(ana.id, crow.id, moderation.Unkind))
	h.restart(s.room, 0, "acc-Ana")
	ana = h.returns(ana)
	if len(ana.state.People) != 1 || h.plane.admitted[crow.id] {
		t.Errorf("%q are inside", ana.names())
	}
}

func TestANoHoldsAgainstAPassAfterARestart(t *testing.T) {
	h := newHouse(t)
	ana, a, shelf := h.lead("Ana"), holder("Blue Heron", "p1"), &shelf{}
	h.ok(h.lockDoor(ana.id, true))
	h.ok(h.decline(ana.id, h.come(a).id, ""))
	h.ok(h.lockDoor(ana.id, false))
	shelf.put(t, h.keep())
	h.restart(shelf.room, time.Second, h.people[ana.id].account)
	h.lead("Ana")
	if p := h.come(a); p.state.Standing != moderation.Waiting {
		t.Errorf("they are %s", p.state.Standing)
	}
}

func TestWhoLeadsNoLongerDoesNotComeBackAsALead(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.come(staff("Ben", moderation.CoFacilitator))
	s := shelf{}
	s.put(t, h.keep())
	h.restart(s.room, 0, "acc-Ana")
	h.returns(ana)
	h.refused(h.comeBack(ben.id, meeting.Seat{}, &page{t: t}), fault.Gone, "not_in_room")
}

func TestAHoldGoesOnAfterARestart(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	h.interrupted(ana.id, ana)
	h.pass(HoldAfter + time.Minute)
	s := shelf{}
	s.put(t, h.keep())
	h.restart(s.room, 20*time.Minute, "acc-Ana")
	heron = h.returns(heron)
	if hold := heron.state.Hold; hold == nil || hold.EndsAt.Sub(h.now) != HoldFor-time.Minute {
		t.Fatalf("hold %+v at %v", hold, h.now)
	}
	h.refused(h.publish(heron.id, Microphone, true), fault.Forbidden, "on_hold")
	h.pass(HoldFor)
	if heron.farewell != FarewellEnded {
		t.Errorf("farewell %q", heron.farewell)
	}
}

func TestNothingIsKeptThatTheRoomDoesNotNeed(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	for i, name := range []string{"Blue Heron", "Loud Crow"} {
		a := guest(name)
		a.Marks.Device = []string{"d1", "d2"}[i]
		h.come(a)
	}
	h.ok(h.admitAll(ana.id))
	h.pass(joinsEvery)
	heron, crow := ana.state.People[1], ana.state.People[2]
	wren := h.guest("Small Wren")
	for _, lane := range []Lane{LaneEveryone, LaneFacilitators, LaneResources} {
		_, err := h.say(ana.id, lane, "between us")
		h.ok(err)
	}
	h.ok(h.sayAtDoor(ana.id, wren.id, "between us"))
	h.ok(h.replyAtDoor(wren.id, "between us"))
	h.ok(h.report(heron.ID, crow.ID, "", moderation.Unkind))
	h.ok(h.remove(ana.id, crow.ID, moderation.Unkind))
	h.leave(h.people[heron.ID], FarewellLeft)
	s := shelf{}
	s.put(t, h.keep())
	text := string(s.room.State)
	for _, p := range s.room.People {
		text += string(p.State)
	}
	if !strings.Contains(text, "Small Wren") {
		t.Fatal("not even the name of who waits is kept")
	}
	for _, secret := range []string{"between us", "Heron", "Crow", meeting.Fold("Blue Heron"), meeting.Fold("Loud Crow")} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is kept", secret)
		}
	}
}

func TestOnlyWhatChangedIsStored(t *testing.T) {
	h := newHouse(t)
	s := shelf{}
	if s.put(t, h.keep()) != nil {
		t.Error("an empty room is stored")
	}
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.guest("Red Fox")
	if c := s.put(t, h.keep()); c == nil || !c.Whole || len(c.Put) != 3 {
		t.Fatalf("first %+v", c)
	}
	if c := s.put(t, h.keep()); c != nil {
		t.Errorf("nothing happened, and %+v is stored", c)
	}
	h.ok(h.mute(ana.id, heron.id))
	if c := s.put(t, h.keep()); c == nil || len(c.Put) != 1 || c.Put[0].ID != string(heron.id) || c.State != nil || c.Whole {
		t.Errorf("a mute stores %+v", c)
	}
	h.ok(h.raiseHand(heron.id))
	if c := s.put(t, h.keep()); c == nil || len(c.Put) != 0 || c.State == nil {
		t.Errorf("a hand stores %+v", c)
	}
	h.leave(h.people[fox.id], FarewellLeft)
	if c := s.put(t, h.keep()); c == nil || !slices.Equal(c.Drop, []string{string(fox.id)}) || len(c.Put) != 0 {
		t.Errorf("a visitor who left stores %+v", c)
	}
	h.pass(aliveFor)
	if c := s.put(t, h.keep()); c == nil || len(c.Put) != 0 || c.State != nil || !c.KeptAt.Equal(h.now) {
		t.Errorf("a room that lives on stores %+v", c)
	}
	s.keeper.stored(meeting.LiveChange{}, false)
	if c := s.put(t, h.keep()); c == nil || !c.Whole || len(c.Put) != 2 || c.State == nil {
		t.Errorf("after a write that failed %+v is stored", c)
	}
}
