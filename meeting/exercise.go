package meeting

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// An exercise is a meeting that is stored nowhere: a room to practise in, with
// people in it whom the server plays. It is in no list and no calendar.
//
//   - The practice room gives back one's own sound. Anybody may have one, each
//     their own, without a link or an account.
//   - A rehearsal is for one account, which leads it.

// Practice is what somebody asks for who wants a practice room; coming in, they
// get a room of their own.
const Practice ID = "practice"

// How the ids of exercises begin.
const (
	practiceRoom = string(Practice) + "-"
	rehearsal    = "rehearsal-"
)

// How long exercises last.
const (
	practiceFor  = 20 * time.Minute
	rehearsalFor = time.Hour
)

// RehearsalOf returns the rehearsal of an account with guests who write a
// language, "en" or "es"; each has one in each.
func RehearsalOf(a AccountID, language string) ID {
	return ID(rehearsal + language + "-" + string(a))
}

// IsPractice reports whether a meeting is a practice room.
func (id ID) IsPractice() bool { return id == Practice || strings.HasPrefix(string(id), practiceRoom) }

// Rehearses returns whose rehearsal a meeting is, and what its guests write;
// empty for nobody's.
func (id ID) Rehearses() (a AccountID, language string) {
	which, found := strings.CutPrefix(string(id), rehearsal)
	language, whose, _ := strings.Cut(which, "-")
	if !found || oneOf("language", language, "en", "es") != nil {
		return "", ""
	}
	return AccountID(whose), language
}

// isRehearsal reports whether a meeting is somebody's rehearsal.
func (id ID) isRehearsal() bool {
	a, _ := id.Rehearses()
	return a != ""
}

// IsExercise reports whether a meeting is stored nowhere.
func (id ID) IsExercise() bool { return id.IsPractice() || id.isRehearsal() }

// exercise returns an exercise as it is from now on.
func (s *Service) exercise(id ID) (Group, Meeting) {
	now := s.now()
	g := Group{
		Realm: moderation.Recovery, Kind: KindOpen, Access: Open, Name: "Practice room", WhoMayAttend: "Anybody who wants to try sound and picture.",
		CameraRule: CameraOptional, CrossTalk: CrossTalkWelcome, Language: "en", Capacity: 2,
	}
	m := Meeting{ID: id, Realm: g.Realm, StartsAt: now, EndsAt: now.Add(practiceFor), Status: Scheduled}
	if _, language := id.Rehearses(); language != "" {
		g.Language = language
		g.Name, g.WhoMayAttend, g.Capacity, g.CrossTalk = "Rehearsal", "You, and people whom the server plays.", 12, CrossTalkNone
		m.EndsAt = now.Add(rehearsalFor)
	}
	return g, m
}

// exerciseEntrance is Entrance for an exercise.
func (s *Service) exerciseEntrance(ctx context.Context, c Credentials, id ID) (Entrance, error) {
	page, _, err := s.enterExercise(ctx, c, id)
	if err == nil && page.Role == moderation.Participant {
		page.Suggestions = Suggestions(suggested)
	}
	return page, fault.Wrap(err, "show the entrance of an exercise")
}

// enterExercise returns the page before an exercise, and by what somebody is
// known again in it.
func (s *Service) enterExercise(ctx context.Context, c Credentials, id ID) (Entrance, moderation.Marks, error) {
	g, m := s.exercise(id)
	page := Entrance{Group: g, Meeting: m, Agreement: Agreement{Clauses: []Clause{}}, DoorsOpenAt: m.StartsAt, Role: moderation.Participant}
	if id == Practice {
		return page, moderation.Marks{Device: c.Device.Hash()}, nil
	}
	a, _, err := s.Authenticate(ctx, c.Session)
	if err != nil {
		return Entrance{}, moderation.Marks{}, err
	}
	if whose, _ := id.Rehearses(); whose != a.ID { // somebody else's, or a practice room: each of those has its own
		return Entrance{}, moderation.Marks{}, errNotFound
	}
	page.Role, page.Name = moderation.Facilitator, a.Name
	return page, moderation.Marks{Account: string(a.ID)}, nil
}

// beginExercise is Enter for an exercise.
func (s *Service) beginExercise(ctx context.Context, r EnterRequest) (Entry, error) {
	page, marks, err := s.enterExercise(ctx, r.Credentials, r.Meeting)
	if err != nil {
		return Entry{}, err
	}
	if r.Meeting == Practice {
		page.Meeting.ID = ID(practiceRoom + rand.Text())
		if page.Name, err = CleanName("name", r.Name); err != nil {
			return Entry{}, err
		}
	}
	return Entry{Entrance: page, Marks: marks}, nil
}

// Step is something that who leads groups practises in a rehearsal.
type Step string

// The steps, in the order in which they are shown.
const (
	StepMute       Step = "mute"
	StepStopCamera Step = "stop_camera"
	StepRemove     Step = "remove"
	StepUndo       Step = "undo"
	StepSideRoom   Step = "side_room"
	StepHandOver   Step = "hand_over" // a co-facilitator held the room meanwhile
)

// Steps are all steps.
var Steps = []Step{StepMute, StepStopCamera, StepRemove, StepUndo, StepSideRoom, StepHandOver}

// Rehearsed is that an account did a step in a rehearsal.
type Rehearsed struct {
	Account AccountID
	Step    Step
	At      time.Time // for the first time
}

// RecordStep keeps that an account did a step; the first time stays. Kind:
// NotFound for an unknown account.
func (s *Service) RecordStep(ctx context.Context, a AccountID, step Step) error {
	err := s.store.AddRehearsed(ctx, Rehearsed{Account: a, Step: step, At: s.now()})
	return fault.Wrap(err, "record a step of a rehearsal")
}

// Rehearsed lists what an account did in rehearsals, oldest first.
func (s *Service) Rehearsed(ctx context.Context, by AccountID) ([]Rehearsed, error) {
	steps, err := s.store.Rehearsed(ctx, by)
	return steps, fault.Wrap(err, "list steps of rehearsals")
}
