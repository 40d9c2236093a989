package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"warmroom/board"
	"warmroom/meeting"
)

const calendarType = "text/calendar; charset=utf-8"

func (p *public) guide(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		if l, o, ok := p.listing(c, side); ok {
			body, err := board.Guide(p.origin(c), l, o, p.cfg.Now())
			p.feed(c, "application/json", body, err)
		}
	}
}

func (p *public) news(side meeting.Side, contentType string, write func(board.News, string) ([]byte, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		if l, o, ok := p.listing(c, side); ok {
			r := p.request(c)
			body, err := write(board.News{Request: r, Listing: l, Organisation: o}, r.Path[:strings.LastIndex(r.Path, "/")])
			p.feed(c, contentType, body, err)
		}
	}
}

func (p *public) calendar(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		l, o, ok := p.listing(c, side)
		if !ok {
			return
		}
		groups, err := p.cfg.Meetings.WithDates(c.Request.Context(), l, o.ID)
		if err != nil {
			p.failed(c, side.Root, err)
			return
		}
		r := p.request(c)
		name := o.Name
		if name == "" {
			name = r.Language.Say("widget.title")
		}
		p.feed(c, calendarType, board.Calendar{Request: r, Side: side, Name: name, Groups: groups}.Calendar(), nil)
	}
}

func (p *public) groupCalendar(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		if g, ok := p.found(c, side); ok {
			cal := board.Calendar{Request: g.Request, Side: side, Name: g.Group.Organisation.Name, Groups: []meeting.PublicGroup{g.Group}}
			c.Header("Content-Disposition", `attachment; filename="group.ics"`)
			p.feed(c, calendarType, cal.Calendar(), nil)
		}
	}
}

// widget answers with the one kind of page that other sites may frame. There
// is nothing in it to be tricked into pressing.
func (p *public) widget(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		if l, o, ok := p.listing(c, side); ok {
			p.framed(c, board.Directory{Request: p.request(c), Listing: l, Organisation: o})
		}
	}
}

func (p *public) groupWidget(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		g, ok := p.found(c, side)
		if !ok {
			return
		}
		if !side.Listed(g.Group.Group) {
			p.failed(c, side.Root, errNotFound)
			return
		}
		l := meeting.Listing{Side: side, Groups: []meeting.ListedGroup{g.Group.ListedGroup}}
		p.framed(c, board.Directory{Request: g.Request, Listing: l, Organisation: g.Group.Organisation})
	}
}

func (p *public) framed(c *gin.Context, d board.Directory) {
	body, err := p.board.Widget(d, strings.TrimSuffix(d.Path, "/widget.html"))
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors *", 1))
	h.Del("X-Frame-Options")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	p.page(c, false, body, err)
}

// embed answers oEmbed for the lists and groups of which a preview may tell.
func (p *public) embed(c *gin.Context) {
	if format := c.Query("format"); format != "" && format != "json" {
		c.Status(http.StatusNotImplemented) // as oembed.com, 2.3.2 asks for
		return
	}
	target, err := url.Parse(c.Query("url"))
	if err != nil || target.Scheme+"://"+target.Host != p.origin(c) {
		p.failed(c, "", errNotFound)
		return
	}
	title, err := p.embedded(c, strings.Trim(target.Path, "/"))
	if err != nil {
		p.failed(c, "", err)
		return
	}
	width, _ := strconv.Atoi(c.Query("maxwidth")) // what can't be read is no wish
	height, _ := strconv.Atoi(c.Query("maxheight"))
	body, err := board.Embed(p.origin(c), "/"+strings.Trim(target.Path, "/")+"/widget.html", title.provider, title.own, width, height)
	p.feed(c, "application/json", body, err)
}

type embedTitle struct{ provider, own string }

// embedded names what an address shows; NotFound for what is not to be told.
func (p *public) embedded(c *gin.Context, path string) (embedTitle, error) {
	for _, side := range meeting.Sides() {
		parts := strings.Split(path, "/")
		if "/"+parts[0] != side.Root || side.Realm != meeting.KindRecovery.Realm() || len(parts) > 3 {
			continue
		}
		if len(parts) == 1 {
			title := p.request(c).Language.Say("groups.title")
			return embedTitle{title, title}, nil
		}
		o, err := p.cfg.Meetings.PublicOrganisation(c.Request.Context(), parts[1])
		if err != nil || len(parts) == 2 {
			return embedTitle{o.Name, o.Name}, err
		}
		g, err := p.cfg.Meetings.PublicGroup(c.Request.Context(), side, parts[1], parts[2])
		if err == nil && !side.Card(g.Group) {
			err = errNotFound
		}
		return embedTitle{o.Name, g.Name}, err
	}
	return embedTitle{}, errNotFound
}

func (p *public) sitemap(side meeting.Side, others ...string) gin.HandlerFunc {
	return func(c *gin.Context) {
		l, err := p.notices.of(c.Request.Context(), side)
		if err != nil {
			p.failed(c, "", err)
			return
		}
		body, err := board.Sitemap(p.origin(c), l, others...)
		p.feed(c, "application/xml", body, err)
	}
}

func (p *public) robots(c *gin.Context) {
	p.send(c, http.StatusOK, "text/plain; charset=utf-8", cacheShort, board.Robots(p.origin(c)))
}

// staffCalendar answers a member of staff's calendar program, which knows
// nothing but the address.
func (p *public) staffCalendar(c *gin.Context) {
	token, ok := strings.CutSuffix(c.Param("token"), ".ics")
	own, err := p.cfg.Meetings.StaffCalendar(c.Request.Context(), meeting.Token(token))
	if err == nil && !ok {
		err = errNotFound
	}
	if err != nil {
		p.failed(c, "", err)
		return
	}
	r := p.request(c)
	cal := board.Calendar{Request: r, Name: r.Language.Say("widget.title"), Groups: own.Groups, Open: own.Names, Staff: true}
	p.send(c, http.StatusOK, calendarType, "private, no-cache", cal.Calendar())
}
