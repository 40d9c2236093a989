package signaling

import (
	"bytes"
	"sync"
)

// recorder keeps what is logged.
type recorder struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}
