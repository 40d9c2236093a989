package api

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"warmroom/meeting"
	"warmroom/moderation"
)

// What is said in public is read once for all who ask within a few seconds.
// What changes through this server's API shows at once; the end of a meeting
// that a room moved, or what another program changed, after listedFor. While
// one request reads it anew the others get what was read before, unless that
// is older than listedAtMost.
const (
	listedFor    = 5 * time.Second
	listedAtMost = time.Minute
)

// notices keeps what each side says in public.
type notices struct {
	read func(context.Context, meeting.Side) (meeting.Listing, error)
	now  func() time.Time

	// mu guards the fields below; it is not held while reading.
	mu   sync.Mutex
	kept map[moderation.Realm]meeting.Listing
	busy map[moderation.Realm]bool
	// changes counts what was changed, so that nothing read before a change is
	// kept after it.
	changes int
}

func newNotices(read func(context.Context, meeting.Side) (meeting.Listing, error), now func() time.Time) *notices {
	return &notices{read: read, now: now, kept: map[moderation.Realm]meeting.Listing{}, busy: map[moderation.Realm]bool{}}
}

// of returns what a side says.
func (n *notices) of(ctx context.Context, side meeting.Side) (meeting.Listing, error) {
	n.mu.Lock()
	l, ok := n.kept[side.Realm]
	age := n.now().Sub(l.ReadAt)
	if ok && (age < listedFor || n.busy[side.Realm] && age < listedAtMost) {
		n.mu.Unlock()
		return l, nil
	}
	n.busy[side.Realm] = true
	changes := n.changes
	n.mu.Unlock()

	l, err := n.read(ctx, side)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.busy[side.Realm] = false
	if err == nil && changes == n.changes {
		n.kept[side.Realm] = l
	}
	return l, err
}

// forget makes the next request read anew.
func (n *notices) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changes++
	maps.DeleteFunc(n.kept, func(moderation.Realm, meeting.Listing) bool { return true })
}

// watch forgets what was read when a request has changed what is public.
func (n *notices) watch(c *gin.Context) {
	c.Next()
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead || c.Writer.Status() >= http.StatusBadRequest {
		return
	}
	for _, route := range []string{"/api/groups", "/api/holidays", "/api/organisation"} {
		if strings.HasPrefix(c.FullPath(), route) {
			n.forget()
		}
	}
}
