package board

import (
	"encoding/xml"
	"fmt"
	"slices"
	"time"

	"warmroom/meeting"
)

// newsShown bounds the entries of a feed, soonest first.
const newsShown = 100

// News is a feed of the meetings of the days ahead.
type News struct {
	Request
	Listing      meeting.Listing
	Organisation meeting.Organisation // without an ID: all
}

type newsItem struct {
	Title, Link, ID, Text string
	At, Changed           time.Time
}

// items are the meetings of the days ahead, with those called off or moved.
func (n News) items() []newsItem {
	var all []newsItem
	for _, g := range n.Listing.Groups {
		if n.Organisation.ID != "" && g.Group.Organisation != n.Organisation.ID {
			continue
		}
		changed := g.UpdatedAt
		if g.Schedule.ChangedAt.After(changed) {
			changed = g.Schedule.ChangedAt
		}
		for _, m := range g.Meetings {
			if !m.EndsAt.After(n.Now) || m.Status == meeting.Ended {
				continue
			}
			l := Language(g.Language)
			at := m.StartsAt.In(g.Zone())
			i := newsItem{
				Title: g.Name + ": " + l.Say("day_and_time", l.date(at), l.clock(at)) + " (" + l.zone(g.Schedule.Zone) + ")",
				Link:  n.Origin + address(n.Listing.Side, g), ID: "urn:warmroom:" + uid("meeting", string(m.ID)),
				Text: g.WhoMayAttend, At: m.StartsAt, Changed: changed,
			}
			switch {
			case m.Status == meeting.Cancelled:
				i.Text = l.Say("off") + ". " + i.Text
			case !m.MovedFrom.IsZero():
				was := m.MovedFrom.In(g.Zone())
				i.Text = l.Say("moved", l.Say("day_and_time", l.date(was), l.clock(was))) + ". " + i.Text
			}
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b newsItem) int { return a.At.Compare(b.At) })
	return all[:min(newsShown, len(all))]
}

func (n News) title() string {
	if n.Organisation.ID != "" {
		return n.Organisation.Name
	}
	return n.Language.Say(kindOfSide(n.Listing.Side) + ".title")
}

// latest is when something of it changed last.
func latest(items []newsItem) time.Time {
	var at time.Time
	for _, i := range items {
		if i.Changed.After(at) {
			at = i.Changed
		}
	}
	return at
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

// Atom writes the feed by RFC 4287; home is the path of the list it is of.
func (n News) Atom(home string) ([]byte, error) {
	items := n.items()
	feed := atomFeed{
		Title: n.title(), ID: n.Origin + home, Updated: latest(items).UTC().Format(time.RFC3339), Author: n.title(),
		Links: []atomLink{{"alternate", n.Origin + home}, {"self", n.Origin + n.Path}},
	}
	for _, i := range items {
		feed.Entries = append(feed.Entries, atomEntry{
			ID: i.ID, Title: i.Title, Updated: i.Changed.UTC().Format(time.RFC3339), Link: atomLink{"alternate", i.Link}, Summary: i.Text,
		})
	}
	return xmlOf(feed)
}

type rssItem struct {
	Title       string `xml:"title"`
	Link        string `xml:"link"`
	Description string `xml:"description"`
	GUID        struct {
		PermaLink bool   `xml:"isPermaLink,attr"`
		ID        string `xml:",chardata"`
	} `xml:"guid"`
	Date string `xml:"pubDate"`
}

type rssFeed struct {
	XMLName     xml.Name  `xml:"rss"`
	Version     string    `xml:"version,attr"`
	Title       string    `xml:"channel>title"`
	Link        string    `xml:"channel>link"`
	Description string    `xml:"channel>description"`
	Items       []rssItem `xml:"channel>item"`
}

// RSS writes the same as RSS 2.0.
func (n News) RSS(home string) ([]byte, error) {
	feed := rssFeed{Version: "2.0", Title: n.title(), Link: n.Origin + home, Description: n.Language.Say(kindOfSide(n.Listing.Side) + ".lead")}
	for _, i := range n.items() {
		item := rssItem{Title: i.Title, Link: i.Link, Description: i.Text, Date: i.Changed.UTC().Format(time.RFC1123Z)}
		item.GUID.ID = i.ID
		feed.Items = append(feed.Items, item)
	}
	return xmlOf(feed)
}

type sitemapURL struct {
	Location string `xml:"loc"`
	Changed  string `xml:"lastmod,omitempty"`
}

type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

// Sitemap writes the addresses that search engines may keep of one side, after
// others that belong to no side.
func Sitemap(origin string, l meeting.Listing, others ...string) ([]byte, error) {
	var m sitemap
	for _, path := range others {
		m.URLs = append(m.URLs, sitemapURL{Location: origin + path})
	}
	seen := map[string]bool{}
	for _, g := range l.Groups {
		if organisation := l.Side.Root + "/" + g.Organisation.Slug; !seen[organisation] {
			seen[organisation] = true
			m.URLs = append(m.URLs, sitemapURL{Location: origin + organisation})
		}
		m.URLs = append(m.URLs, sitemapURL{Location: origin + address(l.Side, g), Changed: g.UpdatedAt.UTC().Format(time.RFC3339)})
	}
	return xmlOf(m)
}

func xmlOf(v any) ([]byte, error) {
	text, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write feed: %w", err)
	}
	return append([]byte(xml.Header), text...), nil
}

// Robots tells crawlers what is for them. What it keeps them from is not secret
// by that: none of it shows anything without a link.
func Robots(origin string) []byte {
	text := "User-agent: *\n"
	for _, path := range []string{"/api/", "/ws", "/join", "/sign-in", "/meetings/", "/staff", "/calendar/", "/verify/"} {
		text += "Disallow: " + path + "\n"
	}
	for _, s := range meeting.Sides() {
		text += "Disallow: " + s.Root + "/*/join\n"
	}
	return []byte(text + "\nSitemap: " + origin + "/sitemap.xml\nSitemap: " + origin + "/family/sitemap.xml\n")
}
