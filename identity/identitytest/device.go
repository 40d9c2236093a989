// Package identitytest is a device that holds passkeys, in software: what a
// phone does behind navigator.credentials, for tests without a browser.
package identitytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"testing"
)

// Device makes and uses passkeys at one origin. Its fields may be changed
// between answers, to be a device that does wrong.
type Device struct {
	Origin     string
	Unverified bool   // asks nobody for a finger
	Counter    uint32 // of uses; counts up
	Handle     []byte // answers with another account's, unless nil

	key  *ecdsa.PrivateKey
	id   []byte
	user []byte
}

// Flags of authenticator data (WebAuthn, 6.1).
const (
	present  = 0x01
	verified = 0x04
	attested = 0x40
)

// clientData is what a browser signs over (WebAuthn, 5.8.1).
type clientData struct {
	Type        string `json:"type"`
	Challenge   string `json:"challenge"`
	Origin      string `json:"origin"`
	CrossOrigin bool   `json:"crossOrigin"`
}

// response is what a browser passes on, of both kinds.
type response struct {
	ClientDataJSON    string `json:"clientDataJSON"`
	AttestationObject string `json:"attestationObject,omitempty"`
	AuthenticatorData string `json:"authenticatorData,omitempty"`
	Signature         string `json:"signature,omitempty"`
	UserHandle        string `json:"userHandle,omitempty"`
}

type answer struct {
	ID       string   `json:"id"`
	RawID    string   `json:"rawId"`
	Type     string   `json:"type"`
	Response response `json:"response"`
}

// Create answers the question for a new passkey, which replaces the one the
// device has.
func (d *Device) Create(t *testing.T, options string) string {
	t.Helper()
	var asked struct {
		Challenge string `json:"challenge"`
		User      struct {
			ID string `json:"id"`
		} `json:"user"`
	}
	parse(t, options, &asked)
	var err error
	if d.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if d.user, err = base64.RawURLEncoding.DecodeString(asked.User.ID); err != nil {
		t.Fatal(err)
	}
	d.id = make([]byte, 32)
	if _, err := rand.Read(d.id); err != nil {
		t.Fatal(err)
	}
	data := d.data(t, attested)
	data = append(data, make([]byte, 16)...) // of no known maker
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), d.public(t)...)
	// CBOR (RFC 8949): {"fmt": "none", "attStmt": {}, "authData": data}
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	return d.answer(t, response{
		ClientDataJSON:    text(d.said(t, "webauthn.create", asked.Challenge)),
		AttestationObject: text(append(object, data...)),
	})
}

// Use answers the question for a passkey to sign in with.
func (d *Device) Use(t *testing.T, options string) string {
	t.Helper()
	var asked struct {
		Challenge string `json:"challenge"`
	}
	parse(t, options, &asked)
	d.Counter++
	data, said := d.data(t, 0), d.said(t, "webauthn.get", asked.Challenge)
	hash := sha256.Sum256(said)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	handle := d.user
	if d.Handle != nil {
		handle = d.Handle
	}
	return d.answer(t, response{
		ClientDataJSON: text(said), AuthenticatorData: text(data), Signature: text(signature), UserHandle: text(handle),
	})
}

// data is authenticator data without what follows an attestation.
func (d *Device) data(t *testing.T, flags byte) []byte {
	t.Helper()
	u, err := url.Parse(d.Origin)
	if err != nil {
		t.Fatal(err)
	}
	flags |= present
	if !d.Unverified {
		flags |= verified
	}
	site := sha256.Sum256([]byte(u.Hostname()))
	return binary.BigEndian.AppendUint32(append(site[:], flags), d.Counter)
}

// public is the key as a COSE map in CBOR (RFC 9053, 7.1): EC2, ES256, P-256.
func (d *Device) public(t *testing.T) []byte {
	t.Helper()
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		t.Fatal(err)
	}
	b := append([]byte("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"), point[1:33]...)
	return append(append(b, "\x22\x58\x20"...), point[33:]...)
}

func (d *Device) said(t *testing.T, what, challenge string) []byte {
	t.Helper()
	b, err := json.Marshal(clientData{Type: what, Challenge: challenge, Origin: d.Origin})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (d *Device) answer(t *testing.T, r response) string {
	t.Helper()
	b, err := json.Marshal(answer{ID: text(d.id), RawID: text(d.id), Type: "public-key", Response: r})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func parse(t *testing.T, options string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(options), into); err != nil {
		t.Fatalf("the question is %q: %v", options, err)
	}
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
