package mail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/mail"
	"warmroom/mail/mailtest"
	"warmroom/meeting"
	"warmroom/meeting/meetingtest"
)

const (
	ana    meeting.Email = "ana@harbor.example"
	secret meeting.Token = "t0ken-of-the-link_43-characters-0123456789x"
)

// mailer sends to a server, by the scheme and user of where.
func mailer(t *testing.T, where string, settings *tls.Config) *mail.Mailer {
	t.Helper()
	m, err := mail.New(mail.Config{
		Server: where, From: "rooms@example.org", TLS: settings,
		Base: func() string { return "https://rooms.example.org" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var kinds = []meeting.LetterKind{
	meeting.LetterSignIn, meeting.LetterConfirmEmail, meeting.LetterEmailChanged, meeting.LetterPasskeyAdded, meeting.LetterStaffInvite, meeting.LetterReceipt,
	meeting.LetterConfirmReminder, meeting.LetterReminder, meeting.LetterCalledOff, meeting.LetterMoved, meeting.LetterBackOn,
	meeting.LetterAppeal, meeting.LetterUnled,
}

func letter(k meeting.LetterKind, language string) meeting.Letter {
	l := meeting.Letter{To: ana, Kind: k, Language: language, Token: secret, Holds: 15 * time.Minute}
	without := []meeting.LetterKind{meeting.LetterEmailChanged, meeting.LetterPasskeyAdded, meeting.LetterAppeal, meeting.LetterUnled}
	if slices.Contains(without, k) {
		l.Token, l.Holds = "", 0
	}
	return l
}

func TestLetterArrivesWithItsLink(t *testing.T) {
	server := mailtest.Start(t, mailtest.Options{})
	m := mailer(t, "smtp://"+server.Address, nil)
	for language, says := range map[string][]string{
		"en": {"Your link", "works once, for 15 minutes", "Sign in"},
		"es": {"Tu enlace", "Sirve una vez, durante 15 minutos", "Iniciar sesión"},
	} {
		if err := m.Send(t.Context(), letter(meeting.LetterSignIn, language)); err != nil {
			t.Fatal(err)
		}
		got := server.Next(t)
		if got.To != string(ana) || got.From != "rooms@example.org" || got.Subject != says[0] {
			t.Errorf("from %s to %s: %q", got.From, got.To, got.Subject)
		}
		if want := "https://rooms.example.org/sign-in#" + string(secret); got.Link() != want {
			t.Errorf("the link is %q, want %q", got.Link(), want)
		}
		if !strings.Contains(got.Text, says[1]) || !strings.Contains(got.HTML, says[1]) || !strings.Contains(got.HTML, says[2]+"</a>") {
			t.Errorf("it says %s\n%s", got.Text, got.HTML)
		}
		if !strings.Contains(got.HTML, `lang="`+language+`"`) || !strings.Contains(got.HTML, `href="`+got.Link()+`"`) {
			t.Errorf("the page is %s", got.HTML)
		}
	}
}

// A letter shows on a locked screen, on a shared computer, in the log of a
// mail server: it must not say what the programme is about.
func TestLettersAreNeutralAndFetchNothing(t *testing.T) {
	theme := regexp.MustCompile(`(?i)recover|sober|addict|alcohol|drug|substance|twelve|12.step|support group|meeting|family|court|` +
		`recupera|sobri|adicc|droga|apoyo|reuni|familia|tribunal|juzgado`)
	fetches := regexp.MustCompile(`(?i)<(img|script|link|iframe|style|object|form)|url\(|src=|background`)
	server := mailtest.Start(t, mailtest.Options{})
	m := mailer(t, "smtp://"+server.Address, nil)
	for _, k := range kinds {
		for _, language := range []string{"en", "es"} {
			if err := m.Send(t.Context(), letter(k, language)); err != nil {
				t.Fatal(err)
			}
			got := server.Next(t)
			if got.Subject == "" || strings.TrimSpace(got.Text) == "" || got.HTML == "" {
				t.Errorf("%s %s is empty: %+v", k, language, got)
			}
			if found := theme.FindString(got.Subject + got.Text + got.HTML + got.Header.Get("From")); found != "" {
				t.Errorf("%s %s says %q", k, language, found)
			}
			if found := fetches.FindString(got.HTML); found != "" {
				t.Errorf("%s %s would fetch something: %q", k, language, found)
			}
			if links := regexp.MustCompile(`https?://[^\s"<]+`).FindAllString(got.HTML, -1); len(links) > 0 && links[0] != got.Link() {
				t.Errorf("%s %s leads to %v", k, language, links)
			}
			for _, name := range []string{"X-Mailer", "User-Agent", "Disposition-Notification-To", "Return-Receipt-To"} {
				if v := got.Header.Get(name); v != "" {
					t.Errorf("%s %s has %s: %s", k, language, name, v)
				}
			}
			if id := got.Header.Get("Message-Id"); !strings.HasSuffix(id, "@example.org>") || got.Header.Get("Auto-Submitted") != "auto-generated" {
				t.Errorf("%s %s: message id %s, %v", k, language, id, got.Header)
			}
		}
	}
}

func TestLettersArePlain(t *testing.T) {
	server := mailtest.Start(t, mailtest.Options{})
	m := mailer(t, "smtp://"+server.Address, nil)
	links := regexp.MustCompile(`https?://\S+`)
	all := map[string]string{}
	for _, k := range kinds {
		for _, language := range []string{"en", "es"} {
			if err := m.Send(t.Context(), letter(k, language)); err != nil {
				t.Fatal(err)
			}
			all[language] += links.ReplaceAllString(server.Next(t).Text, "") + "\n"
		}
	}
	if g := meetingtest.Grade(all["en"]); g > 6 {
		t.Errorf("letters read at grade %.1f", g)
	}
	if e := meetingtest.Ease(all["es"]); e < 65 {
		t.Errorf("letters read at %.1f in Spanish, want 65 at least (fairly easy)", e)
	}
}

func TestHowLongALinkHolds(t *testing.T) {
	server := mailtest.Start(t, mailtest.Options{})
	m := mailer(t, "smtp://"+server.Address, nil)
	for d, want := range map[time.Duration]string{
		time.Hour: "for 1 hour.", 2 * time.Hour: "for 2 hours.", 24 * time.Hour: "for 1 day.", 7 * 24 * time.Hour: "for 7 days.", 90 * time.Minute: "for 90 minutes.",
	} {
		l := letter(meeting.LetterStaffInvite, "en")
		l.Holds = d
		if err := m.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if got := server.Next(t); !strings.Contains(got.Text, want) {
			t.Errorf("%v: %q does not say %q", d, got.Text, want)
		}
	}
}

// selfSigned is a certificate of 127.0.0.1, and who trusts it.
func selfSigned(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plan := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, plan, plan, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{RootCAs: trust, ServerName: "127.0.0.1"}
}

func TestServerThatWantsAPasswordOverTLS(t *testing.T) {
	atServer, atClient := selfSigned(t)
	server := mailtest.Start(t, mailtest.Options{TLS: atServer, Password: "open sesame"})
	if err := mailer(t, "smtp://warmroom:open%20sesame@"+server.Address, atClient).Send(t.Context(), letter(meeting.LetterSignIn, "en")); err != nil {
		t.Fatal(err)
	}
	server.Next(t)
	if !onlyTLS(t) {
		t.Error("smtps: sends without TLS")
	}
	err := mailer(t, "smtp://warmroom:wrong@"+server.Address, atClient).Send(t.Context(), letter(meeting.LetterSignIn, "en"))
	if fault.KindOf(err) != fault.Unavailable || strings.Contains(err.Error(), "wrong") {
		t.Errorf("with a wrong password: %v", err)
	}
	if !server.Empty() {
		t.Error("mail came without the password")
	}
}

// onlyTLS reports whether smtps:// speaks TLS from the first byte.
func onlyTLS(t *testing.T) bool {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	first := make(chan byte, 1)
	go func() { // ends with the one connection, which is waited for
		defer close(first)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }()
		var b [1]byte
		if _, err := c.Read(b[:]); err == nil {
			first <- b[0]
		}
	}()
	_ = mailer(t, "smtps://"+l.Addr().String(), nil).Send(t.Context(), letter(meeting.LetterSignIn, "en"))
	return <-first == 22 // a handshake record (RFC 8446, 5.1)
}

func TestErrorsHoldNoAddress(t *testing.T) {
	refusing := mailtest.Start(t, mailtest.Options{Refuse: true})
	nobody := mailtest.Start(t, mailtest.Options{})
	held := mailtest.Start(t, mailtest.Options{})
	held.Hold()
	soon, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	for what, err := range map[string]error{
		"refused":    mailer(t, "smtp://"+refusing.Address, nil).Send(t.Context(), letter(meeting.LetterSignIn, "en")),
		"no TLS":     mailer(t, "smtps://"+nobody.Address, nil).Send(soon, letter(meeting.LetterSignIn, "en")),
		"no server":  mailer(t, "smtp://127.0.0.1:1", nil).Send(t.Context(), letter(meeting.LetterSignIn, "en")),
		"no answer":  mailer(t, "smtp://"+held.Address, nil).Send(soon, letter(meeting.LetterSignIn, "en")),
		"ended call": mailer(t, "smtp://"+nobody.Address, nil).Send(ended(t), letter(meeting.LetterSignIn, "en")),
	} {
		f := fault.Of(err)
		if f == nil || f.Kind != fault.Unavailable || f.Reason != "mail" {
			t.Errorf("%s: %v", what, err)
			continue
		}
		for _, part := range []string{"ana", "harbor", string(secret)} {
			if strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q holds %q", what, err, part)
			}
		}
	}
}

// ended is a context that has ended.
func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	for _, c := range []mail.Config{
		{Server: "mail.example.org", From: "rooms@example.org"},
		{Server: "http://mail.example.org", From: "rooms@example.org"},
		{Server: "smtp://user:s3cret@", From: "rooms@example.org"},
		{Server: "smtp://user:s3cret@mail.example.org:port", From: "rooms@example.org"},
		{Server: "smtp://user:s3cret@mail.example.org", From: "Rooms"},
	} {
		if _, err := mail.New(c); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s, %s: %v", c.Server, c.From, err)
		}
	}
}
