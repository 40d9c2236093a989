package room

import (
	"fmt"
	"slices"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// First says in which order a circle goes round.
type First string

// The orders.
const (
	FirstIn    First = "first_in"    // as people came in
	LeastHeard First = "least_heard" // who spoke least in this meeting comes first
)

// startCircle begins a round of all who don't lead; those who lead are put in
// by moveInCircle. It replaces a round before it.
func (s *state) startCircle(by ParticipantID, share time.Duration, first First) error {
	if _, err := s.may(by, moderation.ArrangeFloor); err != nil {
		return err
	}
	if share < MinShare || share > MaxShare {
		return fault.Field("seconds", fmt.Sprintf("%d to %d", int(MinShare.Seconds()), int(MaxShare.Seconds())))
	}
	if first != FirstIn && first != LeastHeard {
		return fault.Field("first", "first_in or least_heard")
	}
	var circle []*person
	for _, p := range s.inside {
		if p.takesTurns() {
			circle = append(circle, p)
		}
	}
	if first == LeastHeard {
		s.countHeard()
		slices.SortStableFunc(circle, func(a, b *person) int { return int(a.heard - b.heard) })
	}
	s.floor = Floor{Mode: FloorCircle, Seconds: int(share.Seconds())}
	for _, p := range circle {
		s.floor.Order = append(s.floor.Order, p.ID)
	}
	s.advance()
	s.tellFloor()
	return nil
}

// takesTurns reports whether p is in a circle from its beginning.
func (p *person) takesTurns() bool { return !p.Role.Leads() && !p.Observer }

// pass lets somebody's turn go by, now or when it comes. They stay in the
// circle, and take a turn at the end by later if they want one after all.
func (s *state) pass(by ParticipantID) error {
	if _, err := s.may(by, moderation.TakeTurn); err != nil {
		return err
	}
	switch {
	case s.floor.Mode != FloorCircle:
		return errNoCircle
	case s.floor.Speaker == by:
		s.advance()
	case slices.Contains(s.floor.Order, by):
		s.unseat(by)
	default:
		return errNoTurn
	}
	s.floor.Passed = append(s.floor.Passed, by)
	s.tellFloor()
	return nil
}

// later puts somebody at the end of the round, whether they speak now, are
// still to come, passed, or spoke already.
func (s *state) later(by, id ParticipantID) error { return s.seatAt(by, id, MaxSeat) }

// moveInCircle puts somebody at a place of those still to come, 0 for the next.
func (s *state) moveInCircle(by, id ParticipantID, place int) error {
	if _, err := s.may(by, moderation.ArrangeFloor); err != nil {
		return err
	}
	if place < 0 || place > MaxSeat {
		return fault.Field("place", fmt.Sprintf("0 to %d", MaxSeat))
	}
	return s.seatAt(by, id, place)
}

// MaxSeat is a place behind all others in a circle.
const MaxSeat = 1000

func (s *state) seatAt(by, id ParticipantID, place int) error {
	if err := s.mayArrange(by, id); err != nil {
		return err
	}
	switch {
	case s.floor.Mode != FloorCircle:
		return errNoCircle
	case s.people[id].Observer:
		return errObserves
	}
	s.unseat(id)
	speaks := s.floor.Speaker == id
	if speaks && s.nextHere() < 0 {
		return errLastTurn
	}
	s.floor.Order = slices.Insert(s.floor.Order, min(place, len(s.floor.Order)), id)
	if speaks || s.floor.Speaker == "" {
		s.advance()
	}
	s.tellFloor()
	return nil
}

// unseat takes id out of those to come and those who passed, and reports
// whether they were among them.
func (s *state) unseat(id ParticipantID) bool {
	before := len(s.floor.Order) + len(s.floor.Passed)
	is := func(other ParticipantID) bool { return other == id }
	s.floor.Order = slices.DeleteFunc(s.floor.Order, is)
	s.floor.Passed = slices.DeleteFunc(s.floor.Passed, is)
	return len(s.floor.Order)+len(s.floor.Passed) < before
}

// joinCircle puts people who came in at the end of a round that goes on.
func (s *state) joinCircle(in []*person) {
	if s.floor.Mode != FloorCircle || s.floor.Speaker == "" && len(s.floor.Order) == 0 {
		return
	}
	for _, p := range in {
		if p.takesTurns() {
			s.floor.Order = append(s.floor.Order, p.ID)
		}
	}
	s.goOn()
}
