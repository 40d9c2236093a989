package sfu

// window follows the sequence numbers of one upstream layer: it tells new packets from duplicates and from packets too
// old to matter, counts losses for receiver reports (RFC 3550, A.3) and remembers what is missing for NACKs.
// Publishers probe with retransmissions of old packets, so duplicates are everyday.
type window struct {
	started  bool
	newest   uint16
	cycles   uint32 // wraps of newest
	base     uint32 // extended number of the first packet
	received uint32
	seen     [windowSize / 64]uint64 // bit per number, modulo windowSize
	strays   uint16                  // packets in a row that fit nowhere
	strayAt  uint16                  // the last of them

	missing  [maxMissing]missing
	nmissing int

	expectedPrior, receivedPrior uint32
}

type missing struct {
	seq   uint16
	tries uint8
	at    int64 // of the last request or, before the first, of the discovery
}

const (
	windowSize = 1024
	maxGap     = 512 // larger jumps are a restart of the source, or a lie
	maxMissing = 64
	strayLimit = 8
)

func (w *window) bit(seq uint16) (word *uint64, mask uint64) {
	n := seq % windowSize
	return &w.seen[n/64], 1 << (n % 64)
}

// arrival is what a window makes of a packet.
type arrival uint8

const (
	refused   arrival = iota // duplicate, too old, or a jump not believed yet
	inOrder                  // newer than anything before
	late                     // fills a hole
	restarted                // the source began anew far away; everything before is forgotten
)

// accept records packet seq, received at now, as a retransmission or not. A retransmission fills a hole or is of no use:
// publishers probe with old ones.
func (w *window) accept(seq uint16, retransmitted bool, now int64) arrival {
	if retransmitted && (!w.started || newer(seq, w.newest) || w.newest-seq >= windowSize/2) {
		return refused
	}
	if !w.started {
		w.restart(seq)
		return inOrder
	}
	switch gap := int(int16(seq - w.newest)); {
	case gap > 0 && gap <= maxGap:
		w.strays = 0
		w.advance(seq, gap, now)
		return inOrder
	case gap <= 0 && gap > -windowSize/2:
		w.strays = 0
		word, mask := w.bit(seq)
		if *word&mask != 0 {
			return refused
		}
		*word |= mask
		w.received++
		w.found(seq)
		return late
	}
	if w.strays == 0 || seq != w.strayAt+1 {
		w.strays = 0
	}
	w.strays, w.strayAt = w.strays+1, seq
	if w.strays < strayLimit {
		return refused
	}
	w.restart(seq)
	return restarted
}

// lacks reports whether packet seq is missing, or to come within reach of the newest.
func (w *window) lacks(seq uint16) bool {
	gap := int(int16(seq - w.newest))
	if !w.started || gap > maxGap || gap <= -windowSize/2 {
		return false
	}
	word, mask := w.bit(seq)
	return gap > 0 || *word&mask == 0
}

// recover records packet seq, which did not arrive but is known from another one: it counts as lost.
func (w *window) recover(seq uint16, now int64) arrival {
	if !w.lacks(seq) {
		return refused
	}
	a := w.accept(seq, false, now)
	w.received--
	return a
}

// asked reports whether packet seq is missing and was asked for.
func (w *window) asked(seq uint16) bool {
	for _, m := range w.missing[:w.nmissing] {
		if m.seq == seq {
			return m.tries > 0
		}
	}
	return false
}

func (w *window) restart(seq uint16) {
	*w = window{started: true, newest: seq, base: uint32(seq), received: 1}
	word, mask := w.bit(seq)
	*word |= mask
}

func (w *window) advance(seq uint16, gap int, now int64) {
	for i := 1; i < gap; i++ {
		lost := w.newest + uint16(i)
		word, mask := w.bit(lost)
		*word &^= mask
		w.lost(lost, now)
	}
	if seq < w.newest {
		w.cycles += 1 << 16
	}
	w.newest = seq
	w.received++
	word, mask := w.bit(seq)
	*word |= mask
}

func (w *window) lost(seq uint16, now int64) {
	if w.nmissing == maxMissing { // the oldest is past saving
		copy(w.missing[:], w.missing[1:])
		w.nmissing--
	}
	w.missing[w.nmissing] = missing{seq: seq, at: now}
	w.nmissing++
}

func (w *window) found(seq uint16) {
	for i := range w.nmissing {
		if w.missing[i].seq == seq {
			copy(w.missing[i:], w.missing[i+1:w.nmissing])
			w.nmissing--
			return
		}
	}
}

// asking says when missing packets are asked for.
type asking struct {
	newer    uint16 // how many newer packets have to have come before the first request,
	patience int64  // or how many nanoseconds to have passed
	tries    uint8  // requests in all, one after each round trip
	reach    uint16 // how far behind the newest packet a missing one may be
}

// asking returns how sources of kind k are asked. Packets of sound are 20 ms apart and seldom overtake each other, and of
// little use when they are late.
func (k kind) asking() asking {
	if k == audio {
		return asking{newer: 1, tries: 1, reach: 10}
	}
	return asking{newer: 2, patience: 10_000_000, tries: 5, reach: windowSize}
}

// due appends to list the numbers to ask for at now, given the round trip in nanoseconds, and forgets those that were
// asked for often enough a second ago.
func (w *window) due(list []uint16, a asking, now, rtt int64) []uint16 {
	kept := 0
	for i := range w.nmissing {
		m := w.missing[i]
		again := m.tries > 0 && m.tries < a.tries && now-m.at >= max(rtt, 2*a.patience)
		first := m.tries == 0 && (w.newest-m.seq >= a.newer || now-m.at >= a.patience)
		if (again || first) && w.newest-m.seq <= a.reach {
			m.tries++
			m.at = now
			list = append(list, m.seq)
		}
		if m.tries < a.tries || now-m.at < nanosecond {
			w.missing[kept] = m
			kept++
		}
	}
	w.nmissing = kept
	return list
}

// report returns the extended highest number, the total lost and the fraction lost since the last report.
func (w *window) report() (highest, lost uint32, fraction uint8) {
	highest = w.cycles + uint32(w.newest)
	expected := highest - w.base + 1
	if expected > w.received {
		lost = min(expected-w.received, 0x7fffff)
	}
	interval := expected - w.expectedPrior
	got := w.received - w.receivedPrior
	w.expectedPrior, w.receivedPrior = expected, w.received
	if interval > 0 && interval > got {
		fraction = uint8(min((interval-got)<<8/interval, 255))
	}
	return highest, lost, fraction
}
