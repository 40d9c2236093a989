package room_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"warmroom/room"
	"warmroom/room/roomtest"
)

// drain is a Sink that only counts; Deliver is called from the loop alone.
type drain struct{ events int }

func (d *drain) Deliver(room.Event)  { d.events++ }
func (d *drain) Close(room.Farewell) {}

// silentMedia is a Media that keeps nothing.
type silentMedia struct{}

func (silentMedia) Join(context.Context, room.ParticipantID, string) (string, error) { return "", nil }

func (silentMedia) Restart(context.Context, room.ParticipantID, string) (string, error) {
	return "", nil
}
func (silentMedia) Admit(room.ParticipantID)                     {}
func (silentMedia) Withdraw(room.ParticipantID)                  {}
func (silentMedia) Permit(room.ParticipantID, room.Source, bool) {}
func (silentMedia) Company(room.ParticipantID, string)           {}
func (silentMedia) View(room.ParticipantID, []room.Tile)         {}
func (silentMedia) Remove(room.ParticipantID)                    {}
func (silentMedia) Close()                                       {}

// full opens a room with n people inside, the first of whom leads.
func full(b *testing.B, n int) (*room.Room, []room.ParticipantID, []*drain) {
	b.Helper()
	cfg := roomtest.Config(silentMedia{}, &roomtest.Journal{})
	cfg.Group.Capacity = n
	cfg.Log = slog.New(slog.DiscardHandler)
	r := room.Open(cfg)
	b.Cleanup(r.Close)
	var ids []room.ParticipantID
	var sinks []*drain
	for i := range n {
		a := roomtest.Guest(fmt.Sprint("guest ", i))
		if i == 0 {
			a = roomtest.Lead("Ana")
		}
		sink := &drain{}
		id, err := r.Arrive(b.Context(), a, sink)
		if err != nil {
			b.Fatal(err)
		}
		ids, sinks = append(ids, id), append(sinks, sink)
	}
	if err := r.AdmitAll(b.Context(), ids[0]); err != nil {
		b.Fatal(err)
	}
	return r, ids, sinks
}

// BenchmarkCommands is a room of 300 in which people change their view: the
// cost of a command without news for others.
func BenchmarkCommands(b *testing.B) {
	r, ids, _ := full(b, 300)
	tiles := []room.Tile{{Participant: ids[1], Source: room.Camera, Width: 320, Height: 180}}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if err := r.View(b.Context(), ids[i%len(ids)], tiles); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
}

// BenchmarkCommandsAllHear is the same with a microphone turned on or off,
// which goes to everybody.
func BenchmarkCommandsAllHear(b *testing.B) {
	for _, n := range []int{12, 100, 300} {
		b.Run(fmt.Sprint(n, " people"), func(b *testing.B) {
			r, ids, sinks := full(b, n)
			before := sinks[0].events
			b.ReportAllocs()
			for i := range b.N {
				if err := r.Publish(b.Context(), ids[i%n], room.Microphone, i/n%2 == 0); err != nil {
					b.Error(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
			if got := sinks[0].events - before; got != b.N {
				b.Errorf("%d events for %d commands", got, b.N)
			}
		})
	}
}

// BenchmarkAdmit300 lets 300 people in at once.
func BenchmarkAdmit300(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		r, _, _ := full(b, 300)
		r.Close()
	}
}

// BenchmarkHands300 is a hand put up and taken down among 300.
func BenchmarkHands300(b *testing.B) {
	r, ids, _ := full(b, 300)
	b.ReportAllocs()
	for b.Loop() {
		if err := r.RaiseHand(b.Context(), ids[1]); err != nil {
			b.Fatal(err)
		}
		if err := r.LowerHand(b.Context(), ids[1], ids[1]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCircle300 is a circle of 299 that is begun and goes on by a turn,
// each of which tells everybody the whole order.
func BenchmarkCircle300(b *testing.B) {
	r, ids, _ := full(b, 300)
	b.ReportAllocs()
	for b.Loop() {
		if err := r.StartCircle(b.Context(), ids[0], time.Minute, room.LeastHeard); err != nil {
			b.Fatal(err)
		}
		if err := r.NextTurn(b.Context(), ids[0]); err != nil {
			b.Fatal(err)
		}
	}
}
