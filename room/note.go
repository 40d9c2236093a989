package room

import (
	"slices"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// maxRecent bounds the list of people who left, of whom the newest are kept.
const maxRecent = 50

// Note is what those who lead know of a person inside, and nobody else.
type Note struct {
	Participant ParticipantID `json:"participant"`
	Reminded    int           `json:"reminded" doc:"How often in this meeting"`
	Warned      int           `json:"warned" doc:"How often in this meeting"`
	Newcomer    bool          `json:"newcomer" doc:"Their first time, by their own word"`
	Minute      *time.Time    `json:"minute,omitempty" doc:"Since when they need a minute"`
	Together    bool          `json:"together,omitempty" doc:"They would like to call a line together with somebody who leads; with minute"`
}

// Departed is somebody who left, or was lost, and can still be removed.
type Departed struct {
	ID   ParticipantID `json:"id"`
	Name string        `json:"name"`
	At   time.Time     `json:"at"`
}

// remind and warn are the steps before a removal. Only the person learns of
// them, and those who lead see how many there were.
func (s *state) remind(by, id ParticipantID, why moderation.Reason) error {
	return s.admonish(by, id, why, moderation.Remind, YouWereReminded{why}, func(n *Note) { n.Reminded++ })
}

func (s *state) warn(by, id ParticipantID, why moderation.Reason) error {
	return s.admonish(by, id, why, moderation.Warn, YouWereWarned{why}, func(n *Note) { n.Warned++ })
}

func (s *state) admonish(by, id ParticipantID, why moderation.Reason, what moderation.Action, told Event, count func(*Note)) error {
	a, p, err := s.mayUpon(by, what, id, moderation.Present)
	if err != nil {
		return err
	}
	if !why.Valid() {
		return errReason
	}
	d := s.deed(a, what, p.ID)
	d.Reason = why
	s.journal.did(d)
	count(&p.note)
	p.sink.Deliver(told)
	s.tellNote(p)
	return nil
}

var errReason = fault.Field("reason", "one of the reasons for a removal")

// noted returns p's note as it is seen.
func (p *person) noted() Note {
	n := p.note
	n.Participant = p.ID
	return n
}

// tellNote tells those who lead what they know of p, who is inside, if there
// is anything.
func (s *state) tellNote(p *person) {
	if p.note != (Note{}) {
		s.announce()
		s.tellWho(moderation.ReadNotes, NoteChanged{p.noted()})
	}
}

// notes returns what is known of people inside.
func (s *state) notes() []Note {
	list := []Note{}
	for _, p := range s.inside {
		if p.note != (Note{}) {
			list = append(list, p.noted())
		}
	}
	return list
}

// askMinute is somebody's "I need a minute". Nobody learns of it but those who
// lead. Together says that they would like to call a line with one of them.
func (s *state) askMinute(by ParticipantID, together bool) error {
	p, err := s.may(by, moderation.AskMinute)
	switch {
	case err != nil:
		return err
	case p.note.Minute == nil:
		s.setMinute(p, after(s.now, 0), together)
	case together && !p.note.Together:
		s.setMinute(p, p.note.Minute, true)
	}
	return nil
}

// endMinute takes it back, by the person or by somebody who leads and saw to it.
func (s *state) endMinute(by, id ParticipantID) error {
	if err := s.mayFor(by, id, moderation.AskMinute, moderation.AnswerMinute); err != nil {
		return err
	}
	if p := s.people[id]; p.note.Minute != nil {
		s.setMinute(p, nil, false)
	}
	return nil
}

func (s *state) setMinute(p *person, since *time.Time, together bool) {
	s.announce()
	p.note.Minute, p.note.Together = since, together
	p.sink.Deliver(MinuteChanged{since != nil})
	s.tellWho(moderation.ReadNotes, NoteChanged{p.noted()})
}

// remember puts p, who just left the room, on the list of those who can still
// be acted on.
func (s *state) remember(p *person) {
	d := Departed{ID: p.ID, Name: p.Name, At: s.now}
	s.recent = append(s.recent, d)
	if len(s.recent) > maxRecent {
		s.recent = slices.Delete(s.recent, 0, 1)
	}
	s.tellWho(moderation.ReadNotes, PersonDeparted{d})
}

// unremember takes people off that list; Removed has told of it.
func (s *state) unremember(ids []ParticipantID) {
	s.recent = slices.DeleteFunc(s.recent, func(d Departed) bool { return slices.Contains(ids, d.ID) })
}
