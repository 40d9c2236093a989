package room

import (
	"slices"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

var (
	errNeedsNoPass = fault.New(fault.Forbidden, "no_passes", "Those who lead need no pass.")
	errHasPass     = fault.New(fault.Conflict, "has_pass", "You have a pass for this group already.")
)

// mayKeepPass checks that somebody inside may keep a pass: those who lead need
// none. Whether the group has passes is asked where they are made: it may have
// changed since the room opened.
func (s *state) mayKeepPass(id ParticipantID) (*person, error) {
	p, err := s.may(id, moderation.KeepPass)
	switch {
	case err != nil:
		return nil, err
	case p.Role.Leads():
		return nil, errNeedsNoPass
	case p.marks.Pass != "":
		return nil, errHasPass
	}
	return p, nil
}

// keptPass puts a pass among the marks of who keeps it, so that a removal
// reaches it.
func (s *state) keptPass(id ParticipantID, pass meeting.PassID) error {
	p, err := s.mayKeepPass(id)
	if err == nil {
		p.marks.Pass = string(pass)
	}
	return err
}

// revokedSentence is what somebody at the door reads whose link was revoked.
const revokedSentence = "The link you came by is no longer in use. The group can give you a new one."

// turnAway takes those out who wait at the door and came by what holds no
// longer. Who has a pass and came by a link is not among those who came by it.
func (s *state) turnAway(r meeting.Revocation) {
	for _, p := range slices.Clone(s.door) {
		pass := meeting.PassID(p.marks.Pass)
		if p.by != "" && p.by == r.Invite || p.by == "" && pass != "" && (pass == r.Pass || s.group.ID == r.PassesOf) {
			p.sink.Deliver(Declined{Sentence: revokedSentence, Revoked: true})
			s.leave(p, FarewellDeclined)
		}
	}
}
