// Package identity proves who a member of staff is: by a passkey, which their
// device holds, or by an organisation's own place to sign in. It implements
// [meeting.Passkeys] and [meeting.Provider]; cmd/warmroom opens it. It stores
// nothing, and starts no goroutines; what has to be remembered between a
// question and its answer goes through meeting's store.
//
// It imports meeting, never api or store.
package identity

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"warmroom/meeting"
)

// Passkeys speaks WebAuthn (W3C, level 3). The zero value is ready.
type Passkeys struct{}

var _ meeting.Passkeys = Passkeys{}

// shownName is what devices call this server when they ask their owner.
// Whoever looks over a shoulder learns nothing from it.
const shownName = "Warmroom"

// at returns the library for the pages of one origin. A passkey proves its
// owner alone: the device must ask for a finger, a face or a code, and keep it
// where it is found without a name.
func at(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("the origin of the page can't be understood")
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: shownName, RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification:   protocol.VerificationRequired,
		},
	})
}

// owner is an account as the library wants to see it.
type owner struct {
	account meeting.Account
	has     []webauthn.Credential
}

// WebAuthnID is what the device keeps to tell accounts apart.
func (o owner) WebAuthnID() []byte { return []byte(o.account.ID) }

// WebAuthnName is what the device shows its owner.
func (o owner) WebAuthnName() string { return o.account.Name }

// WebAuthnDisplayName is the same.
func (o owner) WebAuthnDisplayName() string { return o.account.Name }

// WebAuthnCredentials are the passkeys of the account.
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.has }

// Create implements meeting.Passkeys.
func (Passkeys) Create(origin string, a meeting.Account, has []meeting.Passkey) (meeting.Question, error) {
	w, err := at(origin)
	if err != nil {
		return meeting.Question{}, err
	}
	var known []protocol.CredentialDescriptor
	for _, p := range has {
		c, err := credential(p)
		if err != nil {
			return meeting.Question{}, err
		}
		known = append(known, c.Descriptor())
	}
	creation, session, err := w.BeginRegistration(owner{account: a}, webauthn.WithExclusions(known))
	if err != nil {
		return meeting.Question{}, err
	}
	return question(creation.Response, session)
}

// Created implements meeting.Passkeys.
func (Passkeys) Created(origin string, a meeting.Account, state, answer string) (meeting.Passkey, error) {
	w, session, err := resume(origin, state)
	if err != nil {
		return meeting.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return meeting.Passkey{}, plain(err)
	}
	made, err := w.CreateCredential(owner{account: a}, session, parsed)
	if err != nil {
		return meeting.Passkey{}, plain(err)
	}
	return kept(meeting.Passkey{}, made)
}

// SignIn implements meeting.Passkeys.
func (Passkeys) SignIn(origin string) (meeting.Question, error) {
	w, err := at(origin)
	if err != nil {
		return meeting.Question{}, err
	}
	assertion, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return meeting.Question{}, err
	}
	return question(assertion.Response, session)
}

// SignedIn implements meeting.Passkeys. It refuses a device whose counter went
// back, as that of a copy does (WebAuthn, 6.1.1).
func (Passkeys) SignedIn(origin, state, answer string, find func(string) (meeting.Passkey, error)) (meeting.Passkey, error) {
	w, session, err := resume(origin, state)
	if err != nil {
		return meeting.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return meeting.Passkey{}, plain(err)
	}
	p, err := find(text(parsed.RawID))
	if err != nil {
		return meeting.Passkey{}, err
	}
	c, err := credential(p)
	if err != nil {
		return meeting.Passkey{}, err
	}
	whose := owner{account: meeting.Account{ID: p.Account}, has: []webauthn.Credential{c}}
	used, err := w.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		if !bytes.Equal(handle, whose.WebAuthnID()) {
			return nil, errors.New("the passkey is another account's")
		}
		return whose, nil
	}, session, parsed)
	if err != nil {
		return meeting.Passkey{}, plain(err)
	}
	if used.Authenticator.CloneWarning {
		return meeting.Passkey{}, errors.New("the counter of the passkey went back: it may be a copy")
	}
	return kept(p, used)
}

// question turns what the library asks and wants to remember into text.
func question[Options any](o Options, session *webauthn.SessionData) (meeting.Question, error) {
	options, err := json.Marshal(o)
	if err != nil {
		return meeting.Question{}, err
	}
	state, err := json.Marshal(session)
	return meeting.Question{Options: string(options), State: string(state)}, err
}

// resume reads what question remembered.
func resume(origin, state string) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal([]byte(state), &session); err != nil {
		return nil, session, fmt.Errorf("read the question: %w", err)
	}
	w, err := at(origin)
	return w, session, err
}

// credential reads a passkey's record.
func credential(p meeting.Passkey) (webauthn.Credential, error) {
	var c webauthn.Credential
	if err := json.Unmarshal([]byte(p.Record), &c); err != nil {
		return c, fmt.Errorf("read passkey %s: %w", p.ID, err)
	}
	return c, nil
}

// kept writes a passkey's record. What the device said of its maker is left
// out: nobody here asks for it.
func kept(p meeting.Passkey, c *webauthn.Credential) (meeting.Passkey, error) {
	c.Attestation = webauthn.CredentialAttestation{}
	record, err := json.Marshal(c)
	p.Credential, p.Record = text(c.ID), string(record)
	return p, err
}

// text is a credential's id as text.
func text(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// plain is what the library found, without what the browser sent.
func plain(err error) error {
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		return errors.New(e.Type + ": " + e.Details)
	}
	return fmt.Errorf("check the answer (%T)", err)
}
