package meeting

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// LegalName is the name somebody has a letter made out to. It is typed once,
// goes into the letter, and is kept nowhere here.
type LegalName string

// LogValue hides the name in logs.
func (LegalName) LogValue() slog.Value { return slog.StringValue(redacted) }

// String hides the name wherever it is printed with what holds it; write
// string(n) to put it into a letter.
func (LegalName) String() string { return redacted }

// GoString is String, for %#v.
func (LegalName) GoString() string { return redacted }

// MarshalJSON hides the name too.
func (LegalName) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// MaxLegalName is the longest name of a letter, in characters.
const MaxLegalName = 80

// CleanLegalName checks a name and returns it as it is written.
func CleanLegalName(field, value string) (LegalName, error) {
	name, err := line(field, value, 2, MaxLegalName)
	return LegalName(name), err
}

// WrittenLetter is a letter as it is given to who asked for it.
type WrittenLetter struct {
	Attended
	Name   LegalName
	Code   Code
	Sealed string // the name, for who has the code
	MadeAt time.Time
}

// LogValue is the meeting alone.
func (w WrittenLetter) LogValue() slog.Value { return slog.StringValue(string(w.Meeting)) }

var errOtherName = fault.New(fault.Conflict, "other_name", "A letter was made of this receipt, to another name. A receipt holds for one person.")

// WriteLetter makes a letter of a receipt, to one name. Whoever asks again with
// the same name gets the same letter; another name is refused for good. The
// name is one that CleanLegalName has returned. Kinds: NotFound "no_receipt", Gone
// "revoked", Conflict "other_name".
func (s *Service) WriteLetter(ctx context.Context, t Token, name LegalName) (WrittenLetter, error) {
	var w WrittenLetter
	err := s.store.InTx(ctx, func(tx Store) error {
		shown, err := presented(ctx, tx, t)
		if err != nil {
			return err
		}
		if !shown.RevokedAt.IsZero() {
			return errRevoked
		}
		if err := mayAsHolder(moderation.WriteLetter, shown.Receipt); err != nil {
			return err
		}
		w = WrittenLetter{Attended: shown.Attended, Name: name, Code: codeOf(t), MadeAt: shown.Letter.MadeAt}
		w.Sealed, err = w.Code.seal(forName, string(name))
		if err != nil {
			return err
		}
		if shown.Letter.Code != "" {
			return sameName(shown.Letter, w)
		}
		w.MadeAt = s.now()
		return s.addLetter(ctx, tx, shown.Receipt, w)
	})
	return w, fault.Wrap(err, "write letter")
}

func sameName(l ProofLetter, w WrittenLetter) error {
	if l.Name != w.Code.nameHash(w.Name) {
		return errOtherName
	}
	return nil
}

func (s *Service) addLetter(ctx context.Context, tx Store, r Receipt, w WrittenLetter) error {
	facts, err := json.Marshal(w.Attended)
	if err != nil {
		return err
	}
	l := ProofLetter{Code: w.Code.hash(), Name: w.Code.nameHash(w.Name), MadeAt: w.MadeAt}
	if l.Facts, err = w.Code.seal(forFacts, string(facts)); err != nil {
		return err
	}
	return first(tx.WriteLetter(ctx, r.Hash, l), s.auditReceipt(ctx, tx, r, moderation.WriteLetter))
}

// Checked is what somebody who was shown a letter finds out about it: that its
// holder was there, and for how long.
type Checked struct {
	Attended
	MadeAt    time.Time
	RevokedAt time.Time // when the holder took it back; zero while it holds
	// Name is the one of the letter, where what was scanned or typed has it.
	Name LegalName
	// Altered: the name that was scanned or typed is not the letter's.
	Altered bool
}

// LogValue is the meeting alone.
func (c Checked) LogValue() slog.Value { return slog.StringValue(string(c.Meeting)) }

var errNoCode = fault.New(fault.NotFound, "no_code", "We gave no letter with this code.")

// CheckLetter finds a letter by its code. sealed is the name as its picture to
// scan has it, and may be empty. Kind: NotFound "no_code".
func (s *Service) CheckLetter(ctx context.Context, typed, sealed string) (Checked, error) {
	return s.check(ctx, typed, func(code Code, l ProofLetter) (LegalName, bool) {
		if sealed == "" {
			return "", true
		}
		name, err := code.open(forName, sealed)
		return LegalName(name), err == nil && l.Name == code.nameHash(LegalName(name))
	})
}

// CheckName is CheckLetter with the name that somebody reads on the letter.
// Case and spaces don't matter. Kinds: NotFound "no_code", Invalid.
func (s *Service) CheckName(ctx context.Context, typed, name string) (Checked, error) {
	read, err := CleanLegalName("name", name)
	if err != nil {
		return Checked{}, err
	}
	return s.check(ctx, typed, func(code Code, l ProofLetter) (LegalName, bool) {
		return read, l.Name == code.nameHash(read)
	})
}

// check finds a letter; of a name that is not the letter's nothing is said.
func (s *Service) check(ctx context.Context, typed string, named func(Code, ProofLetter) (LegalName, bool)) (Checked, error) {
	code, ok := ReadCode(typed)
	if !ok {
		return Checked{}, errNoCode
	}
	r, err := s.store.ReceiptByCode(ctx, code.hash())
	if fault.KindOf(err) == fault.NotFound {
		return Checked{}, errNoCode
	}
	if err != nil {
		return Checked{}, fault.Wrap(err, "find letter")
	}
	c := Checked{MadeAt: r.Letter.MadeAt, RevokedAt: r.RevokedAt}
	facts, err := code.open(forFacts, r.Letter.Facts)
	if err == nil {
		err = json.Unmarshal([]byte(facts), &c.Attended)
	}
	if err != nil {
		return Checked{}, fault.Wrap(err, "read letter")
	}
	name, fits := named(code, r.Letter)
	if c.Altered = !fits; fits {
		c.Name = name
	}
	return c, nil
}
