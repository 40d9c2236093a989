package board

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// guideMeeting is a meeting in the Meeting Guide format
// (github.com/code4recovery/spec). Nothing in it is a person's name, and all
// of it is plain text.
type guideMeeting struct {
	Name             string   `json:"name"`
	Slug             string   `json:"slug"`
	Day              any      `json:"day"` // a number, or several
	Time             string   `json:"time"`
	EndTime          string   `json:"end_time"`
	Timezone         string   `json:"timezone"`
	FormattedAddress string   `json:"formatted_address"`
	Approximate      string   `json:"approximate"`
	Location         string   `json:"location,omitempty"`
	LocationNotes    string   `json:"location_notes,omitempty"`
	ConferenceURL    string   `json:"conference_url,omitempty"`
	ConferenceNotes  string   `json:"conference_url_notes,omitempty"`
	ConferencePhone  string   `json:"conference_phone,omitempty"`
	Types            []string `json:"types"`
	Notes            string   `json:"notes"`
	Group            string   `json:"group"`
	URL              string   `json:"url"`
	Updated          string   `json:"updated"`
	Entity           string   `json:"entity"`
	EntityWebsite    string   `json:"entity_website_url"` // as the format's text says
	EntityURL        string   `json:"entity_url"`         // as its example and its readers do
}

// Guide writes the Meeting Guide feed of a side, or of one organisation on it:
// its groups that meet each week and that somebody can come to from the
// listing, by link, phone or on foot.
func Guide(origin string, l meeting.Listing, o meeting.Organisation, now time.Time) ([]byte, error) {
	all := []guideMeeting{} // an empty feed is a list too
	for i := range l.Groups {
		g := &l.Groups[i]
		if o.ID != "" && g.Group.Organisation != o.ID {
			continue
		}
		if m, ok := guide(origin, l.Side, g, now); ok {
			all = append(all, m)
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("write meetings feed: %w", err)
	}
	return text, nil
}

// guide returns a group as a meeting of the feed, and whether it belongs there.
func guide(origin string, side meeting.Side, g *meeting.ListedGroup, now time.Time) (guideMeeting, bool) {
	p := g.Schedule.Pattern()
	start, ok := g.Schedule.First()
	reached := g.OpenDoor || g.Phone != "" || g.Place.Hybrid()
	if !ok || !p.Weekly() || !reached || g.OnNow(now) == nil && g.Next(now) == nil {
		return guideMeeting{}, false
	}
	path := origin + address(side, *g)
	changed := g.UpdatedAt
	if g.Schedule.ChangedAt.After(changed) {
		changed = g.Schedule.ChangedAt
	}
	organisation := origin + side.Root + "/" + g.Organisation.Slug
	m := guideMeeting{
		Name: g.Name, Slug: guideSlug(g), Day: guideDays(p.Days),
		Time: start.Format("15:04"), EndTime: start.Add(g.Schedule.Duration).Format("15:04"), Timezone: g.Schedule.Zone,
		FormattedAddress: g.Place.Area, Approximate: "yes",
		ConferencePhone: g.Phone, Types: guideTypes(g.Group), Notes: g.WhoMayAttend, Group: g.Name, URL: path,
		Updated: changed.UTC().Format(time.DateTime),
		Entity:  g.Organisation.Name, EntityWebsite: organisation, EntityURL: organisation,
	}
	if g.OpenDoor {
		// The page before the room: nothing has to be opened after it.
		m.ConferenceURL, m.ConferenceNotes = path+"/join", Language(g.Language).Say("group.join.hint")
	}
	if g.Place.Hybrid() {
		m.FormattedAddress, m.Approximate = g.Place.Address, "no"
		m.Location, m.LocationNotes = g.Place.Venue, g.Place.Notes
	}
	return m, true
}

// guideDays is one day as a number and several as a list.
func guideDays(days []time.Weekday) any {
	numbers := make([]int, len(days))
	for i, d := range days {
		numbers[i] = int(d)
	}
	slices.Sort(numbers)
	if len(numbers) == 1 {
		return numbers[0]
	}
	return numbers
}

// guideTypes are the codes of a group: what it chose, and what follows from
// its settings. POA is never among them on the family side, where readers of
// the feed take it for "parents of alcoholics".
func guideTypes(g meeting.Group) []string {
	var types []string
	for _, t := range g.Types.List() {
		types = append(types, string(t))
	}
	types = append(types, map[meeting.Access]string{meeting.Open: "O", meeting.Closed: "C"}[g.Access])
	types = append(types, map[string]string{"en": "EN", "es": "S"}[g.Language])
	if g.CrossTalk == meeting.CrossTalkWelcome {
		types = append(types, "XT")
	}
	if g.Proof && g.Realm != moderation.Family {
		types = append(types, "POA")
	}
	types = slices.DeleteFunc(types, func(t string) bool { return t == "" })
	slices.Sort(types)
	return types
}

// guideSlug names a group among those of all organisations, in 64 characters.
func guideSlug(g *meeting.ListedGroup) string {
	const most = 64
	slug := g.Organisation.Slug + "-" + g.Slug
	if len(slug) <= most {
		return slug
	}
	sum := sha256.Sum256([]byte(slug))
	return slug[:most-9] + "-" + hex.EncodeToString(sum[:4])
}
