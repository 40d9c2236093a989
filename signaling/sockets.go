package signaling

import "sync"

// sockets are the open sockets of a server.
type sockets struct {
	mu      sync.Mutex // guards open and closing
	open    map[*socket]struct{}
	closing bool
	gone    sync.WaitGroup
}

// add counts a socket in, unless the server is closing.
func (ss *sockets) add(c *socket) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.closing {
		return false
	}
	ss.open[c] = struct{}{}
	ss.gone.Add(1)
	return true
}

func (ss *sockets) remove(c *socket) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	delete(ss.open, c)
	ss.gone.Done()
}

// endAll ends every socket, and keeps new ones out.
func (ss *sockets) endAll() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.closing = true
	for c := range ss.open {
		c.end(CloseRestarting)
	}
}

// cutAll closes the connections below the sockets.
func (ss *sockets) cutAll() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	for c := range ss.open {
		c.conn.Close()
	}
}
