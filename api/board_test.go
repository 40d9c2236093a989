package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"warmroom/meeting"
	"warmroom/store"
)

// noticeboard is the API on a real database, with groups of every visibility
// on both sides. The name of each says what it is, so that a leak names itself.
type noticeboard struct {
	*edge
	meetings *meeting.Service
	manager  meeting.AccountID
	groups   map[string]meeting.Group // by slug
}

// The marks that groups carry in all their words.
var (
	visibilities = []meeting.Visibility{meeting.Public, meeting.Unlisted, meeting.Private}
	sidesOf      = map[meeting.Kind]string{meeting.KindRecovery: "recovery", meeting.KindFamily: "family"}
)

func newNoticeboard(t *testing.T) *noticeboard {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "warmroom.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &noticeboard{meetings: meeting.NewService(db, time.Now, log), groups: map[string]meeting.Group{}}
	o, err := b.meetings.CreateOrganisation(t.Context(), "Harbor", nil)
	if err != nil {
		t.Fatal(err)
	}
	staff, err := b.meetings.CreateAccount(t.Context(), o.ID, "Max", true)
	if err != nil {
		t.Fatal(err)
	}
	b.manager = staff.ID
	for kind, side := range sidesOf {
		for _, v := range visibilities {
			b.add(t, kind, side, v)
		}
	}
	b.edge = newEdge(t, func(c *Config) { c.Meetings = b.meetings })
	return b
}

func (b *noticeboard) add(t *testing.T, kind meeting.Kind, side string, v meeting.Visibility) {
	t.Helper()
	slug := side + "-" + string(v)
	words := strings.ToUpper(strings.ReplaceAll(slug, "-", "_"))
	start := time.Now().UTC().AddDate(0, 0, -6).Format("2006-01-02") + "T00:00"
	g, err := b.meetings.CreateGroup(t.Context(), b.manager, meeting.GroupSettings{
		Kind: kind, Slug: slug, Name: words, WhoMayAttend: words, CameraRule: meeting.CameraOptional, CrossTalk: meeting.CrossTalkNone,
		Language: "en", Capacity: 25, Visibility: v, OpenDoor: v != meeting.Private, CourtNotice: words,
		Place: meeting.Place{Area: words, Address: words, Venue: words, Notes: words},
	}, &meeting.ScheduleSettings{Start: start, Zone: "UTC", Rule: "FREQ=DAILY", Duration: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	b.groups[slug] = g
}

// paths lists every address that strangers can ask for: all GET routes but the
// API's, with each group in the place of a group.
func (b *noticeboard) paths(t *testing.T) []string {
	t.Helper()
	slugs := []string{"none"}
	for slug := range b.groups {
		slugs = append(slugs, slug)
	}
	var all []string
	for _, r := range b.engine.Routes() {
		if r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/api/") || strings.HasPrefix(r.Path, "/openapi") || r.Path == socketRoute {
			continue
		}
		path := strings.NewReplacer(":organisation", "harbor", ":meeting", "x", "*page", "x", ":article", "x", ":course", "x", ":token", "x", ":code", "x", ":sealed", "x").Replace(r.Path)
		for _, slug := range slugs {
			if p := strings.Replace(path, ":group", slug, 1); slug == "none" || p != path {
				all = append(all, p)
			}
		}
	}
	for _, p := range all {
		if strings.ContainsAny(p, ":*") {
			t.Fatalf("the test does not know what to ask %s for", p)
		}
	}
	return append(all, "/oembed?url=https://example.com/groups/harbor/", "/oembed?url=https://example.com/family/harbor/family-public",
		"/oembed?url=https://example.com/groups/harbor/recovery-unlisted", "/oembed?url=https://example.com/groups/harbor/family-public",
		"/oembed?url=https://example.com/groups/harbor/recovery-private", "/oembed?url=https://example.com/groups/harbor/recovery-public")
}

// Every public route, with every group: nothing tells of a private group, no
// route tells of the other side, and lists leave out what is unlisted.
func TestNoPublicRouteTellsOfTheOtherSide(t *testing.T) {
	b := newNoticeboard(t)
	secret := regexp.MustCompile(`[A-Za-z0-9_-]{43}`)
	told := map[string]bool{}
	for _, path := range b.paths(t) {
		body := text(t, b.do("GET", path, ""))
		if strings.HasPrefix(path, "/family") {
			told["family"] = told["family"] || strings.Contains(body, "FAMILY_PUBLIC")
		} else if strings.Contains(body, "FAMILY_") || strings.Contains(body, "family-") && !strings.Contains(path, "family-") {
			t.Errorf("%s tells of the family side:\n%s", path, body)
		}
		if strings.HasPrefix(path, "/groups") {
			told["recovery"] = told["recovery"] || strings.Contains(body, "RECOVERY_PUBLIC")
		} else if strings.HasPrefix(path, "/family") && strings.Contains(body, "RECOVERY_") {
			t.Errorf("%s tells of the recovery side:\n%s", path, body)
		}
		if strings.Contains(body, "_PRIVATE") {
			t.Errorf("%s tells of a private group:\n%s", path, body)
		}
		if strings.Contains(body, "_UNLISTED") && !strings.Contains(path, "-unlisted") {
			t.Errorf("%s tells of an unlisted group:\n%s", path, body)
		}
		if found := secret.FindString(body); found != "" {
			t.Errorf("%s holds something like a token: %s", path, found)
		}
	}
	if !told["family"] || !told["recovery"] {
		t.Error("the sides tell nothing at all")
	}
}

// What is private, of the other side or not there has one answer, to the byte.
func TestUnknownPrivateAndOtherSideAnswerAlike(t *testing.T) {
	b := newNoticeboard(t)
	answer := func(path string) string {
		r := b.do("GET", path, "")
		r.Header.Del("X-Request-Id")
		headers, err := json.Marshal(r.Header)
		if err != nil {
			t.Fatal(err)
		}
		return r.Status + string(headers) + strings.ReplaceAll(text(t, r), path, "/PATH")
	}
	asked := 0
	for _, r := range b.engine.Routes() {
		if r.Method != http.MethodGet || !strings.Contains(r.Path, ":group") || strings.HasPrefix(r.Path, "/api/") || strings.HasSuffix(r.Path, "/join") {
			continue // the app's page is the same for every address; see TestOpenDoor…
		}
		of := func(organisation, slug string) string {
			return answer(strings.NewReplacer(":organisation", organisation, ":group", slug).Replace(r.Path))
		}
		mine, other := "recovery", "family"
		if strings.HasPrefix(r.Path, "/family") {
			mine, other = other, mine
		}
		unknown := of("harbor", "none")
		if !strings.HasPrefix(unknown, "404") || !strings.Contains(unknown, "Harbor") && !strings.HasSuffix(r.Path, ".png") {
			t.Errorf("%s: an unknown group is answered %s", r.Path, unknown)
		}
		for _, slug := range []string{mine + "-private", other + "-private", other + "-public", other + "-unlisted"} {
			if got := of("harbor", slug); got != unknown {
				t.Errorf("%s: %s is answered otherwise than what is not there:\n%s\n%s", r.Path, slug, got, unknown)
			}
			asked++
		}
		if got := of("elsewhere", mine+"-public"); !strings.HasPrefix(got, "404") || strings.Contains(got, "Harbor") {
			t.Errorf("%s: an unknown organisation is answered %s", r.Path, got)
		}
	}
	if asked < 20 {
		t.Errorf("only %d addresses were tried", asked)
	}
}

func TestSearchEnginesMayKeepListedPagesOnly(t *testing.T) {
	b := newNoticeboard(t)
	for path, indexed := range map[string]bool{
		"/groups": true, "/groups/harbor": true, "/family": true, "/groups/harbor/recovery-public": true, "/family/harbor/family-public": true,
		"/groups/harbor/recovery-unlisted": false, "/groups?day=1": false, "/groups/harbor/recovery-public/flyer": false,
		"/groups/harbor/recovery-public/join": false, "/groups/widget.html": false, "/groups/harbor/none": false,
	} {
		r := b.do("GET", path, "")
		if got := r.Header.Get("X-Robots-Tag") == "" && !strings.Contains(text(t, r), "noindex"); got != indexed {
			t.Errorf("%s: may be kept %v, want %v", path, got, indexed)
		}
	}
	robots := text(t, b.do("GET", "/robots.txt", ""))
	for _, line := range []string{"Disallow: /api/", "Disallow: /groups/*/join", "Sitemap: https://example.com/sitemap.xml"} {
		if !strings.Contains(robots, line+"\n") {
			t.Errorf("robots.txt lacks %q:\n%s", line, robots)
		}
	}
}

func TestOnlyWidgetsMayBeFramed(t *testing.T) {
	b := newNoticeboard(t)
	framed := 0
	for _, path := range b.paths(t) {
		r := b.do("GET", path, "")
		csp, x := r.Header.Get("Content-Security-Policy"), r.Header.Get("X-Frame-Options")
		may := strings.Contains(csp, "frame-ancestors *") && x == ""
		not := strings.Contains(csp, "frame-ancestors 'none'") && x == "DENY"
		if want := strings.HasSuffix(path, "/widget.html") && r.StatusCode == 200; may != want || not == want {
			t.Errorf("%s: policy %q, X-Frame-Options %q", path, csp, x)
		} else if may {
			framed++
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
	if framed < 4 {
		t.Errorf("%d widgets", framed)
	}
}

func TestEmbedIsForWhatACardMayTell(t *testing.T) {
	b := newNoticeboard(t)
	r := b.do("GET", "/oembed?maxwidth=300&url=https%3A%2F%2Fexample.com%2Fgroups%2Fharbor%2Frecovery-public", "")
	var got struct {
		Version, Type, Title, HTML string
		Width                      int
	}
	if err := json.Unmarshal([]byte(text(t, r)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != "1.0" || got.Type != "rich" || got.Title != "RECOVERY_PUBLIC" || got.Width != 300 ||
		!strings.Contains(got.HTML, `src="https://example.com/groups/harbor/recovery-public/widget.html"`) {
		t.Errorf("embed: %+v", got)
	}
	for _, url := range []string{
		"https://example.com/family/harbor/family-public", "https://example.com/family", "https://example.com/groups/harbor/recovery-unlisted",
		"https://example.com/groups/harbor/family-public", "http://elsewhere.example/groups", "https://example.com/", ":",
	} {
		if r := b.do("GET", "/oembed?url="+url, ""); r.StatusCode != 404 {
			t.Errorf("%s: status %d", url, r.StatusCode)
		}
	}
	if r := b.do("GET", "/oembed?format=xml&url=https://example.com/groups", ""); r.StatusCode != 501 {
		t.Errorf("xml: status %d", r.StatusCode)
	}
}

// A change made here shows at once, and what others changed within seconds.
func TestListingsAreReadAgain(t *testing.T) {
	clock := time.Now()
	reads := 0
	n := newNotices(func(_ context.Context, side meeting.Side) (meeting.Listing, error) {
		reads++
		return meeting.Listing{Side: side, ReadAt: clock}, nil
	}, func() time.Time { return clock })
	ask := func(want int, what string) {
		t.Helper()
		if _, err := n.of(t.Context(), meeting.Sides()[0]); err != nil || reads != want {
			t.Errorf("%s: %d reads, want %d (%v)", what, reads, want, err)
		}
	}
	ask(1, "at first")
	clock = clock.Add(listedFor - time.Millisecond)
	ask(1, "a moment later")
	clock = clock.Add(time.Millisecond)
	ask(2, "after some seconds")
	n.forget()
	ask(3, "after a change")
}

// While one reads, others get what there is, or wait when there is nothing; a
// change that comes meanwhile is not missed, and who asked first may leave.
func TestOneReadsForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reads, release := 0, make(chan struct{})
		n := newNotices(func(ctx context.Context, side meeting.Side) (meeting.Listing, error) {
			reads++
			at := time.Now()
			select {
			case <-release:
				return meeting.Listing{Side: side, ReadAt: at}, nil
			case <-ctx.Done():
				return meeting.Listing{}, ctx.Err()
			}
		}, time.Now)
		ctx, leave := context.WithCancel(t.Context())
		answers := make(chan error, 20)
		for range 20 {
			go func() {
				_, err := n.of(ctx, meeting.Sides()[0])
				answers <- err
			}()
		}
		synctest.Wait()
		leave()
		synctest.Wait()
		n.forget()
		close(release)
		left := 0
		for range 20 {
			if err := <-answers; err != nil {
				left++
			}
		}
		if reads != 1 || left != 19 { // all but the one who reads have left
			t.Errorf("%d reads, %d have left", reads, left)
		}
		if _, err := n.of(t.Context(), meeting.Sides()[0]); err != nil || reads != 2 {
			t.Errorf("after a change while reading: %d reads, %v", reads, err)
		}
		time.Sleep(listedFor)
		release = make(chan struct{})
		go func() {
			_, err := n.of(t.Context(), meeting.Sides()[0])
			answers <- err
		}()
		synctest.Wait()
		if l, err := n.of(t.Context(), meeting.Sides()[0]); err != nil || l.ReadAt.IsZero() || reads != 3 {
			t.Errorf("beside one who reads: %v, %d reads", err, reads)
		}
		close(release)
		if err := <-answers; err != nil {
			t.Error(err)
		}
	})
}
