package rehearsal

import (
	"slices"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/sfu/standin"
)

// When the guests do what they do.
const (
	handAfter    = 6 * time.Second
	patience     = 25 * time.Second // until the hand-raiser speaks by themselves
	shareFor     = 8 * time.Second
	disruptAfter = 8 * time.Second
	tryAgain     = 10 * time.Second // what a facilitator stopped
	comeAgain    = 3 * time.Second  // after a removal
	minuteAfter  = 25 * time.Second
	thinkFor     = 2 * time.Second
	asideFor     = 20 * time.Second
	sorryAfter   = 4 * time.Second
)

// admitted reports whether an event says that the player is in the room now.
func admitted(e room.Event) bool {
	s, ok := e.(room.Snapshot)
	return ok && s.Standing == moderation.Present
}

// wren raises a hand, and speaks when it is their turn.
type wren struct{ in, spoke bool }

func (w *wren) event(x *player, e room.Event) {
	switch e := e.(type) {
	case room.Snapshot:
		if admitted(e) && !w.in {
			w.in = true
			x.connect(0)
			x.in(handAfter, func() { _ = x.room.RaiseHand(x.ctx, x.id) })
			x.in(handAfter+patience, func() { w.share(x) })
		}
	case room.FloorChanged:
		if e.Floor.Speaker == x.id {
			w.share(x)
		}
	case room.AskedToUnmute:
		w.spoke = false
		w.share(x)
	}
}

// share speaks for a while, once.
func (w *wren) share(x *player) {
	if w.spoke || !x.speak(standin.Voice) {
		return
	}
	w.spoke = true
	x.show(standin.Calm)
	_ = x.room.LowerHand(x.ctx, x.id, x.id)
	x.in(shareFor, func() {
		x.hush()
		_ = x.room.NextTurn(x.ctx, x.id) // refused unless it is their turn
	})
}

func (*wren) over(*player, room.Farewell) {}

// jay disrupts: with noise, a picture that shakes and unkind words, whatever a
// facilitator stopped before. Removed, they try to come back; forgiven, they
// behave.
type jay struct{ in, removed, sorry bool }

func (j *jay) event(x *player, e room.Event) {
	if admitted(e) && !j.in {
		j.in = true
		x.connect(0)
		if j.sorry {
			x.in(sorryAfter, func() { x.say(room.LaneEveryone, "Sorry about that. I will listen now.") })
			return
		}
		x.in(disruptAfter, func() { j.disrupt(x) })
		return
	}
	if p, own := x.own(e); own {
		if p.Microphone == room.Stopped {
			x.did(meeting.StepMute)
		}
		if p.Camera == room.Stopped {
			x.did(meeting.StepStopCamera)
		}
	}
	switch e.(type) {
	case room.YouWereReminded, room.YouWereWarned:
		x.in(thinkFor, func() { x.say(room.LaneEveryone, "Whatever.") })
	case room.SentBack:
		j.in = false
	}
}

func (j *jay) disrupt(x *player) {
	x.say(room.LaneEveryone, "This is boring! Who wants to hear that?")
	j.insist(x)
}

// insist turns on again and again what was stopped; the room refuses it.
func (j *jay) insist(x *player) {
	if !j.in || j.sorry {
		return
	}
	x.speak(standin.Noise)
	x.show(standin.Shake)
	x.in(tryAgain, func() { j.insist(x) })
}

func (j *jay) over(x *player, why room.Farewell) {
	j.in = false
	if why != room.FarewellRemoved {
		return
	}
	j.removed = true
	x.did(meeting.StepRemove)
	x.in(comeAgain, func() { j.tryToComeBack(x) })
}

// tryToComeBack is refused until the removal is undone.
func (j *jay) tryToComeBack(x *player) {
	if !j.removed {
		return
	}
	if x.come() != nil {
		x.in(comeAgain, func() { j.tryToComeBack(x) })
		return
	}
	j.removed, j.sorry = false, true
	x.did(meeting.StepUndo)
}

// heron needs a minute, and goes aside when that is offered.
type heron struct{ in, aside bool }

func (h *heron) event(x *player, e room.Event) {
	switch e := e.(type) {
	case room.Snapshot:
		if admitted(e) && !h.in {
			h.in = true
			x.connect(0)
			x.in(minuteAfter, func() { _ = x.room.AskMinute(x.ctx, x.id, false) })
		}
	case room.MinuteChanged:
		if !e.Asked && !h.aside {
			x.say(room.LaneFacilitators, "Thank you for asking. It is a little better.")
		}
	case room.SideChanged:
		h.answer(x, e.Side)
	case room.SideGone:
		h.aside = false
	}
}

// answer accepts a side room, and talks there for a while.
func (h *heron) answer(x *player, side room.Side) {
	switch {
	case slices.Contains(side.Asked, x.id):
		x.in(thinkFor, func() { _ = x.room.AnswerSide(x.ctx, x.id, side.ID, room.Yes) })
	case slices.Contains(side.Inside, x.id) && !h.aside:
		h.aside = true
		x.did(meeting.StepSideRoom)
		x.in(thinkFor, func() { x.speak(standin.Voice) })
		x.in(asideFor, func() {
			x.hush()
			_ = x.room.LeaveSide(x.ctx, x.id)
		})
	}
}

func (*heron) over(*player, room.Farewell) {}

// owl comes late.
type owl struct{ in bool }

func (o *owl) event(x *player, e room.Event) {
	if admitted(e) && !o.in {
		o.in = true
		x.connect(0)
		x.in(sorryAfter, func() { x.say(room.LaneEveryone, "Sorry that I am late.") })
	}
}

func (*owl) over(*player, room.Farewell) {}
