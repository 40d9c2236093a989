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

// guest is what all guests have in common: they notice what is practised with
// them, go aside when that is offered, and come back when they may.
type guest struct {
	manner
	in      bool
	aside   bool
	removed bool
}

// manner is in what a guest differs.
type manner interface {
	// inside is told that the guest was let in; again: not for the first time.
	inside(x *player, again bool)
	// meets is told of what else the guest gets.
	meets(x *player, e room.Event)
}

func (g *guest) event(x *player, e room.Event) {
	switch e := e.(type) {
	case room.Snapshot:
		if e.Standing == moderation.Present && !g.in {
			g.in = true
			x.connect(0)
			g.inside(x, g.removed)
		}
	case room.SentBack:
		g.in = false
	case room.PersonChanged:
		if e.Person.ID == x.id {
			stopped(x, e.Person)
		}
	case room.SideChanged:
		g.answer(x, e.Side)
	case room.SideGone:
		g.aside = false
	}
	g.meets(x, e)
}

// stopped notices what a facilitator stopped.
func stopped(x *player, own room.Person) {
	if own.Microphone == room.Stopped {
		x.did(meeting.StepMute)
	}
	if own.Camera == room.Stopped {
		x.did(meeting.StepStopCamera)
	}
}

// answer accepts a side room, and talks there for a while.
func (g *guest) answer(x *player, side room.Side) {
	switch {
	case slices.Contains(side.Asked, x.id):
		x.in(thinkFor, func() { _ = x.room.AnswerSide(x.ctx, x.id, side.ID, room.Yes) })
	case slices.Contains(side.Inside, x.id) && !g.aside:
		g.aside = true
		x.did(meeting.StepSideRoom)
		x.in(thinkFor, func() { x.speak(standin.Voice) })
		x.in(asideFor, func() {
			x.hush()
			_ = x.room.LeaveSide(x.ctx, x.id)
		})
	}
}

func (g *guest) over(x *player, why room.Farewell) {
	g.in, g.aside = false, false
	switch why {
	case room.FarewellRemoved:
		g.removed = true
		x.did(meeting.StepRemove)
		x.in(comeAgain, func() { g.comeBack(x) })
	case room.FarewellDeclined:
		x.in(tryAgain, func() { _ = x.come() })
	case room.FarewellLeft, room.FarewellEnded, room.FarewellLost, room.FarewellClosed, room.FarewellReplaced:
	}
}

// comeBack is refused until the removal is undone.
func (g *guest) comeBack(x *player) {
	if x.come() != nil {
		x.in(comeAgain, func() { g.comeBack(x) })
		return
	}
	x.did(meeting.StepUndo)
}

// wren raises a hand, and speaks when it is their turn.
type wren struct{ spoke bool }

func (w *wren) inside(x *player, _ bool) {
	x.in(handAfter, func() { _ = x.room.RaiseHand(x.ctx, x.id) })
	x.in(handAfter+patience, func() { w.share(x) })
}

func (w *wren) meets(x *player, e room.Event) {
	switch e := e.(type) {
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

// jay disrupts: with noise, a picture that shakes and unkind words, whatever a
// facilitator stopped before. Forgiven, they behave.
type jay struct{ sorry, gone bool }

func (j *jay) inside(x *player, again bool) {
	j.sorry, j.gone = again, false
	if again {
		x.in(sorryAfter, func() { x.say(room.LaneEveryone, x.lines.forgiven) })
		return
	}
	x.in(disruptAfter, func() {
		x.say(room.LaneEveryone, x.lines.rude)
		j.insist(x)
	})
}

// insist turns on again and again what was stopped; the room refuses it.
func (j *jay) insist(x *player) {
	if j.sorry || j.gone {
		return
	}
	x.speak(standin.Noise)
	x.show(standin.Shake)
	x.in(tryAgain, func() { j.insist(x) })
}

func (j *jay) meets(x *player, e room.Event) {
	switch e.(type) {
	case room.YouWereReminded, room.YouWereWarned:
		x.in(thinkFor, func() { x.say(room.LaneEveryone, x.lines.reminded) })
	case room.SentBack:
		j.gone = true
	}
}

// heron needs a minute.
type heron struct{ aside bool }

func (*heron) inside(x *player, _ bool) {
	x.in(minuteAfter, func() { _ = x.room.AskMinute(x.ctx, x.id, false) })
}

func (h *heron) meets(x *player, e room.Event) {
	switch e := e.(type) {
	case room.SideChanged:
		h.aside = true
	case room.MinuteChanged:
		if !e.Asked && !h.aside {
			x.say(room.LaneFacilitators, x.lines.better)
		}
	}
}

// owl comes late.
type owl struct{}

func (owl) inside(x *player, _ bool) {
	x.in(sorryAfter, func() { x.say(room.LaneEveryone, x.lines.late) })
}

func (owl) meets(*player, room.Event) {}
