package store

import (
	"context"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

type proposalRow struct {
	ID         string `gorm:"primaryKey"`
	GroupID    string
	Realm      string
	Text       string // encrypted
	ProposedOn time.Time
}

func (proposalRow) TableName() string { return "proposals" }

// proposed is where the text of a proposal stands.
func proposed(id string) string { return "proposals.text:" + id }

func (r proposalRow) domain() meeting.Proposal {
	return meeting.Proposal{
		ID: meeting.ProposalID(r.ID), Group: meeting.GroupID(r.GroupID), Realm: moderation.Realm(r.Realm),
		Text: r.Text, On: r.ProposedOn.UTC(),
	}
}

func (q queries) AddProposal(ctx context.Context, p meeting.Proposal) error {
	text, err := q.keys.encrypt(proposed(string(p.ID)), p.Text)
	if err != nil {
		return err
	}
	return translate(q.with(ctx).Create(&proposalRow{
		ID: string(p.ID), GroupID: string(p.Group), Realm: string(p.Realm), Text: text, ProposedOn: stamp(p.On),
	}).Error)
}

func (q queries) Proposals(ctx context.Context, g meeting.GroupID) ([]meeting.Proposal, error) {
	all, err := list(q.with(ctx).Where("group_id = ?", g).Order("proposed_on DESC, id"), proposalRow.domain)
	for i := range all {
		if err == nil {
			all[i].Text, err = q.keys.decrypt(proposed(string(all[i].ID)), all[i].Text)
		}
	}
	return all, err
}

func (q queries) DeleteProposal(ctx context.Context, g meeting.GroupID, id meeting.ProposalID) error {
	return hit(q.with(ctx).Where("id = ? AND group_id = ?", id, g).Delete(&proposalRow{}))
}

// encryptProposals writes all of them with the first key.
func (q queries) encryptProposals(ctx context.Context) error {
	all, err := list(q.with(ctx), proposalRow.domain)
	for _, p := range all {
		if err != nil {
			return err
		}
		var text, anew string
		if text, err = q.keys.decrypt(proposed(string(p.ID)), p.Text); err != nil {
			return err
		}
		if anew, err = q.keys.encrypt(proposed(string(p.ID)), text); err != nil {
			return err
		}
		err = hit(q.with(ctx).Model(&proposalRow{}).Where("id = ?", p.ID).Update("text", anew))
	}
	return err
}
