package room

import (
	"fmt"
	"slices"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// FloorMode says how people come to speak.
type FloorMode string

// The modes of the floor.
const (
	FloorFree   FloorMode = "free"
	FloorAsk    FloorMode = "ask"    // one at a time, whom a facilitator gives the floor
	FloorCircle FloorMode = "circle" // one after another, with a share of time each
)

// Floor is who may speak, and who comes next. Where one person speaks at a
// time, which is with mode ask, and with mode circle in a group without
// cross-talk, nobody else but those who lead turns a microphone on; trying to
// raises their hand. Times are for showing: nothing is ever cut by them.
type Floor struct {
	Mode    FloorMode       `json:"mode" enum:"free,ask,circle"`
	Speaker ParticipantID   `json:"speaker,omitempty" doc:"Whose turn it is"`
	Since   *time.Time      `json:"since,omitempty" doc:"When the turn began"`
	Until   *time.Time      `json:"until,omitempty" doc:"When the share is meant to be over; in a circle only"`
	Seconds int             `json:"seconds" doc:"A share in the circle"`
	Order   []ParticipantID `json:"order" doc:"Who comes after the speaker, in order"`
	Passed  []ParticipantID `json:"passed" doc:"Who passed in this round; they stay in the circle"`
}

// Limits of the floor.
const (
	MinShare     = 30 * time.Second
	MaxShare     = 30 * time.Minute
	MaxShareMore = 10 * time.Minute // per command
)

// oneAtATime reports whether nobody but the speaker may open a microphone.
func (s *state) oneAtATime() bool {
	return s.floor.Mode == FloorAsk || s.floor.Mode == FloorCircle && s.group.CrossTalk == meeting.CrossTalkNone
}

// lacksFloor reports whether somebody else may speak now, and p may not. In a
// side room there is no floor.
func (s *state) lacksFloor(p *person) bool {
	return s.oneAtATime() && s.floor.Speaker != p.ID && s.reading.reader != p.ID && p.side == nil
}

// raise puts up p's hand behind those that are up.
func (s *state) raise(p *person) {
	if !slices.Contains(s.hands, p.ID) {
		s.hands = append(s.hands, p.ID)
		s.tell(HandRaised{p.ID})
	}
}

func (s *state) lower(id ParticipantID) {
	if i := slices.Index(s.hands, id); i >= 0 {
		s.hands = slices.Delete(s.hands, i, i+1)
		s.tell(HandLowered{id})
	}
}

func (s *state) raiseHand(by ParticipantID) error {
	p, err := s.may(by, moderation.TakeTurn)
	if err == nil {
		s.raise(p)
	}
	return err
}

// lowerHand lowers one's own hand, or somebody else's.
func (s *state) lowerHand(by, id ParticipantID) error {
	err := s.mayArrange(by, id)
	if err == nil {
		s.lower(id)
	}
	return err
}

// mayArrange refuses unless by may decide on the turn of id, who is inside:
// it is their own, or they are one of those who arrange the floor.
func (s *state) mayArrange(by, id ParticipantID) error {
	return s.mayFor(by, id, moderation.TakeTurn, moderation.ArrangeFloor)
}

// mayFor refuses unless by may decide on something of id, who is inside: their
// own, or somebody else's.
func (s *state) mayFor(by, id ParticipantID, own, others moderation.Action) error {
	what := others
	if by == id {
		what = own
	}
	if _, err := s.may(by, what); err != nil {
		return err
	}
	if !s.isInside(id) {
		return errNobody
	}
	return nil
}

// setFloor lets everybody speak freely, or those who are given the floor.
func (s *state) setFloor(by ParticipantID, mode FloorMode) error {
	if _, err := s.may(by, moderation.ArrangeFloor); err != nil {
		return err
	}
	if mode != FloorFree && mode != FloorAsk {
		return fault.Field("mode", "free or ask")
	}
	s.floor = Floor{Mode: mode}
	s.tellFloor()
	return nil
}

// giveFloor makes somebody inside the one who may speak.
func (s *state) giveFloor(by, id ParticipantID) error {
	if _, err := s.may(by, moderation.ArrangeFloor); err != nil {
		return err
	}
	if !s.isInside(id) {
		return errNobody
	}
	if s.floor.Mode != FloorAsk {
		return errNotAsked
	}
	if s.people[id].Observer {
		return errObserves
	}
	if s.people[id].side != nil {
		return errAside
	}
	s.turn(id)
	s.tellFloor()
	return nil
}

// nextTurn ends a turn: the speaker's word that they are done, or a facilitator's.
func (s *state) nextTurn(by ParticipantID) error {
	if err := s.mayArrange(by, s.floor.Speaker); err != nil {
		return err
	}
	s.advance()
	s.tellFloor()
	return nil
}

// addShareTime gives the speaker 1 to 10 minutes more.
func (s *state) addShareTime(by ParticipantID, d time.Duration) error {
	if _, err := s.may(by, moderation.AddTime); err != nil {
		return err
	}
	if d < time.Minute || d > MaxShareMore {
		return fault.Field("minutes", fmt.Sprintf("1 to %d", int(MaxShareMore.Minutes())))
	}
	if s.floor.Until == nil {
		return errNoShare
	}
	s.floor.Until = after(*s.floor.Until, d)
	s.tellFloor()
	return nil
}

// after returns a time on its own: the one before it has been handed out.
func after(t time.Time, d time.Duration) *time.Time {
	t = t.Add(d)
	return &t
}

// turn begins the turn of id; empty for nobody's.
func (s *state) turn(id ParticipantID) {
	f := &s.floor
	f.Speaker, f.Since, f.Until = id, nil, nil
	if id == "" {
		return
	}
	f.Since = after(s.now, 0)
	if f.Mode == FloorCircle {
		f.Until = after(s.now, time.Duration(f.Seconds)*time.Second)
	}
	s.lower(id)
}

// advance begins the next turn, or nobody's when there is none. Who is in a
// side room is passed over and keeps their place.
func (s *state) advance() {
	i := s.nextHere()
	if i < 0 {
		s.turn("")
		return
	}
	next := s.floor.Order[i]
	s.floor.Order = slices.Delete(slices.Clone(s.floor.Order), i, i+1)
	s.turn(next)
}

// nextHere returns the place in the order of the first one who is in the main
// room; -1 for nobody.
func (s *state) nextHere() int {
	return slices.IndexFunc(s.floor.Order, func(id ParticipantID) bool { return s.people[id].side == nil })
}

// tellFloor tells everybody inside of the floor. Whoever has it no longer is
// silent by then.
func (s *state) tellFloor() {
	s.quietOthers()
	s.tell(FloorChanged{s.floorSeen()})
}

// quietOthers turns off the microphones of those who lack the floor.
func (s *state) quietOthers() {
	if s.oneAtATime() {
		s.turnAllOff(s.lacksFloor, Microphone)
	}
}

// floorSeen returns the floor in lists that nobody changes any more.
func (s *state) floorSeen() Floor {
	f := s.floor
	f.Order, f.Passed = slices.Clone(f.Order), slices.Clone(f.Passed)
	return f
}

// forsake takes somebody who went out off the floor; PersonLeft has said so of
// their hand and their note.
func (s *state) forsake(p *person) {
	id := p.ID
	p.note.Minute, p.note.Together = nil, false
	s.hands = slices.DeleteFunc(s.hands, func(h ParticipantID) bool { return h == id })
	if s.standAside(id) {
		s.tellFloor()
	}
	s.stopReading(id)
}

// standAside takes id off the floor and out of the circle, and reports whether
// they were in either.
func (s *state) standAside(id ParticipantID) bool {
	if s.floor.Speaker == id {
		s.advance()
		return true
	}
	return s.unseat(id)
}

// postpone shifts the running share by the time that the room was on hold.
func (s *state) postpone(d time.Duration) {
	if s.floor.Until != nil {
		s.floor.Until = after(*s.floor.Until, d)
		s.tellFloor()
	}
}
