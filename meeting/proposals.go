package meeting

import (
	"context"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// ProposalID names a Proposal.
type ProposalID string

// Proposal is what somebody of a group wishes changed in its agreements, kept
// for the group to talk about. Nothing in it leads to a person.
type Proposal struct {
	ID    ProposalID
	Group GroupID
	Realm moderation.Realm
	Text  string
	On    time.Time // midnight UTC of the day: a time would tell who was there
}

// Limits of proposals.
const (
	MaxProposal  = 600 // characters
	MaxProposals = 100 // kept of a group at once
)

// KeptProposal is how long a proposal waits to be talked about.
const KeptProposal = 365 * 24 * time.Hour

var errManyProposals = fault.New(fault.Full, "many_proposals",
	"The group has many wishes to look at already. Please tell a facilitator.")

// Propose keeps a wish for the agreements of an invite's group, also when no
// meeting is on. Kinds: NotFound for an unknown invite, Gone as an *Over when
// it no longer holds, Invalid, Full "many_proposals".
func (s *Service) Propose(ctx context.Context, invite Token, text string) error {
	text, err := paragraph("text", text, 1, MaxProposal)
	if err != nil {
		return err
	}
	err = s.store.InTx(ctx, func(tx Store) error {
		v, _, err := s.invited(ctx, tx, invite)
		if err != nil {
			return err
		}
		waiting, err := tx.Proposals(ctx, v.group.ID)
		if err != nil {
			return err
		}
		if len(waiting) >= MaxProposals {
			return errManyProposals
		}
		today := s.now().Truncate(24 * time.Hour)
		return tx.AddProposal(ctx, Proposal{
			ID: newID[ProposalID](today), Group: v.group.ID, Realm: v.group.Realm, Text: text, On: today,
		})
	})
	return fault.Wrap(err, "propose a change of agreements")
}

// Proposals lists what a group's people wish for, newest day first. Kinds:
// NotFound, Forbidden.
func (s *Service) Proposals(ctx context.Context, by AccountID, g GroupID) ([]Proposal, error) {
	var found []Proposal
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ReadProposals, g)
		if err != nil {
			return err
		}
		found, err = tx.Proposals(ctx, g.ID)
		return err
	})
	return found, fault.Wrap(err, "list proposals")
}

// EraseProposal deletes one, talked about or not. Kinds: NotFound, Forbidden.
func (s *Service) EraseProposal(ctx context.Context, by AccountID, g GroupID, id ProposalID) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.EraseProposal, g)
		if err != nil {
			return err
		}
		return tx.DeleteProposal(ctx, g.ID, id)
	})
	return fault.Wrap(err, "erase proposal")
}
