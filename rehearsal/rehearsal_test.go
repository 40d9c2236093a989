package rehearsal

import (
	"context"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/room/roomtest"
)

// stage is a rehearsal without sound and pictures, and Ana who rehearses.
type stage struct {
	t      *testing.T
	room   *room.Room
	troupe *Troupe
	ana    room.ParticipantID
	sink   *roomtest.Sink

	mu   sync.Mutex // guards done
	done []meeting.Step
}

const anas meeting.AccountID = "acc-ana"

// rehearse runs a test in a rehearsal on virtual time.
func rehearse(t *testing.T, id meeting.ID, test func(s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stage{t: t}
		s.troupe = New(Config{Log: slog.New(slog.DiscardHandler), Record: func(_ context.Context, a meeting.AccountID, step meeting.Step) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			if a != anas {
				t.Errorf("a step of %s", a)
			}
			s.done = append(s.done, step)
			return nil
		}})
		begin, err := s.troupe.Play(id)
		if err != nil {
			t.Fatal(err)
		}
		cfg := roomtest.Config(&roomtest.Media{}, &roomtest.Journal{})
		cfg.Meeting.ID, cfg.Meeting.StartsAt, cfg.Meeting.EndsAt = id, time.Now(), time.Now().Add(time.Hour)
		cfg.Group.Capacity = 12
		cfg.Opened = begin
		s.room = room.Open(cfg)
		test(s)
		s.room.Close()
		s.troupe.Close()
	})
}

func (s *stage) pass(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // virtual time
	synctest.Wait()
}

// comes lets Ana come in, for the first time or again.
func (s *stage) comes() {
	s.t.Helper()
	s.sink = &roomtest.Sink{}
	id, err := s.room.Arrive(s.t.Context(), room.Arrival{
		Name: "Ana", Role: moderation.Facilitator, Account: anas, Marks: moderation.Marks{Account: string(anas)},
	}, s.sink)
	s.ok(err)
	s.ana = id
	synctest.Wait()
}

func (s *stage) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) did() []meeting.Step {
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.done)
}

// find returns the id of somebody at the door or inside, as Ana knows them.
func (s *stage) find(name string) room.ParticipantID {
	s.t.Helper()
	for _, e := range slices.Backward(s.sink.Events()) {
		switch e := e.(type) {
		case room.VisitorCame:
			if e.Visitor.Name == name {
				return e.Visitor.ID
			}
		case room.PeopleJoined:
			for _, p := range e.People {
				if p.Name == name {
					return p.ID
				}
			}
		}
	}
	s.t.Fatalf("nobody is called %s", name)
	return ""
}

// admits waits until somebody is at the door and lets them in.
func (s *stage) admits(name string) room.ParticipantID {
	s.t.Helper()
	id := s.find(name)
	s.ok(s.room.Admit(s.t.Context(), s.ana, []room.ParticipantID{id}))
	synctest.Wait()
	return id
}

func (s *stage) lines() []string {
	var all []string
	for _, e := range roomtest.Got[room.ChatSaid](s.sink) {
		all = append(all, e.Message.Name+": "+e.Message.Text)
	}
	return all
}

func TestGuestsComeToTheDoorAndAreMarked(t *testing.T) {
	rehearse(t, meeting.RehearsalOf(anas, "en"), func(s *stage) {
		s.comes()
		s.pass(15 * time.Second)
		came := roomtest.Got[room.VisitorCame](s.sink)
		if len(came) != 3 {
			t.Fatalf("%d guests came", len(came))
		}
		for _, v := range came {
			if !v.Visitor.Simulated {
				t.Errorf("%s passes for a person", v.Visitor.Name)
			}
		}
		s.pass(time.Minute)
		if s.find("Late Owl") == "" || len(s.did()) != 0 {
			t.Errorf("nothing was done, and recorded is %v", s.did())
		}
	})
}

func TestEveryStepOfARehearsalIsRecorded(t *testing.T) {
	rehearse(t, meeting.RehearsalOf(anas, "en"), func(s *stage) {
		ctx := s.t.Context()
		s.comes()
		s.pass(15 * time.Second)
		jay, heron := s.admits("Loud Jay"), s.admits("Still Heron")
		s.pass(disruptAfter + time.Second)

		s.ok(s.room.Mute(ctx, s.ana, jay))
		s.ok(s.room.StopCamera(ctx, s.ana, jay))
		if got := s.did(); !slices.Equal(got, []meeting.Step{meeting.StepMute, meeting.StepStopCamera}) {
			t.Errorf("done: %v", got)
		}
		s.pass(2 * tryAgain) // Jay insists, and the room refuses
		s.ok(s.room.Remove(ctx, s.ana, jay, moderation.Disrupting))
		s.pass(5 * comeAgain)
		removal := roomtest.Got[room.Removed](s.sink)[0].Removal.ID
		if got := s.did(); !slices.Contains(got, meeting.StepRemove) || slices.Contains(got, meeting.StepUndo) {
			t.Errorf("done: %v", got)
		}
		s.ok(s.room.UndoRemoval(ctx, s.ana, removal))
		s.pass(2 * comeAgain)
		s.admits("Loud Jay")
		s.pass(time.Minute)
		if !slices.Contains(s.lines(), "Loud Jay: Sorry about that. I will listen now.") {
			t.Errorf("said: %q", s.lines())
		}

		if notes := roomtest.Got[room.NoteChanged](s.sink); !slices.ContainsFunc(notes, func(n room.NoteChanged) bool {
			return n.Note.Participant == heron && n.Note.Minute != nil
		}) {
			t.Error("nobody needs a minute")
		}
		s.ok(s.room.OfferSide(ctx, s.ana, heron, ""))
		s.pass(thinkFor + time.Second)
		s.pass(asideFor + time.Second)

		s.ok(s.room.Leave(ctx, s.ana))
		s.pass(takeOver + time.Second)
		s.comes()
		s.pass(time.Second)
		want := slices.Clone(meeting.Steps)
		got := s.did()
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("done: %v, want each step once", got)
		}
	})
}

func TestStepsAreLearntInAnyOrderAndWithAnybody(t *testing.T) {
	rehearse(t, meeting.RehearsalOf(anas, "en"), func(s *stage) {
		ctx := s.t.Context()
		s.comes()
		s.pass(15 * time.Second)
		wren := s.find("Willow Wren")
		s.ok(s.room.Decline(ctx, s.ana, wren, ""))
		s.pass(tryAgain + time.Second)
		wren = s.admits("Willow Wren") // asked again
		s.ok(s.room.Remove(ctx, s.ana, wren, moderation.Unkind))
		s.ok(s.room.UndoRemoval(ctx, s.ana, roomtest.Got[room.Removed](s.sink)[0].Removal.ID))
		s.pass(comeAgain + time.Second)
		s.ok(s.room.Mute(ctx, s.ana, s.admits("Willow Wren")))
		want := []meeting.Step{meeting.StepRemove, meeting.StepUndo, meeting.StepMute}
		if got := s.did(); !slices.Equal(got, want) {
			s.t.Errorf("done: %v, want %v", got, want)
		}
	})
}

func TestTheCoFacilitatorHoldsTheRoomAndEndsItAtLast(t *testing.T) {
	rehearse(t, meeting.RehearsalOf(anas, "en"), func(s *stage) {
		s.comes()
		s.pass(15 * time.Second)
		s.room.Interrupted(s.ana, s.sink)
		s.pass(room.HoldAfter + time.Second)
		s.ok(s.room.Resumed(s.t.Context(), s.ana, true))
		synctest.Wait()
		events := s.sink.Events()
		last := events[len(events)-1]
		if snap, ok := last.(room.Snapshot); ok && (snap.Hold != nil || len(snap.People) != 5) {
			t.Errorf("hold %v, %d people", snap.Hold, len(snap.People))
		}
		if !slices.Contains(s.did(), meeting.StepHandOver) {
			t.Errorf("done: %v", s.did())
		}
		s.ok(s.room.Leave(s.t.Context(), s.ana))
		s.pass(awayFor + time.Second)
		select {
		case <-s.room.Done():
		default:
			t.Error("the guests are among themselves for ever")
		}
	})
}

func TestTheHandRaiserSpeaksWhenTheyHaveTheFloor(t *testing.T) {
	rehearse(t, meeting.RehearsalOf(anas, "en"), func(s *stage) {
		ctx := s.t.Context()
		s.comes()
		s.pass(5 * time.Second)
		wren := s.admits("Willow Wren")
		s.ok(s.room.SetFloor(ctx, s.ana, room.FloorAsk))
		s.pass(handAfter + time.Second)
		if up := roomtest.Got[room.HandRaised](s.sink); len(up) != 1 || up[0].Participant != wren {
			t.Fatalf("hands: %v", up)
		}
		s.ok(s.room.GiveFloor(ctx, s.ana, wren))
		s.pass(time.Second)
		on := func() bool {
			now := false
			for _, e := range roomtest.Got[room.PersonChanged](s.sink) {
				if e.Person.ID == wren {
					now = e.Person.Microphone == room.On
				}
			}
			return now
		}
		if !on() {
			t.Error("Wren has the floor and is silent")
		}
		s.pass(shareFor + time.Second)
		floor := roomtest.Got[room.FloorChanged](s.sink)
		if on() || floor[len(floor)-1].Floor.Speaker != "" {
			t.Error("Wren does not stop")
		}
	})
}

func TestGuestsWriteTheLanguageOfTheRehearsal(t *testing.T) {
	for language, hello := range map[string]string{"en": "I am Robin", "es": "Soy Robin"} {
		rehearse(t, meeting.RehearsalOf(anas, language), func(s *stage) {
			s.comes()
			s.pass(time.Second)
			if said := s.lines(); !slices.ContainsFunc(said, func(l string) bool { return strings.Contains(l, hello) }) {
				t.Errorf("in %s: %q", language, said)
			}
		})
	}
	en, es := reflect.ValueOf(*linesIn("en")), reflect.ValueOf(*linesIn("es"))
	for i := range en.NumField() {
		if a, b := en.Field(i).String(), es.Field(i).String(); a == "" || b == "" || a == b {
			t.Errorf("%s is missing in a language", en.Type().Field(i).Name)
		}
	}
}

func TestAPracticeRoomLetsItsPersonInAndEndsAfterThem(t *testing.T) {
	rehearse(t, "practice-1", func(s *stage) {
		ctx := s.t.Context()
		sink := &roomtest.Sink{}
		id, err := s.room.Arrive(ctx, room.Arrival{Name: "Blue Heron", Role: moderation.Participant, Marks: moderation.Marks{Device: "d"}}, sink)
		s.ok(err)
		s.pass(time.Second)
		events := sink.Events()
		snap, inside := events[len(events)-1].(room.Snapshot)
		for _, e := range events {
			if got, ok := e.(room.Snapshot); ok {
				snap, inside = got, got.Standing == moderation.Present
			}
		}
		if !inside || len(snap.People) != 2 || !snap.People[0].Simulated || snap.People[1].Simulated {
			t.Fatalf("inside: %t, with %v", inside, snap.People)
		}
		s.pass(5 * time.Minute)
		s.ok(s.room.Leave(ctx, id))
		s.pass(aloneFor + time.Second)
		select {
		case <-s.room.Done():
		default:
			t.Error("the room stays")
		}
		if len(s.did()) != 0 {
			t.Error("who practises is recorded")
		}
	})
}

func TestNotMoreThanSoManyPractise(t *testing.T) {
	troupe := New(Config{Log: slog.New(slog.DiscardHandler)})
	for range MaxPractices {
		if _, err := troupe.Play("practice-x"); err != nil {
			t.Fatal(err)
		}
		troupe.wg.Done() // nobody opens its room
	}
	if _, err := troupe.Play("practice-x"); err == nil {
		t.Error("there is no end of them")
	}
	if _, err := troupe.Play(meeting.RehearsalOf(anas, "en")); err != nil {
		t.Errorf("who practises keeps others from rehearsing: %v", err)
	}
	troupe.wg.Done()
	troupe.Close()
}
