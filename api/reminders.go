package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"warmroom/board"
	"warmroom/fault"
	"warmroom/meeting"
)

// reminderAllowance is how often one source may ask for letters to anybody.
// A whole house may sit behind one address; nobody asks often.
var reminderAllowance = allowance{every: 10 * time.Second, burst: 30}

// NewReminder asks to be reminded of the meetings of an invite's group.
type NewReminder struct {
	Invite        meeting.Token `json:"invite" minLength:"1" maxLength:"128"`
	Email         string        `json:"email" minLength:"3" maxLength:"254"`
	BeforeMinutes int           `json:"before_minutes" enum:"60,1440"`
	Language      string        `json:"language" enum:"en,es" doc:"Of the letters"`
}

type newReminderInput struct{ Body NewReminder }

func (a *API) reminderRoutes(h huma.API) {
	a.reminded = newSourceLimit(linkAllowance, a.cfg.Now)
	handle(a, h, huma.Operation{
		OperationID: "ask-reminders", Method: http.MethodPost, Path: "/api/reminders", Tags: []string{"reminders"},
		Middlewares:   huma.Middlewares{a.limited(newSourceLimit(reminderAllowance, a.cfg.Now))},
		DefaultStatus: http.StatusAccepted, Summary: "Ask to be reminded of a group's meetings by e-mail",
		Description: "Public with an invite that holds. Nothing comes until the link of a first letter is followed and its page says yes. The answer is the " +
			"same whether or not somebody asked before. 422 no_mail.",
	}, a.askReminders)
}

func (a *API) askReminders(ctx context.Context, in *newReminderInput) (*struct{}, error) {
	to, err := meeting.CleanEmail("email", in.Body.Email)
	if err != nil {
		return nil, err
	}
	if a.reminded.take(string(to)) > 0 {
		return nil, errTooMany
	}
	r := meeting.Reminder{Language: in.Body.Language, Before: time.Duration(in.Body.BeforeMinutes) * time.Minute}
	return nil, a.cfg.Meetings.AskRemindersByInvite(ctx, in.Body.Invite, r, to)
}

// reminderRoot begins the address that stands in letters; their token follows.
const reminderRoot = "/reminders/"

// mountReminders adds the pages on which people ask to be reminded, and stop
// it. They are forms, and work without scripts; mail programs stop letters by
// themselves at the same address (RFC 8058).
func (p *public) mountReminders(r gin.IRoutes) {
	p.askedBy = newSourceLimit(reminderAllowance, p.cfg.Now)
	for _, side := range meeting.Sides() {
		path := side.Root + "/:organisation/:group/reminders"
		p.get(r, path, p.reminders(side))
		r.POST(path, p.askReminders(side))
	}
	p.get(r, reminderRoot+":token", p.reminder)
	r.POST(reminderRoot+":token", p.answerReminder)
}

// formed lets a page send its form, to this server alone.
func formed(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "form-action 'none'", "form-action 'self'", 1))
}

// reminders shows the form, where this server can send letters.
func (p *public) reminders(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		if g, ok := p.found(c, side); ok {
			p.showReminders(c, side, http.StatusOK, board.RemindersPage{GroupPage: g, Meeting: c.Query("meeting")})
		}
	}
}

func (p *public) showReminders(c *gin.Context, side meeting.Side, status int, page board.RemindersPage) {
	if !p.cfg.Meetings.HasPost() {
		p.failed(c, side.Root, errNotFound)
		return
	}
	formed(c)
	body, err := p.board.Reminders(page)
	if err != nil {
		p.broken(c, err)
		return
	}
	p.send(c, status, "text/html; charset=utf-8", cacheNever, body)
}

// askReminders has a letter sent that asks for consent. The answer is the same
// whether or not somebody asked before.
func (p *public) askReminders(side meeting.Side) gin.HandlerFunc {
	return func(c *gin.Context) {
		g, ok := p.found(c, side)
		if !ok {
			return
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
		page := board.RemindersPage{
			GroupPage: g, Email: c.PostForm("email"), Meeting: c.PostForm("meeting"), Before: c.PostForm("before"),
		}
		to, bad := meeting.CleanEmail("email", page.Email)
		minutes, odd := strconv.Atoi(page.Before)
		switch {
		case bad != nil:
			page.Fault = "remind.bad"
			p.showReminders(c, side, http.StatusUnprocessableEntity, page)
			return
		case odd != nil || c.PostForm("wording") != strconv.Itoa(meeting.ReminderWording):
			page.Fault = "remind.again"
			p.showReminders(c, side, http.StatusUnprocessableEntity, page)
			return
		case p.askedBy.take(c.ClientIP()) > 0 || p.reminded.take(string(to)) > 0:
			page.Fault = "remind.many"
			p.showReminders(c, side, http.StatusTooManyRequests, page)
			return
		}
		r := meeting.Reminder{Language: string(g.Language), Before: time.Duration(minutes) * time.Minute, Meeting: meeting.ID(page.Meeting)}
		organisation, group := c.Param("organisation"), c.Param("group")
		err := p.cfg.Later("ask for reminders", func(ctx context.Context) error {
			return p.cfg.Meetings.AskReminders(ctx, side, organisation, group, r, to)
		})
		if err != nil {
			p.broken(c, err)
			return
		}
		page.Sent, page.Email = true, ""
		p.showReminders(c, side, http.StatusOK, page)
	}
}

// reminder shows what a letter's link is about. Programs that look at links
// change nothing by it.
func (p *public) reminder(c *gin.Context) {
	asked, err := p.cfg.Meetings.AskedReminder(c.Request.Context(), meeting.Token(c.Param("token")))
	status := http.StatusOK
	if fault.KindOf(err) == fault.NotFound {
		status, err = http.StatusNotFound, nil
	}
	p.showReminder(c, status, asked, err)
}

func (p *public) showReminder(c *gin.Context, status int, asked meeting.AskedReminder, err error) {
	if err != nil {
		p.broken(c, err)
		return
	}
	formed(c)
	r := p.request(c)
	r.Path = reminderRoot + c.Param("token")
	body, err := p.board.Reminder(board.ReminderPage{Request: r, Asked: asked})
	if err != nil {
		p.broken(c, err)
		return
	}
	p.send(c, status, "text/html; charset=utf-8", cacheNever, body)
}

// answerReminder confirms a reminder or, whatever else is said, stops it: mail
// programs say List-Unsubscribe=One-Click.
func (p *public) answerReminder(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	token := meeting.Token(c.Param("token"))
	if c.PostForm("answer") != "yes" {
		p.showReminder(c, http.StatusOK, meeting.AskedReminder{}, p.cfg.Meetings.StopReminder(c.Request.Context(), token))
		return
	}
	err := p.cfg.Meetings.ConfirmReminder(c.Request.Context(), token)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		p.broken(c, err)
		return
	}
	p.reminder(c)
}
