package board

import (
	"slices"
	"strconv"
	"time"

	"warmroom/meeting"
)

// filter is one way to choose among groups.
type filter struct {
	Title   string
	Options []option
	Picked  bool
}

type option struct {
	Label, Path string
	Here        bool
}

// choice is a filter as it works: its parameter, its values with their labels,
// and which groups a value fits.
type choice struct {
	name, title string
	values      []string
	label       func(value string) string
	fits        func(g *meeting.ListedGroup, value string) bool
}

// choices are the filters there are.
func (d Directory) choices() []choice {
	l := d.Language
	say := func(prefix string) func(string) string { return func(v string) string { return l.Say(prefix + v) } }
	all := []choice{
		{
			"day", "filter.day",
			[]string{"1", "2", "3", "4", "5", "6", "0"},
			func(v string) string { n, _ := strconv.Atoi(v); return l.weekday(time.Weekday(n)) },
			meetsOn,
		},
		{"language", "filter.language", []string{"en", "es"}, say("language."), func(g *meeting.ListedGroup, v string) bool { return g.Language == v }},
		{
			"format", "filter.format",
			[]string{"online", "hybrid"},
			say("format."),
			func(g *meeting.ListedGroup, v string) bool { return g.Place.Hybrid() == (v == "hybrid") },
		},
		{
			"kind", "filter.kind",
			[]string{"recovery", "open", "court_linked"},
			say("kind."),
			func(g *meeting.ListedGroup, v string) bool { return string(g.Kind) == v },
		},
		{"access", "filter.access", []string{"open", "closed"}, say("access."), func(g *meeting.ListedGroup, v string) bool { return string(g.Access) == v }},
	}
	var types []string
	for _, t := range meeting.TypeCodes() {
		types = append(types, string(t))
	}
	return append(all, choice{
		"type", "filter.type", types, say("type."),
		func(g *meeting.ListedGroup, v string) bool { return g.Types.Has(meeting.TypeCode(v)) },
	})
}

// meetsOn reports whether a group has a meeting to be held on a day of the
// week in its own zone.
func meetsOn(g *meeting.ListedGroup, day string) bool {
	zone := g.Zone()
	return slices.ContainsFunc(g.Meetings, func(m meeting.Meeting) bool {
		return m.Status == meeting.Scheduled && strconv.Itoa(int(m.StartsAt.In(zone).Weekday())) == day
	})
}

// filter returns the groups that fit what was picked, and the filters that
// can tell these groups apart.
func (d Directory) filter(groups []meeting.ListedGroup) ([]*meeting.ListedGroup, []filter) {
	fitting := make([]*meeting.ListedGroup, len(groups))
	for i := range groups {
		fitting[i] = &groups[i]
	}
	var filters []filter
	for _, c := range d.choices() {
		f := d.options(c, groups)
		picked := d.Query.Get(c.name)
		if slices.Contains(c.values, picked) {
			f.Picked = true
			fitting = slices.DeleteFunc(fitting, func(g *meeting.ListedGroup) bool { return !c.fits(g, picked) })
		}
		if f.Picked || len(f.Options) > 2 {
			filters = append(filters, f)
		}
	}
	return fitting, filters
}

// options lists the values of a choice that some group has, after "any".
func (d Directory) options(c choice, groups []meeting.ListedGroup) filter {
	picked := d.Query.Get(c.name)
	f := filter{Title: d.Language.Say(c.title), Options: []option{
		{Label: d.Language.Say("filter.any"), Path: d.with(c.name, ""), Here: !slices.Contains(c.values, picked)},
	}}
	for _, v := range c.values {
		has := func(g meeting.ListedGroup) bool { return c.fits(&g, v) }
		if v == picked || slices.ContainsFunc(groups, has) {
			f.Options = append(f.Options, option{Label: c.label(v), Path: d.with(c.name, v), Here: v == picked})
		}
	}
	return f
}
