package room

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"warmroom/fault"
	"warmroom/moderation"
)

// keptLines bounds the messages that can still be hidden. Of those beyond
// KeptMessages the text is forgotten: nobody is going to get it any more.
const keptLines = 10 * KeptMessages

// hiddenFor is for how long the message that was hidden last can be shown
// again; pages offer it for 30 s.
const hiddenFor = 35 * time.Second

// chat is what was said and not hidden, oldest first. It goes with the room.
type chat struct {
	lines     []Message
	resources []Message // pinned
	hidden    Message   // last, until it is forgotten
	hiddenAt  time.Time // zero for none
}

// next returns when the hidden message is to be forgotten; zero for none.
func (c *chat) next() time.Time {
	if c.hiddenAt.IsZero() {
		return time.Time{}
	}
	return c.hiddenAt.Add(hiddenFor)
}

func (c *chat) forgetHidden(now time.Time) {
	if due := c.next(); !due.IsZero() && !due.After(now) {
		c.hidden, c.hiddenAt = Message{}, time.Time{}
	}
}

func (c *chat) add(m Message) {
	c.lines = append(c.lines, m)
	if old := len(c.lines) - KeptMessages - 1; old >= 0 {
		c.lines[old].Text, c.lines[old].Name = "", ""
	}
	if len(c.lines) > keptLines {
		c.lines = slices.Delete(c.lines, 0, 1)
	}
}

func (s *state) say(id ParticipantID, lane Lane, text string) (MessageID, error) {
	what := moderation.SayToAll
	switch lane {
	case LaneEveryone:
	case LaneFacilitators:
		what = moderation.SayToLeads
	case LaneResources:
		what = moderation.PinResource
	default:
		return "", errLane
	}
	p, err := s.may(id, what)
	if err != nil {
		return "", err
	}
	if text, err = clean("text", text, MaxMessageLen); err != nil {
		return "", err
	}
	m := Message{ID: MessageID(rand.Text()), Lane: lane, From: p.ID, Name: p.Name, Text: text, At: s.now}
	m.Held = lane == LaneEveryone && !p.Role.Leads() && tellsHowToReach(text)
	if lane != LaneResources {
		s.chat.add(m)
	} else if len(s.chat.resources) >= MaxResources {
		return "", errManyResources
	} else {
		s.chat.resources = append(s.chat.resources, m)
	}
	s.tellReaders(m, ChatSaid{m})
	return m.ID, nil
}

// mayRead reports whether p may read m: the facilitators' lane, and what is
// held, is for them and the author.
func (s *state) mayRead(p *person, m Message) bool {
	return m.Lane != LaneFacilitators && !m.Held || m.From == p.ID ||
		s.allow(p, moderation.ReadLeadsLane, moderation.Target{}) == nil
}

func (s *state) tellReaders(m Message, e Event) {
	for _, p := range s.inside {
		if s.mayRead(p, m) {
			p.sink.Deliver(e)
		}
	}
}

// readable returns the newest messages p may read, oldest first.
func (s *state) readable(p *person) []Message {
	list := []Message{}
	for _, m := range s.chat.lines[max(0, len(s.chat.lines)-KeptMessages):] {
		if m.Text != "" && s.mayRead(p, m) {
			list = append(list, m)
		}
	}
	return list
}

// hideMessage takes a message off every screen, and out of the room's memory
// once it can't be shown again any more.
func (s *state) hideMessage(by ParticipantID, id MessageID) error {
	a, err := s.may(by, moderation.HideMessage)
	if err != nil {
		return err
	}
	for _, list := range []*[]Message{&s.chat.lines, &s.chat.resources} {
		if i := indexOf(*list, id); i >= 0 {
			m := (*list)[i]
			*list = slices.Delete(*list, i, i+1)
			s.chat.hidden, s.chat.hiddenAt = m, s.now
			s.audit(a, moderation.HideMessage, m.From, false)
			for _, p := range s.inside {
				if s.mayRead(p, m) {
					p.sink.Deliver(ChatHidden{Message: id, Yours: m.From == p.ID && by != p.ID})
				}
			}
			return nil
		}
	}
	return errNoMessage
}

func indexOf(list []Message, id MessageID) int {
	return slices.IndexFunc(list, func(m Message) bool { return m.ID == id })
}

// releaseMessage lets everybody read what was held, as if it were said now.
// Who has it already is told to forget it first. What was hidden a moment ago
// comes back to those who could read it.
func (s *state) releaseMessage(by ParticipantID, id MessageID) error {
	if _, err := s.may(by, moderation.ReleaseMessage); err != nil {
		return err
	}
	if m := s.chat.hidden; m.ID == id && m.Text != "" {
		return s.showAgain(m)
	}
	i := indexOf(s.chat.lines, id)
	if i < 0 || !s.chat.lines[i].Held || s.chat.lines[i].Text == "" {
		return errNoMessage
	}
	m := s.chat.lines[i]
	s.chat.lines = slices.Delete(s.chat.lines, i, i+1)
	s.tellReaders(m, ChatHidden{Message: id})
	m.Held, m.At = false, s.now
	s.chat.add(m)
	s.tellReaders(m, ChatSaid{m})
	return nil
}

// showAgain undoes the hiding of a message.
func (s *state) showAgain(m Message) error {
	m.At = s.now
	if m.Lane != LaneResources {
		s.chat.add(m)
	} else if len(s.chat.resources) >= MaxResources {
		return errManyResources
	} else {
		s.chat.resources = append(s.chat.resources, m)
	}
	s.chat.hidden, s.chat.hiddenAt = Message{}, time.Time{}
	s.tellReaders(m, ChatSaid{m})
	return nil
}

// react shows a reaction to everybody inside; nothing of it is kept.
func (s *state) react(by ParticipantID, r Reaction) error {
	p, err := s.may(by, moderation.React)
	if err != nil {
		return err
	}
	if !slices.Contains(reactions, r) {
		return fault.Field("reaction", "one of the reactions")
	}
	s.tell(ChatReacted{p.ID, r})
	return nil
}

// clean returns text without white space around it and with newlines as "\n".
// It has to have 1 to limit characters, none of them control characters.
func clean(field, text string, limit int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if n := utf8.RuneCountInString(text); n == 0 || n > limit || !utf8.ValidString(text) {
		return "", fault.Field(field, fmt.Sprintf("1 to %d characters", limit))
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' {
			return "", fault.Field(field, "no control characters but line breaks")
		}
	}
	return text, nil
}
