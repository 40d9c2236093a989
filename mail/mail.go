// Package mail sends letters over SMTP: to members of staff, to those who asked to
// be reminded, and to participants who asked for their receipt. It implements
// [meeting.Post]; cmd/warmroom opens it where an SMTP server is configured.
//
// Letters are plain text with a simple HTML part beside it, in the reader's
// language. Nothing in them is fetched from anywhere, nothing is counted, and
// neither subject nor sender nor first line says what the programme is about:
// they show on locked screens. It imports meeting and fault, and starts no
// goroutines.
package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"warmroom/fault"
	"warmroom/meeting"
)

// Config says how letters leave.
type Config struct {
	// Server is "smtp://user:password@host:port", which asks for TLS after
	// connecting (except of a server on this machine, which may have none), or
	// "smtps://…", which begins with it. Without a port, 587 or 465.
	Server string
	// From is the sender, "Name <address>" or an address. A name shows on
	// locked screens; without one there is none.
	From string
	// Base is the origin of links, without a slash at its end. It is asked for
	// each letter, and never taken from a request: whoever asks for a link
	// must not choose where it leads.
	Base func() string
	// TLS is for tests; nil otherwise.
	TLS *tls.Config
}

// Mailer sends letters. It may be used from any goroutine.
type Mailer struct {
	from    *mail.Address
	base    func() string
	host    string
	tls     bool // from the first byte
	options []gomail.Option
	page    *template.Template
}

// sendWithin bounds the whole of one sending.
const sendWithin = 20 * time.Second

// New returns a Mailer; no connection is made yet. Its errors say what is
// wrong with the configuration, and hold no password.
func New(cfg Config) (*Mailer, error) {
	u, err := url.Parse(cfg.Server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New("the SMTP server can't be understood. Write smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	from, err := mail.ParseAddress(cfg.From)
	if err != nil {
		return nil, errors.New("the sender can't be understood. Write an address, such as rooms@example.org")
	}
	options, err := options(u, cfg.TLS)
	if err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	options = append(options, gomail.WithHELO(domain))
	page, err := template.New("letter").Parse(htmlLetter)
	if err != nil {
		return nil, fmt.Errorf("read the letter's page: %w", err)
	}
	return &Mailer{from: from, base: cfg.Base, host: u.Hostname(), tls: u.Scheme == "smtps", options: options, page: page}, nil
}

// options turns a server's URL into what the library wants to know.
func options(u *url.URL, settings *tls.Config) ([]gomail.Option, error) {
	all := []gomail.Option{gomail.WithTimeout(sendWithin)}
	port := 587
	switch {
	case u.Scheme == "smtps":
		port = 465
		all = append(all, gomail.WithSSL())
	case onThisMachine(u.Hostname()):
		all = append(all, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		all = append(all, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if text := u.Port(); text != "" {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return nil, errors.New("the port of the SMTP server can't be understood")
		}
		port = int(n)
	}
	all = append(all, gomail.WithPort(port))
	if settings != nil {
		all = append(all, gomail.WithTLSConfig(settings))
	}
	if password, given := u.User.Password(); given {
		all = append(all, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return all, nil
}

// onThisMachine reports whether a host is the loopback interface.
func onThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Send implements meeting.Post. Kind: Unavailable "mail" when the server can't
// be reached or does not take the letter.
func (m *Mailer) Send(ctx context.Context, l meeting.Letter) error {
	msg, err := m.write(l)
	if err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	options := slices.Clone(m.options)
	if !m.tls {
		options = append(options, gomail.WithDialContextFunc(dialFor(ctx)))
	}
	client, err := gomail.NewClient(m.host, options...)
	if err != nil {
		return fmt.Errorf("prepare to send: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return errMail.Because(withoutAddress(err))
	}
	return nil
}

// dialFor returns how to connect for the length of ctx: the library by itself
// heeds a context until it is connected, and no longer. It is for connections
// that begin without TLS; with a function of ours the library would leave TLS
// to it.
func dialFor(ctx context.Context) gomail.DialContextFunc {
	return func(_ context.Context, network, address string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err == nil {
			context.AfterFunc(ctx, func() { _ = c.Close() })
		}
		return c, err
	}
}

var errMail = fault.New(fault.Unavailable, "mail", "The message could not be sent. Please try again later.")

// withoutAddress says what went wrong in sending. Servers quote the address in
// their answers, and the library lists the recipients: neither may get into a
// log.
func withoutAddress(err error) error {
	var (
		sending *gomail.SendError
		network *net.OpError
	)
	switch {
	case errors.As(err, &sending):
		return fmt.Errorf("the server answered %d at step %d", sending.ErrorCode(), sending.Reason)
	case errors.As(err, &network):
		return network
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return err
	}
	return fmt.Errorf("the server did not take it (%T)", err)
}

// write makes the message of a letter.
func (m *Mailer) write(l meeting.Letter) (*gomail.Msg, error) {
	w := wordsOf(l)
	link := ""
	if to := Link(l); to != "" {
		link = m.base() + to
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(m.from)
	if err := msg.To(string(l.To)); err != nil {
		return nil, errors.New("the address can't be written to")
	}
	msg.Subject(w.subject)
	msg.SetDate()
	_, domain, _ := strings.Cut(m.from.Address, "@")
	msg.SetMessageIDWithValue(rand.Text() + "@" + domain) // the library's own names this machine
	msg.SetGenHeader("Auto-Submitted", "auto-generated")  // RFC 3834: no absence notes, please
	if aboutReminder(l.Kind) {                            // mail programs offer to stop it in one tap (RFC 8058)
		msg.SetGenHeader("List-Unsubscribe", "<"+link+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, w.text(link))
	var page strings.Builder
	if err := m.page.Execute(&page, letterPage{Language: l.Language, Words: w, Link: link}); err != nil {
		return nil, err
	}
	msg.AddAlternativeString(gomail.TypeTextHTML, page.String())
	return msg, nil
}
