package room

import "warmroom/moderation"

// sayAtDoor says something to everybody at the door, also to those who come
// later, or to one of them alone.
func (s *state) sayAtDoor(by, to ParticipantID, text string) error {
	a, err := s.may(by, moderation.SpeakAtDoor)
	if err != nil {
		return err
	}
	if text, err = clean("text", text, maxSentence); err != nil {
		return err
	}
	w := &DoorWord{By: a.Name, Text: text, At: s.now}
	said := DoorSaid{Word: *w, Participant: to}
	addressed := s.door
	if to != "" {
		p := s.people[to]
		if p == nil || p.standing != moderation.Waiting {
			return errNobody
		}
		p.private = w
		addressed = []*person{p}
	} else {
		s.doorWord = w
	}
	for _, p := range addressed {
		p.word = w
		p.sink.Deliver(said)
	}
	s.tellWho(moderation.SeeDoor, said)
	return nil
}

// replyAtDoor is what somebody at the door answers, once they were spoken to.
// Only the last reply is kept.
func (s *state) replyAtDoor(by ParticipantID, text string) error {
	p := s.people[by]
	if p == nil {
		return errNotHere
	}
	if p.standing != moderation.Waiting || p.word == nil {
		return errNotSpokenTo
	}
	text, err := clean("text", text, maxSentence)
	if err != nil {
		return err
	}
	p.reply = text
	s.changed(p)
	return nil
}
