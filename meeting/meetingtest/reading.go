// Package meetingtest measures how hard to read words are that people are
// given, for tests of such words in any package.
package meetingtest

import (
	"strings"
	"unicode"
)

// Grade is the Flesch-Kincaid grade of a text, with syllables counted as runs
// of vowels.
func Grade(text string) float64 {
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

// Ease is the Szigriszt-Pazos reading ease of a Spanish text: 65 and above is
// fairly easy, as for the sixth year of school.
func Ease(text string) float64 {
	var sentences, words, syllables float64
	for _, word := range strings.Fields(text) {
		words++
		if strings.ContainsAny(word[len(word)-1:], ".!?") {
			sentences++
		}
		syllables += silabas(strings.TrimFunc(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) }))
	}
	return 206.835 - 62.3*syllables/words - words/sentences
}

// silabas counts the syllables of a Spanish word: two strong vowels, or a
// stressed weak one, stand apart.
func silabas(word string) float64 {
	n, last := 0, rune(0)
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouáéíóúü", r)
		switch {
		case !vowel:
			last = 0
			continue
		case last == 0, strings.ContainsRune("íú", r), strings.ContainsRune("íú", last),
			strings.ContainsRune("aeoáéó", r) && strings.ContainsRune("aeoáéó", last):
			n++
		}
		last = r
	}
	return float64(max(n, 1))
}
