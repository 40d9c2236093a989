package meeting

import (
	"context"
	"log/slog"

	"warmroom/fault"
	"warmroom/moderation"
)

// Deed is a moderation.Deed in one meeting, as stored.
type Deed struct {
	moderation.Deed
	Meeting ID
	Group   GroupID
	Realm   moderation.Realm
}

// Appeal is a moderation.Appeal in one meeting, as stored.
type Appeal struct {
	moderation.Appeal
	Meeting ID
	Group   GroupID
	Realm   moderation.Realm
}

// LogValue is the removal alone.
func (a Appeal) LogValue() slog.Value { return slog.StringValue(a.Removal) }

// MaxDeeds is how many entries of the audit, or removals, are listed at once.
const MaxDeeds = 50

// AuditStore keeps what was done by those who lead, and what was said against
// it. Entries of the audit are never changed.
type AuditStore interface {
	AddDeed(ctx context.Context, d Deed) error // Conflict if the id exists
	// Deeds lists a group's entries with an id below before (all when it is
	// empty), newest first, at most MaxDeeds.
	Deeds(ctx context.Context, g GroupID, before string) ([]Deed, error)
	DeedsFor(ctx context.Context, holder string) ([]Deed, error)    // oldest first
	DeedsAbout(ctx context.Context, removal string) ([]Deed, error) // oldest first
	RoomSecret(ctx context.Context, m ID) (Token, error)            // of a room that is kept
	Removal(ctx context.Context, id RemovalID) (Removal, error)
	RemovalsOf(ctx context.Context, g GroupID, before RemovalID) ([]Removal, error) // as Deeds

	AddAppeal(ctx context.Context, a Appeal) error // Conflict if there is one already
	Appeal(ctx context.Context, removal RemovalID) (Appeal, error)
	// Contested lists the removals of a group with an appeal that is open,
	// oldest first.
	Contested(ctx context.Context, g GroupID) ([]Removal, error)
	// DecideAppeal writes the decision of an open appeal; Conflict "decided"
	// when there is one.
	DecideAppeal(ctx context.Context, a Appeal) error
}

// RecordDeed keeps something that was done in a room; the room has asked
// moderation.Allow. Kinds: NotFound for an unknown meeting, Conflict when the
// id exists.
func (s *Service) RecordDeed(ctx context.Context, m ID, d moderation.Deed) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, m)
		if err != nil {
			return err
		}
		return addDeeds(ctx, tx, m, d)
	})
	return fault.Wrap(err, "record deed")
}

func addDeeds(ctx context.Context, tx Store, m Meeting, deeds ...moderation.Deed) error {
	for _, d := range deeds {
		if err := tx.AddDeed(ctx, Deed{Deed: d, Meeting: m.ID, Group: m.Group, Realm: m.Realm}); err != nil {
			return err
		}
	}
	return nil
}

// DeedShown is an entry as a manager reads it.
type DeedShown struct {
	Deed
	Actor string // the account's name
}

// Deeds lists what was done in a group's meetings, newest first, at most
// MaxDeeds that are older than before. Kinds: NotFound, Forbidden.
func (s *Service) Deeds(ctx context.Context, by AccountID, g GroupID, before string) ([]DeedShown, error) {
	var shown []DeedShown
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ReadDeeds, g)
		if err != nil {
			return err
		}
		names, err := accountNames(ctx, tx, g.Organisation)
		if err != nil {
			return err
		}
		deeds, err := tx.Deeds(ctx, g.ID, before)
		shown = make([]DeedShown, len(deeds))
		for i, d := range deeds {
			shown[i] = DeedShown{d, names[AccountID(d.By)]}
		}
		return err
	})
	return shown, fault.Wrap(err, "list deeds")
}

// accountNames are the names of an organisation's staff, also of those whose
// account is disabled.
func accountNames(ctx context.Context, tx Store, o OrganisationID) (map[AccountID]string, error) {
	accounts, err := tx.Accounts(ctx, o)
	names := make(map[AccountID]string, len(accounts))
	for _, a := range accounts {
		names[a.ID] = a.Name
	}
	return names, err
}
