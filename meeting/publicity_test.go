package meeting_test

import (
	"slices"
	"strings"
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
)

func TestPublicityFaultsNameTheField(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		field  string
		change func(*meeting.GroupSettings)
	}{
		{"access", func(g *meeting.GroupSettings) { g.Access = "everyone" }},
		{"visibility", func(g *meeting.GroupSettings) { g.Visibility = "hidden" }},
		{"court_notice", func(g *meeting.GroupSettings) { g.Kind = meeting.KindCourtLinked }},
		{"court_notice", func(g *meeting.GroupSettings) { g.CourtNotice = strings.Repeat("c", 201) }},
		{"open_door", func(g *meeting.GroupSettings) { g.OpenDoor = true }},
		{"types", func(g *meeting.GroupSettings) { g.Types = "BE POA" }}, // it means other things elsewhere
		{"types", func(g *meeting.GroupSettings) { g.Types = "O" }},      // follows from access
		{"place.area", func(g *meeting.GroupSettings) { g.Visibility = meeting.Public }},
		{"place.area", func(g *meeting.GroupSettings) { g.Place.Area = "two\nlines" }},
		{"place.address", func(g *meeting.GroupSettings) { g.Place.Venue = "Hall" }},
		{"phone", func(g *meeting.GroupSettings) { g.Phone = "988" }},
		{"phone", func(g *meeting.GroupSettings) { g.Phone = "202-555-0123" }},
		{"phone", func(g *meeting.GroupSettings) { g.Phone = "#12025550123" }},
	} {
		settings := circleSettings()
		c.change(&settings)
		refused(t, "create", failed(h.CreateGroup(t.Context(), h.max, settings, nil)), fault.Invalid, c.field)
		refused(t, "update", failed(h.UpdateGroup(t.Context(), h.max, h.circle.ID, 1, settings)), fault.Invalid, c.field)
	}
}

func TestTypesAreInOrderAndOnce(t *testing.T) {
	types := meeting.TypesOf([]meeting.TypeCode{"W", "BE", "W", "D"})
	if types != "BE D W" || !slices.Equal(types.List(), []meeting.TypeCode{"BE", "D", "W"}) || types.Has("B") {
		t.Errorf("types are %q", types)
	}
	if codes := meeting.TypeCodes(); !slices.IsSorted(codes) || meeting.TypesOf(codes).Has("POA") {
		t.Errorf("codes are %v", codes)
	}
}

// The whole of what strangers can find, by realm and visibility.
func TestSidesShowTheirOwnAndNothingPrivate(t *testing.T) {
	var got []string
	for _, side := range meeting.Sides() {
		for _, kind := range []meeting.Kind{meeting.KindRecovery, meeting.KindFamily} {
			for _, v := range []meeting.Visibility{meeting.Public, meeting.Unlisted, meeting.Private} {
				g := meeting.Group{Kind: kind, Realm: kind.Realm(), Visibility: v}
				var seen []string
				for word, is := range map[string]bool{"card": side.Card(g), "list": side.Listed(g), "page": side.Shown(g)} {
					if is {
						seen = append(seen, word)
					}
				}
				slices.Sort(seen)
				got = append(got, side.Root+" "+string(g.Realm)+" "+string(v)+": "+strings.Join(seen, " "))
			}
		}
	}
	want := `/groups recovery public: card list page
/groups recovery unlisted: page
/groups recovery private: 
/groups family public: 
/groups family unlisted: 
/groups family private: 
/family recovery public: 
/family recovery unlisted: 
/family recovery private: 
/family family public: list page
/family family unlisted: page
/family family private: `
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("sides show:\n%s", text)
	}
}

func TestOrganisationsGetAddressesOfTheirOwn(t *testing.T) {
	h := newHouse(t)
	if h.org.Slug != "harbor" {
		t.Errorf("Harbor is at %q", h.org.Slug)
	}
	for _, c := range []struct{ name, slug string }{
		{"Harbor", "harbor-2"},
		{" HARBOR!", "harbor-3"},
		{"Café Común (Río)", "cafe-comun-rio"},
		{"希望", "organisation"},
		{strings.Repeat("long name ", 8), "long-name-long-name-long-name-long"},
	} {
		if o := must(h.CreateOrganisation(t.Context(), c.name, nil))(t); o.Slug != c.slug {
			t.Errorf("%q is at %q, want %q", c.name, o.Slug, c.slug)
		}
	}
}
