package room

import (
	"github.com/oklog/ulid/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// deed returns the entry of what a, who leads, did to somebody, or to the room
// when that is nobody.
func (s *state) deed(a *person, what moderation.Action, to ParticipantID) moderation.Deed {
	d := moderation.Deed{ID: ulid.Make().String(), At: s.now, By: string(a.account), Role: a.Role, What: what}
	if to != "" {
		d.Person, d.Holder = string(to), s.recordToken(to).Hash()
	}
	return d
}

// audit leaves word of what a did, to be stored. lifted says that it takes back
// what was done before.
func (s *state) audit(a *person, what moderation.Action, to ParticipantID, lifted bool) {
	d := s.deed(a, what, to)
	d.Lifted = lifted
	s.journal.did(d)
}

// recordToken is the token by which somebody is shown what was done about them.
func (s *state) recordToken(id ParticipantID) meeting.Token {
	return meeting.RecordToken(s.secret, string(id))
}
