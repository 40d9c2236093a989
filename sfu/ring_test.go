package sfu

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestRingReturnsWhatItWasGiven: a packet comes back as it was stored, or not at all; the latest always does.
func TestRingReturnsWhatItWasGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRing(rapid.SampledFrom([]kind{audio, video}).Draw(t, "kind"))
		stored := map[uint16][]byte{}
		seq := rapid.Uint16().Draw(t, "start")
		for range rapid.IntRange(1, 900).Draw(t, "packets") {
			payload := bytes.Repeat([]byte{byte(seq)}, rapid.IntRange(1, 1200).Draw(t, "size"))
			r.put(&packet{seq: seq, ts: uint32(seq) * 3, marker: seq%2 == 0, payload: payload})
			stored[seq] = payload
			seq++
		}
		dst := make([]byte, maxDatagram)
		found := 0
		for s, want := range stored {
			got, ts, marker, ok := r.get(s, dst)
			if !ok {
				continue
			}
			found++
			if !bytes.Equal(got, want) || ts != uint32(s)*3 || marker != (s%2 == 0) {
				t.Fatalf("packet %d came back changed", s)
			}
		}
		if _, _, _, ok := r.get(seq-1, dst); !ok {
			t.Fatal("the latest packet is gone")
		}
		if found < min(len(stored), 6) {
			t.Fatalf("only %d of %d packets are left", found, len(stored))
		}
		r.clear()
		if _, _, _, ok := r.get(seq-1, dst); ok {
			t.Fatal("a cleared ring still answers")
		}
	})
}
