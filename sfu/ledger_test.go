package sfu_test

import (
	"sync"

	"warmroom/sfu/sfutest"
)

// ledger says which frames of ana arrived.
type ledger struct {
	mu     sync.Mutex // guards the fields below
	frames [2]map[uint32]bool
	last   [2]uint32
}

var ledgerKinds = [2]string{"audio", "video"}

func (l *ledger) note(p sfutest.Packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, kind := range ledgerKinds {
		if p.Tag != 1 || p.Slot.Kind != kind {
			continue
		}
		if l.frames[i] == nil {
			l.frames[i] = make(map[uint32]bool)
		}
		l.frames[i][p.Number], l.last[i] = true, max(l.last[i], p.Number)
	}
}

// newest returns the numbers of the newest frames that arrived.
func (l *ledger) newest() [2]uint32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// missing returns how many frames of a kind after from and up to to did not arrive.
func (l *ledger) missing(kind int, from, to uint32) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := from + 1; i <= to; i++ {
		if !l.frames[kind][i] {
			n++
		}
	}
	return n
}
