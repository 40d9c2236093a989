package room

import (
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// The counts of a meeting are those of the people who came: each once however
// often their connection breaks or they come back, and none of those who lead,
// look on or are played.
func TestAMeetingCountsWhoCame(t *testing.T) {
	h := newHouse(t)
	h.pass(4 * time.Minute)
	ana := h.lead("Ana")
	newcomer := guest("Blue Heron")
	newcomer.Newcomer = true
	heron := h.come(newcomer)
	h.pass(10 * time.Minute) // at the door nobody counts
	h.ok(h.admit(ana.id, []ParticipantID{heron.id}))
	h.pass(10 * time.Minute) // 1 person
	fox := h.insider(ana, "Red Fox")
	h.come(staff("Ben", moderation.CoFacilitator))
	h.pass(4 * time.Minute) // 2
	h.interrupted(fox.id, fox)
	h.pass(Grace) // 2 for a minute: their place is kept
	h.pass(5 * time.Minute)
	back := h.come(newcomer) // takes their own place
	if back.id != heron.id {
		t.Fatal("Heron has two places")
	}
	h.ok(h.leaveBy(back.id, false))
	h.pass(time.Minute) // 0
	again := guest("Blue Heron")
	again.Newcomer = true
	h.ok(h.admit(ana.id, []ParticipantID{h.come(again).id}))
	mother := guest("Willow") // at the same device, and another person
	mother.Marks = again.Marks
	h.ok(h.admit(ana.id, []ParticipantID{h.come(mother).id}))
	h.pass(3 * time.Minute) // 2
	h.ok(h.end(ana.id))
	want := meeting.Tally{
		Came: 3, Newcomers: 1, Most: 2, Leads: 2,
		Open:    (10 + 5 + 5 + 3) * time.Minute,
		Present: (10 + 2*5 + 5 + 2*3) * time.Minute,
	}
	if h.diary.tally != want {
		t.Errorf("counted %+v, want %+v", h.diary.tally, want)
	}
}

func TestObserversAndThePlayedAreNotCounted(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	observer, played := guest("Grey Owl"), guest("Simulated")
	observer.Observer, played.Simulated = true, true
	h.ok(h.admit(ana.id, []ParticipantID{h.come(observer).id, h.come(played).id}))
	h.pass(time.Minute)
	heron := h.insider(ana, "Blue Heron")
	h.pass(2 * time.Minute)
	h.ok(h.observe(ana.id, heron.id, true))
	h.pass(4 * time.Minute)
	h.ok(h.sendBack(ana.id, heron.id))
	h.ok(h.end(ana.id))
	want := meeting.Tally{Came: 1, Most: 1, Leads: 1, Open: 2 * time.Minute, Present: 2 * time.Minute}
	if h.diary.tally != want {
		t.Errorf("counted %+v, want %+v", h.diary.tally, want)
	}
}

func TestWhoIsSentBackAndLetInAgainIsCountedOnce(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	h.pass(time.Minute)
	h.ok(h.sendBack(ana.id, heron.id))
	h.pass(time.Minute)
	h.ok(h.admit(ana.id, []ParticipantID{heron.id}))
	h.pass(time.Minute)
	h.ok(h.end(ana.id))
	if got := h.diary.tally; got.Came != 1 || got.Open != 2*time.Minute || got.Present != 2*time.Minute {
		t.Errorf("counted %+v", got)
	}
}
