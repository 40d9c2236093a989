package meeting

import (
	"context"
	"time"

	"warmroom/fault"
)

// Ceremony is something begun that waits for its second half: a question to a
// browser, a link to a new address. Who holds its token may end it, once.
type Ceremony struct {
	TokenHash string
	Kind      CeremonyKind
	Account   AccountID // whose it is; empty for signing in
	State     string    // what the second half needs to know; stored encrypted
	ExpiresAt time.Time
}

// CeremonyKind keeps the second half of one thing from another.
type CeremonyKind string

// The kinds of ceremonies.
const (
	CreatePasskey CeremonyKind = "create_passkey"
	UsePasskey    CeremonyKind = "use_passkey"
	UseProvider   CeremonyKind = "use_provider"
	ChangeEmail   CeremonyKind = "change_email" // State is the new address
)

// Asked is a question on its way to a browser.
type Asked struct {
	Token   Token
	Options string // JSON
}

var errTooSlow = fault.New(fault.Gone, "too_slow", "That took too long, or was done already. Please begin again.")

// ask begins a ceremony that a token ends.
func (s *Service) ask(ctx context.Context, tx Store, c Ceremony, token Token) error {
	c.TokenHash = token.Hash()
	return tx.AddCeremony(ctx, c)
}

// answered returns the ceremony that a token ends, the one time it is asked
// for. Kind: Gone "too_slow" for one that is over, of another kind or unknown.
func (s *Service) answered(ctx context.Context, kind CeremonyKind, token Token) (Ceremony, error) {
	var c Ceremony
	err := s.store.InTx(ctx, func(tx Store) error {
		var err error
		c, err = tx.TakeCeremony(ctx, token.Hash())
		return err
	})
	if fault.KindOf(err) == fault.NotFound || err == nil && (c.Kind != kind || !s.now().Before(c.ExpiresAt)) {
		return Ceremony{}, errTooSlow
	}
	return c, err
}
