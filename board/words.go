package board

import (
	"fmt"
	"strings"
	"time"
)

// Language is a language of the pages.
type Language string

// The languages there are.
const (
	English Language = "en"
	Spanish Language = "es"
)

// Languages lists them, each by its own name.
func Languages() []struct {
	Code Language
	Name string
} {
	return []struct {
		Code Language
		Name string
	}{{English, "English"}, {Spanish, "Español"}}
}

// ChooseLanguage returns the language that was asked for by name, or else the
// first that an Accept-Language header mentions and we have.
func ChooseLanguage(asked, header string) Language {
	for _, l := range append([]string{asked}, strings.Split(header, ",")...) {
		code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(l)), ";")
		code, _, _ = strings.Cut(code, "-")
		for _, have := range Languages() {
			if code == string(have.Code) {
				return have.Code
			}
		}
	}
	return English
}

// Say returns the words of a key with values in the places of its verbs. A key
// that is missing says itself, and a test fails.
func (l Language) Say(key string, values ...any) string {
	words := english
	if l == Spanish {
		words = spanish
	}
	text, ok := words()[key]
	if !ok {
		return key
	}
	if len(values) == 0 {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// weekday names a day of the week.
func (l Language) weekday(d time.Weekday) string {
	return strings.Split(l.Say("days"), " ")[d]
}

// clock is a time of day.
func (l Language) clock(t time.Time) string {
	if l == Spanish {
		return t.Format("15:04")
	}
	return t.Format("3:04 PM")
}

// date is a day without its year.
func (l Language) date(t time.Time) string {
	month := strings.Split(l.Say("months"), " ")[t.Month()-1]
	return l.Say("date", l.weekday(t.Weekday()), month, t.Day())
}

// when is a day and a time of day, in words where it is near.
func (l Language) when(t, now time.Time) string {
	day := l.date(t)
	switch t.Format(time.DateOnly) {
	case now.In(t.Location()).Format(time.DateOnly):
		day = l.Say("today")
	case now.In(t.Location()).AddDate(0, 0, 1).Format(time.DateOnly):
		day = l.Say("tomorrow")
	}
	return l.Say("day_and_time", day, l.clock(t))
}

// zone names a time zone by its town: "New York time".
func (l Language) zone(name string) string {
	town := name[strings.LastIndex(name, "/")+1:]
	return l.Say("zone", strings.ReplaceAll(town, "_", " "))
}

// list joins words with commas and an "and".
func (l Language) list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + l.Say("and") + " " + words[last]
}
