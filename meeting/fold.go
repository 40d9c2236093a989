package meeting

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the skeleton of a name: two names that a reader may take for
// each other have the same one, after the idea of Unicode Technical Standard
// 39, section 4. It keeps letters and digits only, without case, accents,
// widths, joiners and pictures, and gives each family of look-alikes one
// letter. It is for comparing, not for showing; Fold(Fold(s)) == Fold(s).
func Fold(name string) string {
	var b strings.Builder
	for _, r := range plain(capitals(norm.NFKD.String(squared(name)))) {
		if same, ok := lookAlikes[r]; ok {
			b.WriteString(same)
		} else if (unicode.IsLetter(r) || unicode.IsDigit(r)) && !invisible(r) {
			b.WriteRune(r)
		}
	}
	// Pairs that read as one letter, after all else.
	return strings.NewReplacer("rn", "m", "vv", "w").Replace(b.String())
}

// plain takes case, width and composition from a text.
func plain(text string) string {
	// By way of the capital, so that all small forms of a letter meet.
	small := func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }
	return norm.NFKD.String(strings.Map(small, norm.NFKD.String(text)))
}

// squared replaces the letters in circles, squares and flags that NFKC leaves.
func squared(name string) string {
	return strings.Map(func(r rune) rune {
		for _, first := range []rune{0x1F130, 0x1F150, 0x1F170, 0x1F1E6} {
			if r >= first && r < first+26 {
				return 'a' + r - first
			}
		}
		return r
	}, name)
}

// capitals replaces the Greek capitals that look like another Latin letter than
// their small ones do: Ν reads as N, and ν as v.
func capitals(name string) string {
	return strings.NewReplacer("Ν", "n", "Η", "h", "Υ", "y", "Μ", "m", "Ζ", "z").Replace(name)
}

// invisible reports whether a letter shows nothing.
func invisible(r rune) bool {
	switch r {
	case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5:
		return true
	}
	return false
}

// lookAlikes maps, after case folding, what looks like a Latin letter to one
// letter for its whole family. I, i, l, 1 and | are one family, as are O and 0.
var lookAlikes = families(map[string]string{
	"a":  "аɑαᴀꭺ",
	"b":  "вβьъɓƅꮟᏼ",
	"c":  "сϲᴄ",
	"d":  "ԁɗđ",
	"e":  "еɛєҽℯꬲ",
	"f":  "ƒϝ",
	"g":  "ɡԍց",
	"h":  "һħнʜ",
	"j":  "јϳʝ",
	"k":  "кκᴋƙқ",
	"l":  "iіıιɩłӏ1|ǀɪןⲓ",
	"m":  "мᴍɱ",
	"n":  "пոռɴŋη",
	"o":  "0оοσöøօɵ੦०๐൦ഠ೦ᴏѳ",
	"p":  "рρþᴘ",
	"q":  "ԛգզ",
	"r":  "гᴦɼʀ",
	"s":  "ѕꜱʂ$",
	"t":  "тτᴛŧ",
	"u":  "υսᴜцμʋ",
	"v":  "ѵνᴠ",
	"w":  "ԝωшщѡᴡɯ",
	"x":  "хχᕁ×",
	"y":  "уγүʏყ",
	"z":  "ᴢʐżƶ",
	"ae": "æ",
	"oe": "œ",
	"ss": "ßẞ",
})

// families turns a list of look-alikes a letter into a map from each of them,
// as plain gives it.
func families(list map[string]string) map[rune]string {
	m := map[rune]string{}
	for letter, same := range list {
		for _, r := range plain(same) {
			if !unicode.Is(unicode.M, r) {
				m[r] = letter
			}
		}
	}
	return m
}
