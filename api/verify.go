package api

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"warmroom/board"
	"warmroom/fault"
	"warmroom/meeting"
)

// letterChecks lets a court look at a pile of letters, and nobody guess.
var letterChecks = allowance{every: 2 * time.Second, burst: 60}

// maxForm is the largest form, in bytes.
const maxForm = 4 << 10

// mountCheck adds the pages on which letters are checked. They work without
// JavaScript, are kept by nobody, and what is typed there reaches no log.
func (p *public) mountCheck(r gin.IRoutes) {
	tries := newSourceLimit(letterChecks, p.cfg.Now)
	counted := func(c *gin.Context) {
		if wait := tries.take(c.ClientIP()); wait > 0 {
			c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			p.check(c, http.StatusTooManyRequests, board.Check{State: board.CheckWait})
			c.Abort()
		}
	}
	r.GET(board.CheckPath, forms, p.checkAsk)
	r.POST(board.CheckPath, forms, p.checkTyped)
	r.GET(board.CheckPath+"/:code", forms, counted, p.checkCode)
	r.GET(board.CheckPath+"/:code/:sealed", forms, counted, p.checkCode)
	r.POST(board.CheckPath+"/:code", forms, counted, p.checkName)
}

// forms lets a page send its forms, which are small.
func forms(c *gin.Context) {
	formed(c)
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxForm)
}

// check answers with the page.
func (p *public) check(c *gin.Context, status int, page board.Check) {
	page.Request = p.request(c)
	body, err := p.board.Check(page)
	if err != nil {
		p.broken(c, err)
		return
	}
	p.send(c, status, "text/html; charset=utf-8", cacheNever, body)
}

func (p *public) checkAsk(c *gin.Context) {
	p.check(c, http.StatusOK, board.Check{State: board.CheckAsks})
}

// checkTyped leads from the form to the page of a code, which can be kept.
func (p *public) checkTyped(c *gin.Context) {
	code, ok := meeting.ReadCode(c.PostForm("code"))
	if !ok {
		p.check(c, http.StatusNotFound, board.Check{State: board.CheckUnknown})
		return
	}
	c.Header("Cache-Control", cacheNever)
	c.Redirect(http.StatusSeeOther, board.CheckPath+"/"+code.Text())
}

func (p *public) checkCode(c *gin.Context) {
	found, err := p.cfg.Meetings.CheckLetter(c.Request.Context(), c.Param("code"), c.Param("sealed"))
	p.checked(c, found, err)
}

func (p *public) checkName(c *gin.Context) {
	found, err := p.cfg.Meetings.CheckName(c.Request.Context(), c.Param("code"), c.PostForm("name"))
	if fault.KindOf(err) == fault.Invalid { // no name at all is not the letter's either
		found, err = p.cfg.Meetings.CheckLetter(c.Request.Context(), c.Param("code"), "")
		found.Altered = true
	}
	p.checked(c, found, err)
}

// checked answers with what was found out.
func (p *public) checked(c *gin.Context, found meeting.Checked, err error) {
	if fault.KindOf(err) == fault.NotFound {
		p.check(c, http.StatusNotFound, board.Check{State: board.CheckUnknown})
		return
	}
	if err != nil {
		p.broken(c, err)
		return
	}
	code, _ := meeting.ReadCode(c.Param("code"))
	p.check(c, http.StatusOK, board.Check{State: board.CheckFound, Code: code, Checked: found})
}
