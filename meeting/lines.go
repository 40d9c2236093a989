package meeting

import (
	"context"

	"warmroom/fault"
	"warmroom/moderation"
)

// Lines returns the organisation of a member of staff, to read its region and
// its own support lines.
func (s *Service) Lines(ctx context.Context, by AccountID) (Organisation, error) {
	var o Organisation
	err := s.store.View(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		o, err = tx.Organisation(ctx, who.account.Organisation)
		return err
	})
	return o, fault.Wrap(err, "read support lines")
}

// PutLines replaces the region of an organisation, an ISO 3166-1 alpha-2 code
// or nothing, and its own support lines. Managers only. Kinds: Forbidden,
// Invalid naming the field.
func (s *Service) PutLines(ctx context.Context, by AccountID, region string, lines []SupportLine) (Organisation, error) {
	var o Organisation
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := who.may(moderation.EditLines, Group{Organisation: who.account.Organisation}); err != nil {
			return err
		}
		if err := first(checkRegion(region), checkLines(lines)); err != nil {
			return err
		}
		if o, err = tx.Organisation(ctx, who.account.Organisation); err != nil {
			return err
		}
		o.Region, o.Lines = region, lines
		return tx.PutOrganisation(ctx, o)
	})
	return o, fault.Wrap(err, "put support lines")
}

// checkRegion checks where people are; empty is not said.
func checkRegion(region string) error {
	if !regionCode.MatchString(region) {
		return fault.Field("region", "two letters such as US, or none")
	}
	return nil
}
