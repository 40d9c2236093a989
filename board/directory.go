package board

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// perPage is how many groups one page of the directory shows.
const perPage = 50

// Directory is a list of groups of one side.
type Directory struct {
	Request
	Listing meeting.Listing
	// Organisation, if it has an ID, is the one whose groups are shown.
	Organisation meeting.Organisation
}

type directoryView struct {
	page
	Lead     string
	Heading  string
	Sections []section
	Filters  []filter
	Picked   int // filters
	Clear    string
	None     bool
	Pages    []pageLink
}

type section struct {
	Title string
	Rows  []row
}

type pageLink struct {
	Number int
	Path   string
	Here   bool
}

// row is a group in a list.
type row struct {
	Name, Path, By string
	On             bool
	When           moment
	Zone           string
	Off            string
	Tags           []string
	Lang           string // of the group's own words
}

// Directory writes a list of groups: what is on now first, then by when they
// meet next.
func (b *Board) Directory(d Directory) ([]byte, error) {
	p := b.begin(d.Request, d.Language.Say(kindOfSide(d.Listing.Side)+".title"))
	v := directoryView{page: p, Heading: p.Title, Lead: d.Language.Say(kindOfSide(d.Listing.Side) + ".lead")}
	root := d.Listing.Side.Root
	groups := d.Listing.Groups
	if d.Organisation.ID != "" {
		groups = ofOrganisation(groups, d.Organisation.ID)
		v.Heading = d.Language.Say("groups.by", d.Organisation.Name)
		v.Card.Site, v.Card.Title = d.Organisation.Name, d.Organisation.Name
		v.Title = d.Organisation.Name
	}
	v.Root, v.Indexed, v.Description = root, len(d.Query) == 0, v.Lead
	v.Calendar, v.Feed, v.News = p.Path+"/calendar.ics", root+"/meetings.json", p.Path+"/feed.atom"
	v.Card.Text = v.Lead
	fitting, filters := d.filter(groups)
	v.Filters = filters
	for _, f := range filters {
		if f.Picked {
			v.Picked++
		}
	}
	v.Clear = p.P(p.Path)
	v.None = len(fitting) == 0
	fitting, v.Pages = d.cut(d.inOrder(fitting))
	v.Sections = d.sections(fitting)
	return b.render("directory", v)
}

func kindOfSide(s meeting.Side) string {
	if s.Realm == moderation.Family {
		return "family"
	}
	return "groups"
}

func ofOrganisation(groups []meeting.ListedGroup, o meeting.OrganisationID) []meeting.ListedGroup {
	var of []meeting.ListedGroup
	for _, g := range groups {
		if g.Group.Organisation == o {
			of = append(of, g)
		}
	}
	return of
}

// inOrder puts groups in the order of when they meet.
func (d Directory) inOrder(groups []*meeting.ListedGroup) []*meeting.ListedGroup {
	type due struct {
		group *meeting.ListedGroup
		at    time.Time
	}
	all := make([]due, len(groups))
	for i, g := range groups {
		all[i].group = g
		if m := g.OnNow(d.Now); m != nil {
			all[i].at = m.StartsAt
		} else if m := g.Next(d.Now); m != nil {
			all[i].at = m.StartsAt
		} else {
			all[i].at = d.Now.AddDate(500, 0, 0)
		}
	}
	slices.SortStableFunc(all, func(a, b due) int { return a.at.Compare(b.at) })
	for i := range all {
		groups[i] = all[i].group
	}
	return groups
}

// section is where in the list a group stands.
func (d Directory) section(g *meeting.ListedGroup) string {
	next := g.Next(d.Now)
	switch {
	case g.OnNow(d.Now) != nil:
		return "section.now"
	case next == nil, next.StartsAt.Sub(d.Now) > 7*24*time.Hour:
		return "section.later"
	case next.StartsAt.Sub(d.Now) <= 3*time.Hour:
		return "section.soon"
	case next.StartsAt.Sub(d.Now) <= 24*time.Hour:
		return "section.day"
	}
	return "section.week"
}

// row says what strangers want to know of a group first.
func (d Directory) row(g *meeting.ListedGroup) row {
	l, now, zone := d.Language, d.Now, g.Zone()
	r := row{Name: g.Name, Path: address(d.Listing.Side, *g), Lang: g.Language, Tags: l.tags(g.Group)}
	if d.Organisation.ID == "" {
		r.By = g.Organisation.Name
	}
	if off := g.OffToday(now); off != nil {
		r.Off = l.offToday(g, *off)
	}
	if on := g.OnNow(now); on != nil {
		r.On, r.When = true, momentOf(on.EndsAt.In(zone), l.Say("now.until", l.clock(on.EndsAt.In(zone))))
	} else if next := g.Next(now); next != nil {
		r.When = l.moment(next.StartsAt.In(zone), now)
	} else {
		r.When.Text = l.Say("next.none")
		return r
	}
	r.Zone = l.zone(g.Schedule.Zone)
	return r
}

// offToday says that a meeting of this day is not held, and for which holiday.
func (l Language) offToday(g *meeting.ListedGroup, m meeting.Meeting) string {
	at := m.StartsAt.In(g.Zone())
	if name := g.Holidays[at.Format(time.DateOnly)]; name != "" && m.Cause == meeting.CauseHoliday {
		return l.Say("off.holiday", l.clock(at), name)
	}
	return l.Say("off.today", l.clock(at))
}

// tags says what a group is like.
func (l Language) tags(g meeting.Group) []string {
	tags := []string{l.Say("kind." + string(g.Kind)), l.Say("language." + g.Language), l.Say("format.online")}
	if g.Place.Hybrid() {
		tags[2] = l.Say("format.hybrid")
	}
	for _, t := range g.Types.List() {
		tags = append(tags, l.Say("type."+string(t)))
	}
	return tags
}

// address is the path of a group's page.
func address(s meeting.Side, g meeting.ListedGroup) string {
	return s.Root + "/" + g.Organisation.Slug + "/" + g.Slug
}

// moment is a time in the group's zone, with what the script needs to say it
// in the reader's.
type moment struct {
	Text, At string
	Offset   int // of the group's zone from UTC at that time, in minutes
}

func momentOf(t time.Time, text string) moment {
	_, seconds := t.Zone()
	return moment{Text: text, At: t.UTC().Format(time.RFC3339), Offset: seconds / 60}
}

// moment is a time in words.
func (l Language) moment(t, now time.Time) moment { return momentOf(t, l.when(t, now)) }

// sections writes groups that are in order.
func (d Directory) sections(groups []*meeting.ListedGroup) []section {
	var all []section
	for _, g := range groups {
		title := d.Language.Say(d.section(g))
		if len(all) == 0 || all[len(all)-1].Title != title {
			all = append(all, section{Title: title})
		}
		last := &all[len(all)-1]
		last.Rows = append(last.Rows, d.row(g))
	}
	return all
}

// cut returns the groups of the page asked for, and links to all pages.
func (d Directory) cut(groups []*meeting.ListedGroup) ([]*meeting.ListedGroup, []pageLink) {
	pages := (len(groups) + perPage - 1) / perPage
	if pages < 2 {
		return groups, nil
	}
	number, err := strconv.Atoi(d.Query.Get("page"))
	if err != nil || number < 1 || number > pages {
		number = 1
	}
	links := make([]pageLink, pages)
	for i := range links {
		links[i] = pageLink{Number: i + 1, Path: d.with("page", strconv.Itoa(i+1)), Here: i+1 == number}
	}
	return groups[(number-1)*perPage : min(number*perPage, len(groups))], links
}

// with is the path of this list with one parameter changed; "" removes it.
func (d Directory) with(name, value string) string {
	q := url.Values{}
	for k, v := range d.Query {
		if k != "page" {
			q[k] = v
		}
	}
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return d.Path
	}
	return d.Path + "?" + q.Encode()
}
