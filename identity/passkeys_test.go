package identity_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"warmroom/identity"
	"warmroom/identity/identitytest"
	"warmroom/meeting"
)

const here = "https://rooms.example.org"

var ana = meeting.Account{ID: "01K0ANA", Name: "Ana"}

// made makes a passkey of Ana's with a device.
func made(t *testing.T, d *identitytest.Device) meeting.Passkey {
	t.Helper()
	q, err := identity.Passkeys{}.Create(here, ana, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := identity.Passkeys{}.Created(here, ana, q.State, d.Create(t, q.Options))
	if err != nil {
		t.Fatal(err)
	}
	p.ID, p.Account = "first", ana.ID
	return p
}

// use signs in with a device, as somebody who has the one passkey.
func use(t *testing.T, d *identitytest.Device, p meeting.Passkey) (meeting.Passkey, error) {
	t.Helper()
	q, err := identity.Passkeys{}.SignIn(here)
	if err != nil {
		t.Fatal(err)
	}
	return identity.Passkeys{}.SignedIn(here, q.State, d.Use(t, q.Options), only(p))
}

var errNobody = errors.New("nobody has it")

func only(p meeting.Passkey) func(string) (meeting.Passkey, error) {
	return func(credential string) (meeting.Passkey, error) {
		if credential != p.Credential {
			return meeting.Passkey{}, errNobody
		}
		return p, nil
	}
}

func TestPasskeyProvesItsOwner(t *testing.T) {
	d := &identitytest.Device{Origin: here}
	p := made(t, d)
	if p.Credential == "" || strings.Contains(p.Record, "attestationObject") || strings.Contains(p.Record, "clientDataJSON\":\"e") {
		t.Errorf("made %+v", p)
	}
	for range 2 { // the counter goes up
		used, err := use(t, d, p)
		if err != nil || used.Account != ana.ID || used.ID != p.ID || used.Record == p.Record {
			t.Fatalf("used %+v, %v", used, err)
		}
		p = used
	}
}

// What is asked decides how much a passkey is worth.
func TestQuestionAsksForTheOwnerAndNothingElse(t *testing.T) {
	d := &identitytest.Device{Origin: here}
	p := made(t, d)
	q, err := identity.Passkeys{}.Create(here, ana, []meeting.Passkey{p})
	if err != nil {
		t.Fatal(err)
	}
	var create struct {
		Attestation string `json:"attestation"`
		RP          struct {
			ID, Name string
		} `json:"rp"`
		User struct {
			Name string `json:"name"`
		} `json:"user"`
		Selection struct {
			Resident string `json:"residentKey"`
			Verify   string `json:"userVerification"`
		} `json:"authenticatorSelection"`
		Exclude []struct {
			ID string `json:"id"`
		} `json:"excludeCredentials"`
	}
	if err := json.Unmarshal([]byte(q.Options), &create); err != nil {
		t.Fatal(err)
	}
	if create.RP.ID != "rooms.example.org" || create.User.Name != "Ana" || create.Attestation != "none" ||
		create.Selection.Resident != "required" || create.Selection.Verify != "required" {
		t.Errorf("a new passkey is asked for with %s", q.Options)
	}
	if len(create.Exclude) != 1 || create.Exclude[0].ID != p.Credential {
		t.Errorf("the passkeys there are: %+v", create.Exclude)
	}
	if q, err = (identity.Passkeys{}).SignIn(here); err != nil {
		t.Fatal(err)
	}
	var get struct {
		Site   string     `json:"rpId"`
		Verify string     `json:"userVerification"`
		Allow  []struct{} `json:"allowCredentials"`
	}
	if err := json.Unmarshal([]byte(q.Options), &get); err != nil {
		t.Fatal(err)
	}
	if get.Site != "rooms.example.org" || get.Verify != "required" || len(get.Allow) > 0 {
		t.Errorf("signing in asks %s", q.Options)
	}
}

func TestWrongAnswersAreRefused(t *testing.T) {
	for what, wrong := range map[string]func(*identitytest.Device){
		"of another site":           func(d *identitytest.Device) { d.Origin = "https://rooms.example.org.evil.example" },
		"of another port":           func(d *identitytest.Device) { d.Origin = here + ":8443" },
		"without its owner":         func(d *identitytest.Device) { d.Unverified = true },
		"for another account":       func(d *identitytest.Device) { d.Handle = []byte("01K0BEN") },
		"for no account":            func(d *identitytest.Device) { d.Handle = []byte{} },
		"of a copy":                 func(d *identitytest.Device) { d.Counter = 1 },
		"with another key under it": func(d *identitytest.Device) { made(t, d) },
	} {
		d := &identitytest.Device{Origin: here, Counter: 7}
		p := made(t, d)
		if _, err := use(t, d, p); err != nil {
			t.Fatal(err)
		}
		p, err := use(t, d, p)
		if err != nil {
			t.Fatal(err)
		}
		wrong(d)
		_, err = use(t, d, p)
		if err == nil {
			t.Errorf("an answer %s was taken", what)
		} else if strings.Contains(err.Error(), p.Credential) || strings.Contains(err.Error(), "01K0") {
			t.Errorf("an answer %s: %q tells whose", what, err)
		}
	}
}

func TestAnswerIsForItsQuestionAlone(t *testing.T) {
	d := &identitytest.Device{Origin: here}
	p := made(t, d)
	first, _ := identity.Passkeys{}.SignIn(here)
	second, _ := identity.Passkeys{}.SignIn(here)
	answer := d.Use(t, first.Options)
	if _, err := (identity.Passkeys{}).SignedIn(here, second.State, answer, only(p)); err == nil {
		t.Error("the answer to one question was taken for another")
	}
	if _, err := (identity.Passkeys{}).SignedIn("https://other.example.org", first.State, answer, only(p)); err == nil {
		t.Error("the answer was taken at another address")
	}
	if _, err := (identity.Passkeys{}).SignedIn(here, first.State, answer, only(meeting.Passkey{})); !errors.Is(err, errNobody) {
		t.Errorf("a passkey nobody has: %v", err)
	}
	creation, _ := identity.Passkeys{}.Create(here, ana, nil)
	unverified := &identitytest.Device{Origin: here, Unverified: true}
	elsewhere := &identitytest.Device{Origin: "https://evil.example"}
	for what, answer := range map[string]string{
		"without its owner": unverified.Create(t, creation.Options), "of another site": elsewhere.Create(t, creation.Options),
		"that is none": "{}", "that is no JSON": "x", "to sign in": d.Use(t, creation.Options),
	} {
		if _, err := (identity.Passkeys{}).Created(here, ana, creation.State, answer); err == nil {
			t.Errorf("a passkey %s was taken", what)
		}
	}
}
