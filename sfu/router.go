package sfu

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrClosed is returned by a Router or SFU that has been closed.
var ErrClosed = errors.New("sfu: closed")

// ErrUnknownPeer is returned by Restart for a peer without a connection.
var ErrUnknownPeer = errors.New("sfu: no such peer")

// Router is one running meeting: the set of peers whose media may reach each other. All methods may be called from any
// goroutine; they wait for the control loop, which never blocks, and not for the network. What was decided about a peer
// (admission, permissions, view) belongs to its id and outlives its connections until Remove.
type Router struct {
	sfu  *SFU
	do   chan func(*state) // unbuffered: a completed send means that the loop will run it
	done chan struct{}     // closed when the loop has returned
	quit chan struct{}     // closed to end the loop
	wake chan struct{}     // a track began to flow
	hear chan struct{}     // somebody began to speak

	announcer *announcer
	closing   sync.Once
	wg        sync.WaitGroup // the loop, the announcer and the connections
}

// NewRouter starts a Router that reports to o. The caller closes it.
func (s *SFU) NewRouter(o Observer) *Router {
	r := &Router{
		sfu:       s,
		do:        make(chan func(*state)),
		done:      make(chan struct{}),
		quit:      make(chan struct{}),
		wake:      make(chan struct{}, 1),
		hear:      make(chan struct{}, 1),
		announcer: newAnnouncer(o, s.now),
	}
	if !s.adopt(r) {
		close(r.quit)
	}
	r.wg.Add(2)
	go func() {
		defer r.wg.Done()
		r.announcer.run()
	}()
	go func() {
		defer r.wg.Done()
		defer close(r.done)
		r.run()
	}()
	return r
}

// run is the control loop. It owns the state; nothing in it blocks.
func (r *Router) run() {
	s := newState(r.announcer, r.flowing, r.sfu.now)
	s.speaks = r.speaks
	ticker := time.NewTicker(rankEvery)
	defer ticker.Stop()
	ticking := true
	for {
		if wanted := s.up > 0; wanted != ticking {
			ticking = wanted
			if wanted {
				ticker.Reset(rankEvery)
			} else {
				ticker.Stop()
			}
		}
		select {
		case f := <-r.do:
			f(s)
		case <-ticker.C:
			s.tick()
		case <-r.wake:
			s.fill()
		case <-r.hear:
			if s.rank() {
				s.fill()
			}
		case <-r.quit:
			s.closeAll()
			return
		}
	}
}

// flowing tells the loop that a track began to flow; called by readers, so it never blocks.
func (r *Router) flowing() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// speaks tells the loop that somebody began to speak; called by readers, so it never blocks.
func (r *Router) speaks() {
	select {
	case r.hear <- struct{}{}:
	default:
	}
}

func (r *Router) call(ctx context.Context, f func(*state)) error {
	finished := make(chan struct{})
	select {
	case r.do <- func(s *state) { defer close(finished); f(s) }:
		<-finished
		return nil
	case <-r.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *Router) apply(f func(*state)) {
	_ = r.call(context.Background(), f) // a closed Router has nothing left to apply to
}

// Join connects peer id: it takes the offer of a new RTCPeerConnection and returns the answer, which carries all of the
// server's candidates; the client's are not needed. The offer has, in this order, up to one microphone, one camera
// (simulcast by rid, lowest layer q) and one screen to send, and any number of audio and video slots to receive: three
// audio slots carry the loudest, a fourth the pinned microphone; the last of several video slots carries shared screens,
// the others cameras. A second Join replaces the connection and keeps everything else. Until Admit the connection only warms up: nothing is accepted
// from it and nothing sent. Errors are *OfferError, ErrClosed or the context's.
func (r *Router) Join(ctx context.Context, id PeerID, offer string) (answer string, err error) {
	o, err := parseOffer(offer)
	if err != nil {
		return "", err
	}
	c := r.sfu.newConnection(o)
	answer = c.answer()
	notify := func(st ConnectionState) { r.apply(func(s *state) { s.connection(id, c, st) }) }
	err = r.call(ctx, func(s *state) {
		s.join(id, c)
		r.wg.Add(1)
		c.start(notify, r.wg.Done)
	})
	if err != nil {
		return "", err
	}
	return answer, nil
}

// Restart applies a new offer on the connection peer id has: an ICE restart after a network change, or a wider window
// with more slots at the end. Media flows on meanwhile. Errors are *OfferError, ErrUnknownPeer, ErrClosed or the
// context's.
func (r *Router) Restart(ctx context.Context, id PeerID, offer string) (answer string, err error) {
	o, err := parseOffer(offer)
	if err != nil {
		return "", err
	}
	var c *connection
	if err := r.call(ctx, func(s *state) { c = s.connectionOf(id) }); err != nil {
		return "", err
	}
	if c == nil || c.isClosed() {
		return "", ErrUnknownPeer
	}
	if err := c.restart(o); err != nil {
		return "", err
	}
	answer = c.answer()
	return answer, r.call(ctx, func(s *state) { s.reshape(id, c) })
}

// Admit lets peer id in: its media is accepted as far as permitted, and its slots are filled.
func (r *Router) Admit(id PeerID) { r.apply(func(s *state) { s.admit(id, true) }) }

// Withdraw sends peer id back to the door: when it returns, nothing more is accepted from it and nothing sent to it.
func (r *Router) Withdraw(id PeerID) { r.apply(func(s *state) { s.admit(id, false) }) }

// Permit says whether peer id may send src; false is where everybody starts. When Permit(false) returns, no packet of
// src that arrives later reaches anybody, and none that arrived before is sent again.
func (r *Router) Permit(id PeerID, src Source, allowed bool) {
	r.apply(func(s *state) { s.permit(id, src, allowed) })
}

// Company puts peer id in a company, those of its members who hear and see each other and nobody else; everybody begins
// in "". When Company returns, no packet of id that arrives later reaches those it left, nothing that arrived before is
// sent to those it came to, and no packet of those it left is sent to it. Slots are remapped on the connection there is.
func (r *Router) Company(id PeerID, company string) {
	r.apply(func(s *state) { s.setCompany(id, company) })
}

// View says what peer id shows; its video slots are filled from it. An empty list shows nothing. Before the first View
// they are filled by a default order.
func (r *Router) View(id PeerID, tiles []Tile) {
	r.apply(func(s *state) { s.view(id, tiles) })
}

// Pin puts the microphone of peer id into the fourth audio slot of its company, however loud it is; "" empties that slot.
func (r *Router) Pin(id PeerID) { r.apply(func(s *state) { s.setPin(id) }) }

// Remove closes the connection of peer id and forgets everything about it. Nothing more is reported about it, apart
// from a call already under way.
func (r *Router) Remove(id PeerID) { r.apply(func(s *state) { s.remove(id) }) }

// Close ends all connections and waits for the Router's goroutines. The Observer must not call it.
func (r *Router) Close() {
	r.closing.Do(func() {
		select {
		case <-r.quit:
		default:
			close(r.quit)
		}
		close(r.announcer.stop)
		r.sfu.release(r)
	})
	r.wg.Wait()
}
