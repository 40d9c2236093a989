package meeting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"warmroom/fault"
	"warmroom/moderation"
)

// Limits of agreements.
const (
	MaxClauses     = 30
	MaxClauseTitle = 80  // characters
	MaxClauseText  = 600 // characters
)

// errAgreementChanged tells a person, or a manager, that there is a newer version.
var errAgreementChanged = fault.New(fault.Conflict, "agreement_changed",
	"The group agreements have changed. Please read the new ones.")

// Agreements lists all versions of a group's agreements, newest first. Kinds:
// NotFound, Forbidden.
func (s *Service) Agreements(ctx context.Context, by AccountID, g GroupID) ([]Agreement, error) {
	var versions []Agreement
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewGroup, g)
		if err != nil {
			return err
		}
		versions, err = tx.Agreements(ctx, g.ID)
		return err
	})
	return versions, fault.Wrap(err, "list agreements")
}

// PublishAgreement publishes the next version, if basedOn is still the current
// one. Managers only. Kinds: NotFound, Forbidden, Invalid naming the field,
// Conflict "agreement_changed".
func (s *Service) PublishAgreement(ctx context.Context, by AccountID, g GroupID, basedOn int, clauses []Clause) (Agreement, error) {
	var published Agreement
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.PublishAgreement, g)
		if err != nil {
			return err
		}
		current, err := tx.CurrentAgreement(ctx, g.ID)
		if err != nil {
			return err
		}
		if current.Version != basedOn {
			return errAgreementChanged
		}
		published, err = s.publish(ctx, tx, g, basedOn+1, clauses)
		return err
	})
	return published, fault.Wrap(err, "publish agreements")
}

// publish stores a version of a group's agreements.
func (s *Service) publish(ctx context.Context, tx Store, g Group, version int, clauses []Clause) (Agreement, error) {
	clauses, err := cleanClauses(clauses)
	if err != nil {
		return Agreement{}, err
	}
	now := s.now()
	a := Agreement{
		ID: newID[AgreementID](now), Group: g.ID, Realm: g.Realm, Version: version,
		Clauses: clauses, Hash: HashClauses(clauses), PublishedAt: now,
	}
	return a, tx.AddAgreement(ctx, a)
}

// cleanClauses checks clauses and returns them as they are stored.
func cleanClauses(clauses []Clause) ([]Clause, error) {
	if len(clauses) < 1 || len(clauses) > MaxClauses {
		return nil, fault.Field("clauses", fmt.Sprintf("1 to %d clauses", MaxClauses))
	}
	clean := make([]Clause, len(clauses))
	for i, c := range clauses {
		title, badTitle := line(fmt.Sprintf("clauses[%d].title", i), c.Title, 1, MaxClauseTitle)
		text, badText := paragraph(fmt.Sprintf("clauses[%d].text", i), c.Text, 1, MaxClauseText)
		if err := first(badTitle, badText); err != nil {
			return nil, err
		}
		clean[i] = Clause{Title: title, Text: text}
	}
	return clean, nil
}

// HashClauses returns the hash that names a text of agreements: the hex
// SHA-256 of, for each clause, its title, U+001F, its text and U+001E. Neither
// character can occur in a clause.
func HashClauses(clauses []Clause) string {
	h := sha256.New()
	for _, c := range clauses {
		// A hash never fails to take bytes.
		_, _ = io.WriteString(h, c.Title+"\x1f"+c.Text+"\x1e")
	}
	return hex.EncodeToString(h.Sum(nil))
}
