package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Keys encrypt the addresses of people, and what running rooms keep of them,
// and sign receipts.
// They are kept outside the database, so that the database alone tells nobody
// who they are. The first one encrypts;
// the others only read what was written before they were replaced.
type Keys struct{ keys []key }

// key is one secret, and what is made of it for each purpose.
type key struct {
	id     string // tells keys apart and says nothing of them
	seal   cipher.AEAD
	lookup []byte
	sign   ed25519.PrivateKey
}

// keyBytes is the length of a key.
const keyBytes = 32

// NewKey makes a key, as text.
func NewKey() string {
	b := make([]byte, keyBytes)
	if _, err := rand.Read(b); err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseKeys reads one or more keys that NewKey made, the one in use first,
// with commas or white space between them. Its errors hold nothing of them.
func ParseKeys(text string) (Keys, error) {
	var all Keys
	for i, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(word, "="))
		if err != nil || len(b) != keyBytes {
			return Keys{}, fmt.Errorf("key %d is not one: it has 43 letters, digits, hyphens and underscores", i+1)
		}
		k, err := makeKey(b)
		if err != nil {
			return Keys{}, err
		}
		all.keys = append(all.keys, k)
	}
	if len(all.keys) == 0 {
		return Keys{}, errors.New("there is no key")
	}
	return all, nil
}

// LogValue hides the keys in logs.
func (Keys) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// String hides the keys wherever they are printed.
func (Keys) String() string { return "[redacted]" }

// makeKey derives what a key is used for (RFC 5869).
func makeKey(secret []byte) (key, error) {
	part := func(purpose string, n int) []byte {
		b, err := hkdf.Key(sha256.New, secret, nil, "warmroom "+purpose, n)
		if err != nil {
			panic(err) // only for a length beyond 8160 bytes
		}
		return b
	}
	block, err := aes.NewCipher(part("seal", keyBytes))
	if err != nil {
		return key{}, err
	}
	seal, err := cipher.NewGCM(block)
	return key{
		id: hex.EncodeToString(part("id", 8)), seal: seal, lookup: part("lookup", keyBytes),
		sign: ed25519.NewKeyFromSeed(part("receipts", ed25519.SeedSize)),
	}, err
}

// errLocked is for what needs keys before Unlock was called.
var errLocked = errors.New("the database was opened without its key")

// encrypt hides text that stands in one place, "accounts.email:ID". Only there
// it can be read again: nobody can move it to somebody else's row.
func (ks Keys) encrypt(place, text string) (string, error) {
	if len(ks.keys) == 0 {
		return "", errLocked
	}
	k := ks.keys[0]
	nonce := make([]byte, k.seal.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	sealed := k.seal.Seal(nonce, nonce, []byte(text), []byte(place))
	return k.id + "." + base64.RawURLEncoding.EncodeToString(sealed), nil
}

// decrypt is the inverse of encrypt.
func (ks Keys) decrypt(place, sealed string) (string, error) {
	if len(ks.keys) == 0 {
		return "", errLocked
	}
	id, text, _ := strings.Cut(sealed, ".")
	for _, k := range ks.keys {
		if k.id != id {
			continue
		}
		b, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil || len(b) < k.seal.NonceSize() {
			return "", fmt.Errorf("%s is damaged", place)
		}
		n := k.seal.NonceSize()
		open, err := k.seal.Open(nil, b[:n], b[n:], []byte(place))
		if err != nil {
			return "", fmt.Errorf("%s is damaged, or was moved there: %w", place, err)
		}
		return string(open), nil
	}
	return "", fmt.Errorf("%s was encrypted with a key that is not here", place)
}

// digest is by what encrypted text is found again: equal for equal text, and
// of no use without the key.
func (ks Keys) digest(purpose, text string) (string, error) {
	if len(ks.keys) == 0 {
		return "", errLocked
	}
	h := hmac.New(sha256.New, ks.keys[0].lookup)
	h.Write([]byte(purpose + "\x00" + text))
	return hex.EncodeToString(h.Sum(nil)), nil
}
