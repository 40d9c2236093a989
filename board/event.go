package board

import (
	"encoding/json"
	"html/template"
	"net/url"
	"strings"
	"time"

	"warmroom/meeting"
)

// eventsShown is how many meetings search engines are told of.
const eventsShown = 4

// event is a meeting in the words of schema.org.
type event struct {
	Context        string        `json:"@context"`
	Type           string        `json:"@type"`
	Name           string        `json:"name"`
	Description    string        `json:"description"`
	StartDate      string        `json:"startDate"`
	EndDate        string        `json:"endDate"`
	PreviousStart  string        `json:"previousStartDate,omitempty"`
	Status         string        `json:"eventStatus"`
	AttendanceMode string        `json:"eventAttendanceMode"`
	Location       []eventPlace  `json:"location"`
	Organizer      eventOrganise `json:"organizer"`
	Language       string        `json:"inLanguage"`
	Free           bool          `json:"isAccessibleForFree"`
	URL            string        `json:"url"`
}

type eventPlace struct {
	Type    string `json:"@type"`
	Name    string `json:"name,omitempty"`
	URL     string `json:"url,omitempty"`
	Address string `json:"address,omitempty"`
}

type eventOrganise struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// events are the next meetings as JSON-LD in a script element. encoding/json
// escapes what could end the element.
func (g GroupPage) events() template.HTML {
	var all []event
	for _, m := range g.Group.Meetings {
		if len(all) < eventsShown && m.EndsAt.After(g.Now) && m.Status != meeting.Ended {
			all = append(all, g.event(m))
		}
	}
	if len(all) == 0 {
		return ""
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "" // there is nothing in it that can't be written
	}
	return template.HTML(`<script type="application/ld+json">` + string(text) + `</script>`)
}

func (g GroupPage) event(m meeting.Meeting) event {
	const schema = "https://schema.org/"
	zone, path := g.Group.Zone(), g.Origin+address(g.Side, g.Group.ListedGroup)
	e := event{
		Context: "https://schema.org", Type: "Event", Name: g.Group.Name, Description: g.Group.WhoMayAttend,
		StartDate: m.StartsAt.In(zone).Format(time.RFC3339), EndDate: m.EndsAt.In(zone).Format(time.RFC3339),
		Status: schema + "EventScheduled", AttendanceMode: schema + "OnlineEventAttendanceMode",
		Location:  []eventPlace{{Type: "VirtualLocation", URL: path}},
		Organizer: eventOrganise{Type: "Organization", Name: g.Group.Organisation.Name, URL: g.Origin + g.Side.Root + "/" + g.Group.Organisation.Slug},
		Language:  g.Group.Language, Free: true, URL: path,
	}
	if g.Group.Place.Hybrid() {
		e.AttendanceMode = schema + "MixedEventAttendanceMode"
		e.Location = append(e.Location, eventPlace{Type: "Place", Name: g.Group.Place.Venue, Address: g.Group.Place.Address})
	}
	switch {
	case m.Status == meeting.Cancelled:
		e.Status = schema + "EventCancelled"
	case !m.MovedFrom.IsZero():
		e.Status, e.PreviousStart = schema+"EventRescheduled", m.MovedFrom.In(zone).Format(time.RFC3339)
	}
	return e
}

func escape(s string) string { return url.QueryEscape(s) }

// dialled is a number with what a phone sends after it, as a tel: link has it.
func dialled(phone string) string { return strings.ReplaceAll(phone, "#", "%23") }
