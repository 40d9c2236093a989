package main

import (
	"context"
	"testing"
	"time"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/sfu/sfutest"
)

// What each person's sound is marked with.
const (
	anasVoice   = 1
	heronsVoice = 2
	otterVoice  = 3
)

// people are three people in a meeting: Ana leads, Heron and Otter came by an
// invite and were admitted.
type people struct {
	*house
	ana, heron, otter *guest
}

type (
	one  map[string]room.ParticipantID
	many map[string][]room.ParticipantID
)

// meet brings three people from their links into the room, each with media.
func meet(t *testing.T, heronsInvite meeting.Token) people {
	t.Helper()
	h := openHouse(t)
	if heronsInvite == "" {
		heronsInvite = h.demo.ParticipantInvite
	}
	p := people{house: h}
	p.heron = h.visitor().enter(t, entering{Invite: heronsInvite, Name: "Blue Heron"})
	p.ana = h.signedIn(h.demo.FacilitatorSignIn).enter(t, entering{Meeting: h.demo.Meeting.ID})
	p.ana.name = "Ana"
	p.otter = h.visitor().enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Quiet Otter"})
	p.heron.connectAs(t, heronsVoice)
	p.ana.connectAs(t, anasVoice)
	p.otter.connectAs(t, otterVoice)

	waiting := p.heron.self("waiting")
	hears(p.ana, "visitor.came", func(v room.VisitorCame) bool { return v.Visitor.Name == "Quiet Otter" })
	p.ana.ask("door.admit", many{"participants": {waiting}})
	p.ana.ask("door.admit", map[string]bool{"all": true})
	p.heron.self("present")
	p.otter.self("present")
	for _, g := range []*guest{p.ana, p.heron, p.otter} {
		g.publish("microphone", true)
		g.media.Speak(sfutest.Speech)
	}
	return p
}

func (g *guest) publish(source string, on bool) frame {
	g.t.Helper()
	return g.ask("media.publish", map[string]any{"source": source, "on": on})
}

// listens waits until so many more packets of somebody's sound have come.
func (g *guest) listens(voice uint32, packets int) {
	g.t.Helper()
	ctx, cancel := context.WithTimeout(g.t.Context(), patience)
	defer cancel()
	want := g.media.Frames("audio", voice) + packets
	if err := g.media.Wait(ctx, func() bool { return g.media.Frames("audio", voice) >= want }); err != nil {
		g.t.Fatalf("%s does not hear %d: %v", g.name, voice, err)
	}
}

// hearsNothingOf counts what comes of somebody while others go on: once
// witness has heard so many packets of another voice, nothing of the silenced
// one may have come.
func (g *guest) hearsNothingOf(voice, witness uint32) {
	g.t.Helper()
	before := g.media.Frames("audio", voice)
	g.listens(witness, 25) // half a second
	if n := g.media.Frames("audio", voice) - before; n != 0 {
		g.t.Errorf("%s got %d packets of %d", g.name, n, voice)
	}
}

func TestThreePeopleMeet(t *testing.T) {
	p := meet(t, "")
	for _, c := range []struct {
		who    *guest
		voices []uint32
		own    uint32
	}{
		{p.ana, []uint32{heronsVoice, otterVoice}, anasVoice},
		{p.heron, []uint32{anasVoice, otterVoice}, heronsVoice},
		{p.otter, []uint32{anasVoice, heronsVoice}, otterVoice},
	} {
		for _, voice := range c.voices {
			c.who.listens(voice, 10)
		}
		if n := c.who.media.Frames("audio", c.own); n != 0 {
			t.Errorf("%s hears themselves: %d packets", c.who.name, n)
		}
		if cipher, err := c.who.media.Cipher(); err != nil || cipher != "SRTP_AEAD_AES_128_GCM" {
			t.Errorf("%s: cipher %q, %v", c.who.name, cipher, err)
		}
	}
	heron := p.heron.self("present")
	hears(p.ana, "media.speaking", func(s room.SpeakingChanged) bool { return len(s.Speaking) >= 2 })
	mapped := hears(p.ana, "media.slots", func(s room.SlotsMapped) bool {
		for _, m := range s.Slots {
			if m.Participant == heron && m.Source == room.Microphone {
				return true
			}
		}
		return false
	})
	for _, m := range mapped.Slots {
		if m.Participant == heron && p.ana.media.Slot(m.Slot).Stats().ByTag[heronsVoice] == 0 {
			t.Errorf("slot %s was announced to hold Heron's sound and never did", m.Slot)
		}
	}

	p.heron.publish("camera", true)
	p.heron.media.Show(sfutest.SingleCamera)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := p.otter.media.WaitFrames(ctx, "video", heronsVoice, 10); err != nil {
		t.Errorf("Otter does not see Heron: %v", err)
	}
}

// Nobody at the door hears or is heard, whatever they send.
func TestDoorKeepsSoundOutAndIn(t *testing.T) {
	p := meet(t, "")
	stranger := p.visitor().enter(t, entering{Invite: p.demo.ParticipantInvite, Name: "Loud Stranger"})
	stranger.connectAs(t, 9)
	stranger.media.Speak(sfutest.Speech)
	if r := stranger.refused("media.publish", map[string]any{"source": "microphone", "on": true}); r.Kind != "forbidden" {
		t.Errorf("a visitor turns the microphone on: %+v", r)
	}
	p.otter.hearsNothingOf(9, heronsVoice)
	if n := stranger.media.Packets(); n != 0 {
		t.Errorf("a visitor received %d packets", n)
	}
	if s := hears[room.Snapshot](stranger, "snapshot", nil); len(s.People) != 0 || len(s.Messages) != 0 {
		t.Errorf("a visitor is told who is inside: %+v", s)
	}
}

func TestMutedPersonIsNotHeardWhateverTheirBrowserDoes(t *testing.T) {
	p := meet(t, "")
	p.otter.listens(heronsVoice, 5)
	heron := p.heron.self("present")
	p.ana.ask("person.mute", one{"participant": heron})
	// Heron goes on sending. What was under way when the mute was answered may
	// still arrive; the promise is 500 ms.
	p.otter.listens(anasVoice, 25)
	p.otter.hearsNothingOf(heronsVoice, anasVoice)
	p.ana.hearsNothingOf(heronsVoice, otterVoice)
	hears(p.heron, "person.changed", func(c room.PersonChanged) bool { return c.Person.ID == heron && c.Person.Microphone == room.Stopped })
	if r := p.heron.refused("media.publish", map[string]any{"source": "microphone", "on": true}); r.Reason != "muted" {
		t.Errorf("turning it on again: %+v, want muted", r)
	}
	p.ana.ask("person.ask_to_unmute", one{"participant": heron})
	hears[room.AskedToUnmute](p.heron, "you.asked_to_unmute", nil)
	p.otter.hearsNothingOf(heronsVoice, anasVoice) // being asked turns nothing on
	p.heron.publish("microphone", true)
	p.otter.listens(heronsVoice, 5)
}

// A removed person tries every way back.
func TestRemovedPersonDoesNotGetBackIn(t *testing.T) {
	p := meet(t, "")
	rosa := p.signedIn(p.demo.ManagerSignIn)
	var link api.InviteLink
	rosa.post("/api/groups/"+string(p.demo.Recovery.ID)+"/invites", api.NewInvite{Kind: meeting.Personal, Label: "for one person"}).want(t, 201, &link)
	personal := meeting.Token(link.Link[len(p.visitor().origin+"/join#"):])

	v := p.visitor()
	g := v.enter(t, entering{Invite: personal, Name: "Angry Crow"})
	g.connectAs(t, 7)
	crow := g.self("waiting")
	hears(p.ana, "visitor.came", func(v room.VisitorCame) bool { return v.Visitor.ID == crow })
	p.ana.ask("door.admit", many{"participants": {crow}})
	g.publish("microphone", true)
	g.media.Speak(sfutest.Speech)
	p.otter.listens(7, 5)

	if r := p.ana.refused("person.remove", one{"participant": crow}); r.Field != "reason" {
		t.Errorf("removing without a reason: %+v", r)
	}
	p.ana.ask("person.remove", map[string]string{"participant": string(crow), "reason": string(moderation.Unkind)})
	hears[room.YouWereRemoved](g, "you.removed", nil)
	if code := g.closeCode(); code != 4003 {
		t.Errorf("closed with %d, want 4003: never come back", code)
	}
	p.otter.listens(anasVoice, 10)
	p.otter.hearsNothingOf(7, anasVoice)

	// The journal is written behind the room's back.
	eventually(t, "the removal is stored", func() bool {
		var page api.Entrance
		v.post("/api/entrance", api.EntranceRequest{Invite: personal}).want(t, 200, &page)
		return page.Removed
	})
	ways := map[string]struct {
		from *visitor
		by   meeting.Token
	}{
		"reloading":                              {v, personal},
		"a private window, by the personal link": {p.visitor(), personal},
		"the link of many, in the same browser":  {v, p.demo.ParticipantInvite},
	}
	for way, w := range ways {
		if r := w.from.refusedAtTheDoor(t, entering{Invite: w.by, Name: "New Name"}); r.Reason != "removed" {
			t.Errorf("%s: %+v, want removed", way, r)
		}
	}
	// The old session only tells once more why it is over.
	seen := g.last()
	g.forgetFrames()
	g.dial()
	g.ask("resume", map[string]any{"session": g.welcome.Session, "token": g.welcome.Token, "seq": seen - 1})
	hears[room.YouWereRemoved](g, "you.removed", nil)
	if code := g.closeCode(); code != 4003 {
		t.Errorf("by the old session: closed with %d, want 4003", code)
	}
	// On the link of many, without any mark, they stand at the door at best.
	again := p.visitor().enter(t, entering{Invite: p.demo.ParticipantInvite, Name: "Somebody Else"})
	if s := hears[room.Snapshot](again, "snapshot", nil); s.Standing != moderation.Waiting {
		t.Errorf("by the link of many they are %s", s.Standing)
	}

	undo := hears[room.Removed](p.ana, "removal.made", nil)
	p.ana.ask("removal.undo", map[string]meeting.RemovalID{"removal": undo.Removal.ID})
	eventually(t, "the way to the door is open again", func() bool {
		var page api.Entrance
		v.post("/api/entrance", api.EntranceRequest{Invite: personal}).want(t, 200, &page)
		return !page.Removed
	})
	back := v.enter(t, entering{Invite: personal, Name: "Angry Crow"})
	if s := hears[room.Snapshot](back, "snapshot", nil); s.Standing != moderation.Waiting {
		t.Errorf("after the undo they are %s, want at the door", s.Standing)
	}
}

// The socket is lost and comes back; sound goes on meanwhile, a mute holds,
// and nobody is there twice.
func TestLostSocketKeepsThePlace(t *testing.T) {
	p := meet(t, "")
	heron := p.heron.self("present")
	p.ana.ask("person.mute", one{"participant": heron})
	hears(p.heron, "person.changed", func(c room.PersonChanged) bool { return c.Person.ID == heron && c.Person.Microphone == room.Stopped })
	seen := p.heron.last()
	p.heron.cut()
	hears(p.ana, "person.changed", func(c room.PersonChanged) bool { return c.Person.ID == heron && c.Person.Link == room.Reconnecting })
	p.heron.listens(anasVoice, 10) // media does not need the socket
	p.ana.ask("chat.say", map[string]string{"lane": "everyone", "text": "Heron, we keep your chair."})

	p.heron.forgetFrames()
	p.heron.dial()
	var back struct {
		Resumed bool `json:"resumed"`
	}
	p.heron.ask("resume", map[string]any{"session": p.heron.welcome.Session, "token": p.heron.welcome.Token, "seq": seen}).read(t, &back)
	if !back.Resumed {
		t.Error("resumed with a snapshot, want the missed events")
	}
	if said := hears[room.ChatSaid](p.heron, "chat.said", nil); said.Message.Text != "Heron, we keep your chair." {
		t.Errorf("missed %+v", said)
	}
	if r := p.heron.refused("media.publish", map[string]any{"source": "microphone", "on": true}); r.Reason != "muted" {
		t.Errorf("after coming back: %+v, want still muted", r)
	}
	late := p.signedIn(p.demo.CoFacilitatorSignIn).enter(t, entering{Meeting: p.demo.Meeting.ID})
	if s := hears[room.Snapshot](late, "snapshot", nil); len(s.People) != 4 {
		t.Errorf("people = %+v, want Ana, Heron, Otter and Ben, each once", s.People)
	}
}

func TestMeetingEndsForAllWithAClosingPage(t *testing.T) {
	p := meet(t, "")
	p.ana.ask("meeting.end", struct{}{})
	ended := hears[room.MeetingEnded](p.otter, "meeting.ended", nil)
	if c := ended.Closing; c.GroupName != p.demo.Recovery.Name || c.Next == nil || !c.Next.After(time.Now()) || len(c.Lines) == 0 {
		t.Errorf("closing = %+v, want the group, its next meeting and lines to call", c)
	}
	for _, g := range []*guest{p.ana, p.heron, p.otter} {
		if code := g.closeCode(); code != 4004 {
			t.Errorf("%s: closed with %d, want 4004", g.name, code)
		}
	}
	eventually(t, "the end is stored", func() bool {
		a := p.signedVisitorAt(t)
		return a.status == 410
	})
	refusal := p.signedVisitorAt(t).refused(t, 410, "meeting_ended")
	if refusal.Closing == nil || len(refusal.Closing.Lines) == 0 || refusal.Closing.GroupName != p.demo.Recovery.Name {
		t.Errorf("the page afterwards: %+v", refusal)
	}
}

// signedVisitorAt asks for the entrance of the meeting that was on.
func (p people) signedVisitorAt(t *testing.T) answer {
	t.Helper()
	return p.visitor().post("/api/entrance", api.EntranceRequest{Invite: p.demo.ParticipantInvite, Meeting: p.demo.Meeting.ID})
}

// A server that is started again finds the meeting on, the removal standing
// and the door where it was.
func TestRestartKeepsRemovals(t *testing.T) {
	cfg := testConfig(t)
	h := openHouseAt(t, cfg)
	v := h.visitor()
	crow := v.enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Angry Crow"})
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	leads := ana.enter(t, entering{Meeting: h.demo.Meeting.ID})
	id := crow.self("waiting")
	leads.ask("door.admit", many{"participants": {id}})
	leads.ask("person.remove", map[string]string{"participant": string(id), "reason": string(moderation.Recording)})
	crow.closeCode()
	h.close()

	again := openHouseAt(t, cfg)
	v.house, v.origin = again, again.visitor().origin
	ana.house, ana.origin = again, again.visitor().origin
	if r := v.refusedAtTheDoor(t, entering{Invite: h.demo.ParticipantInvite, Name: "Other Name"}); r.Reason != "removed" {
		t.Errorf("after a restart: %+v, want removed", r)
	}
	back := ana.enter(t, entering{Meeting: h.demo.Meeting.ID}) // the cookie still holds
	s := hears[room.Snapshot](back, "snapshot", nil)
	if len(s.Removals) != 1 || s.Removals[0].Reason != moderation.Recording {
		t.Errorf("removals = %+v, want the one from before", s.Removals)
	}
}

func TestUnusableOffersAreRefusedInWords(t *testing.T) {
	h := openHouse(t)
	g := h.visitor().enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Old Browser"})
	for offer, reason := range map[string]string{
		"nonsense": "malformed",
		"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n": "",
	} {
		r := g.refused("media.offer", map[string]string{"sdp": offer})
		if r.Kind != "unsupported" || reason != "" && r.Reason != reason || r.Sentence != offerSentence {
			t.Errorf("%+v, want unsupported with a sentence for the page", r)
		}
	}
	if r := g.refused("media.offer", map[string]any{"sdp": "nonsense", "restart": true}); r.Kind == "internal" {
		t.Errorf("restart without a connection: %+v", r)
	}
}
