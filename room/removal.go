package room

import (
	"github.com/oklog/ulid/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// removal is a removal and the name it was made under, which is not stored.
type removal struct {
	meeting.Removal
	name  string // empty after a restart of the server
	looks string // see state.looks; empty when it is not known
}

func (r removal) note() RemovalNote {
	return RemovalNote{ID: meeting.RemovalID(r.ID), Name: r.name, Reason: r.Reason, At: r.At}
}

// isRemoved reports whether a removal that stands holds against p.
func (s *state) isRemoved(p *person) bool {
	for _, r := range s.removals {
		if r.Stands() && r.Marks.Match(p.identity()) {
			return true
		}
	}
	return false
}

// wasRemoved reports whether p was removed and it was undone.
func (s *state) wasRemoved(p *person) bool {
	for _, r := range s.removals {
		if !r.Stands() && r.Marks.Match(p.identity()) {
			return true
		}
	}
	return false
}

// remove takes somebody out and keeps them out. It reaches people inside, at
// the door, reconnecting, and those who have left. Others who have a mark of
// theirs, such as a second tab of the same browser, go with them: they could
// not come in again either.
func (s *state) remove(by, id ParticipantID, why moderation.Reason) error {
	a := s.people[by]
	if a == nil {
		return errNotHere
	}
	p := s.known(id)
	t := moderation.Target{ID: string(id)}
	if p != nil {
		t = p.target()
	}
	if err := s.allow(a, moderation.Remove, t); err != nil {
		return err
	}
	if !why.Valid() {
		return errReason
	}
	if p == nil {
		return errNobody
	}
	if p.standing == moderation.Removed {
		return errRemovedBefore
	}
	r := removal{name: p.Name, looks: s.looks(meeting.Fold(p.Name)), Removal: meeting.Removal{
		Removal: moderation.Removal{
			ID: ulid.Make().String(), Reason: why, Marks: p.marks, Person: string(p.ID), By: string(a.account), At: s.now,
		},
		Meeting: s.meeting.ID, Group: s.group.ID, Realm: s.group.Realm,
	}}
	s.removals = append(s.removals, r)
	all := []*person{p}
	for _, q := range s.sameAs(p) {
		if q != p && r.Marks.Match(q.identity()) && s.allow(a, moderation.Remove, q.target()) == nil {
			all = append(all, q)
		}
	}
	deeds := make([]moderation.Deed, len(all))
	for i, q := range all {
		deeds[i] = s.deed(a, moderation.Remove, q.ID)
		deeds[i].Reason, deeds[i].Removal = why, r.ID
	}
	s.journal.removed(r.Removal, deeds)
	for _, q := range all {
		s.takeOut(q, why)
	}
	out := ids(all)
	s.unremember(out)
	s.tellWho(moderation.ReadRemovalList, Removed{r.note(), out})
	return nil
}

// takeOut tells p that they are removed, if they are still here.
func (s *state) takeOut(p *person, why moderation.Reason) {
	if p.sink != nil {
		p.sink.Deliver(YouWereRemoved{why})
		s.leave(p, FarewellRemoved)
	}
	p.standing = moderation.Removed
}

// known returns somebody who is here or was; nil for nobody.
func (s *state) known(id ParticipantID) *person {
	if p := s.people[id]; p != nil {
		return p
	}
	for _, p := range s.departed {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// undoRemoval lets the removed person come to the door again; see
// Visitor.Again.
func (s *state) undoRemoval(by ParticipantID, id meeting.RemovalID) error {
	a, err := s.may(by, moderation.UndoRemoval)
	if err != nil {
		return err
	}
	r := s.standing(id)
	if r == nil {
		return errNoRemoval
	}
	d := s.deed(a, moderation.UndoRemoval, ParticipantID(r.Person))
	d.Removal = r.ID
	s.journal.removalUndone(id, d)
	s.takeBack(r)
	return nil
}

// liftRemoval is what comes of a manager's decision, which is stored already.
func (s *state) liftRemoval(id meeting.RemovalID) error {
	r := s.standing(id)
	if r == nil {
		return errNoRemoval
	}
	s.takeBack(r)
	return nil
}

// standing returns a removal that stands; nil for none.
func (s *state) standing(id meeting.RemovalID) *removal {
	for i := range s.removals {
		if r := &s.removals[i]; r.ID == string(id) && r.Stands() {
			return r
		}
	}
	return nil
}

func (s *state) takeBack(r *removal) {
	r.UndoneAt = s.now
	s.readmit(r.Marks)
	s.tellWho(moderation.ReadRemovalList, RemovalUndone{meeting.RemovalID(r.ID)})
}

// readmit forgets of those who are gone and bear one of the marks that they
// were removed, so that they could be once more.
func (s *state) readmit(m moderation.Marks) {
	for _, p := range s.departed {
		if p.standing == moderation.Removed && m.Match(p.identity()) {
			p.standing = moderation.Outside
		}
	}
}
