package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"warmroom/fault"
)

// line checks one line of text of least to most characters and returns it in
// NFC without space around it.
func line(field, value string, least, most int) (string, error) {
	return text(field, value, least, most, "")
}

// paragraph is line for text that may have line breaks.
func paragraph(field, value string, least, most int) (string, error) {
	return text(field, strings.ReplaceAll(value, "\r\n", "\n"), least, most, "\n")
}

// bytesPerCharacter is more than any text needs that is not composed yet; what
// is longer is refused before it is looked at.
const bytesPerCharacter = 32

func text(field, value string, least, most int, control string) (string, error) {
	if !utf8.ValidString(value) {
		return "", fault.Field(field, "text in UTF-8")
	}
	length := fault.Field(field, fmt.Sprintf("%d to %d characters", least, most))
	if len(value) > most*bytesPerCharacter {
		return "", length
	}
	value = strings.TrimSpace(norm.NFC.String(value))
	if n := utf8.RuneCountInString(value); n < least || n > most {
		return "", length
	}
	for _, r := range value {
		if disturbs(r) && !strings.ContainsRune(control, r) {
			return "", fault.Field(field, "no control characters")
		}
	}
	return value, nil
}

// disturbs reports whether a rune acts on the text around it or is no text at
// all: controls, separators of lines, marks of direction, private use.
func disturbs(r rune) bool {
	const joiners = "\u200c\u200d" // needed to write Persian, Hindi and many an emoji
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) &&
		!strings.ContainsRune(joiners, r)
}

// oneOf checks a value against the ones there are.
func oneOf[T ~string](field string, value T, allowed ...T) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fault.Field(field, fmt.Sprintf("one of %v", allowed))
}

// minutes checks a duration in whole minutes.
func minutes(field string, d, least, most time.Duration) error {
	if d < least || d > most || d%time.Minute != 0 {
		return fault.Field(field, fmt.Sprintf("%d to %d minutes", least/time.Minute, most/time.Minute))
	}
	return nil
}

// first returns the first error there is, so that a form's faults come in the
// order of its fields.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// under puts the name of the surrounding object before the field of a fault.
func under(object string, err error) error {
	e := fault.Of(err)
	if e == nil || e.Field == "" {
		return err
	}
	named := *e
	named.Field = object + "." + e.Field
	named.Sentence = object + "." + e.Sentence
	return &named
}

// slug checks the part of an address that names a group.
func slug(field, value string) error {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-"
	if value == "" || len(value) > 64 || strings.Trim(value, letters) != "" || strings.Contains(value, "--") ||
		strings.HasPrefix(value, "-") || strings.HasSuffix(value, "-") {
		return fault.Field(field, "1 to 64 of a-z, 0-9 and single hyphens between them")
	}
	return nil
}
