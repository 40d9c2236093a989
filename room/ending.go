package room

import (
	"fmt"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// warnings are how long before the end people are warned.
var warnings = []time.Duration{EndWarning, LastWarning}

// schedule is what happens by the clock: warnings, and then the end.
type schedule struct {
	ahead []time.Time // the last one is the end
}

// set plans the end and those warnings that are still ahead of now.
func (s *schedule) set(end, now time.Time) {
	s.ahead = s.ahead[:0]
	for _, before := range warnings {
		if at := end.Add(-before); at.After(now) {
			s.ahead = append(s.ahead, at)
		}
	}
	s.ahead = append(s.ahead, end)
}

func (s *schedule) next() time.Time { return s.ahead[0] }

func (s *state) followSchedule() {
	for s.over == nil && !s.ends.next().After(s.now) {
		if len(s.ends.ahead) == 1 {
			s.endNow()
			return
		}
		s.ends.ahead = s.ends.ahead[1:]
		if s.ends.next().After(s.now) {
			s.tellAll(EndsSoon{s.meeting.EndsAt})
		}
	}
}

func (s *state) extend(by ParticipantID, d time.Duration) error {
	if _, err := s.may(by, moderation.ExtendMeeting); err != nil {
		return err
	}
	if d < time.Minute || d > MaxExtension {
		return fault.Field("minutes", fmt.Sprintf("1 to %d", int(MaxExtension.Minutes())))
	}
	end := s.meeting.EndsAt.Add(d)
	if end.Sub(s.meeting.StartsAt) > MaxLength {
		return errTooLong
	}
	s.meeting.EndsAt = end
	s.ends.set(s.meeting.EndsAt, s.now)
	s.journal.endMoved(s.meeting.EndsAt)
	s.tellAll(EndMoved{s.meeting.EndsAt})
	return nil
}

func (s *state) end(by ParticipantID) error {
	a, err := s.may(by, moderation.EndMeeting)
	if err != nil {
		return err
	}
	s.audit(a, moderation.EndMeeting, "", false)
	s.endNow()
	return nil
}

func (s *state) endNow() {
	s.count()
	s.journal.ended(s.now, s.tally.Tally)
	s.finish(errEnded, FarewellEnded, MeetingEnded{s.closing})
}

// finish sends everybody away with a last event, if there is one, and makes
// the loop return: from now on the room answers why.
func (s *state) finish(why error, f Farewell, last Event) {
	s.over = why
	for _, list := range [][]*person{s.inside, s.door} {
		for _, p := range list {
			if last != nil {
				p.sink.Deliver(last)
			}
			p.sink.Close(f)
		}
	}
	clear(s.people)
	s.inside, s.door, s.lost, s.departed, s.recent, s.reports = nil, nil, nil, nil, nil, nil
	s.chat, s.sides = chat{}, nil
}
