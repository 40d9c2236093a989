package room

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// memoryFormat counts changes to what is written down that an older program
// would misread. What has another format is not read: the room begins anew.
const memoryFormat = 2

// memory is what a room writes down of itself; see the package doc.
type memory struct {
	at     time.Time
	secret meeting.Token
	tally  meeting.Tally
	room   keptRoom
	people map[ParticipantID]keptPerson
}

// keptRoom is what is written down of a room as a whole. Those at the door
// and inside are in their order.
type keptRoom struct {
	Format  int                          `json:"format"`
	Door    []ParticipantID              `json:"door,omitempty"`
	Inside  []ParticipantID              `json:"inside,omitempty"`
	Locked  bool                         `json:"locked,omitempty"`
	Rules   Rules                        `json:"rules"`
	Hands   []ParticipantID              `json:"hands,omitempty"`
	Floor   Floor                        `json:"floor"`
	Plan    Plan                         `json:"plan"`
	Hold    keptHold                     `json:"hold"`
	Sides   []Side                       `json:"sides,omitempty"`
	Reading keptReading                  `json:"reading,omitzero"`
	Reports []keptReport                 `json:"reports,omitempty"`
	Recent  []Departed                   `json:"recent,omitempty"` // without names
	Looks   map[meeting.RemovalID]string `json:"looks,omitempty"`  // of names of removed people, see state.looks
}

type keptHold struct {
	Since time.Time     `json:"since,omitzero"`
	Floor ParticipantID `json:"floor,omitempty"`
}

type keptReading struct {
	At     int             `json:"at,omitempty"`
	Reader ParticipantID   `json:"reader,omitempty"`
	Next   ParticipantID   `json:"next,omitempty"`
	Passed []ParticipantID `json:"passed,omitempty"`
}

// IsZero reports whether nothing is being read.
func (k keptReading) IsZero() bool { return k.Reader == "" }

// keptReport is an open report; the message it is about is gone with the chat.
type keptReport struct {
	ID     ReportID          `json:"id"`
	By     ParticipantID     `json:"by"`
	About  ParticipantID     `json:"about"`
	Reason moderation.Reason `json:"reason"`
	At     time.Time         `json:"at"`
}

// keptPerson is what is written down of one person. It is compared with ==.
type keptPerson struct {
	Name       string            `json:"name,omitempty"`    // not of who is gone
	CameAs     string            `json:"came_as,omitempty"` // folded; likewise
	Role       moderation.Role   `json:"role"`
	Account    meeting.AccountID `json:"account,omitempty"`
	Invite     string            `json:"invite,omitempty"` // a mark
	Device     string            `json:"device,omitempty"` // a mark
	Pass       string            `json:"pass,omitempty"`   // a mark
	By         meeting.InviteID  `json:"by,omitempty"`
	Microphone SourceState       `json:"microphone"`
	Camera     SourceState       `json:"camera"`
	Screen     SourceState       `json:"screen"`
	Greeter    bool              `json:"greeter,omitempty"`
	Timekeeper bool              `json:"timekeeper,omitempty"`
	Captioner  bool              `json:"captioner,omitempty"`
	Captions   bool              `json:"captions,omitempty"`
	Observer   bool              `json:"observer,omitempty"`
	Number     int               `json:"number,omitempty"` // see Visitor.Number
	Since      time.Time         `json:"since,omitzero"`   // at the door
	Again      bool              `json:"again,omitempty"`
	LooksLike  bool              `json:"looks_like,omitempty"`
	Declined   bool              `json:"declined,omitempty"`
	Entered    bool              `json:"entered,omitempty"`
	Asked      bool              `json:"asked,omitempty"`
	Newcomer   bool              `json:"newcomer,omitempty"`
	Reminded   int               `json:"reminded,omitempty"`
	Warned     int               `json:"warned,omitempty"`
	Minute     time.Time         `json:"minute,omitzero"`
	Together   bool              `json:"together,omitempty"` // with Minute
	Heard      int               `json:"heard,omitempty"`    // tens of seconds
	Gone       int               `json:"gone,omitempty"`     // the order in which people left; 0: they are here
	Removed    bool              `json:"removed,omitempty"`

	PresentSince time.Time     `json:"present_since,omitzero"` // see presence
	Present      time.Duration `json:"present,omitempty"`
	First        ParticipantID `json:"first,omitempty"`
	Looks        string        `json:"looks,omitempty"` // of CameAs, of who is gone

	seat meeting.Seat // in columns of its own
}

// heardStep is how exactly it is kept how long somebody spoke: finer steps
// would be written all the time.
const heardStep = 10 * time.Second

// keep returns what is to be written down as of now; nil when nothing would be
// lost with the room.
func (s *state) keep() *memory {
	if s.over != nil || s.blank() {
		return nil
	}
	s.count()
	m := &memory{
		at: s.now, secret: s.secret, tally: s.tally.Tally, people: make(map[ParticipantID]keptPerson, len(s.people)+len(s.departed)),
		room: keptRoom{
			Format: memoryFormat, Door: ids(s.door), Inside: ids(s.inside), Locked: s.locked, Rules: s.rules,
			Hands: append([]ParticipantID(nil), s.hands...), Floor: s.floorSeen(), Plan: s.plan,
			Hold:    keptHold{s.hold.since, s.hold.floor},
			Reading: keptReading{s.reading.at, s.reading.reader, s.reading.next, slices.Clone(s.reading.passed)}, Looks: map[meeting.RemovalID]string{},
		},
	}
	for _, x := range s.sides {
		m.room.Sides = append(m.room.Sides, x.Side)
	}
	for _, p := range s.people {
		m.people[p.ID] = p.kept()
	}
	for i, p := range s.departed {
		if p.memorable() {
			m.people[p.ID] = p.keptGone(i + 1)
		}
	}
	for _, r := range s.reports {
		m.room.Reports = append(m.room.Reports, keptReport{r.ID, r.By, r.Participant, r.Reason, r.At})
	}
	for _, d := range s.recent {
		m.room.Recent = append(m.room.Recent, Departed{ID: d.ID, At: d.At})
	}
	for _, r := range s.removals {
		m.room.Looks[meeting.RemovalID(r.ID)] = r.looks
	}
	return m
}

func ids(list []*person) []ParticipantID {
	all := make([]ParticipantID, len(list))
	for i, p := range list {
		all[i] = p.ID
	}
	return all
}

func (p *person) kept() keptPerson {
	k := keptPerson{
		Name: p.Name, CameAs: p.cameAs, Role: p.Role, Account: p.account, Invite: p.marks.Invite, Device: p.marks.Device,
		Pass: p.marks.Pass, By: p.by,
		Microphone: p.Microphone, Camera: p.Camera, Screen: p.Screen, Greeter: p.Greeter, Timekeeper: p.Timekeeper,
		Captioner: p.Captioner, Captions: p.captions, Observer: p.Observer, Number: p.number,
		Since: p.since, Again: p.again, LooksLike: p.looksLike, Declined: p.declined, Entered: p.entered, Asked: p.asked,
		Newcomer: p.note.Newcomer, Reminded: p.note.Reminded, Warned: p.note.Warned, Heard: int(p.heard / heardStep),
		PresentSince: p.presence.since, Present: p.presence.total, First: p.presence.first,
		seat: p.seat,
	}
	if p.note.Minute != nil {
		k.Minute, k.Together = *p.note.Minute, p.note.Together
	}
	return k
}

// keptGone is kept for who left: what holds when they come back, and no name.
func (p *person) keptGone(n int) keptPerson {
	k := p.kept()
	k.Name, k.CameAs, k.Since, k.Minute, k.Together, k.seat = "", "", zero, zero, false, meeting.Seat{}
	k.Gone, k.Removed, k.Looks = n, p.standing == moderation.Removed, p.looks
	return k
}

// looks stands for a name among the removed people of this room: it tells
// whether another name reads the same, and not what the name was.
func (s *state) looks(folded string) string {
	mac := hmac.New(sha256.New, []byte(s.secret))
	mac.Write([]byte("name "))
	mac.Write([]byte(folded))
	return hex.EncodeToString(mac.Sum(nil))
}

// read returns what a room wrote down, or an error when it can't be told what
// it means.
func read(r meeting.LiveRoom) (*memory, error) {
	m := &memory{at: r.KeptAt, secret: r.Secret, people: make(map[ParticipantID]keptPerson, len(r.People))}
	if err := json.Unmarshal(r.State, &m.room); err != nil {
		return nil, fmt.Errorf("read the room: %w", err)
	}
	if m.room.Format != memoryFormat {
		return nil, fmt.Errorf("the room was written in format %d; this program knows %d", m.room.Format, memoryFormat)
	}
	for _, p := range r.People {
		var k keptPerson
		if err := json.Unmarshal(p.State, &k); err != nil {
			return nil, fmt.Errorf("read a person: %w", err)
		}
		k.seat = p.Seat
		m.people[ParticipantID(p.ID)] = k
	}
	return m, nil
}
