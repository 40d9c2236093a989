package sfu

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const loud, quiet = 110, 20

func newTracks(names ...PeerID) []*track {
	var list []*track
	for _, n := range names {
		list = append(list, &track{peer: n, source: Microphone})
	}
	return list
}

func voicesOf(tracks []*track, speaking ...*track) []voice {
	var list []voice
	for _, t := range tracks {
		level := quiet
		if slices.Contains(speaking, t) {
			level = loud
		}
		list = append(list, voice{track: t, level: level})
	}
	return list
}

func TestSmallCircleIsHeardWhole(t *testing.T) {
	var r ranker
	people := newTracks("a", "b", "c", "d")
	r.update(0, voicesOf(people))
	if len(r.seats) != 4 {
		t.Fatalf("%d of 4 people have a seat", len(r.seats))
	}
}

func TestNewSpeakerTakesTheSeatOfTheLongestSilent(t *testing.T) {
	var r ranker
	p := newTracks("a", "b", "c", "d", "e")
	a, b, c, d, e := p[0], p[1], p[2], p[3], p[4]
	now := int64(0)
	for _, t := range []*track{a, b, c} {
		now += seatHold
		r.update(now, voicesOf(p, t))
	}
	if got := r.seats[:3]; !slices.Contains(got, a) || !slices.Contains(got, b) || !slices.Contains(got, c) {
		t.Fatal("the three who spoke are not those heard")
	}
	place := slices.Index(r.seats, c)
	now += seatHold
	r.update(now, voicesOf(p, e))
	if slices.Index(r.seats[:3], a) >= 0 || slices.Index(r.seats[:3], e) < 0 {
		t.Error("the new speaker did not replace the one silent for longest")
	}
	if slices.Index(r.seats, c) != place {
		t.Error("a speaker who stays was moved")
	}
	if r.seats[3] != a {
		t.Error("the displaced speaker is not the reserve")
	}
	_ = d
}

func TestCoughInAPauseDoesNotCostTheSeat(t *testing.T) {
	var r ranker
	p := newTracks("a", "b", "c", "d", "e")
	r.update(seatHold, voicesOf(p, p[0], p[1], p[2]))
	before := slices.Clone(r.seats)
	if r.update(seatHold+seatHold/2, voicesOf(p, p[4])) || !slices.Equal(before, r.seats) {
		t.Error("a sound took the seat of somebody who paused")
	}
}

func TestSomebodyWhoGoesOnTalkingIsHeard(t *testing.T) {
	var r ranker
	p := newTracks("a", "b", "c", "d", "e")
	r.update(0, voicesOf(p, p[0], p[1], p[2]))
	for now := int64(rankEvery); now <= seatPersist+2*rankEvery; now += rankEvery {
		r.update(now, voicesOf(p, p[4], p[0], p[1])) // c pauses
	}
	if slices.Index(r.seats[:3], p[4]) < 0 {
		t.Error("after 300 ms of talk against a pause the speaker still is not heard")
	}
}

func TestLouderVoiceIsHeardAboveThreeOthers(t *testing.T) {
	var r ranker
	p := newTracks("a", "b", "c", "d", "e")
	voices := voicesOf(p, p[0], p[1], p[2], p[4])
	for now := int64(0); now <= 2*seatPersist; now += rankEvery {
		r.update(now, voices)
		if slices.Index(r.seats[:3], p[4]) >= 0 {
			t.Fatal("a voice no louder than three others displaced one of them")
		}
	}
	voices[4].level = loud + seatMargin
	r.update(3*seatPersist, voices)
	if slices.Index(r.seats[:3], p[4]) < 0 {
		t.Error("a clearly louder voice is not heard while three others talk")
	}
}

// TestSeatsAreDistinctAndTaken: whatever happens, nobody has two seats, nobody absent has one, and none is free while
// somebody is without.
func TestSeatsAreDistinctAndTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r ranker
		all := newTracks("a", "b", "c", "d", "e", "f", "g")
		now := int64(0)
		for range rapid.IntRange(1, 40).Draw(t, "looks") {
			now += rapid.Int64Range(0, 2*seatHold).Draw(t, "passed")
			var voices []voice
			for _, x := range all {
				if rapid.IntRange(0, 4).Draw(t, "absent") > 0 {
					voices = append(voices, voice{x, rapid.IntRange(0, 127).Draw(t, "level")})
				}
			}
			before := slices.Clone(r.seats)
			changed := r.update(now, voices)
			if changed == slices.Equal(before, r.seats) {
				t.Fatal("a change was not reported, or none was")
			}
			if len(r.seats) != min(len(voices), allSeats) {
				t.Fatalf("%d seats for %d voices", len(r.seats), len(voices))
			}
			for i, x := range r.seats {
				if slices.Index(r.seats, x) != i {
					t.Fatal("somebody has two seats")
				}
				if !slices.ContainsFunc(voices, func(v voice) bool { return v.track == x }) {
					t.Fatal("somebody absent has a seat")
				}
			}
		}
	})
}

// TestAssignKeepsPlaces: what stays wanted stays where it is, nothing is placed twice, and as much as fits is placed.
func TestAssignKeepsPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := newTracks("a", "b", "c", "d", "e", "f")
		present := make([]*track, rapid.IntRange(0, 5).Draw(t, "places"))
		for range rapid.IntRange(1, 10).Draw(t, "changes") {
			wanted := rapid.Permutation(all).Draw(t, "wanted")[:rapid.IntRange(0, len(all)).Draw(t, "n")]
			got := assign(present, wanted)
			placed := 0
			for i, x := range got {
				if x == nil {
					continue
				}
				placed++
				if slices.Index(got, x) != i {
					t.Fatal("placed twice")
				}
				if at := slices.Index(present, x); at >= 0 && at != i {
					t.Fatal("moved")
				}
			}
			for _, x := range wanted[:min(len(wanted), len(present))] {
				if !slices.Contains(got, x) {
					t.Fatal("one of the first wanted has no place")
				}
			}
			if placed != min(len(wanted), len(present)) {
				t.Fatalf("%d placed of %d wanted in %d places", placed, len(wanted), len(present))
			}
			present = got
		}
	})
}
