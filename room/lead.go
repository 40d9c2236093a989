package room

import (
	"maps"
	"slices"

	"warmroom/meeting"
	"warmroom/moderation"
)

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
