package room

import (
	"slices"
	"time"

	"warmroom/moderation"
)

// speechEvery bounds how often people are told who speaks.
const speechEvery = 250 * time.Millisecond

// speech is who speaks. What the media plane reports is told at once when the
// last news are speechEvery old, and else gathered until then.
type speech struct {
	heard   []ParticipantID // as reported last
	told    []ParticipantID // as delivered last in the main room; never changed in place
	at      time.Time       // of the last delivery
	counted time.Time       // up to when the time of those heard is counted
	pending bool            // heard has to be told at speechEvery after at
}

func (s *state) speaking(heard []ParticipantID) {
	s.countHeard()
	s.speech.heard = heard
	if s.speech.at.Add(speechEvery).After(s.now) {
		s.speech.pending = true
		return
	}
	s.tellSpeech()
}

// countHeard adds the time since it was called last to that of those who spoke
// to the group.
func (s *state) countHeard() {
	for _, id := range s.audible(s.speech.heard, nil) {
		s.people[id].heard += s.now.Sub(s.speech.counted)
	}
	s.speech.counted = s.now
}

// tellSpeech delivers who speaks in the main room and in each side room, to
// those who are there, where that changed.
func (s *state) tellSpeech() {
	s.speech.pending = false
	s.tellSpeechIn(nil)
	for _, x := range s.sides {
		s.tellSpeechIn(x)
	}
}

func (s *state) tellSpeechIn(x *side) {
	told, now := s.speech.toldIn(x), s.audible(s.speech.heard, x)
	if slices.Equal(now, *told) {
		return
	}
	s.announce()
	*told, s.speech.at = now, s.now
	e := Event(SpeakingChanged{now})
	for _, p := range s.inside {
		if p.side == x {
			p.sink.Deliver(e)
		}
	}
}

// toldIn is where it is kept who was said to speak in a side room, or, for
// nil, in the main room.
func (sp *speech) toldIn(x *side) *[]ParticipantID {
	if x == nil {
		return &sp.told
	}
	return &x.told
}

// audible returns those of ids who are in a side room, or, for nil, in the
// main room, with an open microphone that is let through, whatever the media
// plane still heard when it reported.
func (s *state) audible(ids []ParticipantID, x *side) []ParticipantID {
	now := make([]ParticipantID, 0, len(ids))
	for _, id := range ids {
		if p := s.people[id]; p != nil && p.standing == moderation.Present && p.side == x && p.Microphone == On && !s.heldBack(p) {
			now = append(now, id)
		}
	}
	return now
}

// mapSlots tells somebody inside what fills their slots. It is dropped for
// anybody else: the mapping was decided before they left.
func (s *state) mapSlots(id ParticipantID, slots []Mapping) {
	if p := s.people[id]; p != nil && p.standing == moderation.Present {
		for _, m := range slots {
			s.introduce(p, m.Participant)
		}
		p.sink.Deliver(SlotsMapped{slots})
	}
}

func (s *state) layersWanted(id ParticipantID, l LayersWanted) {
	if p := s.people[id]; p != nil && p.standing == moderation.Present {
		p.sink.Deliver(l)
	}
}

func (s *state) mediaState(id ParticipantID, ok bool) {
	if p := s.people[id]; p != nil && !ok {
		p.sink.Deliver(MediaLost{})
	}
}

// view leaves word of what somebody's page shows. Tiles of people who are not
// where they are, are left out; a page may be a moment behind.
func (s *state) view(id ParticipantID, tiles []Tile) error {
	p := s.people[id]
	if p == nil {
		return errNotHere
	}
	if p.standing != moderation.Present {
		return errNotPresent
	}
	shown := make([]Tile, 0, len(tiles))
	for _, t := range tiles {
		if q := s.people[t.Participant]; q != nil && q.standing == moderation.Present && q.side == p.side {
			shown = append(shown, t)
		}
	}
	s.media.View(id, shown)
	return nil
}
