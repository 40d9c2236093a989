package meeting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

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

// Outdated is a Conflict "agreement_changed" for who wanted to publish the next
// version, with what somebody else published meanwhile. fault.Of finds the
// fault inside it.
type Outdated struct {
	Version int            // the current one
	Changes []ClauseChange // since the version that the refused one was based on
	fault   *fault.Error
}

// Error is for logs, as that of the fault.
func (o *Outdated) Error() string { return o.fault.Error() }

// Unwrap returns the fault.
func (o *Outdated) Unwrap() error { return o.fault }

// Published is a version as staff see it.
type Published struct {
	Agreement
	Changes  []ClauseChange // since the version before; none for the first
	Accepted int            // how often it was accepted, one person once a meeting
}

// Agreements lists all versions of a group's agreements, newest first. Kinds:
// NotFound, Forbidden.
func (s *Service) Agreements(ctx context.Context, by AccountID, g GroupID) ([]Published, error) {
	var versions []Published
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewGroup, g)
		if err != nil {
			return err
		}
		all, err := tx.Agreements(ctx, g.ID)
		if err != nil {
			return err
		}
		accepted, err := tx.CountAcceptances(ctx, g.ID)
		versions = make([]Published, len(all))
		for i, a := range all {
			versions[i] = Published{Agreement: a, Accepted: accepted[a.Version]}
			if i+1 < len(all) {
				versions[i].Changes = Changes(all[i+1].Clauses, a.Clauses)
			}
		}
		return err
	})
	return versions, fault.Wrap(err, "list agreements")
}

// PublishAgreement publishes the next version, if basedOn is still the current
// one. Managers only. Kinds: NotFound, Forbidden, Invalid naming the field, and,
// as an *Outdated, Conflict "agreement_changed".
func (s *Service) PublishAgreement(ctx context.Context, by AccountID, g GroupID, basedOn int, clauses []Clause) (Agreement, error) {
	var published Agreement
	err := s.store.InTx(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.PublishAgreement, g)
		if err != nil {
			return err
		}
		all, err := tx.Agreements(ctx, g.ID)
		if err != nil {
			return err
		}
		if all[0].Version != basedOn {
			return outdated(all, basedOn)
		}
		published, err = s.publish(ctx, tx, g, basedOn+1, clauses)
		return err
	})
	if errors.Is(err, errExists) { // somebody was quicker by less than a transaction
		err = s.store.View(ctx, func(tx Store) error {
			all, err := tx.Agreements(ctx, g)
			return first(err, outdated(all, basedOn))
		})
	}
	return published, fault.Wrap(err, "publish agreements")
}

// outdated says what is different from a version, of which there may be none.
func outdated(all []Agreement, basedOn int) error {
	if len(all) == 0 {
		return errAgreementChanged
	}
	o := &Outdated{Version: all[0].Version, fault: errAgreementChanged}
	if i := slices.IndexFunc(all, func(a Agreement) bool { return a.Version == basedOn }); i >= 0 {
		o.Changes = Changes(all[i].Clauses, all[0].Clauses)
	}
	return o
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
