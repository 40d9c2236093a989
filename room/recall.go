package room

import (
	"slices"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// vacant is the sink of somebody who has not come back since the server was
// started again.
type vacant struct{ id ParticipantID }

// Deliver drops the event: a snapshot comes first when they are back.
func (*vacant) Deliver(Event) {}

// Close does nothing: nobody is there to be told.
func (*vacant) Close(Farewell) {}

// recall puts everything where it was when the memory was written. Everybody
// is reconnecting, and has Grace from now on to come back. leads are the
// accounts that lead the group now.
func (s *state) recall(m *memory, leads []meeting.AccountID) {
	s.secret, s.restarted = m.secret, after(s.now, 0)
	s.locked, s.rules, s.hands = m.room.Locked, m.room.Rules, m.room.Hands
	s.floor, s.plan = m.room.Floor, m.room.Plan
	s.hold.since, s.hold.floor = m.room.Hold.Since, m.room.Hold.Floor
	s.recent = m.room.Recent
	if r := m.room.Reading; r.At < len(s.reading.clauses) {
		s.reading.at, s.reading.reader, s.reading.next, s.reading.passed = r.At, r.Reader, r.Next, r.Passed
	}
	for i := range s.removals {
		s.removals[i].looks = m.room.Looks[meeting.RemovalID(s.removals[i].ID)]
	}
	s.recallDeparted(m)
	for _, x := range m.room.Sides {
		s.sides = append(s.sides, &side{Side: x})
	}
	for _, id := range m.room.Door {
		s.door = s.recallPerson(m, id, moderation.Waiting, s.door)
	}
	for _, id := range m.room.Inside {
		s.inside = s.recallPerson(m, id, moderation.Present, s.inside)
	}
	s.makeUp(s.now.Sub(m.at))
	for _, r := range m.room.Reports {
		s.reports = append(s.reports, s.recallReport(r))
	}
	for _, p := range slices.Concat(s.door, s.inside) {
		if s.isRemoved(p) {
			s.leave(p, FarewellRemoved)
		}
	}
	s.dismiss(leads)
	if len(s.people) > 0 {
		s.idle = zero
	}
	s.goOn()
	s.attend()
}

// recallPerson puts somebody at the end of list.
func (s *state) recallPerson(m *memory, id ParticipantID, standing moderation.Standing, list []*person) []*person {
	k, ok := m.people[id]
	if !ok {
		return list
	}
	p := k.person(id)
	p.standing, p.sink, p.Link, p.lostAt = standing, &vacant{id}, Reconnecting, s.now
	s.people[id] = p
	s.lost = append(s.lost, p)
	if standing == moderation.Present {
		p.presence.stop(m.at)
		s.present(p)
		s.recallAside(p)
		s.media.Admit(id)
		s.flow(p)
	}
	return append(list, p)
}

// recallAside puts p where they were if that was a side room, before anybody
// could hear them.
func (s *state) recallAside(p *person) {
	for _, x := range s.sides {
		if slices.Contains(x.Inside, p.ID) {
			p.side, p.outside = x, p.unsent()
			s.media.Company(p.ID, string(x.ID))
		}
	}
}

func (s *state) recallDeparted(m *memory) {
	order := map[ParticipantID]int{}
	for id, k := range m.people {
		if k.Gone == 0 {
			continue
		}
		p := k.person(id)
		p.standing, p.Link = moderation.Outside, Connected
		if k.Removed {
			p.standing = moderation.Removed
		}
		s.departed = append(s.departed, p)
		order[id] = k.Gone
	}
	slices.SortFunc(s.departed, func(a, b *person) int { return order[a.ID] - order[b.ID] })
}

// person returns who was written down.
func (k keptPerson) person(id ParticipantID) *person {
	p := &person{
		Person: Person{
			ID: id, Name: k.Name, Role: k.Role, Microphone: k.Microphone, Camera: k.Camera, Screen: k.Screen,
			Greeter: k.Greeter, Timekeeper: k.Timekeeper, Captioner: k.Captioner, Observer: k.Observer,
		},
		doorstep: doorstep{since: k.Since, again: k.Again, looksLike: k.LooksLike, number: k.Number, declined: k.Declined},
		conduct: conduct{
			captions: k.Captions, entered: k.Entered, asked: k.Asked, heard: time.Duration(k.Heard) * heardStep,
			note: Note{Newcomer: k.Newcomer, Reminded: k.Reminded, Warned: k.Warned},
		},
		marks:   moderation.Marks{Invite: k.Invite, Account: string(k.Account), Device: k.Device, Pass: k.Pass},
		by:      k.By,
		account: k.Account, seat: k.seat, cameAs: k.CameAs, folded: meeting.Fold(k.Name),
		presence: presence{since: k.PresentSince, total: k.Present, first: k.First}, looks: k.Looks,
	}
	if !k.Minute.IsZero() {
		p.note.Minute, p.note.Together = &k.Minute, k.Together
	}
	return p
}

// recallReport returns a report with the names of those of whom they are known.
func (s *state) recallReport(k keptReport) Report {
	r := Report{ID: k.ID, By: k.By, Participant: k.About, Reason: k.Reason, At: k.At}
	if p := s.known(k.By); p != nil {
		r.ByName = p.Name
	}
	if p := s.known(k.About); p != nil {
		r.Name = p.Name
	}
	return r
}

// makeUp gives back the time in which there was no server: to whose share it
// is, and to those who lead, until a room on hold ends.
func (s *state) makeUp(outage time.Duration) {
	if outage <= 0 {
		return
	}
	if s.floor.Since != nil {
		s.floor.Since = after(*s.floor.Since, outage)
	}
	if s.floor.Until != nil {
		s.floor.Until = after(*s.floor.Until, outage)
	}
	if s.hold.on() {
		s.hold.since = s.hold.since.Add(outage)
	}
}

// comeBack gives somebody their place again who was there before the server
// was started again, on a session of the same seat. Their page has no media
// connection to this server.
func (s *state) comeBack(id ParticipantID, seat meeting.Seat, sink Sink) error {
	p := s.people[id]
	if p == nil || p.seat != seat {
		return errNotHere
	}
	p.sink.Close(FarewellReplaced)
	p.sink = sink
	s.found(p)
	s.show(p, s.roster())
	sink.Deliver(MediaLost{})
	s.changed(p)
	s.attend()
	return nil
}
