package meeting

import (
	"cmp"
	"regexp"
	"slices"
)

// CrisisSource says where the numbers of a region were read, and when.
type CrisisSource struct {
	Region  string // ISO 3166-1 alpha-2
	Lines   []SupportLine
	From    string // the page of those who run the line
	Checked string // the day, 2006-01-02
}

// crisisSources are the crisis lines of the regions that we know. A region that
// is not here has none of ours: the page then speaks of the local emergency
// number, and a manager can add the lines they know.
func crisisSources() []CrisisSource {
	const always = "24 hours"
	line := func(region, name, call, text string) SupportLine {
		return SupportLine{Kind: Crisis, Name: name, Call: call, Text: text, Hours: always, Region: region}
	}
	return []CrisisSource{
		{"US", []SupportLine{line("US", "988 Suicide & Crisis Lifeline", "988", "988")}, "988lifeline.org", checkedOn},
		{"CA", []SupportLine{line("CA", "9-8-8: Suicide Crisis Helpline", "988", "988")}, "988.ca", checkedOn},
		{"GB", []SupportLine{line("GB", "Samaritans", "116123", "")}, "samaritans.org", checkedOn},
		{"IE", []SupportLine{line("IE", "Samaritans", "116123", "")}, "samaritans.org/ireland", checkedOn},
		{"AU", []SupportLine{line("AU", "Lifeline", "131114", "+61477131114")}, "lifeline.org.au", checkedOn},
		{"NZ", []SupportLine{line("NZ", "1737, need to talk?", "1737", "1737")}, "1737.org.nz", checkedOn},
		{"ES", []SupportLine{line("ES", "Línea 024", "024", "")}, "sanidad.gob.es/linea024", checkedOn},
	}
}

// checkedOn is when all numbers above were last held against other sources.
const checkedOn = "2026-11-25"

var regionCode = regexp.MustCompile(`^([A-Z]{2})?$`)

// CrisisLines returns the crisis lines that we know of a region; none for one
// that we don't.
func CrisisLines(region string) []SupportLine {
	for _, s := range crisisSources() {
		if s.Region == region {
			return s.Lines
		}
	}
	return nil
}

// SupportLines are the lines for the people of an organisation, warmlines
// first: its own, but for those of another region, and the crisis lines of its
// region that it has not listed itself. Where the region is not known none of
// ours is shown: it may not work where people are.
func (o Organisation) SupportLines() []SupportLine {
	own := slices.DeleteFunc(slices.Clone(o.Lines), func(l SupportLine) bool {
		return l.Region != "" && o.Region != "" && l.Region != o.Region
	})
	for _, l := range CrisisLines(o.Region) {
		listed := func(x SupportLine) bool {
			return x.Kind == Crisis && (x.Call == l.Call || x.Text != "" && x.Text == l.Text)
		}
		if !slices.ContainsFunc(own, listed) {
			own = append(own, l)
		}
	}
	slices.SortStableFunc(own, func(a, b SupportLine) int { return rankOfLine(a) - rankOfLine(b) })
	return own
}

// LinesFor are the lines for the people of a group, which may be elsewhere than
// most of the organisation.
func (o Organisation) LinesFor(g Group) []SupportLine {
	o.Region = cmp.Or(g.Region, o.Region)
	return o.SupportLines()
}

func rankOfLine(l SupportLine) int {
	if l.Kind == Warmline {
		return 0
	}
	return 1
}
