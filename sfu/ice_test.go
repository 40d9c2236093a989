package sfu

import "testing"

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
