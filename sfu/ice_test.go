package sfu

import (
	"errors"
	"testing"
	"time"
)

// TestNominationChoosesThePath: the client's choice is followed, but not down to a worse path while the better one works.
func TestNominationChoosesThePath(t *testing.T) {
	s := &SFU{}
	s.registry.entries = map[string]registration{}
	c := s.newConnection(&offer{ufrag: "client"})
	now := int64(nanosecond)
	newPath := func(priority uint32) *path {
		p := &path{conn: c, stream: nowhere{}}
		p.ice = pathState{ufrag: c.local.ufrag, priority: priority, works: true}
		p.heard.Store(now)
		return p
	}
	choose := func(p *path, nominated bool) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.choose(p, nominated, now)
	}
	first, better, relay := newPath(10), newPath(20), newPath(1)
	for _, step := range []struct {
		why       string
		p         *path
		nominated bool
		passed    int64
		want      *path
	}{
		{"the first that works is used", first, false, 0, first},
		{"another is not, until nominated", better, false, 0, first},
		{"the nominated one is", better, true, 0, better},
		{"a worse one is not while the better is heard", relay, true, 0, better},
		{"it is when the better has fallen silent", relay, true, int64(pathSilence), relay},
		{"and the better again when nominated again", better, true, 0, better},
	} {
		now += step.passed
		choose(step.p, step.nominated)
		if c.selected.Load() != step.want {
			t.Fatal(step.why)
		}
	}
}

// TestFirstPathStartsTheHandshake: also when ICE was restarted before there was one; and not before packets have a way to
// go.
func TestFirstPathStartsTheHandshake(t *testing.T) {
	for name, restarted := range map[string]bool{"first": false, "after a restart": true} {
		s := &SFU{}
		s.registry.entries = map[string]registration{}
		c := s.newConnection(&offer{ufrag: "client"})
		if restarted {
			c.previous, c.local = c.local.ufrag, newCredentials()
		}
		p := &path{conn: c, stream: nowhere{}}
		p.ice = pathState{ufrag: c.local.ufrag, works: true}
		began := make(chan bool, 1)
		go func() {
			<-c.validated
			began <- c.selected.Load() == p
		}()
		c.mu.Lock()
		c.choose(p, false, nanosecond)
		c.mu.Unlock()
		select {
		case chosen := <-began:
			if !chosen {
				t.Errorf("%s: the handshake began without a path", name)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: the handshake never began", name)
		}
	}
}

// TestConnectionThatHasEndedIsNotRestarted: it may end while its new offer is read, and must not stay in memory for it.
func TestConnectionThatHasEndedIsNotRestarted(t *testing.T) {
	s := &SFU{}
	s.registry.entries = map[string]registration{}
	c := s.newConnection(&offer{ufrag: "client"})
	s.registry.add(c, c.local)
	c.close()
	if err := c.restart(&offer{ufrag: "again"}); !errors.Is(err, ErrUnknownPeer) {
		t.Errorf("restart: %v, want %v", err, ErrUnknownPeer)
	}
	if n := len(s.registry.entries); n != 0 {
		t.Errorf("%d credentials of a connection that is over are kept", n)
	}
}
