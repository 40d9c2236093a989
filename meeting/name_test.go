package meeting

import (
	"strings"
	"testing"
	"unicode/utf8"

	"warmroom/fault"
)

func TestNamesThatWillDo(t *testing.T) {
	for raw, want := range map[string]string{
		"Blue Heron":            "Blue Heron",
		"  Blue \t  Heron ":     "Blue Heron",
		"Zoë":                   "Zoë",
		"Zoe\u0308":             "Zoë", // composed
		"J.R.":                  "J.R.",
		"St. John":              "St. John",
		"Łukasz":                "Łukasz",
		"Иван":                  "Иван",
		"نرگس":                  "نرگس",
		"می\u200cخوانم":         "می\u200cخوانم", // Persian needs the joiner
		"प्रिया":                "प्रिया",
		"小林":                    "小林",
		"Heron 🙂":               "Heron 🙂",
		"Class of 1998":         "Class of 1998",
		"M":                     "M",
		"Ghost":                 "Ghost", // holds "host"
		"Hostess":               "Hostess",
		strings.Repeat("é", 40): strings.Repeat("é", 40),
	} {
		if got, err := CleanName("name", raw); err != nil || got != want {
			t.Errorf("CleanName(%q) = %q, %v, want %q", raw, got, err, want)
		}
	}
}

func TestNamesThatWillNotDo(t *testing.T) {
	for _, c := range []struct{ name, reason string }{
		{"", "field"},
		{"   ", "field"},
		{strings.Repeat("a", 41), "field"},
		{strings.Repeat(" ", 1<<20) + "a", "field"},
		{"Ana\x00", "field"},
		{"Ana\u202eneb", "field"}, // turns the text around it
		{"A\u200bna", "field"},    // invisible space
		{"\u3164", "field"},       // a letter that shows nothing
		{"🙂🙂", "field"},           // nothing to read aloud
		{"-", "field"},
		{"\xff\xfe", "field"},
		{"Z\u0300\u0301\u0302\u0303\u0304\u0305algo", "field"},
		{"ana@example.org", "name_reveals"},
		{"@ana", "name_reveals"},
		{"ana ＠ example", "name_reveals"}, // full width
		{"call 202-555-0142", "name_reveals"},
		{"(202) 555 0142", "name_reveals"},
		{"٠٢٠٢٥٥٥٠", "name_reveals"}, // Arabic digits
		{"example.com/ana", "name_reveals"},
		{"www.ana", "name_reveals"},
		{"https://ana", "name_reveals"},
		{"ana.bsky.social.com", "name_reveals"},
		{"Facilitator Ana", "name_role"},
		{"facilitаtor", "name_role"}, // with a Cyrillic а
		{"F a c i l i t a t o r", "name_role"},
		{"Co-Facilitator", "name_role"},
		{"Moderator", "name_role"},
		{"the HOST", "name_role"},
		{"Admin 2", "name_role"},
		{"ⓦⓐⓡⓜⓡⓞⓞⓜ", "name_role"},
	} {
		_, err := CleanName("pseudonym", c.name)
		e := fault.Of(err)
		if e == nil || e.Kind != fault.Invalid || e.Reason != c.reason || e.Field != "pseudonym" {
			t.Errorf("CleanName(%q): %v, want invalid/%s of pseudonym", c.name, err, c.reason)
			continue
		}
		if c.name != "" && strings.Contains(e.Sentence, c.name) && len(c.name) > 1 {
			t.Errorf("the sentence %q repeats the name", e.Sentence)
		}
	}
}

func TestLookAlikesFoldTogether(t *testing.T) {
	for _, family := range [][]string{
		{"Ana", "ana", "ANA", " Ana ", "A n a", "Аnа", "Αna", "Ａｎａ", "𝐀𝐧𝐚", "Ⓐⓝⓐ", "🅰️na", "🇦na", "Ána", "Ana\u200d", "Ana\ufe0f", "Ana 🙂", "Ana.", "ana\u0301"},
		{"Ben", "Веn", "ᏴEN", "bеn"},
		{"Iris", "lris", "Ιris", "1ris", "|ris", "İris", "ıris"},
		{"Otto", "0tt0", "Оttо", "Ottο"},
		{"Marnie", "Mamie", "Marпie"},
		{"Vivvy", "viwy"},
		{"Straße", "STRASSE"},
		{"Nina", "Νina"},
		{"Steve", "Steνe"},
		{"Henry", "Ηenry"},
		{"Heron", "Hеrоn", "Heroո", "ℋeron"},
		{"小林", "小林"},
	} {
		for _, name := range family[1:] {
			if got, want := Fold(name), Fold(family[0]); got != want {
				t.Errorf("Fold(%q) = %q, and %q is %q", name, got, family[0], want)
			}
		}
	}
}

func TestDifferentNamesFoldApart(t *testing.T) {
	names := []string{"Ana", "Anna", "Ben", "Bea", "Mike", "Mike 2", "Mike 3", "Иван", "Игор", "小林", "小森", "Zoë", "Blue Heron", "Green Heron", "M", "N"}
	seen := map[string]string{}
	for _, name := range names {
		f := Fold(name)
		if f == "" {
			t.Errorf("%q folds to nothing", name)
		}
		if other, ok := seen[f]; ok {
			t.Errorf("%q and %q both fold to %q", name, other, f)
		}
		seen[f] = name
	}
}

func TestPseudonymsAreManyAndGood(t *testing.T) {
	seen := map[string]string{}
	for _, quality := range strings.Fields(qualities) {
		for _, nature := range strings.Fields(natures) {
			name := quality + " " + nature
			if got, err := CleanName("name", name); err != nil || got != name {
				t.Errorf("%q would be refused: %v", name, err)
			}
			if other, ok := seen[Fold(name)]; ok {
				t.Errorf("%q reads like %q", name, other)
			}
			seen[Fold(name)] = name
		}
	}
	if len(seen) < 2500 {
		t.Errorf("there are %d pseudonyms, want 2500", len(seen))
	}
}

func TestSuggestionsDifferEachTime(t *testing.T) {
	all := map[string]bool{}
	for range 20 {
		names := Suggestions(6)
		once := map[string]bool{}
		for _, name := range names {
			once[name], all[name] = true, true
		}
		if len(names) != 6 || len(once) != 6 {
			t.Fatalf("Suggestions(6) = %q", names)
		}
	}
	if len(all) < 60 { // of 120 drawn from thousands; fewer means that they are not drawn at random
		t.Errorf("20 draws of 6 gave only %d different names", len(all))
	}
}

func FuzzFold(f *testing.F) {
	for _, name := range []string{"Ana", "Аnа", "rrn", "vvv", "🅰️", "İ", "ß", "\u0130\u0307", "ᴵ", "ſ", "𝐫𝐧", "Ⅶ", "½", "\u1160"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		once := Fold(name)
		if again := Fold(once); again != once {
			t.Errorf("Fold(%q) = %q, and that folds to %q", name, once, again)
		}
		if clean, err := CleanName("name", name); err == nil {
			if again, err := CleanName("name", clean); err != nil || again != clean {
				t.Errorf("%q cleans to %q, and that to %q, %v", name, clean, again, err)
			}
			if utf8.RuneCountInString(clean) > MaxName || Fold(clean) == "" {
				t.Errorf("%q came through as %q", name, clean)
			}
		}
	})
}
