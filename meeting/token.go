package meeting

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// Token is a secret that opens something: an invite, a session, a device mark.
// It never appears in logs, and only its hash is stored.
type Token string

// NewToken returns 256 random bits as base64url text.
func NewToken() Token {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	return Token(base64.RawURLEncoding.EncodeToString(b[:]))
}

// Hash returns the hex SHA-256 under which the token is stored; "" for "".
func (t Token) Hash() string {
	if t == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(t))
	return hex.EncodeToString(sum[:])
}
