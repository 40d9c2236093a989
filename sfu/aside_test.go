package sfu_test

import (
	"slices"
	"testing"
	"time"

	"warmroom/sfu"
	"warmroom/sfu/sfutest"
)

// aside is a meeting of five, two of whom step aside and come back.
type aside struct {
	*meeting
	people map[sfu.PeerID]*sfutest.Client
}

var tags = map[sfu.PeerID]uint32{"ana": 1, "fox": 2, "late": 3, "ben": 4, "heron": 5}

func stepAside(t *testing.T) *aside {
	a := &aside{meeting: meet(t), people: map[sfu.PeerID]*sfutest.Client{}}
	for _, id := range []sfu.PeerID{"ana", "fox", "ben", "heron"} {
		a.come(id)
	}
	a.hears(a.people["heron"], tags["ana"], 3)
	a.hears(a.people["ana"], tags["heron"], 3)
	a.router.Company("heron", "aside")
	a.router.Company("ben", "aside")
	return a
}

// come connects somebody who speaks and shows a camera in layers.
func (a *aside) come(id sfu.PeerID) {
	c := a.enter(id, sfutest.Options{Tag: tags[id], Simulcast: true})
	c.Speak(sfutest.Speech)
	c.Show(sfutest.SimulcastCamera)
	a.people[id] = c
}

// apart asserts that those in one list get everything of each other, and nothing of those in the other list while they
// do.
func (a *aside) apart(main, side []sfu.PeerID) {
	a.t.Helper()
	for _, lists := range [][2][]sfu.PeerID{{main, side}, {side, main}} {
		for _, id := range lists[0] {
			c := a.people[id]
			before := map[sfu.PeerID]int{}
			for i, round := range []int{3, 10} { // what was on its way has arrived after the first
				for _, near := range lists[0] {
					if near != id {
						a.hears(c, tags[near], round)
						a.sees(c, tags[near], round)
					}
				}
				for _, far := range lists[1] {
					n := c.Frames("audio", tags[far]) + c.Frames("video", tags[far])
					if i > 0 && n > before[far] {
						a.t.Errorf("%d frames of %s reached %s", n-before[far], far, id)
					}
					before[far] = n
				}
			}
		}
	}
}

func TestThoseWhoStepAsideHearAndSeeEachOtherAlone(t *testing.T) {
	a := stepAside(t)
	a.apart([]sfu.PeerID{"ana", "fox"}, []sfu.PeerID{"heron", "ben"})
	for _, main := range []sfu.PeerID{"ana", "fox"} {
		for _, side := range []sfu.PeerID{"heron", "ben"} {
			for _, src := range []sfu.Source{sfu.Microphone, sfu.Camera} {
				if a.seen.slotOf(main, side, src) != "" || a.seen.slotOf(side, main, src) != "" {
					t.Errorf("%s of %s or %s has a slot with the other", src, main, side)
				}
			}
		}
	}
}

// TestNobodyListensIn: neither by asking for a picture, nor as somebody pinned, nor by coming late, nor by asking again
// for what was lost, nor by coming back on another connection.
func TestNobodyListensIn(t *testing.T) {
	a := stepAside(t)
	fox := a.people["fox"]
	slot := fox.Slot(a.seen.slotOf("fox", "ana", sfu.Camera))
	a.router.View("fox", []sfu.Tile{
		{Peer: "heron", Source: sfu.Camera, Height: 720, Priority: 9},
		{Peer: "ben", Source: sfu.Screen, Height: 720},
		{Peer: "heron", Source: sfu.Microphone},
		{Peer: "ana", Source: sfu.Camera, Height: 90},
		{Peer: "late", Source: sfu.Camera, Height: 90},
	})
	a.router.Pin("heron")
	last := slot.Stats().Last.SequenceNumber
	var lost []uint16
	for i := range uint16(64) {
		lost = append(lost, last-i)
	}
	if err := slot.Nack(lost...); err != nil {
		t.Fatal(err)
	}
	a.come("late")
	a.apart([]sfu.PeerID{"ana", "fox", "late"}, []sfu.PeerID{"heron", "ben"})

	// A fresh connection is where its peer is, on both sides.
	for _, id := range []sfu.PeerID{"heron", "fox"} {
		c := a.knock(id, sfutest.Options{Tag: tags[id], Simulcast: true})
		c.Speak(sfutest.Speech)
		c.Show(sfutest.SimulcastCamera)
		a.people[id] = c
	}
	a.apart([]sfu.PeerID{"ana", "late"}, []sfu.PeerID{"heron", "ben"})
	if got := a.people["fox"].Frames("audio", tags["heron"]) + a.people["fox"].Frames("video", tags["heron"]); got > 0 {
		t.Errorf("%d frames reached a new connection", got)
	}
	a.router.Remove("heron") // and what is forgotten begins again among all
	if a.seen.slotOf("ben", "ana", sfu.Camera) != "" {
		t.Error("who is left alone aside was brought back")
	}
}

func TestWhoComesBackFromAsideIsThereAtOnce(t *testing.T) {
	a := stepAside(t)
	a.apart([]sfu.PeerID{"ana", "fox"}, []sfu.PeerID{"heron", "ben"})
	heron := a.people["heron"]
	a.router.Company("heron", "")
	a.hears(heron, tags["fox"], 3)
	a.sees(heron, tags["ana"], 3)
	a.hears(a.people["fox"], tags["heron"], 3)
	a.sees(a.people["ana"], tags["heron"], 3)
	a.apart([]sfu.PeerID{"ana", "fox", "heron"}, nil)
	ben := a.people["ben"]
	before := ben.Packets()
	a.hears(heron, tags["fox"], 10)
	if n := ben.Packets() - before; n > 0 {
		t.Errorf("%d packets reached somebody alone aside", n)
	}
}

// TestReturnToSoundIsQuick measures how long somebody who comes back waits for the first sound of those they left.
func TestReturnToSoundIsQuick(t *testing.T) {
	a := stepAside(t)
	heron := a.people["heron"]
	var waits []time.Duration
	for range 20 {
		a.hears(heron, tags["ben"], 3)
		before := heron.Frames("audio", tags["ana"])
		began := time.Now()
		a.router.Company("heron", "")
		if err := heron.Wait(a.ctx(), func() bool { return heron.Frames("audio", tags["ana"]) > before }); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, time.Since(began))
		a.router.Company("heron", "aside")
	}
	slices.Sort(waits)
	median := waits[len(waits)/2]
	t.Logf("first sound after the return: median %v, worst %v", median, waits[len(waits)-1])
	if median > 150*time.Millisecond {
		t.Errorf("the median is %v, more than 150 ms", median)
	}
}
