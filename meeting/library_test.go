package meeting

import (
	"strings"
	"testing"

	"warmroom/meeting/meetingtest"
)

// everyStarter lists the first agreements of every kind of group.
func everyStarter() map[string][]Clause {
	all := map[string][]Clause{}
	for _, k := range []Kind{KindRecovery, KindFamily, KindCourtLinked, KindOpen} {
		for _, x := range []CrossTalk{CrossTalkNone, CrossTalkWelcome} {
			for _, c := range []CameraRule{CameraOptional, CameraEncouraged, CameraOff} {
				for _, l := range []string{"en", "es"} {
					all[string(k)+" "+string(x)+" "+string(c)+" "+l] = starter(Group{Kind: k, CrossTalk: x, CameraRule: c, Language: l})
				}
			}
		}
	}
	return all
}

func TestStartersArePublishable(t *testing.T) {
	for kind, clauses := range everyStarter() {
		clean, err := cleanClauses(clauses)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		for i := range clean {
			if clean[i] != clauses[i] {
				t.Errorf("%s: clause %d changes when it is published", kind, i)
			}
		}
	}
}

// eachClause checks all clauses of the library in a language.
func eachClause(t *testing.T, language string, check func(c LibraryClause)) {
	t.Helper()
	for _, c := range library(language) {
		check(c)
	}
}

func TestLibraryIsPublishable(t *testing.T) {
	for _, language := range []string{"en", "es"} {
		seen := map[string]bool{}
		eachClause(t, language, func(c LibraryClause) {
			if clean, err := cleanClauses([]Clause{c.Clause}); err != nil || clean[0] != c.Clause {
				t.Errorf("%s %s: %v", language, c.ID, err)
			}
			if seen[c.ID] {
				t.Errorf("%s: two clauses are called %s", language, c.ID)
			}
			seen[c.ID] = true
		})
	}
}

func TestLibraryIsInPlainWords(t *testing.T) {
	eachClause(t, "en", func(c LibraryClause) {
		if g := meetingtest.Grade(c.Text); g > 6 {
			t.Errorf("%s: %q reads at grade %.1f, want 6 at most", c.ID, c.Text, g)
		}
	})
	eachClause(t, "es", func(c LibraryClause) {
		if e := meetingtest.Ease(c.Text); e < 65 {
			t.Errorf("%s: %q reads at %.1f, want 65 at least (fairly easy)", c.ID, c.Text, e)
		}
	})
}

func TestLibraryIsWholeInEveryLanguage(t *testing.T) {
	themes := map[Theme]int{}
	english, spanish := library("en"), library("es")
	if len(english) != len(spanish) {
		t.Fatalf("%d clauses in English, %d in Spanish", len(english), len(spanish))
	}
	for i, c := range english {
		themes[c.Theme]++
		if o := spanish[i]; o.ID != c.ID || o.Theme != c.Theme || o.Title == c.Title || o.Text == c.Text {
			t.Errorf("%s in Spanish is %+v", c.ID, o)
		}
	}
	for _, theme := range []Theme{Confidentiality, OnlineEtiquette, NAMIStyle, NoCrossTalk, CrossTalkIsFine, FamilyClauses, CourtLinkClauses} {
		if themes[theme] < 3 {
			t.Errorf("%d clauses about %s", themes[theme], theme)
		}
	}
	if len(themes) != 7 {
		t.Errorf("themes = %v", themes)
	}
}

func TestStartersSayWhatTheirGroupNeeds(t *testing.T) {
	needed := map[string][]string{
		"en": {"keep to yourself", "limit", "record", "headphones", "asks for it", "pass"},
		"es": {"Guarda para ti", "límite", "grabes", "audífonos", "si alguien lo pide", "pasar"},
	}
	only := map[string][2]string{
		"en": {"We do not name our loved one", "what the court can be told"},
		"es": {"No nombramos a nuestro ser querido", "qué se le puede decir al juzgado"},
	}
	for kind, clauses := range everyStarter() {
		language := kind[strings.LastIndex(kind, " ")+1:]
		text := ""
		for _, c := range clauses {
			text += c.Title + "\n" + c.Text + "\n"
		}
		for _, want := range needed[language] {
			if !strings.Contains(text, want) {
				t.Errorf("%s: nothing about %q", kind, want)
			}
		}
		for i, prefix := range []string{"family", "court"} {
			if got, want := strings.Contains(text, only[language][i]), strings.HasPrefix(kind, prefix); got != want {
				t.Errorf("%s: %q: %v, want %v", kind, only[language][i], got, want)
			}
		}
		if want := 11 + map[bool]int{true: 2}[strings.HasPrefix(kind, "family")] + map[bool]int{true: 1}[strings.HasPrefix(kind, "court")]; len(clauses) != want {
			t.Errorf("%s: %d clauses, want %d", kind, len(clauses), want)
		}
	}
}
