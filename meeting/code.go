package meeting

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Code is what stands on a letter, for whoever it is shown to: 20 characters,
// 100 bits that follow from the receipt. It opens what is kept of the letter,
// and can't be found out from it.
type Code string

// LogValue hides the code in logs.
func (Code) LogValue() slog.Value { return slog.StringValue(redacted) }

// String hides the code wherever it is printed with what holds it; write
// c.Text() to show it to its reader.
func (Code) String() string { return redacted }

// codeLetters are those of Crockford's base 32: none reads like another.
const (
	codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength  = 20
	codeGroup   = 5
)

// Text is the code as people read it, in groups.
func (c Code) Text() string {
	var groups []string
	for rest := string(c); rest != ""; rest = rest[min(codeGroup, len(rest)):] {
		groups = append(groups, rest[:min(codeGroup, len(rest))])
	}
	return strings.Join(groups, "-")
}

// ReadCode reads a code as people type it, and reports whether it can be one.
func ReadCode(typed string) (Code, bool) {
	if len(typed) > 4*codeLength {
		return "", false
	}
	text := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
	return Code(text), len(text) == codeLength && strings.Trim(text, codeLetters) == ""
}

// codeOf is the code of a receipt's letter.
func codeOf(receipt Token) Code {
	bits := derive(string(receipt), "letter code", codeLength)
	var code strings.Builder
	for _, b := range bits {
		code.WriteByte(codeLetters[b%byte(len(codeLetters))]) // 32 divides 256: all are equally likely
	}
	return Code(code.String())
}

// What is sealed with a code.
const (
	forFacts = "letter facts"
	forName  = "letter name"
)

// derive makes n bytes of a secret for a purpose (RFC 5869).
func derive(secret, purpose string, n int) []byte {
	b, err := hkdf.Key(sha256.New, []byte(secret), nil, "warmroom "+purpose, n)
	if err != nil {
		panic(err) // only for a length beyond 8160 bytes
	}
	return b
}

// hash is by what a letter is found.
func (c Code) hash() string {
	return hex.EncodeToString(derive(string(c), "letter lookup", sha256.Size))
}

// nameHash tells whether two names are the same but for case and spaces, to
// whoever has the code.
func (c Code) nameHash(name LegalName) string {
	mac := hmac.New(sha256.New, derive(string(c), "letter name hash", sha256.Size))
	mac.Write([]byte(strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(string(name))), " "))))
	return hex.EncodeToString(mac.Sum(nil))
}

// seal hides text from whoever has no code (AES-256-GCM).
func (c Code) seal(purpose, text string) (string, error) {
	box, err := c.box(purpose)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	return base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(text), nil)), nil
}

// open is the inverse of seal.
func (c Code) open(purpose, sealed string) (string, error) {
	box, err := c.box(purpose)
	if err != nil {
		return "", err
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(b) < box.NonceSize() {
		return "", errors.New("what was sealed with a code is damaged")
	}
	text, err := box.Open(nil, b[:box.NonceSize()], b[box.NonceSize():], nil)
	return string(text), err
}

func (c Code) box(purpose string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(derive(string(c), purpose, 32))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
