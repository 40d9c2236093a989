package sfu

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestEveryPacketIsAcceptedOnce: however packets are reordered and repeated, each number passes once.
func TestEveryPacketIsAcceptedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w window
		start := rapid.Uint16().Draw(t, "start")
		n := rapid.IntRange(1, 400).Draw(t, "packets")
		passed := map[uint16]int{start: 1}
		w.accept(start, false, 0)
		for i := 1; i < n; i++ {
			// up to 20 behind the newest, or up to 20 ahead of it
			seq := w.newest + uint16(rapid.IntRange(-20, 20).Draw(t, "step"))
			was := w.newest
			switch a := w.accept(seq, false, int64(i)); {
			case a == refused && passed[seq] == 0 && !newer(start, seq):
				t.Fatalf("%d refused, though new (newest %d)", seq, was)
			case a == inOrder != newer(seq, was):
				t.Fatalf("%d after %d: %v", seq, was, a)
			case a != refused:
				passed[seq]++
			}
			if passed[seq] > 1 {
				t.Fatalf("%d passed twice", seq)
			}
		}
		highest, lost, _ := w.report()
		if uint16(highest) != w.newest {
			t.Fatalf("reported %d as highest, newest is %d", highest, w.newest)
		}
		inRange := 0
		for seq := start; ; seq++ {
			if passed[seq] > 0 {
				inRange++
			}
			if seq == w.newest {
				break
			}
		}
		before := len(passed) - inRange // those older than the first count as received, not as expected
		if want := max(int(w.newest-start)+1-inRange-before, 0); int(lost) != want {
			t.Fatalf("reported %d lost, want %d", lost, want)
		}
	})
}

func TestMissingPacketsAreAskedForUntilTheyCome(t *testing.T) {
	var w window
	w.accept(10, false, 0)
	w.accept(12, false, 1)
	if got := w.due(nil, video.asking(), 2, 0); got != nil {
		t.Errorf("asked for %v though it may just be late", got)
	}
	w.accept(13, false, 3)
	if got := w.due(nil, video.asking(), 4, 0); !slices.Equal(got, []uint16{11}) {
		t.Errorf("asked for %v, want 11", got)
	}
	if got := w.due(nil, video.asking(), 5, 0); got != nil {
		t.Errorf("asked again for %v before the answer could come", got)
	}
	if got := w.due(nil, video.asking(), 100_000_000, 0); !slices.Equal(got, []uint16{11}) {
		t.Errorf("asked for %v after a round trip, want 11 again", got)
	}
	if a := w.accept(11, false, 200_000_000); a != late {
		t.Errorf("the retransmission is %v, want late", a)
	}
	if got := w.due(nil, video.asking(), 300_000_000, 0); got != nil {
		t.Errorf("asked for %v though it came", got)
	}
}

func TestMissingPacketsAreGivenUp(t *testing.T) {
	var w window
	w.accept(10, false, 0)
	w.accept(13, false, 1)
	asked := 0
	for now := int64(0); now < 10*nanosecond; now += nanosecond / 10 {
		asked += len(w.due(nil, video.asking(), now, 0))
	}
	if asked != 2*int(video.asking().tries) {
		t.Errorf("asked %d times for 2 packets, want %d", asked, 2*int(video.asking().tries))
	}
}

func TestFarJumpIsBelievedOnlyWhenItGoesOn(t *testing.T) {
	var w window
	w.accept(100, false, 0)
	if a := w.accept(30000, false, 1); a != refused {
		t.Errorf("a single stray is %v", a)
	}
	if a := w.accept(101, false, 2); a != inOrder {
		t.Errorf("the stream after a stray is %v", a)
	}
	var last arrival
	for i := range uint16(strayLimit) {
		last = w.accept(40000+i, false, 3)
	}
	if last != restarted {
		t.Errorf("after %d in a row the jump is %v, want a restart", strayLimit, last)
	}
}
