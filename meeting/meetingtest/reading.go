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
	perSentence, perWord := lengths(text, count)
	return 0.39*perSentence + 11.8*perWord - 15.59
}

// Ease is the Szigriszt-Pazos reading ease of a Spanish text: 65 and above is
// fairly easy, as for the sixth year of school.
func Ease(text string) float64 {
	perSentence, perWord := lengths(text, silabas)
	return 206.835 - 62.3*perWord - perSentence
}

// lengths returns how many words a sentence of a text has, and how many
// syllables a word.
func lengths(text string, count func(word string) float64) (perSentence, perWord float64) {
	var sentences, words, syllables float64
	for _, word := range strings.Fields(text) {
		words++
		if strings.ContainsAny(word[len(word)-1:], ".!?") {
			sentences++
		}
		syllables += count(strings.TrimFunc(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) }))
	}
	return words / sentences, syllables / words
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
