package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// allowance is how often one source may do something: burst at once, and
// after that one more every interval.
type allowance struct {
	every time.Duration
	burst int
}

// A whole programme may sit behind one address, and a meeting's people all
// come within minutes, so the door is generous; signing in is not. Links by
// mail are counted by the address they go to, whether or not anybody has it,
// and what staff ask for besides by who asks.
var (
	doorAllowance   = allowance{every: 100 * time.Millisecond, burst: 600}
	signInAllowance = allowance{every: 2 * time.Second, burst: 40}
	linkAllowance   = allowance{every: time.Minute, burst: 5}
	letterAllowance = allowance{every: time.Minute, burst: 60}
	// A whole group may write down its wishes after a meeting; nobody writes many.
	proposalAllowance = allowance{every: time.Minute, burst: 20}
)

// maxSources bounds the memory of one sourceLimit. When more sources come than
// that, the one not heard of for longest starts afresh.
const maxSources = 10_000

// source stands for an address: a hash under a salt that lives and dies with
// the process. It is never logged or stored.
type source [16]byte

// sourceLimit counts what each source does. It keeps a source only while its
// allowance is not full again: after that there is nothing to remember.
type sourceLimit struct {
	allow allowance
	salt
	now func() time.Time

	// mu guards seen; nothing is called while it is held.
	mu   sync.Mutex
	seen *simplelru.LRU[source, *visits]
}

type visits struct {
	limit *rate.Limiter
	last  time.Time
}

func newSourceLimit(a allowance, now func() time.Time) *sourceLimit {
	l := &sourceLimit{allow: a, salt: newSalt(), now: now}
	seen, err := simplelru.NewLRU[source, *visits](maxSources, nil)
	if err != nil {
		panic(err) // only for a size below one
	}
	l.seen = seen
	return l
}

// take counts one visit and returns 0, or how long to wait for the next one.
func (l *sourceLimit) take(address string) time.Duration {
	key, now := l.source(address), l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	v, ok := l.seen.Get(key)
	if !ok {
		v = &visits{limit: rate.NewLimiter(rate.Every(l.allow.every), l.allow.burst)}
		l.seen.Add(key, v)
	}
	v.last = now
	r := v.limit.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// forget drops the sources whose allowance is full again.
func (l *sourceLimit) forget(now time.Time) {
	refill := l.allow.every * time.Duration(l.allow.burst)
	for {
		key, v, ok := l.seen.GetOldest()
		if !ok || now.Sub(v.last) < refill {
			return
		}
		l.seen.Remove(key)
	}
}

// salt hides addresses from whoever does not know it.
type salt [32]byte

func newSalt() (s salt) {
	if _, err := rand.Read(s[:]); err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	return s
}

// source hides an address. IPv6 counts by /64, which is what one line gets.
func (s salt) source(address string) source {
	if ip, err := netip.ParseAddr(address); err == nil && ip.Unmap().Is6() {
		if net, err := ip.WithZone("").Prefix(64); err == nil {
			address = net.String()
		}
	}
	sum := sha256.Sum256(append(s[:], address...))
	return source(sum[:16])
}

// callerKey is where the context of a request for a socket has its source.
type callerKey struct{}

// Caller returns what stands for the address that a request for a socket came
// from, as far as it can be believed; empty for other requests. It leads to
// nobody, and means nothing after a restart.
func Caller(r *http.Request) string {
	c, _ := r.Context().Value(callerKey{}).(string)
	return c
}

// socket hands a request on to signaling, which counts sockets by caller.
func (a *API) socket(c *gin.Context) {
	from := a.callers.source(c.ClientIP())
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), callerKey{}, string(from[:])))
	a.cfg.Socket.ServeHTTP(c.Writer, c.Request)
}

// limited refuses a source that comes more often than l allows.
func (a *API) limited(l *sourceLimit) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(ctx)
		if wait := l.take(c.ClientIP()); wait > 0 {
			refuse(c, problemOf(errTooMany).after(wait))
			return
		}
		next(ctx)
	}
}
