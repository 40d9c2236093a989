package meeting

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// LiveRoom is what a running room has written down of itself, so that it goes
// on after the server was killed. It is there from when the room has anything
// to lose until its meeting is over. What State says is the room's business.
type LiveRoom struct {
	Meeting ID
	Secret  Token     // of this room; see RecordToken
	KeptAt  time.Time // when the room was last seen alive
	State   []byte
	People  []LivePerson // by ID
	Tally   Tally        // of the meeting so far
}

// LivePerson is a person in a LiveRoom: here, or gone and remembered.
type LivePerson struct {
	ID    string
	Seat  Seat // none for who is gone
	State []byte
	// Attendance is what is counted of a participant who has been inside. It is
	// written and not read with the room.
	Attendance Attendance
}

// Seat is a place on the wire. Who has the token of it may go on with it; only
// the hash is kept.
type Seat struct {
	Session   string
	TokenHash string
}

// LiveChange is what became of a LiveRoom since it was written last.
type LiveChange struct {
	Meeting ID
	Secret  Token
	KeptAt  time.Time
	State   []byte // nil: as it was
	Tally   *Tally // nil: as it was
	Put     []LivePerson
	Drop    []string
	// Whole replaces all people by Put.
	Whole bool
	// Gone forgets the room: there is nothing to lose in it any more.
	Gone bool
}

// Seated is where the holder of a seat's token was when the server stopped.
type Seated struct {
	Session string
	Meeting ID
	Person  string
}

// LogValue is the meeting alone.
func (r LiveRoom) LogValue() slog.Value { return slog.StringValue(string(r.Meeting)) }

// LogValue is the id alone.
func (p LivePerson) LogValue() slog.Value { return slog.StringValue(p.ID) }

// LogValue is the meeting alone.
func (c LiveChange) LogValue() slog.Value { return slog.StringValue(string(c.Meeting)) }

// LiveStore keeps what running rooms write down of themselves.
type LiveStore interface {
	// KeepRoom applies a change to what is kept of a room.
	KeepRoom(ctx context.Context, c LiveChange) error
	LiveRoom(ctx context.Context, m ID) (LiveRoom, error)
	// Seat finds who may go on by a token with this hash.
	Seat(ctx context.Context, tokenHash string) (Seated, error)
	// ForgetRoom deletes all that is kept of a room; no error when nothing is.
	ForgetRoom(ctx context.Context, m ID) error
}

// RecordToken is by what a person, and nobody else, is shown what was done
// about them in a meeting. It is made from the room's secret, so that it need
// not be kept for anybody, and can't be found out once the room is forgotten.
func RecordToken(secret Token, person string) Token {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("record of "))
	mac.Write([]byte(person))
	return Token(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

// KeepRoom writes down what became of a running room. Kinds: NotFound, Gone
// "meeting_ended" once the meeting is over.
func (s *Service) KeepRoom(ctx context.Context, c LiveChange) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		m, err := tx.Meeting(ctx, moderation.AnyRealm, c.Meeting)
		if err != nil {
			return err
		}
		if m.Status != Scheduled {
			return errEnded
		}
		if c.Tally != nil {
			if err := tx.PutTally(ctx, m.ID, *c.Tally); err != nil {
				return err
			}
		}
		return tx.KeepRoom(ctx, c)
	})
	return fault.Wrap(err, "keep room")
}

// Seat returns where somebody was in a meeting that goes on, by the token with
// which they resume. Kind: NotFound.
func (s *Service) Seat(ctx context.Context, token Token) (Seated, error) {
	if token == "" {
		return Seated{}, errNotFound
	}
	seated, err := s.store.Seat(ctx, token.Hash())
	return seated, fault.Wrap(err, "find seat")
}

// before returns what a room has left of itself, nil for nothing. Of staff who
// do not lead the group any more it tells in gone.
func before(ctx context.Context, tx Store, m Meeting) (*LiveRoom, []AccountID, error) {
	r, err := tx.LiveRoom(ctx, m.ID)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if r.Tally, err = tx.Tally(ctx, m.ID); err != nil {
		return nil, nil, err
	}
	now, err := leads(ctx, tx, m.Group)
	return &r, now, err
}

// leads returns the accounts that lead a group.
func leads(ctx context.Context, tx Store, g GroupID) ([]AccountID, error) {
	accounts, err := tx.Leads(ctx, g)
	ids := make([]AccountID, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	return ids, err
}
