package room

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ways are what contact details look like: an address, a number of seven
// digits or more, a handle or an invitation elsewhere, or the words that come
// before one. They would rather hold too much: a facilitator releases it.
var ways = []*regexp.Regexp{
	regexp.MustCompile(`\S\s*(@|\(at\)|\[at\])\s*[\pL\p{Nd}.-]+\.\pL{2,}`),
	regexp.MustCompile(`\S\s*(@|\(at\)|\[at\]|\sat\s)\s*\S+\s*(\(dot\)|\[dot\]|\sdot\s)\s*\pL{2,}`),
	regexp.MustCompile(`(\p{Nd}[\s().\-–/_*•·|~]*){7,}`),
	regexp.MustCompile(`(^|[\s(:])@[\pL\p{Nd}_.]{2,}`),
	regexp.MustCompile(`\b(t\.me|wa\.me|discord\.gg|m\.me|(instagram|facebook|tiktok|snapchat|twitter|x|linkedin)\.com)/\S`),
	regexp.MustCompile(`\b(snap|snapchat|insta|instagram|telegram|whatsapp|whats app|signal|discord|kik|tiktok|facebook|messenger)( name| handle| number)?( is|:|=)\s*\S`),
}

// tellsHowToReach reports whether a text looks as if it told how to reach
// somebody outside the meeting. Invisible characters in it hide nothing, and
// neither do digits and signs in circles, on keys or of another width.
func tellsHowToReach(text string) bool {
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.M) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	for _, w := range ways {
		if w.MatchString(text) {
			return true
		}
	}
	return false
}
