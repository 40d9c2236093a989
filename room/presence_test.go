package room

import (
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// minutes is for how long somebody was there, as it would be kept now.
func (h *house) minutes(id ParticipantID) time.Duration {
	h.t.Helper()
	m := h.keep()
	if m == nil {
		return 0
	}
	a := m.people[id].attendance(m.secret, id)
	if a.Whose == "" {
		return 0
	}
	if !a.Since.IsZero() && h.now.After(a.Since) {
		a.Total += h.now.Sub(a.Since)
	}
	return a.Total
}

func (h *house) wantMinutes(what string, id ParticipantID, want time.Duration) {
	h.t.Helper()
	if got := h.minutes(id); got != want*time.Minute {
		h.t.Fatalf("%s: %v are counted, want %d minutes", what, got, want)
	}
}

func TestMinutesCountFromComingInToLeaving(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.guest("Heron")
	h.pass(3 * time.Minute)
	h.wantMinutes("at the door", heron.id, 0)
	h.ok(h.admit(ana.id, []ParticipantID{heron.id}))
	h.pass(20 * time.Minute)
	h.wantMinutes("inside", heron.id, 20)
	h.wantMinutes("of those who lead nothing is kept, there", ana.id, 0)
	h.ok(h.leaveBy(heron.id, false))
	h.pass(10 * time.Minute)
	h.wantMinutes("gone", heron.id, 20)
}

func TestAConnectionThatIsFoundAgainWasThereAllTheTime(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Heron"), h.insider(ana, "Fox")
	h.pass(10 * time.Minute)
	h.interrupted(heron.id, heron)
	h.interrupted(fox.id, fox)
	h.pass(Grace - time.Second)
	h.ok(h.resumed(heron.id, false))
	h.pass(time.Second + 5*time.Minute)
	h.wantMinutes("found again", heron.id, 16)
	h.wantMinutes("lost for good, counted until it was lost", fox.id, 10)
}

func TestTimeBeforeTheMeetingDoesNotCount(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Meeting.StartsAt = noon.Add(10 * time.Minute) })
	ana := h.lead("Ana")
	early, gone := h.insider(ana, "Early"), h.insider(ana, "Gone")
	h.pass(5 * time.Minute)
	h.ok(h.leaveBy(gone.id, false))
	h.pass(20 * time.Minute)
	h.wantMinutes("who came early", early.id, 15)
	h.wantMinutes("who left before it began", gone.id, 0)
}

func TestASideRoomCountsAndTheDoorDoesNot(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.lead("Ben") // somebody stays with the group
	heron := h.insider(ana, "Heron")
	h.pass(5 * time.Minute)
	h.ok(h.offerSide(ana.id, heron.id, ""))
	h.ok(h.answerSide(heron.id, h.sides[0].ID, Yes))
	h.pass(5 * time.Minute)
	if h.people[heron.id].side == nil {
		t.Fatal("heron is in no side room")
	}
	h.wantMinutes("in a side room", heron.id, 10)
	h.ok(h.sendBack(ana.id, heron.id))
	h.pass(30 * time.Minute)
	h.wantMinutes("sent back to the door", heron.id, 10)
	h.ok(h.admit(ana.id, []ParticipantID{heron.id}))
	h.pass(5 * time.Minute)
	h.wantMinutes("let in again", heron.id, 15)
}

func TestWhoComesBackGoesOnAndNobodyElseDoes(t *testing.T) {
	for name, c := range map[string]struct {
		again   Arrival
		restart bool
		want    time.Duration
	}{
		"the same person":                 {guest("Heron"), false, 15},
		"the same person after a restart": {guest("Heron"), true, 15},
		"another name in that browser":    {Arrival{Name: "Fox", Role: moderation.Participant, Marks: guest("Heron").Marks}, false, 5},
		"that name in another browser":    {Arrival{Name: "Heron", Role: moderation.Participant, Marks: moderation.Marks{Device: "other"}}, false, 5},
		"that name without a mark":        {Arrival{Name: "Heron", Role: moderation.Participant}, false, 5},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			ana := h.lead("Ana")
			heron := h.insider(ana, "Heron")
			before := h.keep()
			whose := before.people[heron.id].attendance(before.secret, heron.id).Whose
			h.pass(10 * time.Minute)
			h.ok(h.leaveBy(heron.id, false))
			if c.restart {
				s := &shelf{}
				s.put(t, h.keep())
				h.restart(s.room, 0, "acc-Ana")
				ana = h.returns(ana)
			}
			again := h.come(c.again)
			h.ok(h.admit(ana.id, []ParticipantID{again.id}))
			h.pass(5 * time.Minute)
			h.wantMinutes("the newcomer", again.id, c.want)
			h.wantMinutes("who left", heron.id, 15-c.want)
			now := h.keep()
			if is := now.people[again.id].attendance(now.secret, again.id).Whose; (is == whose) != (c.want == 15) {
				t.Errorf("the time is %q's, it was %q's", is, whose)
			}
		})
	}
}

func TestTimeWithoutAServerDoesNotCount(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Heron"), h.insider(ana, "Fox")
	h.pass(10 * time.Minute)
	s := &shelf{}
	s.put(t, h.keep())
	h.restart(s.room, 7*time.Minute, "acc-Ana")
	h.returns(ana)
	h.returns(heron)
	h.pass(5 * time.Minute)
	h.wantMinutes("who came back", heron.id, 15)
	h.wantMinutes("who did not", fox.id, 10)
}

func TestWhatIsKeptOfAttendanceNamesNobody(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Heron")
	c, _, err := (&keeper{}).change(h.keep())
	h.ok(err)
	for _, p := range c.Put {
		switch a := p.Attendance; ParticipantID(p.ID) {
		case heron.id:
			if want := h.recordToken(heron.id).Hash(); a.Holder != want || a.Whose != want || !a.Since.Equal(noon) {
				t.Errorf("kept: %+v", a)
			}
		default:
			if a != (meeting.Attendance{}) {
				t.Errorf("of one who leads: %+v", a)
			}
		}
	}
}
