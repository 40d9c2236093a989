package board

import (
	"iter"
	"slices"
	"strconv"
	"strings"
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
// and which of them a group has.
type choice struct {
	name, title string
	values      []string
	label       func(value string) string
	of          func(g *meeting.ListedGroup) iter.Seq[string]
}

// choices are the filters there are.
func (d Directory) choices() []choice {
	l := d.Language
	say := func(prefix string) func(string) string { return func(v string) string { return l.Say(prefix + v) } }
	var types []string
	for _, t := range meeting.TypeCodes() {
		types = append(types, string(t))
	}
	return []choice{
		{"day", "filter.day", []string{"1", "2", "3", "4", "5", "6", "0"}, l.dayNumber, days},
		{"language", "filter.language", []string{"en", "es"}, say("language."), func(g *meeting.ListedGroup) iter.Seq[string] { return only(g.Language) }},
		{"format", "filter.format", []string{"online", "hybrid"}, say("format."), format},
		{"kind", "filter.kind", []string{"recovery", "open", "court_linked"}, say("kind."), func(g *meeting.ListedGroup) iter.Seq[string] { return only(string(g.Kind)) }},
		{"access", "filter.access", []string{"open", "closed"}, say("access."), func(g *meeting.ListedGroup) iter.Seq[string] { return only(string(g.Access)) }},
		{"type", "filter.type", types, say("type."), func(g *meeting.ListedGroup) iter.Seq[string] { return strings.SplitSeq(string(g.Types), " ") }},
	}
}

// only is one value.
func only(value string) iter.Seq[string] {
	return func(yield func(string) bool) { yield(value) }
}

func format(g *meeting.ListedGroup) iter.Seq[string] {
	if g.Place.Hybrid() {
		return only("hybrid")
	}
	return only("online")
}

// days are the numbers of the days on which a group meets.
func days(g *meeting.ListedGroup) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, meets := range g.Days {
			if meets && !yield("0123456"[i:i+1]) {
				return
			}
		}
	}
}

// dayNumber names a day of the week by its number.
func (l Language) dayNumber(v string) string {
	n, err := strconv.Atoi(v)
	if err != nil {
		return v
	}
	return l.weekday(time.Weekday(n))
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
			fitting = slices.DeleteFunc(fitting, func(g *meeting.ListedGroup) bool {
				for v := range c.of(g) {
					if v == picked {
						return false
					}
				}
				return true
			})
		}
		if f.Picked || len(f.Options) > 2 {
			filters = append(filters, f)
		}
	}
	return fitting, filters
}

// options lists the values of a choice that some group has, after "any".
func (d Directory) options(c choice, groups []meeting.ListedGroup) filter {
	there := map[string]bool{}
	for i := range groups {
		for v := range c.of(&groups[i]) {
			there[v] = true
		}
	}
	picked := d.Query.Get(c.name)
	f := filter{Title: d.Language.Say(c.title), Options: []option{
		{Label: d.Language.Say("filter.any"), Path: d.with(c.name, ""), Here: !slices.Contains(c.values, picked)},
	}}
	for _, v := range c.values {
		if v == picked || there[v] {
			f.Options = append(f.Options, option{Label: c.label(v), Path: d.with(c.name, v), Here: v == picked})
		}
	}
	return f
}
