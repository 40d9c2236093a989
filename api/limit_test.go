package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
)

// hand is a clock that a test moves.
type hand struct{ at time.Time }

func (h *hand) now() time.Time            { return h.at }
func (h *hand) pass(d time.Duration)      { h.at = h.at.Add(d) }
func newHand() *hand                      { return &hand{at: time.Date(2026, 3, 1, 19, 0, 0, 0, time.UTC)} }
func takes(l *sourceLimit, s string) bool { return l.take(s) == 0 }

func TestSourceIsSlowedDownAndRecovers(t *testing.T) {
	clock := newHand()
	l := newSourceLimit(allowance{every: 3 * time.Second, burst: 2}, clock.now)
	for range 2 {
		if !takes(l, "203.0.113.1") {
			t.Fatal("the burst is refused")
		}
	}
	if wait := l.take("203.0.113.1"); wait != 3*time.Second {
		t.Errorf("third at once: wait %v, want 3s", wait)
	}
	if !takes(l, "203.0.113.2") {
		t.Error("another source is refused too")
	}
	clock.pass(3 * time.Second)
	if !takes(l, "203.0.113.1") {
		t.Error("still refused after the time it was told")
	}
}

func TestRefusedTriesDoNotProlongTheWait(t *testing.T) {
	clock := newHand()
	l := newSourceLimit(allowance{every: time.Minute, burst: 1}, clock.now)
	l.take("203.0.113.1")
	for range 50 {
		l.take("203.0.113.1")
	}
	if wait := l.take("203.0.113.1"); wait != time.Minute {
		t.Errorf("wait %v, want 1m", wait)
	}
}

func TestOneLineOfIPv6IsOneSource(t *testing.T) {
	l := newSourceLimit(allowance{every: time.Minute, burst: 1}, newHand().now)
	l.take("2001:db8:1:2::1")
	if takes(l, "2001:db8:1:2:ffff::9") {
		t.Error("an address of the same /64 counts anew")
	}
	if !takes(l, "2001:db8:1:3::1") {
		t.Error("the neighbouring /64 is refused")
	}
	if !takes(l, "::ffff:203.0.113.7") || takes(l, "::ffff:203.0.113.7") || !takes(l, "::ffff:203.0.113.8") {
		t.Error("IPv4 written as IPv6 does not count by address")
	}
}

func TestSourcesAreForgotten(t *testing.T) {
	clock := newHand()
	l := newSourceLimit(allowance{every: time.Second, burst: 10}, clock.now)
	for i := range maxSources + 100 {
		l.take(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255))
	}
	if n := l.seen.Len(); n > maxSources {
		t.Errorf("%d sources are kept, want at most %d", n, maxSources)
	}
	clock.pass(10 * time.Second)
	l.take("203.0.113.1")
	if n := l.seen.Len(); n != 1 {
		t.Errorf("%d sources are kept after their allowance is full again, want 1", n)
	}
	for _, key := range l.seen.Keys() {
		if strings.Contains(string(key[:]), "203.0.113.1") {
			t.Error("an address is kept as it is")
		}
	}
}

func TestTwoProcessesHideOneAddressDifferently(t *testing.T) {
	a, b := newSourceLimit(signInAllowance, time.Now), newSourceLimit(signInAllowance, time.Now)
	if a.source("203.0.113.1") == b.source("203.0.113.1") {
		t.Error("the salt is not random")
	}
}

func TestSignInIsLimitedBySource(t *testing.T) {
	clock := newHand()
	e := newEdge(t, func(c *Config) { c.Now = clock.now })
	try := func(from string) int {
		// Without a token: refused as invalid before any use case is asked.
		return e.do("POST", "/api/session", "{}", "X-Forwarded-For", from).StatusCode
	}
	e.do("POST", "/api/session", "{}") // the proxy's own address is not trusted here: httptest uses 192.0.2.1
	direct := 1
	for try("203.0.113.1") != 429 {
		if direct++; direct > signInAllowance.burst {
			t.Fatalf("%d tries at once were let through", direct)
		}
	}
	if direct != signInAllowance.burst {
		t.Errorf("%d tries at once, want %d", direct, signInAllowance.burst)
	}
	p := e.do("POST", "/api/session", "{}")
	if got := p.Header.Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After = %q, want 2", got)
	}
	if problem(t, p, 429).Kind != fault.TooMany {
		t.Error("the kind is not too_many")
	}
}

func TestForwardedAddressCountsOnlyFromTrustedProxies(t *testing.T) {
	e := newEdge(t, func(c *Config) { c.TrustedProxies = []string{"192.0.2.0/24"} }) // httptest's own
	for range signInAllowance.burst {
		e.do("POST", "/api/session", "{}", "X-Forwarded-For", "203.0.113.1")
	}
	if got := e.do("POST", "/api/session", "{}", "X-Forwarded-For", "203.0.113.1").StatusCode; got != 429 {
		t.Errorf("one more from the same person: status %d, want 429", got)
	}
	if got := e.do("POST", "/api/session", "{}", "X-Forwarded-For", "203.0.113.2").StatusCode; got != 422 {
		t.Errorf("another person behind the same proxy: status %d, want 422", got)
	}
	if got := e.do("POST", "/api/session", "{}", "X-Forwarded-For", "203.0.113.77, 203.0.113.1").StatusCode; got != 429 {
		t.Errorf("a person who invents an address before their own: status %d, want 429", got)
	}
}
