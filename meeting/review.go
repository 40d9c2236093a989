package meeting

import (
	"context"

	"warmroom/fault"
	"warmroom/moderation"
)

// Review is a removal as a manager looks at it.
type Review struct {
	Removal
	Remover string // the account's name
	// Own: the manager removed the person themselves, and is not shown what
	// they say against it.
	Own    bool
	Appeal *Appeal // nil for none, or when it is not shown
}

// Reviews lists the removals from a group's meetings, newest first, at most
// MaxDeeds that are older than before, with the appeals against them. Kind:
// NotFound, also for those who may not know of appeals.
func (s *Service) Reviews(ctx context.Context, by AccountID, g GroupID, before RemovalID) ([]Review, error) {
	var list []Review
	err := s.store.View(ctx, func(tx Store) error {
		who, g, err := permit(ctx, tx, by, moderation.ReadAppeals, g)
		if err != nil {
			return err
		}
		names, err := accountNames(ctx, tx, g.Organisation)
		if err != nil {
			return err
		}
		removals, err := tx.RemovalsOf(ctx, g.ID, before)
		list = make([]Review, len(removals))
		for i, r := range removals {
			remover := AccountID(r.By)
			list[i] = Review{Removal: r, Remover: names[remover], Own: remover == by}
			if who.mayAbout(moderation.ReadAppeals, g, remover) != nil {
				continue
			}
			if list[i].Appeal, err = appealOf(ctx, tx, RemovalID(r.ID)); err != nil {
				return err
			}
		}
		return err
	})
	return list, fault.Wrap(err, "list removals")
}

var errDecision = fault.Field("decision", "upheld or lifted")

// DecideAppeal decides an open appeal. Lifted also takes the removal back.
// It returns the removal as it is then. Kinds: Invalid; NotFound, also when
// one removed the person oneself; Conflict "decided".
func (s *Service) DecideAppeal(ctx context.Context, by AccountID, id RemovalID, d moderation.Decision) (Removal, error) {
	if oneOf("decision", d, moderation.Decisions...) != nil {
		return Removal{}, errDecision
	}
	var removal Removal
	err := s.store.InTx(ctx, func(tx Store) error {
		var err error
		if removal, err = tx.Removal(ctx, id); err != nil {
			return err
		}
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		g, err := tx.Group(ctx, moderation.AnyRealm, removal.Group)
		if err != nil {
			return err
		}
		if err := who.mayAbout(moderation.DecideAppeal, g, AccountID(removal.By)); err != nil {
			return err
		}
		return s.decideAppeal(ctx, tx, by, &removal, d)
	})
	return removal, fault.Wrap(err, "decide appeal")
}

// decideAppeal writes down a decision and what comes of it.
func (s *Service) decideAppeal(ctx context.Context, tx Store, by AccountID, r *Removal, d moderation.Decision) error {
	a, err := tx.Appeal(ctx, RemovalID(r.ID))
	if err != nil {
		return err
	}
	a.Decision, a.DecidedBy, a.DecidedAt = d, string(by), s.now()
	if err := tx.DecideAppeal(ctx, a); err != nil {
		return err
	}
	if d == moderation.LiftedMark && r.Stands() {
		r.UndoneAt = a.DecidedAt
		if err := tx.UndoRemoval(ctx, r.Meeting, RemovalID(r.ID), r.UndoneAt); err != nil {
			return err
		}
	}
	done, err := tx.DeedsAbout(ctx, r.ID)
	if err != nil {
		return err
	}
	deed := moderation.Deed{
		ID: newID[string](a.DecidedAt), At: a.DecidedAt, By: string(by), Role: moderation.Manager,
		What: moderation.DecideAppeal, Lifted: d == moderation.LiftedMark, Person: r.Person, Removal: r.ID,
	}
	for _, earlier := range done {
		if earlier.Person == r.Person {
			deed.Holder = earlier.Holder
		}
	}
	return tx.AddDeed(ctx, Deed{Deed: deed, Meeting: r.Meeting, Group: r.Group, Realm: r.Realm})
}
