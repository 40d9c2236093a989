package api

import (
	"context"
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
// that a room moved, or what another program changed, after listedFor. One
// request at a time reads it anew. Meanwhile the others get what was read
// before, unless that is older than listedAtMost: then they wait.
const (
	listedFor    = 5 * time.Second
	listedAtMost = time.Minute
	readWithin   = 20 * time.Second
)

// notices keeps what each side says in public.
type notices struct {
	read func(context.Context, meeting.Side) (meeting.Listing, error)
	now  func() time.Time

	// mu guards kept; it is not held while reading.
	mu   sync.Mutex
	kept map[moderation.Realm]*notice
}

// notice is what one side says.
type notice struct {
	listing meeting.Listing
	err     error
	// reading is closed when what is being read is there; nil while nobody
	// reads.
	reading chan struct{}
	// changed is set when something was changed since reading began.
	changed bool
}

func newNotices(read func(context.Context, meeting.Side) (meeting.Listing, error), now func() time.Time) *notices {
	return &notices{read: read, now: now, kept: map[moderation.Realm]*notice{}}
}

// of returns what a side says.
func (n *notices) of(ctx context.Context, side meeting.Side) (meeting.Listing, error) {
	n.mu.Lock()
	x := n.kept[side.Realm]
	if x == nil {
		x = &notice{}
		n.kept[side.Realm] = x
	}
	age := n.now().Sub(x.listing.ReadAt)
	switch {
	case age < listedFor, x.reading != nil && age < listedAtMost:
		defer n.mu.Unlock()
		return x.listing, nil
	case x.reading != nil:
		ready := x.reading
		n.mu.Unlock()
		return n.wait(ctx, x, ready)
	}
	x.reading, x.changed = make(chan struct{}), false
	n.mu.Unlock()
	return n.renew(ctx, side, x)
}

// renew reads what a side says, for everybody: also when the one who asked
// first is gone.
func (n *notices) renew(ctx context.Context, side meeting.Side, x *notice) (meeting.Listing, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readWithin)
	defer cancel()
	l, err := n.read(ctx, side)
	n.mu.Lock()
	defer n.mu.Unlock()
	close(x.reading)
	x.reading, x.err = nil, err
	if err == nil {
		x.listing = l
		if x.changed {
			x.listing.ReadAt = time.Time{} // the next request reads again
		}
	}
	return l, err
}

// wait waits for somebody else who reads.
func (n *notices) wait(ctx context.Context, x *notice, ready <-chan struct{}) (meeting.Listing, error) {
	select {
	case <-ctx.Done():
		return meeting.Listing{}, ctx.Err()
	case <-ready:
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return x.listing, x.err
}

// forget makes the next request read anew.
func (n *notices) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, x := range n.kept {
		x.listing.ReadAt, x.changed = time.Time{}, true
	}
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
