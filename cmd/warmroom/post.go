package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"warmroom/api"
	"warmroom/mail"
	"warmroom/meeting"
)

// MailConfig says how letters to staff leave.
type MailConfig struct {
	SMTP string `name:"smtp-url" env:"WARMROOM_SMTP_URL" placeholder:"URL" help:"smtp://user:password@host:587 or smtps://…:465: sends links to sign in. Without it they are made with: warmroom account link."`
	From string `name:"smtp-from" env:"WARMROOM_SMTP_FROM" placeholder:"ADDRESS" help:"Sender of e-mails. A name in it shows on locked screens: choose one that tells nothing."`
}

// validate checks the options of mail.
func (c *MailConfig) validate() error {
	switch {
	case c.SMTP == "" && c.From == "":
		return nil
	case c.SMTP == "":
		return errors.New("WARMROOM_SMTP_FROM: there is no server to send by. Set WARMROOM_SMTP_URL too")
	case c.From == "":
		return errors.New("WARMROOM_SMTP_URL: who sends? Set WARMROOM_SMTP_FROM too, such as rooms@example.org")
	}
	if _, err := mail.New(mail.Config{Server: c.SMTP, From: c.From}); err != nil {
		return fmt.Errorf("WARMROOM_SMTP_URL, WARMROOM_SMTP_FROM: %w", err)
	}
	return nil
}

// openPost returns how letters leave, which may be not at all, and the word
// the API has for it.
func (a *App) openPost() (meeting.Post, api.LinkWay, error) {
	c := a.cfg.Mail
	switch {
	case c.SMTP != "":
		m, err := mail.New(mail.Config{Server: c.SMTP, From: c.From, Base: a.URL})
		return m, api.LinksByMail, err
	case a.cfg.Terminal != nil:
		return &terminalPost{base: a.URL, out: a.cfg.Terminal}, api.LinksOnTerminal, nil
	}
	return nil, api.LinksByOperator, nil
}

// terminalPost shows letters to the operator, who hands on what they hold. It
// is for a terminal that somebody sits at, never for a log.
type terminalPost struct {
	base func() string

	mu  sync.Mutex // guards out
	out io.Writer
}

// Send implements meeting.Post.
func (p *terminalPost) Send(_ context.Context, l meeting.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.Token == "" {
		return nil // it only tells what was done
	}
	var err error
	if l.For == "" { // no member of staff
		_, err = fmt.Fprintf(p.out, "\nA letter (%s) to somebody who asked for reminders:\n  %s%s\n", l.Kind, p.base(), mail.Link(l))
	} else {
		_, err = fmt.Fprintf(p.out, "\n%s asked for a link. It works once, for %d minutes:\n  %s%s\n",
			l.For, int(l.Holds.Minutes()), p.base(), mail.Link(l))
	}
	return err
}
