package room

import (
	"strings"
	"testing"

	"warmroom/fault"
	"warmroom/moderation"
)

func TestAWordAtTheDoor(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.come(staff("Ben", moderation.CoFacilitator))
	fox, heron := h.guest("Red Fox"), h.guest("Blue Heron")
	inside := h.insider(ana, "Grey Wren")
	h.refused(h.replyAtDoor(fox.id, "hello?"), fault.Conflict, "not_spoken_to")
	h.refused(h.sayAtDoor(inside.id, "", "hello"), fault.Forbidden, "role")
	h.refused(h.sayAtDoor(ana.id, "", strings.Repeat("x", 201)), fault.Invalid, "field")

	h.ok(h.sayAtDoor(ana.id, "", "Welcome, two minutes"))
	late := h.guest("Black Crow")
	for _, p := range []*page{fox, heron, late} {
		if w := p.state.DoorWord; w == nil || w.Text != "Welcome, two minutes" || w.By != "Ana" {
			t.Errorf("%s reads %v", p.state.Name, w)
		}
	}
	h.ok(h.sayAtDoor(ana.id, fox.id, "Who told you of us?"))
	if fox.state.DoorWord.Text != "Who told you of us?" || heron.state.DoorWord.Text != "Welcome, two minutes" {
		t.Error("a word to one went elsewhere")
	}
	if d := ben.state.Door; d[0].Word == nil || d[0].Word.Text != "Who told you of us?" || d[1].Word != nil {
		t.Errorf("the door as Ben sees it: %v", d)
	}
	if n := len(got[DoorSaid](ben)); n != 2 {
		t.Errorf("the other facilitator was told %d words, want 2", n)
	}
	h.ok(h.replyAtDoor(fox.id, "A friend"))
	if ben.state.Door[0].Reply != "A friend" || len(got[VisitorChanged](inside)) != 0 {
		t.Errorf("the door as Ben sees it: %v", ben.state.Door)
	}
	h.refused(h.sayAtDoor(ana.id, inside.id, "hello"), fault.NotFound, "nobody")
	h.refused(h.replyAtDoor(inside.id, "hello"), fault.Conflict, "not_spoken_to")
	h.ok(h.sendBack(ana.id, inside.id))
	if inside.state.DoorWord.Text != "Welcome, two minutes" {
		t.Error("who was sent back reads nothing")
	}
}

func TestThoseWhoLeadSeeWhoIsNewAndWhoLooksOdd(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	first := guest("Blue Heron")
	first.Newcomer = true
	heron := h.come(first)
	machine := h.guest("Otter Notetaker")
	if d := ana.state.Door; !d[0].Newcomer || d[0].Machine || !d[1].Machine || d[1].Newcomer {
		t.Errorf("the door as Ana sees it: %v", d)
	}
	h.ok(h.admit(ana.id, []ParticipantID{heron.id, machine.id}))
	h.pass(joinsEvery)
	if n := ana.state.Notes; len(n) != 1 || n[0].Participant != heron.id || !n[0].Newcomer {
		t.Errorf("Ana's notes: %v", n)
	}
	if len(fox.state.Notes)+len(heron.state.Notes) != 0 {
		t.Error("others see who is new")
	}
	h.ok(h.remove(ana.id, fox.id, moderation.Unkind))
	other := guest("Rеd  Fоx") // with Cyrillic letters, from another browser
	other.Marks.Device = "elsewhere"
	h.come(other)
	h.guest("Red Fern")
	if d := ana.state.Door; !d[0].LooksLike || d[1].LooksLike {
		t.Errorf("the door as Ana sees it: %v", d)
	}
}

func TestMachinesAreToldByTheirNames(t *testing.T) {
	for name, want := range map[string]bool{
		"Otter.ai": true, "Otter Notetaker": true, "Fireflies.ai Notetaker": true, "read.ai meeting notes": true, "Ana's AI": true,
		"Zoom bot": true, "Call Recorder": true, "tl;dv": true, "Live Transcript": true,
		"River Otter": false, "Blue Heron": false, "Bailey": false, "Abbott": false, "Maiko": false, "Noteworthy Tim": false,
	} {
		if got := soundsLikeMachine(name); got != want {
			t.Errorf("%q is a machine: %t, want %t", name, got, want)
		}
	}
}
