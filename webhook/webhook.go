// Package webhook calls other programs over HTTP, signed as Standard Webhooks
// says, and reaches nothing that a stranger should not. It implements
// [meeting.Caller]; cmd/warmroom opens it.
//
// Where it connects to is checked at the moment of connecting, after names
// were looked up: a name can lead anywhere, and elsewhere the next time. It
// imports meeting and fault, and starts no goroutines of its own.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// Config says what may be called.
type Config struct {
	// Private allows this machine, private networks, and HTTP without TLS.
	Private bool
	Now     func() time.Time
}

// callWithin bounds a whole call.
const callWithin = 15 * time.Second

// Client calls. It may be used from any goroutine.
type Client struct {
	private bool
	now     func() time.Time
	http    *http.Client
}

// New returns a Client. It goes through no proxy, follows no redirects, and
// keeps no connection.
func New(cfg Config) *Client {
	c := &Client{private: cfg.Private, now: cfg.Now}
	dialer := &net.Dialer{Timeout: callWithin, Control: c.control}
	c.http = &http.Client{
		Timeout:       callWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: callWithin, MaxResponseHeaderBytes: 16 << 10,
		},
	}
	return c
}

var errPrivate = fault.New(fault.Unavailable, "webhook", "Its address leads into a private network, which is not called.")

// control refuses to connect to where nobody outside should lead us.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !c.private && !public(at.Addr()) {
		return errPrivate
	}
	return nil
}

// reserved are networks that are not private by name, and no part of the
// Internet either, or that lead to others by the address inside.
var reserved = func() []netip.Prefix {
	var all []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "fec0::/10",
	} {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}()

// public reports whether an address is one of the open Internet.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Check implements meeting.Caller. Names are looked up when they are called.
func (c *Client) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && (u.Scheme != "http" || !c.private) {
		return fault.Field("url", "an address that begins with https://")
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	ip, notIP := netip.ParseAddr(host)
	if !c.private && (notIP == nil && !public(ip) || host == "localhost" || strings.HasSuffix(host, ".localhost")) {
		return fault.Field("url", "an address on the open Internet")
	}
	return nil
}

// Call implements meeting.Caller. Kind: Unavailable "webhook".
func (c *Client) Call(ctx context.Context, t meeting.WebhookTarget, d meeting.Delivery) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.URL, bytes.NewReader([]byte(d.Body)))
	if err != nil {
		return 0, failed("Its address can't be understood.", nil)
	}
	at := strconv.FormatInt(c.now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Warmroom")
	r.Header.Set("webhook-id", string(d.ID))
	r.Header.Set("webhook-timestamp", at)
	r.Header.Set("webhook-signature", Sign(t.Secret, string(d.ID), at, d.Body))
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, why(err)
	}
	defer func() { _ = answer.Body.Close() }() // nothing in it is of use
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 16<<10))
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return code, nil
	case code >= 300 && code < 400:
		return code, failed("It sent us elsewhere, where we do not go.", nil)
	default:
		return code, failed(fmt.Sprintf("It answered %d.", code), nil)
	}
}

// Sign returns the signature of a message (Standard Webhooks 1.0): a secret as
// AddWebhook makes it, the id, the time in seconds, and the body.
func Sign(secret, id, at, body string) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return ""
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + at + "." + body))
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// failed is a call that did not succeed, in a sentence that is safe to show.
func failed(sentence string, cause error) error {
	return fault.New(fault.Unavailable, "webhook", sentence).Because(cause)
}

// why says why there was no answer. The address, which may hold secrets, stays
// out of it.
func why(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	certificate, uncertified := errors.AsType[*tls.CertificateVerificationError](err)
	timeout, slow := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, errPrivate):
		return errPrivate
	case uncertified:
		return failed("Its certificate is not one we trust.", certificate)
	case errors.Is(err, context.Canceled):
		return failed("The call was interrupted.", err)
	case slow && timeout.Timeout():
		return failed("It did not answer in time.", err)
	}
	return failed("It could not be reached.", err)
}
