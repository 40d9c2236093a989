package room

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
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
