package board

import (
	"encoding/json"
	"fmt"
	"html"

	qrcode "github.com/skip2/go-qrcode"

	"warmroom/meeting"
)

// qrSide is the side of the picture in pixels.
const qrSide = 512

// QR draws an address to scan, as PNG.
func QR(address string) ([]byte, error) {
	png, err := qrcode.Encode(address, qrcode.Medium, qrSide)
	if err != nil {
		return nil, fmt.Errorf("draw address: %w", err)
	}
	return png, nil
}

type flyerView struct {
	page
	Group        meeting.PublicGroup
	Organisation string
	Rhythm       string
	ZoneName     string
	QR, Address  string
}

// Flyer writes a page to print and hang up.
func (b *Board) Flyer(g GroupPage) ([]byte, error) {
	path := address(g.Side, g.Group.ListedGroup)
	v := flyerView{
		page: b.begin(g.Request, g.Group.Organisation.Name), Group: g.Group, Organisation: g.Group.Organisation.Name,
		Rhythm: Language(g.Group.Language).rhythm(g.Group.Schedule), QR: path + "/qr.png", Address: g.Origin + path,
	}
	if g.Group.Schedule.Zone != "" {
		v.ZoneName = g.Language.zone(g.Group.Schedule.Zone)
	}
	return b.render("flyer", v)
}

// widgetShown is how many groups a widget shows.
const widgetShown = 8

type widgetView struct {
	page
	Heading string
	Rows    []row
	None    bool
	All     string
}

// Widget writes a small list for another site to frame, of some groups of one
// side; all is the path of the whole list.
func (b *Board) Widget(d Directory, all string) ([]byte, error) {
	v := widgetView{page: b.begin(d.Request, d.Language.Say("widget.title")), All: all}
	v.Heading = d.Language.Say(kindOfSide(d.Listing.Side) + ".title")
	groups := d.Listing.Groups
	if d.Organisation.ID != "" {
		groups = ofOrganisation(groups, d.Organisation.ID)
		v.Heading = d.Organisation.Name
	}
	fitting, _ := d.filter(groups)
	v.None = len(fitting) == 0
	for _, g := range d.inOrder(fitting)[:min(widgetShown, len(fitting))] {
		v.Rows = append(v.Rows, d.row(g))
	}
	return b.render("widget", v)
}

// oEmbed is an answer by oembed.com, version 1.0.
type oEmbed struct {
	Version  string `json:"version"`
	Type     string `json:"type"`
	Provider string `json:"provider_name"`
	Home     string `json:"provider_url"`
	Title    string `json:"title"`
	HTML     string `json:"html"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	CacheFor int    `json:"cache_age"` // seconds
}

// Embed answers how another site can show a widget, which is at a path.
func Embed(origin, widget, provider, title string, width, height int) ([]byte, error) {
	if width < 200 || width > 800 {
		width = 480
	}
	if height < 200 || height > 1200 {
		height = 560
	}
	frame := fmt.Sprintf(`<iframe src="%s" title="%s" width="%d" height="%d" referrerpolicy="no-referrer" loading="lazy" sandbox="allow-scripts allow-popups"></iframe>`,
		html.EscapeString(origin+widget), html.EscapeString(title), width, height)
	text, err := json.Marshal(oEmbed{
		Version: "1.0", Type: "rich", Provider: provider, Home: origin, Title: title, HTML: frame, Width: width, Height: height, CacheFor: 3600,
	})
	if err != nil {
		return nil, fmt.Errorf("write embed: %w", err)
	}
	return text, nil
}
