package meeting

import (
	"context"
	"errors"

	"warmroom/fault"
	"warmroom/moderation"
)

// waiting counts the appeals of a group that wait for somebody to decide them;
// none for who may not.
func waiting(ctx context.Context, tx Store, who staff, g Group) (int, error) {
	if who.may(moderation.ReadAppeals, g) != nil {
		return 0, nil
	}
	contested, err := tx.Contested(ctx, g.ID)
	n := 0
	for _, r := range contested {
		if who.mayAbout(moderation.DecideAppeal, g, AccountID(r.By)) == nil {
			n++
		}
	}
	return n, err
}

// TellOfAppeal writes to everybody who may decide the appeal of the holder of a
// record token, where there is post and they have an address. The letter says
// that something waits, and not what.
func (s *Service) TellOfAppeal(ctx context.Context, token Token) error {
	var (
		to       []Email
		language string
	)
	err := s.store.View(ctx, func(tx Store) error {
		r, err := readRecord(ctx, tx, token)
		if err != nil || r.Removal == nil {
			return err
		}
		language = r.Group.Language
		to, err = addresses(ctx, tx, r.Group.Organisation, func(who staff) bool {
			return who.mayAbout(moderation.DecideAppeal, r.Group, AccountID(r.Removal.By)) == nil
		})
		return err
	})
	errs := []error{err}
	for _, e := range to {
		errs = append(errs, s.tell(ctx, e, LetterAppeal, language))
	}
	return fault.Wrap(errors.Join(errs...), "tell of an appeal")
}

// addresses are those of the members of staff who are wanted, as far as they
// have one.
func addresses(ctx context.Context, tx Store, o OrganisationID, wanted func(staff) bool) ([]Email, error) {
	accounts, err := tx.Accounts(ctx, o)
	if err != nil {
		return nil, err
	}
	var to []Email
	for _, a := range accounts {
		if !a.DisabledAt.IsZero() || !wanted(staff{account: a}) {
			continue
		}
		e, err := tx.Email(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		if e != "" {
			to = append(to, e)
		}
	}
	return to, nil
}
