package board

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warmroom/meeting"
	"warmroom/meeting/meetingtest"
)

// verbs are the places of values in a text, in order of their names.
func verbs(text string) string {
	all := regexp.MustCompile(`%(\[\d\])?[sd]`).FindAllString(text, -1)
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	en, es := english(), spanish()
	if a, b := slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(es)); !slices.Equal(a, b) {
		t.Errorf("keys differ:\n%v\n%v", a, b)
	}
	for key, text := range en {
		if verbs(text) != verbs(es[key]) {
			t.Errorf("%s: %q and %q take other values", key, text, es[key])
		}
		if strings.TrimSpace(text) == "" || strings.TrimSpace(es[key]) == "" {
			t.Errorf("%s says nothing", key)
		}
	}
}

func TestTemplatesAskForWordsThereAre(t *testing.T) {
	names, err := filepath.Glob("templates/*.html")
	if err != nil || len(names) < 5 {
		t.Fatalf("%d templates, %v", len(names), err)
	}
	asked := regexp.MustCompile(`\.T "([^"]+)"`)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
			if _, ok := english()[m[1]]; !ok {
				t.Errorf("%s asks for %q", name, m[1])
			}
		}
	}
}

// unkind are words that people in recovery asked services not to use.
var unkind = regexp.MustCompile(`(?i)\b(addict|abuser?|user|junkie|alcoholic|clean|dirty|relapse|kick(ed)?|ban(ned)?|violat\w*|offender|client|inmate|defendant|non-?compliant|no-show|usuario|adicto|expuls\w*|infracci\w*|cliente)\b`)

func TestNoWordHurts(t *testing.T) {
	for _, words := range []map[string]string{english(), spanish()} {
		for key, text := range words {
			if unkind.MatchString(text) {
				t.Errorf("%s: %q", key, text)
			}
		}
	}
}

func TestSentencesReadAtGradeSix(t *testing.T) {
	prose := func(said map[string]string) string {
		var all []string
		for _, key := range slices.Sorted(maps.Keys(said)) {
			if len(strings.Fields(said[key])) > 4 && key != "days" && key != "months" && key != "nth" {
				all = append(all, strings.TrimRight(regexp.MustCompile(`%\S*[sd]`).ReplaceAllString(said[key], "Ana"), ".")+".")
			}
		}
		return strings.Join(all, " ")
	}
	if g := meetingtest.Grade(prose(english())); g > 6 {
		t.Errorf("the English sentences read at grade %.1f", g)
	}
	if e := meetingtest.Ease(prose(spanish())); e < 65 {
		t.Errorf("the Spanish sentences read at %.1f, want 65 at least (fairly easy)", e)
	}
}

func TestLanguageIsTheOneAskedFor(t *testing.T) {
	for _, c := range []struct {
		asked, header string
		want          Language
	}{
		{"", "", English},
		{"", "es-MX,es;q=0.9,en;q=0.8", Spanish},
		{"", "de-DE,fr;q=0.9,es;q=0.5", Spanish},
		{"", "de", English},
		{"es", "en", Spanish},
		{"xx", "es", Spanish},
	} {
		if got := ChooseLanguage(c.asked, c.header); got != c.want {
			t.Errorf("%q, %q: %s, want %s", c.asked, c.header, got, c.want)
		}
	}
}

// tokens are those of the app.
func tokens(tb testing.TB) []byte {
	tb.Helper()
	css, err := os.ReadFile("../frontend/src/tokens.css")
	if err != nil {
		tb.Fatal(err)
	}
	return css
}

// A colour of its own, or one that the tokens do not know, would be right in
// one scheme only.
func TestStylesAreMadeOfTheTokensOfTheApp(t *testing.T) {
	b, err := New(tokens(t))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(b.Assets(), func(a Asset) bool { return strings.HasSuffix(a.Path, ".css") })
	served := string(b.Assets()[i].Body)
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +(--[\w-]+):`).FindAllStringSubmatch(served, -1) {
		known[m[1]] = true
	}
	if len(known) < 40 {
		t.Fatalf("the styles know %d tokens", len(known))
	}
	for _, m := range regexp.MustCompile(`var\((--[\w-]+)\)`).FindAllStringSubmatch(served, -1) {
		if !known[m[1]] {
			t.Errorf("%s is used and no token", m[1])
		}
	}
	own, err := files.ReadFile("board.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, colour := range regexp.MustCompile(`#[0-9a-f]{3,8}\b|\brgb`).FindAllString(string(own), -1) {
		if colour != "#fff" && colour != "#000" { // paper that is printed on, and what is scanned
			t.Errorf("%s is a colour and no token", colour)
		}
	}
}

func TestRhythmsAreSaidInWords(t *testing.T) {
	for _, c := range []struct{ rule, en, es string }{
		{"", "Once, at 7:00 PM", "Una vez, a las 19:00"},
		{"FREQ=DAILY", "Every day at 7:00 PM", "Todos los días a las 19:00"},
		{"FREQ=WEEKLY;BYDAY=TU,TH,SA", "Every Tuesday, Thursday and Saturday at 7:00 PM", "Cada martes, jueves y sábado a las 19:00"},
		{"FREQ=WEEKLY;INTERVAL=2", "Every other week on Tuesday at 7:00 PM", "Cada dos semanas, martes a las 19:00"},
		{"FREQ=MONTHLY;BYDAY=-1TU", "The last Tuesday of each month at 7:00 PM", "El último martes de cada mes a las 19:00"},
		{"FREQ=MONTHLY;BYDAY=2TU", "The second Tuesday of each month at 7:00 PM", "El segundo martes de cada mes a las 19:00"},
		{"FREQ=MONTHLY;BYMONTHDAY=31", "On day 31 of each month at 7:00 PM", "El día 31 de cada mes a las 19:00"},
		{"FREQ=YEARLY", "On the dates below", "En las fechas de abajo"},
	} {
		s := weekly
		s.Rule = c.rule
		if en, es := English.rhythm(s), Spanish.rhythm(s); en != c.en || es != c.es {
			t.Errorf("%s: %q, %q", c.rule, en, es)
		}
	}
}

// People agreed to these words: others need a new meeting.ReminderWording. The
// app says them too.
func TestConsentWordsHaveAVersion(t *testing.T) {
	agreed := map[int]string{1: "f8069d8148e2c703"}
	for lang, said := range map[string]map[string]string{"en": english(), "es": spanish()} {
		app, err := os.ReadFile("../frontend/src/i18n/" + lang + "/ends.ts")
		if err != nil || !strings.Contains(string(app), said["remind.consent"]) {
			t.Errorf("the app says other words in %s, %v", lang, err)
		}
	}
	sum := sha256.Sum256([]byte(english()["remind.consent"] + spanish()["remind.consent"]))
	if got := hex.EncodeToString(sum[:8]); got != agreed[meeting.ReminderWording] {
		t.Errorf("the words of version %d are %s; count meeting.ReminderWording up when they change", meeting.ReminderWording, got)
	}
}
