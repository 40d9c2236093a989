package meeting

import (
	"strings"
	"testing"
	"unicode"
)

// everyStarter lists the first agreements of every kind of group.
func everyStarter() map[string][]Clause {
	all := map[string][]Clause{}
	for _, k := range []Kind{KindRecovery, KindFamily, KindCourtLinked, KindOpen} {
		for _, x := range []CrossTalk{CrossTalkNone, CrossTalkWelcome} {
			for _, c := range []CameraRule{CameraOptional, CameraEncouraged, CameraOff} {
				all[string(k)+" "+string(x)+" "+string(c)] = starter(Group{Kind: k, CrossTalk: x, CameraRule: c})
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

func TestStartersAreInPlainWords(t *testing.T) {
	for kind, clauses := range everyStarter() {
		for _, c := range clauses {
			if g := grade(c.Text); g > 6 {
				t.Errorf("%s: %q reads at grade %.1f, want 6 at most", kind, c.Text, g)
			}
		}
	}
}

func TestStartersSayWhatTheirGroupNeeds(t *testing.T) {
	for kind, clauses := range everyStarter() {
		text := ""
		for _, c := range clauses {
			text += c.Title + "\n" + c.Text + "\n"
		}
		for _, want := range []string{"keep to yourself", "limit", "record", "headphones", "asks for it", "pass"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: nothing about %q", kind, want)
			}
		}
		if got, want := strings.Contains(text, "We do not name our loved one"), strings.HasPrefix(kind, "family"); got != want {
			t.Errorf("%s: names of loved ones: %v, want %v", kind, got, want)
		}
		if got, want := strings.Contains(text, "what the court can be told"), strings.HasPrefix(kind, "court"); got != want {
			t.Errorf("%s: about the court: %v, want %v", kind, got, want)
		}
	}
}

// grade is the Flesch-Kincaid grade of a text, with syllables counted as runs
// of vowels.
func grade(text string) float64 {
	var sentences, words, syllables float64
	for _, word := range strings.Fields(text) {
		words++
		if strings.ContainsAny(word[len(word)-1:], ".!?") {
			sentences++
		}
		syllables += count(strings.TrimFunc(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) }))
	}
	return 0.39*words/sentences + 11.8*syllables/words - 15.59
}

// count counts the syllables of a word.
func count(word string) float64 {
	n, last := 0, false
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !last {
			n++
		}
		last = vowel
	}
	if strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") && n > 1 {
		n-- // silent
	}
	return float64(max(n, 1))
}
