package meeting

import (
	"slices"
	"strings"

	"warmroom/fault"
	"warmroom/moderation"
)

// Access says whether a group is for anyone interested or only for those it
// is meant for. It is told to people; the door is kept by facilitators.
type Access string

// The kinds of access.
const (
	Open   Access = "open"
	Closed Access = "closed"
)

// Visibility says who can find a group without having been given a link.
type Visibility string

// The visibilities. What is said in public of a group that is Private is what
// is said of one that does not exist.
const (
	Public   Visibility = "public"   // in the directory and the feeds of its realm
	Unlisted Visibility = "unlisted" // a page for those who know its address; in no list, and not to be indexed
	Private  Visibility = "private"  // no page at all
)

// TypeCode says what a meeting is like or who it is for, by a code of the
// Meeting Guide format.
type TypeCode string

// typeCodes are the codes a group can choose. What follows from other settings
// (open, closed, cross-talk, language) is no choice. Each has the same meaning
// in the Meeting Guide format and here.
const typeCodes = "A ASL BE D DD LGBTQ LIT M MED NB NDG POC SEN SP ST T W Y"

// TypeCodes returns the codes a group can choose, in alphabetical order.
func TypeCodes() []TypeCode { return Types(typeCodes).List() }

// Types are codes in alphabetical order with a space between them.
type Types string

// TypesOf puts codes in order, each once.
func TypesOf(codes []TypeCode) Types {
	codes = slices.Compact(slices.Sorted(slices.Values(codes)))
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = string(c)
	}
	return Types(strings.Join(words, " "))
}

// List returns the codes.
func (t Types) List() []TypeCode {
	words := strings.Fields(string(t))
	codes := make([]TypeCode, len(words))
	for i, w := range words {
		codes[i] = TypeCode(w)
	}
	return codes
}

// Has reports whether a code is among them.
func (t Types) Has(c TypeCode) bool {
	for word := range strings.SplitSeq(string(t), " ") {
		if word == string(c) {
			return true
		}
	}
	return false
}

// Place is where a group is at home, and where it also meets in person.
type Place struct {
	// Area is a town with its state and country, "Chicago, IL, USA": directories
	// sort online groups by it too. Needed by a public group.
	Area string
	// Address is one line, "20 Main St, Chicago, IL 60601, USA". With one the
	// group meets in person as well as online.
	Address string
	Venue   string // the name of the house
	Notes   string // how to find the door
}

// Hybrid reports whether a group also meets in person.
func (p Place) Hybrid() bool { return p.Address != "" }

// clean checks a place.
func (p Place) clean() (Place, error) {
	area, badArea := line("place.area", p.Area, 0, 80)
	address, badAddress := line("place.address", p.Address, 0, 160)
	venue, badVenue := line("place.venue", p.Venue, 0, 80)
	notes, badNotes := line("place.notes", p.Notes, 0, 160)
	err := first(badArea, badAddress, badVenue, badNotes)
	if err == nil && address == "" && venue+notes != "" {
		err = fault.Field("place.address", "the address, in one line")
	}
	return Place{Area: area, Address: address, Venue: venue, Notes: notes}, err
}

// checkTypes checks the codes of a group.
func checkTypes(t Types) error {
	for _, c := range t.List() {
		if !Types(typeCodes).Has(c) {
			return fault.Field("types", "any of "+typeCodes)
		}
	}
	return nil
}

// dialIn checks a number to call in by, with what a phone sends after it;
// empty is none. It has ten digits at least, or directories drop it.
func dialIn(field, number string) error {
	allowed := fault.Field(field, "a number such as +12125550123,,123456789# with at least 10 digits")
	if number == "" {
		return nil
	}
	digits := 0
	for i, r := range number {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, (r == ',' || r == '#' || r == '*') && i > 0:
		default:
			return allowed
		}
	}
	if digits < 10 || len(number) > 40 {
		return allowed
	}
	return nil
}

// cleanPublicity checks what a group says of itself to strangers, with what is
// left out filled in: a group is closed and private unless it says otherwise.
func (g GroupSettings) cleanPublicity() (GroupSettings, error) {
	if g.Access == "" {
		g.Access = Closed
	}
	if g.Visibility == "" {
		g.Visibility = Private
	}
	var badCourt, badPlace, badArea, badDoor error
	g.CourtNotice, badCourt = line("court_notice", g.CourtNotice, 0, 200)
	if badCourt == nil && g.Kind == KindCourtLinked && g.CourtNotice == "" {
		badCourt = fault.Field("court_notice", "one sentence that says what the court can learn")
	}
	g.Place, badPlace = g.Place.clean()
	if g.Visibility == Public && g.Place.Area == "" {
		badArea = fault.Field("place.area", "a town, its state and country; a public group needs it")
	}
	if g.OpenDoor && g.Visibility == Private {
		badDoor = fault.Field("open_door", "only for a group with a public page")
	}
	return g, first(
		oneOf("access", g.Access, Open, Closed), badCourt,
		oneOf("visibility", g.Visibility, Public, Unlisted, Private), badDoor,
		checkTypes(g.Types), badPlace, badArea, dialIn("phone", g.Phone))
}

// Side is one side of the house as the public sees it: what is told of groups
// is told on their side alone. No page, list, feed, calendar, card or map of
// one side holds anything of the other; only the front page leads to both.
type Side struct {
	Realm moderation.Realm
	// Root begins the address of everything public on that side.
	Root string
}

// Sides are the two sides, each under an address of its own.
func Sides() []Side {
	return []Side{{Realm: moderation.Recovery, Root: "/groups"}, {Realm: moderation.Family, Root: "/family"}}
}

// Shown reports whether a group has a page on a side. It is the one rule of
// what strangers can find: of the other realm and of what is private, nothing.
func (s Side) Shown(g Group) bool {
	return g.Realm == s.Realm && (g.Visibility == Public || g.Visibility == Unlisted)
}

// Listed reports whether a group is in the lists and feeds of a side.
func (s Side) Listed(g Group) bool { return s.Shown(g) && g.Visibility == Public }

// Card reports whether the preview that other services make of a link may tell
// about the group, and search engines may know it as an event. A family
// group's link is often looked at in a home it must not tell anything to, so
// its card says no more than that of a private group: the organisation's name.
func (s Side) Card(g Group) bool { return s.Listed(g) && s.Realm == moderation.Recovery }
