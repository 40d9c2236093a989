package meeting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

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

// errChanged refuses a list that is based on another than the one there is.
var errChanged = fault.New(fault.Conflict, "list_changed", "Somebody changed this list meanwhile.")

// fits reports, by an error, whether a change is based on what is there; one
// that is based on nothing fits.
func fits(based, version string) error {
	if based != "" && based != version {
		return errChanged
	}
	return nil
}

// versionOf names what a list holds, so that a change can say which one it is
// based on.
func versionOf(held ...any) string {
	text, err := json.Marshal(held)
	if err != nil {
		panic(fmt.Sprintf("version of a list: %v", err)) // plain structs
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// LinesVersion names the region and the own lines of an organisation.
func (o Organisation) LinesVersion() string {
	return versionOf(o.Region, append([]SupportLine{}, o.Lines...))
}

// PutLines replaces the region of an organisation, an ISO 3166-1 alpha-2 code
// or nothing, and its own support lines; based is the LinesVersion that they
// were read at, or nothing. Managers only. Kinds: Forbidden, Invalid naming the
// field, Conflict "list_changed".
func (s *Service) PutLines(ctx context.Context, by AccountID, based, region string, lines []SupportLine) (Organisation, error) {
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
		if err := fits(based, o.LinesVersion()); err != nil {
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
