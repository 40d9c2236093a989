package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"warmroom/board"
	"warmroom/fault"
	"warmroom/meeting"
)

// cacheShort is for feeds, which may be half a minute old. Pages are asked for
// again each time: what was hidden is to be gone at once.
const cacheShort = "public, max-age=30"

// public serves what strangers read. Each side of the house has routes of its
// own; what one of them is asked of the other side, it answers like anything
// that is not there.
type public struct {
	*API
	board   *board.Board
	notices *notices
	written *written
	askedBy *sourceLimit // for letters that remind, by who asks
}

// mountPublic adds the pages, feeds and files for strangers.
func (a *API) mountPublic() (*public, error) {
	b, err := board.New(a.cfg.Tokens)
	if err != nil {
		return nil, err
	}
	p := &public{API: a, board: b, notices: a.notices, written: newWritten()}
	for _, asset := range b.Assets() {
		p.get(a.engine, asset.Path, func(c *gin.Context) {
			shared(c)
			p.send(c, http.StatusOK, asset.ContentType, cacheForever, asset.Body)
		})
	}
	pages := a.engine.Group("/", packLarge)
	for _, side := range meeting.Sides() {
		p.mountSide(pages, side)
	}
	p.mountReminders(pages)
	recovery := meeting.Sides()[0]
	p.get(pages, "/meetings.json", p.guide(recovery))
	p.get(pages, "/sitemap.xml", p.sitemap(recovery, append([]string{"/", recovery.Root}, board.TextPaths()...)...))
	p.get(pages, "/robots.txt", p.robots)
	p.get(pages, "/resources", p.resources)
	p.get(pages, "/resources/:article", p.resource)
	p.get(pages, "/offline", p.offline)
	p.get(pages, "/oembed", p.embed)
	p.get(pages, "/calendar/:token", p.staffCalendar)
	p.mountCheck(a.engine)
	return p, nil
}

func (p *public) mountSide(r gin.IRoutes, side meeting.Side) {
	root, organisation, group := side.Root, side.Root+"/:organisation", side.Root+"/:organisation/:group"
	for _, list := range []string{root, organisation} {
		p.get(p.engine, list, p.directory(side)) // packs by itself
		p.get(r, list+"/meetings.json", p.guide(side))
		p.get(r, list+"/calendar.ics", p.calendar(side))
		p.get(r, list+"/feed.atom", p.news(side, "application/atom+xml; charset=utf-8", board.News.Atom))
		p.get(r, list+"/feed.rss", p.news(side, "application/rss+xml; charset=utf-8", board.News.RSS))
		p.get(r, list+"/widget.html", p.widget(side))
	}
	p.get(r, group, p.group(side))
	p.get(r, group+"/calendar.ics", p.groupCalendar(side))
	p.get(r, group+"/flyer", p.flyer(side))
	p.get(r, group+"/qr.png", p.qr(side))
	p.get(r, group+"/widget.html", p.groupWidget(side))
	p.get(r, root+"/sitemap.xml", p.sitemap(side, root))
}

func (p *public) get(r gin.IRoutes, path string, f gin.HandlerFunc) {
	r.GET(path, f)
	r.HEAD(path, f)
}

// request says for whom a page is written.
func (p *public) request(c *gin.Context) board.Request {
	c.Writer.Header().Add("Vary", "Accept-Language")
	return board.Request{
		Language: board.ChooseLanguage(c.Query("lang"), c.GetHeader("Accept-Language")),
		Origin:   p.origin(c), Path: c.Request.URL.Path, Query: c.Request.URL.Query(), Now: p.cfg.Now(),
	}
}

// origin is the address of this server as browsers see it.
func (p *public) origin(c *gin.Context) string {
	return p.API.origin(originOf(c.Request.TLS != nil, c.Request.Host))
}

// send answers with a body that is written at once.
func (p *public) send(c *gin.Context, status int, contentType, cache string, body []byte) {
	c.Header("Content-Type", contentType)
	c.Header("Cache-Control", cache)
	c.Status(status)
	_, _ = c.Writer.Write(body) // a failure means that the reader is gone
}

// page answers with a page; indexed ones may be kept by search engines.
func (p *public) page(c *gin.Context, indexed bool, body []byte, err error) {
	if err != nil {
		p.failed(c, "", err)
		return
	}
	if indexed {
		c.Writer.Header().Del("X-Robots-Tag")
	}
	p.send(c, http.StatusOK, "text/html; charset=utf-8", cacheChecked, body)
}

// feed answers with something for other programs, also on other sites.
func (p *public) feed(c *gin.Context, contentType string, body []byte, err error) {
	if err != nil {
		p.failed(c, "", err)
		return
	}
	shared(c)
	p.send(c, http.StatusOK, contentType, cacheShort, body)
}

// shared lets other sites read an answer; it is the same for everybody.
func shared(c *gin.Context) {
	c.Header("Access-Control-Allow-Origin", "*")
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
}

// failed answers with a page that says what is wrong. Of what is not there it
// tells no more than the name of the organisation in the address.
func (p *public) failed(c *gin.Context, root string, err error) {
	if fault.KindOf(err) != fault.NotFound {
		p.broken(c, err)
		return
	}
	name := ""
	if slug := c.Param("organisation"); slug != "" {
		if o, err := p.cfg.Meetings.PublicOrganisation(c.Request.Context(), slug); err == nil {
			name = o.Name
		}
	}
	body, err := p.board.Gone(p.request(c), root, name)
	if err != nil {
		p.broken(c, err)
		return
	}
	p.send(c, http.StatusNotFound, "text/html; charset=utf-8", cacheNever, body)
}

// nothing answers where there is no page.
func (p *public) nothing(c *gin.Context) { p.failed(c, "", errNotFound) }

// broken answers with a problem, and logs it.
func (p *public) broken(c *gin.Context, err error) {
	if problem, ok := errors.AsType[*Problem](p.fail(c.Request.Context(), err)); ok {
		refuse(c, problem)
	}
}

// listing reads what a side lists, and the organisation of the address, if it
// names one. It reports false when it has answered.
func (p *public) listing(c *gin.Context, side meeting.Side) (l meeting.Listing, o meeting.Organisation, ok bool) {
	var err error
	if slug := c.Param("organisation"); slug != "" {
		o, err = p.cfg.Meetings.PublicOrganisation(c.Request.Context(), slug)
	}
	if err == nil {
		l, err = p.notices.of(c.Request.Context(), side)
	}
	if err != nil {
		p.failed(c, side.Root, err)
		return l, o, false
	}
	return l, o, true
}

func (p *public) directory(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		l, o, ok := p.listing(c, side)
		if !ok {
			return
		}
		r := p.request(c)
		page, err := p.written.page(pageKey{
			path: r.Path, query: r.Query.Encode(), language: string(r.Language), origin: r.Origin,
			minute: r.Now.Truncate(time.Minute), listed: l.ReadAt,
		}, func() ([]byte, error) {
			return p.board.Directory(board.Directory{Request: r, Listing: l, Organisation: o})
		})
		if err != nil {
			p.failed(c, side.Root, err)
			return
		}
		if len(r.Query) == 0 {
			c.Writer.Header().Del("X-Robots-Tag")
		}
		page.send(c, http.StatusOK, cacheChecked)
	}
}

// found reads the group of an address. It reports false when it has answered.
func (p *public) found(c *gin.Context, side meeting.Side) (g board.GroupPage, ok bool) {
	group, err := p.cfg.Meetings.PublicGroup(c.Request.Context(), side, c.Param("organisation"), c.Param("group"))
	if err != nil {
		p.failed(c, side.Root, err)
		return g, false
	}
	return board.GroupPage{Request: p.request(c), Side: side, Group: group, CanRemind: p.cfg.Meetings.HasPost()}, true
}

func (p *public) group(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		if g, ok := p.found(c, side); ok {
			body, err := p.board.Group(g)
			p.page(c, side.Listed(g.Group.Group), body, err)
		}
	}
}

func (p *public) flyer(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		if g, ok := p.found(c, side); ok {
			body, err := p.board.Flyer(g)
			p.page(c, false, body, err)
		}
	}
}

func (p *public) qr(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		if g, ok := p.found(c, side); ok {
			body, err := board.QR(g.Origin + strings.TrimSuffix(g.Path, "/qr.png"))
			if err != nil {
				p.failed(c, side.Root, err)
				return
			}
			p.send(c, http.StatusOK, "image/png", cacheShort, body)
		}
	}
}

// lines are the support lines of all organisations here, each once.
func (p *public) lines(c *gin.Context) ([]meeting.SupportLine, error) {
	organisations, err := p.cfg.Meetings.Organisations(c.Request.Context())
	var all []meeting.SupportLine
	for _, o := range organisations {
		for _, l := range o.SupportLines() {
			if !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	return all, err
}

// pointers are where the organisations here point people to.
func (p *public) pointers(c *gin.Context) ([]meeting.Resource, error) {
	organisations, err := p.cfg.Meetings.Organisations(c.Request.Context())
	var all []meeting.Resource
	for _, o := range organisations {
		all = append(all, o.Resources...)
	}
	return all, err
}

func (p *public) resources(c *gin.Context) {
	own, err := p.pointers(c)
	if err != nil {
		p.failed(c, "", err)
		return
	}
	lines, err := p.lines(c)
	if err != nil {
		p.failed(c, "", err)
		return
	}
	r := p.request(c)
	body, err := p.board.Resources(r, lines, own)
	p.page(c, len(r.Query) == 0, body, err)
}

// offline answers with the page that devices keep; see frontend/public/sw.js.
func (p *public) offline(c *gin.Context) {
	lines, err := p.lines(c)
	if err != nil {
		p.failed(c, "", err)
		return
	}
	body, err := p.board.Offline(p.request(c), lines)
	p.page(c, false, body, err)
}

func (p *public) resource(c *gin.Context) {
	lines, err := p.lines(c)
	if err != nil {
		p.failed(c, "", err)
		return
	}
	r := p.request(c)
	body, ok, err := p.board.Text(r, c.Param("article"), lines)
	if err == nil && !ok {
		err = errNotFound
	}
	p.page(c, len(r.Query) == 0, body, err)
}
