package rehearsal

import (
	"time"

	"warmroom/moderation"
	"warmroom/room"
	"warmroom/sfu/standin"
)

// queued bounds the events that wait for a player; who is behind misses some.
const queued = 512

// part is what a player does: it is told what happens to the player, from the
// player's goroutine.
type part interface {
	// event is told of everything the player gets.
	event(x *player, e room.Event)
	// over is told that the player is not in the room any more, and why.
	over(x *player, why room.Farewell)
}

// player is a simulated person in a room. All but the sink is used from its own
// goroutine.
type player struct {
	*play
	arrival room.Arrival
	part    part
	id      room.ParticipantID
	media   *standin.Standin // nil without
	timers  []*time.Timer

	sink *sink
	todo chan func() // what was to be done later; see in
}

// sink hands the events of one stay in the room to a player.
type sink struct {
	events chan room.Event
	gone   chan room.Farewell // capacity 1
}

// Deliver implements room.Sink.
func (s *sink) Deliver(e room.Event) {
	select {
	case s.events <- e:
	default:
	}
}

// Close implements room.Sink.
func (s *sink) Close(f room.Farewell) {
	select {
	case s.gone <- f:
	default:
	}
}

// player returns somebody who is simulated, not in the room yet.
func (p *play) player(a room.Arrival, part part) *player {
	a.Simulated = true
	a.Marks.Device = "simulated " + a.Name
	if a.Role.Leads() {
		a.Account = "simulated"
		a.Marks = moderation.Marks{Account: string(a.Account)}
	}
	return &player{play: p, arrival: a, part: part, todo: make(chan func(), queued)}
}

// enter lets a player come to the room, in a goroutine of their own.
func (p *play) enter(x *player) {
	p.wg.Go(func() {
		defer x.leave()
		if x.come() == nil {
			x.live()
		}
	})
}

// come comes to the room, for the first time or again.
func (x *player) come() error {
	s := &sink{events: make(chan room.Event, queued), gone: make(chan room.Farewell, 1)}
	id, err := x.room.Arrive(x.ctx, x.arrival, s)
	if err == nil {
		x.id, x.sink = id, s
	}
	return err
}

// live does the player's part until the exercise is over.
func (x *player) live() {
	for {
		select {
		case e := <-x.sink.events:
			x.part.event(x, e)
		case f := <-x.todo:
			f()
		case why := <-x.sink.gone:
			x.rest()
			x.part.over(x, why)
		case <-x.ctx.Done():
			return
		}
	}
}

// rest ends what the player sends.
func (x *player) rest() {
	if x.media != nil {
		x.media.Close()
		x.media = nil
	}
}

// leave ends what the player has going on.
func (x *player) leave() {
	for _, t := range x.timers {
		t.Stop()
	}
	x.rest()
}

// in does something after a while, unless the exercise is over by then.
func (x *player) in(d time.Duration, f func()) {
	x.timers = append(x.timers, time.AfterFunc(d, func() {
		select {
		case x.todo <- f:
		default:
		}
	}))
}

// connect gives the player sound and picture.
func (x *player) connect(echo time.Duration) {
	if x.media == nil {
		x.media = x.body(x, echo)
	}
}

// speak turns the microphone on and plays a sound; it reports whether the room
// let it.
func (x *player) speak(c *standin.Clip) bool {
	if x.room.Publish(x.ctx, x.id, room.Microphone, true) != nil {
		return false
	}
	if x.media != nil {
		x.media.Speak(c)
	}
	return true
}

// hush turns the microphone off.
func (x *player) hush() {
	_ = x.room.Publish(x.ctx, x.id, room.Microphone, false)
	if x.media != nil {
		x.media.Hush()
	}
}

// show turns the camera on and plays a picture.
func (x *player) show(c *standin.Clip) {
	if x.room.Publish(x.ctx, x.id, room.Camera, true) == nil && x.media != nil {
		x.media.Show(c)
	}
}

// say writes a line; a lane that is closed is left alone.
func (x *player) say(lane room.Lane, text string) {
	_, _ = x.room.Say(x.ctx, x.id, lane, text)
}
