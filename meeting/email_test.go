package meeting_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
)

func TestAddressIsCleaned(t *testing.T) {
	for given, want := range map[string]meeting.Email{
		" Ana@Example.ORG ":                      "ana@example.org",
		"ana.b+rooms@mail.example.org":           "ana.b+rooms@mail.example.org",
		"o'neil@localhost":                       "o'neil@localhost",
		strings.Repeat("a", 64) + "@example.org": meeting.Email(strings.Repeat("a", 64) + "@example.org"),
		"":                                       "",
		"ana":                                    "",
		"@example.org":                           "",
		"ana@":                                   "",
		"ana@b@example.org":                      "",
		"ana..b@example.org":                     "",
		"ana@example..org":                       "",
		".ana@example.org":                       "",
		"ana@example.org.":                       "",
		"ana b@example.org":                      "",
		"ana@example.org\r\nBcc: all@example.org":           "",
		"\"ana\"@example.org":                               "",
		"ana@exämple.org":                                   "",
		"Ana <ana@example.org>":                             "",
		strings.Repeat("a", 65) + "@example.org":            "",
		"ana@" + strings.Repeat("example.", 32) + "example": "",
	} {
		got, err := meeting.CleanEmail("email", given)
		if got != want {
			t.Errorf("%q is %q, want %q", given, string(got), string(want))
		}
		if want == "" {
			refused(t, given, err, fault.Invalid, "email")
		} else if err != nil {
			t.Errorf("%q: %v", given, err)
		}
	}
}

func TestAddressNeverPrints(t *testing.T) {
	const secret = "ana@example.org"
	e := meeting.Email(secret)
	held := struct{ To meeting.Email }{e}
	asJSON, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("sent", "to", e, "held", held)
	}
	got := fmt.Sprint(e, held) + fmt.Sprintf("%v %s %q %#v %+v %#v", e, e, e, e, held, held) + string(asJSON) + log.String()
	if strings.Contains(got, secret) || !strings.Contains(got, "[redacted]") {
		t.Errorf("an address prints: %s", got)
	}
}
