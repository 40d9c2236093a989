package board

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"warmroom/meeting"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed board.css board.js card.png
var files embed.FS

// Asset is a file that the pages use, under a name that holds a hash of it.
type Asset struct {
	Path, ContentType string
	Body              []byte
}

// Board writes the pages. It may be used from any goroutine; nothing in it
// changes.
type Board struct {
	pages  map[string]*template.Template
	assets []Asset
	paths  map[string]string // of assets, by file name
	texts  map[Language]map[string]text
}

// New reads the templates. Tokens are the colours, sizes and times of the
// design as a style sheet, which the pages begin with (frontend.Tokens).
func New(tokens []byte) (*Board, error) {
	b := &Board{pages: map[string]*template.Template{}, paths: map[string]string{}, texts: map[Language]map[string]text{}}
	for name, contentType := range map[string]string{
		"board.css": "text/css; charset=utf-8", "board.js": "text/javascript; charset=utf-8", "card.png": "image/png",
	} {
		body, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if name == "board.css" {
			body = slices.Concat(tokens, []byte("\n"), body)
		}
		sum := sha256.Sum256(body)
		stem, ext, _ := strings.Cut(name, ".")
		a := Asset{Path: fmt.Sprintf("/board/%s-%s.%s", stem, hex.EncodeToString(sum[:5]), ext), ContentType: contentType, Body: body}
		b.assets, b.paths[name] = append(b.assets, a), a.Path
	}
	for _, name := range []string{"directory", "group", "gone", "flyer", "widget", "resources", "text", "verify", "reminders", "reminder", "offline"} {
		page, err := template.ParseFS(templates, "templates/layout.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		b.pages[name] = page
	}
	for _, l := range Languages() {
		b.texts[l.Code] = map[string]text{}
		for _, name := range textNames() {
			t, err := readText(l.Code, name)
			if err != nil {
				return nil, err
			}
			b.texts[l.Code][name] = t
		}
	}
	return b, nil
}

// Assets lists the files the pages use.
func (b *Board) Assets() []Asset { return b.assets }

// Request says for whom a page is written.
type Request struct {
	Language Language
	Origin   string // "https://rooms.example.org", of this server
	Path     string // of the page
	Query    url.Values
	Now      time.Time
}

// page is what every page has.
type page struct {
	Request
	Title       string // of the tab and the history: says no more than it must
	Description string
	Root        string // of the side; empty for none
	Card        card
	Indexed     bool   // search engines may keep it
	Calendar    string // path of a calendar; empty for none
	Feed        string // path of the meetings feed; empty for none
	News        string // path of the Atom feed; empty for none
	Embed       string // path of the oEmbed answer; empty for none
	JSONLD      template.HTML
	CSS, JS     string
}

// card is the preview that other services make of a link.
type card struct {
	Site, Title, Text, Image string
}

// T says words of the page's language.
func (p page) T(key string, values ...any) string { return p.Language.Say(key, values...) }

// Leave is the plain page that "Leave now" shows.
func (p page) Leave() string {
	if p.Language == Spanish {
		return "/medidas.html"
	}
	return "/measures.html"
}

// P is a path of these pages in the language that was asked for by name.
func (p page) P(path string) string {
	if lang := p.Query.Get("lang"); lang != "" {
		return path + "?" + url.Values{"lang": {lang}}.Encode()
	}
	return path
}

// Here is the address of this page.
func (p page) Here() string { return p.Origin + p.Path }

// Tongue is a language to switch to.
type tongue struct {
	Code Language
	Name string
	Path string
	Here bool
}

// Tongues are the languages, as links to this page in each.
func (p page) Tongues() []tongue {
	var all []tongue
	for _, l := range Languages() {
		q := url.Values{}
		for k, v := range p.Query {
			q[k] = v
		}
		q.Set("lang", string(l.Code))
		all = append(all, tongue{Code: l.Code, Name: l.Name, Path: p.Path + "?" + q.Encode(), Here: l.Code == p.Language})
	}
	return all
}

// begin fills in what every page has.
func (b *Board) begin(r Request, title string) page {
	return page{
		Request: r, Title: title, CSS: b.paths["board.css"], JS: b.paths["board.js"],
		Card: card{Site: title, Title: title, Image: r.Origin + b.paths["card.png"]},
	}
}

// render writes a page.
func (b *Board) render(name string, view any) ([]byte, error) {
	var out bytes.Buffer
	if err := b.pages[name].ExecuteTemplate(&out, "layout.html", view); err != nil {
		return nil, fmt.Errorf("write page %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// linesView are the support lines of an organisation, warmlines first; the two
// kinds are never styled alike.
type linesView struct {
	language Language
	now      time.Time // zero on what is kept for later, where "now" would be untrue
	Title    string
	Kinds    []lineKind
}

type lineKind struct {
	Kind  meeting.LineKind
	Title string
	Lines []meeting.SupportLine
}

// CallLabel says what the link does.
func (v linesView) CallLabel(number string) string {
	return v.language.Say("lines.call", spoken(number))
}

// TextLabel says what the link does.
func (v linesView) TextLabel(number string) string {
	return v.language.Say("lines.text", spoken(number))
}

// OpenLabel says whether a line is answered now, and when that changes, by its
// own clock; empty where nothing is known of it.
func (v linesView) OpenLabel(line meeting.SupportLine) string {
	open, until, known := line.Open.At(v.now)
	if !known || v.now.IsZero() {
		return ""
	}
	zone, err := time.LoadLocation(line.Open.Zone)
	if err != nil {
		return ""
	}
	key := "lines.closed"
	if open {
		key = "lines.open"
	}
	at, l := until.In(zone), v.language
	text := l.clock(at)
	if at.Format(time.DateOnly) != v.now.In(zone).Format(time.DateOnly) {
		text = l.Say("day_and_time", l.date(at), text)
	}
	return l.Say(key, text, l.zone(line.Open.Zone))
}

// lines returns nil where there are none.
func (l Language) lines(lines []meeting.SupportLine, now time.Time) *linesView {
	v := linesView{language: l, now: now, Title: l.Say("lines.title")}
	for _, kind := range []meeting.LineKind{meeting.Warmline, meeting.Crisis} {
		k := lineKind{Kind: kind, Title: l.Say("lines." + string(kind))}
		for _, line := range lines {
			if line.Kind == kind {
				k.Lines = append(k.Lines, line)
			}
		}
		if len(k.Lines) > 0 {
			v.Kinds = append(v.Kinds, k)
		}
	}
	if len(v.Kinds) == 0 {
		return nil
	}
	return &v
}

// spoken is a number as people write it; short codes stay as they are.
func spoken(number string) string {
	if digits, ok := strings.CutPrefix(number, "+1"); ok && len(digits) == 10 {
		return digits[:3] + "-" + digits[3:6] + "-" + digits[6:]
	}
	return number
}

// Gone writes the page of an address at which there is nothing, with the name
// of the organisation, if there is one, and no more.
func (b *Board) Gone(r Request, root, organisation string) ([]byte, error) {
	p := b.begin(r, organisation)
	if organisation == "" {
		p = b.begin(r, r.Language.Say("gone.title"))
	}
	p.Root = root
	return b.render("gone", p)
}
