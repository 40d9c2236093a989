package meeting_test

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

func (h *house) keep(m meeting.ID) {
	h.t.Helper()
	err := h.KeepRoom(h.t.Context(), meeting.LiveChange{
		Meeting: m, Secret: "secret", KeptAt: h.now(), State: []byte("{}"), Whole: true,
		Put: []meeting.LivePerson{{ID: "heron", State: []byte("{}"), Seat: meeting.Seat{Session: "s", TokenHash: meeting.Token("t").Hash()}}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestARoomIsLoadedAsItWasKept(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	m := h.next()
	h.at(time.Tuesday, 19, 0)
	if o := must(h.Load(ctx, m.ID))(t); o.Before != nil || o.Leads != nil {
		t.Errorf("a room that nobody was in: %+v", o)
	}
	h.keep(m.ID)
	o := must(h.Load(ctx, m.ID))(t)
	if o.Before == nil || len(o.Before.People) != 1 || o.Before.Secret != "secret" || len(o.Leads) != 2 {
		t.Errorf("loaded %+v, led by %v", o.Before, o.Leads)
	}
	if got, want := must(h.Seat(ctx, "t"))(t), (meeting.Seated{Session: "s", Meeting: m.ID, Person: "heron"}); got != want {
		t.Errorf("seat %+v, want %+v", got, want)
	}
	refused(t, "another token", failed(h.Seat(ctx, "other")), fault.NotFound, "not_found")
	refused(t, "no token", failed(h.Seat(ctx, "")), fault.NotFound, "not_found")
	refused(t, "no meeting", h.KeepRoom(ctx, meeting.LiveChange{Meeting: "none"}), fault.NotFound, "not_found")
}

func TestNothingIsKeptOfARoomWhoseMeetingIsOver(t *testing.T) {
	for name, end := range map[string]func(h *house, m meeting.Meeting) error{
		"ended by the room": func(h *house, m meeting.Meeting) error {
			return h.EndMeeting(t.Context(), m.ID, h.now(), meeting.Tally{})
		},
		"never come back to": func(h *house, m meeting.Meeting) error {
			h.at(time.Tuesday, 23, 0)
			return failed(h.EndOverdue(t.Context()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			m := h.next()
			h.at(time.Tuesday, 19, 0)
			h.keep(m.ID)
			if err := end(h, m); err != nil {
				t.Fatal(err)
			}
			refused(t, "the room", failed(h.store.LiveRoom(t.Context(), m.ID)), fault.NotFound, "not_found")
			refused(t, "the seat", failed(h.Seat(t.Context(), "t")), fault.NotFound, "not_found")
			refused(t, "keeping it", h.KeepRoom(t.Context(), meeting.LiveChange{Meeting: m.ID}), fault.Gone, "meeting_ended")
		})
	}
}

func TestARecordTokenIsOfOnePersonInOneRoom(t *testing.T) {
	seen := map[meeting.Token]bool{}
	for _, secret := range []meeting.Token{"a", "b"} {
		for _, person := range []string{"heron", "wren"} {
			token := meeting.RecordToken(secret, person)
			if seen[token] || len(token) != 43 || token != meeting.RecordToken(secret, person) {
				t.Errorf("token of %s in %s: %s", person, secret, string(token))
			}
			seen[token] = true
		}
	}
}
