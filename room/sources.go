package room

import (
	"errors"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// sources are all sources.
var sources = [...]Source{Microphone, Camera, Screen}

// flow makes the media plane let through what p has on and nothing holds
// back, and no more. Every rule that changes either calls it before anybody is
// told.
func (s *state) flow(p *person) {
	for i, src := range sources {
		if on := *p.source(src) == On && !s.heldBack(p); on != p.flows[i] {
			p.flows[i] = on
			s.media.Permit(p.ID, src, on)
		}
	}
}

// publish turns a source of one's own on or off. A stopped one stays stopped.
func (s *state) publish(id ParticipantID, src Source, on bool) error {
	p := s.people[id]
	if p == nil {
		return errNotHere
	}
	at := p.source(src)
	if at == nil {
		return fault.Field("source", "microphone, camera or screen")
	}
	if p.standing != moderation.Present {
		return errNotPresent
	}
	if !on {
		s.turnOff(p, src, Off)
		return nil
	}
	if err := s.mayPublish(p, src); err != nil {
		if errors.Is(err, moderation.ErrNoFloor) {
			s.raise(p)
		}
		return err
	}
	if *at == On {
		return nil
	}
	*at = On
	s.flow(p)
	s.changed(p)
	return nil
}

func (s *state) mayPublish(p *person, src Source) error {
	switch src {
	case Microphone:
		return s.allow(p, moderation.Speak, moderation.Target{})
	case Camera:
		return s.mayShowCamera(p)
	default:
		if err := s.allow(p, moderation.ShareScreen, moderation.Target{}); err != nil {
			return err
		}
		for _, q := range s.inside {
			if q != p && q.Screen == On {
				return errShareTaken
			}
		}
		return nil
	}
}

func (s *state) mayShowCamera(p *person) error {
	if err := s.allow(p, moderation.ShowCamera, moderation.Target{}); err != nil {
		return err
	}
	if s.group.CameraRule == meeting.CameraOff {
		return errCameraRule
	}
	return nil
}

// turnOff makes a source Off or Stopped. The media plane lets nothing of it
// through from before anybody is told. Off never lifts Stopped.
func (s *state) turnOff(p *person, src Source, to SourceState) {
	at := p.source(src)
	if *at == to || *at == Stopped {
		return
	}
	*at = to
	s.flow(p)
	s.changed(p)
}

// silence turns off all that p sends, and tells nobody: the caller does.
func (s *state) silence(p *person) {
	for _, src := range sources {
		if at := p.source(src); *at == On {
			*at = Off
		}
	}
	s.flow(p)
}

func (s *state) mute(by, id ParticipantID) error {
	a, p, err := s.mayUpon(by, moderation.Mute, id, moderation.Present)
	if err != nil {
		return err
	}
	if p.Microphone != Stopped {
		s.audit(a, moderation.Mute, p.ID, false)
	}
	p.asked = false
	s.turnOff(p, Microphone, Stopped)
	return nil
}

// askToUnmute lifts a mute, if there is one, and asks. It never turns a
// microphone on.
func (s *state) askToUnmute(by, id ParticipantID) error {
	a, p, err := s.mayUpon(by, moderation.AskToUnmute, id, moderation.Present)
	if err != nil {
		return err
	}
	p.asked = true
	if s.lift(p, Microphone) {
		s.audit(a, moderation.AskToUnmute, p.ID, true)
	}
	if p.Microphone != On {
		p.sink.Deliver(AskedToUnmute{By: a.Name})
	}
	return nil
}

func (s *state) stopCamera(by, id ParticipantID) error {
	a, p, err := s.mayUpon(by, moderation.StopCamera, id, moderation.Present)
	if err != nil {
		return err
	}
	if p.Camera != Stopped {
		s.audit(a, moderation.StopCamera, p.ID, false)
	}
	s.turnOff(p, Camera, Stopped)
	return nil
}

func (s *state) allowCamera(by, id ParticipantID) error {
	a, p, err := s.mayUpon(by, moderation.AllowCamera, id, moderation.Present)
	if err != nil {
		return err
	}
	if s.lift(p, Camera) {
		s.audit(a, moderation.AllowCamera, p.ID, true)
		p.sink.Deliver(CameraAllowed{By: a.Name})
	}
	return nil
}

// lift turns Stopped into Off, also for what is remembered of the same
// person, and reports whether p was stopped.
func (s *state) lift(p *person, src Source) bool {
	at := p.source(src)
	if *at != Stopped {
		return false
	}
	*at = Off
	for _, q := range s.departed {
		if was := q.source(src); *was == Stopped && q.identity().Match(p.identity()) {
			*was = Off
		}
	}
	s.changed(p)
	return true
}

func (s *state) stopShare(by, id ParticipantID) error {
	a, p, err := s.mayUpon(by, moderation.StopShare, id, moderation.Present)
	if err != nil {
		return err
	}
	if p.Screen == On {
		s.audit(a, moderation.StopShare, p.ID, false)
	}
	s.turnOff(p, Screen, Off)
	return nil
}
