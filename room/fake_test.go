package room

import (
	"context"
	"log/slog"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// plane is a Media that enforces what it was told.
type plane struct {
	admitted  map[ParticipantID]bool
	permitted map[ParticipantID]map[Source]bool
	company   map[ParticipantID]string
	tiles     map[ParticipantID][]Tile
}

func newPlane() *plane {
	return &plane{
		admitted:  map[ParticipantID]bool{},
		permitted: map[ParticipantID]map[Source]bool{},
		company:   map[ParticipantID]string{},
		tiles:     map[ParticipantID][]Tile{},
	}
}

func (m *plane) Join(context.Context, ParticipantID, string) (string, error)    { return "", nil }
func (m *plane) Restart(context.Context, ParticipantID, string) (string, error) { return "", nil }
func (m *plane) Admit(id ParticipantID)                                         { m.admitted[id] = true }

func (m *plane) Withdraw(id ParticipantID) { delete(m.admitted, id) }

func (m *plane) View(id ParticipantID, tiles []Tile) { m.tiles[id] = tiles }
func (m *plane) Close()                              {}

func (m *plane) Permit(id ParticipantID, src Source, allowed bool) {
	if m.permitted[id] == nil {
		m.permitted[id] = map[Source]bool{}
	}
	m.permitted[id][src] = allowed
}

func (m *plane) Remove(id ParticipantID) {
	delete(m.admitted, id)
	delete(m.permitted, id)
	delete(m.company, id)
	delete(m.tiles, id)
}

// Company forgets who is where it began, so that a forgotten call shows.
func (m *plane) Company(id ParticipantID, company string) {
	m.company[id] = company
	if company == "" {
		delete(m.company, id)
	}
}

// reaches reports whether q would get a source of p.
func (m *plane) reaches(p, q ParticipantID, src Source) bool {
	return m.flows(p, src) && m.admitted[q] && m.company[p] == m.company[q]
}

// flows reports whether others would get a source of id.
func (m *plane) flows(id ParticipantID, src Source) bool {
	return m.admitted[id] && m.permitted[id][src]
}

// diary is a journal that keeps everything.
type diary struct {
	removals []meeting.Removal
	deeds    []moderation.Deed
	undone   []meeting.RemovalID
	moved    []time.Time
	ends     []time.Time
	unledAt  int // ends before it, plus one; 0 for never
	tally    meeting.Tally
}

func (d *diary) removed(r meeting.Removal, deeds []moderation.Deed) {
	d.removals, d.deeds = append(d.removals, r), append(d.deeds, deeds...)
}

func (d *diary) removalUndone(id meeting.RemovalID, done moderation.Deed) {
	d.undone, d.deeds = append(d.undone, id), append(d.deeds, done)
}
func (d *diary) did(done moderation.Deed)  { d.deeds = append(d.deeds, done) }
func (d *diary) endMoved(endsAt time.Time) { d.moved = append(d.moved, endsAt) }
func (d *diary) unled()                    { d.unledAt = len(d.ends) + 1 }
func (d *diary) ended(at time.Time, t meeting.Tally) {
	d.ends, d.tally = append(d.ends, at), t
}

// house is a room without a loop: its rules, with the clock in the test's hand.
type house struct {
	*state
	t     fataler
	cfg   Config
	plane *plane
	diary *diary
}

// fataler is what testing.T and rapid.T have in common here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func newHouse(t fataler, change ...func(*Config)) *house {
	cfg := Config{
		Group: meeting.Group{
			ID: "group", Realm: moderation.Recovery, Name: "Tuesday group",
			CameraRule: meeting.CameraOptional, CrossTalk: meeting.CrossTalkNone, Capacity: 12,
		},
		Meeting: meeting.Meeting{ID: "meeting", StartsAt: noon, EndsAt: noon.Add(time.Hour)},
		Clauses: []meeting.Clause{{Title: "Kindness", Text: "We are kind."}, {Title: "Privacy", Text: "It stays here."}, {Title: "Time", Text: "We share it."}},
		Log:     slog.New(slog.DiscardHandler),
	}
	h := &house{t: t, plane: newPlane(), diary: &diary{}}
	cfg.Media = h.plane
	for _, f := range change {
		f(&cfg)
	}
	h.cfg, h.state = cfg, newState(cfg, noon, h.diary)
	return h
}

// pass lets time go by, stopping wherever something is due.
func (h *house) pass(d time.Duration) {
	until := h.now.Add(d)
	for h.over == nil {
		due := h.next()
		if due.IsZero() || due.After(until) {
			break
		}
		if due.After(h.now) {
			h.now = due
		}
		h.tick()
	}
	h.now = until
}

func (h *house) come(a Arrival) *page {
	h.t.Helper()
	p := &page{t: h.t}
	id, err := h.arrive(a, p)
	if err != nil {
		h.t.Fatalf("%s arrives: %v", a.Name, err)
	}
	if p.state.Self != id {
		h.t.Fatalf("%s got no snapshot on arrival", a.Name)
	}
	p.id = id
	if p.state.Standing == moderation.Present {
		h.announce()
	}
	return p
}

func staff(name string, role moderation.Role) Arrival {
	return Arrival{
		Name: name, Role: role, Account: meeting.AccountID("acc-" + name),
		Marks: moderation.Marks{Device: "dev-" + name, Account: "acc-" + name},
	}
}

func guest(name string) Arrival {
	return Arrival{Name: name, Role: moderation.Participant, Marks: moderation.Marks{Device: "dev-" + name}}
}

func (h *house) lead(name string) *page {
	h.t.Helper()
	return h.come(staff(name, moderation.Facilitator))
}
func (h *house) guest(name string) *page { h.t.Helper(); return h.come(guest(name)) }

// inside returns a guest whom by has let in.
func (h *house) insider(by *page, name string) *page {
	h.t.Helper()
	p := h.guest(name)
	h.ok(h.admit(by.id, []ParticipantID{p.id}))
	h.announce()
	return p
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("refused: %v", err)
	}
}

func (h *house) refused(err error, kind fault.Kind, reason string) {
	h.t.Helper()
	if e := fault.Of(err); e == nil || e.Kind != kind || e.Reason != reason {
		h.t.Fatalf("got %v, want %s/%s", err, kind, reason)
	}
}
