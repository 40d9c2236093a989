package meeting

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"warmroom/fault"
)

// MaxName is the longest name, in characters.
const MaxName = 40

// CleanName returns a name as it is shown: NFC, with single spaces, 1 to
// MaxName characters. Its fault names field and says kindly why a name will
// not do: one that shows nothing, that gives away how to find the person
// (reason "name_reveals"), or that sounds like a role (reason "name_role").
func CleanName(field, name string) (string, error) {
	if len(name) <= MaxName*bytesPerCharacter {
		name = strings.Join(strings.Fields(name), " ")
	}
	name, err := line(field, name, 1, MaxName)
	if err != nil {
		return "", err
	}
	plain := norm.NFKC.String(name)
	switch {
	case Fold(name) == "", piled(name):
		return "", fault.Field(field, "a name with letters or digits that others can read")
	case hasMail(plain):
		return "", kindly(field, "name_reveals", "This looks like an e-mail address. Please choose a name that nobody can find you by.")
	case hasPhone(plain):
		return "", kindly(field, "name_reveals", "This looks like a phone number. Please choose a name that nobody can find you by.")
	case hasLink(plain):
		return "", kindly(field, "name_reveals", "This looks like a web address. Please choose a name that nobody can find you by.")
	case soundsLikeRole(plain):
		return "", kindly(field, "name_role", "This sounds like somebody who leads the group. Please choose another name.")
	}
	return name, nil
}

func kindly(field, reason, sentence string) error {
	e := fault.New(fault.Invalid, reason, sentence)
	e.Field = field
	return e
}

// piled reports whether more marks sit on one letter than any language needs;
// such a name reaches over the lines around it.
func piled(name string) bool {
	const most = 3
	marks := 0
	for _, r := range norm.NFD.String(name) {
		if !unicode.Is(unicode.M, r) {
			marks = 0
			continue
		}
		if marks++; marks > most {
			return true
		}
	}
	return false
}

// hasMail reports whether a name holds an e-mail address or a handle.
func hasMail(name string) bool {
	before, after, found := strings.Cut(name, "@")
	return found && strings.TrimSpace(before+after) != ""
}

// hasPhone reports whether a name holds seven digits or more with nothing but
// what people write between the digits of a phone number.
func hasPhone(name string) bool {
	const least = 7
	digits := 0
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Nd, r):
			if digits++; digits >= least {
				return true
			}
		case !strings.ContainsRune(" -–.()/+", r):
			digits = 0
		}
	}
	return false
}

// hasLink reports whether a name holds a web address.
func hasLink(name string) bool {
	name = strings.ToLower(name)
	if strings.Contains(name, "://") || strings.Contains(name, "www.") {
		return true
	}
	const domains = " com org net info io me app link co us uk ca au de fr es eu mx br in gg tv ly xyz online site club chat " +
		"dev ai edu gov to fm live page zone bio cc "
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '/' }) {
		labels := strings.Split(strings.Trim(word, ".,;!?"), ".")
		last := labels[len(labels)-1]
		if len(labels) > 1 && len([]rune(labels[len(labels)-2])) > 1 && strings.Contains(domains, " "+last+" ") {
			return true
		}
	}
	return false
}

// soundsLikeRole reports whether a name could be taken for a role of the
// service, in English or Spanish, whatever letters it is written in.
func soundsLikeRole(name string) bool {
	whole := Fold(name)
	for _, role := range []string{"facilitator", "facilitador", "moderator", "moderador", "administrator", "warmroom"} {
		if strings.Contains(whole, Fold(role)) {
			return true
		}
	}
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		for _, role := range []string{"host", "cohost", "admin", "staff", "support", "keeper", "greeter", "timekeeper"} {
			if Fold(word) == Fold(role) {
				return true
			}
		}
	}
	return false
}
