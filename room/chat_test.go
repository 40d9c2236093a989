package room

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/meeting"
)

func texts(p *page) []string {
	list := []string{}
	for _, m := range p.state.Messages {
		list = append(list, m.Text)
	}
	return list
}

func TestTheFacilitatorsLaneIsTheirsAndTheAuthors(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	_, err := h.say(heron.id, LaneFacilitators, "I need a minute")
	h.ok(err)
	_, err = h.say(fox.id, LaneEveryone, "hello")
	h.ok(err)
	late := h.insider(ana, "Grey Owl")
	h.ok(h.resumed(heron.id, true))
	want := map[*page][]string{
		ana:   {"I need a minute", "hello"},
		heron: {"I need a minute", "hello"},
		fox:   {"hello"},
		late:  {"hello"},
	}
	for p, lines := range want {
		if !cmp.Equal(texts(p), lines) {
			t.Errorf("%s reads %q, want %q", p.state.Name, texts(p), lines)
		}
	}
	ben := h.lead("Ben")
	if lines := []string{"I need a minute", "hello"}; !cmp.Equal(texts(ben), lines) {
		t.Errorf("a late facilitator reads %q, want %q", texts(ben), lines)
	}
}

func TestAHiddenMessageIsGoneForAllAndForever(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	id, err := h.say(fox.id, LaneEveryone, "something unkind")
	h.ok(err)
	h.interrupted(heron.id, heron)
	h.leave(h.people[fox.id], FarewellLeft)
	h.refused(h.hideMessage(heron.id, id), fault.Forbidden, "role")
	h.ok(h.hideMessage(ana.id, id))
	h.refused(h.hideMessage(ana.id, id), fault.NotFound, "no_message")
	late := h.insider(ana, "Grey Owl")
	for _, p := range []*page{ana, heron, late} {
		if n := len(p.state.Messages); n != 0 {
			t.Errorf("%s still has %d messages", p.state.Name, n)
		}
	}
}

func TestHidingIsUndoneWithinHalfAMinuteForThoseWhoCouldRead(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	first, err := h.say(heron.id, LaneEveryone, "hello")
	h.ok(err)
	h.ok(h.hideMessage(ana.id, first))
	h.refused(h.releaseMessage(heron.id, first), fault.Forbidden, "role")
	h.ok(h.releaseMessage(ana.id, first))
	h.refused(h.releaseMessage(ana.id, first), fault.NotFound, "no_message")
	private, err := h.say(heron.id, LaneFacilitators, "to you alone")
	h.ok(err)
	h.ok(h.hideMessage(ana.id, private))
	h.pass(30 * time.Second)
	h.ok(h.releaseMessage(ana.id, private))
	for p, lines := range map[*page][]string{
		ana: {"hello", "to you alone"}, heron: {"hello", "to you alone"}, fox: {"hello"},
	} {
		if !cmp.Equal(texts(p), lines) {
			t.Errorf("%s reads %q, want %q", p.state.Name, texts(p), lines)
		}
	}
	h.ok(h.hideMessage(ana.id, first))
	h.pass(hiddenFor)
	h.refused(h.releaseMessage(ana.id, first), fault.NotFound, "no_message")
	if h.chat.hidden.Text != "" {
		t.Error("the room still knows what was hidden")
	}
}

func TestWordsToFacilitatorsAreHiddenWhereTheyWere(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	id, err := h.say(heron.id, LaneFacilitators, "my number is …")
	h.ok(err)
	h.ok(h.hideMessage(ana.id, id))
	if len(got[ChatHidden](fox)) != 0 {
		t.Error("somebody who never had it learned of it")
	}
	if len(ana.state.Messages)+len(heron.state.Messages) != 0 {
		t.Error("it is still there")
	}
}

func TestALateJoinerGetsTheNewestMessages(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	var ids []MessageID
	for i := range keptLines + 5 {
		id, err := h.say(ana.id, LaneEveryone, fmt.Sprint(i))
		h.ok(err)
		ids = append(ids, id)
	}
	late := h.insider(ana, "Grey Owl")
	lines := texts(late)
	if len(lines) != KeptMessages || lines[0] != fmt.Sprint(keptLines+5-KeptMessages) || !slices.Contains(lines, fmt.Sprint(keptLines+4)) {
		t.Errorf("%d lines from %q", len(lines), lines[0])
	}
	h.ok(h.hideMessage(ana.id, ids[5])) // still on older screens
	h.refused(h.hideMessage(ana.id, ids[4]), fault.NotFound, "no_message")
	h.ok(h.hideMessage(ana.id, ids[len(ids)-1]))
	if h.ok(h.resumed(late.id, true)); slices.Contains(texts(late), "") {
		t.Error("a forgotten message came back without its text")
	}
}

func TestTextIsCheckedAndTidied(t *testing.T) {
	cases := []struct{ in, want, why string }{
		{" hi \n", "hi", ""},
		{"a\r\nb", "a\nb", ""},
		{strings.Repeat("ä", MaxMessageLen), strings.Repeat("ä", MaxMessageLen), ""},
		{strings.Repeat("ä", MaxMessageLen+1), "", "too long"},
		{" \n ", "", "empty"},
		{"a\x07b", "", "control character"},
		{"a\x1b[31mb", "", "escape"},
		{"a\u0085b", "", "C1 control character"},
		{"a\xffb", "", "not UTF-8"},
	}
	h := newHouse(t)
	ana := h.lead("Ana")
	for _, c := range cases {
		_, err := h.say(ana.id, LaneEveryone, c.in)
		if e := fault.Of(err); c.why != "" && (e == nil || e.Kind != fault.Invalid || e.Field != "text") {
			t.Errorf("%s: %v, want invalid text", c.why, err)
		}
		if lines := texts(ana); c.why == "" && lines[len(lines)-1] != c.want {
			t.Errorf("%q was said as %q", c.in, lines[len(lines)-1])
		}
	}
	_, err := h.say(ana.id, "private", "hi")
	if e := fault.Of(err); e == nil || e.Field != "lane" {
		t.Errorf("unknown lane: %v", err)
	}
}

func TestContactDetailsAreHeld(t *testing.T) {
	for _, text := range []string{
		"write to heron@example.org", "heron (at) example (dot) org", "heron at example dot org", "call 555 010 9988",
		"+49 (170) 123-4567", "5\u200b5\u200b5\u200b0\u200b1\u200b0\u200b9", "I am @quiet.heron there", "t.me/heron",
		"my insta is heron", "WhatsApp: heron", "٠١٢٣٤٥٦٧", "discord.gg/abc",
		"5\ufe0f\u20e35\ufe0f\u20e35\ufe0f\u20e30\ufe0f\u20e31\ufe0f\u20e30\ufe0f\u20e39\ufe0f\u20e3", "⑤⑤⑤⓪①⓪⑨", "heron\uff20example\uff0eorg",
		"555_010_9988", "5\u034f5\u034f5\u034f0\u034f1\u034f0\u034f9",
	} {
		if !tellsHowToReach(text) {
			t.Errorf("%q goes to everyone", text)
		}
	}
	for _, text := range []string{
		"Hello", "I have 12 years and 3 months", "at 7:30 on 24 May", "See you @ 8", "We met at home. Then we talked.", "1, 2, 3",
		"I looked at it and felt better", "It is a signal to me",
		"½ an hour at 7:30–8:00", "café, 5️⃣ years", "Résumé: ça va 👋🏽",
	} {
		if tellsHowToReach(text) {
			t.Errorf("%q is held", text)
		}
	}
}

func TestAHeldMessageIsReadByItsAuthorAndThoseWhoLead(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	id, err := h.say(heron.id, LaneEveryone, "call 555 010 9988")
	h.ok(err)
	other, err := h.say(fox.id, LaneEveryone, "hello")
	h.ok(err)
	if len(fox.state.Messages) != 1 || !heron.state.Messages[0].Held || !ana.state.Messages[0].Held {
		t.Errorf("Fox reads %v", texts(fox))
	}
	if late := h.insider(ana, "Grey Owl"); len(late.state.Messages) != 1 {
		t.Errorf("who comes late reads %v", texts(late))
	}
	h.refused(h.releaseMessage(heron.id, id), fault.Forbidden, "role")
	h.refused(h.releaseMessage(ana.id, other), fault.NotFound, "no_message")
	h.ok(h.releaseMessage(ana.id, id))
	h.refused(h.releaseMessage(ana.id, id), fault.NotFound, "no_message")
	for _, p := range []*page{ana, heron, fox} {
		if want := []string{"hello", "call 555 010 9988"}; !cmp.Equal(texts(p), want) || p.state.Messages[1].Held {
			t.Errorf("%s reads %v", p.state.Name, texts(p))
		}
	}
	for lane, by := range map[Lane]*page{LaneFacilitators: heron, LaneEveryone: ana} {
		if _, err = h.say(by.id, lane, "call 555 010 9988"); err != nil || h.chat.lines[len(h.chat.lines)-1].Held {
			t.Errorf("held in lane %s of %s: %v", lane, by.state.Name, err)
		}
	}
}

func TestResourcesArePinnedByThoseWhoLead(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	_, err := h.say(heron.id, LaneResources, "a link")
	h.refused(err, fault.Forbidden, "role")
	for range MaxResources {
		_, err = h.say(ana.id, LaneResources, "https://example.org/help")
		h.ok(err)
	}
	_, err = h.say(ana.id, LaneResources, "one more")
	h.refused(err, fault.Full, "many_resources")
	if late := h.insider(ana, "Grey Owl"); len(late.state.Resources) != MaxResources || len(late.state.Messages) != 0 {
		t.Errorf("who comes late has %d resources", len(late.state.Resources))
	}
	h.ok(h.hideMessage(ana.id, heron.state.Resources[0].ID))
	if len(heron.state.Resources) != MaxResources-1 {
		t.Error("a resource stays pinned")
	}
}

func TestAQuietChatIsTheCustomOfGroupsWithoutCrossTalk(t *testing.T) {
	for talk, quiet := range map[meeting.CrossTalk]bool{meeting.CrossTalkNone: true, meeting.CrossTalkWelcome: false} {
		h := newHouse(t, func(c *Config) { c.Group.CrossTalk = talk })
		if ana := h.lead("Ana"); ana.state.Rules.QuietInShares != quiet {
			t.Errorf("with cross-talk %s the chat is quiet in shares: %t", talk, !quiet)
		}
	}
}

func TestTheAuthorIsToldThatAMessageWasHidden(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	m, err := h.say(fox.id, LaneEveryone, "something unkind")
	h.ok(err)
	h.ok(h.hideMessage(ana.id, m))
	held, err := h.say(fox.id, LaneEveryone, "call me: 555 010 9988")
	h.ok(err)
	h.ok(h.releaseMessage(ana.id, held))
	if e := got[ChatHidden](fox); len(e) != 2 || !e[0].Yours || e[1].Yours {
		t.Errorf("the author is told %v", e)
	}
	if e := got[ChatHidden](heron); len(e) != 1 || e[0].Yours {
		t.Errorf("another is told %v", e)
	}
	own, err := h.say(ana.id, LaneEveryone, "welcome")
	h.ok(err)
	h.ok(h.hideMessage(ana.id, own))
	if e := got[ChatHidden](ana); e[len(e)-1].Yours {
		t.Error("Ana is told what she did herself")
	}
}

func TestQuietWhileSomebodyShares(t *testing.T) {
	h, ana, heron, fox, _ := inCircle(t) // a group without cross-talk, in which it is so by itself
	h.refused(h.quiet(fox.id, false), fault.Forbidden, "role")
	h.ok(h.quiet(ana.id, false))
	_, err := h.say(fox.id, LaneEveryone, "hello")
	h.ok(err)
	h.ok(h.quiet(ana.id, true))
	_, err = h.say(fox.id, LaneEveryone, "hello")
	h.refused(err, fault.Forbidden, "quiet")
	_, err = h.say(fox.id, LaneFacilitators, "a question")
	h.ok(err)
	h.ok(h.react(fox.id, WithYou))
	h.refused(h.react(fox.id, "laugh"), fault.Invalid, "field")
	if r := got[ChatReacted](heron); len(r) != 1 || r[0] != (ChatReacted{fox.id, WithYou}) {
		t.Errorf("reactions = %v", r)
	}
	h.ok(h.setFloor(ana.id, FloorFree))
	_, err = h.say(fox.id, LaneEveryone, "hello")
	h.ok(err)
}
