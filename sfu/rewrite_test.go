package sfu

import (
	"testing"

	"pgregory.net/rapid"
)

// stream is a source as the network delivers it: some packets lost, some late, some twice, some padding.
type delivered struct {
	seq     uint16
	padding bool
	inOrder bool
}

// drawStream draws n packets from a random start, so that wraps are as likely as anything.
func drawStream(t *rapid.T, n int) []delivered {
	start := rapid.Uint16().Draw(t, "start")
	var list []delivered
	newest := start - 1
	for i := range n {
		seq := start + uint16(i)
		switch rapid.IntRange(0, 9).Draw(t, "fate") {
		case 0: // lost
			continue
		case 1: // late: swapped with the one before
			list = append(list, delivered{seq: seq})
			if k := len(list); k > 1 && !list[k-2].padding {
				list[k-1], list[k-2] = list[k-2], list[k-1]
			}
		case 2:
			list = append(list, delivered{seq: seq, padding: true})
		default:
			list = append(list, delivered{seq: seq})
		}
	}
	for i := range list {
		if newer(list[i].seq, newest) {
			list[i].inOrder, newest = true, list[i].seq
		}
	}
	return list
}

// TestNumbersStayContinuous: whatever the sources lose, reorder or pad, a slot never uses a number twice, never goes
// back, and its holes are those of the sources: one for each packet lost, none for padding or a switch.
func TestNumbersStayContinuous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s sequencer
		used := map[uint16]bool{}
		var last uint16
		carried := false
		for source := range rapid.IntRange(1, 5).Draw(t, "sources") {
			list := drawStream(t, rapid.IntRange(2, 60).Draw(t, "packets"))
			begun, expectFirst := false, true
			shift := map[uint16]uint16{} // out by in
			for _, p := range list {
				if !begun {
					if p.padding || !p.inOrder {
						continue
					}
					s.begin(p.seq)
					begun = true
				}
				if p.padding {
					if p.inOrder {
						s.skip(p.seq)
					}
					continue
				}
				out, ok := s.next(p.seq)
				if !ok {
					if p.inOrder {
						t.Fatalf("refused %d, which is newer than all before", p.seq)
					}
					continue
				}
				if used[out] {
					t.Fatalf("source %d: number %d used twice", source, out)
				}
				used[out], shift[p.seq] = true, out
				if expectFirst && carried && out != last+1 {
					t.Fatalf("source %d begins at %d after %d", source, out, last)
				}
				expectFirst = false
			}
			checkOrder(t, list, shift)
			if begun {
				carried, last = true, s.last()
			}
		}
	})
}

// checkOrder verifies that the distance between two packets of a source is kept, less the padding between them.
func checkOrder(t *rapid.T, list []delivered, out map[uint16]uint16) {
	skipped := map[uint16]bool{}
	for _, p := range list {
		if p.padding && p.inOrder {
			skipped[p.seq] = true
		}
	}
	for _, p := range list {
		a, ok := out[p.seq]
		if !ok {
			continue
		}
		gap := uint16(1)
		for seq := p.seq + 1; seq != p.seq+64; seq++ {
			if skipped[seq] {
				continue
			}
			if b, ok := out[seq]; ok {
				if b != a+gap {
					t.Fatalf("packets %d and %d are %d apart, sent %d apart", p.seq, seq, gap, b-a)
				}
				break
			}
			gap++
		}
	}
}

// TestAudioTimeKeepsPace: over any sequence of switches the slot's time never goes back, advances by whole frames at a
// switch, and stays within 22 ms of real time ahead and a frame behind.
func TestAudioTimeKeepsPace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line timeline
		now := int64(nanosecond)
		first := true
		for range rapid.IntRange(2, 30).Draw(t, "talkers") {
			ts := rapid.Uint32().Draw(t, "ts")
			pause := rapid.Int64Range(0, 500).Draw(t, "pause ms")
			now += pause * 1_000_000
			for range 4 { // a talker whose first packets would come too early loses them
				before, started := line.last, !first
				if line.beginAudio(ts, now) {
					out := line.next(ts, now)
					if step := int32(out - before); started && (step <= 0 || step%audioFrame != 0) {
						t.Fatalf("switch advances by %d", step)
					}
					break
				}
				ts += audioFrame
				now += 20_000_000
			}
			first = false
			for range rapid.IntRange(0, 20).Draw(t, "packets") {
				ts += audioFrame
				now += 20_000_000
				line.next(ts, now)
			}
			if line.phase > audioMaxPhase || line.phase < -2*audioFrame {
				t.Fatalf("slot runs %d samples ahead of real time", line.phase)
			}
		}
	})
}

// TestVideoTimeKeepsPace: a switch moves the slot's time on by what has passed, at least one tick.
func TestVideoTimeKeepsPace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line timeline
		now := int64(nanosecond)
		for i := range rapid.IntRange(2, 20).Draw(t, "switches") {
			ts := rapid.Uint32().Draw(t, "ts")
			passed := rapid.Int64Range(0, 10_000).Draw(t, "ms")
			now += passed * 1_000_000
			before := line.last
			line.beginVideo(ts, now, 1)
			out := line.next(ts, now)
			if want := uint32(max(1, passed*90)); i > 0 && out-before != want {
				t.Fatalf("%d ms later the time is %d ticks on, want %d", passed, out-before, want)
			}
		}
	})
}

// TestPicturesStayContinuous: a switch goes on with the next picture id and TL0PICIDX, whatever the source counts and
// however many bits it counts with; frames left out leave no hole, and all packets of a frame have one id.
func TestPicturesStayContinuous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p pictures
		var last uint16
		for i := range rapid.IntRange(2, 10).Draw(t, "switches") {
			bits := uint16(0x7f)
			d := vp8Descriptor{pictureIDAt: 2, tl0At: 4, tl0: rapid.Uint8().Draw(t, "tl0")}
			if d.longID = rapid.Bool().Draw(t, "long"); d.longID {
				bits = 0x7fff
			}
			d.pictureID = rapid.Uint16Max(bits).Draw(t, "id")
			wantTL0 := p.lastTL0 + 1
			p.begin(&d)
			for n := range rapid.IntRange(1, 300).Draw(t, "pictures") {
				if n > 0 && rapid.IntRange(0, 3).Draw(t, "fate") == 0 {
					p.skip(&d)
					if _, ok := p.next(&d); ok {
						t.Fatal("a packet of a frame that was left out passed")
					}
				} else {
					for range rapid.IntRange(1, 3).Draw(t, "packets") {
						shift, ok := p.next(&d)
						id := (d.pictureID + shift) & bits
						if !ok || (i > 0 || n > 0) && id != (last+1)&bits {
							t.Fatalf("picture %d (%v) after %d", id, ok, last)
						}
						if i > 0 && n == 0 && p.lastTL0 != wantTL0 {
							t.Fatalf("switch gives TL0PICIDX %d, want %d", p.lastTL0, wantTL0)
						}
					}
					last = (last + 1) & 0x7fff
					if i == 0 && n == 0 {
						last = d.pictureID
					}
				}
				d.pictureID, d.tl0 = (d.pictureID+1)&bits, d.tl0+1
			}
		}
	})
}

// TestLatePacketsFindTheirPlaceHoweverLongTheSource: half a circle of numbers after a source began, a packet from before
// is still told from one that is late.
func TestLatePacketsFindTheirPlaceHoweverLongTheSource(t *testing.T) {
	var s sequencer
	s.begin(7)
	for i := range uint16(65000) {
		if i%100 == 50 {
			continue // comes late
		}
		in := 7 + i
		s.next(in)
		if i%100 == 52 {
			if out, ok := s.next(in - 2); !ok || out != in-2 {
				t.Fatalf("late packet %d got number %d (%v)", in-2, out, ok)
			}
		}
	}
}

// TestFewerFramesAreStillDecodable: over any changes of how many temporal layers are wanted, every frame that is sent
// needs only frames that were sent, and no more than wanted are sent for long.
func TestFewerFramesAreStillDecodable(t *testing.T) {
	pattern := []vp8Descriptor{{temporal: 0}, {temporal: 2, sync: true}, {temporal: 1, sync: true}, {temporal: 2}}
	rapid.Check(t, func(t *rapid.T) {
		var thin thinner
		newest := [allTemporals + 1]bool{} // whether the newest frame of each temporal layer was sent
		for i := range rapid.IntRange(1, 200).Draw(t, "frames") {
			d := pattern[i%len(pattern)]
			d.start, d.key = true, i == 0
			want := uint8(rapid.IntRange(0, 3).Draw(t, "want"))
			sent := thin.passes(&d, want, true)
			if sent && d.temporal > want {
				t.Fatalf("frame %d of layer %d was sent, %d are wanted", i, d.temporal, want)
			}
			if !sent && d.temporal == 0 {
				t.Fatalf("frame %d, which all others need, was left out", i)
			}
			if sent && d.temporal == 2 && !d.sync && (!newest[1] || !newest[2]) {
				t.Fatalf("frame %d was sent without those it needs", i)
			}
			newest[d.temporal] = sent
			if d.start = false; thin.passes(&d, uint8(rapid.IntRange(0, 3).Draw(t, "mid-frame")), true) != sent {
				t.Fatalf("frame %d was cut in two", i)
			}
		}
	})
}
