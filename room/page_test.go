package room

import (
	"slices"
	"strings"

	"warmroom/meeting"
	"warmroom/moderation"
)

// page is a Sink that does with events what a browser does, and fails the
// test when it gets one that it may not see or can't make sense of.
type page struct {
	t        fataler
	id       ParticipantID
	state    Snapshot // the last one, with everything since
	moving   bool     // a Snapshot must be next
	asked    bool     // to unmute, while microphones are closed
	events   []Event
	fresh    []ParticipantID // who came in and did not change since, as far as was told
	farewell Farewell
}

func (p *page) Close(f Farewell) {
	if p.farewell != "" {
		p.t.Fatalf("closed twice: %s, then %s", p.farewell, f)
	}
	p.farewell = f
}

func (p *page) leads() bool { return p.state.Role.Leads() }

func (p *page) Deliver(e Event) {
	p.check(e)
	p.events = append(p.events, e)
	switch e := e.(type) {
	case Snapshot:
		p.replace(e)
	case PeopleJoined:
		for _, x := range e.People {
			p.state.People = put(p.t, p.state.People, x, personID, false)
			p.fresh = append(p.fresh, x.ID)
		}
	case PersonChanged:
		if e.Person.ID != p.state.Self && e.Person == p.person(e.Person.ID) && !slices.Contains(p.fresh, e.Person.ID) {
			p.t.Fatalf("told that something changed about %s, and nothing did that the page may know", e.Person.Name)
		}
		p.fresh = slices.DeleteFunc(p.fresh, func(id ParticipantID) bool { return id == e.Person.ID })
		p.asked = p.asked && (e.Person.ID != p.state.Self || e.Person.Microphone != Stopped)
		p.state.People = put(p.t, p.state.People, e.Person, personID, true)
	case PersonLeft:
		p.state.Hands = slices.DeleteFunc(p.state.Hands, func(id ParticipantID) bool { return id == e.Participant })
		p.state.Notes = slices.DeleteFunc(p.state.Notes, func(n Note) bool { return n.Participant == e.Participant })
		p.state.People = drop(p.t, p.state.People, e.Participant, personID)
	case DoorSaid:
		if p.state.Standing == moderation.Waiting {
			p.state.DoorWord = &e.Word
		}
		for i := range p.state.Door {
			if p.state.Door[i].ID == e.Participant {
				p.state.Door[i].Word = &e.Word
			}
		}
	case VisitorCame:
		p.state.Door = put(p.t, p.state.Door, e.Visitor, visitorID, false)
	case VisitorChanged:
		p.state.Door = put(p.t, p.state.Door, e.Visitor, visitorID, true)
	case VisitorGone:
		p.state.Door = drop(p.t, p.state.Door, e.Participant, visitorID)
	case NoteChanged:
		p.state.Notes = slices.DeleteFunc(p.state.Notes, func(n Note) bool { return n.Participant == e.Note.Participant })
		if e.Note != (Note{Participant: e.Note.Participant}) {
			p.state.Notes = append(p.state.Notes, e.Note)
		}
	case SideChanged:
		p.state.Sides = slices.DeleteFunc(p.state.Sides, func(x Side) bool { return x.ID == e.Side.ID })
		p.state.Sides = append(p.state.Sides, e.Side)
		slices.SortFunc(p.state.Sides, bySide)
	case SideGone:
		p.state.Sides = drop(p.t, p.state.Sides, e.Side, sideID)
	case MinuteChanged:
		p.state.NeedsMinute = e.Asked
	case PersonDeparted:
		p.state.Departed = append(p.state.Departed, e.Departed)
		p.state.Departed = p.state.Departed[max(0, len(p.state.Departed)-maxRecent):]
	case Removed:
		p.state.Departed = slices.DeleteFunc(p.state.Departed, func(d Departed) bool { return slices.Contains(e.Participants, d.ID) })
		p.state.Removals = put(p.t, p.state.Removals, e.Removal, removalID, false)
	case RemovalUndone:
		p.state.Removals = drop(p.t, p.state.Removals, e.Removal, removalID)
	case ChatSaid:
		list := &p.state.Messages
		if e.Message.Lane == LaneResources {
			list = &p.state.Resources
		}
		*list = put(p.t, *list, e.Message, messageID, false)
	case ReportMade:
		p.state.Reports = put(p.t, p.state.Reports, e.Report, reportID, false)
	case ReportClosed:
		p.state.Reports = drop(p.t, p.state.Reports, e.Report, reportID)
	case ChatHidden:
		p.state.Resources = slices.DeleteFunc(p.state.Resources, func(m Message) bool { return m.ID == e.Message })
		p.state.Messages = slices.DeleteFunc(p.state.Messages, func(m Message) bool { return m.ID == e.Message })
	case SourcesOff:
		p.turnOff(e)
	case QualityChanged:
		p.judge(e)
	case RulesChanged:
		p.asked = p.asked && !e.Rules.MicrophonesClosed
		p.state.Rules = e.Rules
	case AskedToUnmute:
		p.asked = true
	case HandRaised:
		p.state.Hands = put(p.t, p.state.Hands, e.Participant, itself, false)
	case HandLowered:
		p.state.Hands = drop(p.t, p.state.Hands, e.Participant, itself)
	case FloorChanged:
		p.state.Floor = e.Floor
	case ReadingChanged:
		p.state.Reading = e.Reading
	case PlanChanged:
		p.state.Plan = e.Plan
	case HoldChanged:
		p.state.Hold = e.Hold
	case DoorChanged:
		p.state.DoorLocked = e.Locked
	case EndMoved:
		p.state.EndsAt = e.EndsAt
	case Admitted, SentBack:
		p.moving = true
	}
}

// replace takes over a snapshot, whose lists others may share.
func (p *page) replace(s Snapshot) {
	s.People, s.Door = slices.Clone(s.People), slices.Clone(s.Door)
	s.Removals, s.Messages = slices.Clone(s.Removals), slices.Clone(s.Messages)
	s.Notes, s.Departed = slices.Clone(s.Notes), slices.Clone(s.Departed)
	s.Hands, s.Reports, s.Resources = slices.Clone(s.Hands), slices.Clone(s.Reports), slices.Clone(s.Resources)
	s.Sides = slices.SortedFunc(slices.Values(s.Sides), bySide)
	p.state, p.moving = s, false
	p.asked = s.AskedToUnmute
}

// judge keeps how good connections are.
func (p *page) judge(e QualityChanged) {
	for _, x := range e.People {
		i := slices.IndexFunc(p.state.People, func(q Person) bool { return q.ID == x.Participant })
		if i < 0 {
			p.t.Fatalf("%s is told of the connection of somebody who is not there", p.state.Name)
		}
		if p.state.People[i].Quality = x.Quality; x.Quality == Good {
			p.state.People[i].Quality = ""
		}
	}
}

// turnOff turns off what people had on.
func (p *page) turnOff(e SourcesOff) {
	for i := range p.state.People {
		q := &p.state.People[i]
		if !slices.Contains(e.Participants, q.ID) {
			continue
		}
		for src, at := range map[Source]*SourceState{Microphone: &q.Microphone, Camera: &q.Camera, Screen: &q.Screen} {
			if *at == On && slices.Contains(e.Sources, src) {
				*at = Off
			}
		}
	}
}

// lacksFloor reports whether only somebody else may speak, as far as the page knows.
func (p *page) lacksFloor() bool {
	f := p.state.Floor
	one := !p.aside() && (f.Mode == FloorAsk || f.Mode == FloorCircle && p.state.CrossTalk == meeting.CrossTalkNone)
	reads := p.state.Reading != nil && p.state.Reading.Reader == p.state.Self
	return one && f.Speaker != p.state.Self && !reads
}

// aside reports whether the page shows its person in a side room.
func (p *page) aside() bool {
	return slices.ContainsFunc(p.state.Sides, func(x Side) bool { return slices.Contains(x.Inside, p.state.Self) })
}

// mayTurnOnMic says what a browser makes of all it was told.
func (p *page) mayTurnOnMic() bool {
	held := p.state.Hold != nil && p.state.Hold.Floor != p.state.Self
	closed := !p.leads() && (p.state.Rules.Calm || p.state.Rules.MicrophonesClosed && !p.asked && !p.aside())
	return p.state.Standing == moderation.Present && !p.self().Observer && p.self().Microphone != Stopped && !held && !closed && (p.leads() || !p.lacksFloor())
}

// check fails for an event that this page must not get.
func (p *page) check(e Event) {
	_, fresh := e.(Snapshot)
	switch {
	case p.farewell != "":
		p.t.Fatalf("%T after the farewell", e)
	case len(p.events) == 0 && !fresh, p.moving && !fresh:
		p.t.Fatalf("%T where a snapshot was due", e)
	case len(p.events) == 0:
		return
	}
	switch e := e.(type) {
	case DoorSaid:
		if !p.leads() && !p.self().Greeter && (p.state.Standing != moderation.Waiting || e.Participant != "" && e.Participant != p.state.Self) {
			p.t.Fatalf("a word at the door reached somebody else")
		}
		return
	case Snapshot, DoorChanged, EndsSoon, EndMoved, MeetingEnded, YouWereRemoved, MediaLost:
		return // anybody's
	case Admitted, Declined:
		if d, _ := e.(Declined); d.Revoked && p.leads() {
			return // whoever leads no more is told so inside too
		}
		if p.state.Standing != moderation.Waiting {
			p.t.Fatalf("%T to somebody inside", e)
		}
		return
	case VisitorCame:
		p.checkVisitor(e.Visitor)
	case VisitorChanged:
		p.checkVisitor(e.Visitor)
	case VisitorGone:
		p.checkVisitor(Visitor{})
	case Removed, RemovalUndone, NoteChanged, PersonDeparted, ReportMade, ReportClosed:
		if !p.leads() {
			p.t.Fatalf("%T to somebody who does not lead", e)
		}
	case SideChanged:
		if !p.leads() && !slices.Contains(e.Side.Asked, p.state.Self) && !slices.Contains(e.Side.Inside, p.state.Self) {
			p.t.Fatalf("a side room that others are in or asked to reached somebody else")
		}
	case SpeakingChanged:
		p.checkSpeaking(e.Speaking)
	case ChatSaid:
		if (e.Message.Lane == LaneFacilitators || e.Message.Held) && e.Message.From != p.state.Self && !p.leads() {
			p.t.Fatalf("a word to the facilitators reached somebody else")
		}
	}
	if p.state.Standing != moderation.Present {
		p.t.Fatalf("%T to somebody at the door", e)
	}
}

// checkSpeaking fails when somebody speaks whose microphone is off, as the
// page knows it: nobody learns by it what goes on in a side room.
func (p *page) checkSpeaking(ids []ParticipantID) {
	for _, q := range p.state.People {
		if slices.Contains(ids, q.ID) && q.Microphone != On {
			p.t.Fatalf("%s is said to speak with the microphone %s", q.Name, q.Microphone)
		}
	}
}

// checkVisitor fails unless the page may see the door, and this of a visitor.
func (p *page) checkVisitor(v Visitor) {
	if !p.leads() && (!p.self().Greeter || v.Again || v.Newcomer || v.LooksLike) {
		p.t.Fatalf("%+v shown to somebody who does not lead", v)
	}
}

// got returns the events of one type, oldest first.
func got[T Event](p *page) []T {
	var list []T
	for _, e := range p.events {
		if x, ok := e.(T); ok {
			list = append(list, x)
		}
	}
	return list
}

// self returns the page's own person as it knows it.
func (p *page) self() Person {
	i := slices.IndexFunc(p.state.People, func(q Person) bool { return q.ID == p.state.Self })
	if i < 0 {
		return Person{}
	}
	return p.state.People[i]
}

// person returns somebody as the page shows them.
func (p *page) person(id ParticipantID) Person {
	for _, q := range p.state.People {
		if q.ID == id {
			return q
		}
	}
	return Person{}
}

func (p *page) names() []string {
	names := []string{}
	for _, q := range p.state.People {
		names = append(names, q.Name)
	}
	return names
}

func itself(id ParticipantID) ParticipantID     { return id }
func reportID(r Report) ReportID                { return r.ID }
func sideID(x Side) SideID                      { return x.ID }
func personID(p Person) ParticipantID           { return p.ID }
func visitorID(v Visitor) ParticipantID         { return v.ID }
func removalID(r RemovalNote) meeting.RemovalID { return r.ID }
func messageID(m Message) MessageID             { return m.ID }

// put adds x to list, or replaces what has its id; which of the two must be.
func put[T any, ID comparable](t fataler, list []T, x T, id func(T) ID, known bool) []T {
	i := slices.IndexFunc(list, func(y T) bool { return id(y) == id(x) })
	if (i >= 0) != known {
		t.Fatalf("%T %v: known is %t, want %t", x, id(x), i >= 0, known)
	}
	if i < 0 {
		return append(list, x)
	}
	list[i] = x
	return list
}

func drop[T any, ID comparable](t fataler, list []T, gone ID, id func(T) ID) []T {
	i := slices.IndexFunc(list, func(y T) bool { return id(y) == gone })
	if i < 0 {
		t.Fatalf("%v is gone and was never there", gone)
	}
	return slices.Delete(list, i, i+1)
}

func bySide(a, b Side) int { return strings.Compare(string(a.ID), string(b.ID)) }
