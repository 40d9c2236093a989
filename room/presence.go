package room

import (
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// presence is for how long somebody took part, by the room's clock: from when
// they were let in until they left. A side room is part of the meeting; the
// door and the time before the meeting begins are not. A connection that is
// found again within Grace was there all the time; of one that is not, nothing
// counts from when it was lost.
type presence struct {
	since time.Time     // inside since then; zero: they are not inside
	total time.Duration // of the times before
	// first is under which id their time began; "" before it did, and once
	// somebody else's id has all of it.
	first ParticipantID
}

// begin counts from now on, and goes on with the time of the same person who
// left and came back.
func (s *state) begin(p *person) {
	if p.Role == moderation.Participant {
		s.goOnFrom(p)
	}
	s.present(p)
}

// present counts p as there from now on, or from when the meeting begins.
func (s *state) present(p *person) {
	if p.presence.first == "" {
		p.presence.first = p.ID
	}
	p.presence.since = s.now
	if s.now.Before(s.meeting.StartsAt) {
		p.presence.since = s.meeting.StartsAt
	}
}

// stop counts until a time, which may be before the meeting begins.
func (p *presence) stop(at time.Time) {
	if !p.since.IsZero() {
		p.total += max(at.Sub(p.since), 0)
	}
	p.since = zero
}

// goOnFrom gives p the time of those who left and were the same person: the
// same browser, under the same name. Another name may be another person who
// uses it.
func (s *state) goOnFrom(p *person) {
	as := s.looks(p.cameAs)
	for _, q := range s.departed {
		if q.presence.first == "" || q.Role != p.Role || p.marks.Device == "" || q.marks.Device != p.marks.Device || q.looks != as {
			continue
		}
		p.presence.total += q.presence.total
		p.presence.first = q.presence.first
		q.presence = presence{}
	}
}

// attendance is what is kept of somebody's presence for themselves, as the
// room's secret hides who it is; of those who lead, nothing.
func (k keptPerson) attendance(secret meeting.Token, id ParticipantID) meeting.Attendance {
	if k.Role != moderation.Participant || !k.Entered {
		return meeting.Attendance{}
	}
	a := meeting.Attendance{Holder: meeting.RecordToken(secret, string(id)).Hash(), Since: k.PresentSince, Total: k.Present}
	if k.First != "" {
		a.Whose = meeting.RecordToken(secret, string(k.First)).Hash()
	}
	return a
}
