package main

import (
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"warmroom/api"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/sfu/sfutest"
)

const mallorysVoice = 66

// hostile is somebody in a meeting whose client does what it likes: it sends
// sound and pictures from the first moment to the last, whatever it is told.
type hostile struct {
	people
	*guest
	v *visitor
}

func comeHostile(t *testing.T) *hostile {
	t.Helper()
	h := &hostile{people: meet(t, "")}
	h.v = h.house.visitor()
	h.guest = h.v.enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Loud Mallard"})
	h.connectAs(t, mallorysVoice)
	h.media.Speak(sfutest.Speech)
	h.media.Show(sfutest.SingleCamera)
	return h
}

// nothingPasses holds that nobody gets anything of theirs while the others
// meet on, and with in false, that they get nothing of the meeting either.
func (h *hostile) nothingPasses(step string, in bool) {
	h.t.Helper()
	h.otter.listens(anasVoice, 10) // what was on its way has arrived
	before, got := h.otter.media.Frames("video", mallorysVoice), h.media.Packets()
	h.otter.hearsNothingOf(mallorysVoice, anasVoice)
	h.heron.hearsNothingOf(mallorysVoice, anasVoice)
	if n := h.otter.media.Frames("video", mallorysVoice) - before; n != 0 {
		h.t.Errorf("%s: %d pictures came through", step, n)
	}
	if n := h.media.Packets() - got; !in && n != 0 {
		h.t.Errorf("%s: they got %d packets of the meeting", step, n)
	}
}

// heard holds that they are heard when they may be.
func (h *hostile) heard() {
	h.t.Helper()
	h.publish("microphone", true)
	h.otter.listens(mallorysVoice, 5)
}

// admitted lets them in.
func (h *hostile) admitted(g *guest) room.ParticipantID {
	h.t.Helper()
	id := g.self("waiting")
	hears(h.ana, "visitor.came", func(v room.VisitorCame) bool { return v.Visitor.ID == id })
	h.ana.ask("door.admit", many{"participants": {id}})
	g.self("present")
	return id
}

// TestHostileClientGetsNowhere follows one client that ignores every
// instruction through a whole meeting. After each step the others get nothing
// they should not, and meet on.
func TestHostileClientGetsNowhere(t *testing.T) {
	h := comeHostile(t)
	ana := h.ana.self("present")

	h.orders(t, "waiting", ana)
	h.nothingPasses("waiting", false)
	h.looksLikeALead(t)

	me := h.admitted(h.guest)
	h.nothingPasses("inside, and nothing turned on", true)
	h.orders(t, "inside", ana)
	h.heard()

	h.ana.ask("person.mute", one{"participant": me})
	h.nothingPasses("muted", true)
	h.comesTwice(t, me)
	h.nothingPasses("muted, on another socket", true)
	h.ana.ask("person.ask_to_unmute", one{"participant": me})
	h.heard()

	h.ana.ask("room.calm", map[string]bool{"on": true})
	h.nothingPasses("calm", true)
	h.ana.ask("room.calm", map[string]bool{"on": false})
	h.nothingPasses("after calm: nobody's microphone comes on by itself", true)
	h.heard()

	h.ana.ask("door.send_back", one{"participant": me})
	h.nothingPasses("sent back", false)
	h.ana.ask("door.admit", many{"participants": {me}})
	h.heard()

	h.removed(t, me)
}

// orders gives commands that are not theirs to give, some of them forged.
func (h *hostile) orders(t *testing.T, where string, ana room.ParticipantID) {
	t.Helper()
	for kind, members := range map[string]any{
		"door.admit":           map[string]bool{"all": true},
		"door.lock":            map[string]bool{"locked": true},
		"room.calm":            map[string]bool{"on": true},
		"person.mute":          one{"participant": ana},
		"person.remove":        map[string]string{"participant": string(ana), "reason": string(moderation.Unkind)},
		"person.ask_to_unmute": one{"participant": h.self("waiting")},
		"meeting.end":          struct{}{},
		"floor.set":            map[string]string{"mode": "ask"},
		"removal.undo":         map[string]string{"removal": "x"},
		"chat.hide":            map[string]string{"message": "x"},
	} {
		if r := h.refused(kind, members); r.Kind != "forbidden" && r.Kind != "not_found" {
			t.Errorf("%s, %s: %+v", where, kind, r)
		}
	}
	if r := h.refused("media.publish", map[string]any{"source": "microphone", "on": true, "role": "facilitator", "participant": ana}); r.Kind != "invalid" {
		t.Errorf("%s, a forged role: %+v", where, r)
	}
	if r := h.refused("room.become_facilitator", struct{}{}); r.Kind == "" {
		t.Errorf("%s, a command that does not exist: %+v", where, r)
	}
}

// looksLikeALead tries names that read like the facilitator's.
func (h *hostile) looksLikeALead(t *testing.T) {
	t.Helper()
	for _, name := range []string{"Ana", "ana", "A n a", "Аna", "Ana\u200b", "Ａｎａ", "Aпa"} { // Cyrillic, invisible and wide letters among them
		v := h.house.visitor()
		var page api.Entrance
		v.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
		a := v.post("/api/acceptances", api.AcceptanceRequest{
			Invite: h.demo.ParticipantInvite, Meeting: page.Meeting.ID, Version: page.Agreement.Version, Hash: page.Agreement.Hash, Pseudonym: name,
		})
		if a.status != 201 {
			continue // the name alone is refused
		}
		if r := v.refusedAtTheDoor(t, entering{Invite: h.demo.ParticipantInvite, Name: name}); r.Reason != "name_taken" {
			t.Errorf("as %q: %+v", name, r)
		}
	}
}

// comesTwice takes the place over from another socket, with the old token and
// with a forged one, and holds that there is one person, still muted.
func (h *hostile) comesTwice(t *testing.T, me room.ParticipantID) {
	t.Helper()
	second := h.v.enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Loud Mallard"})
	s := hears(second, "snapshot", func(s room.Snapshot) bool { return s.Standing == moderation.Present })
	if s.Self != me || len(s.People) != 4 {
		t.Errorf("the second socket is %s among %d people, want %s among 4", s.Self, len(s.People), me)
	}
	if code := h.closeCode(); code != 4005 {
		t.Errorf("the first socket was closed with %d, want 4005", code)
	}
	for _, token := range []string{h.welcome.Token, strings.Repeat("A", len(second.welcome.Token))} {
		thief := &guest{t: t, visitor: h.v, name: "thief", news: make(chan struct{})}
		thief.dial()
		if r := thief.refused("resume", map[string]any{"session": second.welcome.Session, "token": token, "seq": 0}); r.Reason != "session_unknown" {
			t.Errorf("another token resumes the session: %+v", r)
		}
		thief.leave()
	}
	if r := second.refused("media.publish", map[string]any{"source": "microphone", "on": true}); r.Reason != "muted" {
		t.Errorf("on another socket: %+v, want muted", r)
	}
	// Whoever takes the place over makes a connection of their own; the old one goes on sending, to nobody.
	second.connectAs(t, mallorysVoice)
	second.media.Speak(sfutest.Speech)
	second.media.Show(sfutest.SingleCamera)
	h.guest = second
}

// removed holds that a removal ends everything at once, and that neither the
// old session nor the old media connection is good for anything.
func (h *hostile) removed(t *testing.T, me room.ParticipantID) {
	t.Helper()
	h.ana.ask("person.remove", map[string]string{"participant": string(me), "reason": string(moderation.Disrupting)})
	if code := h.closeCode(); code != 4003 {
		t.Errorf("closed with %d, want 4003", code)
	}
	h.nothingPasses("removed", false)
	for _, name := range []string{"Loud Mallard", "Somebody New"} {
		eventually(t, "the way back is closed", func() bool {
			var page api.Entrance
			h.v.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
			return page.Removed
		})
		if r := h.v.refusedAtTheDoor(t, entering{Invite: h.demo.ParticipantInvite, Name: name}); r.Reason != "removed" {
			t.Errorf("as %s: %+v, want removed", name, r)
		}
	}
}

// TestHostileClientOnHold: with nobody who leads, only who had the floor is
// heard, whatever the others send, and all is as it was afterwards.
func TestHostileClientOnHold(t *testing.T) {
	h := comeHostile(t)
	me := h.admitted(h.guest)
	h.heard()
	seen := h.ana.last()
	h.ana.cut()
	hold := hears(h.otter, "meeting.hold", func(e room.HoldChanged) bool { return e.Hold != nil })
	tries := map[string]any{"chat.say": map[string]string{"lane": "everyone", "text": "nobody is watching"}}
	if hold.Hold.Floor != me { // who was speaking finishes
		tries["media.publish"] = map[string]any{"source": "microphone", "on": true}
	}
	for kind, members := range tries {
		if r := h.refused(kind, members); r.Kind != "forbidden" {
			t.Errorf("on hold, %s: %+v", kind, r)
		}
	}
	heard := map[uint32]*guest{heronsVoice: h.heron, otterVoice: h.otter, mallorysVoice: h.guest}
	for voice, g := range heard {
		if hold.Hold.Floor == g.self("present") {
			continue
		}
		for _, witness := range []*guest{h.heron, h.otter} {
			if witness != g {
				witness.falls(t, voice)
			}
		}
	}
	h.ana.forgetFrames()
	h.ana.dial()
	h.ana.ask("resume", map[string]any{"session": h.ana.welcome.Session, "token": h.ana.welcome.Token, "seq": seen})
	hears(h.otter, "meeting.hold", func(e room.HoldChanged) bool { return e.Hold == nil })
	h.otter.listens(anasVoice, 10)
	h.heron.listens(otterVoice, 10)
}

// falls waits until nothing more of a voice comes: the last packets that were
// sent before may still be on their way.
func (g *guest) falls(t *testing.T, voice uint32) {
	t.Helper()
	last, looks := -1, 0
	eventually(t, g.name+" hears no more", func() bool {
		if n := g.media.Frames("audio", voice); n != last {
			last, looks = n, 0
		}
		looks++
		return looks > 40
	})
}

// TestFloodOfFramesCutsOnlyTheFlooder: megabytes of commands end one socket.
func TestFloodOfFramesCutsOnlyTheFlooder(t *testing.T) {
	h := comeHostile(t)
	h.admitted(h.guest)
	h.mu.Lock()
	conn := h.conn
	h.mu.Unlock()
	text := []byte(`{"type":"chat.say","id":900,"lane":"everyone","text":"` + strings.Repeat("x", 200) + `"}`)
	for range 20_000 {
		if conn.WriteMessage(websocket.TextMessage, text) != nil {
			break
		}
	}
	if code := h.closeCode(); code != 4002 {
		t.Errorf("closed with %d, want 4002", code)
	}
	h.otter.listens(anasVoice, 10)
	h.ana.ask("chat.say", map[string]string{"lane": "everyone", "text": "All calm here"})
	hears(h.heron, "chat.said", func(e room.ChatSaid) bool { return e.Message.Text == "All calm here" })
}
