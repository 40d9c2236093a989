package signaling

import "sync"

// strangers are the sockets that have not entered: as many as a server takes,
// and of one caller as many as a crowd behind one address opens in the time
// they have to enter.
type strangers struct {
	mu  sync.Mutex // guards what follows
	all int
	of  map[string]int // by caller; nobody is in it with 0
}

// add counts a stranger in, unless there are too many.
func (s *strangers) add(caller string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= maxStrangers || caller != "" && s.of[caller] >= maxStrangersOf {
		return false
	}
	s.all++
	if caller != "" {
		s.of[caller]++
	}
	return true
}

// remove counts one out, who has entered or is gone.
func (s *strangers) remove(caller string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if caller == "" {
		return
	}
	if s.of[caller]--; s.of[caller] == 0 {
		delete(s.of, caller)
	}
}
