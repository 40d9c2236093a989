package sfu

import "slices"

// Limits of how a client looks for its server. Browsers check up to 50 times a second while they look, from as many
// addresses as they and the server have together, and seldom afterwards.
const (
	checksPerSecond     = 200
	maxPaths            = 64 // of one connection
	newPathsPerSecond   = 4  // once those were used up
	handshakesPerSecond = 100
	handshakeBurst      = 200 // DTLS datagrams
)

// reached is where a connection was checked from, guarded by its mu.
type reached struct {
	paths     []*path
	checks    bucket
	adopted   bucket // paths
	handshake bucket // DTLS datagrams
}

func newReached() reached {
	return reached{
		checks:    newBucket(checksPerSecond, checksPerSecond),
		adopted:   newBucket(newPathsPerSecond, maxPaths),
		handshake: newBucket(handshakesPerSecond, handshakeBurst),
	}
}

// mayCheck reports whether one more check of the client is answered at now: an answer may go to an address that is not
// the client's.
func (c *connection) mayCheck(now int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reached.checks.take(1, now)
}

// adopt adds p to the paths of c, in place of the one that was silent for longest where there are too many; false when
// new ones come too fast.
func (c *connection) adopt(p *path, now int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	x := &c.reached
	if !x.adopted.take(1, now) {
		return false
	}
	if len(x.paths) == maxPaths {
		selected, oldest := c.selected.Load(), -1
		for i, q := range x.paths {
			if q != selected && (oldest < 0 || q.heard.Load() < x.paths[oldest].heard.Load()) {
				oldest = i
			}
		}
		x.paths[oldest].gone.Store(true)
		x.paths = slices.Delete(x.paths, oldest, oldest+1)
	}
	x.paths = append(x.paths, p)
	return true
}
