package room

import (
	"crypto/rand"
	"slices"
	"time"

	"warmroom/moderation"
)

// ReportID names a report within one room.
type ReportID string

// Report is what somebody tells those who lead of somebody else: two taps,
// no words. Whom it is about never gets it, also when they lead.
type Report struct {
	ID          ReportID          `json:"id"`
	By          ParticipantID     `json:"by"`
	ByName      string            `json:"by_name"`
	Participant ParticipantID     `json:"participant" doc:"Whom it is about; they may have left"`
	Name        string            `json:"name"`
	Message     MessageID         `json:"message,omitempty" doc:"What it is about, if it is a message"`
	Reason      moderation.Reason `json:"reason" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else"`
	At          time.Time         `json:"at"`
}

// maxReports bounds the open reports of one person.
const maxReports = 10

// report tells those who lead. To report the same person for the same again
// changes nothing.
func (s *state) report(by, about ParticipantID, message MessageID, why moderation.Reason) error {
	a, err := s.may(by, moderation.Report)
	if err != nil {
		return err
	}
	if !why.Valid() {
		return errReason
	}
	p := s.known(about)
	if p == nil || p == a || !p.entered {
		return errNobody
	}
	if message != "" && !s.wrote(p, message, a) {
		return errNoMessage
	}
	open := 0
	for _, r := range s.reports {
		if r.By == by {
			open++
		}
		if r.By == by && r.Participant == about && r.Message == message && r.Reason == why {
			return nil
		}
	}
	if open >= maxReports {
		return errManyReports
	}
	r := Report{
		ID: ReportID(rand.Text()), By: a.ID, ByName: a.Name, Participant: p.ID, Name: p.Name,
		Message: message, Reason: why, At: s.now,
	}
	s.reports = append(s.reports, r)
	s.tellOf(r, ReportMade{r})
	return nil
}

// wrote reports whether a message is p's and reader may read it.
func (s *state) wrote(p *person, id MessageID, reader *person) bool {
	i := indexOf(s.chat.lines, id)
	return i >= 0 && s.chat.lines[i].From == p.ID && s.mayRead(reader, s.chat.lines[i])
}

// closeReport takes a report off the list of those who lead, one of whom has
// seen to it. Nobody closes a report about themselves.
func (s *state) closeReport(by ParticipantID, id ReportID) error {
	a, err := s.may(by, moderation.ReadReports)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(s.reports, func(r Report) bool { return r.ID == id && s.mayReadReport(a, r) })
	if i < 0 {
		return errNoReport
	}
	r := s.reports[i]
	s.reports = slices.Delete(s.reports, i, i+1)
	s.tellOf(r, ReportClosed{id})
	return nil
}

// mayReadReport reports whether p may read r. A lead who left and came again
// is known by their account.
func (s *state) mayReadReport(p *person, r Report) bool {
	if s.allow(p, moderation.ReadReports, moderation.Target{}) != nil || p.ID == r.Participant {
		return false
	}
	about := s.known(r.Participant)
	return about == nil || !about.identity().Match(p.identity())
}

func (s *state) tellOf(r Report, e Event) {
	for _, p := range s.inside {
		if s.mayReadReport(p, r) {
			p.sink.Deliver(e)
		}
	}
}

// reportsFor returns the open reports that p may read, oldest first.
func (s *state) reportsFor(p *person) []Report {
	list := []Report{}
	for _, r := range s.reports {
		if s.mayReadReport(p, r) {
			list = append(list, r)
		}
	}
	return list
}
