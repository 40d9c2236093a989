package sfu

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"warmroom/sfu/sfutest"
)

// ear remembers what one listener hears of whom.
type ear struct {
	mu    sync.Mutex // guards heard
	heard []sfutest.Packet
}

func (e *ear) packet(p sfutest.Packet) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if p.Slot.Kind == "audio" && p.Tag != 0 {
		e.heard = append(e.heard, p)
	}
}

// take returns what was heard of tag since the last call.
func (e *ear) take(tag uint32) (list []sfutest.Packet) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.heard {
		if p.Tag == tag {
			list = append(list, p)
		}
	}
	e.heard = nil
	return list
}

// TestEveryTurnIsHeardFromItsFirstWord: of more people than there are seats, each of whom sends nothing while silent, whoever
// begins to speak is heard from the first packet on, soon, in the order and at the times it was spoken.
func TestEveryTurnIsHeardFromItsFirstWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVirtual(t)
		e := &ear{}
		clients := []*sfutest.Client{v.enter("listener", fast(), sfutest.Options{Tag: 99, VideoSlots: -1, OnPacket: e.packet})}
		for i := range 7 {
			clients = append(clients, v.enter(PeerID(fmt.Sprint(i)), fast(), sfutest.Options{Tag: uint32(i + 1), VideoSlots: -1}))
		}
		defer func() { v.close(clients...) }()
		worst := time.Duration(0)
		for turn := range 21 {
			speaker := clients[1+turn*3%7]
			tag := uint32(1 + turn*3%7)
			e.take(tag)
			began := time.Now()
			speaker.Speak(sfutest.Speech)
			<-time.After(1700 * time.Millisecond) // longer than a seat is held
			speaker.Hush()
			<-time.After(300 * time.Millisecond)
			list := e.take(tag)
			if len(list) < 80 {
				t.Fatalf("turn %d: %d packets of 85 were heard", turn, len(list))
			}
			if lag := list[0].Sent.Sub(began); lag > time.Millisecond {
				t.Errorf("turn %d: the first %v were not heard", turn, lag)
			}
			worst = max(worst, list[0].Received.Sub(list[0].Sent))
			for i, p := range list[1:] {
				before := list[i]
				if p.Number != before.Number+1 || p.Header.Timestamp != before.Header.Timestamp+audioFrame || p.Header.SequenceNumber != before.Header.SequenceNumber+1 {
					t.Fatalf("turn %d: packet %d does not follow the one before", turn, i+1)
				}
			}
		}
		t.Logf("from the first packet sent to it heard, at worst %v", worst)
		if worst > 120*time.Millisecond {
			t.Errorf("a turn was heard %v late", worst)
		}
	})
}

// TestTurnsAcrossSilenceKeepTime: over any turns in one slot, with pauses in which sources send nothing, and whatever their
// packets' jitter, the slot's time never goes back, turns begin on whole frames, and time runs ahead of what has passed by
// no more than the pre-rolls that listeners have room for, and never behind by more than a few frames.
func TestTurnsAcrossSilenceKeepTime(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := newBench(t, audio, 1)
		slot := (*b.from.in.sections[Microphone.index()].track.subs.Load())[0].slot
		to := &tap{}
		slot.out.conn.selected.Load().stream = to
		now := int64(nanosecond)
		var began int64  // when the first turn had ended,
		var first uint32 // and the slot's time then
		var last uint32
		for turn := range byte(rapid.IntRange(2, 12).Draw(r, "turns")) {
			x := newTalker(t, turn+1)
			m := &mapping{slot: slot, track: x.track}
			m.announced.Store(true)
			unheard := rapid.IntRange(0, 15).Draw(r, "packets before the slot is given")
			now = x.say(unheard, 30, now+rapid.Int64Range(0, 900_000_000).Draw(r, "pause"))
			slot.mapping.Store(m)
			x.track.subs.Store(&[]*mapping{m})
			for range rapid.IntRange(1, 4).Draw(r, "spurts") {
				if silence := rapid.IntRange(0, 50).Draw(r, "silence"); silence > 5 {
					x.header.Timestamp += uint32(silence) * audioFrame
					now += int64(silence) * 20_000_000
				}
				now = x.say(rapid.IntRange(1, 60).Draw(r, "words"), 30, now+rapid.Int64Range(0, 5_000_000).Draw(r, "jitter"))
			}
			list := to.heard(t)
			if len(list) == 0 { // too early in all its packets
				continue
			}
			for i, p := range list {
				step := int32(p.ts - last)
				if turn+byte(i) > 0 && last != 0 && (step <= 0 || i == 0 && step%audioFrame != 0) {
					r.Fatalf("turn %d: time goes on by %d at packet %d", turn, step, i)
				}
				last = p.ts
			}
			if began == 0 {
				began, first = now, last
			}
			passed := (now - began) * audioClock / nanosecond
			if ahead := int64(last-first) - passed; ahead > maxPreRoll+passed/leadDecay+audioMaxPhase+audioFrame || ahead < -4*audioFrame {
				r.Fatalf("turn %d: the slot's time is %d samples ahead of what has passed", turn, ahead)
			}
		}
	})
}
