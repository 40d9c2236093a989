package room

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSpeakersAreToldFourTimesASecondAtMost(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	v := h.guest("Red Fox")
	h.ok(h.publish(ana.id, Microphone, true))
	h.ok(h.publish(heron.id, Microphone, true))
	for i := range 100 { // 2 s of reports at 50 a second, changing each time
		ids := []ParticipantID{ana.id, heron.id}
		if i%2 == 1 {
			ids = []ParticipantID{heron.id, v.id, "nobody"}
		}
		h.speaking(ids)
		h.pass(20 * time.Millisecond)
	}
	told := got[SpeakingChanged](heron)
	if len(told) < 7 || len(told) > 9 {
		t.Errorf("told %d times in 2 s, want about 8", len(told))
	}
	h.pass(speechEvery)
	told = got[SpeakingChanged](heron)
	if want := []ParticipantID{heron.id}; !cmp.Equal(told[len(told)-1].Speaking, want) {
		t.Errorf("at last %v speak, want %v", told[len(told)-1].Speaking, want)
	}
}

func TestSomebodyMutedOrGoneDoesNotSpeak(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	h.ok(h.publish(heron.id, Microphone, true))
	h.speaking([]ParticipantID{heron.id})
	h.ok(h.mute(ana.id, heron.id))
	late := h.insider(ana, "Grey Owl")
	if len(late.state.Speaking) != 0 {
		t.Errorf("the snapshot says that %v speak", late.state.Speaking)
	}
}

func TestMediaNewsReachWhomTheyConcern(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	v := h.guest("Red Fox")
	h.mapSlots(heron.id, []Mapping{{Slot: "4", Participant: ana.id, Source: Microphone, Epoch: 7}})
	h.layersWanted(heron.id, LayersWanted{Source: Camera, Rids: []string{"q"}})
	h.layersWanted(v.id, LayersWanted{Source: Camera, Rids: []string{"q"}})
	h.mediaState(v.id, true)
	h.mediaState(v.id, false)
	h.mediaState("nobody", false)
	if m := got[SlotsMapped](heron); len(m) != 1 || m[0].Slots[0].Epoch != 7 {
		t.Errorf("slots = %v", m)
	}
	if len(got[LayersWanted](heron)) != 1 || len(got[LayersWanted](v)) != 0 {
		t.Error("layers went astray")
	}
	if n := len(got[MediaLost](v)); n != 1 {
		t.Errorf("told %d times that media is lost, want once", n)
	}
	if len(got[SlotsMapped](ana)) != 0 {
		t.Error("slots went astray")
	}
}

func TestAViewShowsOnlyPeopleInside(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	v := h.guest("Red Fox")
	tile := func(id ParticipantID) Tile { return Tile{Participant: id, Source: Camera, Width: 320, Height: 180} }
	h.ok(h.view(ana.id, []Tile{tile(heron.id), tile(v.id), tile("nobody")}))
	if want := []Tile{tile(heron.id)}; !cmp.Equal(h.plane.tiles[ana.id], want) {
		t.Errorf("view = %v, want %v", h.plane.tiles[ana.id], want)
	}
}
