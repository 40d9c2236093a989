package meeting

import (
	"context"

	"warmroom/fault"
	"warmroom/moderation"
)

// Record is what was done about one person in one meeting, as they are shown
// it themselves.
type Record struct {
	Organisation Organisation
	Group        Group
	Meeting      Meeting
	Deeds        []Deed   // oldest first
	Removal      *Removed // the last one; nil for none
}

// Removed is a removal as the person it was done to is shown it.
type Removed struct {
	Removal
	Appeal *Appeal // nil while there is none
	Reader Reader
}

// Reader says who reads an appeal.
type Reader string

// The readers. Nobody: who removed the person is the only one to manage the
// programme.
const (
	ReadByManagers      Reader = "managers"
	ReadByOtherManagers Reader = "other_managers" // one of them removed the person, and doesn't get it
	ReadByNobody        Reader = "nobody"
)

// Faults of appeals.
var (
	errNoReader  = fault.New(fault.Conflict, "no_reader", "Nobody but the person who removed you could read this. Please ask the organisation.")
	errAppealed  = fault.New(fault.Conflict, "appealed", "You have written already. It will be read.")
	errUndone    = fault.New(fault.Conflict, "undone", "The removal was taken back. You can come to the door again.")
	errNoRemoval = fault.New(fault.NotFound, "no_removal", "You were not removed from this meeting.")
)

// Record shows the holder of a token what was done about them (see
// RecordToken). Kind: NotFound when that is nothing, or there is no such token.
func (s *Service) Record(ctx context.Context, token Token) (Record, error) {
	var r Record
	err := s.store.View(ctx, func(tx Store) error {
		var err error
		r, err = readRecord(ctx, tx, token)
		return err
	})
	return r, fault.Wrap(err, "show record")
}

func readRecord(ctx context.Context, tx Store, token Token) (Record, error) {
	var r Record
	if token == "" {
		return r, errNotFound
	}
	var err error
	if r.Deeds, err = tx.DeedsFor(ctx, token.Hash()); err != nil {
		return r, err
	}
	if len(r.Deeds) == 0 {
		return r, errNotFound
	}
	of := r.Deeds[0]
	if r.Meeting, err = tx.Meeting(ctx, of.Realm, of.Meeting); err != nil {
		return r, err
	}
	if r.Group, err = tx.Group(ctx, of.Realm, of.Group); err != nil {
		return r, err
	}
	if r.Organisation, err = tx.Organisation(ctx, r.Group.Organisation); err != nil {
		return r, err
	}
	r.Removal, err = lastRemoval(ctx, tx, r)
	return r, err
}

// lastRemoval returns the last removal of who holds a record, nil for none.
func lastRemoval(ctx context.Context, tx Store, r Record) (*Removed, error) {
	var last RemovalID
	for _, d := range r.Deeds {
		if d.What == moderation.Remove {
			last = RemovalID(d.Removal)
		}
	}
	if last == "" {
		return nil, nil
	}
	removal, err := tx.Removal(ctx, last)
	if err != nil {
		return nil, err
	}
	shown := &Removed{Removal: removal}
	if shown.Appeal, err = appealOf(ctx, tx, last); err != nil {
		return nil, err
	}
	shown.Reader, err = readerOf(ctx, tx, r.Group, removal)
	return shown, err
}

// appealOf returns the appeal against a removal, nil for none.
func appealOf(ctx context.Context, tx Store, id RemovalID) (*Appeal, error) {
	a, err := tx.Appeal(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return &a, err
}

// readerOf says who may read an appeal against a removal.
func readerOf(ctx context.Context, tx Store, g Group, r Removal) (Reader, error) {
	accounts, err := tx.Accounts(ctx, g.Organisation)
	if err != nil {
		return "", err
	}
	others, remover := false, false
	for _, a := range accounts {
		if !a.Manager || !a.DisabledAt.IsZero() {
			continue
		}
		who := staff{account: a}
		if who.mayAbout(moderation.ReadAppeals, g, AccountID(r.By)) == nil {
			others = true
		} else {
			remover = true
		}
	}
	switch {
	case !others:
		return ReadByNobody, nil
	case remover:
		return ReadByOtherManagers, nil
	default:
		return ReadByManagers, nil
	}
}

// Appeal keeps what a removed person says against their removal, once, in up
// to moderation.MaxAppeal characters. Kinds: NotFound "no_removal", or for an
// unknown token; Invalid for the text; Conflict "appealed", "undone" when the
// removal was taken back, "no_reader" when nobody else could read it.
func (s *Service) Appeal(ctx context.Context, token Token, text string) error {
	text, err := paragraph("text", text, 1, moderation.MaxAppeal)
	if err != nil {
		return err
	}
	err = s.store.InTx(ctx, func(tx Store) error {
		r, err := readRecord(ctx, tx, token)
		if err != nil {
			return err
		}
		switch {
		case r.Removal == nil:
			return errNoRemoval
		case r.Removal.Appeal != nil:
			return errAppealed
		case !r.Removal.Stands():
			return errUndone
		case r.Removal.Reader == ReadByNobody:
			return errNoReader
		}
		return tx.AddAppeal(ctx, Appeal{
			Appeal:  moderation.Appeal{Removal: r.Removal.ID, Text: text, At: s.now()},
			Meeting: r.Meeting.ID, Group: r.Group.ID, Realm: r.Group.Realm,
		})
	})
	return fault.Wrap(err, "appeal")
}

// ownRecord returns the token of somebody who was removed from a meeting that
// goes on, and why they were; "" when their room has kept nothing.
func ownRecord(ctx context.Context, tx Store, r Removal) (Token, error) {
	secret, err := tx.RoomSecret(ctx, r.Meeting)
	if fault.KindOf(err) == fault.NotFound || err == nil && r.Person == "" {
		return "", nil
	}
	return RecordToken(secret, r.Person), err
}
