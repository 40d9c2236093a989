package board

import (
	"strings"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/meeting/meetingtest"
)

// prose is everything a text says, as sentences.
func (t text) prose() string {
	var all []string
	add := func(s string) { all = append(all, strings.TrimRight(s, ".?!")+".") }
	add(t.Lead)
	for _, s := range t.Sections {
		for _, b := range s.Blocks {
			for _, line := range append(b.Items, b.Text) {
				if line != "" {
					add(line)
				}
			}
		}
	}
	return strings.Join(all, " ")
}

func TestTextsAreWholeInBothLanguagesAndPlain(t *testing.T) {
	b := newBoard(t)
	for _, name := range textNames() {
		en, es := b.texts[English][name], b.texts[Spanish][name]
		if en.Title == "" || en.Lead == "" || es.Title == "" || es.Lead == "" || en.Title == es.Title {
			t.Errorf("%s: %q, %q", name, en.Title, es.Title)
		}
		if len(en.Sections) != len(es.Sections) || len(en.Sections) < 2 {
			t.Errorf("%s: %d and %d sections", name, len(en.Sections), len(es.Sections))
		}
		for i := range min(len(en.Sections), len(es.Sections)) {
			if len(en.Sections[i].Blocks) != len(es.Sections[i].Blocks) || len(en.Sections[i].Blocks) == 0 {
				t.Errorf("%s, %q: other parts than %q", name, en.Sections[i].Title, es.Sections[i].Title)
			}
		}
		if g := meetingtest.Grade(en.prose()); g > 6 {
			t.Errorf("%s reads at grade %.1f", name, g)
		}
		if e := meetingtest.Ease(es.prose()); e < 65 {
			t.Errorf("%s reads at %.1f in Spanish, want 65 at least (fairly easy)", name, e)
		}
		if w := unkind.FindString(en.prose() + es.prose()); w != "" {
			t.Errorf("%s says %q", name, w)
		}
	}
}

func TestResourcesLeadToListsAndToNoGroup(t *testing.T) {
	lines := []meeting.SupportLine{
		{Kind: meeting.Crisis, Name: "988", Call: "988", Text: "988", Hours: "24 hours"},
		{Kind: meeting.Warmline, Name: "Harbor Warmline", Call: "+12025550142"},
	}
	own := []meeting.Resource{
		{Title: "Food & shelter", URL: "https://food.example.org/?a=1&b=2", About: "Open on weekdays.", Language: "en"},
		{Title: "Despensa", URL: "https://food.example.org/es", Language: "es"},
	}
	body, err := newBoard(t).Resources(request("/resources", ""), lines, own)
	if err != nil {
		t.Fatal(err)
	}
	has(t, string(body), `href="/groups"`, `href="/family"`, "!/groups/", "!/family/", `href="/resources/course-calm-evening"`,
		`href="tel:988"`, `href="sms:988"`, "Call 202-555-0142", "!noindex",
		`<a href="https://food.example.org/?a=1&amp;b=2" rel="noopener noreferrer">Food &amp; shelter</a>`, "!Despensa")
	if strings.Index(string(body), `lines warmline`) > strings.Index(string(body), `lines crisis`) {
		t.Error("warmlines do not come first")
	}
}

func TestCoursesCanBeReadWithoutScript(t *testing.T) {
	b := newBoard(t)
	body, ok, err := b.Text(request("/resources/course-calm-evening", ""), "course-calm-evening", nil)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	has(t, string(body), "Step 1: Slow your breath", "Step 3: Reach out", `data-course="course-calm-evening"`, "!<form")
	if _, ok, err := b.Text(request("/", ""), "../words_en", nil); ok || err != nil {
		t.Error("a text that there is not")
	}
}

func TestWhatIsKeptForLaterDoesNotSayNow(t *testing.T) {
	hours := meeting.OpenHours{Opens: "00:00", Closes: "00:00", Zone: "UTC"}
	body, err := newBoard(t).Offline(request("/offline", ""), []meeting.SupportLine{
		{Kind: meeting.Warmline, Name: "Harbor Warmline", Call: "+12025550142", Open: hours},
	})
	if err != nil {
		t.Fatal(err)
	}
	has(t, string(body), "Harbor Warmline", "!Open now")
}

func TestLinesSayWhetherTheyAreOpen(t *testing.T) {
	hours := meeting.OpenHours{Opens: "09:00", Closes: "21:00", Days: "12345", Zone: "America/New_York"}
	lines := []meeting.SupportLine{{Kind: meeting.Warmline, Name: "Harbor Warmline", Call: "+12025550142", Open: hours}}
	for at, want := range map[string]string{
		"2026-03-06T13:59:00Z": "Not open now. Opens 9:00 AM, New York time",
		"2026-03-06T14:00:00Z": "Open now, until 9:00 PM, New York time",
		"2026-03-07T01:59:00Z": "Open now, until 9:00 PM, New York time",
		"2026-03-07T02:00:00Z": "Not open now. Opens Monday, March 9, 9:00 AM, New York time", // over the change to summer time
	} {
		r := request("/resources", "")
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		r.Now = now
		body, err := newBoard(t).Resources(r, lines, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(body), want) {
			t.Errorf("at %s there is no %q in\n%s", at, want, body)
		}
	}
}
