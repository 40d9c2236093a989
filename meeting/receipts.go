package meeting

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Receipt is what is kept of a receipt: not what it says, and nothing of whose
// it is.
type Receipt struct {
	Hash    string // of the whole receipt
	Meeting ID
	Group   GroupID
	Realm   moderation.Realm
	// Whose is the attendance it was made of, so that there is one receipt for
	// it; forgotten with the attendance.
	Whose     string
	MadeAt    time.Time
	RevokedAt time.Time   // zero while it holds
	Letter    ProofLetter // zero before there is one
}

// ProofLetter is what is kept of the letter that was made of a receipt: what only
// its code opens, and nothing of the name but whether another is the same.
type ProofLetter struct {
	Code   string // hash of the code
	Facts  string // what the letter says without the name, sealed with the code
	Name   string // hash of the name, keyed with the code
	MadeAt time.Time
}

// ReceiptKept is how long receipts and letters can be checked.
const ReceiptKept = 2 * 366 * 24 * time.Hour

// Signature is by which key, and what.
type Signature struct{ Key, Value string }

// ReceiptKey is what anybody can check signatures with.
type ReceiptKey struct {
	ID     string
	Public []byte // Ed25519, 32 bytes
}

// ReceiptStore keeps the hashes of receipts, and has the key that signs them,
// which is not in the database.
type ReceiptStore interface {
	AddReceipt(ctx context.Context, r Receipt) error // Conflict if the hash exists
	Receipt(ctx context.Context, hash string) (Receipt, error)
	// ReceiptsOf lists the receipts that were made of one attendance.
	ReceiptsOf(ctx context.Context, whose string) ([]Receipt, error)
	ReceiptByCode(ctx context.Context, code string) (Receipt, error)
	// WriteLetter writes the letter of a receipt that has none; Conflict
	// "lettered" when it has one.
	WriteLetter(ctx context.Context, hash string, l ProofLetter) error
	RevokeReceipt(ctx context.Context, hash string, at time.Time) error // the first time stays

	SignReceipt(text string) (Signature, error)
	// ReceiptKeys lists the keys that sign or have signed, the newest first.
	ReceiptKeys(ctx context.Context) ([]ReceiptKey, error)
	// ReceiptSigned checks a signature; NotFound when no key of ours made it.
	ReceiptSigned(ctx context.Context, text string, s Signature) error
}

// receiptPrefix begins every receipt, and counts changes of its form.
const receiptPrefix = "wr1"

// receiptText is what a receipt says and is signed.
type receiptText struct {
	Nonce        string    `json:"nonce"` // so that nobody can guess the whole
	Organisation string    `json:"organisation"`
	Meeting      ID        `json:"meeting"`
	Zone         string    `json:"zone,omitempty"`
	StartsAt     time.Time `json:"starts_at"`
	EndsAt       time.Time `json:"ends_at"`
	Minutes      int       `json:"minutes"`
}

// Faults of receipts.
var (
	errNoReceipt = fault.New(fault.NotFound, "no_receipt", "This is not a receipt of ours, or it was changed.")
	errRevoked   = fault.New(fault.Gone, "revoked", "This receipt was taken back, or a newer one has its place.")
	errHasLetter = fault.New(fault.Conflict, "lettered", "A letter was made of this receipt. It holds for one person.")
)

// ErrNoMail is for servers that send no e-mail to participants.
var ErrNoMail = fault.New(fault.Conflict, "no_mail", "This server sends no e-mail. Please keep the receipt on your device.")

// KeepReceipt gives participants, by their record token, a receipt for the time
// they were there. It is kept by them alone: here its hash is. Whoever asks
// again gets a new one, and the one before holds no longer. Kinds: as
// Attendance, and Conflict "lettered" once a letter was made of one.
func (s *Service) KeepReceipt(ctx context.Context, record Token) (Token, error) {
	var made Token
	err := s.store.InTx(ctx, func(tx Store) error {
		of, err := s.attended(ctx, tx, record)
		if err != nil {
			return err
		}
		if err := s.replaceReceipts(ctx, tx, of.whose); err != nil {
			return err
		}
		made, err = signed(tx, of.Attended)
		if err != nil {
			return err
		}
		now := s.now()
		r := Receipt{
			Hash: made.Hash(), Meeting: of.meeting.ID, Group: of.meeting.Group, Realm: of.meeting.Realm, Whose: of.whose, MadeAt: now,
		}
		return first(tx.AddReceipt(ctx, r), s.auditReceipt(ctx, tx, r, moderation.KeepReceipt))
	})
	return made, fault.Wrap(err, "keep receipt")
}

// replaceReceipts takes back what was made of an attendance before.
func (s *Service) replaceReceipts(ctx context.Context, tx Store, whose string) error {
	before, err := replaceable(ctx, tx, whose)
	for _, r := range before {
		if err == nil {
			err = tx.RevokeReceipt(ctx, r.Hash, s.now())
		}
	}
	return err
}

// replaceable returns the receipts of an attendance, unless a letter was made
// of one.
func replaceable(ctx context.Context, tx Store, whose string) ([]Receipt, error) {
	all, err := tx.ReceiptsOf(ctx, whose)
	if err == nil && slices.ContainsFunc(all, func(r Receipt) bool { return r.Letter.Code != "" }) {
		err = errHasLetter
	}
	return all, err
}

// MailReceipt sends a receipt that holds to an address, which is not kept.
// Kinds: NotFound "no_receipt", Gone "revoked"; Invalid for the address; Conflict
// "no_mail"; Unavailable "mail" when it could not be sent.
func (s *Service) MailReceipt(ctx context.Context, t Token, address, language string) error {
	to, err := CleanEmail("email", address)
	if err != nil {
		return err
	}
	if s.tools.Post == nil {
		return ErrNoMail
	}
	shown, err := s.ShowReceipt(ctx, t)
	if err != nil {
		return err
	}
	if !shown.RevokedAt.IsZero() {
		return errRevoked
	}
	err = s.tools.Post.Send(ctx, Letter{To: to, Kind: LetterReceipt, Language: language, Token: t})
	return fault.Wrap(err, "send receipt")
}

// signed writes a receipt.
func signed(tx Store, a Attended) (Token, error) {
	nonce := make([]byte, 16)
	if _, err := rand.Read(nonce); err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	b64 := base64.RawURLEncoding
	text, err := json.Marshal(receiptText{
		Nonce: b64.EncodeToString(nonce), Organisation: a.Organisation, Meeting: a.Meeting, Zone: a.Zone,
		StartsAt: a.StartsAt, EndsAt: a.EndsAt, Minutes: a.Minutes,
	})
	if err != nil {
		return "", err
	}
	body := receiptPrefix + "." + b64.EncodeToString(text)
	sig, err := tx.SignReceipt(body)
	return Token(body + "." + sig.Key + "." + sig.Value), err
}

// readReceipt checks who signed a receipt and returns what it says.
func readReceipt(ctx context.Context, tx Store, t Token) (Attended, error) {
	parts := strings.Split(string(t), ".")
	if len(parts) != 4 || parts[0] != receiptPrefix {
		return Attended{}, errNoReceipt
	}
	err := tx.ReceiptSigned(ctx, parts[0]+"."+parts[1], Signature{Key: parts[2], Value: parts[3]})
	if err != nil {
		return Attended{}, orNoReceipt(err)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return Attended{}, errNoReceipt
	}
	var r receiptText
	if err := json.Unmarshal(text, &r); err != nil {
		return Attended{}, errNoReceipt
	}
	return Attended{
		Organisation: r.Organisation, Meeting: r.Meeting, Zone: r.Zone, StartsAt: r.StartsAt, EndsAt: r.EndsAt, Minutes: r.Minutes,
	}, nil
}

func orNoReceipt(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return errNoReceipt
	}
	return err
}

// ReceiptShown is a receipt as its holder sees it.
type ReceiptShown struct {
	Attended
	Receipt
}

// ShowReceipt shows whoever holds a receipt what it says and whether it holds.
// Kind: NotFound "no_receipt".
func (s *Service) ShowReceipt(ctx context.Context, t Token) (ReceiptShown, error) {
	var shown ReceiptShown
	err := s.store.View(ctx, func(tx Store) error {
		var err error
		shown, err = presented(ctx, tx, t)
		return err
	})
	return shown, fault.Wrap(err, "show receipt")
}

// presented is a receipt that somebody shows: signed here, and known.
func presented(ctx context.Context, tx Store, t Token) (ReceiptShown, error) {
	a, err := readReceipt(ctx, tx, t)
	if err != nil {
		return ReceiptShown{}, err
	}
	r, err := tx.Receipt(ctx, t.Hash())
	return ReceiptShown{a, r}, orNoReceipt(err)
}

// RevokeReceipt takes back a receipt, and the letter that was made of it, for
// good. Only its holder can. Kinds: NotFound "no_receipt".
func (s *Service) RevokeReceipt(ctx context.Context, t Token) error {
	err := s.store.InTx(ctx, func(tx Store) error {
		shown, err := presented(ctx, tx, t)
		if err != nil || !shown.RevokedAt.IsZero() {
			return err
		}
		return first(
			mayAsHolder(moderation.RevokeReceipt, shown.Receipt),
			tx.RevokeReceipt(ctx, shown.Hash, s.now()), s.auditReceipt(ctx, tx, shown.Receipt, moderation.RevokeReceipt))
	})
	return fault.Wrap(err, "revoke receipt")
}

// ReceiptKeys lists what anybody can check the signatures of receipts with.
func (s *Service) ReceiptKeys(ctx context.Context) ([]ReceiptKey, error) {
	keys, err := s.store.ReceiptKeys(ctx)
	return keys, fault.Wrap(err, "list keys of receipts")
}

// mayAsHolder asks whether who holds a receipt may do something with it.
func mayAsHolder(what moderation.Action, r Receipt) error {
	return moderation.Allow(moderation.Actor{Role: moderation.Participant, Realm: r.Realm}, what, moderation.Target{Realm: r.Realm})
}

// auditReceipt writes down that something was done with a receipt, and by whom
// not: nobody is to find out from it who was there.
func (s *Service) auditReceipt(ctx context.Context, tx Store, r Receipt, what moderation.Action) error {
	now := s.now()
	return tx.AddDeed(ctx, Deed{
		Deed:    moderation.Deed{ID: newID[string](now), At: now, Role: moderation.Participant, What: what},
		Meeting: r.Meeting, Group: r.Group, Realm: r.Realm,
	})
}
