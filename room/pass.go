package room

import (
	"maps"
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

// dismissedSentence is what somebody reads who leads the group no more.
const dismissedSentence = "You do not lead this group any more."

// dismiss takes those out who lead here and are not among leads, at the door or
// inside. Simulated people have no account that somebody could close.
func (s *state) dismiss(leads []meeting.AccountID) {
	for _, p := range slices.Concat(s.door, s.inside) {
		if p.Role.Leads() && !p.Simulated && !slices.Contains(leads, p.account) {
			p.sink.Deliver(Declined{Sentence: dismissedSentence, Revoked: true})
			s.leave(p, FarewellDeclined)
		}
	}
}

// ledBy dismisses those who lead no more, and gives the others the role they
// have now, by which it goes who may do what to whom.
func (s *state) ledBy(leads map[meeting.AccountID]moderation.Role) {
	s.dismiss(slices.Collect(maps.Keys(leads)))
	for _, p := range slices.Concat(s.door, s.inside) {
		role := leads[p.account]
		if !p.Role.Leads() || !role.Leads() || p.Role == role {
			continue
		}
		p.Role = role
		s.changed(p)
		s.show(p, s.roster())
	}
}

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
