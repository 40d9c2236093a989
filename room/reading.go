package room

import (
	"slices"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Reading is the agreements being read aloud, a clause each, in turns.
type Reading struct {
	Place  int           `json:"place" doc:"Which clause it is, from 1"`
	Of     int           `json:"of" doc:"How many there are"`
	Title  string        `json:"title"`
	Text   string        `json:"text"`
	Reader ParticipantID `json:"reader" doc:"Who reads it; they may turn their microphone on also where somebody else has the floor"`
	Next   ParticipantID `json:"next,omitempty" doc:"Who reads the clause after it; absent with the last one"`
}

// reading is which clause is read by whom. Without a reader there is none.
type reading struct {
	clauses []meeting.Clause // those that were current when the room opened
	at      int
	reader  ParticipantID
	next    ParticipantID   // the reader again when there is nobody else
	passed  []ParticipantID // who would rather not read
}

func (r *reading) on() bool { return r.reader != "" }

// readingSeen returns the reading as everybody inside sees it; nil without one.
func (s *state) readingSeen() *Reading {
	r := &s.reading
	if !r.on() {
		return nil
	}
	c := r.clauses[r.at]
	seen := &Reading{Place: r.at + 1, Of: len(r.clauses), Title: c.Title, Text: c.Text, Reader: r.reader}
	if seen.Place < seen.Of {
		seen.Next = r.next
	}
	return seen
}

// read gives the clause to id, or ends the reading when that is nobody.
func (s *state) read(id ParticipantID) {
	r := &s.reading
	if id == "" || r.at == len(r.clauses) {
		*r = reading{clauses: r.clauses}
	} else {
		r.reader, r.next = id, s.readerAfter(id)
	}
	s.tellReading()
}

// startReading begins with the first clause; it replaces a reading before it.
func (s *state) startReading(by ParticipantID) error {
	if _, err := s.may(by, moderation.LeadReading); err != nil {
		return err
	}
	if len(s.reading.clauses) == 0 {
		return errNoClauses
	}
	s.reading = reading{clauses: s.reading.clauses}
	s.read(s.readerAfter(""))
	return nil
}

// nextClause goes on to the next clause and reader, and ends the reading after
// the last one: the reader's word that they are done, or that of those who lead.
func (s *state) nextClause(by ParticipantID) error {
	if err := s.mayReadOn(by); err != nil {
		return err
	}
	s.reading.at++
	s.read(s.reading.next)
	return nil
}

// passReading gives the clause to the next one. Who passed, or was passed over,
// is not asked again in this reading.
func (s *state) passReading(by ParticipantID) error {
	if err := s.mayReadOn(by); err != nil {
		return err
	}
	s.reading.passed = append(s.reading.passed, s.reading.reader)
	s.read(s.readerAfter(s.reading.reader))
	return nil
}

// giveReading asks somebody to read the clause.
func (s *state) giveReading(by, id ParticipantID) error {
	if _, err := s.may(by, moderation.LeadReading); err != nil {
		return err
	}
	switch {
	case !s.reading.on():
		return errNoReading
	case !s.isInside(id):
		return errNobody
	case s.people[id].Observer:
		return errObserves
	case s.people[id].side != nil:
		return errInSide
	}
	s.reading.passed = slices.DeleteFunc(s.reading.passed, func(p ParticipantID) bool { return p == id })
	s.read(id)
	return nil
}

func (s *state) endReading(by ParticipantID) error {
	if _, err := s.may(by, moderation.LeadReading); err != nil {
		return err
	}
	if !s.reading.on() {
		return errNoReading
	}
	s.read("")
	return nil
}

// mayReadOn refuses unless by is the reader, or one of those who lead.
func (s *state) mayReadOn(by ParticipantID) error {
	what := moderation.LeadReading
	if by == s.reading.reader {
		what = moderation.TakeTurn
	}
	if _, err := s.may(by, what); err != nil {
		return err
	}
	if !s.reading.on() {
		return errNoReading
	}
	return nil
}

// readerAfter returns who reads after id: those inside in the order they came
// in, round and round, without those who observe, passed or are in a side room.
// Those who lead read when nobody else does.
func (s *state) readerAfter(id ParticipantID) ParticipantID {
	if next := s.nextOf(id, func(p *person) bool { return p.takesTurns() && !slices.Contains(s.reading.passed, p.ID) }); next != "" {
		return next
	}
	return s.nextOf(id, func(p *person) bool { return p.Role.Leads() })
}

// nextOf returns the first one behind id who will do, at last id again; empty
// for nobody.
func (s *state) nextOf(id ParticipantID, will func(*person) bool) ParticipantID {
	at := slices.IndexFunc(s.inside, func(p *person) bool { return p.ID == id })
	for _, p := range slices.Concat(s.inside[at+1:], s.inside[:at+1]) {
		if p.side == nil && will(p) {
			return p.ID
		}
	}
	return ""
}

// stopReading lets somebody else read when id, who is gone, went aside or
// observes, was to.
func (s *state) stopReading(id ParticipantID) {
	r := &s.reading
	if r.next == id {
		r.next = s.readerAfter(r.reader)
	} else if r.reader != id {
		return
	}
	if r.reader == id {
		s.read(r.next)
		return
	}
	s.tellReading()
}

// tellReading tells everybody inside. Whoever does not read any more is silent
// where somebody else has the floor.
func (s *state) tellReading() {
	s.quietOthers()
	s.tell(ReadingChanged{s.readingSeen()})
}
