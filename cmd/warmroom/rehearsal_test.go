package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/room"
	"warmroom/sfu/sfutest"
)

// practises takes somebody into a practice room of their own.
func (v *visitor) practises(t *testing.T, name string) *guest {
	t.Helper()
	var page api.Entrance
	v.post("/api/entrance", api.EntranceRequest{Meeting: meeting.Practice}).want(t, 200, &page)
	g := &guest{t: t, visitor: v, name: name, news: make(chan struct{})}
	t.Cleanup(g.leave)
	g.dial()
	g.ask("enter", map[string]string{"meeting": string(meeting.Practice), "name": name}).read(t, &g.welcome)
	return g
}

func TestPractisingGivesBackOnesOwnSound(t *testing.T) {
	h := openHouse(t)
	heron, otter := h.visitor().practises(t, "Blue Heron"), h.visitor().practises(t, "Blue Heron")
	for tag, g := range map[uint32]*guest{heronsVoice: heron, otterVoice: otter} {
		g.connectAs(t, tag)
		g.self("present")
		g.publish("microphone", true)
		g.media.Speak(sfutest.Speech)
	}
	heron.listens(heronsVoice, 25)
	otter.listens(otterVoice, 25)
	if n := heron.media.Frames("audio", otterVoice); n != 0 {
		t.Errorf("two who practise hear each other: %d packets", n)
	}
	if n := h.rooms.Count(); n != 2 {
		t.Errorf("%d rooms", n)
	}
}

func TestARehearsalIsOnTheRealEngineAndRecorded(t *testing.T) {
	h := openHouse(t)
	browser := h.signedIn(h.demo.FacilitatorSignIn)
	var plan api.Rehearsal
	browser.get("/api/rehearsal").want(t, 200, &plan)
	if len(plan.Steps) != len(meeting.Steps) || plan.Steps[0].DoneAt != nil {
		t.Fatalf("before: %+v", plan)
	}
	ana := browser.enter(t, entering{Meeting: plan.Meeting})
	ana.connectAs(t, anasVoice)
	wren := hears(ana, "visitor.came", func(v room.VisitorCame) bool { return v.Visitor.Simulated }).Visitor
	ana.ask("door.admit", many{"participants": {wren.ID}})
	hears(ana, "people.joined", func(e room.PeopleJoined) bool {
		return slices.ContainsFunc(e.People, func(p room.Person) bool { return p.ID == wren.ID && p.Simulated })
	})
	ana.ask("person.ask_to_unmute", one{"participant": wren.ID})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := ana.media.Wait(ctx, func() bool { return ana.media.Packets() > 50 }); err != nil {
		t.Errorf("Wren is not heard: %v", err)
	}

	ana.cut()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for plan.Steps[len(plan.Steps)-1].DoneAt == nil {
		select {
		case <-again.C:
			browser.get("/api/rehearsal").want(t, 200, &plan)
		case <-ctx.Done():
			t.Fatalf("after handing over: %+v", plan)
		}
	}
}
