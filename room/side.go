package room

import (
	"crypto/rand"
	"slices"
	"time"

	"warmroom/moderation"
)

// SideID names a side room within one room.
type SideID string

// Side is a side room as those know it whom it concerns: those who lead, and
// the two or three people in it or asked to it. Nobody else learns that there
// is one. It lasts while somebody who leads and somebody else are in it.
type Side struct {
	ID     SideID          `json:"id"`
	By     ParticipantID   `json:"by" doc:"Who offers it, and leads"`
	For    ParticipantID   `json:"for" doc:"Whom it is for"`
	With   ParticipantID   `json:"with,omitempty" doc:"Who may come along, if the one it is for agrees; they are asked after that"`
	Asked  []ParticipantID `json:"asked" doc:"Who has not answered yet"`
	Inside []ParticipantID `json:"inside" doc:"Who hear and see each other there. Empty until it is accepted"`
	Since  *time.Time      `json:"since,omitempty" doc:"When it was accepted"`
}

// SideAnswer is what somebody says who was asked to a side room.
type SideAnswer string

// The answers. YesAlone is for the person it is for: yes, without the third.
const (
	Yes      SideAnswer = "yes"
	YesAlone SideAnswer = "yes_alone"
	No       SideAnswer = "no"
)

// side is a side room. Its lists are never changed in place.
type side struct {
	Side
	told []ParticipantID // of who speaks in it; see speech
}

// concerns reports whether somebody is in it, asked to it, or named in it.
func (x *side) concerns(id ParticipantID) bool {
	return id == x.By || id == x.For || id == x.With || slices.Contains(x.Inside, id)
}

// offerSide offers a side room to somebody, with a third person if with isn't
// empty. The first to learn of it besides those who lead is the one it is for.
func (s *state) offerSide(by, id, with ParticipantID) error {
	a, p, err := s.mayUpon(by, moderation.OfferSide, id, moderation.Present)
	if err != nil {
		return err
	}
	if with == by || with == id || with != "" && !s.isInside(with) {
		return errNobody
	}
	for _, x := range s.sides {
		if x.concerns(by) || x.concerns(id) || with != "" && x.concerns(with) {
			return errInSide
		}
	}
	if !s.staysLed(a.ID, p.ID, with) {
		return errLastLead
	}
	x := &side{Side: Side{
		ID: SideID(rand.Text()), By: by, For: id, With: with, Asked: []ParticipantID{p.ID}, Inside: []ParticipantID{},
	}}
	s.sides = append(s.sides, x)
	s.tellSide(x)
	return nil
}

// staysLed reports whether somebody who leads stays connected in the main room
// when these people go aside.
func (s *state) staysLed(aside ...ParticipantID) bool {
	return slices.ContainsFunc(s.inside, func(p *person) bool {
		return p.Role.Leads() && p.Link == Connected && p.side == nil && !slices.Contains(aside, p.ID)
	})
}

// answerSide takes the answer of somebody who was asked.
func (s *state) answerSide(by ParticipantID, id SideID, answer SideAnswer) error {
	p, err := s.may(by, moderation.AnswerSide)
	if err != nil {
		return err
	}
	x := s.sideOf(id)
	if x == nil || !slices.Contains(x.Asked, p.ID) {
		return errNoSide
	}
	switch answer {
	case Yes, YesAlone:
		if p.ID == x.For {
			return s.openSide(x, p, answer == YesAlone)
		}
		return s.joinSide(x, p)
	case No:
		if p.ID == x.For {
			s.dropSide(x, true)
			return nil
		}
		s.unask(x)
		return nil
	default:
		return errSideAnswer
	}
}

// openSide takes the one whom a side room is for into it, with the one who
// offers it; whoever may come along is asked now.
func (s *state) openSide(x *side, p *person, alone bool) error {
	lead, with := s.people[x.By], x.With
	if alone {
		with = ""
	}
	switch {
	case lead.Link != Connected:
		return errLeadAway
	case !s.staysLed(x.By, x.For, with):
		return errLeadBusy
	}
	x.With, x.Asked, x.Since = with, []ParticipantID{}, after(s.now, 0)
	if with != "" {
		x.Asked = []ParticipantID{with}
	}
	x.Inside = []ParticipantID{lead.ID, p.ID}
	s.stepAside(lead, x)
	s.stepAside(p, x)
	if p.note.Minute != nil {
		s.setMinute(p, nil, false)
	}
	s.tellSide(x)
	return nil
}

// joinSide takes the third person in.
func (s *state) joinSide(x *side, p *person) error {
	if p.Role.Leads() && !s.staysLed(p.ID) {
		return errLastLead
	}
	x.Asked, x.Inside = []ParticipantID{}, slices.Concat(x.Inside, []ParticipantID{p.ID})
	s.stepAside(p, x)
	s.tellSide(x)
	return nil
}

// unask takes the third person, who is not in it, out of a side room.
func (s *state) unask(x *side) {
	with := s.people[x.With]
	knew := with != nil && slices.Contains(x.Asked, x.With)
	x.With = ""
	if len(x.Inside) > 0 {
		x.Asked = []ParticipantID{}
	}
	s.tellSide(x)
	if knew && s.allow(with, moderation.ReadNotes, moderation.Target{}) != nil {
		with.sink.Deliver(SideGone{Side: x.ID})
	}
}

// leaveSide brings somebody back to the main room at their own wish.
func (s *state) leaveSide(by ParticipantID) error {
	p, err := s.may(by, moderation.LeaveSide)
	if err != nil {
		return err
	}
	x := p.side
	if x == nil {
		return errNoSide
	}
	x.Inside = slices.DeleteFunc(slices.Clone(x.Inside), func(id ParticipantID) bool { return id == p.ID })
	s.stepBack(p)
	if !s.mayKnowSide(p, x) {
		p.sink.Deliver(SideGone{Side: x.ID})
	}
	s.keepSide(x)
	return nil
}

// closeSide takes an offer back, or ends a side room for all who are in it.
func (s *state) closeSide(by ParticipantID, id SideID) error {
	if _, err := s.may(by, moderation.CloseSide); err != nil {
		return err
	}
	x := s.sideOf(id)
	if x == nil {
		return errNoSide
	}
	s.dropSide(x, false)
	return nil
}

// keepSide tells of a side room that somebody left, or ends it when those who
// are left are not what it takes.
func (s *state) keepSide(x *side) {
	led := slices.ContainsFunc(x.Inside, func(id ParticipantID) bool { return s.people[id].Role.Leads() })
	if !led || len(x.Inside) < 2 {
		s.dropSide(x, false)
		return
	}
	s.tellSide(x)
}

// dropSide ends a side room, or takes back the offer of one. Who is in it is
// in the main room again, with nothing on.
func (s *state) dropSide(x *side, declined bool) {
	s.sides = slices.DeleteFunc(s.sides, func(y *side) bool { return y == x })
	s.tellWhom(x, SideGone{Side: x.ID, Declined: declined})
	inside := x.Inside
	x.Inside = nil
	for _, id := range inside {
		s.stepBack(s.people[id])
	}
}

// forsakeSides is told that somebody is not in the room any more.
func (s *state) forsakeSides(p *person) {
	p.side = nil
	for _, x := range slices.Clone(s.sides) {
		switch {
		case slices.Contains(x.Inside, p.ID):
			x.Inside = slices.DeleteFunc(slices.Clone(x.Inside), func(id ParticipantID) bool { return id == p.ID })
			s.keepSide(x)
		case len(x.Inside) == 0 && (p.ID == x.By || p.ID == x.For):
			s.dropSide(x, false)
		case p.ID == x.With:
			s.unask(x)
		}
	}
}

// sideOf returns the side room with an id; nil for none.
func (s *state) sideOf(id SideID) *side {
	for _, x := range s.sides {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// stepAside takes p out of hearing and sight of the main room, with what they
// have on: fewer hear it. A shared screen stays behind.
func (s *state) stepAside(p *person, x *side) {
	s.announce()
	s.turnOff(p, Screen, Off)
	p.outside, p.side = p.Person, x
	s.media.Company(p.ID, string(x.ID))
	s.tellOutside(p)
	if s.floor.Speaker == p.ID {
		s.yieldTurn(p)
	}
	s.stopReading(p.ID)
	s.lookAround(p, x)
}

// stepBack takes p into the main room again. More people would hear them than
// did, so everything of theirs is off before.
func (s *state) stepBack(p *person) {
	s.announce()
	x, was := p.side, p.Person
	s.silence(p)
	p.side = nil
	s.media.Company(p.ID, "")
	for _, q := range s.inside {
		if q.side == x && p.Person != was {
			q.sink.Deliver(PersonChanged{p.Person})
		}
	}
	if p.Person != was {
		p.sink.Deliver(PersonChanged{p.Person})
	}
	if s.goOn() {
		s.tellFloor()
	}
	s.lookAround(p, x)
}

// goOn begins the next turn of a circle that waited because all who were to
// come were in side rooms, and reports whether it did.
func (s *state) goOn() bool {
	waited := s.floor.Mode == FloorCircle && s.floor.Speaker == "" && s.nextHere() >= 0
	if waited {
		s.advance()
	}
	return waited
}

// lookAround tells p, who came from or to side room x, what they see now of
// those who are in it, and who speaks.
func (s *state) lookAround(p *person, x *side) {
	for _, q := range s.inside {
		if q.side == x && q != p && q.Person != q.unsent() {
			p.sink.Deliver(PersonChanged{q.seenBy(p)})
		}
	}
	s.tellSpeech()
	p.sink.Deliver(SpeakingChanged{s.audible(*s.speech.toldIn(p.side), p.side)})
}

// yieldTurn ends the turn of somebody who goes aside. In a circle they keep
// their place: before all who are to come, behind those who went aside earlier.
func (s *state) yieldTurn(p *person) {
	if s.floor.Mode == FloorCircle {
		place := s.nextHere()
		if place < 0 {
			place = len(s.floor.Order)
		}
		s.floor.Order = slices.Insert(slices.Clone(s.floor.Order), place, p.ID)
	}
	s.advance()
	s.tellFloor()
}
