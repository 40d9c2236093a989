package room

import (
	"cmp"
	"crypto/rand"
	"slices"

	"warmroom/meeting"
	"warmroom/moderation"
)

// defaultDecline is what a visitor reads when a facilitator gave no words.
const defaultDecline = "You can't come in just now. You are welcome to try another time."

// maxSentence bounds the words a facilitator gives with Decline, in characters.
const maxSentence = 200

// arrive takes in somebody new, or gives somebody who comes again their place.
func (s *state) arrive(a Arrival, sink Sink) (ParticipantID, error) {
	p := &person{
		Person: Person{Name: a.Name, Role: a.Role, Microphone: Off, Camera: Off, Screen: Off, Link: Connected, Observer: a.Observer, Simulated: a.Simulated},
		marks:  a.Marks, account: a.Account, seat: a.Seat, by: a.Invite, sink: sink,
	}
	p.pass, p.caller = a.Pass, a.Caller
	p.folded = meeting.Fold(a.Name)
	p.cameAs = p.folded
	if a.Role != moderation.Participant {
		if err := s.allow(p, moderation.EnterAsStaff, moderation.Target{}); err != nil {
			return "", err
		}
	}
	if s.isRemoved(p) {
		return "", errRemoved
	}
	if seat := s.seatOf(p); seat != nil {
		s.takeOver(seat, p)
		return seat.ID, nil
	}
	if !a.Role.Leads() && s.readsLikeLead(p.folded) {
		return "", errNameTaken
	}
	p.ID = ParticipantID(rand.Text())
	p.again, p.looksLike = s.wasRemoved(p), s.readsLikeRemoved(p.folded)
	p.note.Newcomer = a.Newcomer
	s.inherit(p)
	if a.Role.Leads() && !p.again {
		s.welcome(p)
		return p.ID, nil
	}
	if s.comesIn(p) {
		s.welcome(p)
		return p.ID, nil
	}
	if len(s.door) >= MaxWaiting || s.waitingOf(p.caller) >= MaxWaitingOf {
		return "", errDoorFull
	}
	s.people[p.ID], s.idle = p, zero
	s.wait(p)
	s.show(p, nil)
	return p.ID, nil
}

// seatOf returns the place of somebody who arrives while they are here: staff
// by their account, others by their browser and the same name. Another name
// in the same browser may be another person.
func (s *state) seatOf(p *person) *person {
	for _, q := range s.people {
		if p.account != "" && p.account == q.account {
			return q
		}
		if p.account == "" && q.account == "" && p.marks.Device != "" && p.marks.Device == q.marks.Device && p.cameAs == q.cameAs {
			return q
		}
	}
	return nil
}

// takeOver gives p's place to the same person on another connection: they
// keep id, standing and restraints, and the connection before is over. What
// they were sending is off until they turn it on here.
func (s *state) takeOver(p, again *person) {
	was, old := p.Person, p.sink
	p.sink = again.sink
	old.Close(FarewellReplaced)
	again.keepMarks(p)
	p.marks, p.seat, p.by, p.caller = again.marks, again.seat, again.by, again.caller
	p.Role = again.Role
	s.silence(p)
	s.media.Remove(p.ID)
	if p.side != nil {
		s.media.Company(p.ID, string(p.side.ID))
	}
	if p.standing == moderation.Present {
		s.media.Admit(p.ID)
	}
	s.found(p)
	s.show(p, s.roster())
	if p.Person != was {
		s.changed(p)
	}
	s.attend()
}

// waitingOf returns how many wait whom one caller brought; 0 for one that is not
// known.
func (s *state) waitingOf(caller string) int {
	n := 0
	for _, p := range s.door {
		if caller != "" && p.caller == caller {
			n++
		}
	}
	return n
}

// welcome brings somebody straight in: those who lead, whatever the capacity,
// as a room never shuts out those who hold it, and those who have a pass.
func (s *state) welcome(p *person) {
	s.people[p.ID], s.idle = p, zero
	s.enter(p)
	if !p.Role.Leads() {
		s.joinCircle([]*person{p})
	}
	s.show(p, s.roster())
	s.announceInTime()
	if !p.Role.Leads() && s.floor.Mode == FloorCircle {
		s.tellFloor()
	}
	s.attend()
}

// comesIn reports whether p, who has a pass, comes in without waiting: not
// before somebody is there who leads, not where nobody is let in, not when
// somebody should look at them first, and not after somebody said no.
func (s *state) comesIn(p *person) bool {
	return p.pass && !p.declined && !p.Observer && s.led() && !s.doorShut() && !p.odd() && len(s.inside) < s.group.Capacity &&
		s.allow(p, moderation.ComeIn, moderation.Target{}) == nil
}

// enter puts p among those inside, under a name that is theirs alone.
func (s *state) enter(p *person) {
	p.Name, p.folded = s.freeName(p)
	p.number = 0
	s.countArrival(p)
	p.standing, p.entered = moderation.Present, true
	s.inside = append(s.inside, p)
	s.countMost()
	s.begin(p)
	s.arrived(p)
	s.media.Admit(p.ID)
}

// wait puts p at the end of those at the door.
func (s *state) wait(p *person) {
	p.standing, p.since = moderation.Waiting, s.now
	p.word, p.private, p.reply = s.doorWord, nil, ""
	s.tellApart(p)
	s.door = append(s.door, p)
	s.tellVisitor(p, func(v Visitor) Event { return VisitorCame{v} })
}

// inherit puts the restraints on p that somebody with the same marks has or
// had, so that nobody gets rid of one by leaving and coming back, and the marks
// themselves, so that a removal reaches by what they came before.
func (s *state) inherit(p *person) {
	for _, q := range s.sameAs(p) {
		p.keepMarks(q)
		if q.Microphone == Stopped {
			p.Microphone = Stopped
		}
		if q.Camera == Stopped {
			p.Camera = Stopped
		}
		p.again = p.again || q.again
		p.declined = p.declined || q.declined
		p.Observer = p.Observer || q.Observer
		p.note.Reminded = max(p.note.Reminded, q.note.Reminded)
		p.heard = max(p.heard, q.heard)
		p.note.Warned = max(p.note.Warned, q.note.Warned)
	}
}

// keepMarks gives p, who came by something else, what q came by or keeps, whom a
// mark says to be the same.
func (p *person) keepMarks(q *person) {
	p.marks.Invite, p.marks.Pass = cmp.Or(p.marks.Invite, q.marks.Invite), cmp.Or(p.marks.Pass, q.marks.Pass)
}

// sameAs returns who, here or gone, has a mark in common with p; p may be
// among them.
func (s *state) sameAs(p *person) []*person {
	var same []*person
	for _, q := range s.people {
		if q.identity().Match(p.identity()) {
			same = append(same, q)
		}
	}
	for _, q := range s.departed {
		if q.identity().Match(p.identity()) {
			same = append(same, q)
		}
	}
	return same
}

// admit lets visitors in. Those of ids who are not at the door any more are
// left out; it is an error when that leaves nobody.
func (s *state) admit(by ParticipantID, ids []ParticipantID) error {
	a, err := s.may(by, moderation.Admit)
	if err != nil {
		return err
	}
	var in []*person
	for _, p := range s.door {
		if !slices.Contains(ids, p.ID) {
			continue
		}
		if !s.mayLetIn(a, p) {
			return errLeadsFirst
		}
		in = append(in, p)
	}
	if len(in) == 0 {
		return errNobody
	}
	return s.letIn(in)
}

func (s *state) admitAll(by ParticipantID) error {
	a, err := s.may(by, moderation.Admit)
	if err != nil {
		return err
	}
	in := slices.DeleteFunc(slices.Clone(s.door), func(p *person) bool { return p.odd() || !s.mayLetIn(a, p) })
	if len(in) == 0 && len(s.door) > 0 {
		return errLookFirst
	}
	return s.letIn(in)
}

// letIn brings visitors in as far as there is room, those first who came first.
func (s *state) letIn(in []*person) error {
	if s.doorShut() {
		return errDoorLocked
	}
	left := max(s.group.Capacity-len(s.inside), 0)
	full := len(in) > left
	in = in[:min(left, len(in))]
	for _, p := range in {
		s.tellWho(moderation.SeeDoor, VisitorGone{p.ID})
	}
	for _, p := range in {
		s.door = without(s.door, p)
		s.inherit(p)
		s.forgive(p)
		s.enter(p)
	}
	s.joinCircle(in)
	roster := s.roster()
	for _, p := range in {
		p.sink.Deliver(Admitted{})
		s.show(p, roster)
	}
	s.announceInTime()
	if s.floor.Mode == FloorCircle && len(in) > 0 {
		s.tellFloor()
	}
	if full {
		return errRoomFull
	}
	return nil
}

// forgive forgets that p was sent back or declined, now that somebody lets them in.
func (s *state) forgive(p *person) {
	p.again, p.declined = false, false
	for _, q := range s.departed {
		if q.identity().Match(p.identity()) {
			q.again, q.declined = false, false
		}
	}
}

func (s *state) decline(by, id ParticipantID, sentence string) error {
	a, p, err := s.mayUpon(by, moderation.Decline, id, moderation.Waiting)
	if err != nil {
		return err
	}
	if sentence == "" {
		sentence = defaultDecline
	}
	sentence, err = clean("sentence", sentence, maxSentence)
	if err != nil {
		return err
	}
	s.audit(a, moderation.Decline, p.ID, false)
	p.declined = true
	p.sink.Deliver(Declined{Sentence: sentence})
	s.leave(p, FarewellDeclined)
	return nil
}

func (s *state) sendBack(by, id ParticipantID) error {
	a, p, err := s.mayUpon(by, moderation.SendBack, id, moderation.Present)
	if err != nil {
		return err
	}
	s.audit(a, moderation.SendBack, p.ID, false)
	s.silence(p)
	s.media.Withdraw(p.ID)
	s.media.Company(p.ID, "")
	s.count()
	s.inside = without(s.inside, p)
	p.presence.stop(s.now)
	p.again, p.Greeter, p.Timekeeper, p.Captioner = true, false, false, false
	s.tell(PersonLeft{Participant: p.ID})
	s.forsake(p)
	s.forsakeSides(p)
	s.wait(p)
	p.sink.Deliver(SentBack{})
	s.show(p, nil)
	s.attend()
	return nil
}

// lockDoor locks or opens the door. People may still come to a locked door
// and wait, and facilitators are told of them; nobody is let in until it is
// opened. Those at the door are told too: it says nothing of who is inside.
func (s *state) lockDoor(by ParticipantID, locked bool) error {
	a, err := s.may(by, moderation.LockDoor)
	if err != nil {
		return err
	}
	if s.rules.Calm && !locked {
		return errStillCalm
	}
	before := s.doorShut()
	if s.locked != locked {
		s.audit(a, moderation.LockDoor, "", !locked)
	}
	s.locked = locked
	s.tellDoor(before)
	return nil
}

// doorShut reports whether the door is locked, by a facilitator or by calm.
func (s *state) doorShut() bool { return s.locked || s.rules.Calm }

// tellDoor tells everybody whether the door is locked, if it was not so before.
func (s *state) tellDoor(before bool) {
	if now := s.doorShut(); now != before {
		s.tellAll(DoorChanged{now})
	}
}
