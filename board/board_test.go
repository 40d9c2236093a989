package board

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// now is a Tuesday, 7:30 pm in New York.
var now = time.Date(2026, 3, 11, 0, 30, 0, 0, time.UTC).Add(-time.Hour)

var weekly = meeting.Schedule{
	ID: "s", Group: "g", Realm: moderation.Recovery, Start: "2026-03-03T19:00", Zone: "America/New_York",
	Rule: "FREQ=WEEKLY;BYDAY=TU", Duration: time.Hour, Sequence: 3, ChangedAt: now.Add(-24 * time.Hour),
}

// circle is a public group with one meeting on and one to come.
func circle() meeting.PublicGroup {
	g := meeting.ListedGroup{
		Group: meeting.Group{
			ID: "g", Organisation: "o", Realm: moderation.Recovery, Kind: meeting.KindRecovery, Slug: "circle", Name: "Circle <of> hope",
			WhoMayAttend: "Anyone & all.", CameraRule: meeting.CameraOptional, CrossTalk: meeting.CrossTalkWelcome, Language: "en",
			Capacity: 25, DoorsOpen: 15 * time.Minute, Access: meeting.Open, Visibility: meeting.Public, OpenDoor: true, Types: "BE D",
			Place: meeting.Place{Area: "New Haven, CT, USA"}, Phone: "+12025550143,,99#", UpdatedAt: now.Add(-48 * time.Hour),
		},
		Organisation: meeting.Organisation{ID: "o", Slug: "harbor", Name: "Harbor"},
		Schedule:     weekly,
		Days:         [7]bool{time.Tuesday: true},
	}
	at := now.Truncate(time.Hour)
	for i, day := range []int{0, 7, 14} {
		m := meeting.Meeting{
			ID: meeting.ID(rune('a' + i)), Group: "g", Realm: moderation.Recovery, Schedule: "s", Status: meeting.Scheduled,
			StartsAt: at.AddDate(0, 0, day), EndsAt: at.AddDate(0, 0, day).Add(time.Hour),
		}
		g.Meetings = append(g.Meetings, m)
	}
	return meeting.PublicGroup{ListedGroup: g}
}

func request(path, query string) Request {
	q, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	return Request{Language: English, Origin: "https://rooms.example.org", Path: path, Query: q, Now: now}
}

func newBoard(t *testing.T) *Board {
	t.Helper()
	b, err := New(tokens(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func directory(t *testing.T, query string, groups ...meeting.ListedGroup) string {
	t.Helper()
	body, err := newBoard(t).Directory(Directory{
		Request: request("/groups", query), Listing: meeting.Listing{Side: meeting.Sides()[0], Groups: groups, ReadAt: now},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// has checks what is on a page and what is not; "!" before a text forbids it.
func has(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		unwanted, no := strings.CutPrefix(text, "!")
		if no && strings.Contains(page, unwanted) {
			t.Errorf("the page has %q:\n%s", unwanted, page)
		}
		if !no && !strings.Contains(page, text) {
			t.Errorf("the page lacks %q:\n%s", text, page)
		}
	}
}

func TestDirectoryPutsWhatIsOnFirst(t *testing.T) {
	soon, later, rare := circle().ListedGroup, circle().ListedGroup, circle().ListedGroup
	on := circle().ListedGroup
	soon.Name, soon.Slug, later.Name, later.Slug, rare.Name, rare.Slug = "Soon", "soon", "Later", "later", "Rare", "rare"
	shift := func(g *meeting.ListedGroup, d time.Duration) {
		g.Meetings = []meeting.Meeting{g.Meetings[0]}
		g.Meetings[0].StartsAt, g.Meetings[0].EndsAt = now.Add(d), now.Add(d+time.Hour)
	}
	shift(&soon, 2*time.Hour)
	shift(&later, 20*time.Hour)
	rare.Meetings = nil
	page := directory(t, "", rare, later, soon, on)
	order := []string{"On now", "Circle &lt;of&gt; hope", "next three hours", ">Soon<", "In the next day", ">Later<", "Later</h2>", ">Rare<", "No meeting is planned"}
	at := 0
	for _, text := range order {
		i := strings.Index(page[at:], text)
		if i < 0 {
			t.Fatalf("%q does not follow:\n%s", text, page)
		}
		at += i
	}
	has(t, page, "On now, until 8:00 PM", "New York time", `data-offset="-240"`, `<span class="local small soft"></span></p>`, `title="Meetings Feed" href="/groups/meetings.json"`, "!noindex")
}

func TestDirectoryIsFiltered(t *testing.T) {
	es, hybrid := circle().ListedGroup, circle().ListedGroup
	es.Name, es.Language, es.Types = "Tarde", "es", "W"
	hybrid.Name, hybrid.Place.Address, hybrid.Access = "Hall", "1 Main St", meeting.Closed
	for _, c := range []struct{ query, want string }{
		{"", "Circle Tarde Hall"},
		{"language=es", "Tarde"},
		{"language=xx", "Circle Tarde Hall"},
		{"format=hybrid", "Hall"},
		{"access=open", "Circle Tarde"},
		{"type=W", "Tarde"},
		{"type=W&format=hybrid", ""},
		{"day=2", "Circle Tarde Hall"},
		{"day=3", ""},
	} {
		page := directory(t, c.query, circle().ListedGroup, es, hybrid)
		var got []string
		for _, name := range []string{"Circle", "Tarde", "Hall"} {
			if strings.Contains(page, ">"+name) {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q shows %q, want %q", c.query, got, c.want)
		}
		if c.query != "" {
			has(t, page, `<meta name="robots" content="noindex">`)
		}
	}
	has(t, directory(t, "language=es&lang=es", es), `href="/groups?lang=es"`, `href="/groups?lang=es&amp;language=es" aria-current="true"`)
}

func TestLongDirectoryHasPages(t *testing.T) {
	groups := make([]meeting.ListedGroup, 120)
	for i := range groups {
		groups[i] = circle().ListedGroup
	}
	for query, rows := range map[string]int{"": 50, "page=3": 20, "page=4": 50, "page=-1": 50, "page=x": 50} {
		page := directory(t, query, groups...)
		if n := strings.Count(page, `class="card group"`); n != rows {
			t.Errorf("%q: %d groups, want %d", query, n, rows)
		}
		has(t, page, `href="/groups?page=3"`)
	}
}

func group(t *testing.T, side meeting.Side, g meeting.PublicGroup) string {
	t.Helper()
	body, err := newBoard(t).Group(GroupPage{Request: request("/", ""), Side: side, Group: g})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestGroupPageSaysWhatRoomItIs(t *testing.T) {
	g := circle()
	g.Meetings[1].Status, g.Meetings[1].Cause = meeting.Cancelled, meeting.CauseHoliday
	g.Holidays = map[string]string{"2026-03-17": "St Patrick’s Day"}
	g.Meetings[2].MovedFrom = g.Meetings[2].StartsAt.Add(-24 * time.Hour)
	page := group(t, meeting.Sides()[0], g)
	has(t, page, "Anyone &amp; all.", "open to anyone", "On or off: you choose.", "You may answer", "This site tells a court nothing.",
		"Every Tuesday at 7:00 PM", "No meeting: St Patrick’s Day", "Moved from Monday, March 23, 7:00 PM", `href="tel:`, "99%23",
		`href="/groups/harbor/circle/join"`, "!<of>", "!noindex", `content="Anyone &amp; all."`)
	g.OpenDoor, g.CourtNotice = false, "The court may see a letter that you show."
	has(t, group(t, meeting.Sides()[0], g), "you need a link", "!/join", "The court may see a letter", "!tells a court nothing")
}

func TestSearchEnginesAreToldOfEvents(t *testing.T) {
	g := circle()
	g.Meetings[1].Status = meeting.Cancelled
	g.Meetings[2].MovedFrom = g.Meetings[2].StartsAt.Add(-time.Hour)
	g.Place.Address, g.Name = "1 Main St", "</script><b>"
	page := group(t, meeting.Sides()[0], g)
	_, text, _ := strings.Cut(page, `<script type="application/ld+json">`)
	text, _, _ = strings.Cut(text, "</script>")
	var events []map[string]any
	if err := json.Unmarshal([]byte(text), &events); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var got []string
	for _, e := range events {
		got = append(got, strings.TrimPrefix(e["eventStatus"].(string), "https://schema.org/Event")+" "+e["startDate"].(string))
	}
	if want := "Scheduled 2026-03-10T19:00:00-04:00, Cancelled 2026-03-17T19:00:00-04:00, Rescheduled 2026-03-24T19:00:00-04:00"; strings.Join(got, ", ") != want {
		t.Errorf("events: %v", got)
	}
	if events[0]["name"] != "</script><b>" || events[2]["previousStartDate"] != "2026-03-24T18:00:00-04:00" ||
		events[0]["eventAttendanceMode"] != "https://schema.org/MixedEventAttendanceMode" {
		t.Errorf("events: %v", events)
	}
}

// Where a preview of a link may not tell about the group, it tells the
// organisation's name and nothing else; neither does the page's own title.
func TestCardsOfFamilyAndUnlistedGroupsNameTheOrganisationOnly(t *testing.T) {
	unlisted := circle()
	unlisted.Visibility = meeting.Unlisted
	family := circle()
	family.Kind, family.Realm = meeting.KindFamily, moderation.Family
	for _, c := range []struct {
		side    meeting.Side
		g       meeting.PublicGroup
		indexed bool
	}{{meeting.Sides()[0], unlisted, false}, {meeting.Sides()[1], family, true}} {
		page := group(t, c.side, c.g)
		head, _, _ := strings.Cut(page, "</head>")
		has(t, head, `<title>Harbor</title>`, `og:title" content="Harbor"`, "!Circle", "!Anyone", "!ld+json", "!oembed", "!og:description")
		if strings.Contains(head, "noindex") == c.indexed {
			t.Errorf("%s: indexed %v", c.side.Root, !c.indexed)
		}
	}
}

func TestPagesRunNothingInline(t *testing.T) {
	b := newBoard(t)
	page := GroupPage{Request: request("/groups/harbor/circle", ""), Side: meeting.Sides()[0], Group: circle()}
	flyer, err := b.Flyer(page)
	if err != nil {
		t.Fatal(err)
	}
	gone, err := b.Gone(page.Request, "/groups", "Harbor")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{directory(t, ""), group(t, meeting.Sides()[0], circle()), string(flyer), string(gone)} {
		has(t, text, "!style=", "!onclick", "!<script>", "!javascript:", "!http://")
		if n := strings.Count(text, "<script"); n > 2 {
			t.Errorf("%d scripts", n)
		}
	}
}
