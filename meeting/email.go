package meeting

import (
	"encoding/json"
	"log/slog"
	"strings"

	"warmroom/fault"
)

// Email is the address of a member of staff: lower case, and checked. It is
// no part of an Account, so that it can't leave with one; it never appears in
// logs, and is stored encrypted.
type Email string

// LogValue hides the address in logs.
func (e Email) LogValue() slog.Value { return slog.StringValue(redacted) }

// String hides the address wherever it is printed with what holds it; write
// string(e) to send to it.
func (e Email) String() string { return redacted }

// GoString is String, for %#v.
func (e Email) GoString() string { return redacted }

// MarshalJSON hides the address too: the one answer that shows somebody their
// own says so with string(e).
func (e Email) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// maxEmail is the longest address there can be (RFC 5321, 4.5.3.1.3), in bytes.
const maxEmail = 254

// CleanEmail checks an address and returns it as it is compared: without space
// around it, in lower case. It takes what mail servers take today, not all of
// RFC 5322: ASCII, no quotes, one @.
func CleanEmail(field, value string) (Email, error) {
	value = strings.ToLower(strings.TrimSpace(value))
	local, domain, found := strings.Cut(value, "@")
	if !found || len(value) > maxEmail || len(local) > 64 || !atoms(local, "!#$%&'*+-/=?^_`{|}~") || !atoms(domain, "-") {
		return "", fault.Field(field, "an e-mail address such as ana@example.org")
	}
	return Email(value), nil
}

// atoms reports whether text is words of letters, digits and some other
// characters, with single dots between them.
func atoms(text, others string) bool {
	for word := range strings.SplitSeq(text, ".") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789"+others) != "" {
			return false
		}
	}
	return true
}
