package main

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"warmroom/api"
	"warmroom/fault"
	"warmroom/sfu"
)

// Limits of checks of the connection.
const (
	checkFor  = 30 * time.Second // browsers take up to 20 s to give up
	maxChecks = 200              // under way at once
)

var errManyChecks = fault.New(fault.Unavailable, "many_checks", "Many people are checking their connection. Please try again in a moment.")

// checks answers api.ConnectionChecks: each is a peer of a Router of its own
// that admits nobody, so that nothing is ever sent or taken. Its timers are
// owned by it and stop in close.
type checks struct {
	sfu    *sfu.SFU
	router *sfu.Router

	// mu guards the fields below; nothing is called while it is held.
	mu     sync.Mutex
	timers map[sfu.PeerID]*time.Timer
	closed bool
}

func newChecks(s *sfu.SFU) *checks {
	c := &checks{sfu: s, timers: map[sfu.PeerID]*time.Timer{}}
	c.router = s.NewRouter(c)
	return c
}

// Servers implements api.ConnectionChecks.
func (c *checks) Servers() []api.ICEServer {
	list := c.sfu.ICEServers(time.Now())
	servers := make([]api.ICEServer, len(list))
	for i, s := range list {
		servers[i] = api.ICEServer(s)
	}
	return servers
}

// Answer implements api.ConnectionChecks.
func (c *checks) Answer(ctx context.Context, offer string) (string, error) {
	id := newCheckID()
	if !c.begin(id) {
		return "", errManyChecks
	}
	answer, err := c.router.Join(ctx, id, offer)
	if err != nil {
		c.end(id)
		return "", mediaFault(err)
	}
	return answer, nil
}

func newCheckID() sfu.PeerID { return sfu.PeerID(rand.Text()) }

func (c *checks) begin(id sfu.PeerID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || len(c.timers) >= maxChecks {
		return false
	}
	c.timers[id] = time.AfterFunc(checkFor, func() { c.end(id) })
	return true
}

// end forgets a check; a second time does nothing.
func (c *checks) end(id sfu.PeerID) {
	c.mu.Lock()
	timer := c.timers[id]
	delete(c.timers, id)
	c.mu.Unlock()
	if timer != nil {
		timer.Stop()
		c.router.Remove(id)
	}
}

func (c *checks) close() {
	c.mu.Lock()
	c.closed = true
	for _, timer := range c.timers {
		timer.Stop()
	}
	c.mu.Unlock()
	c.router.Close()
}

// State implements sfu.Observer: who has seen enough hangs up.
func (c *checks) State(id sfu.PeerID, state sfu.ConnectionState) {
	if state == sfu.Closed || state == sfu.Failed {
		c.end(id)
	}
}

// Slots, Levels and Layers implement sfu.Observer; of a check there is nothing
// to tell.
func (c *checks) Slots(sfu.PeerID, []sfu.Mapping)         {}
func (c *checks) Levels([]sfu.Level)                      {}
func (c *checks) Layers(sfu.PeerID, sfu.Source, []string) {}
