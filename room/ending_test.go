package room

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
)

func TestTheMeetingEndsByTheClockAfterWarnings(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Closing = Closing{GroupName: "Tuesday group"} })
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.guest("Red Fox")
	_, err := h.say(heron.id, LaneEveryone, "thank you")
	h.ok(err)
	h.interrupted(heron.id, heron)
	var warned []time.Duration
	for n := 0; h.over == nil; {
		h.pass(time.Second)
		if now := len(got[EndsSoon](fox)); now > n {
			n = now
			warned = append(warned, noon.Add(time.Hour).Sub(h.now))
		}
		if heron.farewell == "" {
			h.ok(h.resumed(heron.id, false))
			h.interrupted(heron.id, heron)
		}
	}
	if want := []time.Duration{EndWarning, LastWarning}; !cmp.Equal(warned, want) {
		t.Errorf("warned %v before the end, want %v", warned, want)
	}
	for _, p := range []*page{ana, heron, fox} {
		if e := got[MeetingEnded](p); len(e) != 1 || e[0].Closing.GroupName != "Tuesday group" || p.farewell != FarewellEnded {
			t.Errorf("%s: %v, farewell %q", p.state.Name, e, p.farewell)
		}
	}
	if want := []time.Time{noon.Add(time.Hour)}; !cmp.Equal(h.diary.ends, want) {
		t.Errorf("ended at %v, want %v", h.diary.ends, want)
	}
	if len(h.chat.lines) != 0 {
		t.Error("the chat outlived the meeting")
	}
	h.refused(h.over, fault.Gone, "meeting_ended")
}

func TestAddedMinutesMoveTheEndAndItsWarnings(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.guest("Red Fox")
	h.refused(h.extend(fox.id, time.Minute), fault.Forbidden, "role")
	h.refused(h.extend(ana.id, 0), fault.Invalid, "field")
	h.refused(h.extend(ana.id, MaxExtension+time.Minute), fault.Invalid, "field")
	h.pass(56 * time.Minute)
	h.ok(h.extend(ana.id, 10*time.Minute))
	end := noon.Add(70 * time.Minute)
	if !ana.state.EndsAt.Equal(end) || !fox.state.EndsAt.Equal(end) || !cmp.Equal(h.diary.moved, []time.Time{end}) {
		t.Error("the new end is not told or not stored")
	}
	h.pass(9 * time.Minute)
	if w := got[EndsSoon](ana); len(w) != 2 || !w[1].EndsAt.Equal(end) {
		t.Errorf("warnings = %v, want one for each end", w)
	}
	h.pass(4*time.Minute + 59*time.Second)
	if h.over != nil {
		t.Fatal("it ended too early")
	}
	h.pass(time.Second)
	if h.over == nil {
		t.Fatal("it did not end")
	}
}

func TestAMeetingHasAGreatestLength(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	for range 11 {
		h.ok(h.extend(ana.id, MaxExtension))
	}
	h.refused(h.extend(ana.id, time.Minute), fault.Conflict, "too_long")
	if n := len(h.diary.moved); n != 11 {
		t.Errorf("%d moves are stored, want 11", n)
	}
}

func TestAFacilitatorEndsTheMeetingForAll(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.guest("Red Fox")
	h.refused(h.end(heron.id), fault.Forbidden, "role")
	h.ok(h.end(ana.id))
	for _, p := range []*page{ana, heron, fox} {
		if p.farewell != FarewellEnded {
			t.Errorf("%s was not sent home", p.state.Name)
		}
	}
}

func TestARoomOpenedLateWarnsOnlyOfWhatIsAhead(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Meeting.EndsAt = noon.Add(3 * time.Minute) })
	ana := h.lead("Ana")
	h.pass(2*time.Minute + time.Second)
	if n := len(got[EndsSoon](ana)); n != 1 {
		t.Errorf("%d warnings, want one", n)
	}
}
