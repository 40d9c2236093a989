package meeting

import "context"

// Limits of agreements.
const (
	MaxClauses     = 30
	MaxClauseTitle = 80  // characters
	MaxClauseText  = 600 // characters
)

// Agreements lists all versions of a group's agreements, newest first. Kinds:
// NotFound, Forbidden.
func (s *Service) Agreements(ctx context.Context, by AccountID, g GroupID) ([]Agreement, error) {
	panic("contract")
}

// PublishAgreement publishes the next version, if basedOn is still the current
// one. Managers only. Kinds: NotFound, Forbidden, Invalid naming the field,
// Conflict "agreement_changed".
func (s *Service) PublishAgreement(ctx context.Context, by AccountID, g GroupID, basedOn int, clauses []Clause) (Agreement, error) {
	panic("contract")
}

// HashClauses returns the hash that names a text of agreements: the hex
// SHA-256 of, for each clause, its title, U+001F, its text and U+001E. Neither
// character can occur in a clause.
func HashClauses(clauses []Clause) string { panic("contract") }
