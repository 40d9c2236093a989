package board

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"warmroom/meeting"
)

// guideCodes are all types of the Meeting Guide format (code4recovery/spec,
// data/types.json at 404117a).
const guideCodes = "11 12x12 A ABSI AF AL AL-AN AM AR ASL B BA BE BG BI BRK C CAN CF D DA DB DD DE DR EL EN FA FI FF FR G GR H HE HI HR HU " +
	"IS ITA JA KA KOR L LGBTQ LIT LS LT M MED ML MT N NB NDG NE NL NO O OUT P POA POC POL POR PUN RUS S SEN SK SL SM SP ST SV T TC TH TL TR " +
	"TUR UK W X XB XT Y"

// feed writes a feed and reads it back.
func feed(t *testing.T, groups ...meeting.ListedGroup) []map[string]any {
	t.Helper()
	text, err := Guide("https://rooms.example.org", meeting.Listing{Side: meeting.Sides()[0], Groups: groups}, meeting.Organisation{}, now)
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	if err := json.Unmarshal(text, &all); err != nil || all == nil {
		t.Fatalf("the feed is no list: %v in %s", err, text)
	}
	return all
}

// rules are what the format asks of each field.
var rules = map[string]func(value any) bool{
	"name":                 func(v any) bool { return plain(v, 255) },
	"slug":                 func(v any) bool { return regexp.MustCompile(`^[a-z0-9-]{1,64}$`).MatchString(v.(string)) },
	"day":                  validDay,
	"time":                 func(v any) bool { return regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`).MatchString(v.(string)) },
	"end_time":             func(v any) bool { return regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`).MatchString(v.(string)) },
	"timezone":             func(v any) bool { _, err := time.LoadLocation(v.(string)); return err == nil && v != "" },
	"formatted_address":    func(v any) bool { return plain(v, 255) && v != "" },
	"approximate":          func(v any) bool { return v == "yes" || v == "no" },
	"location":             func(v any) bool { return plain(v, 255) },
	"location_notes":       func(v any) bool { return plain(v, 500) },
	"conference_url":       absolute,
	"conference_url_notes": func(v any) bool { return plain(v, 500) },
	"conference_phone": func(v any) bool {
		// The cleaning that TSML-UI does must leave it as it is, and long enough.
		return regexp.MustCompile(`[^\d,+#*]`).ReplaceAllString(v.(string), "") == v && len(v.(string)) >= 10
	},
	"types": func(v any) bool {
		for _, c := range v.([]any) {
			if !slices.Contains(strings.Fields(guideCodes), c.(string)) || c == "POA" {
				return false
			}
		}
		return true
	},
	"notes": func(v any) bool { return plain(v, 500) },
	"group": func(v any) bool { return plain(v, 255) },
	"url":   absolute, "entity_website_url": absolute, "entity_url": absolute,
	"updated": func(v any) bool { _, err := time.Parse("2006-01-02 15:04:05", v.(string)); return err == nil },
	"entity":  func(v any) bool { return plain(v, 255) },
}

func plain(v any, most int) bool {
	text, ok := v.(string)
	return ok && len([]rune(text)) <= most && !strings.ContainsAny(text, "\r\n\t") && !regexp.MustCompile(`</?[a-z]`).MatchString(text)
}

func absolute(v any) bool {
	u, err := url.Parse(v.(string))
	return err == nil && u.Scheme == "https" && u.Host == "rooms.example.org" && u.Fragment == "" && u.RawQuery == ""
}

func validDay(v any) bool {
	days, several := v.([]any)
	if !several {
		days = []any{v}
	}
	for _, d := range days {
		if n, ok := d.(float64); !ok || n != float64(int(n)) || n < 0 || n > 6 {
			return false
		}
	}
	return len(days) > 0 && (!several || len(days) > 1)
}

func plainCircle() meeting.ListedGroup {
	g := circle().ListedGroup
	g.Name = "Circle of hope"
	return g
}

func TestGuideKeepsTheRulesOfItsFormat(t *testing.T) {
	daily, hybrid, spanish := plainCircle(), plainCircle(), plainCircle()
	daily.Slug, daily.Schedule.Rule, daily.Schedule.Start = strings.Repeat("a", 64), "FREQ=DAILY", "2026-03-03T23:30"
	hybrid.Slug, hybrid.Place = "hall", meeting.Place{Area: "New Haven, CT, USA", Address: "1 Main St, New Haven, CT, USA", Venue: "Hall", Notes: "Ring twice."}
	spanish.Slug, spanish.Language, spanish.Access, spanish.CrossTalk, spanish.Types = "tarde", "es", meeting.Closed, meeting.CrossTalkNone, meeting.TypesOf(meeting.TypeCodes())
	all := feed(t, plainCircle(), daily, hybrid, spanish)
	slugs := map[any]bool{}
	for _, m := range all {
		for field, value := range m {
			rule, ok := rules[field]
			if !ok {
				t.Errorf("the format knows no field %q", field)
			} else if !rule(value) {
				t.Errorf("%v: %s is %v", m["slug"], field, value)
			}
		}
		for _, field := range []string{"name", "slug", "day", "time", "end_time", "timezone", "formatted_address", "types", "updated"} {
			if m[field] == nil || m[field] == "" {
				t.Errorf("%v lacks %s", m["slug"], field)
			}
		}
		slugs[m["slug"]] = true
	}
	if len(all) != 4 || len(slugs) != 4 {
		t.Fatalf("%d meetings with %d slugs", len(all), len(slugs))
	}
	first := all[0]
	for field, want := range map[string]any{
		"day": 2.0, "time": "19:00", "end_time": "20:00", "timezone": "America/New_York", "approximate": "yes", "formatted_address": "New Haven, CT, USA",
		"conference_url": "https://rooms.example.org/groups/harbor/circle/join", "conference_phone": "+12025550143,,99#", "slug": "harbor-circle",
		"updated": "2026-03-09 23:30:00",
	} {
		if first[field] != want {
			t.Errorf("%s is %v, want %v", field, first[field], want)
		}
	}
	types := func(m map[string]any) string {
		text, err := json.Marshal(m["types"])
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if types(first) != `["BE","D","EN","O","XT"]` || strings.Contains(types(all[3]), `"XT"`) || !strings.Contains(types(all[3]), `"C"`) || !strings.Contains(types(all[3]), `"S"`) {
		t.Errorf("types are %s and %s", types(first), types(all[3]))
	}
	if days := all[1]["day"].([]any); len(days) != 7 || all[1]["end_time"] != "00:30" {
		t.Errorf("daily: day %v, end %v", days, all[1]["end_time"])
	}
	if all[2]["approximate"] != "no" || all[2]["location"] != "Hall" {
		t.Errorf("in person: %v", all[2])
	}
}

func TestGuideLeavesOutWhatItsReadersCanNotUse(t *testing.T) {
	for what, change := range map[string]func(*meeting.ListedGroup){
		"a monthly group":                  func(g *meeting.ListedGroup) { g.Schedule.Rule = "FREQ=MONTHLY;BYDAY=2TU" },
		"every other week":                 func(g *meeting.ListedGroup) { g.Schedule.Rule = "FREQ=WEEKLY;INTERVAL=2" },
		"a one-off":                        func(g *meeting.ListedGroup) { g.Schedule.Rule = "" },
		"a group without a schedule":       func(g *meeting.ListedGroup) { g.Schedule = meeting.Schedule{} },
		"a group that meets no more":       func(g *meeting.ListedGroup) { g.Meetings = nil },
		"a group nobody can reach by this": func(g *meeting.ListedGroup) { g.OpenDoor, g.Phone = false, "" },
	} {
		g := plainCircle()
		change(&g)
		if all := feed(t, g); len(all) != 0 {
			t.Errorf("%s is in the feed: %v", what, all)
		}
	}
	if all := feed(t); len(all) != 0 {
		t.Errorf("nothing gives %v", all)
	}
}
