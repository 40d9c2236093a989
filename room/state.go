package room

import (
	"slices"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// state is a room. The loop owns it; its methods are the rules of the room.
// They never block and never look at a clock: the loop sets now before it
// hands the state to anybody.
type state struct {
	now    time.Time     // UTC, in microseconds
	secret meeting.Token // of this room; see meeting.RecordToken
	// restarted is when the room was opened from what it had written down; nil
	// for never.
	restarted *time.Time
	group     meeting.Group
	meeting   meeting.Meeting
	closing   Closing
	media     Media
	journal   journal

	crowd
	order
	record
	arrivals    arrivals
	tally       tally
	locked      bool      // the door, besides by calm
	doorWord    *DoorWord // said last to everybody at the door; nil for none
	chat        chat
	speech      speech
	connections connections
	hold        hold
	sides       []*side // oldest first
	ends        schedule
	over        error // why the room takes no more commands; nil while it runs
	// last is what is to be written down of a room that is over, nil for
	// nothing; only if keeps.
	last  *memory
	keeps bool
}

// order is what was agreed on who may do what when.
type order struct {
	rules   Rules
	hands   []ParticipantID // raised, the first one first
	floor   Floor
	plan    Plan // its list is never changed in place
	reading reading
}

// record is what those who lead have of what happened.
type record struct {
	removals []removal
	reports  []Report
	recent   []Departed // who left, oldest first
}

// crowd is everybody in a state.
type crowd struct {
	people   map[ParticipantID]*person // at the door and inside
	door     []*person                 // waiting, in the order they came
	inside   []*person                 // present, in the order they came in
	lost     []*person                 // reconnecting, in the order their connections were lost
	departed []*person                 // gone, in the order they left; see depart
	idle     time.Time                 // since when nobody is there; zero while somebody is
}

// person is somebody at the door or in the room, or who was.
type person struct {
	Person // as others see them; a restraint is a source that is Stopped
	doorstep
	conduct
	flows    [3]bool // what the media plane lets through, in the order of sources
	marks    moderation.Marks
	account  meeting.AccountID
	seat     meeting.Seat        // by which they come back after a restart of the server
	standing moderation.Standing // Waiting or Present
	sink     Sink                // nil once they are gone
	arrival  int                 // the how-manieth they were to come in; see arrivals
	knows    int                 // how many had come in when they were last told
	cameAs   string              // the name they came under, folded
	folded   string              // Name, folded
	lostAt   time.Time           // while Reconnecting
	by       meeting.InviteID    // they came by; may be empty
	presence presence
	looks    string // of cameAs, see state.looks; set when they leave
	side     *side  // where they are; nil: in the main room
	outside  Person // while in a side room: as others were told of them last
}

// doorstep is what concerns a person at the door.
type doorstep struct {
	since     time.Time
	again     bool      // see Visitor.Again
	looksLike bool      // see Visitor.LooksLike
	word      *DoorWord // said to them last; nil for none
	private   *DoorWord // said last to them alone; nil for none
	number    int       // see Visitor.Number
	reply     string    // see Visitor.Reply
	pass      bool      // see Arrival.Pass
	caller    string    // see Arrival.Caller
	declined  bool      // somebody who leads said that they can't come in now, and nobody let them in since
}

// conduct is what a person did inside, and what they were told.
type conduct struct {
	entered bool // they have been inside
	// captions says that they want captions.
	captions bool
	note     Note          // without an id
	asked    bool          // to unmute, since the microphones were closed
	goodbye  bool          // they said that they leave and are fine
	heard    time.Duration // how long they spoke, up to when it was counted last
}

func newState(cfg Config, now time.Time, j journal) *state {
	s := &state{
		now: now, secret: meeting.NewToken(), group: cfg.Group, meeting: cfg.Meeting, closing: cfg.Closing,
		media: cfg.Media, journal: j,
		crowd: crowd{people: make(map[ParticipantID]*person), idle: now}, tally: tally{at: now},
		order: order{floor: Floor{Mode: FloorFree}, plan: noPlan, rules: usual(cfg.Group), reading: reading{clauses: cfg.Clauses}},
	}
	for _, r := range cfg.Removals {
		s.removals = append(s.removals, removal{Removal: r})
	}
	s.ends.set(cfg.Meeting.EndsAt, now)
	return s
}

// source returns where the state of a source is kept; nil for an unknown one.
func (p *Person) source(src Source) *SourceState {
	switch src {
	case Microphone:
		return &p.Microphone
	case Camera:
		return &p.Camera
	case Screen:
		return &p.Screen
	default:
		return nil
	}
}

func (p *person) visitor() Visitor {
	return Visitor{
		ID: p.ID, Name: p.Name, Since: p.since, Again: p.again, Link: p.Link, Observer: p.Observer, Simulated: p.Simulated,
		Newcomer: p.note.Newcomer, Machine: soundsLikeMachine(p.Name), LooksLike: p.looksLike,
		Number: p.number, Word: p.private, Reply: p.reply,
	}
}

// odd reports whether somebody should look at p before they let them in; who
// lets in everybody does not.
func (p *person) odd() bool { return p.again || p.looksLike || soundsLikeMachine(p.Name) }

func (p *person) target() moderation.Target {
	return moderation.Target{ID: string(p.ID), Role: p.Role, Standing: p.standing}
}

// identity are the marks by which a person is known again. Staff are known by
// their account alone: they may share a browser with somebody they help.
func (p *person) identity() moderation.Marks {
	if p.Role.Leads() {
		return moderation.Marks{Account: string(p.account)}
	}
	return p.marks
}

// allow asks moderation whether p may do what to t.
func (s *state) allow(p *person, what moderation.Action, t moderation.Target) error {
	return moderation.Allow(moderation.Actor{
		ID: string(p.ID), Role: p.Role, Standing: p.standing, Realm: s.group.Realm, Hats: p.hats(), Under: s.restraints(p),
	}, what, t)
}

// restraints returns all that holds p back just now.
func (s *state) restraints(p *person) moderation.Restraint {
	var under moderation.Restraint
	put := func(is moderation.Restraint, holds bool) {
		if holds {
			under |= is
		}
	}
	put(moderation.Muted, p.Microphone == Stopped)
	put(moderation.CameraStopped, p.Camera == Stopped)
	put(moderation.Observing, p.Observer)
	put(moderation.Calm, s.rules.Calm)
	put(moderation.Aside, p.side != nil)
	put(moderation.MicrophonesClosed, s.rules.MicrophonesClosed && !p.asked && p.side == nil)
	put(moderation.NoFloor, s.lacksFloor(p))
	put(moderation.Quiet, s.rules.QuietInShares && s.floor.Speaker != "")
	put(moderation.LaneClosed, s.rules.LaneClosed)
	put(moderation.LeadsLaneClosed, s.rules.LeadsLaneClosed)
	put(moderation.OnHold, s.hold.on())
	put(moderation.HeldBack, s.heldBack(p))
	return under
}

// may returns who wants to do something that is not done to a person, if they may.
func (s *state) may(by ParticipantID, what moderation.Action) (*person, error) {
	a := s.people[by]
	if a == nil {
		return nil, errNotHere
	}
	return a, s.allow(a, what, moderation.Target{})
}

// mayUpon returns who wants to do something and the one it is done to, if they
// may. Who may not learns nothing of whether the other is there.
func (s *state) mayUpon(by ParticipantID, what moderation.Action, id ParticipantID, where moderation.Standing) (a, p *person, err error) {
	a, p = s.people[by], s.people[id]
	if a == nil {
		return nil, nil, errNotHere
	}
	t := moderation.Target{ID: string(id)}
	if p != nil {
		t = p.target()
	}
	if err := s.allow(a, what, t); err != nil {
		return nil, nil, err
	}
	if p == nil || p.standing != where {
		return nil, nil, errNobody
	}
	return a, p, nil
}

// tell delivers one event to everybody inside.
func (s *state) tell(e Event) {
	s.announce()
	for _, p := range s.inside {
		p.sink.Deliver(e)
	}
}

// tellWho delivers one event to those who may do what.
func (s *state) tellWho(what moderation.Action, e Event) {
	for _, p := range s.inside {
		if s.allow(p, what, moderation.Target{}) == nil {
			p.sink.Deliver(e)
		}
	}
}

// tellAll delivers one event to everybody inside and at the door.
func (s *state) tellAll(e Event) {
	s.tell(e)
	for _, p := range s.door {
		p.sink.Deliver(e)
	}
}

// changed tells of a change of p to those who see p.
func (s *state) changed(p *person) {
	if p.standing == moderation.Waiting {
		s.tellVisitor(p, func(v Visitor) Event { return VisitorChanged{v} })
		return
	}
	if p.side != nil {
		s.tellWithin(p)
		return
	}
	s.tell(PersonChanged{p.Person})
}

// roster returns everybody inside, in the order they came in, as the main room
// sees them.
func (s *state) roster() []Person {
	people := make([]Person, len(s.inside))
	for i, p := range s.inside {
		people[i] = p.fromOutside()
	}
	return people
}

// fromOutside returns p as the main room sees them.
func (p *person) fromOutside() Person {
	if p.side != nil {
		return p.unsent()
	}
	return p.Person
}

// snapshot returns all that p may know. roster is s.roster(), which many
// snapshots may share.
func (s *state) snapshot(p *person, roster []Person) Snapshot {
	snap := Snapshot{
		Self: p.ID, Name: p.Name, Role: p.Role, Standing: p.standing,
		GroupName: s.group.Name, CameraRule: s.group.CameraRule, CrossTalk: s.group.CrossTalk,
		StartsAt: s.meeting.StartsAt, EndsAt: s.meeting.EndsAt, Now: s.now, DoorLocked: s.doorShut(), RestartedAt: s.restarted, Record: s.recordToken(p.ID),
		People: []Person{}, Door: []Visitor{}, Messages: []Message{}, Resources: []Message{},
		Removals: []RemovalNote{}, Notes: []Note{}, Departed: []Departed{}, Reports: []Report{},
		Sides: []Side{}, Speaking: []ParticipantID{}, Hands: []ParticipantID{}, Floor: Floor{Mode: FloorFree}, Plan: noPlan,
		MayTurnOnMic:   s.allow(p, moderation.Speak, moderation.Target{}) == nil,
		MayTurnOnCam:   s.mayShowCamera(p) == nil,
		MayShareScreen: s.allow(p, moderation.ShareScreen, moderation.Target{}) == nil,
	}
	if p.standing != moderation.Present {
		snap.DoorWord, snap.Apology = p.word, s.wasRemoved(p)
		return snap
	}
	snap.People, snap.Sides = s.rosterFor(p, roster), s.sidesFor(p)
	snap.Messages, snap.Resources = s.readable(p), slices.Clone(s.chat.resources)
	snap.Reports = s.reportsFor(p)
	snap.Speaking = s.audible(*s.speech.toldIn(p.side), p.side)
	snap.Hold = s.hold.asSeen()
	snap.Reading = s.readingSeen()
	snap.Plan, snap.NeedsMinute = s.plan, p.note.Minute != nil
	snap.Captions = p.captions
	snap.Rules, snap.AskedToUnmute = s.rules, p.asked
	snap.Hands, snap.Floor = slices.Clone(s.hands), s.floorSeen()
	if s.allow(p, moderation.SeeDoor, moderation.Target{}) == nil {
		for _, v := range s.door {
			snap.Door = append(snap.Door, s.visitorFor(p, v))
		}
	}
	if s.allow(p, moderation.ReadNotes, moderation.Target{}) == nil {
		snap.Notes, snap.Departed = s.notes(), slices.Clone(s.recent)
	}
	if s.allow(p, moderation.ReadRemovalList, moderation.Target{}) == nil {
		for _, r := range s.removals {
			if r.Stands() {
				snap.Removals = append(snap.Removals, r.note())
			}
		}
	}
	return snap
}

// next returns when something is due; zero for never.
func (s *state) next() time.Time {
	due := s.ends.next()
	if len(s.lost) > 0 {
		due = earlier(due, s.lost[0].lostAt.Add(Grace))
	}
	if s.speech.pending {
		due = earlier(due, s.speech.at.Add(speechEvery))
	}
	due = earlier(due, s.unannounced())
	if len(s.connections.news) > 0 {
		due = earlier(due, s.connections.at.Add(qualityEvery))
	}
	due = earlier(due, s.hold.next())
	due = earlier(due, s.chat.next())
	if !s.idle.IsZero() && s.blank() {
		due = earlier(due, s.idle.Add(idleFor))
	}
	return due
}

// tick does what is due.
func (s *state) tick() {
	for len(s.lost) > 0 && !s.lost[0].lostAt.Add(Grace).After(s.now) {
		s.leave(s.lost[0], FarewellLost)
	}
	s.announceInTime()
	s.chat.forgetHidden(s.now)
	if s.speech.pending && !s.speech.at.Add(speechEvery).After(s.now) {
		s.tellSpeech()
	}
	if len(s.connections.news) > 0 && !s.connections.at.Add(qualityEvery).After(s.now) {
		s.tellQualities()
	}
	s.followHold()
	s.followSchedule()
	if s.over == nil && !s.idle.IsZero() && s.blank() && !s.idle.Add(idleFor).After(s.now) {
		s.keeps = true // nothing
		s.finish(errClosed, FarewellClosed, nil)
	}
}

// earlier returns the earlier of two times; zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// without returns list without p, in order.
func without(list []*person, p *person) []*person {
	return slices.DeleteFunc(list, func(q *person) bool { return q == p })
}
